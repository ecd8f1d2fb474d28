/// A column to sort by and the direction.
public struct SortKey: Sendable, Hashable, Codable {
  /// The column.
  public let column: String
  /// Whether the largest comes first.
  public let isDescending: Bool

  /// A key; ascending unless said otherwise.
  public init(_ column: String, descending: Bool = false) {
    self.column = column
    isDescending = descending
  }
}

extension Table {
  /// The rows in the order of the keys; equal rows stay as they are, and missing cells come last either way.
  ///
  /// - Complexity: O(rows × log(rows) × keys).
  public func sorted(by keys: [SortKey]) throws(TableError) -> Table {
    var order = Array(0..<rowCount)
    // Stable sorts from the last key to the first, as the standard library's sort is stable in practice and on purpose
    // ties are broken by position to not depend on it.
    for key in keys.reversed() {
      let column = try column(key.column)
      let cells = (0..<rowCount).map { column[$0] }
      let positioned = order.enumerated().sorted { left, right in
        let (a, b) = (cells[left.element], cells[right.element])
        if a == b { return left.offset < right.offset }
        if a == .missing { return false }
        if b == .missing { return true }
        return key.isDescending ? b < a : a < b
      }
      order = positioned.map(\.element)
    }
    return rows(order)
  }
}
