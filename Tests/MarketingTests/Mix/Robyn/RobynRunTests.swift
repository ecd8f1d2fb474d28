import Marketing
import Statistics
import Synchronization
import Tables
import TestSupport
import Testing

@Suite("Trials of a search, their front and its clusters")
struct RobynRunTests {
  @Test(
    "The same seed gives the same search, whoever runs it when",
    arguments: RobynSearch.Optimizer.allCases)
  func reproducible(optimizer: RobynSearch.Optimizer) throws {
    let settings = RobynTrialData.settings(iterations: 240, trials: 3) { $0.optimizer = optimizer }
    let first = try RobynTrialData.fitted(settings)
    #expect(try RobynTrialData.fitted(settings).fit == first.fit)
    // Trials know nothing of each other: fewer of them are the first of more.
    var fewer = settings
    fewer.trials = 2
    let part = try RobynTrialData.fitted(fewer).front.evaluations
    #expect(part == first.front.evaluations.filter { $0.trial <= 2 })
    #expect(try RobynTrialData.fitted(settings) { $0.seed = 7 }.front != first.front)
  }

  @Test(
    "One thread, two or five: the same search", arguments: RobynSearch.Optimizer.allCases,
    [false, true])
  func workers(optimizer: RobynSearch.Optimizer, validates: Bool) throws {
    let settings = RobynTrialData.settings(iterations: 120, trials: 5) {
      $0.optimizer = optimizer
      $0.trainingShare = validates ? 0.6...0.8 : nil
      $0.lifts = [
        RobynKernelTests.lift("tv", 20..<26, .immediate),
        RobynKernelTests.lift("radio", 40..<44, .total),
      ]
    }
    let spec = RobynTrialData.spec(settings)
    let data = try MixData(RobynTrialData.table(), for: spec)
    let alone = try spec.fitted(to: data, workers: 1)
    #expect(try spec.fitted(to: data, workers: 2) == alone)
    #expect(try spec.fitted(to: data, workers: 5) == alone)
    #expect(try spec.fitted(to: data) == alone)
  }

