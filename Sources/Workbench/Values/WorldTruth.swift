import Figures
import Marketing
import Notebooks
import Tables

extension TruthValue {
  /// The fields that only the truth of simulated tests has.
  static let testPatterns: [Kind.FieldPattern] = [
    ("lift.<experiment>", "The exact difference in sales within the window; tests."),
    ("later.<experiment>", "What the test sold after it; tests."),
    ("spend_change.<experiment>", "The money changed; tests."),
    ("error.<experiment>", "The measurement's error, in its standard errors; tests."),
  ].map { Kind.FieldPattern($0.0, $0.1) }
}

extension PanelTruth {
  /// What each channel did in all regions, and what it returned in each.
  func outputs(_ channels: TableOutput) -> [Output] {
    var channels = channels
    channels.title = "What generated the data, over all \(regions.count) regions"
    let names = self.channels.map(\.name)
    return [
      .table(channels),
      .table(
        TableOutput(
          regionTable, title: "True return on investment, region by region",
          formats: Dictionary(uniqueKeysWithValues: names.map { ($0, .decimals(2)) })
            .merging(["population": .decimals(0), "sales": .decimals(0)]) { $1 },
          note:
            "Memory, shape and half point for each head are the same in all regions; the size of an "
            + "effect scatters, and so do budgets.", shownRows: 20)),
    ]
  }
}

extension TestTruth {
  /// The exact lifts beside the measured ones.
  static func outputs(of truths: [TestTruth]) -> [Output] {
    [
      .table(
        TableOutput(
          table(of: truths), title: "What the tests really sold",
          formats: [
            "spend_change": .decimals(0), "lift": .decimals(0), "measured": .decimals(0),
            "standard_error": .decimals(0), "later": .decimals(0), "roi": .decimals(2),
          ],
          note:
            "lift is exact, measured has the error of a measurement; later is what the test sold after the "
            + "window, which nobody counted. roi is lift over spend_change.", shownRows: 40))
    ]
  }
}
