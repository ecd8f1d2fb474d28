/// Draws heat maps: one hue over the background, the stronger the larger, so that light and dark both work.
struct CellPainter {
  let frame: Frame
  let cell: Mark.Cell
  let columns: [String]
  let rows: [String]
  /// Where a key of the colours would stand.
  let keyTop: Double
  private let columnFormat: NumberFormat

  init(frame: Frame, cell: Mark.Cell, columns: [String], rows: [String], keyTop: Double = 0) {
    self.frame = frame
    self.cell = cell
    self.columns = columns
    self.rows = rows
    self.keyTop = keyTop
    columnFormat =
      cell.format == .automatic ? AxisNumbers.columnFormat(cell.values) : cell.format
  }

  private struct Place {
    let box: Rect
    let value: Double
    let strength: Double
    let isNegative: Bool
    let title: String
    let row: Int
  }

  func draw(on canvas: inout Canvas) {
    let places = self.places()
    if places.count <= 100 {
      for place in places { single(place, on: &canvas) }
    } else {
      merged(places, on: &canvas)
    }
    drawContours(on: &canvas)
    guard isPrinted else {
      key(on: &canvas)
      return
    }
    let texts = self.texts(places.map(\.value))
    for row in Set(places.map(\.row)).sorted() {
      for isOnColour in [false, true] {
        let own = zip(places, texts).filter {
          $0.0.row == row
            && CellPainter.wantsPaper($0.0.strength, isNegative: $0.0.isNegative) == isOnColour
        }
        printed(own.map { ($0.0.box, $0.1) }, isOnColour: isOnColour, on: &canvas)
      }
    }
  }

  /// The values as they are written: per cent with the digits asked for, where an axis would add what tells them apart.
  private func texts(_ values: [Double]) -> [String] {
    if case .percent = columnFormat { return values.map { columnFormat.text($0) } }
    return AxisNumbers(values, format: columnFormat).texts
  }

  /// Whether the values are written in the cells: where it is wished and where they fit.
  var isPrinted: Bool {
    let finite = cell.values.filter { $0.drawable.isFinite }
    guard cell.isPrinted, frame.value.step >= 13, finite.count <= 300 else { return false }
    let texts = self.texts(finite)
    let widest = texts.map { TextMetrics.width($0, size: 11) }.max() ?? 0
    return widest <= frame.along.step - 2
  }

  /// The colours from the lowest to the highest value, under the names of the columns.
  private func key(on canvas: inout Canvas) {
    let (low, high) = ends(cell.values.filter { $0.drawable.isFinite })
    let isDiverging = if case .diverging = cell.scale { true } else { false }
    let texts = self.texts([isDiverging ? -high : low, high])
    let steps = 8
    let size = 14.0
    let right = frame.plot.right - TextMetrics.width(texts[1], size: 11) - 6
    let left = right - size * Double(steps)
    let top = keyTop
    canvas.text(
      texts[0], at: Point(left - 6, top + 9), fill: Palette.css("quiet"), anchor: "end")
    for step in 0..<steps {
      let share = (Double(step) + 0.5) / Double(steps)
      let strength = isDiverging ? abs(2 * share - 1) : 0.06 + 0.94 * share
      canvas.append(
        "rect",
        [
          "x": Pixels.text(left + size * Double(step)), "y": Pixels.text(top),
          "width": Pixels.text(size), "height": "10",
          "fill": Palette.css(isDiverging && share < 0.5 ? "negative" : "positive"),
          "fill-opacity": Canvas.number(strength),
        ])
    }
    canvas.text(texts[1], at: Point(right + 6, top + 9), fill: Palette.css("quiet"))
  }

  private func printed(_ cells: [(Rect, String)], isOnColour: Bool, on canvas: inout Canvas) {
    guard let first = cells.first else { return }
    let spans = cells.map { box, text in
      Markup.element("tspan", ["x": Pixels.text(box.left + box.width / 2)], [.text(text)])
    }
    canvas.append(
      .element(
        "text",
        [
          "y": Pixels.text(first.0.top + first.0.height / 2 + 4), "font-size": "11",
          "text-anchor": "middle", "fill": Palette.css(isOnColour ? "paper" : "ink"),
        ], spans))
  }

