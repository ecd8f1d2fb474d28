import Statistics

/// What a row's other numbers say of one of them.
///
/// Spend, impressions, clicks, conversions and revenue of a campaign rise and fall together. With
///
///     u_j = ln((v_j + ε_j) / (m_j + ε_j))      m_j the campaign's median of the measure
///
/// every measure k predicts every other by a line û_j = a_jk + b_jk · u_k with a spread s_jk. Lines are Tukey's resistant
/// ones (Exploratory Data Analysis, 1977: slopes from the medians of the outer thirds), so that the errors that are looked for
/// do not move them; spreads are 1.4826 · median |u_j − û_j|. A typing error in one measure is off all lines to it by its
/// whole size, while each of the others is off one line only, and a day on which everything soared is off none. A value is far
/// out where the median over k of |u_j − û_j| / max(ln 3, 5 s_jk) is above 1: by a factor of at least 3, and far for this
/// campaign. What should stand there is the mean of the û_j weighted by 1 / s_jk², values that are far out left aside.
///
/// Only steady measures are judged, and judge: those above 0 in four rows of five, and counts of 5 or more as a rule. Whether
/// an ad had one conversion or none is chance, and no error.
struct CampaignConsensus {
  /// Rows that a campaign needs before lines are drawn through them.
  private static let leastRows = 20
  /// Days with hardly any activity say too little of each other.
  private static let leastActivity = -2.5
  /// The share of rows in which a steady measure is above 0.
  fileprivate static let leastActiveShare = 0.8
  /// The median of a steady count.
  fileprivate static let leastCount = 5.0
  /// ln 3: what is off by less is no typing error.
  fileprivate static let leastFactor = 1.0986122886681098
  /// No line is trusted more than to 2 %.
  fileprivate static let leastSpread = 0.02
  fileprivate static var measureCount: Int { CampaignColumn.measures.count }

  private let rows: CampaignRows
  private var groupOf: [Int]
  private var models: [Model] = []
  /// u by measure and row; NaN where the cell is doubtful.
  private var heights: [[Double]]
  private var isFarOut: [[Bool]]

  /// What is known of a campaign.
  fileprivate struct Model {
    var medians = [Double](repeating: 0, count: CampaignConsensus.measureCount)
    var offsets = [Double](repeating: 1, count: CampaignConsensus.measureCount)
    var isKnown = [Bool](repeating: false, count: CampaignConsensus.measureCount)
    var isSteady = [Bool](repeating: false, count: CampaignConsensus.measureCount)
    /// The line to measure j from measure k at 5 j + k; nil where there is none.
    var lines = [Line?](
      repeating: nil, count: CampaignConsensus.measureCount * CampaignConsensus.measureCount)

    func height(_ value: Double, _ measure: Int) -> Double {
      stableLog((value + offsets[measure]) / (medians[measure] + offsets[measure]))
    }
  }

  fileprivate struct Line {
    let intercept: Double
    let slope: Double
    let spread: Double
    var limit: Double { max(CampaignConsensus.leastFactor, 5 * spread) }
  }

  /// What rows say of each other, doubtful cells left out.
  init(
    _ rows: CampaignRows, _ groups: [(campaign: String, places: [Int])],
    isDoubtful: (_ place: Int, _ measure: Int) -> Bool
  ) {
    self.rows = rows
    let count = Self.measureCount
    groupOf = [Int](repeating: -1, count: rows.count)
    heights = [[Double]](repeating: [Double](repeating: .nan, count: rows.count), count: count)
    isFarOut = [[Bool]](repeating: [Bool](repeating: false, count: rows.count), count: count)
    for (index, group) in groups.enumerated() {
      var model = Model()
      for measure in 0..<count {
        let sure = group.places.filter { !isDoubtful($0, measure) }
        model.learn(measure, sure.map { rows.values[measure][$0] })
        for place in sure {
          heights[measure][place] = model.height(rows.values[measure][place], measure)
        }
      }
      for place in group.places { groupOf[place] = index }
      models.append(model)
      drawLines(index, group.places)
    }
    for place in 0..<rows.count where groupOf[place] >= 0 {
      for measure in 0..<count {
        let value = rows.values[measure][place]
        guard value > 0, !heights[measure][place].isNaN else { continue }
        isFarOut[measure][place] = (strangeness(place, measure, of: value) ?? 0) > 1
      }
    }
  }

