public import Figures

/// Colours the statements of a cell for a page: a scanner, not a parser, so that it colours wrong cells too.
///
/// Its words follow the cell language: a statement begins in column one with `name =` or with its verb, `key=` and
/// `key:` are options, `#` starts a comment. What it does not know stays plain; no character is added or lost.
public enum CellHighlighter {
  /// What a stretch of a cell is; the raw value is the style sheet's class.
  public enum Kind: String, Sendable, Hashable {
    /// What a statement does: `fit`.
    case verb = "k-verb"
    /// The name that a statement binds.
    case name = "k-name"
    /// What stands before `=` or before `:`.
    case option = "k-option"
    /// A word before `(`.
    case call = "k-call"
    /// Text in quotation marks.
    case string = "k-string"
    /// A number, percentage or date.
    case number = "k-number"
    /// From `#` to the end of the line.
    case comment = "k-comment"
    /// All else.
    case plain = ""
  }

  /// A stretch of one kind.
  public struct Token: Sendable, Hashable {
    /// What it is.
    public var kind: Kind
    /// The characters as written.
    public var text: String
  }

  /// The statements, or the expression of a claim without its verb, as coloured spans.
  public static func markup(_ text: String, isExpression: Bool = false) -> Markup {
    .fragment(
      tokens(text, isExpression: isExpression).map { token in
        token.kind == .plain
          ? .text(token.text)
          : .element("span", ["class": token.kind.rawValue], [.text(token.text)])
      })
  }

  /// The text cut into stretches, which together are the text.
  public static func tokens(_ text: String, isExpression: Bool = false) -> [Token] {
    var scanner = Scanner(characters: Array(text), isExpression: isExpression)
    return scanner.scan()
  }

  private struct Scanner {
    let characters: [Character]
    let isExpression: Bool
    var position = 0
    var tokens: [Token] = []
    /// Whether the verb of the statement is still to come.
    var awaitsVerb = false

    init(characters: [Character], isExpression: Bool) {
      self.characters = characters
      self.isExpression = isExpression
    }

    mutating func scan() -> [Token] {
      while position < characters.count {
        let character = characters[position]
        if isAtLineStart, !character.isWhitespace, character != "#" {
          awaitsVerb = !isExpression
        }
        switch character {
        case "#": take(.comment) { !$0.isNewline }
        case "\"": takeString()
        case "0"..."9": takeNumber()
        case _ where character.isLetter || character == "_": takeWord()
        default:
          append(.plain, upTo: position + 1)
        }
      }
      return tokens
    }

    private var isAtLineStart: Bool { position == 0 || characters[position - 1].isNewline }

    private mutating func take(_ kind: Kind, while belongs: (Character) -> Bool) {
      var end = position + 1
      while end < characters.count, belongs(characters[end]) { end += 1 }
      append(kind, upTo: end)
    }

    private mutating func takeString() {
      var end = position + 1
      while end < characters.count, characters[end] != "\"", !characters[end].isNewline {
        end += characters[end] == "\\" && end + 1 < characters.count ? 2 : 1
      }
      append(.string, upTo: min(end + 1, characters.count))
    }

    private mutating func takeNumber() {
      var end = position + 1
      while end < characters.count {
        let character = characters[end]
        let next = end + 1 < characters.count ? characters[end + 1] : " "
        let joins = (character == "." || character == "-") && next.isNumber
        guard character.isNumber || character == "_" || joins else { break }
        end += 1
      }
      // A lesson's name begins with digits: `from=01_data_audit_eda`.
      if end < characters.count, characters[end].isLetter {
        takeWord()
        return
      }
      if end < characters.count, characters[end] == "%" { end += 1 }
      append(.number, upTo: end)
    }

    private mutating func takeWord() {
      var end = position + 1
      while end < characters.count,
        characters[end].isLetter || characters[end].isNumber || "_.".contains(characters[end])
      { end += 1 }
      var after = end
      while after < characters.count, characters[after] == " " { after += 1 }
      let next = after < characters.count ? characters[after] : " "
      let second = after + 1 < characters.count ? characters[after + 1] : " "
      let assigns = next == "=" && second != "="
      switch true {
      case awaitsVerb && assigns && isAtLineStart: append(.name, upTo: end)
      case awaitsVerb:
        awaitsVerb = false
        append(.verb, upTo: end)
      case assigns || (next == ":" && !isExpression): append(.option, upTo: end)
      case end < characters.count && characters[end] == "(": append(.call, upTo: end)
      default: append(.plain, upTo: end)
      }
    }

    private mutating func append(_ kind: Kind, upTo end: Int) {
      let text = String(characters[position..<end])
      position = end
      if kind == .plain, tokens.last?.kind == .plain {
        tokens[tokens.count - 1].text += text
      } else {
        tokens.append(Token(kind: kind, text: text))
      }
    }
  }
}
