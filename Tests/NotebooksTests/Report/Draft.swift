import Figures
import Notebooks
import Tables
import TestSupport

/// Builds a result by hand, as the reader and the session would: for tests of the page.
struct Draft {
  var name = "02_baseline_model"
  var frontMatter = FrontMatter()
  var text = "---\ntitle: Draft\n---\n"
  var blocks: [Block] = []
  var cells: [Notebooks.Cell] = []
  var outcomes: [CellResult] = []
  var values: [InlineValue] = []
  var valueResults: [InlineResult] = []
  var quizzes: [Quiz] = []
  var footnotes: [[Block]] = []
  var names: [NamedResult] = []
  var failure: Diagnostic?
  var failedCell: Int?

  init(title: String = "Draft") { frontMatter.title = title }

  mutating func heading(_ level: Int, _ text: String, id: String) {
    blocks.append(
      .heading(level: level, identifier: id, content: [.text(text)], span: SourceSpan(0, 0)))
  }

  mutating func paragraph(_ content: Inline...) {
    blocks.append(.paragraph(content, span: SourceSpan(0, 0)))
  }

  /// A value in the text; use it within `paragraph`.
  mutating func value(_ expression: String, _ text: String?, origin: String) -> Inline {
    let start = self.text.utf8.count
    self.text += "`= \(expression)`\n"
    values.append(
      InlineValue(
        expression: SourceSpan(start + 3, start + 3 + expression.utf8.count), format: nil))
    valueResults.append(InlineResult(text: text, origin: origin))
    return .value(values.count - 1)
  }

  /// A cell whose statements gave these outputs.
  mutating func cell(
    _ label: String, _ body: String, outputs: [Output] = [], state: CellResult.State = .done,
    change: (inout Notebooks.Cell) -> Void = { _ in }
  ) {
    text += "\n```mix #\(label)\n"
    let start = text.utf8.count
    text += body + "\n"
    var cell = Cell(
      label: label, body: SourceSpan(start, text.utf8.count),
      info: SourceSpan(start - label.utf8.count - 2, start - 1))
    text += "```\n"
    change(&cell)
    blocks.append(.cell(cells.count))
    cells.append(cell)
    let statements = outputs.map { StatementResult(span: cell.body, outputs: [$0]) }
    outcomes.append(CellResult(state: state, statements: statements))
  }

  mutating func quiz(_ quiz: Quiz) {
    blocks.append(.quiz(quizzes.count))
    quizzes.append(quiz)
  }

  /// Where a word stands in the text so far.
  func span(of word: String) -> SourceSpan {
    guard let range = text.firstRange(of: word) else { return SourceSpan(0, 0) }
    let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
    return SourceSpan(start, start + word.utf8.count)
  }

  var result: NotebookResult {
    NotebookResult(
      notebook: Notebook(
        source: SourceText(name: "notebooks/\(name).md", text: text), name: name,
        frontMatter: frontMatter, blocks: blocks, cells: cells, inlineValues: values,
        quizzes: quizzes, footnotes: footnotes),
      cells: outcomes, inlineValues: valueResults, names: names, failure: failure,
      failedCell: failedCell,
      provenance: Provenance(
        engineVersion: "0.1.0", sourceDigest: "3f9a1c07be5d2240aa",
        data: [
          .init(path: "data/raw/retail.csv", digest: "b1946ac92492d2347c")
        ], seeds: [42, 7]))
  }
}

/// The real style sheet and script, and a course for the drafts.
enum Course {
  private static let assetFolder = {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(root)/Sources/Workbench/Assets"
  }()

  static let styleSheet = asset("report.css")
  static let script = asset("report.js")

  private static func asset(_ name: String) -> String {
    String(decoding: readFile("\(assetFolder)/\(name)") ?? [], as: UTF8.self)
  }

  static let assets = PageAssets(styleSheet: styleSheet, script: script)

  static let whole = CourseContext(
    title: "Marketing mix modelling from scratch",
    summary: "Build a marketing mix model step by step, and learn what it can and cannot tell.",
    lessons: [
      .init(
        name: "00_problem_context", title: "What works?", summary: "Why the question is hard.",
        minutes: 20, status: .ran, claimsHeld: 6, claimCount: 6),
      .init(
        name: "01_data_audit_eda", title: "Can these data answer?",
        summary: "Look at the data before the model does.", minutes: 30, status: .ran,
        claimsHeld: 11, claimCount: 11),
      .init(
        name: "02_baseline_model", title: "A first model, and why it is wrong",
        summary: "Least squares and ridge without carryover.", minutes: 35, status: .failed,
        claimsHeld: 8, claimCount: 9),
      .init(name: "03_adstock", title: "Advertising keeps working", status: .ran),
      .init(
        name: "10_robyn_setup_and_run", title: "Robyn's idea", part: "comparisons",
        status: .notRun),
    ], theme: ChartTheme(names: ["tv", "digital", "radio", "print", "social"]), assets: assets)

  static func page(_ draft: Draft) -> String { Report(draft.result, in: whole).html }
}
