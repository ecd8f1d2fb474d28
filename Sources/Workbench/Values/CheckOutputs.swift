import Figures
import Marketing
import Notebooks
import Tables

extension ModelChecks {
  /// The verdicts in words, the verdicts as a table, and the measures channel by channel.
  var outputs: [Output] {
    var outputs: [Output] = checks.map { check in
      .text(
        "\(check.kind.rawValue): \(check.verdict.sign) \(check.verdict.word). \(check.sentence)")
    }
    outputs.append(.table(verdicts))
    guard checks.contains(where: { !$0.channels.isEmpty }) else { return outputs }
    let table = channelTable
    outputs.append(
      .table(
        TableOutput(
          table, title: "What the checks measured, channel by channel",
          formats: Dictionary(
            uniqueKeysWithValues: table.names.dropFirst().map { ($0, .percent(0)) }),
          note:
            "placebo: the return of this channel's spend in random order, over that of real channels; "
            + "shuffled: what is still found of the contribution with all rows of spend in random order; "
            + "perturbed and refresh: the mean change of the return.")))
    return outputs
  }

  private var verdicts: TableOutput {
    let columns = table.columns.filter { $0.name != "says" }.map { column in
      column.name == "verdict"
        ? Column("verdict", texts: checks.map { "\($0.verdict.sign) \($0.verdict.word)" }) : column
    }
    return TableOutput(
      Table(columns),
      title: "The fit, put to the test",
      formats: [
        "value": .percent(0), "low": .percent(0), "high": .percent(0), "passes": .percent(0),
        "fails": .percent(0), "draws": .decimals(0),
      ],
      emphasisedRows: checks.indices.filter { checks[$0].verdict == .broken },
      note:
        "Up to passes a check has held, beyond fails it is broken. low and high leave 5% of the draws on either "
        + "side. A fit that holds may still be wrong.")
  }
}

extension ModelCheck.Verdict {
  /// ✓, ?, ✗ or –.
  var sign: String {
    switch self {
    case .held: "✓"
    case .doubtful: "?"
    case .broken: "✗"
    case .notPossible: "–"
    }
  }
}
