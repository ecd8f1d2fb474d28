import Tables

/// Fenced and indented blocks: cells of the `mix` family, quizzes, maths and code.
extension BlockReader {
  /// Where the parts of a fenced block stand.
  struct FencePlace {
    /// The opening line without blanks at its sides.
    var opening: SourceSpan
    /// The info string.
    var info: SourceSpan
    /// The lines between the fences.
    var body: SourceSpan
    /// The line (from 0) on which the body begins.
    var bodyLine: Int
    /// How many blanks stand before the fence.
    var indentation: Int
    /// Whether a closing fence was found.
    var isClosed: Bool
  }

  /// A block of code of any kind.
  mutating func codeBlock(
    _ node: MarkdownNode, _ info: String, _ text: String, _ place: Place
  ) -> [Block] {
    let shown = FootnoteMask.unmasked(text)
    let word = info.split { $0 == " " || $0 == "\t" }.first.map(String.init) ?? ""
    let language = FootnoteMask.unmasked(word)
    let isOurs = ["mix", "hint", "quiz"].contains(language)
    guard place.isTop, let fence = fencePlace(node, place) else {
      let span = trimmed(lineSpan(node.startLine, place))
      if isOurs {
        report(
          "a \(language == "mix" ? "cell" : language) stands at top level, "
            + "not in a list, a quote or another block", at: span)
      } else {
        warnOfIndentedCell(text, info, at: span)
      }
      if language == "math" { return [.math(tex: shown, span: bodySpan(node, place))] }
      return [.code(language: language, text: shown)]
    }
    if !fence.isClosed {
      report("this fence is never closed and swallows the rest of the text", at: fence.opening)
    }
    if isOurs, fence.indentation > 0 {
      report("the fence of a cell begins in column one", at: fence.opening)
    }
    switch language {
    case "mix", "hint": return cell(fence)
    case "quiz": return quiz(fence)
    case "math": return [.math(tex: shown, span: fence.body)]
    default:
      warnOfNearMiss(language, at: fence.info)
      return [.code(language: language, text: shown)]
    }
  }

  private func bodySpan(_ node: MarkdownNode, _ place: Place) -> SourceSpan {
    let first = lineSpan(node.startLine + 1, place)
    let last = lineSpan(node.endLine, place)
    return SourceSpan(first.start, max(first.start, last.end))
  }

  /// The places of a fence at top level; nil for indented code.
  private func fencePlace(_ node: MarkdownNode, _ place: Place) -> FencePlace? {
    let line = min(max(place.lineOffset + node.startLine - 1, 0), source.lineStarts.count - 1)
    let span = source.lineSpan(line)
    var skip = 0
    if span.start == 0, masked.starts(with: [0xEF, 0xBB, 0xBF]) { skip = 3 }
    let bytes = masked[(span.start + min(skip, span.end))..<span.end]
    guard let mark = Fence.opening(bytes) else { return nil }
    let opening = trimmed(SourceSpan(bytes.startIndex, span.end))
    let info = trimmed(SourceSpan(min(opening.start + mark.length, span.end), span.end))
    let bodyLine = line + 1
    let bodyStart = bodyLine < source.lineStarts.count ? source.lineStarts[bodyLine] : masked.count
    var last = bodyLine
    while last < source.lineStarts.count {
      let span = source.lineSpan(last)
      if Fence.closes(masked[span.start..<span.end], mark: mark.mark, length: mark.length) { break }
      last += 1
    }
    let isClosed = last < source.lineStarts.count
    let end = isClosed ? source.lineStarts[last] : masked.count
    return FencePlace(
      opening: opening, info: info, body: SourceSpan(bodyStart, max(bodyStart, end)),
      bodyLine: bodyLine, indentation: mark.indentation, isClosed: isClosed)
  }

  private mutating func warnOfIndentedCell(_ text: String, _ info: String, at span: SourceSpan) {
    guard info.isEmpty else { return }
    let start = text.prefix(10).drop { $0 == "`" || $0 == "~" }
    guard text.hasPrefix("```") || text.hasPrefix("~~~") else { return }
    if start.hasPrefix("mix") || start.hasPrefix("quiz") || start.hasPrefix("hint") {
      warn("an indented fence is shown as code; a cell's fence begins in column one", at: span)
    }
  }

  /// Info strings that look as if a cell was meant.
  private mutating func warnOfNearMiss(_ word: String, at info: SourceSpan) {
    let letters = word.lowercased().drop { $0 == "{" || $0 == "." }
    let known = ["mix", "quiz", "hint", "math"]
    let isNear =
      known.contains(String(letters)) || letters.hasPrefix("mix")
      || known.contains { letters.hasPrefix($0 + "{") || letters.hasPrefix($0 + "#") }
      || known.contains(String(letters.prefix { $0 != "}" }))
      || ["mxi", "imx", "xmi", "mox", "miix"].contains(String(letters))
    guard isNear else { return }
    let wanted = known.first { letters.hasPrefix($0) } ?? "mix"
    warn(
      "\"\(word)\" is shown as code; a cell's info string begins with the word mix",
      at: SourceSpan(info.start, min(info.end, info.start + word.utf8.count)), suggestion: wanted)
  }
}
