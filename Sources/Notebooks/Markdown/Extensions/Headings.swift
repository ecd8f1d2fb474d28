/// The identifiers of a notebook's headings, each used once.
struct HeadingIdentifiers {
  private var lines: [String: Int] = [:]
  private var counts: [String: Int] = [:]

  /// The line on which an identifier was given, or nil.
  func line(of identifier: String) -> Int? { lines[identifier] }

  /// Takes an identifier, with `-2`, `-3` … after it where it is taken.
  mutating func take(_ wanted: String, line: Int) -> String {
    var identifier = wanted
    while lines[identifier] != nil {
      let count = counts[wanted, default: 1] + 1
      counts[wanted] = count
      identifier = "\(wanted)-\(count)"
    }
    lines[identifier] = line
    return identifier
  }

  /// A title as an identifier: small letters and digits, hyphens between words, Latin letters without their accents.
  static func slug(_ title: String) -> String {
    var output = ""
    var pendingHyphen = false
    for scalar in title.unicodeScalars {
      let kind = scalar.properties.generalCategory
      switch kind {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter,
        .decimalNumber, .letterNumber:
        if pendingHyphen, !output.isEmpty { output += "-" }
        pendingHyphen = false
        output += folded(scalar)
      case .spaceSeparator, .dashPunctuation, .control, .connectorPunctuation:
        pendingHyphen = true
      default: break
      }
      if output.utf8.count > 80 { break }
    }
    return output.isEmpty ? "section" : output
  }

  /// "LATIN SMALL LETTER E WITH ACUTE" is an e: the standard library decomposes no characters otherwise.
  private static func folded(_ scalar: Unicode.Scalar) -> String {
    let small = scalar.properties.lowercaseMapping
    guard !scalar.isASCII, let name = scalar.properties.name, name.hasPrefix("LATIN ") else {
      return small
    }
    let words = name.split(separator: " ")
    guard words.count > 4, words[2] == "LETTER", words[4] == "WITH" else { return small }
    return words[3].lowercased()
  }
}

extension BlockReader {
  /// A heading; its identifier comes from `{#id}` at its end, else from its text.
  mutating func heading(_ node: MarkdownNode, _ level: Int, _ place: Place) -> Block {
    var children = node.children
    let range = leafRange(node, place)
    var explicit: String?
    if case .text(let text)? = children.last?.kind, let found = attribute(in: text) {
      explicit = found.identifier
      if found.rest.isEmpty {
        children.removeLast()
      } else {
        children[children.count - 1].kind = .text(found.rest)
      }
    }
    var locator = LeafLocator(masked, range: range)
    let title = children.map(\.plainText).joined()
    let content = inlines(children, &locator)
    let line = lineNumber(range)
    if let explicit, let first = identifiers.line(of: explicit) {
      report(
        "the identifier \(explicit) is taken by the heading in line \(first)",
        at: locator.literal("{#\(explicit)}") ?? range)
    }
    let wanted = explicit ?? HeadingIdentifiers.slug(FootnoteMask.unmasked(title))
    return .heading(
      level: level, identifier: identifiers.take(wanted, line: line), content: content, span: range)
  }

  private func attribute(in text: String) -> (identifier: String, rest: String)? {
    guard text.hasSuffix("}"), let start = text.lastIndex(of: "{") else { return nil }
    let inner = text[text.index(after: start)...].dropLast()
    guard inner.first == "#", inner.count > 1, inner.utf8.count <= 81,
      inner.dropFirst().utf8.allSatisfy(HeadingIdentifiers.isIdentifierByte)
    else { return nil }
    var rest = text[..<start]
    while rest.last == " " { rest.removeLast() }
    return (String(inner.dropFirst()), String(rest))
  }
}

extension HeadingIdentifiers {
  /// Letters, digits, `-`, `_`, `.`, and everything beyond ASCII.
  static func isIdentifierByte(_ byte: UInt8) -> Bool {
    let small = byte | 0x20
    return (0x61...0x7A).contains(small) || (0x30...0x39).contains(byte) || byte == 0x2D
      || byte == 0x5F || byte == 0x2E || byte >= 0x80
  }
}
