public import Tables

extension RobynFront {
  /// One row a candidate, the best error score first: `name front cluster score nrmse rssd [mape_lift] [test_nrmse] r2
  /// penalty`, `roi_<channel>` and `share_<channel>` by channel, and the hyperparameters under their names.
  public var table: Table {
    var columns = [
      Column("name", texts: candidates.map(\.name)),
      Column("front", numbers: candidates.map { Double($0.front) }),
      Column("cluster", numbers: candidates.map { $0.cluster.map(Double.init) ?? .nan }),
      Column("score", numbers: candidates.map(\.score)),
      Column("nrmse", numbers: candidates.map(\.evaluation.nrmse)),
      Column("rssd", numbers: candidates.map(\.evaluation.rssd)),
    ]
    if hasLifts {
      columns.append(Column("mape_lift", numbers: candidates.map(\.evaluation.mapeLift)))
    }
    if settings.trainingShare != nil {
      columns.append(Column("test_nrmse", numbers: candidates.map { $0.testNRMSE ?? .nan }))
    }
    columns.append(Column("r2", numbers: candidates.map(\.r2)))
    columns.append(Column("penalty", numbers: candidates.map(\.penalty)))
    columns += channels.enumerated().map { index, channel in
      Column("roi_\(FieldName.part(channel))", numbers: candidates.map { $0.roi[index] })
    }
    columns += channels.enumerated().map { index, channel in
      Column("share_\(FieldName.part(channel))", numbers: candidates.map { $0.effectShare[index] })
    }
    return Table(
      columns
        + names.enumerated().map { index, name in
          Column(columnName(name), numbers: candidates.map { $0.evaluation.values[index] })
        })
  }

  /// One row a cluster: `cluster candidates winner score nrmse rssd`, then by channel `roi_<channel>` of the winner and
  /// `roi_low_<channel>`, `roi_high_<channel>` of the cluster, missing where there is no interval; `no_interval` says why.
  public var clusterTable: Table {
    let winners = clusters.map { cluster in candidates.first { $0.name == cluster.winner } }
    var columns = [
      Column("cluster", numbers: clusters.map { Double($0.number) }),
      Column("candidates", numbers: clusters.map { Double($0.count) }),
      Column("winner", texts: clusters.map(\.winner)),
      Column("score", numbers: winners.map { $0?.score ?? .nan }),
      Column("nrmse", numbers: winners.map { $0?.evaluation.nrmse ?? .nan }),
      Column("rssd", numbers: winners.map { $0?.evaluation.rssd ?? .nan }),
    ]
    for (index, channel) in channels.enumerated() {
      let part = FieldName.part(channel)
      columns.append(Column("roi_\(part)", numbers: winners.map { $0?.roi[index] ?? .nan }))
      columns.append(
        Column("roi_low_\(part)", numbers: clusters.map { $0.roi?[index].low ?? .nan }))
      columns.append(
        Column("roi_high_\(part)", numbers: clusters.map { $0.roi?[index].high ?? .nan }))
    }
    columns.append(
      Column(
        "no_interval",
        texts: clusters.map { cluster in
          guard cluster.roi == nil else { return nil }
          return Remark.noInterval(cluster: cluster.number, candidates: cluster.count).description
        }))
    return Table(columns)
  }

  /// What DECOMP.RSSD assumed, one row a channel; see ``RobynPrior/table``.
  public var priorTable: Table { prior.table }

  /// One row an objective, a trial and a cut: `objective trial cut median deviation converged`, the last 1 or 0 for the whole
  /// trial.
  public var convergenceTable: Table {
    let rows = convergence.flatMap { state in state.medians.indices.map { (state, $0) } }
    return Table([
      Column("objective", texts: rows.map { $0.0.objective }),
      Column("trial", numbers: rows.map { Double($0.0.trial) }),
      Column("cut", numbers: rows.map { Double($0.1 + 1) }),
      Column("median", numbers: rows.map { $0.0.medians[$0.1] }),
      Column("deviation", numbers: rows.map { $0.0.deviations[$0.1] }),
      Column("converged", numbers: rows.map { $0.0.hasConverged ? 1 : 0 }),
    ])
  }

  /// What was tried, one row an evaluation, thinned evenly to at most so many: `trial iteration nrmse rssd [mape_lift]` and the
  /// hyperparameters under their names.
  public func hyperparameterTable(atMost rows: Int = 2_000) -> Table {
    precondition(rows > 0, "\(rows) rows")
    let kept =
      evaluations.count <= rows
      ? Array(evaluations.indices) : (0..<rows).map { $0 * evaluations.count / rows }
    let shown = kept.map { evaluations[$0] }
    var columns = [
      Column("trial", numbers: shown.map { Double($0.trial) }),
      Column("iteration", numbers: shown.map { Double($0.iteration) }),
      Column("nrmse", numbers: shown.map(\.nrmse)), Column("rssd", numbers: shown.map(\.rssd)),
    ]
    if hasLifts { columns.append(Column("mape_lift", numbers: shown.map(\.mapeLift))) }
    return Table(
      columns
        + names.enumerated().map { index, name in
          Column(columnName(name), numbers: shown.map { $0.values[index] })
        })
  }

  /// Whether lift studies were an objective.
  public var hasLifts: Bool { !settings.lifts.isEmpty }

  /// Whether every objective converged in every trial.
  public var hasConverged: Bool {
    !convergence.isEmpty && convergence.allSatisfy(\.hasConverged)
  }

  /// The candidate that the fit is of.
  public var chosenCandidate: Candidate? { candidates.first { $0.name == chosen } }

