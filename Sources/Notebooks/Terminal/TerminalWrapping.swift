/// How wide text is on a terminal, and where it breaks.
public enum TerminalWrapping {
  /// Columns that a text takes: two for East Asian wide characters, none for marks and for escape sequences of style.
  public static func width(of text: String) -> Int {
    var width = 0
    var isEscape = false
    for scalar in text.unicodeScalars {
      if isEscape {
        if scalar == "m" { isEscape = false }
      } else if scalar == "\u{1B}" {
        isEscape = true
      } else {
        width += columns(of: scalar)
      }
    }
    return width
  }

  /// Text broken at blanks, and between wide characters, into lines of at most a width; longer words stay whole.
  public static func wrapped(_ text: String, width limit: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line(String($0), limit) }.joined(separator: "\n")
  }

  private static func line(_ text: String, _ limit: Int) -> String {
    var output = ""
    var used = 0
    for word in text.split(separator: " ") {
      for (index, piece) in pieces(word).enumerated() {
        let width = width(of: piece)
        let blank = index == 0 && used > 0 ? 1 : 0
        if used > 0, used + blank + width > limit {
          output += "\n"
          used = 0
        } else if blank == 1 {
          output += " "
          used += 1
        }
        output += piece
        used += width
      }
    }
    return output
  }

  /// A word, cut after each Chinese or Japanese character; Korean breaks at blanks.
  private static func pieces(_ word: Substring) -> [String] {
    var output: [String] = [""]
    for character in word {
      output[output.count - 1].append(character)
      if let scalar = character.unicodeScalars.first, isIdeographic(scalar) { output.append("") }
    }
    return output.filter { !$0.isEmpty }
  }

  private static func isIdeographic(_ scalar: Unicode.Scalar) -> Bool {
    (0x3040...0x30FF).contains(scalar.value) || (0x4E00...0x9FFF).contains(scalar.value)
      || (0x3400...0x4DBF).contains(scalar.value)
  }

  /// Wide ranges of UAX #11 (East Asian Width W and F) and the emoji that terminals draw wide.
  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
