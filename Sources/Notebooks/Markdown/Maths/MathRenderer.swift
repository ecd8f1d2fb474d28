public import Figures

/// Formulas as MathML Core, by the program `blahtexml`.
///
///     let maths = await MathRenderer().renderAll(in: notebook)
///     let prose = ProseHTML(notebook, math: { tex, isDisplay, _ in maths.markup(tex, isDisplay) })
public struct MathRenderer: Sendable {
  /// The longest formula, in bytes.
  public static let sizeLimit = 16_384
  /// The program, or nil where it isn't installed.
  public var program: String?
  /// What the program said of a formula before, by a key; it is checked again like a fresh answer.
  public var lookup: @Sendable (_ key: String) -> String?
  /// Keeps what the program said.
  public var store: @Sendable (_ key: String, _ answer: String) -> Void

  /// A formula of a notebook.
  public struct Formula: Sendable, Hashable {
    /// As written.
    public var tex: String
    /// Whether it stands on its own.
    public var isDisplay: Bool
    /// Where it stands, for diagnostics.
    public var span: SourceSpan

    /// A formula.
    public init(tex: String, isDisplay: Bool, span: SourceSpan) {
      self.tex = tex
      self.isDisplay = isDisplay
      self.span = span
    }
  }

  /// The formulas of a notebook as markup, and what was wrong with them.
  public struct Renderings: Sendable {
    /// In source order; one warning where the program isn't installed.
    public var diagnostics: [Diagnostic] = []
    private var markups: [String: Markup] = [:]

    /// The formula's markup; its source where it has none.
    public func markup(_ tex: String, _ isDisplay: Bool) -> Markup {
      markups[MathRenderer.key(tex, isDisplay)] ?? MathRenderer.source(tex, isDisplay)
    }

    fileprivate mutating func add(_ formula: Formula, _ markup: Markup) {
      markups[MathRenderer.key(formula.tex, formula.isDisplay)] = markup
    }
  }

  /// A renderer with the program from `PATH` and no cache.
  public init(
    program: String? = MathRenderer.installedProgram(),
    lookup: @escaping @Sendable (String) -> String? = { _ in nil },
    store: @escaping @Sendable (String, String) -> Void = { _, _ in }
  ) {
    self.program = program
    self.lookup = lookup
    self.store = store
  }

  /// The path of `blahtexml` on `PATH`, or nil.
  public static func installedProgram() -> String? { ChildProcess.path(of: "blahtexml") }

  /// What the cache may file a formula under; also what makes two formulas the same.
  public static func key(_ tex: String, _ isDisplay: Bool) -> String {
    (isDisplay ? "display:" : "inline:") + tex
  }

  /// A formula as its TeX source.
  public static func source(_ tex: String, _ isDisplay: Bool) -> Markup {
    let code = Markup.element("code", ["class": "tex"], [.text(String(tex.trimmingBlanks()))])
    return isDisplay
      ? .element("div", ["class": "math-display", "tabindex": "0"], [code]) : code
  }

  /// Renders every formula of a notebook, each once, two at a time.
  public func renderAll(in notebook: Notebook) async -> Renderings {
    var seen: Set<String> = []
    let formulas = FormulaCollector.formulas(in: notebook).filter {
      seen.insert(MathRenderer.key($0.tex, $0.isDisplay)).inserted
    }
    var output = Renderings()
    guard let first = formulas.first else { return output }
    guard program != nil else {
      output.diagnostics = [
        Diagnostic(
          .warning, "maths is shown as TeX: the program blahtexml is not installed",
          at: first.span)
      ]
      return output
    }
    let source = notebook.source
    let halves = [0, 1].map { part in
      formulas.enumerated().filter { $0.offset % 2 == part }.map(\.element)
    }
    async let one = halves[0].map { ($0, render($0, in: source)) }
    async let two = halves[1].map { ($0, render($0, in: source)) }
    for (formula, rendering) in await one + two {
      output.add(formula, rendering.markup)
      if let problem = rendering.diagnostic { output.diagnostics.append(problem) }
    }
    output.diagnostics.sort { $0.span.start < $1.span.start }
    return output
  }

