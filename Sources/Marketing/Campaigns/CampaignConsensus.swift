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
/// whole size, while each of the others is off one line only, and a day on which everything soared is off none. What should
/// stand there is the mean of the û_j weighted by 1 / s_jk². A value is far out where it is off that mean by a factor of 3 at
/// least, and where the median over k of |u_j − û_j| / max(ln 3, 5 s_jk) is above 1: far for this campaign.
///
/// Only steady measures are judged, and judge: those above 0 in four rows of five, and counts of 5 or more as a rule. Whether
/// an ad had one conversion or none is chance, and no error.
struct CampaignConsensus {
  /// Rows that a campaign needs before lines are drawn through them.
  private static let leastRows = 20
  /// Days with hardly any activity say too little of each other.
  private static let leastActivity = -2.5
  private static let measureCount = CampaignColumn.measures.count

  private let rowCount: Int
  /// The campaign of each row; −1 for rows that do not count.
  private var groupOf: [Int]
  private var levels: [CampaignLevel] = []
  /// Five times five lines a campaign: to measure j from measure k at 5 j + k.
  private var lines: [ResistantLine?] = []
  /// u by measure, then row; NaN where the cell is doubtful.
  private var heights: [Double]
  /// How strange the number is that stands there, by measure, then row; NaN where that cannot be told.
  private var strange: [Double]

  /// What rows say of each other, doubtful cells left out.
  init(
    _ rows: CampaignRows, _ groups: [(campaign: String, places: [Int])],
    isDoubtful: (_ place: Int, _ measure: Int) -> Bool
  ) {
    let count = Self.measureCount
    rowCount = rows.count
    groupOf = [Int](repeating: -1, count: rowCount)
    heights = [Double](repeating: .nan, count: count * rowCount)
    strange = heights
    for (index, group) in groups.enumerated() {
      for place in group.places { groupOf[place] = index }
      for measure in 0..<count {
        let sure = group.places.filter { !isDoubtful($0, measure) }
        let level = CampaignLevel(
          CampaignColumn.measures[measure], of: sure.map { rows.values[measure][$0] })
        levels.append(level)
        for place in sure {
          heights[measure * rowCount + place] = level.height(rows.values[measure][place])
        }
      }
      drawLines(index, group.places)
    }
    for place in 0..<rowCount where groupOf[place] >= 0 { judge(place) }
  }

  /// Judges the numbers of a row.
  ///
  /// What is far out says nothing of the others from then on, the farthest first, so that two
  /// wrong cells do not make a third look wrong.
  private mutating func judge(_ place: Int) {
    while true {
      var worst = (cell: -1, by: 1.0)
      for measure in 0..<Self.measureCount {
        let cell = measure * rowCount + place
        guard !heights[cell].isNaN else { continue }
        strange[cell] = strangeness(place, measure, height: heights[cell]) ?? .nan
        if strange[cell] > worst.by { worst = (cell, strange[cell]) }
      }
      guard worst.cell >= 0 else { return }
      heights[worst.cell] = .nan
    }
  }

  private mutating func drawLines(_ group: Int, _ places: [Int]) {
    let count = Self.measureCount
    var drawn = [ResistantLine?](repeating: nil, count: count * count)
    for source in 0..<count where levels[group * count + source].isSteady {
      let xs = source * rowCount
      let order = places.filter { !heights[xs + $0].isNaN }
        .sorted { (heights[xs + $0], $0) < (heights[xs + $1], $1) }
      for target in 0..<count
      where target != source && levels[group * count + target].isSteady {
        let ys = target * rowCount
        let both = order.filter { !heights[ys + $0].isNaN }
        guard both.count >= Self.leastRows else { continue }
        drawn[target * count + source] = ResistantLine(
          x: both.map { heights[xs + $0] }, y: both.map { heights[ys + $0] })
      }
    }
    lines += drawn
  }

  /// Calls for each line that predicts u_j of a row, with what it predicts.
  private func predict(
    _ place: Int, _ measure: Int, _ use: (_ source: Int, _ height: Double, ResistantLine) -> Void
  ) {
    let first = groupOf[place] * Self.measureCount * Self.measureCount
    for source in 0..<Self.measureCount {
      let height = heights[source * rowCount + place]
      guard !height.isNaN, let line = lines[first + measure * Self.measureCount + source] else {
        continue
      }
      use(source, line.intercept + line.slope * height, line)
    }
  }