  private mutating func drawLines(_ index: Int, _ places: [Int]) {
    for target in 0..<Self.measureCount {
      for source in 0..<Self.measureCount where source != target {
        guard models[index].isSteady[source], models[index].isSteady[target] else { continue }
        let pairs = places.compactMap { place -> (x: Double, y: Double)? in
          let (x, y) = (heights[source][place], heights[target][place])
          return x.isNaN || y.isNaN ? nil : (x, y)
        }
        guard pairs.count >= Self.leastRows else { continue }
        models[index].lines[target * Self.measureCount + source] = Line(resistant: pairs)
      }
    }
  }

  /// The predictions of u_j by the row's other measures, each with its line.
  private func predictions(
    _ place: Int, _ measure: Int, trustingAll: Bool
  ) -> [(height: Double, line: Line)] {
    let model = models[groupOf[place]]
    return (0..<Self.measureCount).compactMap { source in
      let height = heights[source][place]
      guard source != measure, !height.isNaN, trustingAll || !isFarOut[source][place],
        let line = model.lines[measure * Self.measureCount + source]
      else { return nil }
      return (line.intercept + line.slope * height, line)
    }
  }

  /// What a measure of a row should be about: what the others say, else the campaign's median; nil where nothing is known.
  func expected(_ place: Int, _ measure: Int) -> Double? {
    let model = models[groupOf[place]]
    guard model.isKnown[measure] else { return nil }
    let predictions = predictions(place, measure, trustingAll: false)
    guard !predictions.isEmpty else { return model.medians[measure] }
    var (sum, weight) = (0.0, 0.0)
    for prediction in predictions {
      let own = 1 / (prediction.line.spread * prediction.line.spread)
      sum += own * prediction.height
      weight += own
    }
    let offset = model.offsets[measure]
    return max(0, (model.medians[measure] + offset) * stableExp(sum / weight) - offset)
  }

  /// How far a value is from what the others say, in units of what is too far; nil where that cannot be told.
  func strangeness(_ place: Int, _ measure: Int, of value: Double) -> Double? {
    let predictions = predictions(place, measure, trustingAll: true)
    // Of two that contradict each other, nobody knows which is wrong.
    guard predictions.count > 1 else { return nil }
    let usual = median(predictions.map(\.height))
    guard usual > Self.leastActivity else { return nil }
    let height = models[groupOf[place]].height(value, measure)
    let far = predictions.map { abs(height - $0.height) / $0.line.limit }.sorted()
    return far.count == 2 ? far[0] : median(far)
  }
}

extension CampaignConsensus.Model {
  /// Learns the usual size of a measure.
  fileprivate mutating func learn(_ measure: Int, _ values: [Double]) {
    guard !values.isEmpty else { return }
    let middle = median(values)
    let mean = values.reduce(0, +) / Double(values.count)
    let least = CampaignColumn.measures[measure].isCount ? 0.5 : 0
    let offset = max(least, 0.01 * (middle > 0 ? middle : mean))
    medians[measure] = middle
    offsets[measure] = offset > 0 ? offset : 1
    isKnown[measure] = true
    let active = Double(values.count { $0 > 0 })
    let isCount = CampaignColumn.measures[measure].isCount
    isSteady[measure] =
      active >= CampaignConsensus.leastActiveShare * Double(values.count)
      && (!isCount || middle >= CampaignConsensus.leastCount)
  }
}

extension CampaignConsensus.Line {
  /// Tukey's resistant line: the slope between the medians of the outer thirds, and the median of what is left.
  fileprivate init(resistant pairs: [(x: Double, y: Double)]) {
    let sorted = pairs.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let third = sorted.count / 3
    let (low, high) = (sorted.prefix(third), sorted.suffix(third))
    let run = median(high.map(\.x)) - median(low.map(\.x))
    let rise = median(high.map(\.y)) - median(low.map(\.y))
    // More activity of one kind is never less of another; where it seems so, it says nothing.
    let slope = run > 1e-9 ? max(0, rise / run) : 0
    let rest = sorted.map { $0.y - slope * $0.x }
    let intercept = median(rest)
    self.slope = slope
    self.intercept = intercept
    spread = max(
      CampaignConsensus.leastSpread, 1.4826 * median(rest.map { abs($0 - intercept) }))
  }
}
