import Statistics

/// The refits behind some checks, and their judgement.
struct CheckBench {
  private let fit: MixFit
  private let kinds: [ModelCheck.Kind]
  private let draws: Int
  private let seed: UInt64
  /// What is asked of changed data.
  private let question: MixSpec
  /// The rows that were fitted.
  private let rows: MixData
  /// The channel that each placebo copies, in turn.
  private let copied: [Int]
  private let refreshes = 5
  private let refreshRows: Int

  /// What a refit says: contributions and spend by channel, row by row.
  struct Outcome {
    let contributions: [[Double]]
    let spend: [[Double]]

    /// A channel's contribution over the first rows.
    func contribution(_ channel: Int, rows: Int? = nil) -> Double {
      contributions[channel].prefix(rows ?? .max).reduce(0, +)
    }

    /// A channel's spend over the first rows.
    func spent(_ channel: Int, rows: Int? = nil) -> Double {
      spend[channel].prefix(rows ?? .max).reduce(0, +)
    }
  }

  /// A data set to fit.
  private enum Task: Hashable {
    case asItIs
    case changed(ModelCheck.Kind, Int)
  }

  init(_ fit: MixFit, kinds: [ModelCheck.Kind], draws: Int?, seed: UInt64) {
    self.fit = fit
    self.kinds = kinds
    self.draws = draws ?? (fit.posterior == nil ? 10 : 3)
    self.seed = seed
    question = fit.asked.forOtherRows
    rows = fit.data.rows(0..<fit.training.rowCount)
    var order = RandomStream(seed: seed, named: "check.placebo")
    copied = order.shuffled(fit.data.channels.indices)
    refreshRows = rows.stepInDays.map { max(1, Int((28 / Double($0)).rounded())) } ?? 4
  }

  /// Fits and judges; whether all that was to be fitted was.
  func run(workers: Int?) -> (checks: [ModelCheck], isPartial: Bool) {
    if fit.posterior?.regions.isEmpty == false {
      let why = "a regional model's baseline is known for its own rows alone"
      return (kinds.map { impossible($0, why) }, false)
    }
    let tooShort = rows.rowCount - refreshes * refreshRows < (rows.rowCount + 1) / 2
    let tasks =
      [.asItIs]
      + kinds.flatMap { kind -> [Task] in
        if kind == .refresh, tooShort { return [] }
        let count = kind == .refresh ? refreshes : draws
        return (0..<count).map { .changed(kind, $0) }
      }
    let results = ParallelWork.results(tasks.count, workers: workers, unit: "fits") {
      try outcome(of: tasks[$0])
    }
    let found = Dictionary(uniqueKeysWithValues: zip(tasks, results))
    let checks = kinds.map { kind in
      if kind == .refresh, tooShort {
        return impossible(
          kind,
          "\(refreshes) refreshes of \(counted(refreshRows, "row")) would leave less than half of "
            + "the \(rows.rowCount) rows")
      }
      do {
        let own = try outcome(.asItIs, in: found)
        let count = kind == .refresh ? refreshes : draws
        return try judged(
          kind, own: own, (0..<count).map { try outcome(.changed(kind, $0), in: found) })
      } catch {
        return impossible(kind, "\(error)")
      }
    }
    return (checks, results.contains { $0 == nil })
  }

  private func outcome(
    _ task: Task, in found: [Task: Result<Outcome, any Error>?]
  ) throws -> Outcome {
    guard let result = found[task] ?? nil else { throw Stopped() }
    return try result.get()
  }

  /// The wait was broken off.
  private struct Stopped: Error, CustomStringConvertible {
    var description: String { "it was stopped before its fits were done" }
  }

  private func impossible(_ kind: ModelCheck.Kind, _ why: String) -> ModelCheck {
    ModelCheck(
      kind: kind, verdict: .notPossible(why: why), value: nil, low: nil, high: nil, share: nil,
      draws: 0, channels: [], sentence: "Not possible: \(why).")
  }
}

// MARK: - Changed data

extension CheckBench {
  private func outcome(of task: Task) throws -> Outcome {
    var (spec, data) = (question, rows)
    switch task {
    case .asItIs: break
    case .changed(.placebo, let draw):
      var stream = RandomStream(seed: seed, named: "check.placebo.\(draw)")
      let original = rows.channels[copied[draw % copied.count]]
      let name = spec.freeName("placebo")
      spec = spec.with(
        name, like: original.name, settled: fit.spec.transforms[original.name])
      data = rows.adding(channel: name, spend: stream.shuffled(original.values))
    case .changed(.shuffled, let draw):
      var stream = RandomStream(seed: seed, named: "check.shuffled.\(draw)")
      let order = stream.shuffled(0..<rows.rowCount)
      spec = spec.withoutExperiments
      data = rows.spending(rows.channels.map { channel in order.map { channel.values[$0] } })
    case .changed(.perturbed, let draw):
      var stream = RandomStream(seed: seed, named: "check.perturbed.\(draw)")
      data = rows.spending(
        rows.channels.map { channel in
          channel.values.map { max(0, $0 * (1 + 0.05 * stream.normal())) }
        })
    case .changed(.refresh, let refresh):
      // The first refresh to be judged starts from the shortest past.
      data = rows.rows(0..<(rows.rowCount - (refreshes - refresh) * refreshRows))
    }
    let again = try spec.fitted(to: data, drawsIntervals: false).training
    return Outcome(
      contributions: again.channels.map(\.values), spend: again.spend.map(\.values))
  }
}

