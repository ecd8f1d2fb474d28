/// What no other point beats in all objectives at once: ranks of fronts, crowding and dominated volume.
///
/// All objectives are to be small. One point dominates another where it is nowhere worse and somewhere better; equal points
/// do not dominate each other. A point with an objective that is not finite counts as a failed one: it dominates nothing, and
/// every other point comes before it.
///
///     ParetoFront.ranks([[1, 3], [2, 2], [3, 3]])  // [1, 1, 2]
///     ParetoFront.hypervolume([[0.25, 0.5], [0.5, 0.25]], reference: [1, 1])  // 0.5
public enum ParetoFront {
  /// Whether the first point dominates the second.
  public static func dominates(_ first: [Double], _ second: [Double]) -> Bool {
    precondition(first.count == second.count, "points of other objectives")
    guard first.allSatisfy(\.isFinite) else { return false }
    guard second.allSatisfy(\.isFinite) else { return true }
    return zip(first, second).allSatisfy { $0 <= $1 } && first != second
  }

  /// The front of each point, from 1: the first are those that nothing dominates, the second those that only the first do.
  ///
  /// Equal points share a front; points that are not finite come together after all others.
  ///
  /// - Parameter points: One row of objectives a point, all of the same length, which is at least 1.
  /// - Returns: A front a point, in the order of the points.
  /// - Complexity: O(n log n) for two objectives, O(n² m) at worst for others.
  ///
  /// Source: Zhang, Tian, Cheng, Jin (2015), "An efficient approach to nondominated sorting for evolutionary multiobjective
  /// optimization", with binary search over the fronts; in two dimensions the last of a front speaks for all of it.
  public static func ranks(_ points: [[Double]]) -> [Int] {
    ranks(Objectives(points))
  }

  /// Indices of the points that nothing dominates, in their own order; of equal ones all.
  public static func first(of points: [[Double]]) -> [Int] {
    let table = Objectives(points)
    let ranks = ranks(table)
    return points.indices.filter { ranks[$0] == 1 && table.isFinite($0) }
  }

  /// How alone each point stands among points of one front: the more, the less it may be missed.
  ///
  ///     Σ over objectives (value of the next point − value of the one before) / (largest − least)
  ///
  /// with neighbours by that objective; ∞ for the points at an end of any objective.
  ///
  /// - Complexity: O(m n log n).
  ///
  /// Source: Deb, Pratap, Agarwal, Meyarivan (2002), "A fast and elitist multiobjective genetic algorithm: NSGA-II",
  /// section III B.
  public static func crowding(_ points: [[Double]]) -> [Double] {
    crowding(Objectives(points), of: Array(points.indices))
  }

  static func ranks(_ table: Objectives) -> [Int] {
    var ranks = [Int](repeating: 0, count: table.count)
    let finite = (0..<table.count).filter(table.isFinite)
    let order = finite.sorted { table.precedes($0, $1) }
    var fronts: [[Int]] = []  // members without repeats, in order
    var last: Int?
    for point in order {
      if let last, table.areEqual(last, point) {
        ranks[point] = ranks[last]
        continue
      }
      // Only what precedes a point can dominate it, and what the k-th front dominates the fronts before it dominate too.
      var (low, high) = (0, fronts.count)
      while low < high {
        let middle = (low + high) / 2
        let isDominated =
          table.width == 2
          ? table[fronts[middle][fronts[middle].count - 1], 1] <= table[point, 1]
          : table.hasMemberNowhereWorse(fronts[middle], than: point)
        if isDominated { low = middle + 1 } else { high = middle }
      }
      if low == fronts.count { fronts.append([]) }
      fronts[low].append(point)
      ranks[point] = low + 1
      last = point
    }
    for point in ranks.indices where ranks[point] == 0 { ranks[point] = fronts.count + 1 }
    return ranks
  }

  static func crowding(_ table: Objectives, of members: [Int]) -> [Double] {
    var crowding = [Double](repeating: 0, count: members.count)
    guard members.count > 2 else { return crowding.map { _ in .infinity } }
    var order = Array(members.indices)
    for objective in 0..<table.width {
      let value = { (place: Int) in table[members[place], objective] }
      order.sort { (value($0), $0) < (value($1), $1) }
      let (least, largest) = (order[0], order[order.count - 1])
      let range = value(largest) - value(least)
      crowding[least] = .infinity
      crowding[largest] = .infinity
      guard range > 0, range.isFinite else { continue }
      for place in 1..<(order.count - 1) {
        crowding[order[place]] += (value(order[place + 1]) - value(order[place - 1])) / range
      }
    }
    return crowding
  }
}

// MARK: - Dominated volume

