/// Draws beeswarms.
struct SwarmPainter {
  let frame: Frame
  let swarm: Mark.Swarm
  let layer: Layer
  /// Where the key of the colours stands.
  let keyTop: Double

  /// Steps from the lowest shade to the highest; the middle one is grey.
  private static let steps = 7
  /// The most dots, so that the drawing stays small.
  private static let most = 700.0
  /// The most places that have a pile.
  private static let mostPiles = 450.0

  private struct Item {
    let shade: Double
    let weight: Double
    /// The place along the axis of values, in pixels.
    let at: Double
  }

  private struct Bin: Hashable {
    let row: Int
    let column: Int
  }

  private struct Pile {
    let bin: Bin
    let items: [Item]
    var weight: Double { items.reduce(0) { $0 + $1.weight } }
  }

  func draw(on canvas: inout Canvas) {
    let count = Double(max(layer.along.count, 1))
    let radius = count > 1_500 ? 2.0 : count > 300 ? 2.5 : 3
    let pitch = radius * 2 - 0.4
    let rows = Double(Set(layer.along.filter(\.isFinite)).count)
    let length = abs(frame.value.end - frame.value.start)
    let width = max(pitch, length * rows / SwarmPainter.mostPiles)
    let piles = self.piles(width: width)
    let room = frame.along.step * 0.86
    let capacity = max((room / pitch).rounded(.down), 1)
    let fullest = piles.map(\.weight).max() ?? 1
    let all = piles.reduce(0) { $0 + $1.weight }
    let least = swarm.weights == nil ? 1.0 : 1e-300
    let unit = max(fullest / capacity, all / SwarmPainter.most, least)
    var dots = Array(repeating: [Point](), count: SwarmPainter.steps + 1)
    for pile in piles { add(pile, unit: unit, pitch: pitch, width: width, room: room, to: &dots) }
    paint(dots, radius: radius, on: &canvas)
    key(unit: unit, isWhole: unit == 1, on: &canvas)
  }

  private func piles(width: Double) -> [Pile] {
    var bins: [Bin: [Item]] = [:]
    for index in layer.along.indices {
      let at = frame.value.place(layer.value[index])
      guard at.isFinite, layer.along[index].isFinite else { continue }
      let weight = swarm.weights.map { $0.indices.contains(index) ? $0[index] : 0 } ?? 1
      guard weight.drawable > 0 else { continue }
      let shade = swarm.shades.indices.contains(index) ? swarm.shades[index] : .nan
      let row = Int(exactly: layer.along[index].rounded()) ?? 0
      let column = Int(exactly: (at / width).rounded(.down)) ?? 0
      bins[Bin(row: row, column: column), default: []].append(
        Item(shade: shade.isFinite ? min(max(shade, 0), 1) : .nan, weight: weight, at: at))
    }
    return bins.keys.sorted { ($0.row, $0.column) < ($1.row, $1.column) }.map { bin in
      let items = (bins[bin] ?? []).enumerated().sorted { one, other in
        let (a, b) = (one.element.shade, other.element.shade)
        return (a.isNaN ? -1 : a, one.offset) < (b.isNaN ? -1 : b, other.offset)
      }
      return Pile(bin: bin, items: items.map(\.element))
    }
  }

  /// The dots of a pile: each stands for the value in the middle of its part of the weight.
  private func add(
    _ pile: Pile, unit: Double, pitch: Double, width: Double, room: Double,
    to dots: inout [[Point]]
  ) {
    let count = max((pile.weight / unit).rounded(), 1)
    let distance = min(pitch, room / count)
    let middle = frame.along.place(Double(pile.bin.row))
    let isSingle = Double(pile.items.count) == count
    var passed = 0.0
    var item = 0
    for number in 0..<Int(count) {
      let wanted = (Double(number) + 0.5) / count * pile.weight
      while item + 1 < pile.items.count, passed + pile.items[item].weight < wanted {
        passed += pile.items[item].weight
        item += 1
      }
      let shade = pile.items[item].shade
      let level =
        shade.isNaN
        ? SwarmPainter.steps : Int((shade * Double(SwarmPainter.steps - 1)).rounded())
      // A dot for a value stands where the value is; one for many, in the middle of its few pixels.
      let at = isSingle ? pile.items[item].at : (Double(pile.bin.column) + 0.5) * width
      // High shades stand above (or at the right of) low ones.
      let side = ((count - 1) / 2 - Double(number)) * distance * (frame.isTurned ? 1 : -1)
      dots[level].append(
        frame.isTurned ? Point(at, middle + side) : Point(middle + side, at))
    }
  }

