import Figures
import Notebooks

/// Plain text of bounded width: headings, paragraphs, aligned tables.
struct SummaryText {
  /// The most columns of a line.
  static let width = 100
  /// The most columns of a table's first column.
  private static let nameWidth = 36

  private(set) var text = ""

  /// A title, underlined.
  mutating func title(_ words: String) { heading(words, line: "=") }

  /// A part's heading, underlined, after an empty line.
  mutating func part(_ words: String) {
    text += "\n"
    heading(words, line: "-")
  }

  private mutating func heading(_ words: String, line: String) {
    text += "\(words)\n\(String(repeating: line, count: words.count))\n"
  }

  /// A paragraph, broken at blanks.
  mutating func paragraph(_ words: String) {
    text += Self.broken(words, width: Self.width) + "\n"
  }

  /// A point of a list, its further lines indented.
  mutating func point(_ words: String) {
    let lines = Self.broken(words, width: Self.width - 2)
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { text += (index == 0 ? "- " : "  ") + line + "\n" }
  }

  /// Rows of cells: the first column to the left, the others to the right, names cut where they are too long.
  ///
  /// Columns that do not fit beside the others follow below, after the first one again. A header of empty cells is
  /// left out.
  mutating func table(_ header: [String], _ rows: [[String]]) {
    let isHeadless = header.allSatisfy(\.isEmpty)
    let lines = ((isHeadless ? [] : [header]) + rows).map { $0.map(Self.plain) }
    let widths = header.indices.map { column in
      lines.map { TerminalWrapping.width(of: $0[column]) }.max() ?? 0
    }
    let first = min(widths[0], Self.nameWidth)
    var start = 1
    repeat {
      var (end, used) = (start, first)
      while end < header.count, end == start || used + 2 + widths[end] <= Self.width {
        used += 2 + widths[end]
        end += 1
      }
      for line in lines {
        var written = Self.padded(line[0], to: first)
        for column in start..<end {
          let space = widths[column] - TerminalWrapping.width(of: line[column])
          written += String(repeating: " ", count: 2 + space) + line[column]
        }
        while written.last == " " { written.removeLast() }
        text += written + "\n"
      }
      start = end
    } while start < header.count
  }

  // MARK: - Cells

  /// A number with commas between thousands and so many digits after the point; `n/a` where it is missing.
  static func number(_ value: Double, _ decimals: Int = 0) -> String {
    value.isFinite ? ascii(NumberFormat.decimals(decimals).text(value)) : "n/a"
  }

  /// A share as a percentage.
  static func percent(_ share: Double, _ decimals: Int = 2) -> String {
    share.isFinite ? ascii(NumberFormat.percent(decimals).text(share)) : "n/a"
  }

  private static func ascii(_ number: String) -> String {
    String(
      number.map { $0 == "\u{202F}" ? "," : $0 == "\u{2212}" ? "-" : $0 })
  }

  /// A text of the user's data on one line.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.properties.generalCategory == .control || $0 == "\u{2028}" || $0 == "\u{2029}"
            ? " " : $0
        }))
  }

  /// A name in so many columns, its end left out where it is longer.
  private static func padded(_ name: String, to width: Int) -> String {
    var (text, used) = ("", 0)
    let isCut = TerminalWrapping.width(of: name) > width
    for character in name {
      let size = TerminalWrapping.width(of: String(character))
      guard used + size <= (isCut ? width - 1 : width) else { break }
      text.append(character)
      used += size
    }
    if isCut {
      text += "…"
      used += 1
    }
    return text + String(repeating: " ", count: width - used)
  }

  /// Words in lines; one that is longer than a line is cut.
  private static func broken(_ words: String, width: Int) -> String {
    let pieces = plain(words).split(separator: " ").map { word -> String in
      TerminalWrapping.width(of: String(word)) <= width
        ? String(word) : padded(String(word), to: width)
    }
    return TerminalWrapping.wrapped(pieces.joined(separator: " "), width: width)
  }
}