extension ParetoFront {
  /// The volume between the points and a reference point that some point dominates: the larger, the better the front.
  ///
  /// Points not better than the reference in every objective add nothing, nor do those that are not finite. Exact to rounding,
  /// for one, two or three objectives.
  ///
  /// - Parameters:
  ///   - points: One row of objectives a point; dominated points may be among them.
  ///   - reference: The corner of the volume, worse than what is of interest.
  /// - Returns: The volume, in the product of the objectives' units; 0 where no point is within.
  /// - Complexity: O(n log n) for two objectives; O(n (log n + front)) for three.
  ///
  /// Source: the dimension sweep of Fonseca, Paquete, López-Ibáñez (2006), "An improved dimension-sweep algorithm for the
  /// hypervolume indicator", section III.
  public static func hypervolume(_ points: [[Double]], reference: [Double]) -> Double {
    precondition((1...3).contains(reference.count), "a volume of \(reference.count) objectives")
    precondition(points.allSatisfy { $0.count == reference.count }, "points of other objectives")
    let inside = points.filter { point in
      point.allSatisfy(\.isFinite) && zip(point, reference).allSatisfy { $0 < $1 }
    }
    guard reference.count > 1 else {
      return inside.map { $0[0] }.min().map { reference[0] - $0 } ?? 0
    }
    let order = inside.sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
    var stairs = Stairs(reference[0], reference[1])
    guard reference.count == 3 else {
      for point in order { stairs.insert(point[0], point[1]) }
      return stairs.area
    }
    var volume = 0.0
    for (place, point) in order.enumerated() {
      stairs.insert(point[0], point[1])
      let top = place + 1 < order.count ? order[place + 1][2] : reference[2]
      volume += stairs.area * (top - point[2])
    }
    return volume
  }

  /// Steps of a front in the plane, and the area between them and a corner.
  private struct Stairs {
    private let right: Double
    private let top: Double
    private var x: [Double] = []  // rising
    private var y: [Double] = []  // falling
    private(set) var area = 0.0

    init(_ right: Double, _ top: Double) {
      self.right = right
      self.top = top
    }

    mutating func insert(_ newX: Double, _ newY: Double) {
      // 1. The first step not left of the new one.
      var (place, high) = (0, x.count)
      while place < high {
        let middle = (place + high) / 2
        if x[middle] < newX { place = middle + 1 } else { high = middle }
      }
      if place > 0, y[place - 1] <= newY { return }
      if place < x.count, x[place] == newX, y[place] <= newY { return }
      // 2. What of the new rectangle no step covered yet, strip by strip to the right.
      var (end, left) = (place, newX)
      var ceiling = place > 0 ? y[place - 1] : top
      while end < x.count, y[end] >= newY {
        area += (x[end] - left) * (ceiling - newY)
        (left, ceiling) = (x[end], y[end])
        end += 1
      }
      area += ((end < x.count ? x[end] : right) - left) * (ceiling - newY)
      // 3. The steps it dominates go.
      x.replaceSubrange(place..<end, with: CollectionOfOne(newX))
      y.replaceSubrange(place..<end, with: CollectionOfOne(newY))
    }
  }
}

/// Objectives of several points, row after row.
struct Objectives {
  let width: Int
  var values: [Double]

  /// The number of points.
  var count: Int { values.count / width }

  init(_ values: [Double], width: Int) {
    self.values = values
    self.width = width
  }

  init(_ points: [[Double]]) {
    let width = points.first?.count ?? 1
    precondition(width > 0, "points without objectives")
    precondition(points.allSatisfy { $0.count == width }, "points of other objectives")
    self.init(points.flatMap { $0 }, width: width)
  }

  subscript(point: Int, objective: Int) -> Double { values[point * width + objective] }

  func isFinite(_ point: Int) -> Bool {
    (0..<width).allSatisfy { self[point, $0].isFinite }
  }

  func areEqual(_ first: Int, _ second: Int) -> Bool {
    for objective in 0..<width where self[first, objective] != self[second, objective] {
      return false
    }
    return true
  }

  func hasMemberNowhereWorse(_ members: [Int], than point: Int) -> Bool {
    for member in members.reversed() where isNowhereWorse(member, point) { return true }
    return false
  }

  func isNowhereWorse(_ first: Int, _ second: Int) -> Bool {
    for objective in 0..<width where self[first, objective] > self[second, objective] {
      return false
    }
    return true
  }

  /// By the first objective, where that is equal by the second and so on, then by index.
  func precedes(_ first: Int, _ second: Int) -> Bool {
    for objective in 0..<width {
      let (one, other) = (self[first, objective], self[second, objective])
      if one != other { return one < other }
    }
    return first < second
  }
}
