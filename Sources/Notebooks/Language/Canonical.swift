import Figures
import Tables

/// The one spelling of a value: what goes into content keys and messages, the same on every machine.
public enum Canonical {
  /// The shortest decimal that reads back as the same number; whole numbers without a point.
  public static func text(_ number: Double) -> String {
    if let whole = Int(exactly: number), abs(whole) < 1 << 53 { return String(whole) }
    return String(describing: number)
  }

  /// A scalar as the cell language would write it.
  public static func text(_ scalar: Scalar) -> String {
    switch scalar {
    case .number(let number): text(number)
    case .day(let day): String(describing: day)
    case .text(let string): quoted(string)
    case .flag(let flag): flag ? "yes" : "no"
    }
  }

  /// A text in quotation marks, escaped as the lexer reads it.
  public static func quoted(_ text: String) -> String {
    var output = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      default: output.unicodeScalars.append(character)
      }
    }
    return output + "\""
  }
}
