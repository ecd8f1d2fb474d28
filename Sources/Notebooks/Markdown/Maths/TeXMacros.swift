/// TeX as authors write it, in the words that `blahtexml` knows.
enum TeXMacros {
  /// Commands by what they are replaced with.
  private static let commands: [String: String] = [
    "bm": "\\boldsymbol", "dfrac": "\\frac", "tfrac": "\\frac", "cfrac": "\\frac",
    "argmax": "\\mathop{\\mathrm{arg\\,max}}\\limits ",
    "argmin": "\\mathop{\\mathrm{arg\\,min}}\\limits ",
    "coloneqq": "\\mathrel{:=}", "stackrel": "\\overset", "mathds": "\\mathbf",
    "mathbbm": "\\mathbf", "middle": "", "nonumber": "", "notag": "", "hfill": "",
    "lbrack": "[", "rbrack": "]", "dotsc": "\\ldots ", "dotsb": "\\cdots ", "dots": "\\ldots ",
    "R": "\\mathbb{R}", "E": "\\mathbb{E}", "Var": "\\operatorname{Var}",
    "Cov": "\\operatorname{Cov}", "logit": "\\operatorname{logit}",
  ]
  private static let dropped: Set<String> = ["label", "tag"]
  private static let environments = ["align", "align*", "gather", "gather*", "split", "eqnarray"]

  private static let characters: [Character: String] = [
    "−": "-", "×": "\\times ", "·": "\\cdot ", "≤": "\\le ", "≥": "\\ge ", "≠": "\\ne ",
    "≈": "\\approx ", "∞": "\\infty ", "∑": "\\sum ", "∏": "\\prod ", "∈": "\\in ",
    "→": "\\to ", "±": "\\pm ", "∂": "\\partial ", "√": "\\sqrt ", "α": "\\alpha ",
    "β": "\\beta ", "γ": "\\gamma ", "δ": "\\delta ", "ε": "\\varepsilon ", "θ": "\\theta ",
    "λ": "\\lambda ", "μ": "\\mu ", "π": "\\pi ", "ρ": "\\rho ", "σ": "\\sigma ",
    "τ": "\\tau ", "φ": "\\varphi ", "ω": "\\omega ", "Σ": "\\Sigma ", "Δ": "\\Delta ",
    "…": "\\ldots ",
  ]

  /// The formula with its macros expanded and its comments gone.
  static func expanded(_ tex: String) -> String {
    var output = ""
    var rest = Array(tex)[...]
    while let character = rest.first {
      if character == "%" {
        rest = rest.drop { !$0.isNewline }
      } else if character == "\\" {
        output += command(&rest)
      } else {
        output += characters[character] ?? String(character)
        rest.removeFirst()
      }
    }
    return output
  }

  /// Takes a command from the front and gives what to write for it.
  private static func command(_ rest: inout ArraySlice<Character>) -> String {
    rest.removeFirst()
    let name = String(rest.prefix { $0.isASCII && $0.isLetter })
    guard !name.isEmpty else {
      guard let mark = rest.popFirst() else { return "\\" }
      return "\\\(mark)"
    }
    rest = rest.dropFirst(name.count)
    switch name {
    case "operatorname" where rest.first == "*":
      rest.removeFirst()
      return "\\operatorname"
    case "begin", "end": return "\\\(name)" + environment(&rest)
    case "text", "textrm", "mbox":
      guard let group = group(&rest) else { return "\\\(name)" }
      return text(group)
    case let name where dropped.contains(name):
      _ = group(&rest)
      return ""
    default: return commands[name] ?? "\\\(name)"
    }
  }

  private static func environment(_ rest: inout ArraySlice<Character>) -> String {
    guard let name = group(&rest) else { return "" }
    return environments.contains(name) ? "{aligned}" : "{\(name)}"
  }

  /// Text with `$…$` in it, which becomes maths between two texts.
  private static func text(_ group: String) -> String {
    let parts = group.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count > 1, parts.count % 2 == 1 else { return "\\text{\(group)}" }
    return parts.enumerated().map { index, part in
      if part.isEmpty { return "" }
      return index % 2 == 0 ? "\\text{\(part)}" : "{\(expanded(String(part)))}"
    }.joined()
  }

  /// Takes `{…}` from the front; nil where none stands there.
  private static func group(_ rest: inout ArraySlice<Character>) -> String? {
    guard rest.first == "{" else { return nil }
    var depth = 0
    for (index, character) in zip(rest.indices, rest) {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if depth == 0 {
        let inner = String(rest[(rest.startIndex + 1)..<index])
        rest = rest[(index + 1)...]
        return inner
      }
    }
    return nil
  }
}
