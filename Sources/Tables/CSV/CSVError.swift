/// Why a CSV file could not be read: all problems found, up to a bound, each with its place.
///
/// Printed, it is one line a problem:
///
///     data.csv:17:4: "abc" in column sales (field 2), where a number is due
public struct CSVError: Error, Sendable, Hashable {
  /// The file as the caller named it.
  public let file: String
  /// What is wrong, from top to bottom; never empty.
  public let problems: [CSVProblem]
  /// Whether the reader stopped looking because there were too many.
  public let stoppedEarly: Bool

  /// An error of one or more problems.
  public init(file: String, problems: [CSVProblem], stoppedEarly: Bool = false) {
    self.file = file
    self.problems = problems
    self.stoppedEarly = stoppedEarly
  }
}

extension CSVError: CustomStringConvertible {
  /// One line a problem: `file:line:column: sentence`.
  public var description: String {
    var lines = problems.map { "\(file)\($0.place): \($0.sentence)" }
    if stoppedEarly { lines.append("\(file): further problems not listed") }
    return lines.joined(separator: "\n")
  }
}

/// One thing wrong with a CSV file and where it is.
public struct CSVProblem: Sendable, Hashable, Codable {
  /// What is wrong.
  public let kind: Kind
  /// The line, from 1; 0 where the problem is the file as a whole.
  public let line: Int
  /// The character in that line, from 1 (Unicode scalars, not bytes); 0 where the problem has none.
  public let column: Int
  /// The field in its record, from 1; 0 where the problem has none.
  public let field: Int

  /// What can be wrong with a file.
  public enum Kind: Sendable, Hashable, Codable {
    /// The operating system would not open or read it.
    case unreadable(reason: String)
    /// The compressed stream is damaged or ends too early.
    case badCompression(reason: String)
    /// There is not one byte, or nothing but blank lines.
    case empty
    /// A byte that no UTF-8 text has; the offset counts from 0 in the (unpacked) file.
    case invalidUTF8(byteOffset: Int, byte: UInt8)
    /// The file begins with the mark of UTF-16.
    case utf16
    /// A byte 0, which no text has.
    case nulByte(byteOffset: Int)
    /// The first line holds values where names are due.
    case noHeader
    /// A column without a name.
    case emptyName
    /// A name given to two columns.
    case duplicateName(String, firstField: Int)
    /// More columns than the bound.
    case tooManyColumns(limit: Int)
    /// A column was asked for that the file does not have.
    case noColumn(String, among: [String])
    /// A record with fewer fields than the header.
    case tooFewFields(found: Int, expected: Int)
    /// A record with more fields than the header.
    case tooManyFields(found: Int, expected: Int)
    /// A quote that is opened and never closed (or not within the bound on a field).
    case quoteNeverClosed
    /// Characters between a closing quote and the separator.
    case textAfterQuote
    /// A quote in the middle of a field that does not begin with one.
    case strayQuote
    /// A field longer than the bound, in bytes.
    case fieldTooLong(limit: Int)
    /// A line longer than the bound, in bytes.
    case lineTooLong(limit: Int)
    /// Text in a column that must hold numbers.
    case notANumber(found: String, column: String)
    /// A number that is too large for a `Double`.
    case tooLarge(found: String, column: String)
    /// Something else in a column that must hold dates.
    case notADate(found: String, column: String)
    /// A date that can be read day first or month first, and no cell of its column decides.
    case ambiguousDate(found: String, column: String)
    /// More cells than the bound.
    case tooManyCells(limit: Int)
    /// The file was another one when it was read again for a column of texts.
    case changedWhileRead
  }

  /// A problem at a place.
  public init(_ kind: Kind, line: Int = 0, column: Int = 0, field: Int = 0) {
    self.kind = kind
    self.line = line
    self.column = column
    self.field = field
  }

  /// `:17:4`, `:17` or nothing.
  public var place: String {
    line == 0 ? "" : column == 0 ? ":\(line)" : ":\(line):\(column)"
  }
}

extension CSVProblem {
  /// What was found, what was expected and what to do.
  public var sentence: String {
    switch kind {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .badCompression(let reason): "damaged gzip file: \(reason)"
    case .empty: "the file is empty; a line of column names is due"
    case .noColumn(let name, let names): TableError.noColumn(name, among: names).description
    case .tooManyCells(let limit):
      "more than \(limit) cells; name the columns you need, or raise the bound"
    case .changedWhileRead: "the file changed while it was being read; read it again"
    case .invalidUTF8, .utf16, .nulByte: encodingSentence
    case .noHeader, .emptyName, .duplicateName, .tooManyColumns: headerSentence
    case .notANumber, .tooLarge, .notADate, .ambiguousDate: cellSentence
    default: structureSentence
    }
  }

  private var encodingSentence: String {
    switch kind {
    case .invalidUTF8(let offset, let byte):
      "byte 0x\(String(byte, radix: 16, uppercase: true)) at offset \(offset) is not UTF-8; "
        + "save the file as UTF-8 (if it came from Excel: iconv -f WINDOWS-1252 -t UTF-8)"
    case .utf16: "the file is UTF-16; save it as UTF-8"
    case .nulByte(let offset): "a byte 0 at offset \(offset): this is no text file"
    default: ""
    }
  }

  private var headerSentence: String {
    switch kind {
    case .noHeader: "the first line holds values, where column names are due; add a line of names"
    case .emptyName: "column \(field) has no name; write one in the first line"
    case .duplicateName(let name, let first):
      "field \(field) is named \"\(name)\", as field \(first) is; names must differ"
    case .tooManyColumns(let limit):
      "more than \(limit) columns; is the separator or the line ending right?"
    default: ""
    }
  }

  private var structureSentence: String {
    switch kind {
    case .tooFewFields(let found, let expected):
      "\(found) \(found == 1 ? "field" : "fields"), where the header has \(expected)"
    case .tooManyFields(let found, let expected):
      "\(found) fields, where the header has \(expected); a text that holds the separator must be quoted"
    case .quoteNeverClosed: "this quote is never closed"
    case .textAfterQuote:
      "text after the closing quote of field \(field); a quote inside a quoted field is written twice"
    case .strayQuote:
      "a quote inside field \(field); put the whole field in quotes and write inner quotes twice"
    case .fieldTooLong(let limit): "field \(field) is longer than \(limit) bytes"
    case .lineTooLong(let limit): "the line is longer than \(limit) bytes"
    default: ""
    }
  }

  private var cellSentence: String {
    switch kind {
    case .notANumber(let found, let column):
      "\"\(found)\" in column \(column) (field \(field)), where a number is due"
    case .tooLarge(let found, let column):
      "\"\(found)\" in column \(column) (field \(field)) is too large for a number"
    case .notADate(let found, let column):
      "\"\(found)\" in column \(column) (field \(field)), where a date such as 2024-01-31 is due"
    case .ambiguousDate(let found, let column):
      "\"\(found)\" in column \(column) (field \(field)) can be day-month or month-day; say which"
    default: ""
    }
  }
}
