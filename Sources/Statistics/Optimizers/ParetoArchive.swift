/// The points of a search that nothing seen so far dominates, kept up to date point by point.
///
/// Of points with equal objectives the first stays. Points whose objectives are not all finite never enter.
///
///     var archive = ParetoArchive(dimensions: 1, objectives: 2)
///     archive.insert([0.3], objectives: [1, 2])  // true
///     archive.insert([0.4], objectives: [2, 2])  // false: dominated
public struct ParetoArchive: Sendable {
  /// The variables of a point.
  public let dimensions: Int
  /// The objectives of a point.
  public let objectiveCount: Int

  // Objectives row after row, in rising order of the first; with two objectives hence falling of the second.
  private var values: [Double] = []
  private var slots: [Int] = []  // where a member's point is, in the order of `values`
  private(set) var storage: [Double] = []
  private(set) var serials: [Int] = []  // whose point a slot holds
  private var free: [Int] = []

  /// An empty archive.
  public init(dimensions: Int, objectives: Int) {
    precondition(dimensions >= 0 && objectives > 0, "\(objectives) objectives")
    self.dimensions = dimensions
    objectiveCount = objectives
  }

  /// The number of points.
  public var count: Int { slots.count }

  /// The variables of a member; members are in rising order of their first objective.
  public func point(_ member: Int) -> [Double] {
    let start = slots[member] * dimensions
    return Array(storage[start..<(start + dimensions)])
  }

  /// The objectives of a member.
  public func objectives(_ member: Int) -> [Double] {
    Array(values[(member * objectiveCount)..<((member + 1) * objectiveCount)])
  }

  /// The number that was given to a member when it was inserted.
  public func serial(_ member: Int) -> Int { serials[slots[member]] }

  /// The objectives of all members.
  public var front: [[Double]] { (0..<count).map(objectives) }

  /// The volume up to a reference point that some member dominates; see ``ParetoFront/hypervolume(_:reference:)``.
  public func hypervolume(reference: [Double]) -> Double {
    ParetoFront.hypervolume(front, reference: reference)
  }

  /// Takes in a point unless a member dominates or equals it, and drops the members that it dominates.
  ///
  /// - Parameters:
  ///   - point: Its variables.
  ///   - objectives: Its objectives.
  ///   - serial: A number of the caller's to know it by.
  /// - Returns: Whether it is a member now.
  /// - Complexity: O(log n) for a dominated point and O(n) at worst for a member with two objectives; O(n m) otherwise.
  @discardableResult
  public mutating func insert(
    _ point: [Double], objectives: [Double], serial: Int = 0
  ) -> Bool {
    slot(inserting: point, objectives: objectives, serial: serial) != nil
  }

  /// The place of the point's variables in `storage`, counted in points; nil where it did not enter.
  mutating func slot(
    inserting point: [Double], objectives: [Double], serial: Int
  ) -> Int? {
    precondition(point.count == dimensions, "a point of \(point.count) variables")
    precondition(objectives.count == objectiveCount, "\(objectives.count) objectives")
    for objective in objectives where !objective.isFinite { return nil }
    let entered =
      objectiveCount == 2
      ? makeRoom(objectives[0], objectives[1]) : makeRoom(objectives)
    guard let place = entered else { return nil }
    values.insert(contentsOf: objectives, at: place * objectiveCount)
    let slot = free.popLast() ?? serials.count
    slots.insert(slot, at: place)
    if slot == serials.count {
      serials.append(serial)
      storage.append(contentsOf: point)
    } else {
      serials[slot] = serial
      for index in 0..<dimensions { storage[slot * dimensions + index] = point[index] }
    }
    return slot
  }

  func slot(_ member: Int) -> Int { slots[member] }

  /// Where a point with these two objectives goes, once what it dominates is gone.
  private mutating func makeRoom(_ first: Double, _ second: Double) -> Int? {
    var (place, high) = (0, count)
    while place < high {
      let middle = (place + high) / 2
      if values[2 * middle] < first { place = middle + 1 } else { high = middle }
    }
    if place > 0, values[2 * place - 1] <= second { return nil }
    if place < count, values[2 * place] == first, values[2 * place + 1] <= second { return nil }
    var end = place
    while end < count, values[2 * end + 1] >= second { end += 1 }
    if end > place {
      for member in place..<end { release(slots[member]) }
      slots.removeSubrange(place..<end)
      values.removeSubrange((2 * place)..<(2 * end))
    }
    return place
  }

  /// The same for any number of objectives.
  private mutating func makeRoom(_ objectives: [Double]) -> Int? {
    let width = objectiveCount
    var (place, high) = (0, count)
    while place < high {
      let middle = (place + high) / 2
      if values[middle * width] < objectives[0] { place = middle + 1 } else { high = middle }
    }
    // 1. Only members before it, or level with it, can dominate it.
    let isDominated = values.withUnsafeBufferPointer { values in
      objectives.withUnsafeBufferPointer { objectives in
        for member in 0..<count {
          if member >= place, values[member * width] > objectives[0] { return false }
          var isNowhereWorse = true
          for index in 1..<max(1, width) {
            isNowhereWorse = isNowhereWorse && values[member * width + index] <= objectives[index]
          }
          if isNowhereWorse { return true }
        }
        return false
      }
    }
    if isDominated { return nil }
    // 2. Only the others can be dominated.
    var kept = place
    for member in place..<count {
      var isNowhereBetter = true
      for index in 1..<max(1, width) where values[member * width + index] < objectives[index] {
        isNowhereBetter = false
        break
      }
      if isNowhereBetter {
        release(slots[member])
        continue
      }
      if kept < member {
        slots[kept] = slots[member]
        for index in 0..<width { values[kept * width + index] = values[member * width + index] }
      }
      kept += 1
    }
    slots.removeLast(count - kept)
    values.removeLast(values.count - kept * width)
    return place
  }

  private mutating func release(_ slot: Int) {
    serials[slot] = -1
    free.append(slot)
  }
}
