import Figures
import Marketing
import Notebooks
import Tables

/// The tables of a search: the front, its clusters, what RSSD implied, how the objectives converged.
struct SearchTables {
  let view: SearchView

  private var front: RobynFront { view.front }

  /// How a search's numbers are written, by column.
  private func formats(_ table: Table) -> [String: NumberFormat] {
    var formats: [String: NumberFormat] = [
      "front": .decimals(0), "cluster": .decimals(0), "candidates": .decimals(0),
      "score": .decimals(3), "nrmse": .decimals(4), "rssd": .decimals(3),
      "mape_lift": .percent(1), "training_nrmse": .decimals(4), "test_nrmse": .decimals(4),
      "r2": .decimals(3), "penalty": .significant(3),
    ]
    for name in table.names where name.hasPrefix("roi_") { formats[name] = .decimals(2) }
    for name in table.names where name.hasPrefix("share_") { formats[name] = .percent(1) }
    return formats
  }

  /// What is set beside the candidate chosen; no candidate where it is on none of the fronts.
  private struct Weighed {
    let name: String
    let role: String
    let evaluation: RobynFront.Evaluation
    let candidate: RobynFront.Candidate?

    init(_ candidate: RobynFront.Candidate, _ role: String) {
      (name, self.role) = (candidate.name, role)
      (evaluation, self.candidate) = (candidate.evaluation, candidate)
    }

    init(_ evaluation: RobynFront.Evaluation, _ role: String) {
      (name, self.role) = ("\(evaluation.trial)_\(evaluation.iteration)", role)
      (self.evaluation, candidate) = (evaluation, nil)
    }
  }

  /// The candidate that fits best, which the fronts may lack: with lifts they keep what suits the lifts.
  private var bestFit: Weighed? {
    let name = front.prior.bestFit
    if let candidate = view.candidate(name) { return Weighed(candidate, "fits best") }
    return front.evaluations.first { "\($0.trial)_\($0.iteration)" == name }
      .map { Weighed($0, "fits best") }
  }

  /// The objectives of candidates: `nrmse rssd mape_lift training_nrmse test_nrmse`.
  private func objectives(_ rows: [Weighed]) -> [Column] {
    func numbers(_ name: String, _ value: (Weighed) -> Double?) -> Column {
      Column(name, numbers: rows.map { value($0) ?? .nan })
    }
    var columns = [numbers("nrmse", \.evaluation.nrmse), numbers("rssd", \.evaluation.rssd)]
    if view.hasLifts { columns.append(numbers("mape_lift", \.evaluation.mapeLift)) }
    if front.settings.trainingShare != nil {
      columns += [
        numbers("training_nrmse") { $0.candidate?.trainingNRMSE },
        numbers("test_nrmse") { $0.candidate?.testNRMSE },
      ]
    }
    return columns
  }

  /// The candidate chosen beside the one that fits best and the one whose shares are nearest to those of spend.
  var objectives: TableOutput {
    let nearest = front.candidates.min { $0.evaluation.rssd < $1.evaluation.rssd }
    let truest =
      view.hasLifts
      ? front.candidates.min { $0.evaluation.mapeLift < $1.evaluation.mapeLift } : nil
    let rows = [
      Weighed(view.chosen, "chosen"), bestFit, nearest.map { Weighed($0, "least RSSD") },
      truest.map { Weighed($0, "least MAPE.LIFT") },
    ].compactMap(\.self)
    let table = Table(
      [
        Column("candidate", texts: rows.map { "\($0.name), \($0.role)" }),
        Column("cluster", numbers: rows.map { $0.candidate?.cluster.map(Double.init) ?? .nan }),
        Column("front", numbers: rows.map { $0.candidate.map { Double($0.front) } ?? .nan }),
      ] + objectives(rows) + [
        Column("score", numbers: rows.map { $0.candidate?.score ?? .nan }),
        Column("r2", numbers: rows.map { $0.candidate?.r2 ?? .nan }),
      ])
    return TableOutput(
      table.withoutEmptyColumns, title: "What the search weighed", formats: formats(table),
      emphasisedRows: [0], note: describedObjectives)
  }

  private var describedObjectives: String {
    let isValidated = front.settings.trainingShare != nil
    let rows = isValidated ? "rows that validate" : "fitted rows"
    return
      "nrmse is over the \(rows); rssd is the distance of effect shares from spend shares; score "
      + "is the root of the sum of their squares, each stretched to 0–1 over the fronts"
      + (isValidated ? ", with the error of the rows that test." : ".")
  }

  /// One row a candidate of the fronts, the best score first.
  var candidates: TableOutput {
    let table = front.table
    return TableOutput(
      table, title: "The candidates of the fronts, the best score first", formats: formats(table),
      note: describedObjectives)
  }

  /// What is known of ``clusters`` before it runs, by the channels' field names.
  static func clusterShape(_ parts: [String]) -> Shape {
    let numbers =
      ["score", "nrmse", "rssd"]
      + parts.flatMap { ["roi_\($0)", "roi_low_\($0)", "roi_high_\($0)"] }
    return Shape(
      kind: TableValue.kind.name,
      columns: ["cluster", "candidates"].map { ColumnShape($0, .numbers) }
        + [ColumnShape("winner", .texts)] + numbers.map { ColumnShape($0, .numbers) }
        + [ColumnShape("no_interval", .texts)])
  }

  /// One row a cluster: its winner, and how far its candidates' returns agree.
  var clusters: TableOutput {
    let table = front.clusterTable
    return TableOutput(table, title: "The clusters of the front", formats: formats(table))
  }