  /// Renders one formula: MathML, or its source and the reason.
  public func render(
    _ formula: Formula, in source: SourceText
  ) -> (markup: Markup, diagnostic: Diagnostic?) {
    let plain = MathRenderer.source(formula.tex, formula.isDisplay)
    func failed(_ message: String, _ span: SourceSpan? = nil) -> (Markup, Diagnostic?) {
      (plain, Diagnostic(.error, message, at: span ?? formula.span))
    }
    guard let program else { return (plain, nil) }
    guard formula.tex.utf8.count <= MathRenderer.sizeLimit else {
      return failed("this formula is longer than \(MathRenderer.sizeLimit) bytes")
    }
    let isEmpty = formula.tex.allSatisfy(\.isWhitespace)
    guard !isEmpty else { return failed("this formula is empty") }
    guard let answer = answer(formula, program) else {
      return failed("blahtexml gave no answer to this formula")
    }
    guard let root = MathMLParser.parse(Array(answer.utf8)) else {
      return failed("blahtexml gave an answer that cannot be read")
    }
    if let error = root.first("error") {
      let problem = problem(error, formula, source)
      return failed(problem.message, problem.span)
    }
    guard let markup = root.first("markup") else {
      return failed("blahtexml gave no formula")
    }
    let children = markup.children.filter { !$0.name.isEmpty }
    let core = children.compactMap { MathMLCore.markup($0) }
    guard core.count == children.count else {
      return failed("this formula needs MathML that is not allowed in a page")
    }
    return (math(formula, core), nil)
  }

  private func answer(_ formula: Formula, _ program: String) -> String? {
    let key = MathRenderer.key(formula.tex, formula.isDisplay)
    if let known = lookup(key) { return known }
    let options = ["--mathml"] + (formula.isDisplay ? ["--displaymath"] : [])
    let input = Array(TeXMacros.expanded(formula.tex).utf8)
    let output = ChildProcess.output(
      of: program, options, input: input, byteLimit: 1 << 20, seconds: 5)
    guard let output else { return nil }
    let answer = String(decoding: output, as: UTF8.self)
    store(key, answer)
    return answer
  }

  private func math(_ formula: Formula, _ core: [Markup]) -> Markup {
    let tex = String(formula.tex.trimmingBlanks())
    var attributes: [Markup.Attribute] = []
    if formula.isDisplay { attributes.append(.init("display", "block")) }
    attributes.append(.init("alttext", tex))
    let annotation = Markup.element(
      "annotation", ["encoding": "application/x-tex"], [.text(tex)])
    let math = Markup.element(
      name: "math", attributes: attributes,
      children: [.element("semantics", [:], [.element("mrow", [:], core), annotation])])
    return formula.isDisplay
      ? .element("div", ["class": "math-display", "tabindex": "0"], [math]) : math
  }

  /// The program's words, and the place of the command that it means.
  private func problem(
    _ error: MathMLParser.Node, _ formula: Formula, _ source: SourceText
  ) -> (message: String, span: SourceSpan) {
    let message = error.first("message")?.allText ?? "the formula cannot be read"
    let words = message.prefix(1).lowercased() + message.dropFirst()
    let wanted = Array((error.first("arg")?.allText ?? "").utf8)
    let end = min(formula.span.end, source.bytes.count)
    var offset = formula.span.start
    while !wanted.isEmpty, offset + wanted.count <= end {
      let next = offset + wanted.count
      let isWord = wanted.count > 1 && wanted[0] == 0x5C
      let goesOn =
        isWord && next < end && (0x61...0x7A).contains(source.bytes[next] | 0x20)
        && (0x61...0x7A).contains(wanted[wanted.count - 1] | 0x20)
      if !goesOn, source.bytes[offset..<next].elementsEqual(wanted) {
        return ("maths: \(words)", SourceSpan(offset, next))
      }
      offset += 1
    }
    return ("maths: \(words)", formula.span)
  }
}