  /// What a measure of a row should be about: what the others say, else the campaign's median; nil where nothing is known.
  func expected(_ place: Int, _ measure: Int) -> Double? {
    let level = levels[groupOf[place] * Self.measureCount + measure]
    guard level.isKnown else { return nil }
    var (sum, weight) = (0.0, 0.0)
    predict(place, measure) { _, height, line in
      sum += line.weight * height
      weight += line.weight
    }
    return weight > 0 ? level.value(sum / weight) : level.median
  }

  /// How far the number that stands there is from what the others say, in units of what is too far.
  func strangeness(_ place: Int, _ measure: Int) -> Double? {
    let known = strange[measure * rowCount + place]
    return known.isNaN ? nil : known
  }

  /// The same of another value.
  func strangeness(_ place: Int, _ measure: Int, of value: Double) -> Double? {
    let level = levels[groupOf[place] * Self.measureCount + measure]
    return strangeness(place, measure, height: level.height(value))
  }

  private func strangeness(_ place: Int, _ measure: Int, height: Double) -> Double? {
    var (said, far) = (FewNumbers(), FewNumbers())
    var (sum, weight) = (0.0, 0.0)
    predict(place, measure) { _, predicted, line in
      said.insert(predicted)
      far.insert(abs(height - predicted) / line.limit)
      sum += line.weight * predicted
      weight += line.weight
    }
    // Of two that contradict each other, nobody knows which is wrong.
    guard said.count > 1, said.median > Self.leastActivity else { return nil }
    let change = abs(height - sum / weight) / ResistantLine.leastFactor
    return min(far.count == 2 ? far.least : far.median, change)
  }
}

/// The usual size of one measure of one campaign.
private struct CampaignLevel {
  let median: Double
  /// ε: keeps zeros on the scale.
  let offset: Double
  let isKnown: Bool
  /// Above 0 in most rows, and, of a count, no handful.
  let isSteady: Bool

  init(_ measure: CampaignColumn, of values: [Double]) {
    isKnown = !values.isEmpty
    median = isKnown ? Statistics.median(values) : 0
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let offset = max(measure.isCount ? 0.5 : 0, 0.01 * (median > 0 ? median : mean))
    self.offset = offset > 0 ? offset : 1
    isSteady =
      isKnown && Double(values.count { $0 > 0 }) >= 0.8 * Double(values.count)
      && (!measure.isCount || median >= 5)
  }

  func height(_ value: Double) -> Double { stableLog((value + offset) / (median + offset)) }
  func value(_ height: Double) -> Double {
    max(0, (median + offset) * stableExp(height) - offset)
  }
}

/// Tukey's resistant line: the slope between the medians of the outer thirds, and the median of what is left.
private struct ResistantLine {
  let intercept: Double
  let slope: Double
  let spread: Double
  /// Off by more than this is far out: at least by ln 3.
  let limit: Double

  /// A line through points in the order of their x.
  init(x: [Double], y: [Double]) {
    let third = x.count / 3
    let run = median(Array(x.suffix(third))) - median(Array(x.prefix(third)))
    let rise = median(Array(y.suffix(third))) - median(Array(y.prefix(third)))
    // More activity of one kind is never less of another; where it seems so, it says nothing.
    let slope = run > 1e-9 ? max(0, rise / run) : 0
    let rest = zip(x, y).map { $1 - slope * $0 }
    let intercept = median(rest)
    self.slope = slope
    self.intercept = intercept
    // No line is trusted more than to 2 %.
    spread = max(0.02, 1.4826 * median(rest.map { abs($0 - intercept) }))
    limit = max(Self.leastFactor, 5 * spread)
  }

  /// ln 3: what is off by less is no typing error.
  static let leastFactor = 1.0986122886681098
  /// How much its prediction counts among others.
  var weight: Double { 1 / (spread * spread) }
}

/// Up to four numbers in rising order, without a list of their own: there is one for every cell.
private struct FewNumbers {
  private var numbers = SIMD4<Double>()
  private(set) var count = 0

  mutating func insert(_ number: Double) {
    var place = count
    while place > 0, numbers[place - 1] > number {
      numbers[place] = numbers[place - 1]
      place -= 1
    }
    numbers[place] = number
    count += 1
  }

  var least: Double { numbers[0] }
  var median: Double {
    count % 2 == 1 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2
  }
}
