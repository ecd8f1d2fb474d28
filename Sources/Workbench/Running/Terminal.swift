import Figures
import Notebooks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a run prints: what it is able to show, and how texts, tables and charts look there.
public struct Terminal: Sendable {
  /// Whether somebody looks at it now, so that lines may be drawn over.
  public let isInteractive: Bool
  /// Whether it shows colour; never on its own, and never where `NO_COLOR` is set.
  public let hasColour: Bool
  /// How many characters fit into a line.
  public let width: Int

  /// The process's own terminal, as it is.
  public static var current: Terminal {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
    var size = winsize()
    let asked = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Terminal(
      isInteractive: isTerminal && !isDumb,
      hasColour: isTerminal && !isDumb && getenv("NO_COLOR") == nil,
      width: asked ? min(max(Int(size.ws_col), 40), 120) : 80)
  }

  /// A terminal of given abilities.
  public init(isInteractive: Bool, hasColour: Bool, width: Int) {
    self.isInteractive = isInteractive
    self.hasColour = hasColour
    self.width = width
  }

  /// A reader that goes away (`mixbook run | head`) ends the printing, not the run.
  public static func outliveReaders() { signal(SIGPIPE, SIG_IGN) }

  /// Prints a line.
  public func say(_ text: String) { Terminal.write(text + "\n", to: STDOUT_FILENO) }

  /// Prints a line of complaint.
  public func complain(_ text: String) { Terminal.write(text + "\n", to: STDERR_FILENO) }

  /// Prints without a line end.
  func put(_ text: String) { Terminal.write(text, to: STDOUT_FILENO) }

  private static func write(_ text: String, to file: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { bytes in
        #if canImport(Glibc)
          Glibc.write(file, bytes.baseAddress, bytes.count)
        #else
          Darwin.write(file, bytes.baseAddress, bytes.count)
        #endif
      }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  /// A style of the terminal.
  enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  /// The text in a style, where there is colour.
  func styled(_ text: String, _ style: Style) -> String {
    hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A rendered diagnostic with its word "error" and its carets in colour.
  func painted(diagnostic: String) -> String {
    guard hasColour else { return diagnostic }
    return diagnostic.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if let range = line.firstRange(of: ": error: ") {
        let head = line[..<range.lowerBound]
        return
          "\(styled(String(head), .bold)): \(styled("error", .red)): \(line[range.upperBound...])"
      }
      let isCarets = line.allSatisfy { $0 == " " || $0 == "^" } && line.contains("^")
      return isCarets ? styled(String(line), .red) : String(line)
    }.joined(separator: "\n")
  }

  /// An output as text.
  func text(of output: Output) -> String {
    switch output {
    case .table(let table):
      let title = table.title.map { styled($0, .bold) + "\n" } ?? ""
      let note = table.note.map { "\n\($0)" } ?? ""
      let drawn = TerminalTable(width: width, limit: table.shownRows, formats: table.formats)
        .text(table.table)
      return title + drawn.trimmingLineEnd + note
    case .chart(let chart):
      return TerminalChart(width: min(width, 72), height: 15, hasColour: hasColour).text(chart)
        .trimmingLineEnd
    case .flow(let chart):
      return TerminalChart(width: min(width, 72), height: 15, hasColour: hasColour).text(chart)
        .trimmingLineEnd
    case .poster(let poster):
      return TerminalChart(width: min(width, 72), height: 15, hasColour: hasColour).text(poster)
        .trimmingLineEnd
    case .diagram(let diagram):
      return TerminalChart(width: min(width, 72), height: 15, hasColour: hasColour).text(diagram)
        .trimmingLineEnd
    case .text(let text): return Terminal.harmless(text)
    case .claim(let verdict):
      let mark = verdict.holds ? styled("✓ holds", .green) : styled("✗ does not hold", .red)
      let why =
        verdict.holds ? "" : verdict.explanation.map { "\n  " + Terminal.harmless($0) } ?? ""
      return
        "\(mark): \(Terminal.harmless(verdict.text))  (\(Terminal.harmless(verdict.actual)))\(why)"
    case .file(let path): return "wrote \(Terminal.harmless(path))"
    }
  }

  /// Text from outside without anything that could steer the terminal.
  static func harmless(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { Escaping.isHarmful($0) ? "\u{FFFD}" : $0 }))
  }
}

extension String {
  /// Without the line ends at its end.
  var trimmingLineEnd: String {
    var text = self[...]
    while text.last == "\n" { text = text.dropLast() }
    return String(text)
  }
}
