/// A tree of HTML or SVG: the one place where text is escaped.
///
/// Everything that a notebook or a CSV file can put into a page goes through `text` or an attribute's value, and both
/// are escaped here when the tree is written. `raw` is for markup that the program itself holds (style sheets, scripts,
/// a tree that was written before), never for what came from outside.
///
///     Markup.element("p", ["class": "note"], [.text("a < b")]).html   // <p class="note">a &lt; b</p>
public indirect enum Markup: Sendable, Hashable {
  /// Character data; escaped when written.
  case text(String)
  /// Markup of our own, written as it is.
  case raw(String)
  /// An element with attributes in writing order and children.
  case element(name: String, attributes: [Attribute], children: [Markup])
  /// A run of nodes without an element around it.
  case fragment([Markup])

  /// One attribute; the value is escaped when written.
  public struct Attribute: Sendable, Hashable {
    /// The name, from the program, never from outside.
    public let name: String
    /// The value; nil writes the bare name (`hidden`).
    public let value: String?

    /// An attribute.
    public init(_ name: String, _ value: String?) {
      self.name = name
      self.value = value
    }
  }

  /// An element; attributes are written in the order given.
  public static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    .element(
      name: name, attributes: attributes.map { Attribute($0.key, $0.value) }, children: children)
  }
}

extension Markup {
  /// Written as HTML: void elements (`<br>`) without an end tag.
  public var html: String { written(emptyTags: false) }
  /// Written as XML, for a stand-alone SVG file: elements without children close themselves (`<path/>`).
  public var xml: String { written(emptyTags: true) }

  private func written(emptyTags: Bool) -> String {
    var output = ""
    write(to: &output, emptyTags: emptyTags)
    return output
  }

  private func write(to output: inout String, emptyTags: Bool) {
    switch self {
    case .text(let text): Escaping.append(text, to: &output)
    case .raw(let text): output += text
    case .fragment(let children):
      for child in children { child.write(to: &output, emptyTags: emptyTags) }
    case .element(let name, let attributes, let children):
      output += "<"
      output += name
      for attribute in attributes {
        output += " "
        output += attribute.name
        guard let value = attribute.value else { continue }
        output += "=\""
        Escaping.append(value, to: &output)
        output += "\""
      }
      if children.isEmpty, emptyTags || Markup.foreignElements.contains(name) {
        output += "/>"
        return
      }
      output += ">"
      if Markup.voidElements.contains(name) { return }
      for child in children { child.write(to: &output, emptyTags: emptyTags) }
      output += "</\(name)>"
    }
  }

  private static let voidElements: Set<String> = [
    "br", "col", "hr", "img", "input", "link", "meta", "wbr",
  ]

  /// Elements of SVG that never have children; HTML parsers take `/>` there.
  private static let foreignElements: Set<String> = [
    "path", "line", "rect", "circle", "ellipse", "polygon", "polyline", "use",
  ]
}
