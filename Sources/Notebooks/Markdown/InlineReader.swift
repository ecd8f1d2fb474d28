/// Inlines: CommonMark's own, maths, inline values and the mentions of footnotes.
extension BlockReader {
  /// Converts the inline nodes of a leaf, whose places the locator knows.
  mutating func inlines(
    _ nodes: [MarkdownNode], _ locator: inout LeafLocator, inTable: Bool = false
  ) -> [Inline] {
    var output: [Inline] = []
    let isMath = mathFlags(nodes)
    for (index, node) in nodes.enumerated() {
      switch node.kind {
      case .text(let text):
        var characters = Substring(text).utf8
        if index > 0, isMath[index - 1] { characters = characters.dropFirst() }
        if index + 1 < nodes.count, isMath[index + 1] { characters = characters.dropLast() }
        output += mentions(in: String(Substring(characters)), &locator)
      case .code(let literal):
        output.append(
          code(literal, isMath: isMath[index], &locator, inTable: inTable))
      case .htmlInline(let text): htmlInline(text, &locator)
      case .softBreak: output.append(.softBreak)
      case .lineBreak: output.append(.lineBreak)
      case .emphasis:
        output.append(.emphasis(inlines(node.children, &locator, inTable: inTable)))
      case .strong: output.append(.strong(inlines(node.children, &locator, inTable: inTable)))
      case .link(let destination, let title):
        output.append(
          .link(
            destination: FootnoteMask.unmasked(destination), title: FootnoteMask.unmasked(title),
            content: inlines(node.children, &locator, inTable: inTable)))
      case .image: output.append(.image(image(node)))
      default: break
      }
    }
    return output
  }

  /// A picture: its alternative text is what its brackets hold, without marks.
  func image(_ node: MarkdownNode) -> Image {
    guard case .image(let source, let title) = node.kind else {
      return Image(source: "", alternative: "", title: "")
    }
    return Image(
      source: FootnoteMask.unmasked(source), alternative: FootnoteMask.unmasked(node.plainText),
      title: FootnoteMask.unmasked(title))
  }

  /// A paragraph that is one image, with its title as the caption; else nil.
  func figure(_ node: MarkdownNode) -> Block? {
    guard node.children.count == 1, case .image = node.children[0].kind else { return nil }
    let image = image(node.children[0])
    return .figure(image: image, caption: image.title.isEmpty ? [] : [.text(image.title)])
  }

  /// For each node whether it is a code span between two dollars; one dollar serves one span only.
  private func mathFlags(_ nodes: [MarkdownNode]) -> [Bool] {
    var flags = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices.dropFirst().dropLast() {
      guard case .code = nodes[index].kind, case .text(let before) = nodes[index - 1].kind,
        case .text(let after) = nodes[index + 1].kind, before.utf8.last == 0x24,
        after.utf8.first == 0x24
      else { continue }
      flags[index] = !(before.utf8.count == 1 && index >= 2 && flags[index - 2])
    }
    return flags
  }

  private mutating func code(
    _ literal: String, isMath: Bool, _ locator: inout LeafLocator, inTable: Bool
  ) -> Inline {
    let place = locator.code(literal)
    let text = FootnoteMask.unmasked(inTable ? unescapedPipes(literal) : literal)
    if isMath { return .math(tex: text, span: place?.content ?? locator.range) }
    guard BlockReader.isValue(text) else { return .code(text) }
    guard let place else {
      report("this inline value cannot be placed; write it on one line", at: locator.range)
      return .code(text)
    }
    return value(in: place.content) ?? .code(text)
  }

  private func unescapedPipes(_ text: String) -> String {
    var output = ""
    var pending = false
    for character in text {
      if pending, character != "|" { output.append("\\") }
      pending = !pending && character == "\\"
      if !pending { output.append(character) }
    }
    return pending ? output + "\\" : output
  }
}