  /// The clusters as a reader wants them: each return with its interval in one cell.
  var shownClusters: TableOutput {
    let table = clusters.table
    let two = NumberFormat.decimals(2)
    let returns = front.channels.enumerated().map { index, channel in
      Column(
        channel,
        texts: front.clusters.map { cluster in
          guard let winner = view.candidate(cluster.winner) else { return nil }
          let interval = cluster.roi.map {
            // Blanks that do not break: an interval stays on one line.
            "\u{A0}[\(two.text($0[index].low)),\u{A0}\(two.text($0[index].high))]"
          }
          return two.text(winner.roi[index]) + (interval ?? "")
        })
    }
    let head = table.columns.filter {
      !$0.name.hasPrefix("roi_") && !["no_interval", "score"].contains($0.name)
    }
    let chosen = front.clusters.firstIndex { $0.winner == front.chosen }
    let missing = view.describedMissingIntervals
    return TableOutput(
      Table(head + returns), title: "The clusters of the front, and their winners' returns",
      formats: formats(table), emphasisedRows: chosen.map { [$0] } ?? [],
      note: ([
        "In brackets the 95% bootstrap interval of the mean return within the cluster: how far "
          + "the search's own survivors agree, and nothing about sampling error."
      ] + missing)
      .joined(separator: " "),
      shownRows: 50)
  }

  /// The columns of ``implied`` after the channel.
  static let impliedColumns = [
    "pull", "spend_share", "best_fit_share", "chosen_share", "best_fit_roi", "chosen_roi",
    "implied_roi",
  ]

  /// What DECOMP.RSSD assumed of each channel, and how far it pulled.
  var implied: TableOutput {
    // What matters most stands first, where no narrow page cuts it off.
    let columns = front.prior.table.columns
    let table = Table(
      (["channel"] + Self.impliedColumns).compactMap { name in columns.first { $0.name == name } })
    return TableOutput(
      table, title: "What DECOMP.RSSD assumed",
      formats: [
        "spend_share": .percent(1), "best_fit_share": .percent(1), "chosen_share": .percent(1),
        "best_fit_roi": .decimals(2), "chosen_roi": .decimals(2), "implied_roi": .decimals(2),
        "pull": .percent(0),
      ],
      note: "pull is how far of the way from the best fit's share to the spend share the chosen "
        + "candidate went: 0% the data alone, 100% the assumption alone.",
      shownRows: 60)
  }

  /// The columns of ``convergence`` that hold numbers.
  static let convergenceColumns = [
    "trial", "first_median", "last_median", "first_deviation", "last_deviation",
  ]

  /// Whether each objective converged in each trial, by Robyn's rule.
  var convergence: TableOutput {
    let rows = front.convergence
    func texts(_ name: String, _ value: (RobynFront.Convergence) -> Bool) -> Column {
      Column(name, texts: rows.map { value($0) ? "yes" : "no" })
    }
    func numbers(_ name: String, _ value: (RobynFront.Convergence) -> Double?) -> Column {
      Column(name, numbers: rows.map { value($0) ?? .nan })
    }
    let table = Table([
      Column("objective", texts: rows.map(\.objective)), numbers("trial") { Double($0.trial) },
      numbers("first_median", \.medians.first), numbers("last_median", \.medians.last),
      numbers("first_deviation") { convergence in
        let first = convergence.deviations.prefix(3)
        return first.isEmpty ? nil : first.reduce(0, +) / Double(first.count)
      },
      numbers("last_deviation", \.deviations.last), texts("steady", \.isSteady),
      texts("improved", \.hasImproved), texts("converged", \.hasConverged),
    ])
    return TableOutput(
      table, title: "Whether the objectives converged, by Robyn's rule",
      formats: [
        "trial": .decimals(0), "first_median": .significant(4), "last_median": .significant(4),
        "first_deviation": .significant(2), "last_deviation": .significant(2),
      ],
      note: "Each trial is cut into twenty stretches. Steady: the last one scatters less than the "
        + "first three on average; improved: its median is more than two such deviations below the "
        + "first one's.",
      shownRows: 40)
  }

  /// Whether it converged, in a sentence.
  var convergenceVerdict: String {
    let failed = front.convergence.filter { !$0.hasConverged }
    guard !failed.isEmpty else {
      return front.convergence.isEmpty
        ? "Too few iterations to say whether the search converged."
        : "Every objective converged in every trial, by Robyn's rule."
    }
    var names: [String] = []
    for objective in failed.map(\.objective) where !names.contains(objective) {
      names.append(objective)
    }
    let told = names.map { name in
      let trials = failed.count { $0.objective == name }
      let all = front.convergence.count { $0.objective == name }
      return "\(SearchView.name(of: name)) in \(trials) of \(all)"
    }
    return
      "Not converged by Robyn's rule: \(enumerated(told)) trials. The rule asks for improvement, "
      + "so that a search which was good from its start fails it too; more iterations tell."
  }
}

extension SearchTables {
  /// What is known of ``convergence`` before it runs.
  static let convergenceShape = Shape(
    kind: TableValue.kind.name,
    columns: [ColumnShape("objective", .texts)]
      + convergenceColumns.map { ColumnShape($0, .numbers) }
      + ["steady", "improved", "converged"].map { ColumnShape($0, .texts) })

  /// Whether it converged, as a headline.
  var convergenceHeadline: String {
    let failed = Set(front.convergence.filter { !$0.hasConverged }.map(\.objective))
    let names = ["nrmse", "rssd", "mape_lift"].filter(failed.contains).map(SearchView.name(of:))
    return names.isEmpty
      ? "Every objective converged in every trial"
      : "\(enumerated(names)) did not converge in every trial"
  }
}
