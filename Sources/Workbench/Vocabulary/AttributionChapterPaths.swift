import Figures
import Marketing
import Notebooks
import Tables

/// Journeys as tables, and credits beside costs.
extension Vocabulary {
  static let pathsOfJourneys = Command(
    "paths", in: attributionChapter,
    "The distinct paths, one row each, most journeys first: how many converted, what they were worth.",
    operands: [journeysOperand],
    options: [
      windowOption,
      Parameter(
        "collapse", .flag, .standard("no"), "Consecutive touches of one channel as one touch."),
      Parameter(
        "separator", .text, .standard("\" > \""), "What stands between channels."),
    ],
    gives: TableValue.kind.name, example: "paths seen collapse=yes",
    infer: { inference throws(CommandError) in
      .table(texts: "path", numbers: ["conversions", "value", "nulls", "rate", "length"])
    },
    run: { invocation in
      let read = try invocation.journeyTable()
      let table = invocation.arguments.flag("collapse") ? read.collapsed() : read
      let journeys = zip(table.conversions, table.nulls).map { $0 + $1 }
      let order = journeys.indices.sorted { (journeys[$1], $0) < (journeys[$0], $1) }
      let separator = invocation.arguments.text("separator")
      let written = order.map { path in
        table.path(path).map { table.channels[Int($0)] }.joined(separator: separator)
      }
      return Outcome(
        table: TableOutput(
          Table([
            Column("path", texts: written),
            Column("conversions", numbers: order.map { table.conversions[$0] }),
            Column("value", numbers: order.map { table.value[$0] }),
            Column("nulls", numbers: order.map { table.nulls[$0] }),
            Column("rate", numbers: order.map { table.conversions[$0] / journeys[$0] }),
            Column("length", numbers: order.map { Double(table.path($0).count) }),
          ]), title: "\(counted(table.count, "distinct path"))",
          formats: ["rate": .percent(1), "value": .decimals(0)]))
    })
}

extension Invocation {
  /// The costs of channels from a table, the channels that it says nothing of, and names in it that are no channel.
  func costs(
    _ parameter: String, of channels: [String]
  ) throws -> (amounts: [Double], unknown: [String], strangers: [String]) {
    let table = try (value(parameter) as TableValue).table
    guard
      let names = table.columns.first(where: { if case .texts = $0.values { true } else { false } }
      ),
      case .texts(let texts) = names.values
    else {
      throw CommandError(
        "a column of texts with the channels' names is due; the table has none, only "
          + table.columns.map(\.name).joined(separator: ", "), parameter: parameter)
    }
    guard let cost = table.columns.first(where: { $0.name == "cost" }),
      case .numbers(let numbers) = cost.values
    else {
      throw CommandError(
        "a column of numbers called cost is due; the table has "
          + table.columns.map(\.name).joined(separator: ", "), parameter: parameter)
    }
    let exact = Set(channels)
    let byPart = Dictionary(grouping: channels, by: Field.part)
    var known: [String: Double] = [:]
    var strangers: [String] = []
    for (name, amount) in zip(texts, numbers) {
      guard let name, !amount.isNaN else { continue }
      guard amount >= 0 else {
        throw CommandError("the cost of \"\(name)\" is below 0", parameter: parameter)
      }
      // Another spelling will do where it can only mean one channel.
      let alike = byPart[Field.part(name)] ?? []
      guard let channel = exact.contains(name) ? name : alike.first else {
        strangers.append(name)
        continue
      }
      guard exact.contains(name) || alike.count == 1 else {
        throw CommandError(
          "\"\(name)\" can mean each of \(alike.joined(separator: ", ")); write one as the journeys do",
          parameter: parameter)
      }
      known[channel, default: 0] += amount
    }
    let amounts = channels.map { known[$0] }
    guard amounts.contains(where: { $0 != nil }) else {
      throw CommandError(
        "no row of column \(names.name) names one of the channels \(channels.joined(separator: ", "))",
        parameter: parameter)
    }
    return (
      amounts.map { $0 ?? .nan },
      zip(channels, amounts).filter { $0.1 == nil }.map(\.0), strangers
    )
  }
}
