import Figures
public import Marketing
public import Notebooks
import Tables

/// Tests of channels as the value of a name: what a model is told beside its data.
public struct ExperimentsValue: NotebookValue {
  /// The tests.
  public let experiments: [Experiment]
  /// The length of a period, in days.
  public let periodInDays: Int

  /// Tests of channels as the value of a name.
  public init(_ experiments: [Experiment], periodInDays: Int = 7) {
    self.experiments = experiments
    self.periodInDays = periodInDays
  }

  /// `experiments`.
  public static let kind = Kind(
    "experiments", "Tests of channels: how spend was changed, and what was measured then.",
    fields: [
      ("experiments", "How many tests."),
      ("warnings", "How many remarks there are on them: lifts of the wrong sign, overlaps."),
      ("lift.<experiment>", "What was measured, in units of the target."),
      ("standard_error.<experiment>", "Its standard error."),
      ("spend.<experiment>", "The money changed; below 0 where it was taken away."),
      ("roi.<experiment>", "The lift over that money."),
      ("low.<experiment>", "The lower end of its 90% interval."),
      ("high.<experiment>", "The upper end."),
    ].map { Kind.FieldPattern($0.0, $0.1) })

  /// How many, and each one's measurement.
  public var fields: [Field] {
    var fields = [
      Field("experiments", Double(experiments.count)), Field("warnings", Double(remarks.count)),
    ]
    for (test, implied) in zip(experiments, implied) {
      let name = Field.part(test.name)
      fields += [
        ("lift", test.lift), ("standard_error", test.standardError),
        ("spend", implied.spendChange), ("roi", implied.roi), ("low", implied.low),
        ("high", implied.high),
      ].map { Field("\($0.0).\(name)", $0.1) }
    }
    return fields
  }

  /// One row a test with the return that it implies, and what to mind.
  public var shown: [Output] {
    var note =
      "roi is the lift over the money changed, within the window; low and high are the ends of its 90% interval. "
      + "It holds between spend as it was and spend as changed."
    if !remarks.isEmpty { note += " " + remarks.joined(separator: " ") }
    return [
      .table(
        TableOutput(
          table, title: "What \(counted(experiments.count, "experiment")) measured",
          formats: [
            "spend_change": .decimals(0), "lift": .decimals(0), "standard_error": .decimals(0),
            "roi": .decimals(2), "low": .decimals(2), "high": .decimals(2),
          ], note: note, shownRows: 40))
    ]
  }
}

extension ExperimentsValue {
  /// The return that each test implies.
  var implied: [ExperimentReturn] {
    experiments.map { $0.impliedReturn(periodInDays: periodInDays) }
  }

  /// What to mind about them.
  var remarks: [String] { Experiment.remarks(on: experiments) }

  /// `experiment channel [regions] roi low high lift standard_error spend_change period`, and `counted_to` where sales were
  /// counted beyond the test: what a test says first, since a page has not room for all.
  private var table: Table {
    let implied = implied
    var columns = [
      Column("experiment", texts: experiments.map(\.name)),
      Column("channel", texts: experiments.map(\.channel)),
      Column("roi", numbers: implied.map(\.roi)),
      Column("low", numbers: implied.map(\.low)),
      Column("high", numbers: implied.map(\.high)),
      Column("lift", numbers: experiments.map(\.lift)),
      Column("standard_error", numbers: experiments.map(\.standardError)),
      Column("spend_change", numbers: implied.map(\.spendChange)),
      Column("period", texts: experiments.map { "\($0.first) to \($0.last)" }),
    ]
    if experiments.contains(where: { $0.lastCounted != $0.last }) {
      columns.append(Column("counted_to", days: experiments.map(\.lastCounted)))
    }
    if experiments.contains(where: { !$0.regions.isEmpty }) {
      columns.insert(
        Column(
          "regions",
          texts: experiments.map {
            $0.regions.isEmpty ? "all" : $0.regions.joined(separator: "; ")
          }), at: 2)
    }
    return Table(columns)
  }
}
