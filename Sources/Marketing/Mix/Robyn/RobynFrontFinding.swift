import Statistics

/// From the candidates of all trials to the front, its clusters and the one chosen.
///
/// 1. Robyn's filters: NRMSE and RSSD at most their 90 % quantiles, with lift studies MAPE.LIFT at most its 10 % quantile.
/// 2. Fronts of what is left (nothing is better in every objective; Robyn sorts by the first two even where there are
///    lifts), one after another until there are enough candidates.
/// 3. The error score: objectives stretched to 0...1 over the candidates, √ of the sum of their squares; with validation
///    the NRMSE of the rows that test instead of that of those that validate.
/// 4. Clusters, winners, the choice, and what RSSD assumed.
///
/// Source: Robyn 3.12, R/pareto.R and R/clusters.R.
struct RobynFrontFinding {
  let problem: RobynProblem
  let trials: [RobynTrial]
  let isInterrupted: Bool
  let evaluations: [RobynFront.Evaluation]
  private let kernel: RobynKernel

  init(_ problem: RobynProblem, _ trials: [RobynTrial], isInterrupted: Bool) throws {
    self.problem = problem
    self.trials = trials
    self.isInterrupted = isInterrupted
    evaluations = trials.flatMap(\.evaluations)
    kernel = RobynKernel(problem)
    guard !evaluations.isEmpty else {
      throw MixError.noDecomposition(
        candidates: trials.reduce(0) { $0 + $1.iteration }, why: Self.reasons(problem, trials))
    }
  }

  /// How many candidates were thrown away, by reason.
  private static func losses(_ trials: [RobynTrial]) -> [(why: RobynFront.Loss, count: Int)] {
    RobynFront.Loss.allCases.compactMap { why in
      let count = trials.reduce(0) { $0 + ($1.losses[why] ?? 0) }
      return count > 0 ? (why, count) : nil
    }
  }

  /// Why no candidate is left.
  private static func reasons(_ problem: RobynProblem, _ trials: [RobynTrial]) -> String {
    losses(trials).map { loss in
      let what = "\(loss.why) (\(loss.count))"
      switch loss.why {
      case .badRows: return what + (problem.badRows.map { ": \($0)" } ?? "")
      case .noEffect:
        return what
          + ": signs or bounds leave none, or spend and target do not move together"
      case .notSolved, .constantValidation, .notFinite: return what
      }
    }.joined(separator: "; ")
  }

  /// The place of a candidate among the evaluations.
  func index(of name: String) -> Int? { evaluations.firstIndex { $0.name == name } }

  func front() throws -> RobynFront {
    let hasLifts = !problem.lifts.placed.isEmpty
    var (candidates, fronts, dropsFilters) = candidates(hasLifts)
    let grouping = RobynClusters(candidates, problem)
    for (place, cluster) in grouping.assignments.enumerated() {
      candidates[place].cluster = cluster
    }
    let chosen = try chosen(candidates, grouping.clusters)
    let convergence = trials.flatMap(\.convergence)
    let errors = evaluations.map { [min(1, $0.nrmse), min(1, $0.rssd)] }
    return RobynFront(
      settings: problem.settings, channels: problem.spec.channels, names: problem.names,
      evaluations: evaluations, candidates: candidates, fronts: fronts,
      clusters: grouping.clusters, withinClusterSquares: grouping.withinClusterSquares,
      chosen: chosen.name, convergence: convergence,
      hypervolume: ParetoFront.hypervolume(errors, reference: [1, 1]),
      prior: prior(chosen),
      remarks: remarks(convergence, hasLifts, candidates.count)
        + (dropsFilters ? [.filtersDropped(keptLifts: hasLifts)] : [])
        + remarks(onFronts: candidates) + grouping.remarks)
  }

  // MARK: - Candidates

