import Tables

/// A table as a text file.
enum TableText {
  /// RFC 4180 with `\n` line ends; numbers with the fewest digits that give them back, missing values empty.
  static func csv(_ table: Table) -> String {
    var output = table.names.map(quoted).joined(separator: ",") + "\n"
    for row in 0..<table.rowCount {
      for (index, column) in table.columns.enumerated() {
        if index > 0 { output += "," }
        switch column.values {
        case .numbers(let numbers): output += text(numbers[row])
        case .days(let days): output += days[row]?.description ?? ""
        case .texts(let texts): output += quoted(texts[row] ?? "")
        }
      }
      output += "\n"
    }
    return output
  }

  private static func text(_ number: Double) -> String {
    guard number.isFinite else {
      return number.isNaN ? "" : number < 0 ? "-Inf" : "Inf"
    }
    if number == 0 { return "0" }
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    guard needsQuotes else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
