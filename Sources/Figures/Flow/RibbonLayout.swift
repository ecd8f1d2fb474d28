/// Places the columns of a Sankey diagram.
///
/// 1. A link over several columns runs through lanes between, one for each node it leads to, so that no ribbon is hidden
/// behind a node. 2. Barycentre sweeps order each column; where the last column has two nodes, the first and its lanes
/// stay at the top and the other and its lanes at the bottom. 3. One scale for all columns makes the fullest fit; in
/// each, the middle nodes move towards their neighbours, kept apart by room for their names.
///
/// Source: Sugiyama, Tagawa, Toda (1981), as for diagrams.
struct RibbonLayout {
  /// A node, or a lane towards one, in one column.
  struct Item {
    let column: Int
    /// The node, or the one that the lane leads to.
    let node: Int
    let isLane: Bool
    /// 0 at the top, 1 between, 2 at the bottom.
    let band: Int
    var flow = 0.0
    var top = 0.0
    var height = 0.0
  }

  struct Ribbon {
    let from: Int
    let to: Int
    let amount: Double
    /// The upper edges at both ends.
    var start = 0.0
    var end = 0.0
    var thickness = 0.0
  }

  private(set) var items: [Item] = []
  private(set) var ribbons: [Ribbon] = []
  private(set) var columnCount = 0
  private(set) var height = 0.0
  private let labelGap = 15.0

  init(_ graph: FlowGraph, least height: Double) {
    columnCount = (graph.nodes.map(\.column).max() ?? -1) + 1
    join(graph)
    let order = ordered()
    place(order, least: height)
    port()
  }

  // MARK: - Items and order

  private mutating func join(_ graph: FlowGraph) {
    let last = graph.nodes.indices.filter { graph.nodes[$0].column == columnCount - 1 }
    func band(_ node: Int) -> Int {
      if last.count == 1 { return 2 }
      guard last.count == 2, let rank = last.firstIndex(of: node) else { return 1 }
      return rank == 0 ? 0 : 2
    }
    for (index, node) in graph.nodes.enumerated() {
      items.append(Item(column: node.column, node: index, isLane: false, band: band(index)))
    }
    var lanes: [[Int]: Int] = [:]
    var slots: [[Int]: Int] = [:]
    func add(_ from: Int, _ to: Int, _ amount: Double) {
      if let slot = slots[[from, to]] {
        let old = ribbons[slot]
        ribbons[slot] = Ribbon(from: from, to: to, amount: old.amount + amount)
      } else {
        slots[[from, to]] = ribbons.count
        ribbons.append(Ribbon(from: from, to: to, amount: amount))
      }
    }
    for link in graph.links {
      var at = link.from
      for column in stride(
        from: graph.nodes[link.from].column + 1, to: graph.nodes[link.to].column, by: 1)
      {
        let lane = lanes[[link.to, column]] ?? items.count
        if lane == items.count {
          lanes[[link.to, column]] = lane
          items.append(Item(column: column, node: link.to, isLane: true, band: band(link.to)))
        }
        add(at, lane, link.amount)
        at = lane
      }
      add(at, link.to, link.amount)
    }
    for index in items.indices {
      let entering = ribbons.reduce(0) { $0 + ($1.to == index ? $1.amount : 0) }
      let leaving = ribbons.reduce(0) { $0 + ($1.from == index ? $1.amount : 0) }
      items[index].flow = max(entering, leaving)
    }
  }

  private func ordered() -> [[Int]] {
    var order = Array(repeating: [Int](), count: columnCount)
    for (index, item) in items.enumerated() { order[item.column].append(index) }
    for column in order.indices {
      order[column].sort { one, other in
        let (a, b) = (items[one], items[other])
        return (a.band, -a.flow, one) < (b.band, -b.flow, other)
      }
    }
    var best = order
    var fewest = crossings(order)
    for sweep in 0..<8 where columnCount > 1 {
      let isForward = sweep % 2 == 0
      let columns =
        isForward ? Array(order.indices.dropFirst()) : Array(order.indices.dropLast().reversed())
      for column in columns {
        let centres = self.centres(order)
        let mean = order[column].map { neighbourMean($0, centres, isForward: isForward) }
        let sorted = order[column].indices.sorted { one, other in
          let (a, b) = (order[column][one], order[column][other])
          let (m, n) = (mean[one] ?? centres[a], mean[other] ?? centres[b])
          return (Double(items[a].band), m, Double(one)) < (Double(items[b].band), n, Double(other))
        }
        order[column] = sorted.map { order[column][$0] }
      }
      let count = crossings(order)
      if count < fewest { (best, fewest) = (order, count) }
    }
    return best
  }

  /// Where items stand in their column, by the flow above them as a share of the column's.
  private func centres(_ order: [[Int]]) -> [Double] {
    var centres = [Double](repeating: 0, count: items.count)
    for column in order {
      let all = max(column.reduce(0) { $0 + items[$1].flow }, 1e-300)
      var above = 0.0
      for index in column {
        centres[index] = (above + items[index].flow / 2) / all
        above += items[index].flow
      }
    }
    return centres
  }

