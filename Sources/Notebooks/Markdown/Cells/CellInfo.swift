import Tables

/// The info string of a fence, word by word: `mix exercise #label caption="…"`.
struct CellInfo {
  /// A word with its place.
  struct Word: Equatable {
    /// The word, without quotation marks.
    var text: String
    /// Where it stands.
    var span: SourceSpan
  }
  /// `key=value` with both places.
  struct Attribute: Equatable {
    var key: Word
    var value: Word
  }

  /// Bare words: `mix`, `exercise`.
  private(set) var words: [Word] = []
  /// `#label`, without the hash.
  private(set) var labels: [Word] = []
  /// In source order.
  private(set) var attributes: [Attribute] = []
  /// What could not be read.
  private(set) var problems: [Diagnostic] = []

  /// Reads an info string.
  init(_ source: SourceText, _ span: SourceSpan) {
    let bytes = source.bytes
    var offset = span.start
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    while offset < span.end {
      if isBlank(bytes[offset]) {
        offset += 1
        continue
      }
      let start = offset
      while offset < span.end, !isBlank(bytes[offset]), bytes[offset] != 0x3D { offset += 1 }
      let word = SourceSpan(start, offset)
      let text = source.text(word)
      guard offset < span.end, bytes[offset] == 0x3D else {
        if text.hasPrefix("#") {
          labels.append(Word(text: String(text.dropFirst()), span: word))
        } else {
          words.append(Word(text: text, span: word))
        }
        continue
      }
      offset += 1
      let value = CellInfo.value(source, &offset, span.end)
      if let problem = value.problem { problems.append(problem) }
      attributes.append(Attribute(key: Word(text: text, span: word), value: value.word))
    }
  }

  /// A value: up to the next blank, or between quotation marks with `\"` and `\\` inside.
  private static func value(
    _ source: SourceText, _ offset: inout Int, _ end: Int
  ) -> (word: Word, problem: Diagnostic?) {
    let bytes = source.bytes
    let start = offset
    guard offset < end, bytes[offset] == 0x22 else {
      while offset < end, bytes[offset] != 0x20, bytes[offset] != 0x09 { offset += 1 }
      let span = SourceSpan(start, offset)
      return (Word(text: source.text(span), span: span), nil)
    }
    offset += 1
    var text: [UInt8] = []
    while offset < end, bytes[offset] != 0x22 {
      if bytes[offset] == 0x5C, offset + 1 < end, [0x22, 0x5C].contains(bytes[offset + 1]) {
        offset += 1
      }
      text.append(bytes[offset])
      offset += 1
    }
    let isClosed = offset < end
    if isClosed { offset += 1 }
    let span = SourceSpan(start, offset)
    let word = Word(text: String(decoding: text, as: UTF8.self), span: span)
    return (
      word, isClosed ? nil : Diagnostic(.error, "this text is never closed with \"", at: span)
    )
  }

  /// Whether a word can be a name: a letter, then letters, digits and `_`.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first | 0x20), text.utf8.count <= 64
    else { return false }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F
    }
  }

  /// Whether a word can be a label: letters, digits, `-`, `_` and `.`.
  static func isLabel(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 80
      && text.utf8.allSatisfy(HeadingIdentifiers.isIdentifierByte)
  }
}
