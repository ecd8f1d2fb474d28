/// Alerts, which are quotes that begin with `[!NOTE]`, and the tasks of lists.
extension BlockReader {
  /// A quote, or an alert.
  mutating func quote(_ node: MarkdownNode, _ place: Place) -> Block {
    guard let first = node.children.first, first.kind == .paragraph,
      case .text(let text)? = first.children.first?.kind, text.hasPrefix("[!"),
      let close = text.firstIndex(of: "]"),
      first.children.count == 1 || first.children[1].kind == .softBreak
        || first.children[1].kind == .lineBreak,
      text[text.index(after: close)...].allSatisfy({ $0 == " " })
    else { return .quote(blocks(node.children, place)) }
    let word = text[..<close].dropFirst(2).lowercased()
    guard let alert = Block.Alert(rawValue: word) else {
      var locator = LeafLocator(masked, range: leafRange(first, place))
      warn(
        "no alert is called \"\(word)\"; there are NOTE, TIP, IMPORTANT, WARNING and CAUTION",
        at: locator.literal(String(text[...close])) ?? locator.range)
      return .quote(blocks(node.children, place))
    }
    var children = node.children
    children[0].children.removeFirst(min(2, first.children.count))
    if children[0].children.isEmpty { children.removeFirst() }
    return .alert(alert, blocks(children, place))
  }

  /// An item of a list; a task where its text begins with `[ ]` or `[x]`.
  mutating func item(_ node: MarkdownNode, _ place: Place) -> Block.ListItem {
    guard let task = BlockReader.task(node) else {
      return Block.ListItem(blocks: blocks(node.children, place))
    }
    return Block.ListItem(isDone: task.isDone, blocks: blocks(task.children, place))
  }

  /// Whether an item is a ticked task, and its children without the box; nil for other items.
  static func task(_ node: MarkdownNode) -> (isDone: Bool, children: [MarkdownNode])? {
    guard let first = node.children.first, first.kind == .paragraph,
      case .text(let text)? = first.children.first?.kind
    else { return nil }
    let marks = ["[ ]": false, "[x]": true, "[X]": true]
    guard let isDone = marks[String(text.prefix(3))] else { return nil }
    let rest = text.dropFirst(3)
    guard rest.isEmpty || rest.first == " " else { return nil }
    var children = node.children
    let words = String(rest.drop { $0 == " " })
    if words.isEmpty {
      children[0].children.removeFirst()
    } else {
      children[0].children[0].kind = .text(words)
    }
    return (isDone, children)
  }
}
