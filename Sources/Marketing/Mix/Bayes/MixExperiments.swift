import Statistics
import Tables

/// Brings experiments into a national model.
struct MixExperiments {
  let rows: MixData
  let places: [Int]
  let width: Int
  let scale: Double

  /// Spend in units, from window − 1 periods before the first place on.
  static func stream(
    _ spend: [Double], after history: [Double], _ kernel: ChannelKernel, unit: Double
  ) -> [Double] {
    let before = kernel.window - 1
    let known = history.suffix(before)
    var stream = [Double](repeating: 0, count: before - known.count) + known + spend
    stream = stream.map { $0 / unit }
    return stream + [Double](repeating: 0, count: max(0, kernel.streamLength - stream.count))
  }

  /// An experiment simulated through the model: the sum over the outcome window of the channel's effect with changed spend
  /// minus that without.
  ///
  /// The rows' spend is what was spent without the change; a period that the test covers in part is changed and counted in
  /// part.
  func through(
    _ test: Experiment, _ channels: inout [MixShape.Channel]
  ) throws(MixError) -> MixShape.ThroughTest {
    let c = try channel(test, channels)
    let changed = try shares(test.first, test.last, test)
    let counted = try shares(test.first, test.outcomeEnd ?? test.last, test)
    var spend = rows.spendOnCalendar(c)
    for (place, share) in zip(places, changed) {
      spend[place] = max(0, spend[place] + share * test.extraSpend)
    }
    channels[c].streams.append(
      Self.stream(
        spend, after: rows.earlierSpend[c], channels[c].kernel, unit: channels[c].unit))
    var window = [Double](repeating: 0, count: width)
    for (place, share) in zip(places, counted) { window[place] = share }
    return MixShape.ThroughTest(
      channel: c, stream: channels[c].streams.count - 1, window: window, lift: test.lift / scale,
      deviation: test.standardError / scale,
      constant: -stableLog(test.standardError) - halfLogTwoPi)
  }

  /// An experiment as a lift of the saturation curve between two steady levels of spend.
  ///
  /// Source: PyMC-Marketing's `add_lift_measurements_to_likelihood_from_saturation`.
  func lift(
    _ test: Experiment, _ channels: [MixShape.Channel]
  ) throws(MixError) -> MixShape.LiftTest {
    let c = try channel(test, channels)
    guard test.lift * test.extraSpend > 0 else {
      throw .badExperiment(
        test.name,
        why:
          "a lift of \(test.lift) for \(test.extraSpend) a period: with use=lift_test both need the "
          + "same sign; bring it in through the model instead")
    }
    let covered = try shares(test.first, test.last, test)
    let periods = covered.reduce(0, +)
    let level =
      zip(covered, rows.channels[c].values).reduce(0) { $0 + $1.0 * $1.1 } / periods
    return MixShape.LiftTest(
      channel: c, before: level / channels[c].unit,
      after: max(0, level + test.extraSpend) / channels[c].unit,
      lift: test.lift / periods / scale, deviation: test.standardError / periods / scale)
  }

  private func channel(
    _ test: Experiment, _ channels: [MixShape.Channel]
  ) throws(MixError) -> Int {
    try Self.check(test)
    guard let c = channels.firstIndex(where: { $0.name == test.channel }) else {
      throw Self.unknownChannel(of: test, known: channels.map(\.name))
    }
    guard channels[c].isActive else {
      throw .badExperiment(
        test.name, why: "nothing was spent on \(test.channel) in the fitted rows; leave it out")
    }
    return c
  }

  static func unknownChannel(of test: Experiment, known: [String]) -> MixError {
    .badExperiment(
      test.name,
      why: "it tests \"\(test.channel)\", which is no channel of the model; there are "
        + known.joined(separator: ", "))
  }

  static func check(_ test: Experiment) throws(MixError) {
    guard test.standardError > 0, test.standardError.isFinite, test.lift.isFinite else {
      throw .badExperiment(
        test.name,
        why: "a lift of \(test.lift) with a standard error of \(test.standardError); "
          + "the error must be above 0")
    }
    guard test.extraSpend != 0, test.extraSpend.isFinite else {
      throw .badExperiment(
        test.name, why: "spend was changed by \(test.extraSpend); without a change there is no test"
      )
    }
    guard test.first <= test.last, test.last <= test.outcomeEnd ?? test.last else {
      throw .badExperiment(
        test.name,
        why: "it runs from \(test.first) to \(test.last) and counts sales to "
          + "\(test.outcomeEnd ?? test.last); these must follow each other")
    }
  }

  /// The share of each row's period that lies within two days, both included.
  private func shares(
    _ first: Day, _ last: Day, _ test: Experiment
  ) throws(MixError) -> [Double] {
    guard let step = rows.stepInDays, let start = rows.days.first, let end = rows.days.last else {
      throw .noDates(why: "experiment \"\(test.name)\" has a beginning and an end")
    }
    guard first >= start, last < end.advanced(by: step) else {
      throw .badExperiment(
        test.name,
        why:
          "it and its outcome window, \(first) to \(last), must lie in the fitted rows, which run from "
          + "\(start) to \(end.advanced(by: step - 1))")
    }
    let event = MixSpec.Event(name: test.name, first: first, last: last)
    return rows.days.map { event.share(of: $0, lasting: step) }
  }
}

