// What a file of journeys costs from its first byte to the credits of every model, and what the models cost alone.
//
//   attribution-bench paths FILE [workers]    a file of paths: read, rules, Markov chains of order 1 and 2, Shapley
//   attribution-bench log FILE [workers]      the same for a log of events, Direct kept, no window, half-life 7 days
//   attribution-bench models FILE             the models alone, in memory: best of several runs, in milliseconds
//
// One line of JSON. One run a process, so that the peak of memory is that of the run.

import Marketing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

func rounded(_ number: Double, _ decimals: Int = 3) -> Double {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  return (number * scale).rounded() / scale
}

let clock = ContinuousClock()

func elapsed(since start: ContinuousClock.Instant) -> Double {
  let wall = (clock.now - start).components
  return Double(wall.seconds) + Double(wall.attoseconds) / 1e18
}

/// Milliseconds of the fastest of some runs.
func best(of runs: Int, _ work: () async throws -> Void) async rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<runs {
    let start = clock.now
    try await work()
    least = min(least, elapsed(since: start))
  }
  return rounded(least * 1e3)
}

func json(_ pairs: [(String, String)]) -> String {
  "{" + pairs.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
}

/// The whole way of one file, and what the yardsticks print of it to be compared.
func whole(_ kind: String, _ file: String, workers: Int?) async throws {
  let start = clock.now
  let reading =
    kind == "paths"
    ? try await JourneyFile(workers: workers).read(path: file)
    : try await JourneyLog(lookbackInDays: nil, direct: .keep, workers: workers).read(path: file)
  let table = reading.table
  let read = elapsed(since: start)
  // Yardsticks halve the credit with each step of a path, and in a log with each seven days.
  let decay = AttributionRule.timeDecay(halfLifeInDays: kind == "paths" ? 1 : 7, daysPerStep: 1)
  let first = try AttributionRule.first.attribution(of: table)
  let linear = try AttributionRule.linear.attribution(of: table)
  let decayed = try decay.attribution(of: table)
  let position = try AttributionRule.positionBased.attribution(of: table)
  for rule in [AttributionRule.last, .jShaped, .wShaped()] { _ = try rule.attribution(of: table) }
  let rules = elapsed(since: start)
  let chain = try MarkovChain(order: 1).fit(to: table)
  _ = try MarkovChain(order: 2).fit(to: table)
  let markov = elapsed(since: start)
  for game in ShapleyCredit.Game.allCases {
    _ = try ShapleyCredit(game: game).attribution(of: table)
  }
  let end = elapsed(since: start)
  var usage = rusage()
  getrusage(0, &usage)  // 0 is RUSAGE_SELF, which the two systems type differently
  let email = table.channels.firstIndex(of: "Email") ?? 0
  let effects = chain.attribution.removalEffects ?? []
  let transitions = chain.transitions.reduce(0) { $0 + $1.count }
  print(
    json([
      ("read", "\(rounded(read))"), ("rules", "\(rounded(rules - read))"),
      ("markov", "\(rounded(markov - rules))"), ("shapley", "\(rounded(end - markov))"),
      ("seconds", "\(rounded(end))"), ("user", "\(rounded(seconds(usage.ru_utime)))"),
      ("system", "\(rounded(seconds(usage.ru_stime)))"), ("mib", "\(usage.ru_maxrss / 1_024)"),
      ("rows", "\(reading.rows)"), ("ndist", "\(table.count)"),
      (
        "check",
        json([
          ("first", "\(rounded(first.credit[email]))"),
          ("linear_v", "\(rounded(linear.valueCredit[email], 2))"),
          ("decay", "\(rounded(decayed.credit[email]))"),
          ("pos", "\(rounded(position.credit[email]))"),
          ("markov", "\(rounded(effects[email] / effects.reduce(0, +), 6))"),
          ("trans", "\(transitions)"),
        ])
      ),
    ]))
}

/// The models alone.
func models(_ file: String) async throws {
  let table = try await JourneyFile().read(path: file).table
  var found: [(String, String)] = []
  for order in 1...4 {
    let time = try await best(of: order < 3 ? 20 : 5) {
      _ = try MarkovChain(order: order).fit(to: table)
    }
    found.append(("markov_\(order)", "\(time)"))
  }
  let bootstrap = AttributionBootstrap(replicates: 1_000)
  let time = try await best(of: 5) {
    _ = try await bootstrap.attributions(of: [.markov(MarkovChain(order: 1))], on: table)
  }
  found.append(("bootstrap_1000", "\(time)"))
  let exact = try await best(of: 5) { _ = try ShapleyCredit(game: .rate).attribution(of: table) }
  found.append(("shapley_rate", "\(exact)"))
  print(json(found))
}

let arguments = Array(CommandLine.arguments.dropFirst())
do {
  switch arguments.first {
  case "paths" where arguments.count >= 2, "log" where arguments.count >= 2:
    try await whole(
      arguments[0], arguments[1], workers: arguments.count > 2 ? Int(arguments[2]) : nil)
  case "models" where arguments.count == 2: try await models(arguments[1])
  default:
    print("attribution-bench paths|log FILE [workers] · attribution-bench models FILE")
    exit(2)
  }
} catch {
  print("\(error)")
  exit(1)
}
