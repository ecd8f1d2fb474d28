import Statistics

/// A panel on the scales of the model, laid out for arithmetic on four lanes at a time.
///
///     media    x / (N_g · median over (g, t) of the x / N_g that are not 0)
///     target   (y / N_g − mean) / deviation, both over all (g, t)
///     control  (z − mean) / deviation, both over all (g, t)
///
/// Lanes are regions; of a nation they are channels, since it has but one region. A block is four
/// lanes over all periods.
///
/// Source: Meridian 2.1, `model/transformers.py`.
struct MeridianScaling: Sendable {
  typealias Lanes = SIMD4<Double>

  let regions: Int
  let periods: Int
  let channels: Int
  let controls: Int
  /// Blocks of regions; 1 for a nation.
  let regionBlocks: Int
  /// Media by block and period: of regions channel by channel, of a nation its channels four by four.
  let media: [Lanes]
  /// The target by block of regions and period; of a nation in the first lane.
  let target: [Lanes]
  /// Controls by control, block of regions and period, as the target.
  let control: [Lanes]
  /// Media by channel, and controls, region by region.
  let denseMedia: [[Double]]
  /// How often each of those reached is, by channel; nil for channels that do not tell.
  let frequency: [[Double]?]
  /// The places of channels that tell reach and frequency among themselves, by channel.
  let reachSlots: [Int?]
  let denseControls: [[Double]]
  /// 1 for lanes that are regions and 0 for those that fill up, by block of regions.
  let mask: [Lanes]

  /// The mean and the standard deviation of the target per head.
  let targetMean: Double
  let targetDeviation: Double
  /// Means and standard deviations of the controls.
  let controlMeans: [Double]
  let controlDeviations: [Double]
  /// The media per head that count as 1, by channel; 1 where there are none.
  let mediaUnits: [Double]
  /// Target units for each unit of the scaled target, by region.
  let regionScales: [Double]
  /// Spend by channel, of all regions and periods.
  let spend: [Double]
  /// The target's sum.
  let outcome: Double

  /// Blocks of media.
  var mediaBlocks: Int { media.count / periods }

  init(_ panel: MixPanel) {
    let (regions, periods) = (panel.regions.count, panel.periods)
    self.regions = regions
    self.periods = periods
    channels = panel.channels.count
    frequency = panel.frequency.map { $0?.values }
    var told = 0
    reachSlots = panel.frequency.map { frequency in
      guard frequency != nil else { return nil }
      told += 1
      return told - 1
    }
    controls = panel.controls.count
    regionBlocks = (regions + 3) / 4
    let people = panel.population
    func perHead(_ series: MixData.Series) -> [Double] {
      series.values.indices.map { series.values[$0] / people[$0 / periods] }
    }
    let sales = perHead(panel.target)
    let (mean, deviation) = Self.moments(sales)
    (targetMean, targetDeviation) = (mean, deviation)
    regionScales = people.map { $0 * deviation }
    spend = panel.channels.map { $0.values.reduce(0, +) }
    outcome = panel.target.values.reduce(0, +)
    let exposure = panel.media.map(perHead)
    let units = exposure.map { series in
      let active = series.filter { $0 != 0 }.sorted()
      guard !active.isEmpty else { return 1.0 }
      return 0.5 * (active[(active.count - 1) / 2] + active[active.count / 2])
    }
    mediaUnits = units
    let moments = panel.controls.map { Self.moments($0.values) }
    controlMeans = moments.map(\.mean)
    controlDeviations = moments.map(\.deviation)

    /// Four lanes of a series of regions.
    func byRegion(_ value: (Int, Int) -> Double) -> [Lanes] {
      var blocks = [Lanes](repeating: .zero, count: (regions + 3) / 4 * periods)
      for region in 0..<regions {
        for t in 0..<periods {
          blocks[region / 4 * periods + t][region % 4] = value(region, t)
        }
      }
      return blocks
    }
    target = byRegion { (sales[$0 * periods + $1] - mean) / deviation }
    let standardised = panel.controls.indices.map { index in
      panel.controls[index].values.map { ($0 - moments[index].mean) / moments[index].deviation }
    }
    denseControls = standardised
    control = standardised.flatMap { values in byRegion { values[$0 * periods + $1] } }
    denseMedia = exposure.indices.map { channel in exposure[channel].map { $0 / units[channel] } }
    mask = (0..<(regions + 3) / 4).map { block in
      var lanes = Lanes.zero
      for lane in 0..<4 where block * 4 + lane < regions { lanes[lane] = 1 }
      return lanes
    }
    if regions == 1 {
      var blocks = [Lanes](repeating: .zero, count: (panel.media.count + 3) / 4 * periods)
      for channel in panel.media.indices {
        for t in 0..<periods {
          blocks[channel / 4 * periods + t][channel % 4] = exposure[channel][t] / units[channel]
        }
      }
      media = blocks
    } else {
      media = panel.media.indices.flatMap { channel in
        byRegion { exposure[channel][$0 * periods + $1] / units[channel] }
      }
    }
  }

  /// The mean and the standard deviation with divisor n.
  private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }
}
