/// Writes tables as CSV (RFC 4180), the same bytes for the same table.
///
/// Numbers are written with the fewest digits that read back as the same number, dates as 2024-01-31, missing cells as
/// nothing (in a table of one column as NA, so that the line is not blank). A text is quoted where it holds a separator, a
/// quote, a line end or a space at an end, where it is empty, and where it could be taken for a missing cell. What is
/// written reads back equal with ``CSV/kinds`` given; without them a column of texts that all look like numbers becomes
/// numbers.
///
/// Texts that begin with `=`, `+`, `-`, `@`, a tab or a CR are formulas to a spreadsheet. They are written as they are, so that
/// the round trip holds; `guardsFormulas` puts an apostrophe before them, for files that strangers will open.
public struct CSVWriter: Sendable, Hashable {
  /// What stands between fields.
  public var separator: CSV.Separator
  /// Whether texts that a spreadsheet would run get an apostrophe in front.
  public var guardsFormulas: Bool

  /// A writer; the defaults are the plain file.
  public init(separator: CSV.Separator = .comma, guardsFormulas: Bool = false) {
    self.separator = separator
    self.guardsFormulas = guardsFormulas
  }

  /// The bytes of the file: a line of names, a line a row, each ended by LF.
  public func bytes(_ table: Table) -> [UInt8] {
    guard !table.columns.isEmpty else { return [] }
    var out: [UInt8] = []
    let isSingle = table.columns.count == 1
    for (index, column) in table.columns.enumerated() {
      if index > 0 { out.append(separator.rawValue) }
      append(column.name, to: &out)
    }
    out.append(Byte.lineFeed)
    for row in 0..<table.rowCount {
      for (index, column) in table.columns.enumerated() {
        if index > 0 { out.append(separator.rawValue) }
        let before = out.count
        append(column, row, to: &out)
        if isSingle, out.count == before { out += "NA".utf8 }
      }
      out.append(Byte.lineFeed)
    }
    return out
  }

  /// The file as a text.
  public func text(_ table: Table) -> String { String(decoding: bytes(table), as: UTF8.self) }

  /// A number with the fewest digits that read back as it; whole numbers below 2^53 without ".0".
  public static func spelling(_ number: Double) -> String {
    if number.isNaN { return "" }
    if number == number.rounded(), abs(number) < 9_007_199_254_740_992, number != 0 {
      return "\(Int64(number))"
    }
    return number == 0 ? (number.sign == .minus ? "-0" : "0") : "\(number)"
  }

  private func append(_ column: Column, _ row: Int, to out: inout [UInt8]) {
    switch column.values {
    case .numbers(let numbers): out += CSVWriter.spelling(numbers[row]).utf8
    case .days(let days): if let day = days[row] { out += day.description.utf8 }
    case .texts(let texts): if let text = texts[row] { append(text, to: &out) }
    }
  }

  private func append(_ text: String, to out: inout [UInt8]) {
    let bytes = Array(text.utf8)
    // A number with a sign is no formula.
    let isFormula =
      (bytes.first { $0 != Byte.space }.map { [61, 43, 45, 64, 9, 13].contains($0) } ?? false)
      && Double(text) == nil
    let needsQuotes =
      bytes.isEmpty || bytes.first == Byte.space || bytes.last == Byte.space
      || bytes.first == Byte.tab || bytes.last == Byte.tab
      || CSV.defaultMissing.contains(text)
      || bytes.contains { $0 == Byte.quote || $0 == separator.rawValue || Byte.endsLine($0) }
      || text.utf8.starts(with: [0xEF, 0xBB, 0xBF])
    if needsQuotes { out.append(Byte.quote) }
    if guardsFormulas, isFormula { out.append(39) }
    for byte in bytes {
      out.append(byte)
      if byte == Byte.quote { out.append(byte) }
    }
    if needsQuotes { out.append(Byte.quote) }
  }
}
