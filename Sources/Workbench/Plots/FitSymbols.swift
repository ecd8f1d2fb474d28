import Figures

/// Estimates as symbols with whiskers, a row a category, each series with a symbol and a colour of its own.
enum SymbolRows {
  private static let symbols: [Symbol] = [
    .circle, .square, .triangle, .diamond, .hollowCircle, .cross,
  ]

  /// The height of a row in pixels.
  static func height(series count: Int) -> Int { 26 + 8 * min(max(count - 1, 0), 6) }

  /// The marks of one series: whiskers below, symbols above.
  static func marks(
    _ name: String, names: [String], values: [Double], intervals: [ClosedRange<Double>?],
    series index: Int, of count: Int, labels: [String]? = nil,
    paints: [Paint]? = nil
  ) -> [Mark] {
    let sure = names.indices.compactMap { place in
      intervals[place].map {
        (name: names[place], interval: $0, label: labels?[place] ?? "", place: place)
      }
    }
    // Side by side within the middle half of the row, the first above.
    let shift = count > 1 ? (Double(index) / Double(count - 1) - 0.5) * 0.5 : 0
    var marks: [Mark] = []
    if !sure.isEmpty {
      var range = Mark.Range(
        "", x: .categories(sure.map(\.name)), low: sure.map(\.interval.lowerBound),
        high: sure.map(\.interval.upperBound), paint: .slot(index))
      range.shift = shift
      if labels != nil { range.labels = sure.map(\.label) }
      range.paints = paints.map { paints in sure.map { paints[$0.place] } }
      marks.append(.range(range))
    }
    var dot = Mark.Dot(
      name, x: .categories(names), y: values, symbol: symbols[index % symbols.count],
      paint: .slot(index), paints: paints, radius: 4.5)
    dot.shift = shift
    return marks + [.dot(dot)]
  }
}
