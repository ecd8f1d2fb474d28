import Statistics
import Tables

/// Experiments as priors of returns, as Meridian has them.
enum ExperimentPriors {
  /// The model with the priors of tested channels' returns replaced; other uses leave it as it is.
  ///
  /// Each test of a channel becomes a normal of its return; they are multiplied with the channel's prior and the product is
  /// given the log-normal that is nearest to it (least cross-entropy, that is with the product's mean and variance of the
  /// logarithm).
  ///
  /// - Parameters:
  ///   - model: Priors, what they are on, experiments and how they enter.
  ///   - rows: The fitted rows.
  ///   - names: What the model calls returns, by channel, its own name first.
  ///   - spend: The usual spend, period by period, of a channel where a test of it ran.
  /// - Returns: The model; of each tested channel the prior that counts is replaced.
  /// - Throws: `MixError` for a test that is none or tests no channel, and for priors that are not on returns.
  static func applied(
    to model: BayesianModel, rows: MixData, names: [[String]],
    spend: (_ test: Experiment, _ channel: Int) throws(MixError) -> [Double]
  ) throws(MixError) -> BayesianModel {
    guard model.experimentUse == .roiPrior, !model.experiments.isEmpty else { return model }
    guard model.effect == .roi else {
      throw .badExperiment(
        model.experiments[0].name,
        why: "it is to be a prior of the return, but priors are on \(model.effect.rawValue); "
          + "say effect=roi, or bring it in through the model")
    }
    var priors = model.priors
    for test in model.experiments {
      try test.requireSound()
      guard rows.channels.contains(where: { $0.name == test.channel }) else {
        throw test.unknownChannel(among: rows.channels.map(\.name))
      }
    }
    for (index, channel) in rows.channels.enumerated() {
      let tests = model.experiments.filter { $0.channel == channel.name }
      guard !tests.isEmpty else { continue }
      let own = names[index].map { "\($0).\(channel.name)" }
      let prior =
        (own + names[index]).lazy.compactMap { model.priors[$0] }.first
        ?? .logNormal(location: 0.2, scale: 0.9)
      let key = own.first { model.priors[$0] != nil } ?? "roi.\(channel.name)"
      if let problem = prior.problem() { throw .badPrior(parameter: key, why: problem) }
      let normals = try tests.map { test throws(MixError) in
        try adjusted(test, spend: spend(test, index), rows: rows)
      }
      priors[key] = product(of: prior, normals)
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
    let money = abs(test.spendChange ?? test.extraSpend * days / Double(step))
    let (estimate, error) = (
      test.lift * (test.extraSpend < 0 ? -1 : 1) / money, test.standardError / money
    )
    let level = spend.reduce(0, +) / Double(max(1, spend.count))
    let tested = money * Double(step) / days
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
