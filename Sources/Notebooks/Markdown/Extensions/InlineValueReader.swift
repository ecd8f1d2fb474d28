/// `` `= fit.roi.tv | 2` ``: a value of the notebook within its prose.
extension BlockReader {
  /// Whether a code span is a value: `=`, then something that is not an operator's second character.
  static func isValue(_ code: String) -> Bool {
    guard code.hasPrefix("=") else { return false }
    guard let next = code.dropFirst().first(where: { !$0.isWhitespace }) else { return false }
    return code.dropFirst().first.map { $0.isWhitespace || !"=><~!".contains($0) } ?? false
      && !"=><~".contains(next)
  }

  /// Registers the value between two backticks; nil, and a diagnostic, where it is not one.
  mutating func value(in content: SourceSpan) -> Inline? {
    guard let sign = (content.start..<content.end).first(where: { masked[$0] == 0x3D }) else {
      return nil
    }
    let all = trimmed(SourceSpan(sign + 1, content.end))
    if let offset = (all.start..<all.end).first(where: { masked[$0] == 0x0A }),
      source.lineSpan(source.lineIndex(of: offset + 1)).start < all.end,
      quoteMark(afterLineEnd: offset)
    {
      report("an inline value in a quote must stand on one line", at: all)
      return nil
    }
    guard let bar = formatBar(in: all) else { return append(all, format: nil) }
    var expression = SourceSpan(all.start, bar)
    // In a table's cell the bar is escaped: `\|`.
    if bar > all.start, masked[bar - 1] == 0x5C { expression = SourceSpan(all.start, bar - 1) }
    let format = trimmed(SourceSpan(bar + 1, all.end))
    expression = trimmed(expression)
    if expression.start == expression.end {
      report("an inline value needs an expression between = and |", at: content)
      return nil
    }
    if format.start == format.end {
      report(
        "an inline value needs a format after |: a number of decimals, percent, money, short, date",
        at: SourceSpan(bar, bar + 1))
      return nil
    }
    return append(expression, format: format)
  }

  private mutating func append(_ expression: SourceSpan, format: SourceSpan?) -> Inline {
    inlineValues.append(InlineValue(expression: expression, format: format))
    return .value(inlineValues.count - 1)
  }

  /// The last `|` outside quotation marks.
  private func formatBar(in span: SourceSpan) -> Int? {
    var bar: Int?
    var isQuoted = false
    for offset in span.start..<span.end {
      if masked[offset] == 0x22 { isQuoted.toggle() }
      if masked[offset] == 0x7C, !isQuoted { bar = offset }
    }
    return bar
  }

  private func quoteMark(afterLineEnd offset: Int) -> Bool {
    masked[(offset + 1)...].first { $0 != 0x20 && $0 != 0x09 } == 0x3E
  }

  /// A span without the blanks and line ends at its sides.
  func trimmed(_ span: SourceSpan) -> SourceSpan {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var start = span.start
    var end = span.end
    while start < end, isBlank(masked[start]) { start += 1 }
    while end > start, isBlank(masked[end - 1]) { end -= 1 }
    return SourceSpan(start, end)
  }
}
