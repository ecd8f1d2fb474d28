/// Lines of equal value over a grid, by marching squares: the grid's squares are looked at one by one, and where a level lies
/// between two corners the line crosses the edge at the linearly interpolated place.
///
/// A saddle is cut by its mean, so that lines never cross. Source: Maple (2003), "Geometric design and space planning using
/// the marching squares and marching cube algorithms".
struct ContourLines {
  /// A piece of a line within one square, in columns and rows counted from 0.
  struct Segment: Equatable {
    let from: (column: Double, row: Double)
    let to: (column: Double, row: Double)

    static func == (left: Segment, right: Segment) -> Bool {
      left.from == right.from && left.to == right.to
    }
  }

  /// Row by row, `rows × columns`.
  let values: [Double]
  let rows: Int
  let columns: Int

  /// The pieces of the lines at a level, square by square; squares with a missing corner have none.
  func segments(at level: Double) -> [Segment] {
    guard rows > 1, columns > 1, values.count == rows * columns else { return [] }
    return (0..<(rows - 1)).flatMap { row in
      (0..<(columns - 1)).flatMap { column in pieces(row, column, level) }
    }
  }

  private func pieces(_ row: Int, _ column: Int, _ level: Double) -> [Segment] {
    // Clockwise from the upper left.
    let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    let heights = corners.map { values[$0.0 * columns + $0.1] - level }
    guard heights.allSatisfy(\.isFinite) else { return [] }
    var crossings: [(column: Double, row: Double)] = []
    for edge in 0..<4 {
      let (a, b) = (heights[edge], heights[(edge + 1) % 4])
      guard (a < 0) != (b < 0) else { continue }
      let share = a / (a - b)
      let (from, to) = (corners[edge], corners[(edge + 1) % 4])
      crossings.append(
        (
          Double(from.1) + share * Double(to.1 - from.1),
          Double(from.0) + share * Double(to.0 - from.0)
        ))
    }
    switch crossings.count {
    case 2: return [Segment(from: crossings[0], to: crossings[1])]
    case 4:
      let isHigh = heights.reduce(0, +) >= 0
      // The middle belongs with the corners on its side of the level; the others are cut off.
      let first = (heights[0] >= 0) == isHigh
      return first
        ? [
          Segment(from: crossings[0], to: crossings[1]),
          Segment(from: crossings[2], to: crossings[3]),
        ]
        : [
          Segment(from: crossings[3], to: crossings[0]),
          Segment(from: crossings[1], to: crossings[2]),
        ]
    default: return []
    }
  }
}

extension CellPainter {
  /// Draws the lines of equal second value, each with its level, and marks the best cell.
  func drawContours(on canvas: inout Canvas) {
    if let contours = cell.contours {
      let lines = ContourLines(
        values: contours.values, rows: cell.rows.count, columns: cell.columns.count)
      for level in contours.levels {
        let segments = lines.segments(at: level)
        guard let label = segments.max(by: { $0.from.row < $1.from.row }) else { continue }
        var path = PathData()
        for segment in segments {
          let (from, to) = (place(segment.from), place(segment.to))
          path.append("M", from.x, from.y)
          path.append("L", to.x, to.y)
        }
        canvas.append(
          "path",
          [
            "d": path.text, "fill": "none", "stroke": Palette.css("ink"), "stroke-width": "1.5",
          ])
        canvas.text(
          contours.format.text(level), at: Point(place(label.from).x, place(label.from).y + 4),
          size: 11, fill: Palette.css("ink"), anchor: "middle", isBold: true, halo: 4)
      }
    }
    guard let best = cell.marked, cell.rows.indices.contains(best.row),
      cell.columns.indices.contains(best.column)
    else { return }
    let centre = place((Double(best.column), Double(best.row)))
    canvas.append(
      "circle",
      [
        "cx": Pixels.text(centre.x), "cy": Pixels.text(centre.y), "r": "5",
        "fill": Palette.css("paper"), "stroke": Palette.css("ink"), "stroke-width": "2",
      ], title: "\(cell.rows[best.row]), \(cell.columns[best.column])")
  }

  private func place(_ spot: (column: Double, row: Double)) -> Point {
    frame.point(spot.column, Double(cell.rows.count - 1) - spot.row)
  }
}
