import Notebooks
import Workbench

/// Mutated cells thrown at the parser of the cell language, the binder of arguments and the renderer of diagnostics.
enum StatementFuzz {
  private static let pieces = [
    "=", " = ", "==", "!=", "<=", "~", "\"", "\\", "\\\"", ",", "(", ")", ":", "..", "0.1..0.9",
    "%", "5%", "2024-01-31", "2024-13-99", "8 weeks", "#", "\n", "\n  ", "\n\n", "\t", "\r\n", " ",
    " + ", " - ", " * ", " / ", " and ", " or ", "-", "1e999", "9999999999999999999999", "-0",
    "0x1F", "nan", "fit ridge", "claim ", "show ", "import ", "from=", "target=", "channels=tv, ",
    "simulate retail weeks=", "filter ", "derive ", "x.y.z", ".", "..", "가", "é", "\u{202E}", "😀",
    "tv: ", "adstock=tv: geometric(0.1..0.9), radio: ", "\"a b\": ", "2024-01-01..2024-01-03",
    "signs=tv: positive", "\u{0}", "geometric(tv: 0.7)", "((((((((", "f(f(f(f(",
  ]

  /// Runs `cases` cells that come from the corpus by one to eight seeded changes; what must never be, at most ten.
  static func run(cases: Int, seed: UInt64, corpus: [String]) -> [String] {
    var generator = SplitMix(state: seed)
    var findings: [String] = []
    for _ in 0..<cases {
      var bytes = Array(corpus[Int.random(in: 0..<corpus.count, using: &generator)].utf8)
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        if Bool.random(using: &generator) {
          let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
          bytes.insert(contentsOf: piece.utf8, at: place)
        } else {
          let length = Int.random(in: 0...min(20, bytes.count - place), using: &generator)
          bytes.removeSubrange(place..<place + length)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let problem = problem(with: text), findings.count < 10 {
        findings.append("\(problem): \(text.debugDescription)")
      }
    }
    return findings
  }

  /// What is wrong with what becomes of a cell, or nil.
  private static func problem(with text: String) -> String? {
    let source = SourceText(name: "cell", text: text)
    let whole = SourceSpan(0, source.bytes.count)
    let (statements, problems) = StatementParser.statements(of: whole, in: source)
    for statement in statements where statement.span.end > source.bytes.count {
      return "a statement ends outside the cell"
    }
    var notebook = Notebook(source: source, name: "cell", frontMatter: FrontMatter())
    notebook.cells = [Cell(label: "cell-1", body: whole, info: SourceSpan(0, 0))]
    let checked = NotebookChecker.check(notebook, with: Engine.registry, peek: { _ in nil })
    for diagnostic in problems + checked.diagnostics {
      if diagnostic.span.end > source.bytes.count { return "a diagnostic points outside the cell" }
      if diagnostic.message.isEmpty { return "a diagnostic says nothing" }
      if diagnostic.rendered(in: source).isEmpty { return "a diagnostic prints nothing" }
    }
    if problems.isEmpty, statements.isEmpty, text.contains(where: \.isLetter),
      !text.contains("#")
    {
      return "words are neither a statement nor a problem"
    }
    return nil
  }
}
