/// The words, signs and quoted texts of a cell.
///
/// Everything that is not a sign, a quotation, a blank or a comment is part of a *bare* run: `0.1..0.9`, `5%`,
/// `fit.roi.tv`, `data/raw/sales.csv`, `-`. The parser tells them apart.
struct StatementLexer {
  /// A piece of a cell.
  struct Token: Hashable {
    enum Kind: Hashable {
      case bare(String)
      case text(String)
      /// One of `, ( ) : = < <= > >= == != ~`
      case sign(String)
    }
    let kind: Kind
    let span: SourceSpan
    /// Whether it begins a line in column one, and so a statement.
    let beginsStatement: Bool
  }

  private let bytes: [UInt8]
  private let end: Int
  private var offset: Int
  private var isLineStart = true
  private var diagnostics: [Diagnostic] = []
  private var tokens: [Token] = []

  /// Reads the tokens of `body`, and what is wrong with them.
  static func tokens(
    of body: SourceSpan, in source: SourceText
  ) -> (tokens: [Token], diagnostics: [Diagnostic]) {
    var lexer = StatementLexer(
      bytes: source.bytes, end: min(body.end, source.bytes.count), offset: body.start)
    lexer.run()
    return (lexer.tokens, lexer.diagnostics)
  }

  private init(bytes: [UInt8], end: Int, offset: Int) {
    self.bytes = bytes
    self.end = end
    self.offset = offset
  }

  private mutating func run() {
    while offset < end {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\n"):
        offset += 1
        isLineStart = true
        continue
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        offset += 1
      case UInt8(ascii: "#"):
        while offset < end, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
      case UInt8(ascii: "\""):
        readText()
      default:
        if !readSign() { readBare() }
      }
      isLineStart = false
    }
  }

  private mutating func add(_ kind: Token.Kind, from start: Int) {
    let startsLine = start == 0 || bytes[start - 1] == UInt8(ascii: "\n")
    tokens.append(
      Token(
        kind: kind, span: SourceSpan(start, offset), beginsStatement: startsLine || isFirst(start)))
  }

  /// The first line of a cell's body counts as column one wherever the body begins.
  private func isFirst(_ start: Int) -> Bool { isLineStart && tokens.isEmpty && start == 0 }

  /// A quoted text: `\"` and `\\` stand for themselves, `\n` for a line end; a text ends on its line.
  private mutating func readText() {
    let start = offset
    offset += 1
    var text: [UInt8] = []
    while offset < end, bytes[offset] != UInt8(ascii: "\n") {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") {
        add(.text(String(decoding: text, as: UTF8.self)), from: start)
        return
      }
      if byte == UInt8(ascii: "\\"), offset < end {
        let escaped = bytes[offset]
        if escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") {
          text.append(escaped)
          offset += 1
          continue
        }
        if escaped == UInt8(ascii: "n") {
          text.append(UInt8(ascii: "\n"))
          offset += 1
          continue
        }
      }
      text.append(byte)
    }
    diagnostics.append(
      Diagnostic(
        "this quotation is not closed on its line; put a \" at its end",
        at: SourceSpan(start, start + 1)))
    add(.text(String(decoding: text, as: UTF8.self)), from: start)
  }

  private mutating func readSign() -> Bool {
    let start = offset
    let byte = bytes[offset]
    let next = offset + 1 < end ? bytes[offset + 1] : 0
    let isDouble =
      next == UInt8(ascii: "=") && [UInt8]("<>=!".utf8).contains(byte)
    if isDouble {
      offset += 2
    } else if [UInt8](",():=<>~|".utf8).contains(byte) {
      offset += 1
    } else {
      return false
    }
    add(.sign(String(decoding: bytes[start..<offset], as: UTF8.self)), from: start)
    return true
  }

  private mutating func readBare() {
    let start = offset
    while offset < end, !StatementLexer.endsBare(bytes[offset]) {
      if bytes[offset] == UInt8(ascii: "!"), offset + 1 < end,
        bytes[offset + 1] == UInt8(ascii: "="), offset > start
      {
        break
      }
      offset += 1
    }
    add(.bare(String(decoding: bytes[start..<offset], as: UTF8.self)), from: start)
  }

  private static func endsBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20: true
    case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "~"), UInt8(ascii: "|"), UInt8(ascii: "#"):
      true
    default: false
    }
  }
}
