/// How a chart is printed on a terminal: plain text, colour only where asked for.
public struct TerminalChart: Sendable, Hashable {
  /// The number of columns.
  public var width: Int
  /// The number of lines of the plot.
  public var height: Int
  /// Whether series are told apart by ANSI colours too.
  public var hasColour: Bool

  /// The setting of a chart.
  public init(width: Int = 60, height: Int = 15, hasColour: Bool = false) {
    self.width = width
    self.height = height
    self.hasColour = hasColour
  }
}
