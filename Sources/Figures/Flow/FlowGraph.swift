/// The nodes and links of a chart of flows by index: valid, merged, and the smaller nodes folded.
struct FlowGraph {
  struct Link: Hashable {
    let from: Int
    let to: Int
    var amount: Double
  }

  private(set) var nodes: [FlowChart.Node]
  private(set) var links: [Link]

  /// More than anybody can follow; what is beyond is not drawn.
  private static let mostNodes = 2_000
  private static let mostLinks = 40_000

  init(_ chart: FlowChart) {
    var index: [String: Int] = [:]
    nodes = []
    for node in chart.nodes.prefix(FlowGraph.mostNodes) where index[node.key] == nil {
      index[node.key] = nodes.count
      var own = node
      own.column = min(max(node.column, 0), 40)
      if !node.label.contains(where: { !$0.isWhitespace }) { own.label = "(no name)" }
      // Beyond this nobody reads on; the data keep the whole name.
      // Long names often begin alike.
      if own.label.count > 60 { own.label = own.label.prefix(36) + "…" + own.label.suffix(23) }
      nodes.append(own)
    }
    let known = chart.links.prefix(FlowGraph.mostLinks).compactMap { link -> Link? in
      guard let from = index[link.from], let to = index[link.to], link.amount.drawable > 0 else {
        return nil
      }
      return Link(from: from, to: to, amount: link.amount)
    }
    links = FlowGraph.merged(known)
    if chart.form == .ribbons {
      let columns = nodes.map(\.column)
      links.removeAll { columns[$0.from] >= columns[$0.to] }
    }
    dropUnused()
  }

  private static func merged(_ links: [Link]) -> [Link] {
    struct Pair: Hashable {
      let from: Int
      let to: Int
    }
    var slots: [Pair: Int] = [:]
    var result: [Link] = []
    for link in links {
      let pair = Pair(from: link.from, to: link.to)
      if let slot = slots[pair] {
        result[slot].amount += link.amount
      } else {
        slots[pair] = result.count
        result.append(link)
      }
    }
    return result
  }

  /// What enters and what leaves each node.
  var entering: [Double] { sums(\.to) }
  var leaving: [Double] { sums(\.from) }
  /// What goes through each node.
  var through: [Double] { zip(entering, leaving).map { max($0, $1) } }

  private func sums(_ end: KeyPath<Link, Int>) -> [Double] {
    var sums = [Double](repeating: 0, count: nodes.count)
    for link in links { sums[link[keyPath: end]] += link.amount }
    return sums
  }

  private mutating func dropUnused() {
    let flow = through
    var place = [Int](repeating: 0, count: nodes.count)
    var kept: [FlowChart.Node] = []
    for index in nodes.indices where flow[index] > 0 {
      place[index] = kept.count
      kept.append(nodes[index])
    }
    nodes = kept
    links = links.map { Link(from: place[$0.from], to: place[$0.to], amount: $0.amount) }
  }

  /// The labels of named nodes, most flow first.
  var labels: [String] {
    let flow = through
    var totals: [String: Double] = [:]
    var order: [String] = []
    for (node, amount) in zip(nodes, flow) where node.paint == .named {
      if totals[node.label] == nil { order.append(node.label) }
      totals[node.label, default: 0] += amount
    }
    return order.enumerated().sorted { one, other in
      (totals[other.element] ?? 0, one.offset) < (totals[one.element] ?? 0, other.offset)
    }.map(\.element)
  }

  /// All but the labels of most flow as one node a column, "other"; returns how many labels went into it.
  mutating func fold(keeping limit: Int) -> Int {
    let labels = labels
    guard labels.count > limit + 1 else { return 0 }
    let kept = Set(labels.prefix(limit))
    var others: [Int: Int] = [:]
    var place: [Int] = []
    var result: [FlowChart.Node] = []
    for node in nodes {
      guard node.paint == .named, !kept.contains(node.label) else {
        place.append(result.count)
        result.append(node)
        continue
      }
      if let other = others[node.column] {
        place.append(other)
        continue
      }
      others[node.column] = result.count
      place.append(result.count)
      result.append(
        FlowChart.Node(
          "other \(node.column)", label: Folding.other, column: node.column, paint: .muted))
    }
    nodes = result
    links = FlowGraph.merged(
      links.map { Link(from: place[$0.from], to: place[$0.to], amount: $0.amount) })
    return labels.count - limit
  }
}
