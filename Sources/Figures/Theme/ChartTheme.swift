/// The colours of a course: one per name, the same in every chart.
///
///     ChartTheme(colours: ["tv": .slot(0), "search": .pair(light: "#4269d0", dark: "#7f9bf0")])
public struct ChartTheme: Sendable, Hashable, Codable {
  /// The colours that are fixed by name; other names take the free slots in order of first mention.
  public var colours: [String: Colour]

  /// The colour of one name.
  public enum Colour: Sendable, Hashable, Codable {
    /// A slot of the palette, from 0; slots beyond the last begin anew.
    case slot(Int)
    /// Two colours as `#rrggbb`, on the light and on the dark background.
    case pair(light: String, dark: String)
  }

  /// A theme; without colours every chart takes the slots in order.
  public init(colours: [String: Colour] = [:]) {
    self.colours = colours
  }

  /// A theme that gives the names the slots in their order.
  public init(names: [String]) {
    var colours: [String: Colour] = [:]
    for (slot, name) in names.enumerated() where colours[name] == nil {
      colours[name] = .slot(slot)
    }
    self.colours = colours
  }
}

extension ChartTheme {
  /// The CSS declarations of the palette (`--c1: …; --c1-text: …; --chart-grid: …;`), for the report's style sheet.
  public static func cssVariables(dark: Bool) -> String {
    let slots = Palette.slots.enumerated().map { ("c\($0 + 1)", $1) }
    let roles = Palette.roles.map { ("chart-\($0.name)", $0.pair) }
    let words = Palette.words.enumerated().map { ("c\($0 + 1)-text", $1) }
    return (slots + words + roles).map { "--\($0): \(dark ? $1.dark : $1.light);" }.joined(
      separator: " ")
  }

  /// The CSS declarations of the palette and of the theme's own pairs of colours.
  public func cssVariables(dark: Bool) -> String {
    var own: Set<String> = []
    for colour in colours.values {
      guard case .pair(let light, let darkHex) = colour,
        let name = ChartTheme.variable(light: light, dark: darkHex)
      else { continue }
      let words = Palette.words(Palette.Pair(light: light, dark: darkHex))
      own.insert(
        " --\(name): \(dark ? darkHex : light); --\(name)-text: \(dark ? words.dark : words.light);"
      )
    }
    return ChartTheme.cssVariables(dark: dark) + own.sorted().joined()
  }

  /// The name of the variable for a pair; nil where one of the two isn't `#rrggbb`.
  static func variable(light: String, dark: String) -> String? {
    guard isHex(light), isHex(dark) else { return nil }
    return "p\(light.dropFirst())-\(dark.dropFirst())".lowercased()
  }

  private static func isHex(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 7 && bytes[0] == UInt8(ascii: "#")
      && bytes.dropFirst().allSatisfy { byte in
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
      }
  }
}

/// The colours of one chart: the theme's, and the free slots for the names that it does not know.
struct SeriesColours {
  private var byName: [String: String] = [:]
  /// The colours of words, where they are not those of `byName`.
  private var wordsByName: [String: String] = [:]

  init(_ theme: ChartTheme, names: [String]) {
    let lowered = Dictionary(theme.colours.map { ($0.key.lowercased(), $0.value) }) { a, _ in a }
    var used: Set<Int> = []
    var free: [String] = []
    for name in names where !name.isEmpty && byName[name] == nil {
      guard let colour = theme.colours[name] ?? lowered[name.lowercased()] else {
        byName[name] = SeriesColours.reserved[name.lowercased()].map(Palette.css) ?? ""
        if byName[name] == "" { free.append(name) }
        continue
      }
      switch colour {
      case .slot(let slot):
        used.insert(SeriesColours.index(slot))
        byName[name] = SeriesColours.css(slot)
        wordsByName[name] = SeriesColours.words(slot)
      case .pair(let light, let dark):
        byName[name] = ChartTheme.variable(light: light, dark: dark).map {
          "var(--\($0), \(light))"
        }
        if byName[name] == nil { free.append(name) }
        wordsByName[name] = ChartTheme.variable(light: light, dark: dark).map {
          "var(--\($0)-text, \(Palette.words(Palette.Pair(light: light, dark: dark)).light))"
        }
      }
    }
    let open = Palette.slots.indices.filter { !used.contains($0) }
    for (rank, name) in free.enumerated() {
      let slot = open.isEmpty ? rank : open[rank % open.count]
      byName[name] = SeriesColours.css(slot)
      wordsByName[name] = SeriesColours.words(slot)
    }
  }

  /// Names whose colour is theirs without a theme.
  private static let reserved = ["baseline": "baseline", "other": "muted", "actual": "ink"]

  private static func index(_ slot: Int) -> Int {
    let count = Palette.slots.count
    return (slot % count + count) % count
  }

  private static func css(_ slot: Int) -> String {
    let own = index(slot)
    return "var(--c\(own + 1), \(Palette.slots[own].light))"
  }

  private static func words(_ slot: Int) -> String {
    let own = index(slot)
    return "var(--c\(own + 1)-text, \(Palette.words[own].light))"
  }

  /// The colour of words about a series of that name: dark enough to read.
  func words(_ paint: Paint, name: String) -> String {
    switch paint {
    case .named: wordsByName[name] ?? readable(byName[name] ?? SeriesColours.words(0))
    case .like(let other): wordsByName[other] ?? readable(byName[other] ?? SeriesColours.words(0))
    case .slot(let slot): SeriesColours.words(slot)
    case .baseline, .muted: Palette.css("quiet")
    default: css(paint, name: name)
    }
  }

  private func readable(_ css: String) -> String {
    css == Palette.css("baseline") || css == Palette.css("muted") ? Palette.css("quiet") : css
  }

  /// The colour of a paint for a series of that name.
  func css(_ paint: Paint, name: String) -> String {
    switch paint {
    case .named: byName[name] ?? SeriesColours.css(0)
    case .like(let other): byName[other] ?? SeriesColours.css(0)
    case .slot(let slot): SeriesColours.css(slot)
    case .actual, .truth: Palette.css("ink")
    case .fitted: Palette.css("fitted")
    case .baseline: Palette.css("baseline")
    case .muted: Palette.css("muted")
    case .positive: Palette.css("positive")
    case .negative: Palette.css("negative")
    }
  }
}
