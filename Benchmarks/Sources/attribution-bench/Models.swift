import Marketing

/// Prints what the models cost alone on a file of paths, in milliseconds.
func measureModels(_ file: String) async throws {
  let table = try await JourneyFile().read(path: file).table
  var found = [("ndist", "\(table.count)")]
  for order in 1...4 {
    let time = try await best(of: order < 3 ? 20 : 5) {
      _ = try MarkovChain(order: order).fit(to: table)
    }
    found.append(("markov_\(order)", "\(time)"))
  }
  let bootstrap = AttributionBootstrap(replicates: 1_000)
  let replicates = try await best(of: 5) {
    _ = try await bootstrap.attributions(of: [.markov(MarkovChain(order: 1))], on: table)
  }
  found.append(("bootstrap_1000", "\(replicates)"))
  let exact = try await best(of: 5) { _ = try ShapleyCredit(game: .rate).attribution(of: table) }
  found.append(("shapley_rate", "\(exact)"))
  print(json(found))
}

/// Milliseconds of the fastest of some runs.
private func best(of runs: Int, _ work: () async throws -> Void) async rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<runs {
    let clock = Stopwatch()
    try await work()
    least = min(least, clock.seconds)
  }
  return rounded(least * 1e3)
}
