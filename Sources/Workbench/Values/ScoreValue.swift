import Figures
public import Marketing
public import Notebooks

/// How near a result comes to the truth of simulated data, as the value of a name.
public struct ScoreValue: NotebookValue {
  /// Estimates beside truths.
  public enum Score: Sendable, Codable {
    /// A fit's returns.
    case returns(TruthScore)
    /// An attribution's shares.
    case shares(JourneyTruthScore)
  }

  /// Estimates beside truths.
  public let score: Score

  /// A score as the value of a name.
  public init(_ score: Score) { self.score = score }

  /// `score`.
  public static let kind = Kind(
    "score",
    "How near a fit's returns, or an attribution's shares, come to the truth of simulated data.",
    fields: [
      ("error", "Mean of |estimate − truth| / truth over the channels, a share; fits."),
      ("ratio.<channel>", "Estimated over true return, or share; above 1 is overstated."),
      ("error.<channel>", "Estimated minus true return, or share."),
      ("total_variation", "Part of the credit that is with the wrong channels; attributions."),
      ("rank_correlation", "Spearman's correlation with the true shares; attributions."),
      ("excess", "Conversions credited over conversions caused; attributions."),
      ("overcredit.<kind>", "Share too much for paid, owned or free channels; attributions."),
    ].map { Kind.FieldPattern($0.0, $0.1) })

  /// The overall error, ratios and errors.
  public var fields: [Field] {
    switch score {
    case .returns(let score): score.scalarFields.map { Field($0.name, $0.value) }
    case .shares(let score): score.scalarFields.map { Field($0.name, $0.value) }
    }
  }

  /// One row a channel.
  public var shown: [Output] {
    switch score {
    case .returns(let score): [.table(ScoreValue.output(score))]
    case .shares(let score): [.table(score.output)]
    }
  }

  private static func output(_ score: TruthScore) -> TableOutput {
    let formats: [String: NumberFormat] = [
      "estimated": .decimals(2), "truth": .decimals(2), "error": .decimals(2),
      "ratio": .decimals(2),
    ]
    let note = score.meanAbsoluteRelativeError.map {
      "Estimates miss the truth by \(NumberFormat.percent(0).text($0)) on average."
    }
    return TableOutput(
      score.table, title: "Estimated and true return on investment", formats: formats, note: note)
  }
}
