/// Intervals as lines of text: a row for each category.
///
///     TV     ───━━●━━────◇  1.2 [0.7, 1.9]
struct TerminalIntervals {
  let names: [String]
  let range: Layer
  let mark: Mark.Range
  /// Points over the intervals, such as the truth of simulated data.
  let dots: [Layer]
  let columns: Int

  /// Nothing where the layers hold no intervals of categories.
  init?(_ layers: [Layer], _ kind: PositionKind, columns: Int) {
    guard case .categories(let names) = kind else { return nil }
    for own in layers {
      var layer = own
      if case .ridge(let ridge) = own.mark, !ridge.isOutline {
        let range = ridge.intervals
        layer = Layer(mark: .range(range), name: own.name, paint: own.paint)
        layer.along = own.along
        layer.low = range.low.map(\.drawable)
        layer.high = range.high.map(\.drawable)
        layer.value = range.middle?.map(\.drawable) ?? []
      }
      guard case .range(let mark) = layer.mark else { continue }
      self.names = names
      self.columns = columns
      self.mark = mark
      range = layer
      dots = layers.filter { if case .dot = $0.mark { true } else { false } }
      return
    }
    return nil
  }

  func lines(format: NumberFormat, limit: Int) -> [String] {
    let numbers = (range.values + dots.flatMap(\.value)).filter(\.isFinite)
    guard let low = numbers.min(), let high = numbers.max() else { return [] }
    let own = format == .automatic ? AxisNumbers.columnFormat(numbers) : format
    let texts = range.along.indices.map { words($0, format: own) }
    let nameWidth = min(names.map { TerminalText.width($0) }.max() ?? 0, columns / 3)
    let textWidth = min(texts.map { TerminalText.width($0) }.max() ?? 0, columns / 2)
    let room = max(columns - nameWidth - textWidth - 3, 4)
    let scale = Scale.numbers(low, high, isLog: false).moved(from: 0, to: Double(room - 1))
    return zip(range.along.indices, texts).prefix(limit).map { index, text in
      let place = Int(exactly: range.along[index]) ?? -1
      let name = names.indices.contains(place) ? names[place] : ""
      let label = TerminalText.padded(
        TerminalText.cut(TerminalText.clean(name), to: nameWidth), to: nameWidth, toRight: true)
      return "\(label) \(row(index, scale: scale, room: room)) \(TerminalText.clean(text))"
    }
  }

  private func words(_ index: Int, format: NumberFormat) -> String {
    if let labels = mark.labels, labels.indices.contains(index) { return labels[index] }
    let ends = "[\(format.text(range.low[index])), \(format.text(range.high[index]))]"
    guard range.value.indices.contains(index) else { return ends }
    return "\(format.text(range.value[index])) \(ends)"
  }

  private func row(_ index: Int, scale: Scale, room: Int) -> String {
    var cells = [Character](repeating: " ", count: room)
    func column(_ value: Double) -> Int? {
      let place = scale.place(value)
      return place.isFinite ? min(max(Int(place.rounded()), 0), room - 1) : nil
    }
    func fill(_ low: Double, _ high: Double, _ character: Character) {
      guard let a = column(low), let b = column(high) else { return }
      for cell in min(a, b)...max(a, b) { cells[cell] = character }
    }
    fill(range.low[index], range.high[index], "─")
    if let inner = mark.innerLow, let outer = mark.innerHigh, inner.indices.contains(index),
      outer.indices.contains(index)
    {
      fill(inner[index].drawable, outer[index].drawable, "━")
    }
    if range.value.indices.contains(index), let place = column(range.value[index]) {
      cells[place] = "●"
    }
    for dot in dots {
      guard let at = dot.along.firstIndex(of: range.along[index]),
        let place = column(dot.value[at])
      else { continue }
      cells[place] = dot.paint == .truth ? "◇" : "○"
    }
    return String(cells)
  }
}
