// How long a Bayesian mix model takes to sample, and what the draws are worth: sampling alone, without reading, diagnosing or
// telling what was drawn.
//
//   bayes-bench logistic|hill FILE [runs, default 3]    PyMC-Marketing's model of a nation
//   bayes-bench meridian FILE [runs]                    Meridian's model of regions
//   bayes-bench threads FILE                            the same draws on 1, 2 and 8 threads?
//   bayes-bench data FOLDER                             simulated tables of the sizes that are measured
//
// FILE has columns date, sales, trend, holiday and one for each channel, or date, geo, population, sales, price and one for each
// channel. Prints a line of JSON for each run, or one with a digest of all draws by threads.

import Marketing
import Statistics
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

func seconds(_ from: ContinuousClock.Instant) -> Double {
  let spent = (ContinuousClock().now - from).components
  return Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
}

/// A model put to its rows, and the sampler that fits it.
struct Workload {
  let density: any LogDensity
  let start: (inout RandomStream) -> [Double]
  var sampler = NUTS()

  /// PyMC-Marketing's `MMM` with its defaults.
  init(national table: Table, hill: Bool) throws {
    let channels = table.names.filter { !["date", "sales", "trend", "holiday"].contains($0) }
    var spec = MixSpec(target: "sales", channels: channels, controls: ["trend", "holiday"])
    spec.seasons = [.dayOfYear(pairs: 2)]
    spec.unit = .largestPeriod
    for channel in channels {
      spec.transforms[channel] = ChannelTransform(
        adstock: .geometric(retention: 0.5, window: 8),
        saturation: hill ? .hill(half: 1, slope: 1) : .logistic(half: 1))
    }
    let rows = try MixData(table, for: spec)
    let mix = try BayesianMix(
      spec: spec, model: BayesianModel(preset: .pymc), rows: rows,
      design: MixDesign(spec, for: rows))
    density = mix
    start = { mix.start(from: &$0) }
    // As `fit bayes` does where Hill is asked for.
    if hill { sampler.targetAcceptance = 0.9 }
  }

  /// Meridian's geo model with its defaults, one knot a week.
  init(regional table: Table) throws {
    let others = ["geo", "date", "sales", "population", "price", "trend", "holiday"]
    let panel = try MixPanel(
      table, target: "sales", channels: table.names.filter { !others.contains($0) },
      controls: ["price"], region: "geo", population: "population")
    let mix = try MeridianMix(panel)
    density = mix
    start = { mix.start(from: &$0) }
  }

  /// Where a chain starts: as fits do.
  func start(of chain: Int) -> [Double] {
    var stream = RandomStream(seed: sampler.seed, named: "posterior.start.\(chain)")
    return start(&stream)
  }

  func sampled() throws -> SampledChains {
    try sampler.sample(density, starts: (0..<sampler.chains).map(start))
  }

  /// Microseconds of one gradient on one core.
  func gradientTime(_ calls: Int) -> Double {
    let evaluator = density.makeEvaluator()
    let point = start(of: 0)
    var gradient = [Double](repeating: 0, count: density.dimension)
    var best = Double.infinity
    for _ in 0..<5 {
      let begin = ContinuousClock().now
      for _ in 0..<calls {
        point.withUnsafeBufferPointer { point in
          gradient.withUnsafeMutableBufferPointer { gradient in
            if let from = point.baseAddress, let to = gradient.baseAddress {
              _ = evaluator.logDensity(at: from, gradient: to)
            }
          }
        }
      }
      best = min(best, seconds(begin) / Double(calls))
    }
    return best * 1e6
  }
}

/// FNV-1a over the bits of all draws.
func digest(_ draws: Draws) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for value in draws.values {
    var bits = value.bitPattern
    for _ in 0..<8 {
      hash = (hash ^ (bits & 0xff)) &* 0x100_0000_01b3
      bits >>= 8
    }
  }
  return String(hash, radix: 16)
}

