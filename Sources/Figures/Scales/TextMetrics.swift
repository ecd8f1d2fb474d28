/// How wide words are, without a font at hand.
///
/// Advance widths of Helvetica (and so of Arial and Liberation Sans) in thousandths of the font size, from Adobe's core
/// font metrics; other letters count as the letter they resemble, Chinese, Japanese and Korean ones as one em. 5 % are
/// added, because the reader's font may be another.
enum TextMetrics {
  static let safety = 1.05
  private static let boldFactor = 1.07

  /// Widths of U+0020...U+007E.
  private static let ascii: [Double] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  /// The width of a line of text in pixels.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let units = text.unicodeScalars.reduce(0) { $0 + advance($1) }
    return units / 1000 * size * safety * (isBold ? boldFactor : 1)
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    let value = scalar.value
    if (0x20...0x7E).contains(value) { return ascii[Int(value) - 0x20] }
    if isZeroWidth(scalar) { return 0 }
    if isWide(scalar) { return 1000 }
    switch value {
    case 0x2009, 0x202F: return 200
    case 0x00A0: return 278
    case 0x2013, 0x20AC, 0x00A3: return 556
    case 0x2014, 0x2026: return 1000
    case 0x2212, 0x00D7, 0x00B1: return 584
    case 0x00C0...0x00DE, 0x0391...0x03A9, 0x0410...0x042F: return 740
    default: return 600
    }
  }

  /// Whether a character takes no place of its own: combining marks, joiners, variation selectors.
  static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  /// Whether a character is as wide as it is high: East Asian Wide and Fullwidth (UAX 11) and pictographs.
  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// The text cut to a width, with an ellipsis where something was cut.
  static func shortened(_ text: String, to width: Double, size: Double) -> String {
    guard self.width(text, size: size) > width else { return text }
    var kept = ""
    for character in text {
      if self.width(kept + String(character) + "…", size: size) > width { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// The text broken into lines of at most a width, at spaces; a longer word is cut.
  static func wrapped(_ text: String, to width: Double, size: Double, isBold: Bool = false)
    -> [String]
  {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if line.isEmpty || self.width(longer, size: size, isBold: isBold) <= width {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { shortened($0, to: width * (isBold ? 1 / boldFactor : 1), size: size) }
  }
}
