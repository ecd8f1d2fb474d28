/// Places the boxes of a diagram in layers from left to right.
///
/// 1. Edges that close a cycle are turned (depth-first search). 2. A box stands one layer right of the last of its causes.
/// 3. Edges over several layers get an empty place in each layer between, so that no arrow crosses a box. 4. Within the
/// layers, barycentre sweeps take crossings out. 5. Boxes move towards the mean of their neighbours, pushed apart.
///
/// Source: Sugiyama, Tagawa, Toda (1981), "Methods for Visual Understanding of Hierarchical System Structures".
struct DiagramLayout {
  struct Place {
    var layer: Int
    var centre: Point
    var width: Double
    var height: Double
    var lines: [String]
  }

  static let fontSize = 14.0
  static let lineStep = 17.0
  private static let most = 60

  let nodes: [Diagram.Node]
  /// The boxes, by the index of their node.
  private(set) var boxes: [Place] = []
  /// For each edge of the diagram that can be drawn: its ends and the empty places between.
  private(set) var routes: [(edge: Diagram.Edge, from: Int, to: Int, through: [Point])] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  init(_ diagram: Diagram, top: Double) {
    var known: Set<String> = []
    nodes = diagram.nodes.filter { known.insert($0.key).inserted }.prefix(DiagramLayout.most).map {
      $0
    }
    let index = Dictionary(nodes.enumerated().map { ($1.key, $0) }) { first, _ in first }
    let edges = diagram.edges.prefix(400).compactMap { edge -> (Diagram.Edge, Int, Int)? in
      guard let from = index[edge.from], let to = index[edge.to], from != to else { return nil }
      return (edge, from, to)
    }
    let forward = DiagramLayout.withoutCycles(edges.map { ($0.1, $0.2) }, count: nodes.count)
    var layers = DiagramLayout.layers(forward, count: nodes.count)
    // Dummies of long edges come after the nodes.
    var chains: [[Int]] = []
    var links: [(Int, Int)] = []
    for (from, to) in forward {
      var chain = [from]
      for layer in stride(from: layers[from] + 1, to: layers[to], by: 1) {
        chain.append(layers.count)
        layers.append(layer)
      }
      chain.append(to)
      links += zip(chain, chain.dropFirst())
      chains.append(chain)
    }
    let order = DiagramLayout.ordered(layers, links)
    place(order, links, count: layers.count, edges: edges, top: top)
    for (number, (edge, from, to)) in edges.enumerated() {
      let inner = chains[number].dropFirst().dropLast().map { dummies[$0] ?? Point(0, 0) }
      let isTurned = chains[number].first != from
      routes.append((edge, from, to, isTurned ? inner.reversed() : inner))
    }
  }

  private var dummies: [Int: Point] = [:]

  // MARK: - Layers and order

  private static func withoutCycles(_ edges: [(Int, Int)], count: Int) -> [(Int, Int)] {
    var result: [(Int, Int)] = []
    var reach = Array(repeating: Set<Int>(), count: count)
    for (from, to) in edges {
      // An edge whose end already leads to its start is turned.
      let (a, b) = reach[to].contains(from) ? (to, from) : (from, to)
      result.append((a, b))
      let gained = reach[b].union([b])
      for node in 0..<count where node == a || reach[node].contains(a) {
        reach[node].formUnion(gained)
      }
    }
    return result
  }

  private static func layers(_ edges: [(Int, Int)], count: Int) -> [Int] {
    var layers = [Int](repeating: 0, count: count)
    for _ in 0..<max(count, 1) {
      var isChanged = false
      for (from, to) in edges where layers[to] <= layers[from] {
        layers[to] = layers[from] + 1
        isChanged = true
      }
      if !isChanged { break }
    }
    // A source stands directly left of its first effect, not far away at the left.
    for node in 0..<count where !edges.contains(where: { $0.1 == node }) {
      let first = edges.filter { $0.0 == node }.map { layers[$0.1] }.min()
      if let first { layers[node] = max(0, first - 1) }
    }
    return layers
  }

  private static func ordered(_ layers: [Int], _ links: [(Int, Int)]) -> [[Int]] {
    var order = Array(repeating: [Int](), count: (layers.max() ?? 0) + 1)
    for (node, layer) in layers.enumerated() { order[layer].append(node) }
    var best = order
    var fewest = crossings(order, links)
    for sweep in 0..<12 where fewest > 0 {
      let isForward = sweep % 2 == 0
      let range =
        isForward ? Array(order.indices.dropFirst()) : Array(order.indices.dropLast().reversed())
      for layer in range {
        let near = order[isForward ? layer - 1 : layer + 1]
        let rank = Dictionary(near.enumerated().map { ($1, Double($0)) }) { a, _ in a }
        let mean = order[layer].enumerated().map { position, node in
          let others = links.compactMap { link in
            link.0 == node ? rank[link.1] : link.1 == node ? rank[link.0] : nil
          }
          return others.isEmpty ? Double(position) : others.reduce(0, +) / Double(others.count)
        }
        order[layer] = order[layer].indices.sorted { (mean[$0], $0) < (mean[$1], $1) }.map {
          order[layer][$0]
        }
      }
      let count = crossings(order, links)
      if count < fewest { (best, fewest) = (order, count) }
    }
    return best
  }

