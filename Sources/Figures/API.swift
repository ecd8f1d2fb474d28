public import Tables

extension NumberFormat {
  /// The number in words.
  public func text(_ x: Double) -> String { "\(x)" }
}
extension Chart {
  /// The chart as inline SVG; `id` prefixes every id in it and is unique in the page.
  public func svg(id: String, theme: ChartTheme = ChartTheme()) -> Markup { .text(title) }
  /// The chart as a file of its own, light and dark by the reader's preference.
  public func standaloneSVG(theme: ChartTheme = ChartTheme()) -> String { title }
  /// What the chart shows, in at most three sentences.
  public var generatedDescription: String { title }
  /// The numbers behind the chart, one row a position and one column a series, or long where positions differ.
  public var dataTable: Table { Table() }
}
extension Diagram {
  /// The diagram as inline SVG; `id` prefixes every id in it and is unique in the page.
  public func svg(id: String, theme: ChartTheme = ChartTheme()) -> Markup { .text(title) }
  /// The diagram as a file of its own.
  public func standaloneSVG(theme: ChartTheme = ChartTheme()) -> String { title }
  /// What the diagram shows, in words.
  public var generatedDescription: String { title }
}
extension ChartTheme {
  /// The CSS declarations of all colours (`--c1: …;`), for the report's style sheet.
  public static func cssVariables(dark: Bool) -> String { "" }
}
extension HTMLTable {
  /// The table as HTML inside its scroll box.
  public func markup(_ table: Table, id: String) -> Markup { .text(caption) }
}
extension TerminalTable {
  /// The table as lines of text, ended by a new line.
  public func text(_ table: Table) -> String { "" }
}
extension TerminalChart {
  /// The chart as lines of text, ended by a new line.
  public func text(_ chart: Chart) -> String { chart.title }
  /// The diagram as lines of text, ended by a new line.
  public func text(_ diagram: Diagram) -> String { diagram.title }
}
