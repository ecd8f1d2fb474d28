#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Places states and the arrows between them.
///
/// The first column stands at the left, the last at the right (above and below on narrow screens), all others on a ring
/// between: those that more often begin than end towards the first. Each arrow bends to its right, so that there and back
/// are two; of several bends the one that meets the fewest other states is taken.
struct ArrowLayout {
  struct Box {
    var centre = Point(0, 0)
    var width = 0.0
    var height = 0.0
    var lines: [String] = []

    var rect: Rect {
      Rect(left: centre.x - width / 2, top: centre.y - height / 2, width: width, height: height)
    }
  }

  struct Arrow {
    let link: Int
    let share: Double
    /// Start, control and end of a quadratic curve; a loop has two controls.
    let points: [Point]
  }

  static let fontSize = 12.0
  static let lineStep = 14.0

  let graph: FlowGraph
  private(set) var boxes: [Box]
  private(set) var arrows: [Arrow] = []
  /// Arrows that are not drawn, because their share is too small or they are too many.
  private(set) var hidden = 0
  /// The largest share among them.
  private(set) var largestHidden = 0.0
  private(set) var height = 0.0
  private let width: Double
  private let isUpright: Bool

  init(_ graph: FlowGraph, width: Double, leastShare: Double) {
    self.graph = graph
    self.width = width
    isUpright = width < 480
    let room = isUpright ? 80.0 : 112.0
    boxes = graph.nodes.map { node in
      let lines = Array(
        TextMetrics.wrapped(node.label, to: room, size: ArrowLayout.fontSize).prefix(2))
      let widest = lines.map { TextMetrics.width($0, size: ArrowLayout.fontSize) }.max() ?? 0
      return Box(
        width: max(widest + 18, 40).rounded(.up),
        height: Double(max(lines.count, 1)) * ArrowLayout.lineStep + 10, lines: lines)
    }
    placeBoxes()
    placeArrows(leastShare)
  }

  // MARK: - States

  private mutating func placeBoxes() {
    let last = graph.nodes.map(\.column).max() ?? 0
    let first = graph.nodes.map(\.column).min() ?? 0
    let starts = graph.nodes.indices.filter { graph.nodes[$0].column == first && first < last }
    let ends = graph.nodes.indices.filter { graph.nodes[$0].column == last && first < last }
    let ring = ringOrder(
      graph.nodes.indices.filter { !starts.contains($0) && !ends.contains($0) }, starts, ends)
    func widest(_ nodes: [Int]) -> Double { nodes.map { boxes[$0].width }.max() ?? 0 }
    func tallest(_ nodes: [Int]) -> Double { nodes.map { boxes[$0].height }.max() ?? 0 }
    let count = Double(ring.count)
    if isUpright {
      let (across, down) = (
        (width - widest(ring)) / 2 - 2, min(max(90, 30 * count), 210)
      )
      let ringTop = 4 + tallest(starts) + 52 + tallest(ring) / 2
      row(starts, at: 4 + tallest(starts) / 2)
      turn(ring, Point(width / 2, ringTop + down), across: down, down: across)
      let bottom = ringTop + 2 * down + tallest(ring) / 2 + 52 + tallest(ends) / 2
      row(ends, at: bottom)
      height = bottom + tallest(ends) / 2 + 6
    } else {
      let down = min(max(100, 26 * count), 190)
      let gap = 70.0
      let left = widest(starts) + gap + widest(ring) / 2
      let right = width - widest(ends) - gap - widest(ring) / 2
      height = max(2 * down + tallest(ring) + 30, 56 * Double(max(starts.count, ends.count)))
      let middle = height / 2
      turn(
        ring, Point((left + right) / 2, middle), across: max((right - left) / 2, 40), down: down)
      column(starts, at: 2 + widest(starts) / 2)
      column(ends, at: width - 2 - widest(ends) / 2)
    }
  }

  /// The states of the ring by how much more of what enters them comes from the start than leaves to the ends.
  private func ringOrder(_ nodes: [Int], _ starts: [Int], _ ends: [Int]) -> [Int] {
    var score = [Double](repeating: 0, count: graph.nodes.count)
    let (entering, leaving) = (graph.entering, graph.leaving)
    for link in graph.links {
      if starts.contains(link.from) {
        score[link.to] -= link.amount / max(entering[link.to], 1e-300)
      }
      if ends.first == link.to { score[link.from] += link.amount / max(leaving[link.from], 1e-300) }
    }
    return nodes.sorted { (score[$0], $0) < (score[$1], $1) }
  }

  /// The places of a ring from left to right, turned half a step where one would stand right at its end.
  private mutating func turn(_ nodes: [Int], _ centre: Point, across: Double, down: Double) {
    let count = nodes.count
    guard count > 1 else {
      for node in nodes { boxes[node].centre = centre }
      return
    }
    let places = (0..<count).map { index in
      let angle = 2 * Double.pi * (Double(index) + 0.5) / Double(count)
      return (cos(angle), sin(angle))
    }.sorted { one, other in
      // The same place along the way: the upper first. Rounded, so that no last digit decides.
      let (a, b) = ((one.0 * 1e6).rounded(), (other.0 * 1e6).rounded())
      return (a, one.1) < (b, other.1)
    }
    for (node, place) in zip(nodes, places) {
      boxes[node].centre =
        isUpright
        ? Point(centre.x + place.1 * down, centre.y + place.0 * across)
        : Point(centre.x + place.0 * across, centre.y + place.1 * down)
    }
  }

