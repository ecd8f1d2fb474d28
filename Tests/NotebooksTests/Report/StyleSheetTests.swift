import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Style sheet and script") struct StyleSheetTests {
  /// WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for what must be seen beside it.
  private static let textOn: [(text: String, backgrounds: [String])] = [
    (
      "ink",
      [
        "page", "raised", "sunk", "accent-soft", "good-soft", "warn-soft", "bad-soft", "task-soft",
      ]
    ),
    ("quiet", ["page", "raised", "sunk", "warn-soft", "bad-soft"]),
    ("accent", ["page", "raised", "accent-soft", "good-soft", "warn-soft"]),
    ("good", ["page", "good-soft"]), ("warn", ["page", "warn-soft"]),
    ("bad", ["page", "bad-soft"]), ("task", ["page", "task-soft"]),
    ("verb", ["page", "raised"]), ("string", ["page", "raised"]),
    ("number", ["page", "raised", "bad-soft"]),
    ("option", ["page", "raised", "bad-soft"]), ("comment", ["page", "raised"]),
    ("page", ["ink"]),
  ]

  @Test(
    "Every text colour has WCAG AA contrast on every ground it stands on", arguments: [false, true])
  func contrast(dark: Bool) throws {
    let themes = tokens(in: Course.styleSheet)
    #expect(themes.count == 3)
    let colours = try #require(dark ? themes.last : themes.first)
    for (text, backgrounds) in Self.textOn {
      for background in backgrounds {
        let ratio = contrast(try #require(colours[text]), try #require(colours[background]))
        #expect(ratio >= 4.5, "\(text) on \(background), dark: \(dark)")
      }
    }
    let edge = contrast(try #require(colours["edge"]), try #require(colours["page"]))
    #expect(edge >= 3, "edge on page, dark: \(dark)")
  }

  @Test("The dark colours are the same by the system and by the switch, and none is missing")
  func darkTwice() {
    let themes = tokens(in: Course.styleSheet)
    #expect(themes.count == 3)
    #expect(themes[1] == themes[2])
    #expect(Set(themes[0].keys) == Set(themes[1].keys))
  }

  @Test("Colours outside the tokens do not occur")
  func onlyTokens() {
    let rules = Course.styleSheet.split(separator: "\n").filter { !$0.contains(": #") }
    #expect(!rules.contains { $0.contains("#") && $0.contains("color") })
  }

  @Test("Neither asks for anything from outside")
  func noRequests() {
    for text in [Course.styleSheet, Course.script] {
      for word in ["http:", "https:", "//", "url(", "@import", "fetch(", "XMLHttp", "</"] {
        #expect(!text.contains(word), "\(word)")
      }
    }
  }

  @Test("The script is below 6 KB")
  func scriptSize() { #expect((1..<6_144).contains(Course.script.utf8.count)) }

  // MARK: - Reading the tokens

  /// The colour tokens of each rule that sets `--page`.
  private func tokens(in styleSheet: String) -> [[String: String]] {
    var themes: [[String: String]] = []
    for line in styleSheet.split(separator: "\n") {
      let line = line.drop { $0 == " " }
      guard line.hasPrefix("--"), let colon = line.firstIndex(of: ":") else { continue }
      let name = String(line[..<colon].dropFirst(2))
      let value = line[colon...].dropFirst().drop { $0 == " " }
      guard value.hasPrefix("#") else { continue }
      if name == "page" { themes.append([:]) }
      themes[themes.count - 1][name] = String(value.prefix(7))
    }
    return themes
  }

  private func contrast(_ first: String, _ second: String) -> Double {
    let (a, b) = (luminance(first), luminance(second))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Relative luminance of `#rrggbb` as WCAG 2.2 defines it.
  private func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let channels = [value >> 16 & 255, value >> 8 & 255, value & 255].map { byte -> Double in
      let share = Double(byte) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