/// Experiments as priors of returns, as Meridian has them.
enum ExperimentPriors {
  /// The model with the priors of tested channels' returns replaced; other uses leave it as it is.
  ///
  /// Each test of a channel becomes a normal of its return; they are multiplied with the channel's prior and the product is
  /// given the log-normal that is nearest to it (least cross-entropy, that is with the product's mean and variance of the
  /// logarithm).
  static func applied(to model: BayesianModel, rows: MixData) throws(MixError) -> BayesianModel {
    guard model.experimentUse == .roiPrior, !model.experiments.isEmpty else { return model }
    guard model.effect == .roi else {
      throw .badExperiment(
        model.experiments[0].name,
        why: "it is to be a prior of the return, but priors are on \(model.effect.rawValue); "
          + "say effect=roi, or bring it in through the model")
    }
    var priors = model.priors
    for test in model.experiments { try MixExperiments.check(test) }
    for channel in rows.channels {
      let tests = model.experiments.filter { $0.channel == channel.name }
      guard !tests.isEmpty else { continue }
      let prior =
        model.priors["roi.\(channel.name)"] ?? model.priors["roi"]
        ?? .logNormal(location: 0.2, scale: 0.9)
      if let problem = prior.problem() {
        throw .badPrior(parameter: "roi.\(channel.name)", why: problem)
      }
      let normals = try tests.map { test throws(MixError) in
        try adjusted(test, spend: channel.values, rows: rows)
      }
      priors["roi.\(channel.name)"] = product(of: prior, normals)
    }
    for test in model.experiments where !rows.channels.contains(where: { $0.name == test.channel })
    {
      throw MixExperiments.unknownChannel(of: test, known: rows.channels.map(\.name))
    }
    var changed = model
    changed.priors = priors
    return changed
  }

  /// The return that a test says, corrected for its length, its age and the level of spend it ran at.
  ///
  ///     mean = e / p,  sd = s √(1 + τ_spend + τ_age + (1 − p)/p)
  ///
  /// with p the share of a geometric memory of ½ that the test's length captures, τ_age = (1 − λ)/λ for λ = ½^(weeks/52) and
  /// τ_spend the relative difference of spend levels.
  ///
  /// Source: Meridian 2.x, `CalibrationBuilder`.
  static func adjusted(
    _ test: Experiment, spend: [Double], rows: MixData
  ) throws(MixError) -> (mean: Double, deviation: Double) {
    guard let step = rows.stepInDays, let end = rows.days.last else {
      throw .noDates(why: "experiment \"\(test.name)\" has a beginning and an end")
    }
    let days = Double(test.first.distance(to: test.last) + 1)
    let periods = max(1, days / Double(step))
    let money = abs(test.extraSpend) * days / Double(step)
    let (estimate, error) = (
      test.lift * (test.extraSpend < 0 ? -1 : 1) / money, test.standardError / money
    )
    let level = spend.reduce(0, +) / Double(max(1, spend.count))
    let tested = abs(test.extraSpend)
    let bySpend = level > 0 ? max(tested, level) / min(tested, level) - 1 : 0
    let weeks = max(0, Double(test.last.distance(to: end.advanced(by: step - 1))) / 7)
    let fresh = stableExp(stableLog(0.5) * weeks / 52)
    let lags = 9  // Meridian's memory: the spend's period and eight after it.
    let weights = (0..<lags).map { stableExp(stableLog(0.5) * Double($0)) }
    let captured =
      weights.prefix(max(1, Int(periods))).reduce(0, +) / weights.reduce(0, +)
    return (
      estimate / captured,
      error * (1 + bySpend + (1 - fresh) / fresh + (1 - captured) / captured).squareRoot()
    )
  }

  /// The log-normal nearest to prior × normals, by 10,000 points of the logarithm.
  static func product(
    of prior: Prior, _ normals: [(mean: Double, deviation: Double)]
  ) -> Prior {
    var (low, high) = (prior.quantile(0.0001), prior.quantile(0.9999))
    for normal in normals {
      low = min(low, max(normal.mean - 6 * normal.deviation, 1e-4))
      high = max(high, normal.mean + 6 * normal.deviation)
    }
    low = stableLog(max(low, 1e-4))
    high = stableLog(max(high, 1e-3))
    let count = 10_000
    let logs = (0..<count).map { low + (high - low) * (Double($0) + 0.5) / Double(count) }
    let densities = logs.map { log -> Double in
      let x = stableExp(log)
      // In the logarithm's own measure: one x for the change of variable.
      return normals.reduce(prior.logDensity(x).value + log) { sum, normal in
        let z = (x - normal.mean) / normal.deviation
        return sum - 0.5 * z * z
      }
    }
    let largest = densities.max() ?? 0
    let weights = densities.map { stableExp($0 - largest) }
    let total = weights.reduce(0, +)
    guard total > 0, total.isFinite else { return prior }
    let mean = zip(weights, logs).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance =
      zip(weights, logs).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / total
    return .logNormal(location: mean, scale: max(variance.squareRoot(), 1e-6))
  }
}
