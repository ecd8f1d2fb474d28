import Figures
import Marketing
import Notebooks
import Tables

/// An attribution under the name that the notebook gives it.
struct NamedAttribution {
  let name: String
  let value: AttributionValue
}

extension Invocation {
  /// The attributions of a list, with their names.
  func namedAttributions(_ parameter: String) throws -> [NamedAttribution] {
    try anyValues(parameter).map { name, value in
      guard let attribution = value as? AttributionValue else {
        throw CommandError(
          "\"\(name)\" is a \(type(of: value).kind.name), and the others are attributions; compare results of "
            + "one kind", parameter: parameter, word: name)
      }
      return NamedAttribution(name: name, value: attribution)
    }
  }

  /// The credits of a list, under names that tell them apart: the model's, and the notebook's where two have the same.
  func labelledCredits(_ parameter: String) throws -> [Attribution] {
    let named = try namedAttributions(parameter)
    let models = named.map(\.value.attribution.model)
    return named.map { item in
      let credits = item.value.attribution
      guard models.count(where: { $0 == credits.model }) > 1 else { return credits }
      return credits.labelled("\(credits.model) (\(item.name))")
    }
  }

  /// Attributions side by side: shares, agreement, and the reason of each disagreement.
  func comparedAttributions(_ parameter: String) throws -> Outcome {
    try arguments.requireDifferentNames(parameter, atLeast: 2, called: "results")
    let credits = try labelledCredits(parameter)
    let first = try namedAttributions(parameter)[0]
    let comparison: AttributionComparison
    do {
      comparison = try AttributionComparison(credits, facts: first.value.facts)
    } catch {
      throw CommandError(error.description, parameter: parameter)
    }
    let shares = comparison.shareTable
    let formats = Dictionary(
      shares.names.dropFirst().map { ($0, NumberFormat.percent(1)) }, uniquingKeysWith: { $1 })
    let disagreements = TableOutput(
      comparison.shownDisagreements, title: "Where the models differ most, and why",
      formats: ["moved": .percent(0), "ranks": .decimals(2), "by": .percent(1)],
      note:
        "moved: the part of the credit that goes to other channels; ranks: correlation of the ranks; by: the first "
        + "model's share of the channel less the second's.",
      shownRows: 12)
    return Outcome(
      showing: [
        .table(
          TableOutput(
            shares, title: comparison.finding, formats: formats,
            note: comparison.cautions, shownRows: 40)),
        .chart(CreditPlot(results: comparison.results).chart),
        .table(disagreements),
      ],
      value: TableValue(shares, formats: formats))
  }
}

extension AttributionComparison {
  /// The disagreements in few columns, so that reasons have room.
  fileprivate var shownDisagreements: Table {
    let table = disagreementTable
    func column(_ name: String, as other: String) -> [Column] {
      table.columns.filter { $0.name == name }.map {
        var column = $0
        column.name = other
        return column
      }
    }
    return Table(
      [Column("models", texts: disagreements.map { "\($0.first), \($0.second)" })]
        + column("moved", as: "moved") + column("rank_correlation", as: "ranks")
        + column("channel", as: "channel") + column("difference", as: "by")
        + column("reason", as: "why"))
  }

  /// "The models agree on who comes first", or how far they are apart.
  fileprivate var finding: String {
    guard let most = disagreements.first, most.moved > 0.005, let channel = most.channel else {
      return "The models give the same shares"
    }
    return
      "Between \(most.first) and \(most.second), \(NumberFormat.percent(0).text(most.moved)) of the credit changes "
      + "hands, \(channel)'s above all"
  }

  /// What no agreement can show.
  fileprivate var cautions: String {
    let unsure = results.compactMap { result in
      result.intervals.flatMap { intervals in
        intervals.indistinguishable.isEmpty
          ? nil : "\(result.model) (\(counted(intervals.indistinguishable.count, "pair")))"
      }
    }
    return "Shares of the conversions. "
      + (unsure.isEmpty
        ? "" : "Channels that the journeys cannot tell apart: \(unsure.joined(separator: ", ")). ")
      + "Models that agree may be wrong together: none of them knows who would have bought anyway."
  }
}
