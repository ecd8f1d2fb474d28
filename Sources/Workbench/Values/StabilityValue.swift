import Figures
public import Marketing
public import Notebooks
import Tables

/// How far returns move with the seed alone, as the value of a name.
public struct StabilityValue: NotebookValue {
  /// The returns under each seed.
  public let stability: ReturnStability
  /// The name of the fit.
  public let fit: String

  /// A stability as the value of a name.
  public init(_ stability: ReturnStability, fit: String) {
    self.stability = stability
    self.fit = fit
  }

  /// `stability`.
  public static let kind = Kind(
    "stability", "How far a fit's returns move when nothing changes but the seed.",
    fields: [
      ("seeds", "How many seeds."),
      ("spread", "The largest spread of all channels."),
      ("spread.<channel>", "Standard deviation of the return over its mean, a share."),
      ("mean.<channel>", "Mean of the return over the seeds."),
      ("low.<channel>", "The least return over the seeds."),
      ("high.<channel>", "The largest return over the seeds."),
    ].map { Kind.FieldPattern($0.0, $0.1) })

  /// Spread, mean and ends by channel.
  public var fields: [Field] { stability.scalarFields.map { Field($0.name, $0.value) } }

  /// One row a channel.
  public var shown: [Output] {
    [
      .table(
        TableOutput(
          stability.table,
          title: "Return on investment over \(counted(stability.seeds.count, "seed"))",
          formats: [
            "mean": .decimals(2), "sd": .decimals(2), "low": .decimals(2),
            "high": .decimals(2), "spread": .percent(1),
          ],
          note: stability.isExact
            ? "Nothing in \(fit) is drawn at random: the seed decides nothing, which says nothing about the "
              + "returns."
            : "What moves with the seed is not in the data: more iterations, trials or draws make it smaller."
        ))
    ]
  }
}
