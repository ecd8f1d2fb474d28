/// Which rows a join keeps.
public enum JoinKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Rows of the left table that have a partner.
  case inner
  /// All rows of the left table; missing cells where there is no partner.
  case left
}

extension Table {
  /// The rows of this table with the other columns of a table that has at most one row a key.
  ///
  /// The order is that of this table. Cells of a key that are missing have no partner.
  ///
  /// - Throws: `duplicateKey` where the right table has a key twice (rows would multiply silently), `unlikeKeys` where
  ///   the kinds differ, `duplicateColumn` where both have another column of the same name.
  /// - Complexity: O(rows of both).
  public func join(
    _ other: Table, on keys: [String], kind: JoinKind = .inner
  ) throws(TableError) -> Table {
    guard !keys.isEmpty else {
      throw .badArgument("on", found: "empty", expected: "at least one column")
    }
    var left: [Column] = []
    var right: [Column] = []
    for key in keys {
      let (mine, others) = (try column(key), try other.column(key))
      guard mine.kind == others.kind else {
        throw .unlikeKeys(column: key, left: mine.kindName, right: others.kindName)
      }
      left.append(mine)
      right.append(others)
    }
    let added = other.columns.filter { !keys.contains($0.name) }
    if let double = added.first(where: { names.contains($0.name) }) {
      throw .duplicateColumn(double.name)
    }
    var partners: [[Cell]: Int] = [:]
    for row in 0..<other.rowCount {
      let key = right.map { $0[row] }
      guard !key.contains(.missing) else { continue }
      if let first = partners.updateValue(row, forKey: key) {
        let shown = key.map(\.description).joined(separator: ", ")
        throw .duplicateKey(columns: keys, key: shown, rows: [first + 1, row + 1])
      }
    }
    let found: [Int?] = (0..<rowCount).map { row in partners[left.map { $0[row] }] }
    let kept = found.indices.filter { kind == .left || found[$0] != nil }
    return Table(
      columns.map { $0.rows(kept) } + added.map { column in column.rows(kept.map { found[$0] }) })
  }
}
