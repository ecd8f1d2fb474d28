import CCmark

/// CommonMark by libcmark: bytes to a tree of values.
enum CommonMarkParser {
  /// How deep blocks and inlines may nest before the rest is dropped: the walks over the tree recurse.
  static let depthLimit = 64

  /// A parsed document, and the line of the first node that was nested too deeply.
  struct Result {
    /// The document's children.
    var nodes: [MarkdownNode]
    /// A line, from 1, where nodes below `depthLimit` were dropped, or nil.
    var tooDeepLine: Int?
  }

  /// Parses UTF-8 text.
  ///
  /// The library's own walk is iterative, and so is this one; its memory is freed before the return.
  static func parse(_ bytes: ArraySlice<UInt8>) -> Result {
    let root = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      guard let base = buffer.baseAddress else { return nil }
      return base.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
        cmark_parse_document($0, buffer.count, CMARK_OPT_DEFAULT)
      }
    }
    guard let root else { return Result(nodes: []) }
    defer { cmark_node_free(root) }
    cmark_consolidate_text_nodes(root)
    return converted(root)
  }

  private static func converted(_ root: OpaquePointer) -> Result {
    guard let iterator = cmark_iter_new(root) else { return Result(nodes: []) }
    defer { cmark_iter_free(iterator) }
    var open: [MarkdownNode] = []
    var tooDeepLine: Int?
    var line = 1
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return Result(nodes: [], tooDeepLine: tooDeepLine) }
      guard let pointer = cmark_iter_get_node(iterator) else { continue }
      let isLeaf = leaves.contains(cmark_node_get_type(pointer).rawValue)
      if event == CMARK_EVENT_ENTER {
        let node = node(at: pointer)
        if node.startLine > 0 { line = node.startLine }
        if isLeaf {
          append(node, to: &open)
        } else if open.count > depthLimit {
          tooDeepLine = tooDeepLine ?? line
          cmark_iter_reset(iterator, pointer, CMARK_EVENT_EXIT)
        } else {
          open.append(node)
        }
      } else if !isLeaf, let node = open.popLast() {
        if open.isEmpty { return Result(nodes: node.children, tooDeepLine: tooDeepLine) }
        append(node, to: &open)
      }
    }
  }

  private static func append(_ node: MarkdownNode, to open: inout [MarkdownNode]) {
    guard !open.isEmpty else { return }
    open[open.count - 1].children.append(node)
  }

  private static let leaves: Set<UInt32> = [
    CMARK_NODE_CODE_BLOCK.rawValue, CMARK_NODE_HTML_BLOCK.rawValue,
    CMARK_NODE_THEMATIC_BREAK.rawValue, CMARK_NODE_TEXT.rawValue, CMARK_NODE_SOFTBREAK.rawValue,
    CMARK_NODE_LINEBREAK.rawValue, CMARK_NODE_CODE.rawValue, CMARK_NODE_HTML_INLINE.rawValue,
  ]

  private static func node(at pointer: OpaquePointer) -> MarkdownNode {
    MarkdownNode(
      kind: kind(of: pointer), startLine: Int(cmark_node_get_start_line(pointer)),
      startColumn: Int(cmark_node_get_start_column(pointer)),
      endLine: Int(cmark_node_get_end_line(pointer)))
  }

  private static func kind(of pointer: OpaquePointer) -> MarkdownNode.Kind {
    switch cmark_node_get_type(pointer) {
    case CMARK_NODE_BLOCK_QUOTE: .quote
    case CMARK_NODE_LIST:
      .list(
        start: cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
          ? Int(cmark_node_get_list_start(pointer)) : nil,
        isTight: cmark_node_get_list_tight(pointer) != 0)
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_CODE_BLOCK:
      .codeBlock(info: text(cmark_node_get_fence_info(pointer)), text: literal(pointer))
    case CMARK_NODE_HTML_BLOCK: .htmlBlock(literal(pointer))
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading(level: Int(cmark_node_get_heading_level(pointer)))
    case CMARK_NODE_THEMATIC_BREAK: .rule
    case CMARK_NODE_TEXT: .text(literal(pointer))
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .code(literal(pointer))
    case CMARK_NODE_HTML_INLINE: .htmlInline(literal(pointer))
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_LINK:
      .link(
        destination: text(cmark_node_get_url(pointer)),
        title: text(cmark_node_get_title(pointer)))
    case CMARK_NODE_IMAGE:
      .image(
        source: text(cmark_node_get_url(pointer)), title: text(cmark_node_get_title(pointer)))
    default: .document
    }
  }

  private static func literal(_ pointer: OpaquePointer) -> String {
    text(cmark_node_get_literal(pointer))
  }

  private static func text(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }
}
