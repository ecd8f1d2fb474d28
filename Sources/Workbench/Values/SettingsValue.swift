import Figures
public import Marketing
public import Notebooks
import Tables

/// The equally good settings of a search as the value of a name.
public struct SettingsValue: NotebookValue {
  /// The set.
  public let equallyGood: EquallyGood

  /// A set as the value of a name.
  public init(_ equallyGood: EquallyGood) { self.equallyGood = equallyGood }

  /// `settings`.
  public static let kind = Kind(
    "settings", "The settings of a search that fit about as well as the best.",
    fields: [
      Kind.FieldPattern("settings", "How many settings are equally good."),
      Kind.FieldPattern("tried", "How many were tried."),
      Kind.FieldPattern("tolerance", "How much larger an error counts as equally good, a share."),
      Kind.FieldPattern("roi_low.<channel>", "The least return of the set."),
      Kind.FieldPattern("roi_high.<channel>", "The largest return of the set."),
      Kind.FieldPattern("low.<parameter>.<channel>", "The least value of a searched parameter."),
      Kind.FieldPattern("high.<parameter>.<channel>", "Its largest value."),
    ])

  /// The size of the set and the ends of returns and parameters.
  public var fields: [Field] { equallyGood.scalarFields.map { Field($0.name, $0.value) } }

  /// One row a searched parameter and a channel's return.
  public var shown: [Output] {
    let share = NumberFormat.percent(1).text(equallyGood.tolerance)
    let note =
      equallyGood.trials.count == 1
      ? "Of \(equallyGood.tried) settings none other comes within \(share) of the best: the search is too "
        + "coarse to say how far returns lie apart."
      : "\(equallyGood.trials.count) of \(equallyGood.tried) settings have an error at most \(share) above the "
        + "least; low and high are the ends over them."
    return [
      .table(
        TableOutput(
          equallyGood.table, title: "What equally good settings say",
          formats: [
            "best": .significant(3), "low": .significant(3), "high": .significant(3),
          ],
          note: note, shownRows: 40))
    ]
  }
}
