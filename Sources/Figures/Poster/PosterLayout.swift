/// Decides where everything of a poster stands in a file of its own.
struct PosterLayout {
  /// A panel and its place.
  struct Place {
    let chart: Chart
    let layout: ChartLayout
    let left: Double
    let top: Double
  }

  /// A number of the head and its place.
  struct Number {
    let measure: Poster.Measure
    let left: Double
    let top: Double
  }

  let titleLines: [String]
  let cautionLines: [String]
  let subtitleLines: [String]
  let numbers: [Number]
  let places: [Place]
  let noteLines: [String]
  /// Where the line between head and panels stands.
  let rule: Double
  /// Where the foot begins.
  let foot: Double
  let height: Double

  static let columns = 2
  /// The width of a panel in pixels.
  static let panelWidth = 420
  static let margin = 24.0
  static let gutter = 32.0
  static let rowGap = 26.0
  static let titleSize = 20.0
  static let titleStep = 26.0
  static let subtitleSize = 12.5
  static let subtitleStep = 17.0
  static let numberSize = 17.0
  static let nameSize = 11.0
  static let numberStep = 42.0

  static var width: Double {
    2 * margin + Double(columns * panelWidth) + gutter * Double(columns - 1)
  }

  init(_ poster: Poster) {
    let room = PosterLayout.width - 2 * PosterLayout.margin
    titleLines = TextMetrics.wrapped(
      poster.title, to: room, size: PosterLayout.titleSize, isBold: true)
    subtitleLines = TextMetrics.wrapped(
      poster.subtitle, to: room, size: PosterLayout.subtitleSize)
    cautionLines = TextMetrics.wrapped(
      poster.caution, to: room, size: PosterLayout.subtitleSize, isBold: true)
    noteLines = TextMetrics.wrapped(poster.note, to: room, size: PosterLayout.subtitleSize)
    var top = PosterLayout.margin
    top += Double(titleLines.count) * PosterLayout.titleStep
    top += Double(cautionLines.count + subtitleLines.count) * PosterLayout.subtitleStep + 10
    (numbers, top) = PosterLayout.numbers(poster.measures, room: room, top: top)
    rule = top
    top += 20
    (places, top) = PosterLayout.places(poster.panels.map(\.chart), top: top)
    foot = top
    top += noteLines.isEmpty ? 0 : Double(noteLines.count) * PosterLayout.subtitleStep + 20
    height = ((top + PosterLayout.margin) / 2).rounded(.up) * 2
  }

  /// The numbers from left to right, in as many rows as they need; and where the next thing may begin.
  private static func numbers(
    _ measures: [Poster.Measure], room: Double, top: Double
  ) -> ([Number], Double) {
    var numbers: [Number] = []
    var (left, row) = (0.0, 0.0)
    for measure in measures {
      let width = max(
        TextMetrics.width(measure.value, size: numberSize, isBold: true),
        TextMetrics.width(measure.name, size: nameSize))
      if left > 0, left + width > room { (left, row) = (0, row + 1) }
      numbers.append(
        Number(measure: measure, left: margin + left, top: top + row * numberStep))
      left += width + 28
    }
    return (numbers, measures.isEmpty ? top : top + (row + 1) * numberStep + 8)
  }

  private static func places(_ charts: [Chart], top: Double) -> ([Place], Double) {
    var places: [Place] = []
    var top = top
    for row in PosterLayout.rows(charts) {
      let layouts = row.map { ChartLayout($0, lettering: .panel) }
      for (column, (chart, layout)) in zip(row, layouts).enumerated() {
        let left = margin + Double(column) * (Double(panelWidth) + gutter)
        places.append(Place(chart: chart, layout: layout, left: left, top: top))
      }
      top += (layouts.map(\.height).max() ?? 0) + rowGap
    }
    return (places, charts.isEmpty ? top : top - rowGap)
  }

  /// The charts row by row, as wide as a panel and as high as the highest of their row, where that becomes them.
  static func rows(_ charts: [Chart]) -> [[Chart]] {
    stride(from: 0, to: charts.count, by: columns).map { start in
      var row = charts[start..<min(start + columns, charts.count)].map { chart in
        var own = chart
        own.width = panelWidth
        return own
      }
      let layouts = row.map { ChartLayout($0, lettering: .panel) }
      let highest = layouts.map(\.height).max() ?? 0
      for index in row.indices {
        let missing = highest - layouts[index].height
        guard missing >= 2, row[index].panels.count == 1, let plan = layouts[index].panels.first
        else { continue }
        var plot = plan.frame.plot.height + missing
        // Rows of bars that are too fat look worse than a little white below; hills may be higher.
        if layouts[index].isTurned, case .categories(let names) = layouts[index].prepared.kind {
          let hasHills = row[index].marks.contains { if case .ridge = $0 { true } else { false } }
          plot = min(
            plot, max(plan.frame.plot.height, (hasHills ? 90 : 44) * Double(names.count)))
        }
        row[index].panels[0].height = Int(plot.rounded(.down))
      }
      return row
    }
  }
}
