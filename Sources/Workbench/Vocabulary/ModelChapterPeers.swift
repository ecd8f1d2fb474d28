import Figures
import Marketing
import Notebooks
import Tables

/// The table of estimates made elsewhere that `recover` takes with `also=`.
enum PeerEstimates {
  /// The columns, and what they hold; some may be left out.
  private static let columns: [(name: String, holds: ColumnShape.Holds, isOptional: Bool)] = [
    ("framework", .texts, false), ("channel", .texts, false), ("roi", .numbers, false),
    ("truth", .numbers, false), ("roi_low", .numbers, true), ("roi_high", .numbers, true),
    ("seed", .numbers, true),
  ]

  /// What is wrong with a table's columns; nil where nothing is.
  static func problem(of columns: [ColumnShape], in table: String) -> CommandError? {
    let names = columns.map(\.name)
    for (name, holds, isOptional) in Self.columns {
      guard let column = columns.first(where: { $0.name == name }) else {
        guard !isOptional else { continue }
        return CommandError(
          "no column \"\(name)\" in \"\(table)\"; estimates made elsewhere have framework, channel, "
            + "roi, truth and may have roi_low, roi_high, seed", parameter: "also", word: table,
          suggestion: NearestName.suggestion(for: name, among: names).map {
            "rename \(table) \(name)=\($0)"
          })
      }
      if column.holds != .unknown, column.holds != holds {
        return CommandError(
          "column \"\(name)\" of \"\(table)\" holds \(column.holds.rawValue), where estimates made "
            + "elsewhere have \(holds.rawValue)", parameter: "also", word: table)
      }
    }
    return nil
  }

  /// Refuses what would be counted wrongly or dropped without a word, row by row.
  static func require(
    _ table: Table, named name: String, fits: [String], channels: [String]
  ) throws {
    guard table.rowCount > 0 else {
      throw CommandError(
        "\"\(name)\" has no rows; one row a framework, channel and world is due",
        parameter: "also", word: name)
    }
    if let problem = problem(of: ColumnShape.columns(of: table), in: name) { throw problem }
    let (frameworks, about) = (try table.texts("framework"), try table.texts("channel"))
    let (roi, truth) = (try table.numbers("roi"), try table.numbers("truth"))
    for row in 0..<table.rowCount {
      func refuse(_ message: String, suggestion: String? = nil) -> CommandError {
        CommandError(
          "row \(row + 1) of \"\(name)\" \(message)", parameter: "also", word: name,
          suggestion: suggestion)
      }
      guard let framework = frameworks[row], let channel = about[row], roi[row].isFinite,
        truth[row].isFinite
      else { throw refuse("lacks a value; framework, channel, roi and truth are due in each") }
      guard !fits.contains(framework) else {
        throw CommandError(
          "\"\(name)\" has a framework \"\(framework)\", which is the name of a fit here; rename "
            + "one of them", parameter: "also", word: name)
      }
      guard channels.contains(channel) else {
        throw refuse(
          "is about \"\(channel)\", which is no channel of the simulated retailer; it has "
            + channels.joined(separator: ", "),
          suggestion: NearestName.suggestion(for: channel, among: channels))
      }
      guard truth[row] > 0 else {
        throw refuse(
          "has a true return of \(NumberFormat.significant(3).text(truth[row])); errors relative to it need one "
            + "above 0")
      }
    }
  }
}

extension Inference {
  /// Refuses a table that is none of estimates, where its columns are known.
  func requirePeerColumns() throws(CommandError) {
    guard let name = arguments.optionalText("also"), let columns = shape("also").columns,
      let problem = PeerEstimates.problem(of: columns, in: name)
    else { return }
    throw problem
  }
}
