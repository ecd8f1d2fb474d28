/// Coordinates as SVG writes them: the one place where pixels are rounded.
enum Pixels {
  /// At most one decimal, no "-0", no trailing ".0".
  static func text(_ x: Double) -> String { text(tenths: tenths(x)) }

  /// The pixel in tenths; what is not finite, or beyond a million pixels, is brought within.
  static func tenths(_ x: Double) -> Int {
    x.isFinite ? Int((min(max(x, -1e6), 1e6) * 10).rounded()) : 0
  }

  /// A number of tenths as SVG writes it.
  static func text(tenths: Int) -> String {
    if tenths % 10 == 0 { return String(tenths / 10) }
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}

/// The `d` of a path, built point by point.
struct PathData {
  private(set) var text = ""

  var isEmpty: Bool { text.isEmpty }

  mutating func append(_ command: Character, _ numbers: Double...) {
    text.append(command)
    for (index, number) in numbers.enumerated() {
      let written = Pixels.text(number)
      if index > 0, !written.hasPrefix("-") { text += "," }
      text += written
    }
  }

  /// A line through the points, without a break.
  ///
  /// After the first point come steps between rounded points: shorter to write, and no error adds up.
  mutating func appendLine(_ points: [Point], joined: Bool = false) {
    guard let first = points.first else { return }
    append(joined ? "L" : "M", first.x, first.y)
    var last = (Pixels.tenths(first.x), Pixels.tenths(first.y))
    for (index, point) in points.dropFirst().enumerated() {
      let next = (Pixels.tenths(point.x), Pixels.tenths(point.y))
      let across = Pixels.text(tenths: next.0 - last.0)
      let down = Pixels.text(tenths: next.1 - last.1)
      text += index == 0 ? "l" : across.hasPrefix("-") ? "" : " "
      text += down.hasPrefix("-") ? across + down : "\(across),\(down)"
      last = next
    }
  }
}

/// A place in pixels.
struct Point: Hashable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Fewer points with the same look.
enum Simplification {
  /// The first, least, greatest and last point of each pixel column, where there are more points than `limit`.
  static func simplified(_ points: [Point], limit: Int) -> [Point] {
    guard points.count > max(limit, 8), let first = points.first, let last = points.last else {
      return points
    }
    let columns = Double(max(limit / 4, 2))
    let width = max((last.x - first.x).magnitude, 1e-9) / columns
    var kept: [Point] = []
    var column: [(Int, Point)] = []
    var current = 0.0
    func flush() {
      let picks = [
        column.first, column.min { $0.1.y < $1.1.y }, column.max { $0.1.y < $1.1.y }, column.last,
      ].compactMap { $0 }.sorted { $0.0 < $1.0 }
      var before = -1
      for pick in picks where pick.0 != before {
        kept.append(pick.1)
        before = pick.0
      }
      column = []
    }
    for (index, point) in points.enumerated() {
      let own = ((point.x - first.x) / width).rounded(.down)
      if own != current {
        flush()
        current = own
      }
      column.append((index, point))
    }
    flush()
    return kept
  }
}