func report(_ workload: Workload, gradient: Double) throws {
  let begin = ContinuousClock().now
  let chains = try workload.sampled()
  let spent = seconds(begin)
  // Parameters only: the logarithms of prior and likelihood come last.
  let parameters = chains.draws.names.dropLast(2)
  let summaries = chains.draws.summaries().filter { parameters.contains($0.name) }
  let effective = summaries.compactMap(\.essBulk).min() ?? 0
  let gradients = chains.chains.reduce(0) { $0 + $1.gradients + $1.warmupGradients }
  let fields: [(String, String)] = [
    ("sampling_s", "\(spent)"), ("ess_bulk_min", "\(effective)"),
    ("rhat_max", "\(summaries.compactMap(\.rhat).max() ?? 0)"),
    ("divergences", "\(chains.divergences)"), ("ess_per_second", "\(effective / spent)"),
    ("gradients", "\(gradients)"), ("gradient_us", "\(gradient)"),
    ("dimension", "\(workload.density.dimension)"), ("quantities", "\(summaries.count)"),
  ]
  print("{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
  fflush(nil)
}

/// Retail tables of 104 weeks × 5 channels and 208 × 10 (two retailers under one roof), and a panel of 20 regions.
func simulate(into folder: String) throws {
  func retail(_ weeks: Int, seed: UInt64) throws -> Table {
    try RetailSimulator(weeks: weeks).simulated(seed: seed).table
  }
  func national(_ tables: [Table]) throws -> Table {
    let weeks = try tables[0].days("week")
    var columns = [Column("date", days: weeks)]
    var sales = [Double](repeating: 0, count: weeks.count)
    for (index, table) in tables.enumerated() {
      let suffix = index == 0 ? "" : "\(index + 1)"
      for name in table.names where !["week", "holiday", "sales"].contains(name) {
        columns.append(Column(name + suffix, numbers: try table.numbers(name)))
      }
      for (row, value) in try table.numbers("sales").enumerated() { sales[row] += value }
    }
    let trend = sales.indices.map { Double($0) / Double(sales.count - 1) }
    return Table(
      columns + [
        Column("sales", numbers: sales), Column("trend", numbers: trend),
        Column("holiday", numbers: try tables[0].numbers("holiday")),
      ])
  }
  func write(_ table: Table, _ name: String) throws {
    let bytes = CSVWriter().bytes(table)
    guard let file = fopen("\(folder)/\(name).csv", "w") else {
      throw Trouble(description: "\(folder)/\(name).csv cannot be written")
    }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw Trouble(description: "\(folder)/\(name).csv was not written to its end")
    }
  }
  try write(national([retail(104, seed: 42)]), "w1")
  try write(national([retail(208, seed: 42), retail(208, seed: 43)]), "w2")
  let panel = try PanelSimulator(regions: 20, weeks: 156).simulated(seed: 42).table
  let renamed = panel.columns.map { column in
    Column(["region": "geo", "week": "date"][column.name] ?? column.name, column.values)
  }
  try write(Table(renamed), "w3")
}

struct Trouble: Error, CustomStringConvertible {
  let description: String
}

let words = Array(CommandLine.arguments.dropFirst())
let modes = ["logistic", "hill", "meridian", "threads", "data"]
guard words.count >= 2, modes.contains(words[0]) else {
  print("usage: bayes-bench logistic|hill|meridian|threads FILE [runs], or bayes-bench data FOLDER")
  exit(2)
}
do {
  if words[0] == "data" {
    try simulate(into: words[1])
    exit(0)
  }
  let table = try CSV().read(path: words[1]).table
  if words[0] == "threads" {
    var workload = try Workload(national: table, hill: false)
    let digests = try [1, 2, 8].map { threads in
      workload.sampler.workers = threads
      return "\"\(threads)\": \"\(digest(try workload.sampled().draws))\""
    }
    print("{" + digests.joined(separator: ", ") + "}")
    exit(0)
  }
  let workload =
    try words[0] == "meridian"
    ? Workload(regional: table) : Workload(national: table, hill: words[0] == "hill")
  let gradient = workload.gradientTime(words[0] == "meridian" ? 500 : 20_000)
  for _ in 0..<max(1, words.dropFirst(2).first.flatMap { Int($0) } ?? 3) {
    try report(workload, gradient: gradient)
  }
} catch {
  print("\(error)")
  exit(1)
}