  private static func crossings(_ order: [[Int]], _ links: [(Int, Int)]) -> Int {
    var rank: [Int: (layer: Int, place: Int)] = [:]
    for (layer, nodes) in order.enumerated() {
      for (place, node) in nodes.enumerated() { rank[node] = (layer, place) }
    }
    let ends = links.compactMap { link in rank[link.0].flatMap { a in rank[link.1].map { (a, $0) } }
    }
    var count = 0
    for (i, one) in ends.enumerated() {
      for other in ends[..<i] where one.0.layer == other.0.layer {
        if (one.0.place - other.0.place) * (one.1.place - other.1.place) < 0 { count += 1 }
      }
    }
    return count
  }

  // MARK: - Coordinates

  private mutating func place(
    _ order: [[Int]], _ links: [(Int, Int)], count: Int, edges: [(Diagram.Edge, Int, Int)],
    top: Double
  ) {
    boxes = nodes.map { node in
      let lines = node.label.split(separator: "\n").flatMap {
        TextMetrics.wrapped(String($0), to: 150, size: DiagramLayout.fontSize)
      }
      let widest = lines.map { TextMetrics.width($0, size: DiagramLayout.fontSize) }.max() ?? 0
      return Place(
        layer: 0, centre: Point(0, 0), width: max(widest + 28, 64).rounded(.up),
        height: Double(max(lines.count, 1)) * DiagramLayout.lineStep + 20, lines: lines)
    }
    // A side where many arrows meet is long enough for their heads to stand apart.
    for index in boxes.indices {
      let arrows = max(edges.count { $0.1 == index }, edges.count { $0.2 == index })
      boxes[index].height = max(boxes[index].height, Double(min(arrows, 12) - 1) * 12 + 20)
    }
    var y = [Double](repeating: 0, count: count)
    let gap = 30.0
    let heights = boxes.map(\.height)
    let size = { (node: Int) in node < heights.count ? heights[node] + gap : 44 }
    for layer in order {
      var at = -layer.map(size).reduce(0, +) / 2
      for node in layer {
        y[node] = at + size(node) / 2
        at += size(node)
      }
    }
    for sweep in 0..<24 {
      for layer in sweep % 2 == 0 ? order : order.reversed() { relax(layer, links, size, &y) }
    }
    let tallest = y.indices.map { y[$0] - size($0) / 2 }.min() ?? 0
    let lowest = y.indices.map { y[$0] + size($0) / 2 }.max() ?? 0
    height = top + lowest - tallest
    var x = 4.0
    for (number, layer) in order.enumerated() {
      let widest = layer.map { $0 < nodes.count ? boxes[$0].width : 20 }.max() ?? 0
      for node in layer {
        let centre = Point(x + widest / 2, y[node] - tallest + top)
        if node < nodes.count {
          boxes[node].centre = centre
          boxes[node].layer = number
        } else {
          dummies[node] = centre
        }
      }
      x += widest
      guard number + 1 < order.count else { break }
      let words = edges.filter { $0.1 < nodes.count && layer.contains($0.1) }.map {
        TextMetrics.width($0.0.label, size: 13)
      }
      x += max(72, (words.max() ?? 0) + 44)
    }
    width = x + 4
  }

  /// Moves the boxes of a layer towards the mean of their neighbours, in order and apart.
  private func relax(
    _ layer: [Int], _ links: [(Int, Int)], _ size: (Int) -> Double, _ y: inout [Double]
  ) {
    var shift = 0.0
    var offsets: [Double] = []
    for (rank, node) in layer.enumerated() {
      if rank > 0 { shift += (size(layer[rank - 1]) + size(node)) / 2 }
      offsets.append(shift)
    }
    let wanted = zip(layer, offsets).map { node, offset in
      let near = links.compactMap { $0.0 == node ? y[$0.1] : $0.1 == node ? y[$0.0] : nil }
      let goal = near.isEmpty ? y[node] : near.reduce(0, +) / Double(near.count)
      return goal - offset
    }
    // With the distances taken off, staying in order is isotonic regression.
    let places = Spreading.places(inOrder: wanted)
    for ((node, offset), place) in zip(zip(layer, offsets), places) { y[node] = place + offset }
  }
}
