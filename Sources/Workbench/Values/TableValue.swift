public import Figures
public import Notebooks
public import Tables

/// A table as the value of a name, with the truth that it was simulated from, where there is one.
public struct TableValue: NotebookValue {
  /// The table.
  public var table: Table
  /// What generated it; nil for data of the world and for tables made from others.
  public var truth: Truth?
  /// What the reader of a file should know: what was read as missing, what was not a number.
  public var notes: [String]
  /// How columns are written where the table is shown, by name; others as suits their numbers.
  public var formats: [String: NumberFormat]

  /// A table as the value of a name.
  public init(
    _ table: Table, truth: Truth? = nil, notes: [String] = [],
    formats: [String: NumberFormat] = [:]
  ) {
    self.table = table
    self.truth = truth
    self.notes = notes
    self.formats = formats
  }

  /// `table`.
  public static let kind = Kind(
    "table", "Named columns of equal length: data, or a result set out in rows.",
    fields: [
      Kind.FieldPattern("rows", "Number of rows."),
      Kind.FieldPattern("columns", "Number of columns."),
      Kind.FieldPattern("sum.<column>", "Sum of a column's numbers, missing ones left out."),
      Kind.FieldPattern("mean.<column>", "Mean of a column's numbers, missing ones left out."),
      Kind.FieldPattern("min.<column>", "Smallest number, or first date, of a column."),
      Kind.FieldPattern("max.<column>", "Largest number, or last date, of a column."),
      Kind.FieldPattern("missing.<column>", "Number of missing cells of a column."),
      Kind.FieldPattern(
        "<row>.<column>",
        "A cell, where the first column names the rows (at most \(keyedRowLimit) of them)."),
    ])

  /// Rows are fields only of tables that a reader could read.
  static let keyedRowLimit = 60
  /// Columns beyond this many have no fields.
  static let fieldColumnLimit = 60

  /// Size, sums, means, extremes and, where rows have names, cells.
  public var fields: [Field] {
    var fields = [
      Field("rows", Double(table.rowCount)), Field("columns", Double(table.columns.count)),
    ]
    let columns = table.columns.prefix(TableValue.fieldColumnLimit)
    for column in columns { fields += TableValue.fields(of: column) }
    var seen: Set<String> = []
    return (fields + cellFields(Array(columns))).filter { seen.insert($0.path).inserted }
  }

  private static func fields(of column: Column) -> [Field] {
    let name = Field.part(column.name)
    switch column.values {
    case .numbers(let numbers):
      let present = numbers.filter { !$0.isNaN }
      let missing = Field("missing.\(name)", Double(numbers.count - present.count))
      guard let least = present.min(), let greatest = present.max() else { return [missing] }
      let sum = present.reduce(0, +)
      return [
        Field("sum.\(name)", sum), Field("mean.\(name)", sum / Double(present.count)),
        Field("min.\(name)", least), Field("max.\(name)", greatest), missing,
      ]
    case .days(let days):
      let present = days.compactMap { $0 }
      let missing = Field("missing.\(name)", Double(days.count - present.count))
      guard let first = present.min(), let last = present.max() else { return [missing] }
      return [Field("min.\(name)", .day(first)), Field("max.\(name)", .day(last)), missing]
    case .texts(let texts):
      return [Field("missing.\(name)", Double(texts.count { $0 == nil }))]
    }
  }

  /// `<row>.<column>` where the first column holds different texts.
  private func cellFields(_ columns: [Column]) -> [Field] {
    guard let first = columns.first, case .texts(let names) = first.values,
      names.count <= TableValue.keyedRowLimit, Set(names).count == names.count
    else { return [] }
    var fields: [Field] = []
    for (row, name) in names.enumerated() {
      guard let name, !name.isEmpty else { continue }
      for column in columns.dropFirst() {
        let path = "\(Field.part(name)).\(Field.part(column.name))"
        switch column.values {
        case .numbers(let numbers): fields.append(Field(path, numbers[row]))
        case .days(let days): if let day = days[row] { fields.append(Field(path, .day(day))) }
        case .texts(let texts): if let text = texts[row] { fields.append(Field(path, .text(text))) }
        }
      }
    }
    return fields
  }

  /// The table.
  public var shown: [Output] {
    let note = notes.isEmpty ? nil : notes.joined(separator: " ")
    return [.table(TableOutput(table, formats: formats, note: note))]
  }

  /// The columns that later statements may name.
  public var columns: [ColumnShape]? { ColumnShape.columns(of: table) }
}
