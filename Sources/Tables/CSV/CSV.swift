/// Reads CSV files (RFC 4180) into tables, and says what it decided.
///
///     let reading = try CSV(dateColumn: "week").read(path: "data/sales.csv.gz")
///     reading.table      // the columns
///     reading.notes      // "column week read as dates (year-month-day)", "column tv: 3 cells \"NA\" read as missing"
///
/// What it accepts: fields in quotes, doubled quotes and line breaks inside them; lines that end with LF, CR LF or a lone
/// CR (which ends a record like the others); a byte order mark; a last line without an end; blank lines (skipped and
/// noted). Separators `,` `;` tab and `|` are told apart by the first lines. `.gz` is recognised by its first bytes.
///
/// What it infers, a column at a time: numbers (`[+-]digits[.digits][e[+-]digits]`, spaces around them allowed, rounded
/// exactly), dates (see ``DateOrder``), else texts, spelt as in the file. One cell that contradicts makes the whole column
/// texts, with a note that shows the cell. A missing cell is an empty one or one of ``missing``; in a column of texts a
/// *quoted* `"NA"` is the text NA (as R writes it: the country Namibia) and a quoted `""` the empty text.
///
/// The file is read in chunks; memory holds the wanted columns only. A column that turned out to be texts after it began
/// as numbers is read in a second pass, since its numbers no longer have their spelling.
public struct CSV: Sendable, Hashable {
  /// The separator, or nil to tell from the first lines.
  public var separator: Separator?
  /// The columns to read, in the order wanted; nil for all.
  ///
  /// The others are skipped, not parsed.
  public var columns: [String]?
  /// Columns that must hold a kind; a cell that does not is an error with its place.
  public var kinds: [String: ColumnKind]
  /// A column that must hold dates: the same as a kind `.dates` for it.
  public var dateColumn: String?
  /// How to read dates such as 03/04/2024.
  public var dateOrder: DateOrder
  /// The words that mean a missing cell, besides the empty one.
  public var missing: [String]
  /// How numbers are written.
  public var numberStyle: NumberStyle
  /// The names of the columns of a file that has no line of names.
  public var names: [String]?
  /// How many problems to collect before giving up.
  public var problemLimit: Int
  /// The most cells to hold: a guard against files that unpack to more than memory.
  public var cellLimit: Int

  /// The words that mean a missing cell, besides the empty one.
  public static let defaultMissing = [
    "NA", "N/A", "n/a", "na", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "Null",
  ]
  /// The most columns a file may have.
  public static let columnLimit = 100_000
  /// The longest field, in bytes.
  public static let fieldLimit = 16 << 20

  /// What stands between fields.
  public enum Separator: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// `,`
    case comma = 44
    /// `;`
    case semicolon = 59
    /// A tab.
    case tab = 9
    /// `|`
    case bar = 124
  }

  /// How dates that have no fixed reading are read.
  ///
  /// Always read: 2024-01-31, 2024/01/31, 2024.01.31, the same with a midnight behind it (2024-01-31 00:00:00,
  /// 2024-01-31T00:00:00Z), 31 Jan 2024, 31-Jan-2024, Jan 31, 2024 and with full English month names. A column keeps to
  /// one form. 20240131 is a date only where dates are due, else a number. Two-digit years are not read.
  public enum DateOrder: String, Sendable, Hashable, Codable, CaseIterable {
    /// 31/01/2024 and 01/31/2024 are told apart where a number above 12 in the column decides; else the column stays
    /// texts, with a note (or is an error where dates are due).
    case unambiguous
    /// 03/04/2024 is the 3rd of April.
    case dayFirst
    /// 03/04/2024 is March 4th.
    case monthFirst
  }

  /// How numbers are written.
  ///
  /// Only `.plain` is ever assumed.
  public enum NumberStyle: String, Sendable, Hashable, Codable, CaseIterable {
    /// 1234.5
    case plain
    /// 1,234.5 (in quotes where the comma separates)
    case commaThousands
    /// 1.234,5 or 1234,5
    case decimalComma
  }

  /// A reader; every option has a default.
  public init(
    separator: Separator? = nil, columns: [String]? = nil, kinds: [String: ColumnKind] = [:],
    dateColumn: String? = nil, dateOrder: DateOrder = .unambiguous,
    missing: [String] = CSV.defaultMissing, numberStyle: NumberStyle = .plain,
    names: [String]? = nil, problemLimit: Int = 20, cellLimit: Int = 1 << 30
  ) {
    self.separator = separator
    self.columns = columns
    self.kinds = kinds
    self.dateColumn = dateColumn
    self.dateOrder = dateOrder
    self.missing = missing
    self.numberStyle = numberStyle
    self.names = names
    self.problemLimit = max(1, problemLimit)
    self.cellLimit = cellLimit
  }

  /// A table and what the reader decided on the way.
  public struct Reading: Sendable, Hashable, Codable {
    /// The columns, in the order of the file or of the wish.
    public let table: Table
    /// Every decision that the file did not make plain, in the order of the columns.
    public let notes: [Note]
    /// What stood between the fields.
    public let separator: Separator
  }

  /// One decision of the reader.
  public struct Note: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The column it is about, or nil for the file.
    public let column: String?
    /// The line that shows it, or nil.
    public let line: Int?
    /// The whole sentence, with the column's name in it.
    public let sentence: String

    /// The sentence.
    public var description: String { sentence }
  }

  /// Reads a file; its path is the name in errors.
  ///
  /// - Complexity: O(bytes), one pass (two where a column turned out to be texts); memory for the wanted columns only.
  public func read(path: String) throws(CSVError) -> Reading {
    try CSVReading(options: self, file: path, origin: .file(path)).run()
  }

  /// Reads bytes that are in memory; the name is for errors.
  public func read(_ bytes: [UInt8], name: String = "table.csv") throws(CSVError) -> Reading {
    try CSVReading(options: self, file: name, origin: .memory(bytes)).run()
  }

  /// Reads a text; the name is for errors.
  public func read(text: String, name: String = "table.csv") throws(CSVError) -> Reading {
    try read(Array(text.utf8), name: name)
  }
}