  @Test("Nothing kept is better in every objective than a candidate of the first front")
  func front() throws {
    let front = try RobynTrialData.fitted(RobynTrialData.settings(iterations: 400)).front
    func quantile90(_ values: [Double]) -> Double { quantile(values, 0.9) }
    let most = (
      quantile90(front.evaluations.map(\.nrmse)), quantile90(front.evaluations.map(\.rssd))
    )
    let passing = front.evaluations.filter { $0.nrmse <= most.0 && $0.rssd <= most.1 }
    func beats(_ one: RobynFront.Evaluation, _ other: RobynFront.Evaluation) -> Bool {
      one.nrmse <= other.nrmse && one.rssd <= other.rssd
        && (one.nrmse < other.nrmse || one.rssd < other.rssd)
    }
    let firstFront = passing.filter { one in !passing.contains { beats($0, one) } }
    #expect(
      Set(firstFront) == Set(front.candidates.filter { $0.front == 1 }.map(\.evaluation)))
    #expect(front.candidates.count >= 100)
    #expect(front.candidates.count { $0.front < front.fronts } < 100)
    #expect(front.candidates == front.candidates.sorted { $0.score < $1.score })
    // Scores by hand.
    let nrmse = front.candidates.map(\.evaluation.nrmse)
    let rssd = front.candidates.map(\.evaluation.rssd)
    func place(_ value: Double, _ all: [Double]) -> Double {
      let (low, high) = (all.min() ?? 0, all.max() ?? 0)
      return (value - low) / (high - low)
    }
    for candidate in front.candidates {
      let (x, y) = (
        place(candidate.evaluation.nrmse, nrmse), place(candidate.evaluation.rssd, rssd)
      )
      #expect(candidate.score.isClose(to: (x * x + y * y).squareRoot(), within: .absolute(1e-12)))
      #expect(candidate.effectShare.reduce(0, +).isClose(to: 1, within: .absolute(1e-12)))
    }
    #expect(front.hypervolume > 0 && front.hypervolume < 1)
  }

  @Test(
    "Clusters partition the candidates, their winners score best, their intervals hold the mean")
  func clusters() throws {
    let front = try RobynTrialData.fitted(RobynTrialData.settings(iterations: 400)).front
    #expect((3...10).contains(front.clusters.count))
    #expect(front.clusters.map(\.number) == Array(1...front.clusters.count))
    #expect(front.clusters.map(\.count) == front.clusters.map(\.count).sorted(by: >))
    for cluster in front.clusters {
      let members = front.candidates.filter { $0.cluster == cluster.number }
      #expect(members.count == cluster.count)
      #expect(members.first?.name == cluster.winner)
      guard let intervals = cluster.roi else {
        #expect(members.count < 3)
        continue
      }
      for (channel, interval) in intervals.enumerated() {
        let returns = members.map { $0.roi[channel] }
        let centre = mean(returns)
        #expect(interval.low >= 0 && interval.low <= centre && centre <= interval.high)
        // se·√n is about the standard deviation of the candidates: 1,000 resamples know it to some 3 %.
        let t = StudentT(degreesOfFreedom: Double(returns.count - 1)).quantile(0.975)
        let count = Double(returns.count)
        let known = t * standardDeviation(returns) * ((count - 1) / count).squareRoot()
        #expect(abs(interval.high - centre - known) <= 0.12 * known + 1e-9)
      }
    }
    let squares = front.withinClusterSquares
    #expect(zip(squares, squares.dropFirst()).allSatisfy { $0 >= $1 * (1 - 1e-9) })
    #expect(front.clusterTable.rowCount == front.clusters.count)
    #expect(front.table.rowCount == front.candidates.count)
  }

  @Test("A front of few candidates has no clusters and no intervals, and says so")
  func few() throws {
    var settings = RobynTrialData.settings(iterations: 1, trials: 1)
    let one = try RobynTrialData.fitted(settings).front
    #expect(one.candidates.count == 1)
    #expect(one.clusters.isEmpty && one.withinClusterSquares.isEmpty)
    #expect(one.remarks.contains(.singleCandidate))
    #expect(one.remarks.contains(.fewCandidates(1, wanted: 100)))
    settings.iterations = 3
    let three = try RobynTrialData.fitted(settings).front
    #expect(three.clusters.isEmpty)
    #expect(three.remarks.contains(.tooFewToCluster(candidates: three.candidates.count)))
    settings.iterations = 12
    settings.clusters = 4
    let small = try RobynTrialData.fitted(settings).front
    for cluster in small.clusters where cluster.count < 3 {
      #expect(cluster.roi == nil)
      #expect(
        small.remarks.contains(.noInterval(cluster: cluster.number, candidates: cluster.count)))
    }
    #expect(small.clusters.contains { $0.count < 3 })
  }

  @Test("A single candidate is said to be one, however many clusters are asked for")
  func single() throws {
    let settings = RobynTrialData.settings(iterations: 1, trials: 1) { $0.clusters = 1 }
    let front = try RobynTrialData.fitted(settings).front
    #expect(front.clusters.isEmpty && front.remarks.contains(.singleCandidate))
  }

  @Test("A first front of one is said to be one, and no other is")
  func firstFront() throws {
    var found = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      let settings = RobynTrialData.settings(iterations: 12, trials: 1)
      let front = try RobynTrialData.fitted(settings) { $0.seed = seed }.front
      let isOne = front.candidates.count { $0.front == 1 } == 1 && front.candidates.count > 1
      let others = front.candidates.count - 1
      #expect(front.remarks.contains(.firstFrontOfOne(others: others)) == isOne)
      if isOne { found += 1 }
    }
    #expect(found > 0, "no seed has a first front of one")
  }

  @Test("Where nothing passes all filters the lifts' filter is kept and the rest is dropped, aloud")
  func filters() throws {
    var dropped = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      let settings = RobynTrialData.settings(iterations: 4, trials: 1) {
        $0.lifts = [RobynKernelTests.lift("tv", 20..<26, .immediate)]
      }
      let front = try RobynTrialData.fitted(settings) { $0.seed = seed }.front
      let all = front.evaluations
      let most = (
        quantile(all.map(\.nrmse), 0.9), quantile(all.map(\.rssd), 0.9),
        quantile(all.map(\.mapeLift), 0.1)
      )
      let near = all.filter { $0.mapeLift <= most.2 }
      let passing = near.filter { $0.nrmse <= most.0 && $0.rssd <= most.1 }
      #expect(front.remarks.contains(.filtersDropped(keptLifts: true)) == passing.isEmpty)
      let expected = passing.isEmpty ? near : passing
      #expect(Set(front.candidates.map(\.evaluation)).isSubset(of: Set(expected)))
      if passing.isEmpty { dropped += 1 }
    }
    #expect(dropped > 0, "no seed has a search in which nothing passes")
  }

  @Test("Returns below 0 have intervals about their mean")
  func negative() throws {
    let front = try RobynTrialData.fitted(
      RobynTrialData.settings(iterations: 400), table: RobynTrialData.table(radio: -9_000)
    ) {
      $0.signs = [:]
      $0.interceptRule = .free
    }.front
    var below = 0
    for cluster in front.clusters {
      for (channel, interval) in (cluster.roi ?? []).enumerated() {
        let returns = front.candidates.filter { $0.cluster == cluster.number }
          .map { $0.roi[channel] }
        #expect(interval.low <= mean(returns) && mean(returns) <= interval.high)
        if interval.low < 0 { below += 1 }
      }
    }
    #expect(below > 0, "no interval lies below 0")
  }

  @Test("With nothing to search there is one candidate")
  func fixed() throws {
    var settings = RobynTrialData.settings()
    settings.penaltyRange = 0.1...0.1
    let front = try RobynTrialData.fitted(settings) { spec in
      spec.search = TransformSearch([], method: .robyn(settings))
    }.front
    #expect(front.evaluations.count == 1)
    #expect(front.names == ["penalty"])
    #expect(front.evaluations[0].values == [0.1])
  }

  @Test("Convergence is Robyn's rule over twenty cuts")
  func convergence() throws {
    let front = try RobynTrialData.fitted(RobynTrialData.settings(iterations: 500)).front
    #expect(front.convergence.count == 4)
    for state in front.convergence where state.objective == "rssd" {
      let values = front.evaluations.filter { $0.trial == state.trial }.map(\.rssd)
      let size = Double(values.count) / 20
      for cut in 0..<20 {
        let part = values.enumerated().filter {
          Double($0.offset + 1) > size * Double(cut) + 1e-9
            && Double($0.offset + 1) <= size * Double(cut + 1) + 1e-9
        }.map(\.element)
        #expect(state.medians[cut] == median(part))
        #expect(state.deviations[cut] == standardDeviation(part))
      }
      let early = state.deviations[..<3].reduce(0, +) / 3
      #expect(state.isSteady == (state.deviations[19] < early))
      #expect(state.hasImproved == (abs(state.medians[19]) < abs(state.medians[0] - 2 * early)))
    }
    #expect(front.convergenceTable.rowCount == 80)
  }

  /// Robyn's rule, written out.
  private func hasConverged(_ values: [Double], isNRMSE: Bool) -> Bool {
    let most = isNRMSE ? quantile(values, 0.998) : .infinity
    let size = values.count / 20
    let parts = (0..<20).map { values[($0 * size)..<(($0 + 1) * size)].map { min($0, most) } }
    let early = parts[..<3].reduce(0) { $0 + standardDeviation($1) } / 3
    return standardDeviation(parts[19]) < early
      && abs(median(parts[19])) < abs(median(parts[0]) - 2 * early)
  }

  @Test("A trial that may stop early stops at the first twentieth after half that has converged")
  func early() throws {
    var stopped = 0
    let table = try RetailSimulator(weeks: 104).simulated(seed: 42).table
    func front(_ settings: RobynSearch, seed: UInt64) throws -> RobynFront {
      let fitted = try RobynTrialData.fitted(settings, table: table) {
        $0 = RobynTrialData.spec(
          settings, channels: ["tv", "digital", "radio"], controls: ["holiday"])
        $0.seed = seed
      }
      return fitted.front
    }
    for seed in 1...3 as ClosedRange<UInt64> {
      let settings = RobynTrialData.settings(iterations: 2_000, trials: 2) { $0.stopsEarly = true }
      var whole = settings
      whole.stopsEarly = false
      let (front, all) = (try front(settings, seed: seed), try front(whole, seed: seed))
      var ended: [Int: Int] = [:]
      for case .endedEarly(let trial, let iterations) in front.remarks {
        ended[trial] = iterations
      }
      for trial in 1...2 {
        let long = all.evaluations.filter { $0.trial == trial }
        // Cuts are of those kept: the rule by hand below takes all of them.
        try #require(long.count == 2_000)
        let first = stride(from: 1_000, to: 2_000, by: 100).first { count in
          hasConverged(long.prefix(count).map(\.nrmse), isNRMSE: true)
            && hasConverged(long.prefix(count).map(\.rssd), isNRMSE: false)
        }
        #expect(ended[trial] == first, "seed \(seed), trial \(trial)")
        // What was done until then is what would have been done anyway.
        let short = front.evaluations.filter { $0.trial == trial }
        #expect(short == Array(long.prefix(first ?? 2_000)))
        if first != nil { stopped += 1 }
      }
    }
    #expect(stopped > 0, "no trial converged")
  }

  @Test("An interrupted search comes back with the front so far; progress counts every model")
  func interrupted() throws {
    let done = Mutex(0)
    let settings = RobynTrialData.settings(iterations: 2_000, trials: 2)
    let front = try WorkProgress.following(
      { state in done.withLock { $0 = max($0, state.done) } },
      during: {
        try Interruption.asking(
          { done.withLock { $0 >= 600 } }, during: { try RobynTrialData.fitted(settings) })
      }
    ).front
    #expect(front.evaluations.count < 4_000)
    #expect(front.evaluations.count >= 200)
    #expect(
      front.remarks.contains {
        if case .interrupted = $0 { true } else { false }
      })
    let told = Mutex<[WorkProgress.State]>([])
    _ = try WorkProgress.following(
      { state in told.withLock { $0.append(state) } },
      during: { try RobynTrialData.fitted(RobynTrialData.settings(iterations: 100, trials: 3)) })
    let states = told.withLock { $0 }
    #expect(states.map(\.done).max() == 300)
    #expect(states.allSatisfy { $0.total == 300 && $0.unit == "models" })
  }

  @Test("What RSSD assumes: the implied return is that at which the distance is 0")
  func prior() throws {
    let (fit, front) = try RobynTrialData.fitted(RobynTrialData.settings(iterations: 400))
    let best = try #require(front.evaluations.min { $0.nrmse < $1.nrmse })
    #expect(front.prior.bestFit == best.name)
    #expect(front.prior.bestFitNRMSE == best.nrmse)
    let spend = fit.training.spend.map(\.total)
    let implied = zip(front.prior.channels, spend).map { $0.impliedROI * $1 }
    #expect(
      RobynObjectives.decompositionDistance(effect: implied, spend: spend)
        .isClose(to: 0, within: .absolute(1e-12)))
    let effects = zip(front.prior.channels, spend).map { $0.chosenROI * $1 }
    #expect(effects.reduce(0, +).isClose(to: implied.reduce(0, +), within: .relative(1e-12)))
    #expect(
      RobynObjectives.decompositionDistance(effect: effects, spend: spend)
        .isClose(to: front.prior.chosenRSSD, within: .relative(1e-9)))
    for channel in front.prior.channels {
      guard let pull = channel.pull else { continue }
      let back = channel.bestFitShare + pull * (channel.spendShare - channel.bestFitShare)
      #expect(back.isClose(to: channel.chosenShare, within: .absolute(1e-12)))
    }
    #expect(front.priorTable.rowCount == 3)
    #expect(front.hyperparameterTable(atMost: 50).rowCount == 50)
  }
}
