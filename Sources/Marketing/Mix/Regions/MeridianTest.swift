import Statistics
import Tables

/// An experiment as a regional model sees it: which media it changed where, and which periods' sales were counted.
///
/// The model predicts what the test should have measured by simulating it, once with the media as they were and once as
/// changed:
///
///     lift = Σ_g N_g sd_y β_gm Σ_t ω_t (h'_gtm − h_gtm)         over the test's regions and periods
///     measured ~ N(lift, standard error)
///
/// so that it informs the return, the curve and the memory at once. The rows' spend is what was spent without the change.
struct MeridianTest: Sendable {
  let channel: Int
  /// The first period that is changed or counted.
  let start: Int
  /// ω, the share of each period from there on whose sales were counted.
  let window: [Double]
  /// The regions whose media change.
  let regions: [Int]
  /// What the scaled media change by, region by region of ``regions``, over the periods of ``window``.
  let change: [Double]
  /// What was measured, in target units, and its standard error.
  let lift: Double
  let deviation: Double

  /// The log density of the measurement where the model predicts a lift, and its derivative by that.
  func logDensity(_ predicted: Double) -> (value: Double, slope: Double) {
    let z = (lift - predicted) / deviation
    return (-0.5 * z * z - stableLog(deviation) - halfLogTwoPi, z / deviation)
  }
}

/// Places experiments in a panel.
struct MeridianTestPlan {
  private let panel: MixPanel
  private let scaling: MeridianScaling

  init(_ panel: MixPanel, _ scaling: MeridianScaling) {
    self.panel = panel
    self.scaling = scaling
  }

  /// The tests of a model that are simulated through it; none where they are priors.
  ///
  /// - Throws: `MixError` for a channel or a region that is not there, a window outside the rows, a test that changes nothing,
  ///   and for tests that are to be lifts of the saturation curve.
  func tests(of model: BayesianModel) throws(MixError) -> [MeridianTest] {
    guard model.experimentUse == .throughModel else { return [] }
    return try model.experiments.map { test throws(MixError) in try placed(test) }
  }

  /// The model with tests as priors of returns, where that is what they are to be.
  static func priors(
    _ model: BayesianModel, _ panel: MixPanel
  ) throws(MixError) -> BayesianModel {
    if model.experimentUse == .liftTest, let test = model.experiments.first {
      throw .badExperiment(
        test.name,
        why: "use=lift_test compares two steady levels of spend on one curve, and each region has "
          + "a curve of its own; bring it in through the model or as roi_prior")
    }
    let names = panel.frequency.map { [$0 == nil ? "roi_m" : "roi_rf", "roi"] }
    return try ExperimentPriors.applied(to: model, rows: panel.national, names: names) {
      (test, channel) throws(MixError) in
      let regions = try panel.regions(of: test)
      return (0..<panel.periods).map { t in
        regions.reduce(0) { $0 + panel.channels[channel].values[$1 * panel.periods + t] }
      }
    }
  }

  private func placed(_ test: Experiment) throws(MixError) -> MeridianTest {
    try test.requireSound()
    guard let channel = panel.channels.firstIndex(where: { $0.name == test.channel }) else {
      throw test.unknownChannel(among: panel.channels.map(\.name))
    }
    guard panel.frequency[channel] == nil else {
      throw .badExperiment(
        test.name,
        why: "\(test.channel) is told by reach and frequency, and it is not said which of them its "
          + "spend changed; bring it in with use=roi_prior")
    }
    let changed = try test.shares(from: test.first, through: test.last, of: panel.national)
    let counted = try test.shares(from: test.first, through: test.lastCounted, of: panel.national)
    let start = counted.firstIndex { $0 > 0 } ?? 0
    let end = (counted.lastIndex { $0 > 0 } ?? 0) + 1
    // 1. Each region's part of the extra spend.
    let regions = try panel.regions(of: test)
    let usual = regions.map { usualSpend(channel, region: $0) }
    let whole = usual.reduce(0, +)
    guard whole > 0, usual.indices.contains(where: { mediaForSpend(channel, regions[$0]) > 0 })
    else {
      throw .badExperiment(
        test.name,
        why: "nothing was spent on \(test.channel) in the fitted rows where it ran; leave it out")
    }
    // 2. What that makes of the media, spend staying at 0 or above.
    var change: [Double] = []
    for (region, own) in zip(regions, usual) {
      let unit = panel.population[region] * scaling.mediaUnits[channel]
      for t in start..<end {
        let spend = panel.channels[channel].values[region * panel.periods + t]
        let extra = max(-spend, changed[t] * test.extraSpend * own / whole)
        change.append(media(channel, region, t, forExtra: extra) / unit)
      }
    }
    guard change.contains(where: { $0 != 0 }) else {
      throw .badExperiment(
        test.name,
        why: "nothing is spent on \(test.channel) from \(test.first) to \(test.last) where it ran, "
          + "so there is nothing to take away; the rows must hold the spend without the test")
    }
    return MeridianTest(
      channel: channel, start: start, window: Array(counted[start..<end]), regions: regions,
      change: change, lift: test.lift, deviation: test.standardError)
  }

  /// The mean spend over a region's periods with any.
  private func usualSpend(_ channel: Int, region: Int) -> Double {
    let active = spend(channel, region).filter { $0 > 0 }
    return active.isEmpty ? 0 : active.reduce(0, +) / Double(active.count)
  }

  private func spend(_ channel: Int, _ region: Int) -> ArraySlice<Double> {
    panel.channels[channel].values[(region * panel.periods)..<((region + 1) * panel.periods)]
  }

  /// A region's media for each unit of its spend.
  private func mediaForSpend(_ channel: Int, _ region: Int) -> Double {
    let cells = (region * panel.periods)..<((region + 1) * panel.periods)
    let money = spend(channel, region).reduce(0, +)
    return money > 0 ? panel.media[channel].values[cells].reduce(0, +) / money : 0
  }

  /// Media rise in proportion to the period's spend, and at the region's usual price where none was spent.
  private func media(_ channel: Int, _ region: Int, _ t: Int, forExtra extra: Double) -> Double {
    let cell = region * panel.periods + t
    let (spend, media) = (panel.channels[channel].values[cell], panel.media[channel].values[cell])
    if spend > 0, media > 0 { return max(-media, extra * (media / spend)) }
    return max(-media, extra * mediaForSpend(channel, region))
  }
}

extension MixPanel {
  /// The regions that an experiment ran in, rising.
  fileprivate func regions(of test: Experiment) throws(MixError) -> [Int] {
    guard !test.regions.isEmpty else { return Array(regions.indices) }
    var found: Set<Int> = []
    for name in test.regions {
      guard let region = regions.firstIndex(of: name) else {
        if regions.count == 1 { try test.requireNational() }
        let near = NearestName.suggestion(for: name, among: regions)
        let listed = regions.prefix(12).joined(separator: ", ")
        throw .badExperiment(
          test.name,
          why: "it ran in \"\(name)\", which is no region of the rows; "
            + (near.map { "did you mean \"\($0)\"? " } ?? "") + "they have \(listed)"
            + (regions.count > 12 ? " and \(regions.count - 12) more" : ""))
      }
      found.insert(region)
    }
    return found.sorted()
  }
}
