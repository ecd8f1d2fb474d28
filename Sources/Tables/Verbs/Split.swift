extension Table {
  /// Two tables: the rows before a date, and those on it or later.
  ///
  /// Rows keep their order; a row without a date is in neither.
  public func split(
    at day: Day, column name: String
  ) throws(TableError) -> (before: Table, after: Table) {
    let days = try days(name)
    let before = days.indices.filter { days[$0].map { $0 < day } ?? false }
    let after = days.indices.filter { days[$0].map { $0 >= day } ?? false }
    return (rows(before), rows(after))
  }

  /// Two tables: the first share of the rows in time, and the rest.
  ///
  /// - Parameters:
  ///   - share: The share of the first table; in 0...1.
  ///   - name: A column of dates. The cut falls between two dates, never within one, so that no date is in both tables; nil
  ///     cuts the rows as they stand.
  /// - Returns: The earlier rows and the later ones, each in their order.
  /// - Throws: `badArgument` for a share outside of 0...1, and what a column that is not there or holds no dates gives.
  public func split(
    share: Double, column name: String? = nil
  ) throws(TableError) -> (before: Table, after: Table) {
    guard share >= 0, share <= 1 else {
      throw .badArgument("share", found: CSVWriter.spelling(share), expected: "a number in 0...1")
    }
    guard let name else {
      let cut = Int((Double(rowCount) * share).rounded())
      return (rows(Array(0..<cut)), rows(Array(cut..<rowCount)))
    }
    let sortedDays = try days(name).compactMap { $0 }.sorted()
    let cut = Int((Double(sortedDays.count) * share).rounded())
    guard cut < sortedDays.count else {
      return (self, rows([]))
    }
    return try split(at: sortedDays[cut], column: name)
  }
}
