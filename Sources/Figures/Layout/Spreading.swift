/// Pushes labels apart along one direction.
public enum Spreading {
  /// Places as near to the wanted ones as can be, at least `gap` apart, in the same order and within the bounds.
  ///
  /// Minimises the sum of squared shifts: with the gaps taken off, that is isotonic regression (pool adjacent violators),
  /// then a clamp. Where the bounds are too narrow for all, the gap shrinks.
  public static func places(
    _ wanted: [Double], gap: Double, within bounds: ClosedRange<Double>
  ) -> [Double] {
    guard !wanted.isEmpty else { return [] }
    let room = bounds.upperBound - bounds.lowerBound
    let own = min(gap, room / Double(max(wanted.count - 1, 1)))
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    let highest = max(bounds.upperBound - Double(wanted.count - 1) * own, bounds.lowerBound)
    let fitted = places(inOrder: order.enumerated().map { wanted[$1] - Double($0) * own })
    var result = wanted
    for (rank, index) in order.enumerated() {
      result[index] = min(max(fitted[rank], bounds.lowerBound), highest) + Double(rank) * own
    }
    return result
  }

  /// Isotonic regression: the nondecreasing numbers nearest to the wanted ones (pool adjacent violators).
  static func places(inOrder wanted: [Double]) -> [Double] {
    var blocks: [(sum: Double, count: Int)] = []
    for value in wanted {
      blocks.append((value, 1))
      while blocks.count > 1 {
        let (above, below) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
        guard above.sum / Double(above.count) > below.sum / Double(below.count) else { break }
        blocks.removeLast(2)
        blocks.append((above.sum + below.sum, above.count + below.count))
      }
    }
    return blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
  }
}
