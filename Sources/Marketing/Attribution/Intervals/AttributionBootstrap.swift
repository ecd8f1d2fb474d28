import Statistics

/// Intervals for the credits of any model, by resampling journeys.
///
/// Each replicate counts every path Poisson(count) times, which is what drawing journeys with replacement does when
/// their number, too, is chance; models are made ready once for the paths and then solved again for each replicate's
/// counts. All models see the same replicates. A path's conversions are worth in each replicate what they are worth
/// on average in the data, so that intervals of value do not know how much single orders differ.
///
/// Learned models learn anew in every replicate: logistic regression begins at the fit of the data and takes a step or
/// two, trees grow from nothing, so that fewer replicates (100, say) are advised for them.
///
/// Journeys are taken as independent: where customers have several journeys each, intervals are too narrow.
///
/// Replicates that credit nobody are left out and counted (``AttributionIntervals/undefined``): those in which the
/// effects of channels cancel, and where the total is kept, which asks how it is divided, those without a conversion or,
/// of journeys with value, without value. Where fewer than 20 are left there are no intervals, and the credits have a
/// note that says so.
///
/// Replicate r draws from a stream of its own, so that results do not depend on how many cores ran, and for the paths
/// sorted by name, so that they do not depend on the order in which journeys were read, but for rounding. Where no model
/// minds repeats, draws are over collapsed paths, of which there are fewer.
///
/// Source: Hanley, MacGibbon (2006), "Creating non-parametric bootstrap samples using Poisson frequencies";
/// percentiles.
public struct AttributionBootstrap: Sendable, Hashable, Codable {
  /// How many replicates, 20 or more.
  public var replicates: Int
  /// The probability that intervals are meant to have, above 0 and below 1.
  public var level: Double
  /// The seed of all replicates.
  public var seed: UInt64
  /// Whether the sum of credits is that of the journeys in every replicate.
  ///
  /// True asks how else the conversions that happened might be divided. False asks what another such sample of journeys
  /// would credit, so that the number of conversions, too, is chance.
  public var keepsTotal: Bool

  /// Replicates, 1,000 by default, for intervals of 90 %.
  public init(
    replicates: Int = 1_000, level: Double = 0.9, seed: UInt64 = 1, keepsTotal: Bool = true
  ) {
    self.keepsTotal = keepsTotal
    self.replicates = replicates
    self.level = level
    self.seed = seed
  }

  /// Replicates that one task draws; a constant, so that nothing depends on the machine.
  private static let batch = 25

  /// Of fewer replicates the ends of an interval mean little.
  private static let fewest = 20

  /// The credits of the models, with their intervals.
  ///
  /// - Throws: ``AttributionError``, as the models themselves, and for an option out of range; `CancellationError`.
  /// - Complexity: For each replicate a draw for every distinct path, and the models' own.
  public func attributions(
    of models: [AttributionModel], on table: JourneyTable
  ) async throws -> [Attribution] {
    try check()
    try checkConverted(table)
    let table = models.allSatisfy(\.ignoresRepeats) ? table.collapsedKeepingChannels() : table
    let kernels = try models.map { try $0.kernel(for: table) }
    let estimates = try zip(models, kernels).map { try $0.attribution($1, table) }
    let drawn = try await draws(kernels, PoissonResampler(table))
    return estimates.enumerated().map { place, estimate in
      summary(of: estimate, drawn.map { $0[place] })
    }
  }

  private func check() throws(AttributionError) {
    guard replicates >= AttributionBootstrap.fewest else {
      throw .badOption(
        "the number of replicates", value: Double(replicates),
        allowed: "\(AttributionBootstrap.fewest) or more")
    }
    guard level > 0, level < 1 else {
      throw .badOption("the level of intervals", value: level, allowed: "above 0 and below 1")
    }
  }

  /// What each kernel credits in each replicate.
  private func draws(
    _ kernels: [any CreditKernel], _ resampler: PoissonResampler
  ) async throws -> [[Credit]] {
    let batches = (replicates + AttributionBootstrap.batch - 1) / AttributionBootstrap.batch
    let (seed, replicates) = (seed, replicates)
    return try await withThrowingTaskGroup(of: (Int, [[Credit]]).self) { group in
      for batch in 0..<batches {
        group.addTask {
          try Task.checkCancellation()
          let first = batch * AttributionBootstrap.batch
          let last = min(replicates, first + AttributionBootstrap.batch)
          let credits = try (first..<last).map { replicate in
            var stream = RandomStream(seed: seed, named: "attribution.bootstrap.\(replicate)")
            let weights = resampler.weights(&stream)
            return try kernels.map { try $0.credit(weights) }
          }
          return (batch, credits)
        }
      }
      var found = [[[Credit]]](repeating: [], count: batches)
      for try await (batch, credits) in group { found[batch] = credits }
      return Array(found.joined())
    }
  }

