public import Figures
public import Tables

/// What a statement shows: a plain value that the report, the terminal and the artifacts render each in their way.
public enum Output: Sendable, Hashable, Codable {
  /// A table.
  case table(TableOutput)
  /// A chart.
  case chart(Chart)
  /// Several charts as one figure.
  case poster(Poster)
  /// A drawing of boxes and arrows.
  case diagram(Diagram)
  /// Ribbons or arrows: what goes from where to where.
  case flow(FlowChart)
  /// A sentence or a few; plain text.
  case text(String)
  /// The verdict on a claim.
  case claim(ClaimVerdict)
  /// A file that the statement wrote, relative to the artifacts folder.
  case file(path: String)
}

/// A table with what its reader should know.
public struct TableOutput: Sendable, Hashable, Codable {
  /// The table.
  public var table: Table
  /// What it says, where the command knows; the cell's caption comes first.
  public var title: String?
  /// Formats by column name; columns without one get the format that suits their numbers.
  public var formats: [String: NumberFormat]
  /// Rows (from 0) to be set in bold.
  public var emphasisedRows: [Int]
  /// A sentence below the table.
  public var note: String?
  /// The most rows that the report shows; the rest is counted below it and whole in the CSV artifact.
  public var shownRows: Int

  /// A table with what its reader should know.
  public init(
    _ table: Table, title: String? = nil, formats: [String: NumberFormat] = [:],
    emphasisedRows: [Int] = [], note: String? = nil, shownRows: Int = 12
  ) {
    self.table = table
    self.title = title
    self.formats = formats
    self.emphasisedRows = emphasisedRows
    self.note = note
    self.shownRows = shownRows
  }
}

/// A claim and what came of it.
public struct ClaimVerdict: Sendable, Hashable, Codable {
  /// The claim as the author wrote it: `carried.r2 > baseline.r2`.
  public var text: String
  /// The two sides as computed: `0.93 > 0.87`.
  public var actual: String
  /// The left side's value, where it is a number.
  public var value: Double?
  /// Whether it holds.
  public var holds: Bool
  /// What the author says to a reader for whom it doesn't hold (`else="…"`).
  public var explanation: String?

  /// A verdict.
  public init(text: String, actual: String, value: Double?, holds: Bool, explanation: String?) {
    self.text = text
    self.actual = actual
    self.value = value
    self.holds = holds
    self.explanation = explanation
  }
}
