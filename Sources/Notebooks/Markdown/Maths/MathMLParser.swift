/// The little XML that a formula comes in: elements, attributes in double quotes, five entities and numbers.
///
/// Strict: what isn't understood gives nil, so that nothing strange reaches a page.
struct MathMLParser {
  /// An element or, with an empty name, text.
  struct Node {
    /// The element's name; "" for text.
    var name: String
    var attributes: [(name: String, value: String)] = []
    var text = ""
    var children: [Node] = []

    /// The first element of a name, at any depth.
    func first(_ wanted: String) -> Node? {
      if name == wanted { return self }
      for child in children {
        if let found = child.first(wanted) { return found }
      }
      return nil
    }

    /// All text in it.
    var allText: String { text + children.map(\.allText).joined() }
  }

  private static let depthLimit = 120
  private var bytes: ArraySlice<UInt8>

  /// The root element of a document, or nil.
  static func parse(_ bytes: [UInt8]) -> Node? {
    var parser = MathMLParser(bytes: bytes[...])
    parser.skipBlanks()
    return parser.element(depth: 0)
  }

  private mutating func skipBlanks() {
    bytes = bytes.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes.starts(with: text.utf8) else { return false }
    bytes = bytes.dropFirst(text.utf8.count)
    return true
  }

  private mutating func word() -> String {
    let taken = bytes.prefix { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x3A }
    bytes = bytes.dropFirst(taken.count)
    return String(decoding: taken, as: UTF8.self)
  }

  private mutating func element(depth: Int) -> Node? {
    guard depth < MathMLParser.depthLimit, take("<") else { return nil }
    var node = Node(name: word())
    guard !node.name.isEmpty else { return nil }
    while true {
      skipBlanks()
      if take("/>") { return node }
      if take(">") { break }
      let name = word()
      guard !name.isEmpty, take("=\""), let end = bytes.firstIndex(of: 0x22),
        let value = unescaped(bytes[..<end])
      else { return nil }
      node.attributes.append((name, value))
      bytes = bytes[(end + 1)...]
    }
    while true {
      if take("</") {
        guard word() == node.name, take(">") else { return nil }
        return node
      }
      guard let first = bytes.first else { return nil }
      if first == 0x3C {
        guard let child = element(depth: depth + 1) else { return nil }
        node.children.append(child)
      } else {
        let taken = bytes.prefix { $0 != 0x3C }
        guard let text = unescaped(taken) else { return nil }
        bytes = bytes.dropFirst(taken.count)
        node.children.append(Node(name: "", text: text))
      }
    }
  }

  private func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
    var output = ""
    var rest = Substring(decoding: bytes, as: UTF8.self)
    while let mark = rest.firstIndex(of: "&") {
      output += rest[..<mark]
      guard let end = rest[mark...].firstIndex(of: ";") else { return nil }
      let name = rest[rest.index(after: mark)..<end]
      guard let character = character(name) else { return nil }
      output.unicodeScalars.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return output + rest
  }

  private func character(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let isHexadecimal = name.hasPrefix("#x")
      let digits = name.dropFirst(isHexadecimal ? 2 : 1)
      return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
    }
  }
}
