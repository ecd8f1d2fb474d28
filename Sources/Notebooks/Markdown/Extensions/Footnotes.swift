import Tables

/// The footnotes of a notebook: numbered by first mention.
struct FootnoteRegister {
  /// The identifiers that are defined somewhere.
  var known: Set<String> = []
  /// The identifiers in the order of first mention.
  private(set) var order: [String] = []
  private var mentions: [String: Int] = [:]
  private var numbers: [String: Int] = [:]
  private(set) var definitions: [String: (blocks: [Block], span: SourceSpan)] = [:]

  /// The notes in the order of their numbers.
  var blocks: [[Block]] { order.map { definitions[$0]?.blocks ?? [] } }

  /// Counts a mention: the note's number, and how often it was mentioned before.
  mutating func mention(_ identifier: String) -> (number: Int, mention: Int) {
    let before = mentions[identifier, default: 0]
    mentions[identifier] = before + 1
    if before == 0 {
      order.append(identifier)
      numbers[identifier] = order.count
    }
    return (numbers[identifier] ?? order.count, before)
  }

  /// Keeps a definition; false where there is one already.
  mutating func define(_ identifier: String, _ blocks: [Block], _ span: SourceSpan) -> Bool {
    guard definitions[identifier] == nil else { return false }
    definitions[identifier] = (blocks, span)
    return true
  }

  /// Definitions that nothing mentions, top to bottom.
  var unmentioned: [(identifier: String, span: SourceSpan)] {
    definitions.filter { mentions[$0.key] == nil }.map { ($0.key, $0.value.span) }
      .sorted { $0.1.start < $1.1.start }
  }

  /// The identifiers that begin a line as `[^id]:` (in masked bytes).
  static func definitions(in masked: [UInt8], _ source: SourceText) -> Set<String> {
    var found: Set<String> = []
    for line in source.lineStarts {
      var index = line
      while index < masked.count, [0x20, 0x09, 0x3E].contains(masked[index]) { index += 1 }
      guard index < masked.count, masked[index] == FootnoteMask.open else { continue }
      guard let end = masked[index...].prefix(70).firstIndex(of: FootnoteMask.close),
        end + 1 < masked.count, masked[end + 1] == 0x3A
      else { continue }
      found.insert(String(decoding: masked[(index + 2)..<end], as: UTF8.self))
    }
    return found
  }
}

extension BlockReader {
  /// A paragraph's nodes, cut where a line begins with `[^id]:`; a paragraph that begins with none is one part.
  func footnoteParts(
    of nodes: [MarkdownNode]
  ) -> [(identifier: String?, nodes: [MarkdownNode])] {
    var parts: [(identifier: String?, nodes: [MarkdownNode])] = []
    for (index, node) in nodes.enumerated() {
      let isLineStart = index == 0 || (nodes[index - 1].kind == .softBreak && !parts.isEmpty)
      let isAfterNote = parts.last?.identifier != nil || index == 0
      if isLineStart, isAfterNote, case .text(let text) = node.kind,
        let definition = definitionHead(text)
      {
        if let last = parts.indices.last { trimBreak(&parts[last].nodes) }
        var rest = node
        rest.kind = .text(definition.rest)
        parts.append((definition.identifier, definition.rest.isEmpty ? [] : [rest]))
      } else if parts.isEmpty {
        parts.append((nil, [node]))
      } else {
        parts[parts.count - 1].nodes.append(node)
      }
    }
    return parts
  }

  private func trimBreak(_ nodes: inout [MarkdownNode]) {
    if nodes.last?.kind == .softBreak { nodes.removeLast() }
  }

  private func definitionHead(_ text: String) -> (identifier: String, rest: String)? {
    let bytes = Array(text.utf8)
    guard bytes.first == FootnoteMask.open, let end = bytes.firstIndex(of: FootnoteMask.close),
      end + 1 < bytes.count, end >= 2, bytes[end + 1] == 0x3A
    else { return nil }
    let rest = bytes[(end + 2)...].drop { $0 == 0x20 || $0 == 0x09 }
    return (
      String(decoding: bytes[2..<end], as: UTF8.self), String(decoding: rest, as: UTF8.self)
    )
  }

  /// Keeps the note that a paragraph defines; the locator finds its marks from top to bottom.
  mutating func define(_ identifier: String, _ blocks: [Block], _ marks: inout LeafLocator) {
    let span = marks.literal("\u{1}^\(identifier)\u{2}:") ?? marks.range
    if !footnotes.define(identifier, blocks, span), let first = footnotes.definitions[identifier] {
      report(
        "the footnote [^\(identifier)] is defined already in line \(lineNumber(first.span))",
        at: span)
    }
  }

  /// Text with the mentions of footnotes in it.
  mutating func mentions(in text: String, _ locator: inout LeafLocator) -> [Inline] {
    guard text.utf8.contains(FootnoteMask.open) else { return text.isEmpty ? [] : [.text(text)] }
    var output: [Inline] = []
    var plain: [UInt8] = []
    func flush() {
      if !plain.isEmpty {
        output.append(.text(FootnoteMask.unmasked(String(decoding: plain, as: UTF8.self))))
      }
      plain = []
    }
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.first {
      guard byte == FootnoteMask.open, let end = bytes.firstIndex(of: FootnoteMask.close),
        end >= bytes.startIndex + 2
      else {
        plain.append(byte)
        bytes.removeFirst()
        continue
      }
      let identifier = String(decoding: bytes[(bytes.startIndex + 2)..<end], as: UTF8.self)
      let span = locator.literal("\u{1}^\(identifier)\u{2}")
      if footnotes.known.contains(identifier) {
        flush()
        let note = footnotes.mention(identifier)
        output.append(.footnote(number: note.number, mention: note.mention))
      } else {
        plain += bytes[bytes.startIndex...end]
        report(
          "no footnote [^\(identifier)] is defined; write [^\(identifier)]: and its text",
          at: span ?? locator.range,
          suggestion: NearestName.suggestion(for: identifier, among: footnotes.known.sorted()))
      }
      bytes = bytes[(end + 1)...]
    }
    flush()
    return output
  }

  /// Warns of notes without a mention.
  mutating func reportUnmentionedFootnotes() {
    for note in footnotes.unmentioned {
      warn("nothing mentions the footnote [^\(note.identifier)]", at: note.span)
    }
  }
}
