import Figures

/// Estimates as symbols with whiskers, a row a category, each series with a symbol and a colour of its own.
enum SymbolRows {
  private static let symbols: [Symbol] = [
    .circle, .square, .triangle, .diamond, .hollowCircle, .cross,
  ]

  /// The height of a row in pixels.
  static func height(series count: Int) -> Int { count > 1 ? 36 : 30 }

  /// The marks of one series: whiskers below, symbols above.
  static func marks(
    _ name: String, names: [String], values: [Double], intervals: [ClosedRange<Double>?],
    series index: Int, of count: Int
  ) -> [Mark] {
    let sure = zip(names, intervals).compactMap { name, interval in
      interval.map { (name: name, interval: $0) }
    }
    var marks: [Mark] = []
    if !sure.isEmpty {
      marks.append(
        .range(
          .init(
            "", x: .categories(sure.map(\.name)), low: sure.map(\.interval.lowerBound),
            high: sure.map(\.interval.upperBound), paint: .slot(index))))
    }
    marks.append(
      .dot(
        .init(
          name, x: .categories(names), y: values, symbol: symbols[index % symbols.count],
          paint: .slot(index), radius: 4.5)))
    return marks
  }
}
