// How fast a search as Robyn does it judges models, and what its optimisers find.
//
//   robyn-bench search FILE [optimizer=de] [runs=5] [trials=5] [iterations=2000] [seed=42]
//   robyn-bench fronts FILE [seeds=10] [iterations=2000]     both optimisers, one trial a seed, at equal evaluations
//   robyn-bench model FILE [candidates=200]                  what candidates are judged by, for another program to judge them
//   robyn-bench data FILE                                    a simulated table, 104 weeks of five channels
//
// FILE has columns date, sales, holiday, trend (not read) and one for each channel. Each prints lines of JSON but `data`, which
// writes FILE. Times of a search are those of the whole fit: first stage, trials, front, clusters, the fit chosen and its
// intervals.

import Marketing
import Statistics
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct Trouble: Error, CustomStringConvertible {
  let description: String
}

/// Robyn's defaults: Prophet's trend and season beforehand, geometric carryover, Hill saturation, channels that only help.
func spec(of table: Table, _ settings: RobynSearch, seed: UInt64 = 42) -> MixSpec {
  let others = ["date", "sales", "trend", "holiday"]
  let channels = table.names.filter { !others.contains($0) }
  var spec = MixSpec(
    target: "sales", channels: channels, controls: ["holiday"], trend: .piecewise(bends: 25),
    season: .yearly(pairs: 3), regulariser: .ridge(.fixed(1)), seed: seed)
  spec.baselineStage = .estimatedFirst
  spec.unit = .largestCarriedOver
  spec.interceptRule = .nonNegative
  var dimensions: [TransformSearch.Dimension] = []
  for channel in channels {
    spec.transforms[channel] = ChannelTransform(
      adstock: .recursive(retention: 0.4), saturation: .hill(half: 0.65, slope: 1.75))
    spec.signs[channel] = .positive
    dimensions += [
      .init(channel: channel, parameter: .adstock(0), range: 0...0.8),
      .init(channel: channel, parameter: .saturation(0), range: 0.3...1),
      .init(channel: channel, parameter: .saturation(1), range: 0.5...3),
    ]
  }
  spec.search = TransformSearch(dimensions, method: .robyn(settings))
  return spec
}

/// The front of a search, and the seconds that the fit took: by the clock, and of all processors.
func searched(
  _ table: Table, _ settings: RobynSearch, seed: UInt64
) throws -> (front: RobynFront, seconds: Double, processor: Double) {
  let spec = spec(of: table, settings, seed: seed)
  let data = try MixData(table, for: spec)
  let (begin, ticks) = (ContinuousClock().now, clock())
  let fit = try spec.fitted(to: data)
  let spent = (ContinuousClock().now - begin).components
  guard let front = fit.search?.front else { throw Trouble(description: "a fit without a front") }
  return (
    front, Double(spent.seconds) + Double(spent.attoseconds) * 1e-18,
    Double(clock() - ticks) / Double(CLOCKS_PER_SEC)
  )
}

func text(_ numbers: [Double]) -> String {
  "[" + numbers.map { "\($0)" }.joined(separator: ", ") + "]"
}

