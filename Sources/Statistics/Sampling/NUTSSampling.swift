import Dispatch
import Synchronization

extension NUTS {
  /// Draws from a density, each chain from a random start of its own.
  ///
  /// Starts are uniform in −2...2 in each coordinate, as Stan's; up to 100 are tried until density and gradient are
  /// finite. Where the density is very steep there, the chain climbs before it walks: see ``ModeSearch/eased(_:gradient:of:)``.
  ///
  /// - Throws: ``SamplingError``: a setting out of range, no finite start.
  public func sample(_ density: any LogDensity) throws(SamplingError) -> SampledChains {
    try check()
    var starts: [[Double]] = []
    for chain in 0..<chains { starts.append(try start(density, chain: chain)) }
    return try sample(density, starts: starts)
  }

  /// Draws from a density.
  ///
  /// Multinomial no-U-turn transitions with dual averaging and a metric learnt in growing windows of the warm-up. Chains
  /// share nothing, so that the draws depend on the seed alone. They take turns on the threads there are, so that all of them
  /// begin. Between draws ``Interruption/isRequested`` is asked: what there is by then comes back, marked as partial, cut to
  /// a common length; chains with less than half the draws of the longest are left out.
  ///
  /// - Parameters:
  ///   - density: The density; its evaluators are used one a chain.
  ///   - starts: A point for each chain, of finite density; where it is near the bulk warm-up is short.
  /// - Returns: Draws and how each chain went; poor sampling (divergences, trajectories cut short) is told, not thrown.
  /// - Throws: ``SamplingError``: a setting out of range, a start without a finite density.
  ///
  /// Source: Hoffman & Gelman (2014), "The no-U-turn sampler"; Betancourt (2017), "A conceptual introduction to
  /// Hamiltonian Monte Carlo".
  public func sample(
    _ density: any LogDensity, starts: [[Double]]
  ) throws(SamplingError) -> SampledChains {
    try check()
    precondition(starts.count == chains, "\(starts.count) starts for \(chains) chains")
    let isInterrupted = watched()
    var runs: [ChainRun] = []
    for (chain, start) in starts.enumerated() {
      guard
        let run = ChainRun(
          self, density, chain: chain, start: start, isInterrupted: isInterrupted)
      else { throw .noFiniteStart(chain: chain, tries: 1) }
      runs.append(run)
    }
    inParallel(runs)
    return gather(runs, density.quantityNames)
  }

  /// Asks whether to stop, and tells every so many times how many iterations of all chains have begun.
  private func watched() -> @Sendable () -> Bool {
    let isInterrupted = Interruption.isRequested
    let report = WorkProgress.report
    let begun = IterationCount()
    let total = chains * (warmup + draws)
    return {
      let count = begun.next()
      if count % 50 == 0 { report(count, total, "iterations") }
      return isInterrupted()
    }
  }

  /// Refuses settings out of range.
  ///
  /// - Throws: ``SamplingError/setting(name:found:expected:)``.
  public func check() throws(SamplingError) {
    func refuse(_ name: String, _ found: some CustomStringConvertible, _ expected: String)
      -> SamplingError
    {
      .setting(name: name, found: found.description, expected: expected)
    }
    guard (1...64).contains(chains) else {
      throw refuse("number of chains", chains, "1 to 64")
    }
    guard (0...1_000_000).contains(warmup) else {
      throw refuse("number of warm-up iterations", warmup, "0 to 1,000,000")
    }
    guard (1...1_000_000).contains(draws) else {
      throw refuse("number of draws", draws, "1 to 1,000,000")
    }
    guard targetAcceptance > 0.5, targetAcceptance < 0.9999 else {
      throw refuse("target acceptance", targetAcceptance, "a number above 0.5 and below 0.9999")
    }
    guard (1...15).contains(maximumDepth) else {
      throw refuse("depth of trajectories", maximumDepth, "1 to 15 doublings")
    }
    if let workers, workers < 1 { throw refuse("number of threads", workers, "1 or more") }
  }

  /// Whether the metric of so many coordinates is dense.
  func isDense(_ dimension: Int) -> Bool {
    switch metric {
    case .diagonal: false
    case .dense: true
    case .automatic: dimension <= NUTS.mostDenseCoordinates
    }
  }

  /// Beyond this a triangle leaves the cache, and learning it takes longer than most samplings.
  private static let mostDenseCoordinates = 256

  // MARK: - Starts, threads, results

  /// A random point of finite density.
  private func start(
    _ density: any LogDensity, chain: Int
  ) throws(SamplingError) -> [Double] {
    let tries = 100
    let evaluator = density.makeEvaluator()
    var stream = RandomStream(seed: seed, stream: 3000 + UInt64(chain))
    var gradient = [Double](repeating: 0, count: density.dimension)
    for _ in 0..<tries {
      var point: [Double] = []
      for _ in 0..<density.dimension { point.append(stream.uniform(-2, 2)) }
      let value = evaluator.logDensity(at: point, gradient: &gradient)
      if value.isFinite, gradient.allSatisfy(\.isFinite) {
        return ModeSearch.eased(point, gradient: gradient, of: density)
      }
    }
    throw .noFiniteStart(chain: chain, tries: tries)
  }

  /// Runs the chains in turns, each on whichever thread is free.
  private func inParallel(_ runs: [ChainRun]) {
    let threads = min(runs.count, workers ?? runs.count)
    // Each chain is touched by one thread at a time: the one that took its number from the queue.
    nonisolated(unsafe) let runs = runs
    let waiting = Mutex(Array(runs.indices))
    @Sendable func work() {
      // A thread that finds the queue empty may go: every chain left is in the hands of another one.
      while let chain = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        if runs[chain].advance() { waiting.withLock { $0.append(chain) } }
      }
    }
    guard threads > 1 else { return work() }
    DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
  }

  /// The draws that chains have in common; those of an interrupted sampling that hardly began are left out.
  private func gather(_ all: [ChainRun], _ names: [String]) -> SampledChains {
    let longest = all.map(\.length).max() ?? 0
    let runs = all.filter { 2 * $0.length >= longest }
    let length = runs.map(\.length).min() ?? 0
    var values = [Double](repeating: 0, count: names.count * runs.count * length)
    for (chain, run) in runs.enumerated() {
      for quantity in names.indices {
        let place = (quantity * runs.count + chain) * length
        for draw in 0..<length {
          values[place + draw] = run.values[draw * names.count + quantity]
        }
      }
    }
    return SampledChains(
      draws: Draws(names: names, chains: runs.count, length: length, values: values),
      chains: runs.map { $0.told(first: length) }, maximumDepth: maximumDepth,
      isPartial: length < draws || runs.count < all.count)
  }
}

/// How many iterations have begun, counted from several threads.
private final class IterationCount: Sendable {
  private let count = Atomic(0)

  func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
