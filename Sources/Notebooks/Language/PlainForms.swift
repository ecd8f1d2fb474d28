import Tables

/// What a run of characters says by its form alone.
extension StatementParser {
  /// A name is a letter or `_`, then letters, digits and `_`.
  static func checkName(_ text: String, at span: SourceSpan) throws(Diagnostic) {
    let isFine = text.unicodeScalars.enumerated().allSatisfy { index, scalar in
      scalar == "_" || scalar.properties.isAlphabetic
        || (index > 0 && scalar.properties.numericType != nil)
    }
    if !isFine {
      throw Diagnostic(
        "\"\(text.prefix(40))\" can't be a name: a letter, then letters, digits and _", at: span)
    }
  }

  /// `0.1..0.9`, `5%..60%`, `2024-11-29..2024-12-02`; nil where it is none of them.
  static func range(_ text: String, at span: SourceSpan) throws(Diagnostic) -> Expression? {
    let ends = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard ends.count == 2 else { return nil }
    if let first = Day(ends[0]), let last = Day(ends[1]) {
      if first > last {
        throw Diagnostic("a range goes from the earlier date to the later", at: span)
      }
      return .dayRange(first, last, span)
    }
    guard let low = numberOrShare(ends[0]), let high = numberOrShare(ends[1]) else { return nil }
    if low > high {
      throw Diagnostic("a range goes from the smaller number to the larger", at: span)
    }
    return .range(low, high, span)
  }

  private static func numberOrShare(_ text: String) -> Double? {
    text.hasSuffix("%") ? number(String(text.dropLast())).map { $0 / 100 } : number(text)
  }

  /// A decimal number; no hexadecimal, no `inf`, no `nan`.
  static func number(_ text: String) -> Double? {
    guard let first = text.utf8.first,
      first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || (48...57).contains(first),
      text.utf8.allSatisfy({ (48...57).contains($0) || [UInt8](".-+eE".utf8).contains($0) }),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  static func unit(_ word: String) -> Expression.Duration.Unit? {
    Expression.Duration.Unit(rawValue: word) ?? Expression.Duration.Unit(rawValue: word + "s")
  }
}