  private mutating func column(_ nodes: [Int], at x: Double) {
    for (rank, node) in nodes.enumerated() {
      let share = (Double(rank) + 0.5) / Double(nodes.count)
      boxes[node].centre = Point(x, height * share)
    }
  }

  private mutating func row(_ nodes: [Int], at y: Double) {
    for (rank, node) in nodes.enumerated() {
      let share = (Double(rank) + 0.5) / Double(nodes.count)
      boxes[node].centre = Point(width * share, y)
    }
  }

  // MARK: - Arrows

  private mutating func placeArrows(_ least: Double) {
    let leaving = graph.leaving
    let shares = graph.links.map { $0.amount / max(leaving[$0.from], 1e-300) }
    let most = isUpright ? 26 : 36
    let order = graph.links.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    // What leads to the first of the ends is what is asked for, and rare: it is always drawn.
    let last = graph.nodes.map(\.column).max() ?? 0
    let goal = graph.nodes.firstIndex { $0.column == last && $0.column > 0 }
    let asked = order.filter { graph.links[$0].to == goal }.prefix(most / 3)
    let strong = order.filter { shares[$0] >= least && graph.links[$0].to != goal }
    let chosen = Set(asked + strong.prefix(most - asked.count))
    let shown = order.filter(chosen.contains)
    hidden = graph.links.count - shown.count
    largestHidden = order.first { !chosen.contains($0) }.map { shares[$0] } ?? 0
    for link in shown {
      let (from, to) = (graph.links[link].from, graph.links[link].to)
      let points = from == to ? loop(from) : bend(from, to)
      if let points { arrows.append(Arrow(link: link, share: shares[link], points: points)) }
    }
  }

  private func bend(_ from: Int, _ to: Int) -> [Point]? {
    let (a, b) = (boxes[from].centre, boxes[to].centre)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    guard abs(dx) + abs(dy) > 1 else { return nil }
    let hasBack = graph.links.contains { $0.from == to && $0.to == from }
    let bends = hasBack ? [0.14, 0.24, 0.36, -0.3] : [0.06, -0.12, 0.2, -0.24, 0.36]
    let curves = bends.map { bend in
      [a, Point((a.x + b.x) / 2 - dy * bend, (a.y + b.y) / 2 + dx * bend), b]
    }
    let costs = curves.map { curve -> Double in
      var cost = 0.0
      for step in 1..<24 {
        let point = Curve.point(curve, at: Double(step) / 24)
        if point.x < 2 || point.x > width - 2 || point.y < 2 || point.y > height - 2 { cost += 1 }
        for (index, box) in boxes.enumerated() where index != from && index != to {
          if box.rect.grown(by: 5).contains(point) { cost += 1 }
        }
      }
      return cost
    }
    let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
    let curve = curves[best]
    // Cut where it leaves its state and where it meets the other.
    let steps = 60
    let inside = (0...steps).map { step in
      let point = Curve.point(curve, at: Double(step) / Double(steps))
      return (boxes[from].rect.contains(point), boxes[to].rect.grown(by: 2).contains(point))
    }
    guard let first = inside.firstIndex(where: { !$0.0 }),
      let last = inside.lastIndex(where: { !$0.1 }), first < last
    else { return nil }
    return Curve.part(curve, from: Double(first) / Double(steps), to: Double(last) / Double(steps))
  }

  /// A loop at the side of a state that looks away from the middle.
  private func loop(_ node: Int) -> [Point]? {
    let box = boxes[node]
    let up: Double = box.centre.y < height / 2 ? -1 : 1
    let y = box.centre.y + up * box.height / 2
    let tip = y + up * 24
    return [
      Point(box.centre.x - 9, y), Point(box.centre.x - 16, tip), Point(box.centre.x + 16, tip),
      Point(box.centre.x + 9, y),
    ]
  }
}

/// Points of quadratic and cubic Bézier curves.
enum Curve {
  private static func between(_ a: Point, _ b: Point, _ t: Double) -> Point {
    Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
  }

  static func point(_ curve: [Point], at t: Double) -> Point {
    var points = curve
    while points.count > 1 {
      points = zip(points, points.dropFirst()).map { between($0, $1, t) }
    }
    return points[0]
  }

  /// The part of a quadratic curve between two places, by de Casteljau's construction.
  static func part(_ curve: [Point], from: Double, to: Double) -> [Point] {
    let (a, b, c) = (curve[0], curve[1], curve[2])
    let control = between(between(a, b, from), between(b, c, from), to)
    return [point(curve, at: from), control, point(curve, at: to)]
  }
}

extension Rect {
  func grown(by margin: Double) -> Rect {
    Rect(
      left: left - margin, top: top - margin, width: width + 2 * margin,
      height: height + 2 * margin)
  }

  func contains(_ point: Point) -> Bool {
    point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
  }
}
