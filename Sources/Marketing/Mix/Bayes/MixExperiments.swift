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
    let changed = try test.shares(from: test.first, through: test.last, of: rows)
    let counted = try test.shares(from: test.first, through: test.lastCounted, of: rows)
    var spend = rows.spendOnCalendar(c)
    for (place, share) in zip(places, changed) {
      spend[place] = max(0, spend[place] + share * test.extraSpend)
    }
    guard spend != rows.spendOnCalendar(c) else {
      throw .badExperiment(
        test.name,
        why: "the rows have no spend on \(test.channel) while it ran, so there is nothing to take "
          + "away; the rows must hold the spend without the test: put back what would have been "
          + "spent, and the sales that were lost")
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
    let covered = try test.shares(from: test.first, through: test.last, of: rows)
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
    try test.requireSound()
    try test.requireNational()
    guard let c = channels.firstIndex(where: { $0.name == test.channel }) else {
      throw test.unknownChannel(among: channels.map(\.name))
    }
    guard channels[c].isActive else {
      throw .badExperiment(
        test.name, why: "nothing was spent on \(test.channel) in the fitted rows; leave it out")
    }
    return c
  }
}