  /// The colour of a step, over grey, and how strong it is.
  private static func hue(_ step: Int) -> (role: String, strength: Double) {
    let middle = Double(steps - 1) / 2
    let share = (Double(step) - middle) / middle
    return (share < 0 ? "negative" : "positive", abs(share))
  }

  private func paint(_ dots: [[Point]], radius: Double, on canvas: inout Canvas) {
    let width = Canvas.number(radius * 2)
    func stroke(_ points: [Point], _ colour: String, _ opacity: Double, _ canvas: inout Canvas) {
      var path = PathData()
      var last: (x: Int, y: Int)?
      for point in points {
        // Steps between rounded places: short to write, and no error adds up.
        let own = (x: Pixels.tenths(point.x), y: Pixels.tenths(point.y))
        if let last {
          path.append("m", Double(own.x - last.x) / 10, Double(own.y - last.y) / 10)
        } else {
          path.append("M", point.x, point.y)
        }
        path.append("h", 0)
        last = own
      }
      guard !path.isEmpty else { return }
      var attributes = [
        Markup.Attribute("d", path.text), .init("fill", "none"), .init("stroke", colour),
        .init("stroke-width", width), .init("stroke-linecap", "round"),
      ]
      if opacity < 1 { attributes.append(.init("stroke-opacity", Canvas.number(opacity))) }
      canvas.append(.element(name: "path", attributes: attributes, children: []))
    }
    for (step, points) in dots.enumerated() {
      guard step < SwarmPainter.steps else {
        stroke(points, Palette.css("axis"), 1, &canvas)
        continue
      }
      let (role, strength) = SwarmPainter.hue(step)
      // Between grey and colour the one lies over the other, so that both themes have their own.
      if strength < 1 { stroke(points, Palette.css("muted"), 1, &canvas) }
      if strength > 0 { stroke(points, Palette.css(role), strength, &canvas) }
    }
  }

  /// "feature value: low ▪▪▪▪▪▪▪ high", and how much a dot is.
  private func key(unit: Double, isWhole: Bool, on canvas: inout Canvas) {
    let quiet = Palette.css("quiet")
    let size = 12.0
    let high = "high (above)"
    let right = frame.plot.right - TextMetrics.width(high, size: 11) - 6
    let left = right - size * Double(SwarmPainter.steps)
    for step in 0..<SwarmPainter.steps {
      let (role, strength) = SwarmPainter.hue(step)
      for (colour, opacity) in [("muted", 1 - (strength == 1 ? 1 : 0)), (role, strength)]
      where opacity > 0 {
        canvas.append(
          "rect",
          [
            "x": Pixels.text(left + size * Double(step)), "y": Pixels.text(keyTop),
            "width": Pixels.text(size), "height": "10", "fill": Palette.css(colour),
            "fill-opacity": Canvas.number(opacity),
          ])
      }
    }
    canvas.text(high, at: Point(right + 6, keyTop + 9), fill: quiet)
    let low = "\(swarm.shadeName): low"
    let amount = NumberFormat.significant(2).text(unit)
    let dot =
      isWhole || swarm.name.isEmpty ? "" : "one dot: about \(amount) \(swarm.name)"
    let free = left - 6 - TextMetrics.width(dot, size: 11) - (dot.isEmpty ? 0 : 12)
    let shown = TextMetrics.width(low, size: 11) <= free ? low : "low"
    canvas.text(shown, at: Point(left - 6, keyTop + 9), fill: quiet, anchor: "end")
    canvas.text(dot, at: Point(0, keyTop + 9), fill: quiet)
  }
}
