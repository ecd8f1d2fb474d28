import Statistics

extension JourneyTable {
  /// The paths sorted by the names of their channels.
  ///
  /// Chance is dealt out in this order, so that it does not depend on the order in which journeys were read or merged.
  ///
  /// - Complexity: O(paths log paths); most comparisons are of one number, the first four touches.
  var canonicalOrder: [Int32] {
    let ranks = JourneyTable.ranks(of: channels)
    let keyed = (0..<count).map { index in
      var key: UInt64 = 0
      for place in offsets[index]..<(offsets[index] + 4) {
        // The first rank is 1: where a path has ended, it comes before those that go on.
        key = key << 16 | (place < offsets[index + 1] ? UInt64(ranks[Int(steps[place])] + 1) : 0)
      }
      return (key: key, path: Int32(index))
    }
    return keyed.sorted { first, second in
      if first.key != second.key { return first.key < second.key }
      return path(Int(first.path)).dropFirst(4).lexicographicallyPrecedes(
        path(Int(second.path)).dropFirst(4)
      ) { ranks[Int($0)] < ranks[Int($1)] }
    }.map(\.path)
  }

  /// The place of each name among all of them, sorted.
  static func ranks(of names: [String]) -> [Int] {
    var ranks = [Int](repeating: 0, count: names.count)
    for (rank, place) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() {
      ranks[place] = rank
    }
    return ranks
  }
}

extension JourneyRows {
  /// The rows in the order in which the table's paths, sorted by name, come to them.
  func canonicalOrder(of table: JourneyTable) -> [Int32] {
    var isMet = [Bool](repeating: false, count: rows.count)
    var order: [Int32] = []
    for path in table.canonicalOrder where !isMet[rowOfPath[Int(path)]] {
      isMet[rowOfPath[Int(path)]] = true
      order.append(Int32(rowOfPath[Int(path)]))
    }
    return order
  }
}