  private func neighbourMean(_ index: Int, _ centres: [Double], isForward: Bool) -> Double? {
    var (sum, weight) = (0.0, 0.0)
    for ribbon in ribbons where (isForward ? ribbon.to : ribbon.from) == index {
      sum += ribbon.amount * centres[isForward ? ribbon.from : ribbon.to]
      weight += ribbon.amount
    }
    return weight > 0 ? sum / weight : nil
  }

  /// The flow that crosses other flow, the smaller of each two.
  private func crossings(_ order: [[Int]]) -> Double {
    var rank = [Int](repeating: 0, count: items.count)
    for column in order { for (place, index) in column.enumerated() { rank[index] = place } }
    var sum = 0.0
    for column in 0..<max(columnCount - 1, 0) {
      let own = ribbons.filter { items[$0.from].column == column }.prefix(400)
      for (number, one) in own.enumerated() {
        for other in own.prefix(number)
        where (rank[one.from] - rank[other.from]) * (rank[one.to] - rank[other.to]) < 0 {
          sum += min(one.amount, other.amount)
        }
      }
    }
    return sum
  }

  // MARK: - Places

  private func gap(_ one: Item, _ other: Item) -> Double {
    if one.isLane || other.isLane { return 6 }
    return max(6, labelGap - (one.height + other.height) / 2)
  }

  private mutating func place(_ order: [[Int]], least: Double) {
    let fullest = order.map(\.count).max() ?? 0
    height = max(least, Double(fullest) * (labelGap + 3))
    var low = 0.0
    var high = Double.infinity
    for column in order {
      let all = column.reduce(0) { $0 + items[$1].flow }
      if all > 0 { high = min(high, height / all) }
    }
    guard high.isFinite else { return }
    // The gaps depend on the heights: the largest scale that fits is found by halving.
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let fits = order.allSatisfy { column in needed(column, scale: middle) <= height }
      (low, high) = fits ? (middle, high) : (low, middle)
    }
    for index in items.indices { items[index].height = max(items[index].flow * low, 1) }
    for column in order { stack(column) }
    for sweep in 0..<6 {
      let columns = sweep % 2 == 0 ? order : order.reversed()
      for column in columns { relax(column) }
    }
    for index in ribbons.indices { ribbons[index].thickness = ribbons[index].amount * low }
  }

  private func needed(_ column: [Int], scale: Double) -> Double {
    let own = column.map { index in
      var item = items[index]
      item.height = max(item.flow * scale, 1)
      return item
    }
    return own.reduce(0) { $0 + $1.height }
      + zip(own, own.dropFirst()).reduce(0) { $0 + gap($1.0, $1.1) }
  }

  /// One below the other: top items from the top, bottom items to the bottom, the others in the middle between.
  private mutating func stack(_ column: [Int]) {
    var offsets: [Double] = []
    var at = 0.0
    for (rank, index) in column.enumerated() {
      if rank > 0 { at += gap(items[column[rank - 1]], items[index]) }
      offsets.append(at)
      at += items[index].height
    }
    let free = max(height - at, 0)
    for (index, offset) in zip(column, offsets) {
      items[index].top = offset + free * Double(items[index].band) / 2
    }
  }

  /// Moves the middle items of a column towards the mean of their neighbours, in order and apart.
  private mutating func relax(_ column: [Int]) {
    let middle = column.filter { items[$0].band == 1 }
    guard let first = middle.first, let last = middle.last else { return }
    var offsets = [0.0]
    for (above, below) in zip(middle, middle.dropFirst()) {
      offsets.append(
        (offsets.last ?? 0) + items[above].height + gap(items[above], items[below]))
    }
    let upper = column.last { items[$0].band == 0 }
    let lower = column.first { items[$0].band == 2 }
    let top = upper.map { items[$0].top + items[$0].height + gap(items[$0], items[first]) } ?? 0
    let bottom = lower.map { items[$0].top - gap(items[last], items[$0]) } ?? height
    let centres = items.map { $0.top + $0.height / 2 }
    let wanted = zip(middle, offsets).map { index, offset in
      let means = [true, false].compactMap { neighbourMean(index, centres, isForward: $0) }
      let goal = means.isEmpty ? centres[index] : means.reduce(0, +) / Double(means.count)
      return goal - items[index].height / 2 - offset
    }
    let most = max(bottom - (offsets.last ?? 0) - items[last].height, top)
    for ((index, offset), place) in zip(zip(middle, offsets), Spreading.places(inOrder: wanted)) {
      items[index].top = min(max(place, top), most) + offset
    }
  }

  /// Where ribbons leave and meet their items: in the order of their other ends.
  private mutating func port() {
    let centres = items.map { $0.top + $0.height / 2 }
    for index in items.indices {
      let own = items[index]
      let leaving = ribbons.indices.filter { ribbons[$0].from == index }.sorted {
        (centres[ribbons[$0].to], $0) < (centres[ribbons[$1].to], $1)
      }
      let entering = ribbons.indices.filter { ribbons[$0].to == index }.sorted {
        (centres[ribbons[$0].from], $0) < (centres[ribbons[$1].from], $1)
      }
      var at = own.top
      for ribbon in leaving {
        ribbons[ribbon].start = at
        at += ribbons[ribbon].thickness
      }
      at = own.top
      for ribbon in entering {
        ribbons[ribbon].end = at
        at += ribbons[ribbon].thickness
      }
    }
  }
}
