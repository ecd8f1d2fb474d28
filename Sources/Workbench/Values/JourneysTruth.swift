import Figures
import Marketing
import Notebooks
import Tables

extension TruthValue {
  /// The fields that only the truth of journeys has.
  static let journeyPatterns: [Kind.FieldPattern] = [
    ("credit.<channel>", "Its Shapley value of the conversions that marketing caused; journeys."),
    ("value.<channel>", "The same of their value; journeys."),
    ("incremental.<channel>", "Conversions lost if it alone is switched off; journeys."),
    ("incremental_value.<channel>", "The value lost then; journeys."),
    ("touches.<channel>", "Touches in the log; journeys."),
    ("cost.<channel>", "What they cost; journeys."),
    ("roas.<channel>", "Incremental value over cost; journeys, paid channels."),
    (
      "largest_effect.<channel>",
      "What its touches add to the log-odds of buying, at most; journeys."
    ),
    ("customers", "Number of customers; journeys."),
    ("conversions", "Conversions in the log; journeys."),
    ("value", "What they were worth; journeys."),
    ("expected", "Expected conversions, all channels on; journeys."),
    ("expected_value", "Their expected value; journeys."),
    ("caused", "Expected conversions less those with all channels off; journeys."),
    ("caused_value", "Their value; journeys."),
    ("baseline_value", "Expected value with all channels off; journeys."),
    ("baseline_share", "Share of the conversions that would have come anyway; journeys."),
  ].map { Kind.FieldPattern($0.0, $0.1) }
}

extension JourneyTruth {
  /// What each channel caused, and by what law.
  var outputs: [Output] {
    let anyway = NumberFormat.percent(0).text(baseline / expectedConversions)
    return [
      .table(
        TableOutput(
          table.selecting(
            "channel", "kind", "share", "credit", "incremental", "touches", "cost", "roas"),
          title: "\(anyway) of the conversions would have come anyway",
          formats: [
            "incremental": .decimals(1), "incremental_value": .decimals(0), "credit": .decimals(1),
            "value": .decimals(0), "share": .percent(1), "touches": .decimals(0),
            "cost": .decimals(0), "roas": .decimals(2),
          ],
          note:
            "incremental: lost if the channel alone is switched off, and the visits that it brings with it; credit: "
            + "its Shapley value of all that marketing caused, "
            + "\(NumberFormat.decimals(1).text(caused)) conversions.")),
      .table(
        TableOutput(
          parameters.selecting(
            "channel", "largest_effect", "half_life", "reaction", "visits_caused", "needs_paid",
            "pushed", "intent_slope"), title: "What generated the journeys",
          formats: [
            "cost_per_touch": .decimals(2), "largest_effect": .decimals(1),
            "half_life": .decimals(0), "half_point": .decimals(1), "reach": .decimals(2),
            "intent_slope": .decimals(1), "visits_caused": .decimals(2), "reaction": .decimals(0),
            "needs_paid": .decimals(0), "pushed": .decimals(0),
          ],
          note:
            "largest_effect in log-odds of buying, half_life and reaction in days; needs_paid: works only after a paid "
            + "touch; pushed: seeks customers out; intent_slope: how far hidden intent decides who is touched."
        )),
    ]
  }
}

extension Table {
  /// Those columns, in this order.
  fileprivate func selecting(_ names: String...) -> Table {
    Table(names.compactMap { name in columns.first { $0.name == name } })
  }
}

/// How near an attribution's shares come to the truth of simulated journeys, as tables.
extension JourneyTruthScore {
  var output: TableOutput {
    TableOutput(
      table,
      title:
        "\(NumberFormat.percent(0).text(totalVariation)) of the credit of \(model) is with the wrong channels",
      formats: [
        "estimated": .percent(1), "truth": .percent(1), "error": .percent(1),
        "ratio": .decimals(2), "credit": .decimals(1), "incremental": .decimals(1),
      ],
      note: "Shares of what was credited, and of what marketing caused. The model hands out "
        + "\(NumberFormat.decimals(1).text(excess)) times the conversions that marketing caused.")
  }
}