  /// The search in single numbers: `rssd`, `nrmse` and `score` of the candidate chosen, with lifts its `mape_lift`;
  /// `evaluations candidates clusters hypervolume converged`; by channel `pull.<channel> implied_roi.<channel>
  /// spend_share.<channel> effect_share.<channel> best_fit_roi.<channel>`, and the interval of the chosen one's cluster,
  /// `cluster_low.<channel> cluster_high.<channel>`.
  public var scalarFields: [ScalarField] {
    var fields: [ScalarField] = []
    if let chosenCandidate {
      fields += [
        ScalarField("rssd", chosenCandidate.evaluation.rssd),
        ScalarField("nrmse", chosenCandidate.evaluation.nrmse),
        ScalarField("score", chosenCandidate.score),
      ]
      if hasLifts { fields.append(ScalarField("mape_lift", chosenCandidate.evaluation.mapeLift)) }
    }
    fields += [
      ScalarField("evaluations", Double(evaluations.count)),
      ScalarField("candidates", Double(candidates.count)),
      ScalarField("clusters", Double(clusters.count)), ScalarField("hypervolume", hypervolume),
      ScalarField("converged", hasConverged ? 1 : 0),
    ]
    let cluster = clusters.first { $0.number == chosenCandidate?.cluster }
    for (index, channel) in prior.channels.enumerated() {
      let part = FieldName.part(channel.name)
      if let pull = channel.pull { fields.append(ScalarField("pull.\(part)", pull)) }
      fields += [
        ScalarField("implied_roi.\(part)", channel.impliedROI),
        ScalarField("spend_share.\(part)", channel.spendShare),
        ScalarField("effect_share.\(part)", channel.chosenShare),
        ScalarField("best_fit_roi.\(part)", channel.bestFitROI),
      ]
      if let interval = cluster?.roi?[index] {
        fields.append(ScalarField("cluster_low.\(part)", interval.low))
        fields.append(ScalarField("cluster_high.\(part)", interval.high))
      }
    }
    return fields.filter(\.value.isFinite)
  }

  /// A hyperparameter's column: that of the penalty's place in its range must not take the penalty's own name.
  private func columnName(_ name: String) -> String {
    name == "penalty" ? "penalty_place" : FieldName.part(name)
  }
}

extension RobynFront.Remark: CustomStringConvertible {
  /// The remark as a sentence.
  public var description: String {
    switch self {
    case .singleCandidate:
      "The front has a single candidate: nothing to cluster, and no interval."
    case .firstFrontOfOne(let others):
      "The first front has a single candidate, the best in every objective: the objectives do not contradict each other, "
        + "and the other \(others) candidate\(others == 1 ? "" : "s") \(others == 1 ? "is" : "are") of later fronts."
    case .filtersDropped(let keptLifts):
      "No candidate passed all filters: those of NRMSE and RSSD were dropped"
        + (keptLifts ? ", that of the lift studies was kept." : ".")
    case .tooFewToCluster(let candidates):
      "\(candidates) different candidate\(candidates == 1 ? " is" : "s are") too few to cluster; "
        + "there are no intervals."
    case .noInterval(let cluster, let candidates):
      "Cluster \(cluster) has \(candidates) candidate\(candidates == 1 ? "" : "s"): "
        + "an interval needs at least 3."
    case .notConverged(let objective, let trials, let all):
      "\(objective) did not converge in \(trials) of \(all) trials: more iterations, or narrower ranges."
    case .endedEarly(let trial, let iterations):
      "Trial \(trial) ended after \(iterations) iterations: its objectives had converged."
    case .withoutDecomposition(let candidates):
      "\(candidates) candidate\(candidates == 1 ? "" : "s") gave no channel any effect and "
        + "\(candidates == 1 ? "was" : "were") thrown away."
    case .thrownAway(let candidates, let why):
      "\(candidates) candidate\(candidates == 1 ? " was" : "s were") thrown away: \(why)."
    case .interrupted(let evaluations):
      "The search was interrupted after \(evaluations) evaluations: this is the front as far as it came."
    case .fewCandidates(let found, let wanted):
      "All fronts together have \(found) candidates; \(wanted) were asked for."
    }
  }
}

extension RobynFront.Loss: CustomStringConvertible {
  /// The reason as a clause.
  public var description: String {
    switch self {
    case .badRows: "the rows to train on cannot be fitted"
    case .notSolved: "the ridge has no solution within its bounds"
    case .noEffect: "no channel has any effect"
    case .constantValidation: "the target never changes over the rows that validate"
    case .notFinite: "an objective is not a finite number"
    }
  }
}

extension RobynFront {
  /// How far a channel's share must have been moved, in shares of the effect, to be worth a warning.
  private static let largeMove = 0.1

  /// What makes the fit of the candidate chosen less sure.
  var warnings: [MixWarning] {
    let remarked = remarks.compactMap { remark -> MixWarning? in
      switch remark {
      case .notConverged(let objective, let trials, let all):
        .searchNotConverged(objective: objective, trials: trials, of: all)
      case .interrupted(let evaluations): .searchInterrupted(evaluations: evaluations)
      default: nil
      }
    }
    return remarked
      + prior.channels.compactMap { channel in
        guard let pull = channel.pull, pull > 0,
          abs(channel.chosenShare - channel.bestFitShare) >= Self.largeMove
        else { return nil }
        return .sharePulled(
          channel: channel.name, from: channel.bestFitShare, to: channel.chosenShare,
          spendShare: channel.spendShare)
      }
  }
}
