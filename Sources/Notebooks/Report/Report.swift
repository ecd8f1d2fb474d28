public import Figures

/// A notebook's result as one self-contained page: no request, readable without JavaScript, the same bytes each time.
///
///     let page = Report(result, in: course).html
public struct Report: Sendable {
  /// What is shown.
  public var result: NotebookResult
  /// The course around it.
  public var course: CourseContext

  /// How formulas and pictures are written.
  public var hooks: ReportHooks

  /// The page of a result within its course.
  public init(
    _ result: NotebookResult, in course: CourseContext, hooks: ReportHooks = ReportHooks()
  ) {
    self.result = result
    self.course = course
    self.hooks = hooks
  }

  /// The page.
  public var html: String {
    let frontMatter = result.notebook.frontMatter
    let renderer = ReportRenderer(result, in: course, hooks)
    let title =
      course.title.isEmpty || course.title == frontMatter.title
      ? frontMatter.title : "\(frontMatter.title) · \(course.title)"
    return Page(
      title: title, description: frontMatter.summary,
      language: LanguageSwitch.code(frontMatter.languages.first ?? "en"),
      theme: course.theme, assets: course.assets, extraRules: renderer.languageSwitch?.rules ?? "",
      body: renderer.body
    ).html
  }

  /// One cell with what came of it, as the page shows it: for a page that grows cell by cell.
  public func fragment(ofCell index: Int) -> Markup {
    ReportRenderer(result, in: course, hooks).cell(index)
  }
}

/// What a page takes from outside the notebook's result; without them formulas and pictures are shown as text.
public struct ReportHooks: Sendable {
  /// A formula as markup; the flag says whether it stands on its own.
  public var math: (@Sendable (_ tex: String, _ isDisplay: Bool, _ span: SourceSpan) -> Markup)?
  /// A picture of the project, embedded in the page; nil shows the alternative text.
  public var picture: (@Sendable (Image) -> Markup?)?

  /// The hooks.
  public init(
    math: (@Sendable (_ tex: String, _ isDisplay: Bool, _ span: SourceSpan) -> Markup)? = nil,
    picture: (@Sendable (Image) -> Markup?)? = nil
  ) {
    self.math = math
    self.picture = picture
  }

  /// The formulas as they were rendered before, and the pictures.
  public init(
    formulas: MathRenderer.Renderings, picture: (@Sendable (Image) -> Markup?)? = nil
  ) {
    self.init(math: { tex, isDisplay, _ in formulas.markup(tex, isDisplay) }, picture: picture)
  }
}

/// Everything that the parts of a page share while it is written.
struct ReportRenderer: Sendable {
  let result: NotebookResult
  let course: CourseContext
  let hooks: ReportHooks
  let catalogue: OutputCatalogue
  let outline: Outline
  let languageSwitch: LanguageSwitch?
  /// The cells that stand in an exercise's box, by the exercise's label.
  let companions: [String: [Int]]

  var notebook: Notebook { result.notebook }
  var source: SourceText { result.notebook.source }

  init(_ result: NotebookResult, in course: CourseContext, _ hooks: ReportHooks) {
    self.result = result
    self.course = course
    self.hooks = hooks
    catalogue = OutputCatalogue(result)
    outline = Outline(result.notebook.blocks)
    languageSwitch = LanguageSwitch(result.notebook)
    var companions: [String: [Int]] = [:]
    let exercises = Set(result.notebook.cells.filter { $0.role == .exercise }.map(\.label))
    for (index, cell) in result.notebook.cells.enumerated() {
      if let label = cell.role.exercise, exercises.contains(label) {
        companions[label, default: []].append(index)
      }
    }
    self.companions = companions
  }

  var body: [Markup] {
    [
      .element("a", ["class": "skip", "href": "#main"], text: "Skip to the lesson"),
      .element(
        "div", ["class": "page"],
        [
          sidebar,
          .element(
            "main", ["id": "main"],
            [
              lessonHead, failureBanner, foldedContents,
              .element("article", [:], [article, footnotes]),
            ]),
          lessonFoot,
        ]),
    ]
  }

  /// The notebook's text; a title that only repeats the front matter's is left out.
  private var article: Markup {
    var blocks = notebook.blocks
    if case .heading(level: 1, _, _, _) = blocks.first { blocks.removeFirst() }
    return prose(blocks)
  }

  /// What became of a cell; not run where the result has no word on it.
  func outcome(_ index: Int) -> CellResult {
    index < result.cells.count ? result.cells[index] : CellResult()
  }

  /// "notebooks/tv.md:14:9".
  func place(_ diagnostic: Diagnostic) -> String {
    let position = source.position(of: min(diagnostic.span.start, source.bytes.count))
    return "\(source.name):\(position.line):\(position.column)"
  }
}

extension Cell.Role {
  /// The label of the exercise to which the cell belongs, or nil.
  var exercise: String? {
    switch self {
    case .solution(let label), .check(let label), .hint(let label): label
    case .code, .exercise: nil
    }
  }
}