  private func places() -> [Place] {
    let finite = cell.values.filter { $0.drawable.isFinite }
    let (low, high) = ends(finite)
    let columnIndex = index(columns)
    let rowIndex = index(rows)
    var places: [Place] = []
    for (r, row) in cell.rows.enumerated() {
      for (c, column) in cell.columns.enumerated() {
        let at = r * cell.columns.count + c
        guard cell.values.indices.contains(at), places.count < 4000 else { continue }
        let value = cell.values[at].drawable
        guard value.isFinite, let x = columnIndex[column], let y = rowIndex[row] else { continue }
        let centre = frame.point(x, Double(rows.count - 1) - y)
        let box = Rect(
          left: centre.x - frame.along.step / 2 + 0.5, top: centre.y - frame.value.step / 2 + 0.5,
          width: frame.along.step - 1, height: frame.value.step - 1)
        let share = high > low ? (value - low) / (high - low) : 0.5
        let isDiverging = if case .diverging = cell.scale { true } else { false }
        let strength = isDiverging ? abs(value) / max(high, 1e-300) : 0.06 + 0.94 * share
        places.append(
          Place(
            box: box, value: value, strength: min(max(strength, 0), 1),
            isNegative: isDiverging && value < 0,
            title: "\(row), \(column): \(columnFormat.text(value))", row: r))
      }
    }
    return places
  }

  private func index(_ names: [String]) -> [String: Double] {
    Dictionary(names.enumerated().map { ($1, Double($0)) }) { first, _ in first }
  }

  /// The values of the weakest and the strongest colour.
  private func ends(_ values: [Double]) -> (Double, Double) {
    switch cell.scale {
    case .sequential(let range):
      (
        range?.lowerBound.drawable ?? values.min() ?? 0,
        range?.upperBound.drawable ?? values.max() ?? 1
      )
    case .diverging(let most): (0, abs(most ?? values.map { abs($0) }.max() ?? 1))
    }
  }

  private func single(_ place: Place, on canvas: inout Canvas) {
    canvas.append(
      "rect",
      [
        "x": Pixels.text(place.box.left), "y": Pixels.text(place.box.top),
        "width": Pixels.text(place.box.width), "height": Pixels.text(place.box.height),
        "fill": Palette.css(place.isNegative ? "negative" : "positive"),
        "fill-opacity": Canvas.number(place.strength),
      ], title: place.title)
  }

  /// Cells of like colour as one path.
  private func merged(_ places: [Place], on canvas: inout Canvas) {
    for isNegative in [false, true] {
      for level in 0...32 {
        var path = PathData()
        for place in places
        where place.isNegative == isNegative && Int((place.strength * 32).rounded()) == level {
          path.append("M", place.box.left, place.box.top)
          path.append("h", place.box.width)
          path.append("v", place.box.height)
          path.append("h", -place.box.width)
          path.append("z")
        }
        guard !path.isEmpty else { continue }
        canvas.append(
          "path",
          [
            "d": path.text, "fill": Palette.css(isNegative ? "negative" : "positive"),
            "fill-opacity": Canvas.number(Double(level) / 32),
          ])
      }
    }
  }

  /// Whether words on a cell are better in the colour of the paper than in ink: the choice whose worse contrast, of
  /// light and dark, is the better.
  static func wantsPaper(_ strength: Double, isNegative: Bool) -> Bool {
    let hue = Palette.role(isNegative ? "negative" : "positive")
    let paper = Palette.role("paper")
    let ink = Palette.role("ink")
    func worst(_ text: Palette.Pair) -> Double {
      min(
        Contrast.ratio(text.light, Contrast.blend(hue.light, over: paper.light, opacity: strength)),
        Contrast.ratio(text.dark, Contrast.blend(hue.dark, over: paper.dark, opacity: strength)))
    }
    return worst(paper) > worst(ink)
  }
}
