/// The headings of a notebook, for its contents.
struct Outline {
  /// One heading.
  struct Entry {
    var level: Int
    var anchor: String
    var content: [Inline]
    /// The language of the passage that it stands in, or nil.
    var language: String?
  }

  var entries: [Entry] = []

  init(_ blocks: [Block]) { collect(blocks, language: nil) }

  private mutating func collect(_ blocks: [Block], language: String?) {
    for block in blocks {
      switch block {
      case .heading(let level, let anchor, let content, _):
        entries.append(Entry(level: level, anchor: anchor, content: content, language: language))
      case .passage(let language, let blocks): collect(blocks, language: language)
      default: break
      }
    }
  }

  /// Anchors that the page itself uses.
  static let reservedAnchors: Set<String> = ["main", "contents", "top", "failure", "notes"]

  /// Every heading's anchor, of headings in quotations and lists too.
  static func identifiers(in blocks: [Block]) -> [String] {
    // A stack of our own: the nesting is the author's choice.
    var pending = blocks
    var found: [String] = []
    while let block = pending.popLast() {
      switch block {
      case .heading(_, let identifier, _, _): found.append(identifier)
      case .quote(let blocks), .alert(_, let blocks), .passage(_, let blocks): pending += blocks
      case .list(let items, _, _): for item in items { pending += item.blocks }
      default: break
      }
    }
    return found
  }

  /// Every language that has a passage of its own.
  static func languages(in blocks: [Block]) -> Set<String> {
    var pending = blocks
    var found: Set<String> = []
    while let block = pending.popLast() {
      switch block {
      case .passage(let language, let blocks):
        found.insert(language)
        pending += blocks
      case .quote(let blocks), .alert(_, let blocks): pending += blocks
      case .list(let items, _, _): for item in items { pending += item.blocks }
      default: break
      }
    }
    return found
  }
}
