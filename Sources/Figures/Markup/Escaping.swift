/// How character data are made harmless.
public enum Escaping {
  /// Appends text so that it can stand in an element or in a quoted attribute, of HTML and of XML.
  ///
  /// `& < > " '` become references. Control characters that XML forbids, and the bidirectional overrides and isolates
  /// that can make code read otherwise than it runs (Boucher and Anderson 2021, "Trojan Source"), become U+FFFD.
  public static func append(_ text: String, to output: inout String) {
    var text = text
    text.withUTF8 { bytes in
      // Most text has nothing to escape: then it is copied in one piece.
      let isPlain = bytes.allSatisfy { byte in
        byte < 0x80 && byte >= 0x20 && byte != 0x26 && byte != 0x3C && byte != 0x3E
          && byte != 0x22 && byte != 0x27
      }
      if isPlain {
        output += String(decoding: bytes, as: UTF8.self)
        return
      }
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        append(scalar, to: &output)
      }
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to output: inout String) {
    switch scalar {
    case "&": output += "&amp;"
    case "<": output += "&lt;"
    case ">": output += "&gt;"
    case "\"": output += "&quot;"
    case "'": output += "&#39;"
    default: output.unicodeScalars.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
    }
  }

  /// Whether a character must not reach a page or a terminal: control characters other than tab and new line, the
  /// bidirectional overrides and isolates, and the two non-characters that XML forbids.
  public static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
