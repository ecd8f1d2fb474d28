/// A node of the CommonMark tree as a plain value, so that nothing but the bridge sees the C library.
struct MarkdownNode {
  /// What the node is.
  enum Kind: Equatable {
    case document
    case quote
    case list(start: Int?, isTight: Bool)
    case item
    case codeBlock(info: String, text: String)
    case htmlBlock(String)
    case paragraph
    case heading(level: Int)
    case rule
    case text(String)
    case softBreak
    case lineBreak
    case code(String)
    case htmlInline(String)
    case emphasis
    case strong
    case link(destination: String, title: String)
    case image(source: String, title: String)
  }

  /// What the node is.
  var kind: Kind
  /// The first line, from 1; 0 for what stands within a line.
  var startLine: Int
  /// The first column in bytes, from 1.
  var startColumn: Int
  /// The last line, from 1.
  var endLine: Int
  /// What it holds.
  var children: [MarkdownNode] = []

  /// The characters without any marks, as alternative texts and slugs need them.
  var plainText: String {
    var output = ""
    appendPlainText(to: &output)
    return output
  }

  private func appendPlainText(to output: inout String) {
    switch kind {
    case .text(let text), .code(let text): output += text
    case .softBreak, .lineBreak: output += " "
    default: for child in children { child.appendPlainText(to: &output) }
    }
  }
}
