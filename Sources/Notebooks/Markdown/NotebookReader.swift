/// Reads a notebook: bytes to `Notebook`, with every problem at its place.
public enum NotebookReader {
  /// Reads a Markdown file.
  ///
  /// All problems are reported at once. The notebook is nil only where the file can't be read as text (too large, not
  /// UTF-8, a NUL byte, nested beyond all use); otherwise it holds what could be understood, and must not run while
  /// there is a diagnostic of severity `error`.
  ///
  ///     let (notebook, diagnostics) = NotebookReader.read(bytes, name: "notebooks/tv.md")
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: Its path as messages show it; the notebook's name is its last part without extension.
  /// - Returns: The notebook, and the problems in source order.
  /// - Complexity: O(bytes) for all but contrived files; at most 4 MB are read.
  public static func read(
    _ bytes: [UInt8], name: String
  ) -> (notebook: Notebook?, diagnostics: [Diagnostic]) {
    if let problem = SourceGuard.problem(in: bytes) { return (nil, [problem]) }
    let source = SourceText(name: name, bytes: bytes)
    let head = FrontMatterReader.read(source)
    if let problem = SourceGuard.slowness(in: source, from: head.textLine) {
      return (nil, head.diagnostics + [problem])
    }
    var reader = BlockReader(source: source)
    let blocks = reader.readText(fromLine: head.textLine)
    reader.checkLinks()
    let notebook = Notebook(
      source: source, name: notebookName(ofPath: name), frontMatter: head.matter, blocks: blocks,
      cells: reader.cells, inlineValues: reader.inlineValues, quizzes: reader.quizzes,
      footnotes: reader.footnotes.blocks)
    let all = head.diagnostics + reader.diagnostics
    let sorted = all.enumerated().sorted {
      ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
    }
    return (notebook, limited(sorted.map(\.element)))
  }

  /// The most problems that are listed.
  static let problemLimit = 200

  /// The first problems, and one that says how many more there are; it is an error if one of those is.
  private static func limited(_ problems: [Diagnostic]) -> [Diagnostic] {
    guard problems.count > problemLimit else { return problems }
    let rest = problems.dropFirst(problemLimit)
    let severity = rest.contains { $0.severity == .error } ? Diagnostic.Severity.error : .warning
    let end = Diagnostic(
      severity, "\(rest.count) more problems are not listed",
      at: rest.first?.span ?? SourceSpan(0, 0))
    return problems.prefix(problemLimit) + [end]
  }

  /// A path's last part without its extension: `notebooks/02_baseline.md` gives `02_baseline`.
  public static func notebookName(ofPath path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return last }
    return String(last[..<dot])
  }
}