  private func candidates(
    _ hasLifts: Bool
  ) -> (candidates: [RobynFront.Candidate], fronts: Int, dropsFilters: Bool) {
    // 1. The filters; where nothing passes all of them, that of the lifts alone: what was measured goes first.
    let mostNRMSE = quantile(evaluations.map(\.nrmse), 0.9)
    let mostRSSD = quantile(evaluations.map(\.rssd), 0.9)
    let mostMAPE = hasLifts ? quantile(evaluations.map(\.mapeLift), 0.1) : .infinity
    var passing = evaluations.indices.filter {
      evaluations[$0].nrmse <= mostNRMSE && evaluations[$0].rssd <= mostRSSD
        && evaluations[$0].mapeLift <= mostMAPE
    }
    let dropsFilters = passing.isEmpty
    if dropsFilters {
      passing = evaluations.indices.filter { evaluations[$0].mapeLift <= mostMAPE }
    }
    // 2. Fronts until there are enough.
    let ranks = ParetoFront.ranks(
      passing.map { place in
        let found = evaluations[place]
        return hasLifts
          ? [found.nrmse, found.rssd, found.mapeLift] : [found.nrmse, found.rssd]
      })
    var sizes: [Int: Int] = [:]
    for rank in ranks { sizes[rank, default: 0] += 1 }
    var (fronts, count) = (0, 0)
    repeat {
      fronts += 1
      count += sizes[fronts] ?? 0
    } while count < problem.settings.fewestCandidates && sizes[fronts + 1] != nil
    let taken = zip(passing, ranks).filter { $0.1 <= fronts }
    // 3. Their scores.
    let details = taken.map { detail(evaluations[$0.0]) }
    let errors = zip(taken, details).map { pair, detail in
      let found = evaluations[pair.0]
      return [detail.outcome.testNRMSE ?? found.nrmse, found.rssd, found.mapeLift]
    }
    let ends = (0..<3).map { place -> (low: Double, high: Double) in
      let values = errors.map { $0[place] }
      return (values.min() ?? 0, values.max() ?? 0)
    }
    let candidates = taken.indices.map { number -> RobynFront.Candidate in
      let (outcome, effect) = details[number]
      let square = zip(errors[number], ends).reduce(0.0) { sum, pair in
        let (value, end) = pair
        let place = end.high > end.low ? (value - end.low) / (end.high - end.low) : 0
        return sum + place * place
      }
      let spend = problem.spend(evaluations[taken[number].0].values)
      let all = effect.reduce(0, +)
      return RobynFront.Candidate(
        name: evaluations[taken[number].0].name, evaluation: evaluations[taken[number].0],
        trainingNRMSE: outcome.trainingNRMSE, testNRMSE: outcome.testNRMSE,
        front: taken[number].1, cluster: nil, score: square.squareRoot(),
        penalty: outcome.penalty, r2: outcome.r2,
        roi: zip(effect, spend).map { $1 > 0 ? $0 / $1 : 0 }, effectShare: effect.map { $0 / all })
    }
    return (candidates.sorted(by: RobynFront.Candidate.isBetter), fronts, dropsFilters)
  }

  private func detail(
    _ evaluation: RobynFront.Evaluation
  ) -> (outcome: RobynKernel.Outcome, effect: [Double]) {
    let outcome = kernel.evaluate(evaluation.values)
    return (outcome, kernel.effect)
  }

  private func chosen(
    _ candidates: [RobynFront.Candidate], _ clusters: [RobynFront.Cluster]
  ) throws(MixError) -> RobynFront.Candidate {
    func candidate(_ name: String) throws(MixError) -> RobynFront.Candidate {
      guard let found = candidates.first(where: { $0.name == name }) else {
        throw .noCandidate(name, known: candidates.map(\.name))
      }
      return found
    }
    switch problem.settings.choice {
    // The best winner of all clusters is the best candidate of all.
    case .best: return candidates[0]
    case .candidate(let name): return try candidate(name)
    case .cluster(let number):
      guard let cluster = clusters.first(where: { $0.number == number }) else {
        throw .noCluster(number, of: clusters.count)
      }
      return try candidate(cluster.winner)
    }
  }

  // MARK: - What RSSD assumed, what to beware of

  private func prior(_ chosen: RobynFront.Candidate) -> RobynPrior {
    var best = 0
    for place in evaluations.indices where evaluations[place].nrmse < evaluations[best].nrmse {
      best = place
    }
    return RobynPrior(
      problem.spec.channels, best: evaluations[best], bestEffect: detail(evaluations[best]).effect,
      bestSpend: problem.spend(evaluations[best].values), chosen: chosen.evaluation,
      chosenEffect: detail(chosen.evaluation).effect,
      spend: problem.spend(chosen.evaluation.values))
  }

  private func remarks(onFronts candidates: [RobynFront.Candidate]) -> [RobynFront.Remark] {
    candidates.count > 1 && candidates.count { $0.front == 1 } == 1
      ? [.firstFrontOfOne(others: candidates.count - 1)] : []
  }

  private func remarks(
    _ convergence: [RobynFront.Convergence], _ hasLifts: Bool, _ candidates: Int
  ) -> [RobynFront.Remark] {
    var remarks: [RobynFront.Remark] = []
    let judged = trials.reduce(0) { $0 + $1.iteration }
    if isInterrupted { remarks.append(.interrupted(evaluations: judged)) }
    remarks += trials.filter(\.hasEndedEarly).map {
      .endedEarly(trial: $0.number, iterations: $0.iteration)
    }
    remarks += Self.losses(trials).map { loss in
      loss.why == .noEffect
        ? .withoutDecomposition(candidates: loss.count)
        : .thrownAway(candidates: loss.count, why: loss.why)
    }
    if !problem.variables.isEmpty {
      for objective in ["nrmse", "rssd"] + (hasLifts ? ["mape_lift"] : []) {
        let converged = convergence.count { $0.objective == objective && $0.hasConverged }
        guard converged < trials.count else { continue }
        remarks.append(
          .notConverged(
            objective: objective, trials: trials.count - converged, of: trials.count))
      }
    }
    let wanted = problem.settings.fewestCandidates
    if candidates < wanted { remarks.append(.fewCandidates(candidates, wanted: wanted)) }
    return remarks
  }
}

extension RobynFront.Evaluation {
  /// `2_517`: trial and iteration.
  public var name: String { "\(trial)_\(iteration)" }
}

extension RobynFront.Candidate {
  /// The order of candidates: the least score first, then the earlier found.
  static func isBetter(_ first: Self, _ second: Self) -> Bool {
    (first.score, first.evaluation.trial, first.evaluation.iteration)
      < (second.score, second.evaluation.trial, second.evaluation.iteration)
  }
}
