import Figures
public import Marketing
public import Notebooks
import Tables

/// What generated simulated data: one case per simulator.
public enum Truth: Sendable, Codable {
  /// Weekly retail sales.
  case retail(RetailTruth)
  /// Weekly retail sales by region.
  case panel(PanelTruth)
  /// Tests of channels.
  case tests([TestTruth])
  /// Daily rows of ad campaigns.
  case ads(AdsTruth)
  /// Customers' journeys.
  case journeys(JourneyTruth)
}

/// The truth of simulated data as the value of a name: a lesson reveals it last.
public struct TruthValue: NotebookValue {
  /// What generated the data.
  public let truth: Truth

  /// A truth as the value of a name.
  public init(_ truth: Truth) { self.truth = truth }

  /// `truth`.
  public static let kind = Kind(
    "truth", "What generated simulated data; its fields have the names of a fit's.",
    fields: [
      Kind.FieldPattern("roi.<channel>", "True return: contribution per unit of money spent."),
      Kind.FieldPattern("mroi.<channel>", "True return of the next unit of money."),
      Kind.FieldPattern("contribution.<channel>", "True contribution over all rows."),
      Kind.FieldPattern("share.<channel>", "Share of the channel in all true contributions."),
      Kind.FieldPattern("spend.<channel>", "Money spent over all rows."),
      Kind.FieldPattern(
        "retention.<channel>", "Share of the effect carried into the next week, or day."),
      Kind.FieldPattern(
        "half_life.<channel>", "Weeks until half of the effect is gone; retail and panel."),
      Kind.FieldPattern("half_point.<channel>", "Carried-over spend of half effect, in money."),
      Kind.FieldPattern("slope.<channel>", "Shape of the saturation curve."),
      Kind.FieldPattern("baseline", "True baseline over all rows."),
      Kind.FieldPattern("noise", "Standard deviation of the noise, in units of the target."),
      Kind.FieldPattern("confounding", "How far spend follows demand, 0 to 1; retail and panel."),
      Kind.FieldPattern(
        "demand", "Standard deviation of what hidden demand adds to sales; retail and panel."),
      Kind.FieldPattern("regions", "Number of regions; panel only."),
      Kind.FieldPattern("roi.<channel>.<region>", "True return in a region; panel only."),
      Kind.FieldPattern("rows", "Number of rows; of ads, before problems were planted."),
      Kind.FieldPattern("claimed.<channel>", "Revenue that the platform books to it; ads only."),
      Kind.FieldPattern("claimed_roas.<channel>", "That revenue over spend; ads only."),
      Kind.FieldPattern("days", "Number of days; ads only."),
      Kind.FieldPattern("problems", "Number of problems planted into the rows; ads only."),
      Kind.FieldPattern(
        "problems.<kind>",
        "Those that are missing, outlier, negative, duplicate or missing_day; ads only."),
    ] + testPatterns + journeyPatterns)

  /// The scalar truths.
  public var fields: [Field] {
    switch truth {
    case .retail(let truth): truth.scalarFields.map { Field($0.name, $0.value) }
    case .panel(let truth): truth.scalarFields.map { Field($0.name, $0.value) }
    case .tests(let truths):
      truths.flatMap(\.scalarFields).map { Field($0.name, $0.value) }
    case .ads(let truth): truth.scalarFields.map { Field($0.name, $0.value) }
    case .journeys(let truth): truth.scalarFields.map { Field($0.name, $0.value) }
    }
  }

  /// The channels and what is true of them.
  public var shown: [Output] {
    switch truth {
    case .retail(let truth): [.table(channelOutput(truth.channelTable))]
    case .panel(let truth): truth.outputs(channelOutput(truth.channelTable))
    case .tests(let truths): TestTruth.outputs(of: truths)
    case .ads(let truth):
      [
        .table(
          TableOutput(
            truth.campaignTable, title: "What generated the data",
            formats: [
              "roi": .decimals(2), "mroi": .decimals(2), "claimed_roas": .decimals(2),
              "contribution": .decimals(0), "claimed": .decimals(0), "spend": .decimals(0),
              "share": .percent(1), "retention": .decimals(2), "half_point": .decimals(0),
              "slope": .decimals(1),
            ],
            note: "claimed_roas is what the platform says of itself: revenue that it books to the "
              + "campaign, over spend.")),
        .table(TableOutput(truth.problemCountTable, title: "Problems planted into the rows")),
      ]
    case .journeys(let truth): truth.outputs
    }
  }
}

extension TruthValue {
  /// One row a channel of weekly sales.
  private func channelOutput(_ table: Table) -> TableOutput {
    TableOutput(
      table, title: "What generated the data",
      formats: [
        "roi": .decimals(2), "mroi": .decimals(2), "contribution": .decimals(0),
        "share": .percent(1), "retention": .decimals(2), "half_life": .decimals(1),
        "half_point": .decimals(0), "slope": .decimals(1),
      ])
  }

  /// The true returns by channel; none of tests, which are returns of changed money only.
  var returns: [(channel: String, roi: Double)] {
    switch truth {
    case .retail(let truth): truth.channels.map { ($0.name, $0.roi) }
    case .panel(let truth): truth.channels.map { ($0.name, $0.roi) }
    case .tests: []
    case .ads(let truth): truth.campaigns.map { ($0.name, $0.roi) }
    case .journeys(let truth):
      truth.channels.compactMap { channel in
        channel.roas.map { (channel.name, $0) }
      }
    }
  }

  /// A fit's returns beside the true ones; nil for journeys and tests, of which there is no fit.
  func score(of fit: MixFit) -> TruthScore? {
    switch truth {
    case .retail(let truth): TruthScore(fit, truth)
    case .panel(let truth): TruthScore(fit, truth)
    case .ads(let truth): TruthScore(fit, truth)
    case .journeys, .tests: nil
    }
  }
}
