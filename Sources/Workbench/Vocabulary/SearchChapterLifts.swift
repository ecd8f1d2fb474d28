import Marketing
import Notebooks
import Tables

/// A lift study as a row of a table has it.
struct TabledLift {
  let study: LiftStudy
  /// The row, from 1.
  let row: Int

  static let due = DueColumns(
    columns: [
      .init(name: "channel", holds: .texts), .init(name: "first", holds: .dates),
      .init(name: "last", holds: .dates), .init(name: "lift", holds: .numbers),
      .init(name: "scope", holds: .texts, isOptional: true),
    ], what: "lifts", parameter: "lifts")
}

extension Inference {
  /// Refuses a table that is none of lifts, where its columns are known.
  func requireLiftColumns() throws(CommandError) {
    guard let name = arguments.optionalText("lifts"), let columns = shape("lifts").columns,
      let problem = TabledLift.due.problem(of: columns, in: name)
    else { return }
    throw problem
  }
}

extension Invocation {
  /// The lift studies that the statement names; empty without.
  func lifts() throws -> [TabledLift] {
    guard let name = arguments.optionalText("lifts") else { return [] }
    let value: TableValue = try value("lifts")
    let table = value.table
    guard table.rowCount > 0 else {
      throw CommandError(
        "\"\(name)\" has no rows; one row a lift study is due", parameter: "lifts", word: name)
    }
    if let problem = TabledLift.due.problem(of: ColumnShape.columns(of: table), in: name) {
      throw problem
    }
    let channels = try table.texts("channel")
    let (first, last) = (try table.days("first"), try table.days("last"))
    let lifts = try table.numbers("lift")
    let scopes = try writtenScopes(table)
    return try (0..<table.rowCount).map { row in
      func refuse(_ message: String, suggestion: String? = nil) -> CommandError {
        CommandError(
          "row \(row + 1) of \"\(name)\" \(message)", parameter: "lifts", word: name,
          suggestion: suggestion)
      }
      guard let channel = channels[row], let start = first[row], let end = last[row],
        lifts[row].isFinite
      else { throw refuse("lacks a value; channel, first, last and lift are due in each") }
      let known = arguments.texts("channels")
      guard known.contains(channel) else {
        throw refuse(
          "is about \"\(channel)\", which is no channel of the model; there are "
            + known.joined(separator: ", "),
          suggestion: NearestName.suggestion(for: channel, among: known))
      }
      guard start <= end else {
        throw refuse("begins on \(start) and ends on \(end), which is earlier; swap the dates")
      }
      guard lifts[row] != 0 else {
        throw refuse(
          "measured a lift of 0: an error relative to it has no size; leave the study out")
      }
      let word = scopes.isEmpty ? nil : scopes[row]
      guard let scope = word.map(LiftStudy.Scope.init(rawValue:)) ?? .immediate else {
        throw refuse("has the scope \"\(word ?? "")\"; it is immediate or total")
      }
      return TabledLift(
        study: LiftStudy(channel: channel, first: start, last: end, lift: lifts[row], scope: scope),
        row: row + 1)
    }
  }
}

extension Invocation {
  /// What lifts are held against, row by row; empty where the table does not say.
  fileprivate func writtenScopes(_ table: Table) throws(CommandError) -> [String?] {
    guard let column = table.columns.first(where: { $0.name == "scope" }),
      column.missingCount < column.count
    else { return [] }
    do throws(TableError) {
      return try table.texts("scope")
    } catch {
      throw CommandError.of(error, parameter: "lifts")
    }
  }
}

extension [TabledLift] {
  /// Refuses studies that the rows say nothing about: outside them, or of spend that was not there.
  func require(within data: MixData, _ arguments: Arguments) throws(CommandError) {
    guard let name = arguments.optionalText("lifts"), !isEmpty else { return }
    func refuse(_ row: Int, _ message: String) -> CommandError {
      CommandError(
        "row \(row) of \"\(name)\" \(message)", parameter: "lifts", word: name)
    }
    let step = data.stepInDays ?? 1
    guard let first = data.days.first, let start = data.days.last else {
      throw CommandError(
        "lifts have dates, and the rows have none; name their column with date=",
        parameter: "lifts", word: name)
    }
    let last = start.advanced(by: step - 1)
    for lift in self {
      let study = lift.study
      guard study.first >= first, study.last <= last else {
        throw refuse(
          lift.row,
          "runs from \(study.first) to \(study.last), outside the rows, which go from \(first) to "
            + "\(last)")
      }
      let spent = data.channels.first { $0.name == study.channel }.map { series in
        zip(data.days, series.values).contains { day, spend in
          spend > 0 && day <= study.last && day.advanced(by: step - 1) >= study.first
        }
      }
      guard spent ?? false else {
        throw refuse(
          lift.row,
          "measured a lift of \"\(study.channel)\" from \(study.first) to \(study.last), when "
            + "the rows "
            + "have no spend on it")
      }
    }
  }
}
