import Figures
public import Marketing
public import Notebooks

/// How near a fit's returns come to the truth of simulated data, as the value of a name.
public struct ScoreValue: NotebookValue {
  /// Estimates beside truths.
  public let score: TruthScore

  /// A score as the value of a name.
  public init(_ score: TruthScore) { self.score = score }

  /// `score`.
  public static let kind = Kind(
    "score", "How near a fit's returns come to the truth of simulated data.",
    fields: [
      Kind.FieldPattern("error", "Mean of |estimate − truth| / truth over the channels, a share."),
      Kind.FieldPattern("ratio.<channel>", "Estimated over true return; above 1 is overstated."),
      Kind.FieldPattern("error.<channel>", "Estimated minus true return."),
    ])

  /// The overall error, ratios and errors.
  public var fields: [Field] { score.scalarFields.map { Field($0.name, $0.value) } }

  /// One row a channel.
  public var shown: [Output] {
    let formats: [String: NumberFormat] = [
      "estimated": .decimals(2), "truth": .decimals(2), "error": .decimals(2),
      "ratio": .decimals(2),
    ]
    let note = score.meanAbsoluteRelativeError.map {
      "Estimates miss the truth by \(NumberFormat.percent(0).text($0)) on average."
    }
    return [
      .table(
        TableOutput(
          score.table, title: "Estimated and true return on investment", formats: formats,
          note: note))
    ]
  }
}
