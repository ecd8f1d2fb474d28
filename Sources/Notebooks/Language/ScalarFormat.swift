public import Figures
import Tables

/// How an inline value is written: what stands after its `|`.
public enum ScalarFormat: Sendable, Hashable {
  /// What suits the value.
  case automatic
  /// A number in this format.
  case number(NumberFormat)
  /// A date as people write it: 31 January 2024.
  case date

  /// Reads `2`, `percent`, `money`, `short`, `date`; `percent 1` and `money 2` take a number of decimals.
  init(_ text: String, at span: SourceSpan) throws(Diagnostic) {
    let words = text.split(separator: " ").map(String.init)
    let decimals = words.last.flatMap { Int($0) }.flatMap { (0...12).contains($0) ? $0 : nil }
    switch (words.first, words.count) {
    case (_?, 1) where decimals != nil: self = .number(.decimals(decimals ?? 0))
    case ("percent", 1): self = .number(.percent(0))
    case ("percent", 2) where decimals != nil: self = .number(.percent(decimals ?? 0))
    case ("money", 1): self = .number(.money(symbol: "€", decimals: nil))
    case ("money", 2) where decimals != nil:
      self = .number(.money(symbol: "€", decimals: decimals ?? 0))
    case ("short", 1): self = .number(.short)
    case ("date", 1): self = .date
    default:
      let known = ["percent", "money", "short", "date"]
      throw Diagnostic(
        "a format is a number of decimals (0 to 12), percent, money, short or date, not "
          + "\"\(text.prefix(30))\"", at: span,
        suggestion: words.first.flatMap { NearestName.suggestion(for: $0, among: known) })
    }
  }

  /// The value as the prose shows it.
  func text(_ scalar: Scalar, at span: SourceSpan) throws(Diagnostic) -> String {
    switch (self, scalar) {
    case (.number(let format), .number(let number)): return format.text(number)
    case (.automatic, .number(let number)): return NumberFormat.automatic.text(number)
    case (.automatic, .day(let day)), (.date, .day(let day)):
      return DateFormat.dayMonthYear.text(day)
    case (.automatic, .text(let text)): return text
    case (.automatic, .flag(let flag)): return flag ? "yes" : "no"
    default:
      throw Diagnostic(
        "\(Canonical.text(scalar)) can't be written in this format", at: span)
    }
  }
}
