import Figures
import Notebooks

/// Mutated notebooks thrown at the reader and the writer of prose.
public enum MarkdownFuzz {
  /// What a run found.
  public struct Report: Sendable {
    /// Notebooks read.
    public var cases = 0
    /// What must never be, with the text that showed it; at most ten.
    public var findings: [(problem: String, text: String)] = []
  }

  private static let pieces = [
    "`", "```", "~~~", "```mix\n", "\n```\n", "```mix #a ", "`= x | 2`", "$`", "`$", "|", "|---|",
    "\n| a |\n|--|\n", "\\|", "> ", "> [!NOTE]\n", "- ", "- [x] ", "1. ", "[^a]", "[^a]: ", "[",
    "]",
    "](", "](javascript:x)", "<script>", "<!--", "-->", "<!-- mix: lang ko -->\n",
    "<!-- mix: end -->\n", "{#id}", "# ", "*", "**", "_", "\\", "\n", "\n\n", "\r\n", "\r", "\t",
    "    ", "\u{1}", "\u{2}", "\u{202E}", "\u{FEFF}", "&#106;", "&lt;", "\"", "'", "=", "#", "for=",
    "---\n", "title: ", "&a", "*a", "[[[[", "가", "é", "\u{301}", "😀", "quiz", "hint", "exercise",
    "solution", "![", "data:image/png;base64,", "<http://a>", "\\text{", "}", "{",
  ]

  /// Reads `cases` notebooks that come from the corpus by one to eight seeded changes.
  public static func run(cases: Int, seed: UInt64, corpus: [[UInt8]]) -> Report {
    var generator = SplitMix(state: seed)
    var report = Report()
    guard !corpus.isEmpty else { return report }
    for _ in 0..<max(0, cases) {
      var bytes = corpus[Int.random(in: 0..<corpus.count, using: &generator)]
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        mutate(&bytes, corpus, &generator)
      }
      report.cases += 1
      if let problem = problem(with: bytes), report.findings.count < 10 {
        report.findings.append((problem, String(decoding: bytes, as: UTF8.self)))
      }
    }
    return report
  }

  private static func mutate(
    _ bytes: inout [UInt8], _ corpus: [[UInt8]], _ generator: inout SplitMix
  ) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let length = Int.random(in: 0...min(40, bytes.count - place), using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes.removeSubrange(place..<place + length)
    case 1:
      let copy = bytes[place..<place + length]
      bytes.insert(contentsOf: copy, at: Int.random(in: 0...bytes.count, using: &generator))
    case 2:
      guard place < bytes.count else { return }
      bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 3:
      let other = corpus[Int.random(in: 0..<corpus.count, using: &generator)]
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes.insert(contentsOf: other[start...].prefix(120), at: place)
    default:
      let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      bytes.insert(contentsOf: piece.utf8, at: place)
    }
  }

  /// What is wrong with what becomes of a text, or nil.
  public static func problem(with bytes: [UInt8]) -> String? {
    let (notebook, diagnostics) = NotebookReader.read(bytes, name: "fuzz.md")
    for diagnostic in diagnostics where diagnostic.span.end > bytes.count {
      return "a diagnostic beyond the end: \(diagnostic.message)"
    }
    guard let notebook else { return diagnostics.isEmpty ? "nil without a diagnostic" : nil }
    for diagnostic in diagnostics { _ = diagnostic.rendered(in: notebook.source) }
    let spans =
      notebook.cells.flatMap { [$0.body, $0.info] }
      + notebook.inlineValues.map(\.expression) + notebook.inlineValues.compactMap(\.format)
    for span in spans where span.end > bytes.count { return "a span beyond the end" }
    for value in notebook.inlineValues where !isValue(value, in: bytes) {
      return "an inline value that does not follow a = sign"
    }
    let prose = ProseHTML(notebook)
    let html = prose.markup(notebook.blocks).html + prose.footnotes().html
    _ = TerminalProse(notebook, width: 40).text(notebook.blocks)
    return problem(inHTML: html)
  }

  private static func isValue(_ value: InlineValue, in bytes: [UInt8]) -> Bool {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    let before = bytes[..<value.expression.start].last { !blanks.contains($0) }
    return before == 0x3D || before == 0x3E
  }

  private static func problem(inHTML html: String) -> String? {
    let bytes = Array(html.lowercased().utf8)
    let words = [
      "<script", "href=\"javascript:", "href=\"data:", "href=\"vbscript:", "href=\"file:",
    ]
    for word in words where contains(bytes, Array(word.utf8)) { return "the page holds \(word)" }
    return nil
  }

  private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    guard let first = word.first, bytes.count >= word.count else { return false }
    for start in 0...(bytes.count - word.count)
    where bytes[start] == first && bytes[start..<start + word.count].elementsEqual(word) {
      return true
    }
    return false
  }
}

/// A seeded generator (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
