/// The colours of charts, each on the light and on the dark background.
///
/// Eight hues in the manner of Observable 10, moved by a search until each has a contrast of 3:1 or more against its
/// background (WCAG 1.4.11) and each pair stays apart for normal sight, protanopia and deuteranopia (Machado, Oliveira,
/// Fernandes 2009); the tests compute both.
public enum Palette {
  /// A colour in both worlds, as `#rrggbb`.
  public struct Pair: Sendable, Hashable {
    /// On the light background.
    public let light: String
    /// On the dark background.
    public let dark: String
  }

  /// The colours of series, by slot.
  public static let slots: [Pair] = [
    Pair(light: "#3d6cb2", dark: "#71a2ff"), Pair(light: "#c66c00", dark: "#f2b034"),
    Pair(light: "#2a9e98", dark: "#69eebc"), Pair(light: "#b52556", dark: "#d13c37"),
    Pair(light: "#bd6ede", dark: "#ee96c3"), Pair(light: "#1b612d", dark: "#398062"),
    Pair(light: "#7130e1", dark: "#9e66f5"), Pair(light: "#592829", dark: "#bb8f65"),
  ]

  /// The colours with a meaning, by the name of their CSS variable.
  public static let roles: [(name: String, pair: Pair)] = [
    ("paper", Pair(light: "#fffdf8", dark: "#16181d")),
    ("ink", Pair(light: "#22242a", dark: "#e8e6e1")),
    ("quiet", Pair(light: "#62656d", dark: "#a3a7b0")),
    ("grid", Pair(light: "#e6e3dc", dark: "#2e3138")),
    ("axis", Pair(light: "#8b8d93", dark: "#7d818a")),
    ("baseline", Pair(light: "#8a8d94", dark: "#8d919b")),
    ("muted", Pair(light: "#8f9095", dark: "#777b84")),
    ("fitted", Pair(light: "#c23b22", dark: "#ff7a5c")),
    ("positive", Pair(light: "#1f5fae", dark: "#6aa9f7")),
    ("negative", Pair(light: "#b4520a", dark: "#f0913d")),
  ]

  /// The colour moved towards ink until words in it have a contrast of 4.5:1 (WCAG 1.4.3) on both backgrounds.
  static func words(_ pair: Pair) -> Pair {
    let (paper, ink) = (role("paper"), role("ink"))
    return Pair(
      light: words(pair.light, ink: ink.light, paper: paper.light),
      dark: words(pair.dark, ink: ink.dark, paper: paper.dark))
  }

  private static func words(_ colour: String, ink: String, paper: String) -> String {
    var best = colour
    for step in 0...20 where Contrast.ratio(best, paper) < 4.6 {
      best = Contrast.hex(Contrast.blend(ink, over: colour, opacity: Double(step) / 20))
    }
    return best
  }

  /// The colours of the names of series, by slot.
  public static let words: [Pair] = slots.map { words($0) }

  /// The colour of a role.
  static func role(_ name: String) -> Pair {
    roles.first { $0.name == name }?.pair ?? Pair(light: "#22242a", dark: "#e8e6e1")
  }

  /// `var(--chart-grid, #e6e3dc)`: the page's colour, or the light one where there is no style sheet.
  static func css(_ role: String) -> String { "var(--chart-\(role), \(self.role(role).light))" }
}
