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
    series index: Int, of count: Int
  ) -> [Mark] {
    let sure = zip(names, intervals).compactMap { name, interval in
      interval.map { (name: name, interval: $0) }
    }
    // Side by side within the middle half of the row, the first above.
    let shift = count > 1 ? (Double(index) / Double(count - 1) - 0.5) * 0.5 : 0
    var marks: [Mark] = []
    if !sure.isEmpty {
      var range = Mark.Range(
        "", x: .categories(sure.map(\.name)), low: sure.map(\.interval.lowerBound),
        high: sure.map(\.interval.upperBound), paint: .slot(index))
      range.shift = shift
      marks.append(.range(range))
    }
    var dot = Mark.Dot(
      name, x: .categories(names), y: values, symbol: symbols[index % symbols.count],
      paint: .slot(index), radius: 4.5)
    dot.shift = shift
    return marks + [.dot(dot)]
  }
}
