import Tables

/// One table of the database: what its columns are called there, what they hold, and what is looked up by.
struct DatabaseTable: Sendable {
  /// How SQLite keeps a column's values.
  enum Storage: String, Sendable {
    case text = "TEXT"
    case integer = "INTEGER"
    case real = "REAL"
  }

  /// One column.
  struct Column: Sendable {
    let name: String
    let storage: Storage
    /// Whether every row has a value, and must.
    let isRequired: Bool
    let values: Tables.Column.Values
  }

  let name: String
  let columns: [Column]
  /// The columns that have an index.
  let indexed: [String]
  let rowCount: Int

  /// A table as the database has it.
  ///
  /// - Parameters:
  ///   - name: The table's name in the database.
  ///   - table: Its columns.
  ///   - required: Columns that must have a value in every row, where they do have one.
  ///   - counts: The columns of numbers that may be counts; nil for all but `measures`.
  ///   - measures: Columns of numbers that are never counts, even if all happen to be whole.
  ///   - kept: Columns that keep their name, whoever else would like it.
  ///   - indexed: The columns that have an index.
  init(
    _ name: String, _ table: Table, required: Set<String>, counts: Set<String>? = nil,
    measures: Set<String> = [], keeping kept: Set<String> = [], indexed: [String] = []
  ) {
    self.name = name
    self.indexed = indexed
    rowCount = table.rowCount
    let names = ColumnNames.unique(table.names, keeping: kept)
    columns = zip(names, table.columns).map { name, column in
      let values = column.values.withoutInfinities
      let mayCount = counts?.contains(column.name) ?? !measures.contains(column.name)
      return Column(
        name: name, storage: values.storage(mayCount: mayCount),
        isRequired: required.contains(column.name) && !values.hasMissing, values: values)
    }
  }

  /// The same columns under the same names as a plain table.
  var table: Table { Table(columns.map { Tables.Column($0.name, $0.values) }) }
}

extension Column.Values {
  /// What a database can hold: infinite numbers and the NUL of texts, which ends them for many readers, become missing
  /// and U+FFFD.
  fileprivate var withoutInfinities: Column.Values {
    switch self {
    case .numbers(let numbers):
      numbers.contains(where: \.isInfinite)
        ? .numbers(numbers.map { $0.isInfinite ? .nan : $0 }) : self
    case .texts(let texts):
      texts.contains { $0?.utf8.contains(0) ?? false }
        ? .texts(texts.map { $0.map(Column.Values.withoutNUL) }) : self
    case .days: self
    }
  }

  private static func withoutNUL(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
  }

  fileprivate var hasMissing: Bool {
    switch self {
    case .numbers(let numbers): numbers.contains(where: \.isNaN)
    case .days(let days): days.contains(nil)
    case .texts(let texts): texts.contains(nil)
    }
  }

  /// Whole numbers are counts where they may be: at least one, and all exact.
  fileprivate func storage(mayCount: Bool) -> DatabaseTable.Storage {
    guard case .numbers(let numbers) = self else { return .text }
    guard mayCount else { return .real }
    var isEmpty = true
    for number in numbers where !number.isNaN {
      guard number == number.rounded(), abs(number) < 9_007_199_254_740_992 else { return .real }
      isEmpty = false
    }
    return isEmpty ? .real : .integer
  }
}

/// Column names that a database can hold, out of names that a file can have.
enum ColumnNames {
  /// The most bytes of a name: longer ones than 128 characters are cut by drivers.
  static let mostBytes = 120

  /// Names that differ in more than the case of letters, none empty, none with control characters, in the same order.
  ///
  /// - Parameters:
  ///   - names: The names of the file.
  ///   - kept: Names that are left as they are, whoever else would like them.
  /// - Returns: As many names.
  static func unique(_ names: [String], keeping kept: Set<String>) -> [String] {
    var taken = Set(names.filter(kept.contains).map(folded))
    return names.enumerated().map { place, name in
      if kept.contains(name) { return name }
      let plain = clean(name)
      let base = plain.isEmpty ? "column_\(place + 1)" : plain
      var (candidate, number) = (base, 1)
      while !taken.insert(folded(candidate)).inserted {
        number += 1
        candidate = "\(base)_\(number)"
      }
      return candidate
    }
  }

  /// SQLite takes ASCII letters of either case for the same, and no others.
  private static func folded(_ name: String) -> [UInt8] {
    name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }

  private static func clean(_ name: String) -> String {
    var (text, size) = ("", 0)
    for scalar in name.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      size += isControl ? 1 : UTF8.width(scalar)
      guard size <= mostBytes else { break }
      text.unicodeScalars.append(isControl ? "_" : scalar)
    }
    return text.allSatisfy { $0 == " " } ? "" : text
  }
}
