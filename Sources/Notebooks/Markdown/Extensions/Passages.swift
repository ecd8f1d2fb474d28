import Tables

/// A directive in an HTML comment: `<!-- mix: lang ko -->`.
enum PassageDirective {
  /// What an HTML block is.
  enum Kind: Equatable {
    case language(String)
    case end
    case unknown(String)
    case comment
  }

  /// What the text of a comment, between `<!--` and `-->`, says.
  static func kind(of comment: Substring) -> Kind {
    let words = comment.split { $0.isWhitespace }
    guard let first = words.first, first.hasPrefix("mix:") else { return .comment }
    let rest = (first == "mix:" ? [] : [first.dropFirst(4)]) + words.dropFirst()
    switch (rest.first, rest.count) {
    case ("lang", 2) where isLanguage(String(rest[1])): return .language(String(rest[1]))
    case ("end", 1): return .end
    default: return .unknown(rest.joined(separator: " "))
    }
  }

  /// Whether a word is a language code: `ko`, `pt-BR`.
  static func isLanguage(_ code: String) -> Bool {
    let parts = code.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.utf8.count), code.utf8.count <= 35,
      first.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
    else { return false }
    return parts.dropFirst().allSatisfy { part in
      (2...8).contains(part.utf8.count)
        && part.utf8.allSatisfy {
          (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0)
        }
    }
  }
}

extension BlockReader {
  /// The blocks of the top level, with language passages gathered.
  mutating func passages(_ nodes: [MarkdownNode], _ place: Place) -> [Block] {
    var output: [Block] = []
    var open: (language: String, span: SourceSpan, blocks: [Block])?
    for node in nodes {
      guard case .htmlBlock(let text) = node.kind, let comment = BlockReader.comment(text) else {
        let converted = block(node, place)
        if open != nil { open?.blocks += converted } else { output += converted }
        continue
      }
      let span = trimmed(lineSpan(node.startLine, place))
      switch PassageDirective.kind(of: comment) {
      case .language(let language):
        if let passage = open {
          report(
            "a passage in \(passage.language) is open since line \(lineNumber(passage.span)); "
              + "end it first with <!-- mix: end -->", at: span)
          output.append(.passage(language: passage.language, passage.blocks))
        }
        open = (language, span, [])
      case .end:
        if let passage = open {
          output.append(.passage(language: passage.language, passage.blocks))
        } else {
          report("no passage is open here", at: span)
        }
        open = nil
      case .unknown, .comment: htmlBlock(text, node, place)
      }
    }
    if let passage = open {
      report("this passage is never closed; end it with <!-- mix: end -->", at: passage.span)
      output.append(.passage(language: passage.language, passage.blocks))
    }
    return output
  }

  /// What stands in an HTML block that is one comment and nothing else; else nil.
  static func comment(_ html: String) -> Substring? {
    let text = html.trimmingBlanks()
    guard text.hasPrefix("<!--"), text.hasSuffix("-->"), text.utf8.count >= 7 else { return nil }
    let inner = text.dropFirst(4).dropLast(3)
    return inner.byteRange(of: "-->") == nil ? inner : nil
  }

  /// Says what an HTML block, none of which is shown, makes of itself.
  mutating func htmlBlock(_ html: String, _ node: MarkdownNode, _ place: Place) {
    let span = trimmed(lineSpan(node.startLine, place))
    guard let comment = BlockReader.comment(html) else {
      if html.trimmingBlanks().hasPrefix("<!--"), html.byteRange(of: "-->") == nil {
        report("this comment is never closed and hides the rest; end it with -->", at: span)
      } else {
        warn("raw HTML is not shown", at: span)
      }
      return
    }
    directiveProblem(PassageDirective.kind(of: comment), at: span)
  }

  /// Says what a tag or comment within a line makes of itself.
  mutating func htmlInline(_ html: String, _ locator: inout LeafLocator) {
    let span = locator.literal(html) ?? locator.range
    if let comment = BlockReader.comment(html) {
      directiveProblem(PassageDirective.kind(of: comment), at: span)
    } else if !html.hasPrefix("</"), !html.hasPrefix("<!--") {
      warn("raw HTML is not shown", at: span)
    }
  }

  private mutating func directiveProblem(_ kind: PassageDirective.Kind, at span: SourceSpan) {
    switch kind {
    case .comment: break
    case .language, .end:
      report("a passage begins and ends at top level, on a line of its own", at: span)
    case .unknown(let words):
      let first = words.split(separator: " ").first.map(String.init) ?? ""
      let known = NearestName.suggestion(for: first, among: ["lang", "end"])
      report(
        "no directive \"\(words)\"; there are \"mix: lang CODE\" and \"mix: end\"", at: span,
        suggestion: known == first ? nil : known)
    }
  }
}

extension StringProtocol {
  /// The text without blanks and line ends at its sides.
  func trimmingBlanks() -> SubSequence {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }
}

extension StringProtocol {
  /// Where a word first occurs, or nil.
  func byteRange(of word: String) -> Range<Int>? {
    let bytes = Array(utf8)
    let wanted = Array(word.utf8)
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      return start..<start + wanted.count
    }
    return nil
  }
}
