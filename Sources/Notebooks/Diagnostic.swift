/// Something a reader must know about a place in a notebook.
///
/// Printed as compilers do, so that editors can jump to it:
///
///     notebooks/tv.md:14:9: error: no column "spend_tv"; did you mean "tv_spend"?
///       channels = spend_tv
///                  ^^^^^^^^
public struct Diagnostic: Error, Sendable, Hashable, Codable {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, Codable {
    /// The notebook cannot run, or its text and results part.
    case error
    /// It runs, but the author should look.
    case warning
  }

  /// How bad it is.
  public var severity: Severity
  /// What was found, what was expected, what to do; one sentence, no capital, no full stop.
  public var message: String
  /// The word or words it is about.
  public var span: SourceSpan
  /// A word that the author probably meant, or nil.
  public var suggestion: String?

  /// A diagnostic.
  public init(
    _ severity: Severity, _ message: String, at span: SourceSpan,
    suggestion: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.span = span
    self.suggestion = suggestion
  }

  /// An error.
  public init(_ message: String, at span: SourceSpan, suggestion: String? = nil) {
    self.init(.error, message, at: span, suggestion: suggestion)
  }

  /// The message with its suggestion, without the place.
  public var sentence: String {
    suggestion.map { "\(message); did you mean \"\($0)\"?" } ?? message
  }

  /// The whole of it: place, message, source line and carets.
  public func rendered(in source: SourceText) -> String {
    let place = source.position(of: span.start)
    let head =
      "\(source.name):\(place.line):\(place.column): \(severity.rawValue): \(sentence)"
    return "\(head)\n\(excerpt(in: source))"
  }

  /// The source line and the carets under the words, both indented by two.
  ///
  /// Long lines are cut to a window around the place; tabs and harmful characters count as one blank.
  public func excerpt(in source: SourceText) -> String {
    let line = source.lineSpan(source.lineIndex(of: span.start))
    let start = min(max(span.start, line.start), line.end)
    let end = min(max(span.end, start), line.end)
    let before = Diagnostic.printable(source.text(SourceSpan(line.start, start)))
    let marked = Diagnostic.printable(source.text(SourceSpan(start, end)))
    let after = Diagnostic.printable(source.text(SourceSpan(end, line.end)))
    let shownBefore = before.count > 60 ? "…" + before.suffix(58) : before
    let shownMarked = marked.count > 80 ? marked.prefix(79) + "…" : marked
    let shownAfter = after.count > 60 ? after.prefix(58) + "…" : after
    let carets = String(repeating: "^", count: max(1, shownMarked.count))
    let blanks = String(repeating: " ", count: shownBefore.count)
    return "  \(shownBefore)\(shownMarked)\(shownAfter)\n  \(blanks)\(carets)"
  }

  private static func printable(_ text: String) -> String {
    String(
      text.map {
        $0.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 32 } ? " " : $0
      })
  }
}
