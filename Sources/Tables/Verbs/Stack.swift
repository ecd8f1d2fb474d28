extension Table {
  /// The rows of several tables, one after the other.
  ///
  /// Columns are matched by name and come in the order of the first table. A column that is missing throughout one table, as
  /// an empty column of a file is, takes the kind that it has in the others.
  ///
  /// - Throws: `noColumn` where a table lacks a column or has one more than the first, `unlikeKeys` where the kinds differ.
  /// - Complexity: O(rows of all).
  public static func stacked(_ tables: [Table]) throws(TableError) -> Table {
    guard let first = tables.first else { return Table() }
    for table in tables.dropFirst() {
      if let lacking = first.names.first(where: { !table.names.contains($0) }) {
        throw .noColumn(lacking, among: table.names)
      }
      if let added = table.names.first(where: { !first.names.contains($0) }) {
        throw .noColumn(added, among: first.names)
      }
    }
    var columns: [Column] = []
    for name in first.names {
      var parts: [Column] = []
      for table in tables { parts.append(try table.column(name)) }
      columns.append(try stacked(parts))
    }
    return Table(columns)
  }

  /// One column after the other.
  private static func stacked(_ parts: [Column]) throws(TableError) -> Column {
    let name = parts[0].name
    // The kind of the first part that holds anything.
    let model = parts.first { !$0.isAllMissing } ?? parts[0]
    for part in parts where part.kind != model.kind && !part.isAllMissing {
      throw .unlikeKeys(column: name, left: model.kindName, right: part.kindName)
    }
    switch model.kind {
    case .numbers:
      return Column(
        name,
        numbers: parts.flatMap { part -> [Double] in
          if case .numbers(let numbers) = part.values { return numbers }
          return [Double](repeating: .nan, count: part.count)
        })
    case .dates:
      return Column(
        name,
        days: parts.flatMap { part -> [Day?] in
          if case .days(let days) = part.values { return days }
          return [Day?](repeating: nil, count: part.count)
        })
    case .texts:
      return Column(
        name,
        texts: parts.flatMap { part -> [String?] in
          if case .texts(let texts) = part.values { return texts }
          return [String?](repeating: nil, count: part.count)
        })
    }
  }
}

extension Column {
  /// Whether no cell holds anything.
  fileprivate var isAllMissing: Bool {
    switch values {
    case .numbers(let numbers): numbers.allSatisfy(\.isNaN)
    case .days(let days): days.allSatisfy { $0 == nil }
    case .texts(let texts): texts.allSatisfy { $0 == nil }
    }
  }
}
