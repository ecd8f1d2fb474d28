/// How a table is printed on a terminal.
public struct TerminalTable: Sendable, Hashable {
  /// The number of columns of the terminal.
  public var width: Int
  /// How many rows are shown.
  public var limit: Int
  /// How the numbers of a column are written, by its name.
  public var formats: [String: NumberFormat]

  /// The setting of a table.
  public init(width: Int = 80, limit: Int = 20, formats: [String: NumberFormat] = [:]) {
    self.width = width
    self.limit = limit
    self.formats = formats
  }
}
