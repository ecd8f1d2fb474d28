import Figures
import Marketing
import Notebooks
import Tables

/// The table of estimates made elsewhere that `recover` takes with `also=`.
enum PeerEstimates {
  static let due = DueColumns(
    columns: [
      .init(name: "framework", holds: .texts), .init(name: "channel", holds: .texts),
      .init(name: "roi", holds: .numbers), .init(name: "truth", holds: .numbers),
      .init(name: "roi_low", holds: .numbers, isOptional: true),
      .init(name: "roi_high", holds: .numbers, isOptional: true),
      .init(name: "seed", holds: .numbers, isOptional: true),
    ], what: "estimates made elsewhere", parameter: "also")

  /// Refuses what would be counted wrongly or dropped without a word, row by row.
  static func require(
    _ table: Table, named name: String, fits: [String], channels: [String]
  ) throws {
    guard table.rowCount > 0 else {
      throw CommandError(
        "\"\(name)\" has no rows; one row a framework, channel and world is due",
        parameter: "also", word: name)
    }
    if let problem = due.problem(of: ColumnShape.columns(of: table), in: name) { throw problem }
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
      let problem = PeerEstimates.due.problem(of: columns, in: name)
    else { return }
    throw problem
  }
}