func tell(_ fields: [(String, String)]) {
  print("{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
  fflush(nil)
}

// MARK: - What is measured

/// A line for each run of the whole search.
func search(_ table: Table, _ options: Options) throws {
  var settings = RobynSearch()
  let name = options.word("optimizer", "de")
  guard let optimizer = RobynSearch.Optimizer(rawValue: name) else {
    throw Trouble(description: "optimizer is de or nsga2, not \(name)")
  }
  settings.optimizer = optimizer
  settings.trials = options.number("trials", 5)
  settings.iterations = options.number("iterations", 2_000)
  for _ in 0..<options.number("runs", 5) {
    let seed = UInt64(options.number("seed", 42))
    let (front, seconds, processor) = try searched(table, settings, seed: seed)
    let best = front.evaluations.min { $0.nrmse < $1.nrmse }
    let evaluations = settings.trials * settings.iterations
    tell([
      ("optimizer", "\"\(name)\""), ("seconds", "\(seconds)"), ("evaluations", "\(evaluations)"),
      ("evaluations_per_s", "\(Double(evaluations) / seconds)"),
      ("evaluations_per_processor_s", "\(Double(evaluations) / processor)"),
      ("candidates", "\(front.candidates.count)"), ("clusters", "\(front.clusters.count)"),
      ("hypervolume", "\(front.hypervolume)"), ("best_nrmse", "\(best?.nrmse ?? .nan)"),
      ("rssd_there", "\(best?.rssd ?? .nan)"),
      ("least_rssd", "\(front.evaluations.map(\.rssd).min() ?? .nan)"),
      ("chosen", "\"\(front.chosen)\""),
    ])
  }
}

/// A line for each seed and optimiser with the first front of one trial, for another program to hold beside its own.
func fronts(_ table: Table, _ options: Options) throws {
  var settings = RobynSearch()
  settings.trials = 1
  settings.iterations = options.number("iterations", 2_000)
  for seed in 1...max(1, options.number("seeds", 10)) {
    for optimizer in RobynSearch.Optimizer.allCases {
      settings.optimizer = optimizer
      let (found, seconds, _) = try searched(table, settings, seed: UInt64(seed))
      let points = found.evaluations.map { [$0.nrmse, $0.rssd] }
      let first = ParetoFront.first(of: points).map { text(points[$0]) }
      tell([
        ("optimizer", "\"\(optimizer.rawValue)\""), ("seed", "\(seed)"),
        ("evaluations", "\(settings.iterations)"), ("seconds", "\(seconds)"),
        ("hypervolume", "\(found.hypervolume)"),
        ("front", "[" + first.joined(separator: ", ") + "]"),
      ])
    }
  }
}

/// Everything that a candidate's objectives depend on, and candidates with the objectives that they were given.
func model(_ table: Table, _ options: Options) throws {
  var settings = RobynSearch()
  settings.trials = 1
  let spec = spec(of: table, settings)
  let data = try MixData(table, for: spec)
  var fixed = spec
  fixed.search = nil
  let design = try MixDesign(fixed, for: data)
  let bounds = try RobynBounds.bounds(for: design, rows: data)
  let columns = try design.columns(of: data)
  let penalty = try RobynPenalty(design, for: data)
  let front = try searched(table, settings, seed: 42).front
  let count = data.channels.count
  let names = design.names.dropFirst(count)
  func list(_ columns: some Sequence<[Double]>) -> String {
    "[" + columns.map(text).joined(separator: ", ") + "]"
  }
  let limits = names.map { bounds[$0] ?? -1e300...1e300 }
  // Candidates from the first to the last, equally far apart.
  let wanted = min(front.evaluations.count, max(1, options.number("candidates", 200)))
  let shown = (0..<wanted).map { front.evaluations[$0 * front.evaluations.count / wanted] }
  tell([
    ("names", "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"),
    ("sales", text(data.target.values)), ("spend", list(data.channels.map(\.values))),
    ("baseline", list(columns.dropFirst(count))), ("lower", text(limits.map(\.lowerBound))),
    ("upper", text(limits.map(\.upperBound))), ("largest_lambda", "\(penalty.largest)"),
    ("candidates", list(shown.map { $0.values + [$0.nrmse, $0.rssd] })),
  ])
}

/// Two years of a retailer, with the names that the other programs of this folder use.
func simulate(into path: String) throws {
  let retail = try RetailSimulator(weeks: 104).simulated(seed: 42).table
  let columns = retail.columns.map { column in
    Column(column.name == "week" ? "date" : column.name, column.values)
  }
  let bytes = CSVWriter().bytes(Table(columns))
  guard let file = fopen(path, "w") else {
    throw Trouble(description: "\(path) cannot be written")
  }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw Trouble(description: "\(path) was not written to its end")
  }
}

/// The words `name=value` behind the file.
struct Options {
  private let words: [String: String]

  init(_ words: [String], known: Set<String>) throws {
    var found: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, known.contains(parts[0]) else {
        throw Trouble(description: "\(word): known are \(known.sorted().joined(separator: ", "))")
      }
      guard parts[0] == "optimizer" || (Int(parts[1]) ?? -1) >= 0 else {
        throw Trouble(description: "\(word): a number is expected")
      }
      found[parts[0]] = parts[1]
    }
    self.words = found
  }

  func word(_ name: String, _ otherwise: String) -> String { words[name] ?? otherwise }

  func number(_ name: String, _ otherwise: Int) -> Int {
    words[name].flatMap { Int($0) } ?? otherwise
  }
}

let words = Array(CommandLine.arguments.dropFirst())
let modes: [String: Set<String>] = [
  "search": ["optimizer", "runs", "trials", "iterations", "seed"],
  "fronts": ["seeds", "iterations"], "model": ["candidates"], "data": [],
]
guard words.count >= 2, let known = modes[words[0]] else {
  print("usage: robyn-bench search|fronts|model FILE [name=number …], or robyn-bench data FILE")
  exit(2)
}
do {
  let options = try Options(Array(words.dropFirst(2)), known: known)
  if words[0] == "data" {
    try simulate(into: words[1])
    exit(0)
  }
  let table = try CSV().read(path: words[1]).table
  switch words[0] {
  case "search": try search(table, options)
  case "fronts": try fronts(table, options)
  default: try model(table, options)
  }
} catch {
  print("\(error)")
  exit(1)
}