  // MARK: - Summaries

  /// The estimate with intervals from the replicates that credit somebody, or a note that these are too few.
  private func summary(of estimate: Attribution, _ drawn: [Credit]) -> Attribution {
    let used = drawn.filter { isDefined($0, hasValue: estimate.totalValue != 0) }
    guard used.count >= AttributionBootstrap.fewest else {
      var noted = estimate
      noted.notes.append(
        "there are no intervals: of \(drawn.count) resamples of the journeys only \(used.count) credit anybody, and "
          + "\(AttributionBootstrap.fewest) are needed; in the others nothing converts or the effects of channels cancel"
      )
      return noted
    }
    return estimate.with(intervals(of: estimate, used, undefined: drawn.count - used.count))
  }

  /// Whether a replicate divides anything; without a conversion it credits 0 where the total is chance, too.
  private func isDefined(_ credit: Credit, hasValue: Bool) -> Bool {
    guard credit.isDefined, keepsTotal else { return credit.isDefined }
    return credit.conversions.reduce(0, +) != 0 && (!hasValue || credit.value.reduce(0, +) != 0)
  }

  private func intervals(
    of estimate: Attribution, _ drawn: [Credit], undefined: Int
  ) -> AttributionIntervals {
    let count = estimate.channels.count
    let credits = columns(drawn.map(\.conversions), total: estimate.total, count)
    let values = columns(drawn.map(\.value), total: estimate.totalValue, count)
    let names = JourneyTable.ranks(of: estimate.channels)
    // By channel and rank, in one list: rows of their own would be looked up for every channel of every replicate.
    var ranks = [Double](repeating: 0, count: count * count)
    for replicate in drawn {
      for (rank, channel) in falling(replicate.conversions, names).enumerated() {
        ranks[channel * count + rank] += 1
      }
    }
    return AttributionIntervals(
      level: level, replicates: drawn.count, undefined: undefined, channels: estimate.channels,
      credit: zip(credits, estimate.credit).map { interval($0, around: $1) },
      value: zip(values, estimate.valueCredit).map { interval($0, around: $1) },
      deviation: credits.map(standardDeviation),
      rankProbabilities: (0..<count).map { channel in
        ranks[(channel * count)..<((channel + 1) * count)].map { $0 / Double(drawn.count) }
      },
      indistinguishable: pairs(estimate, credits, names))
  }

  /// The channels by falling credit, equal ones by name.
  private func falling(_ credits: [Double], _ names: [Int]) -> [Int] {
    credits.indices.sorted { (credits[$1], names[$0]) < (credits[$0], names[$1]) }
  }

  /// The replicates' credits by channel.
  private func columns(_ drawn: [[Double]], total: Double, _ count: Int) -> [[Double]] {
    let factors = drawn.map { credits in
      let sum = credits.reduce(0, +)
      // Without value in the journeys there is none in a replicate either.
      return keepsTotal && sum != 0 ? total / sum : 1
    }
    return (0..<count).map { channel in zip(drawn, factors).map { $0[channel] * $1 } }
  }

  private func interval(
    _ draws: [Double], around estimate: Double
  ) -> AttributionIntervals.Interval {
    let sorted = draws.sorted()
    return .init(
      low: min(estimate, quantile(sorted: sorted, (1 - level) / 2)),
      high: max(estimate, quantile(sorted: sorted, (1 + level) / 2)))
  }

  /// The pairs whose difference may be 0, by falling credit; of very many channels neighbours only, since all pairs
  /// would take longer than the models.
  private func pairs(
    _ estimate: Attribution, _ credits: [[Double]], _ names: [Int]
  ) -> [AttributionIntervals.Pair] {
    let order = falling(estimate.credit, names)
    let reach =
      order.count > AttributionIntervals.pairLimit ? AttributionIntervals.neighbours : order.count
    var pairs: [AttributionIntervals.Pair] = []
    for (rank, first) in order.enumerated() {
      for second in order[(rank + 1)...].prefix(reach) {
        let difference = interval(
          zip(credits[first], credits[second]).map { $0 - $1 },
          around: estimate.credit[first] - estimate.credit[second])
        guard difference.low <= 0, difference.high >= 0 else { continue }
        pairs.append(
          .init(
            first: estimate.channels[first], second: estimate.channels[second],
            difference: difference))
      }
    }
    return pairs
  }
}
