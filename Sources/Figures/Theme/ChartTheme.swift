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
