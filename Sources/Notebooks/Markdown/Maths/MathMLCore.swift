import Figures

/// `blahtexml`'s MathML 2 as MathML Core, by a list of the elements and attributes that may pass.
enum MathMLCore {
  private static let elements: Set<String> = [
    "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup",
    "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded",
  ]
  private static let lengths: Set<String> = ["lspace", "rspace", "width", "minsize", "maxsize"]
  private static let flags: Set<String> = [
    "stretchy", "accent", "accentunder", "displaystyle", "movablelimits",
  ]

  /// The element as markup, or nil where something in it isn't on the list.
  static func markup(_ node: MathMLParser.Node, alignments: [String] = []) -> Markup? {
    guard elements.contains(node.name) else { return nil }
    var attributes: [Markup.Attribute] = []
    var variant: String?
    var columns: [String] = []
    for (name, value) in node.attributes {
      switch name {
      case "mathvariant": variant = value
      case "columnalign": columns = value.split(separator: " ").map(String.init)
      case let name where flags.contains(name):
        attributes.append(.init(name, value == "true" ? "true" : "false"))
      case let name where lengths.contains(name):
        guard let length = length(value) else { continue }
        attributes.append(.init(name, length))
      case "linethickness" where value == "0": attributes.append(.init(name, "0"))
      case "mathcolor" where isColor(value): attributes.append(.init(name, value))
      default: continue
      }
    }
    if node.name == "mspace", attributes.first(where: { $0.name == "width" })?.value == "0em" {
      return .fragment([])
    }
    if ["mi", "mo", "mn", "mtext"].contains(node.name) {
      return token(node, attributes, variant: variant)
    }
    guard let children = children(of: node, columns: columns, alignments: alignments) else {
      return nil
    }
    if node.name == "mstyle" {
      return children.count == 1 ? children[0] : .element("mrow", [:], children)
    }
    return .element(name: node.name, attributes: attributes, children: children)
  }

  private static func children(
    of node: MathMLParser.Node, columns: [String], alignments: [String]
  ) -> [Markup]? {
    var children: [Markup] = []
    for child in node.children {
      if child.name.isEmpty {
        guard child.text.allSatisfy(\.isWhitespace) else { return nil }
        continue
      }
      let below = node.name == "mtable" ? columns : node.name == "mtr" ? alignments : []
      guard var markup = markup(child, alignments: below) else { return nil }
      if node.name == "mtr", let last = alignments.last,
        case .element(let name, var attributes, let inner) = markup
      {
        let alignment =
          alignments.indices.contains(children.count) ? alignments[children.count] : last
        if ["left", "right"].contains(alignment) {
          attributes.append(.init("class", "math-\(alignment)"))
        }
        markup = .element(name: name, attributes: attributes, children: inner)
      }
      children.append(markup)
    }
    return children
  }

  private static func token(
    _ node: MathMLParser.Node, _ attributes: [Markup.Attribute], variant: String?
  ) -> Markup? {
    guard node.children.allSatisfy({ $0.name.isEmpty }) else { return nil }
    var attributes = attributes
    var text = node.allText
    if variant == "normal", node.name == "mi", text.unicodeScalars.count == 1 {
      attributes.append(.init("mathvariant", "normal"))
    } else if let variant {
      text = MathAlphabet.text(text, variant: variant)
    }
    // Its braces are those of vertical Chinese text; Core stretches the mathematical ones.
    if text == "\u{FE38}" { text = "\u{23DF}" }
    if text == "\u{FE37}" { text = "\u{23DE}" }
    return .element(name: node.name, attributes: attributes, children: [.text(text)])
  }

  private static func length(_ value: String) -> String? {
    if value == "0" { return "0em" }
    let number = value.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
    guard Double(number) != nil, ["em", "ex"].contains(value.dropFirst(number.count)) else {
      return nil
    }
    return value
  }

  private static func isColor(_ value: String) -> Bool {
    value.utf8.count == 7 && value.first == "#" && value.dropFirst().allSatisfy(\.isHexDigit)
  }
}

/// Letters of the mathematical alphabets, which MathML Core wants as characters of their own.
enum MathAlphabet {
  /// The first capital, small letter and digit of an alphabet.
  private static let starts: [String: (capital: UInt32, small: UInt32, digit: UInt32?)] = [
    "bold": (0x1D400, 0x1D41A, 0x1D7CE), "italic": (0x1D434, 0x1D44E, nil),
    "bold-italic": (0x1D468, 0x1D482, 0x1D7CE), "script": (0x1D49C, 0x1D4B6, nil),
    "fraktur": (0x1D504, 0x1D51E, nil), "double-struck": (0x1D538, 0x1D552, 0x1D7D8),
    "sans-serif": (0x1D5A0, 0x1D5BA, 0x1D7E2), "monospace": (0x1D670, 0x1D68A, 0x1D7F6),
  ]
  /// The letters that Unicode had before it had the alphabets.
  private static let exceptions: [String: [Character: String]] = [
    "script": [
      "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ",
      "e": "ℯ", "g": "ℊ", "o": "ℴ",
    ],
    "fraktur": ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"],
    "double-struck": ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"],
    "italic": ["h": "ℎ"],
  ]

  /// A text in the letters of an alphabet; characters that it lacks stay.
  static func text(_ text: String, variant: String) -> String {
    guard let start = starts[variant] else { return text }
    var output = ""
    for character in text {
      if let exception = exceptions[variant]?[character] {
        output += exception
        continue
      }
      let mapped = character.unicodeScalars.first.flatMap {
        character.unicodeScalars.count == 1 ? scalar($0.value, start, variant) : nil
      }
      if let mapped {
        output.unicodeScalars.append(mapped)
      } else {
        output.append(character)
      }
    }
    return output
  }

  private static func scalar(
    _ value: UInt32, _ start: (capital: UInt32, small: UInt32, digit: UInt32?), _ variant: String
  ) -> Unicode.Scalar? {
    switch value {
    case 0x41...0x5A: Unicode.Scalar(start.capital + value - 0x41)
    case 0x61...0x7A: Unicode.Scalar(start.small + value - 0x61)
    case 0x30...0x39: start.digit.flatMap { Unicode.Scalar($0 + value - 0x30) }
    // Greek has bold letters (U+1D6A8, U+1D6C2) and bold italic ones (U+1D71C, U+1D736).
    case 0x391...0x3A9 where variant == "bold": Unicode.Scalar(0x1D6A8 + value - 0x391)
    case 0x3B1...0x3C9 where variant == "bold": Unicode.Scalar(0x1D6C2 + value - 0x3B1)
    case 0x391...0x3A9 where variant == "bold-italic": Unicode.Scalar(0x1D71C + value - 0x391)
    case 0x3B1...0x3C9 where variant == "bold-italic": Unicode.Scalar(0x1D736 + value - 0x3B1)
    default: nil
    }
  }
}