// MARK: - Judgement

extension CheckBench {
  private func judged(
    _ kind: ModelCheck.Kind, own: Outcome, _ changed: [Outcome]
  ) throws -> ModelCheck {
    let count = rows.channels.count
    func effect(_ outcome: Outcome) -> Double {
      (0..<count).reduce(0) { $0 + abs(outcome.contribution($1)) }
    }
    guard effect(own) > 0 else { throw NoEffect() }
    switch kind {
    case .placebo:
      let measures = changed.map { outcome -> (value: Double, share: Double) in
        let placebo = abs(outcome.contribution(count))
        let real = effect(outcome)
        guard placebo > 0 else { return (0, 0) }
        let spent = (0..<count).reduce(0) { $0 + outcome.spent($1) }
        // All for the placebo and nothing for the others is as broken as can be.
        let ratio = real > 0 ? placebo / outcome.spent(count) * spent / real : 1_000
        return (min(ratio, 1_000), placebo / (placebo + real))
      }
      return overall(
        kind, measures.map(\.value), share: mean(measures.map(\.share)),
        channels: rows.channels.indices.map { channel in
          measures.indices.filter { copied[$0 % copied.count] == channel }.map {
            measures[$0].value
          }
        })
    case .shuffled:
      return overall(
        kind, changed.map { effect($0) / effect(own) }, share: nil,
        channels: (0..<count).map { channel in
          let mine = max(
            abs(own.contribution(channel)), floor(own) * own.spent(channel))
          return changed.map { mine > 0 ? abs($0.contribution(channel)) / mine : 0 }
        })
    case .perturbed:
      return worst(kind, changed.map { changes(from: own, to: $0) })
    case .refresh:
      let steps = changed + [own]
      return worst(kind, zip(steps, steps.dropFirst()).map { changes(from: $0, to: $1) })
    }
  }

  /// Nothing to compare with.
  private struct NoEffect: Error, CustomStringConvertible {
    var description: String { "no channel has any effect in the model as it is" }
  }

  /// A tenth of the return of all channels together: what smaller returns count as where one divides by them.
  private func floor(_ outcome: Outcome, rows: Int? = nil) -> Double {
    let channels = self.rows.channels.indices
    let effect = channels.reduce(0) { $0 + abs(outcome.contribution($1, rows: rows)) }
    let spent = channels.reduce(0) { $0 + outcome.spent($1, rows: rows) }
    return spent > 0 ? 0.1 * effect / spent : 0
  }

  /// |new return − old return| / |old return| by channel, over the rows that the old fit knows.
  private func changes(from old: Outcome, to new: Outcome) -> [Double] {
    let known = old.contributions.first?.count ?? 0
    let least = floor(old, rows: known)
    return rows.channels.indices.map { channel in
      let (before, after) = (old.spent(channel, rows: known), new.spent(channel, rows: known))
      guard before > 0, after > 0 else { return 0 }
      let first = old.contribution(channel, rows: known) / before
      let second = new.contribution(channel, rows: known) / after
      let base = max(abs(first), least)
      return base > 0 ? abs(second - first) / base : 0
    }
  }

  /// A check of the model as a whole: the median decides.
  private func overall(
    _ kind: ModelCheck.Kind, _ values: [Double], share: Double?, channels: [[Double]]
  ) -> ModelCheck {
    let value = median(values)
    return check(
      kind, kind.verdict(value), values, value: value, share: share,
      channels: channelMeans(kind, channels), worst: nil)
  }

  /// A check of each channel: the one that moves most decides.
  private func worst(_ kind: ModelCheck.Kind, _ changes: [[Double]]) -> ModelCheck {
    let byChannel = rows.channels.indices.map { channel in changes.map { $0[channel] } }
    let means = channelMeans(kind, byChannel)
    let place = means.indices.max { means[$0].value < means[$1].value } ?? 0
    return check(
      kind, means[place].verdict, byChannel[place], value: means[place].value, share: nil,
      channels: means, worst: means[place].name)
  }

  private func channelMeans(_ kind: ModelCheck.Kind, _ values: [[Double]]) -> [ModelCheck.Channel] {
    zip(rows.channels, values).compactMap { channel, values in
      guard !values.isEmpty else { return nil }
      let value = mean(values)
      return ModelCheck.Channel(name: channel.name, value: value, verdict: kind.verdict(value))
    }
  }

  private func check(
    _ kind: ModelCheck.Kind, _ verdict: ModelCheck.Verdict, _ values: [Double], value: Double,
    share: Double?, channels: [ModelCheck.Channel], worst: String?
  ) -> ModelCheck {
    let sorted = values.sorted()
    let (low, high) = (quantile(sorted: sorted, 0.05), quantile(sorted: sorted, 0.95))
    return ModelCheck(
      kind: kind, verdict: verdict, value: value, low: low, high: high, share: share,
      draws: values.count, channels: channels,
      sentence: CheckSentence(
        kind: kind, verdict: verdict, value: value, low: low, high: high, draws: values.count,
        worst: worst, others: channels.count { $0.name != worst && $0.verdict != .held },
        refreshRows: refreshRows
      ).text)
  }
}
