import Figures
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Colours") struct PaletteTests {
  static let paper = Palette.roles.first { $0.name == "paper" }?.pair

  @Test("Every slot has a contrast of 3:1 on both backgrounds (WCAG 1.4.11)")
  func contrast() throws {
    let paper = try #require(Self.paper)
    for slot in Palette.slots {
      #expect(Contrast.ratio(slot.light, paper.light) >= 3)
      #expect(Contrast.ratio(slot.dark, paper.dark) >= 3)
    }
  }

  @Test("Roles that draw shapes have 3:1, those that write words 4.5:1")
  func roles() throws {
    let paper = try #require(Self.paper)
    let least = [
      "ink": 7, "quiet": 4.5, "axis": 3, "baseline": 3, "muted": 3, "fitted": 4.5, "positive": 4.5,
      "negative": 4.5,
    ]
    for role in Palette.roles {
      guard let limit = least[role.name] else { continue }
      #expect(Contrast.ratio(role.pair.light, paper.light) >= limit, "\(role.name) light")
      #expect(Contrast.ratio(role.pair.dark, paper.dark) >= limit, "\(role.name) dark")
    }
  }

  @Test("The names of series have 4.5:1 on both backgrounds (WCAG 1.4.3)")
  func words() throws {
    let paper = try #require(Self.paper)
    #expect(Palette.words.count == Palette.slots.count)
    for pair in Palette.words {
      #expect(Contrast.ratio(pair.light, paper.light) >= 4.5)
      #expect(Contrast.ratio(pair.dark, paper.dark) >= 4.5)
    }
  }

  // Severity 1.0, linear RGB: Machado, Oliveira, Fernandes (2009), "A Physiologically-based Model for Simulation of
  // Color Vision Deficiency", table 1.
  static let sights: [(name: String, rows: [[Double]])] = [
    ("normal", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
  ]

  /// CIE L*a*b* (D65) of a colour as seen.
  private func lab(_ hex: String, _ rows: [[Double]]) -> [Double] {
    let linear = Contrast.channels(hex).map {
      $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
    }
    let seen = rows.map { row in
      min(max(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1)
    }
    let matrix = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let f = zip(matrix, white).map { row, white in
      let t = zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 } / white
      return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  @Test("Each pair of slots stays apart for normal, protanopic and deuteranopic sight")
  func apart() {
    // ΔE*ab of 10 is some four to five just noticeable differences.
    for sight in Self.sights {
      for (first, a) in Palette.slots.enumerated() {
        for (second, b) in Palette.slots.enumerated() where first < second {
          for (one, other) in [(a.light, b.light), (a.dark, b.dark)] {
            let (p, q) = (lab(one, sight.rows), lab(other, sight.rows))
            let distance = sqrt(zip(p, q).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
            #expect(distance >= 10, "\(one) and \(other), \(sight.name): \(distance)")
          }
        }
      }
    }
  }

  @Test("A course's own colours reach charts as variables with words dark enough to read")
  func ownPairs() {
    let theme = ChartTheme(colours: ["TV": .pair(light: "#ffd400", dark: "#ffe97a")])
    #expect(theme.cssVariables(dark: false).contains("--pffd400-ffe97a: #ffd400;"))
    #expect(theme.cssVariables(dark: false).contains("--pffd400-ffe97a-text: #"))
    let broken = ChartTheme(colours: ["TV": .pair(light: "red;}", dark: "</style>")])
    #expect(!broken.cssVariables(dark: true).contains("red"))
  }
}
