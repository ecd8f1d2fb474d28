extension MixFit {
  /// The fit of another candidate of the front, at its transforms and penalty.
  ///
  /// Fitted on the same rows. Its record is that of the whole search with this candidate as the one chosen, so that the front
  /// can be asked for others again. What it was `asked` is the candidate's own specification, without a search: fitted to other
  /// rows it keeps its settings instead of looking for a candidate of that name among others.
  ///
  /// - Parameter name: `2_517`: trial and iteration.
  /// - Returns: Its fit.
  /// - Throws: `MixError` where the fit is not of such a search, or its front has no such candidate.
  public func fit(ofCandidate name: String) throws -> MixFit {
    guard var record = search, let front = record.front else { throw MixError.noFront }
    guard let candidate = front.candidates.first(where: { $0.name == name }),
      let place = front.evaluations.firstIndex(where: { $0.name == name })
    else { throw MixError.noCandidate(name, known: front.candidates.map(\.name)) }
    var settled = spec
    settled.search = nil
    for (name, value) in zip(front.names, candidate.evaluation.values) {
      // `retention.tv`: no parameter has a dot in its name, a channel may.
      let pieces = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard pieces.count == 2, var transform = settled.transforms[pieces[1]],
        let parameter = transform.parameter(named: pieces[0])
      else { continue }
      transform = transform.setting(parameter, to: value)
      settled.transforms[pieces[1]] = transform
    }
    settled.regulariser = .ridge(.fixed(candidate.penalty), on: spec.regulariser.scope)
    if front.settings.trainingShare != nil, let share = candidate.evaluation.values.last {
      settled.holdout = .rows(
        data.rowCount - RobynProblem.trainingRows(share, of: data.rowCount))
    }
    let spend = try settled.trainingRows(of: data).channels.map { $0.values.reduce(0, +) }
    record.front = front.choosing(candidate, spend: spend)
    return try settled.fitted(
      to: data, asked: settled, found: record.choosing(place), drawsIntervals: intervals != nil)
  }

  /// The fit of the winner of a cluster.
  ///
  /// - Parameter number: The cluster's, from 1.
  /// - Returns: Its fit; see ``fit(ofCandidate:)``.
  /// - Throws: `MixError` where the fit is not of such a search, or its front has no such cluster.
  public func fit(ofCluster number: Int) throws -> MixFit {
    guard let front = search?.front else { throw MixError.noFront }
    guard let cluster = front.clusters.first(where: { $0.number == number }) else {
      throw MixError.noCluster(number, of: front.clusters.count)
    }
    return try fit(ofCandidate: cluster.winner)
  }
}

extension TransformSearch.Record {
  /// The same with another trial as the best.
  fileprivate func choosing(_ place: Int) -> Self {
    var chosen = Self(
      names: names, channels: channels, trials: trials, best: place, method: method)
    chosen.front = front
    return chosen
  }
}

extension RobynFront {
  /// The same with another candidate chosen, and what RSSD did to it.
  ///
  /// With validation its training rows, and the spend in them, are others than those of the candidate chosen before.
  fileprivate func choosing(_ candidate: Candidate, spend: [Double]) -> RobynFront {
    let money = spend.reduce(0, +)
    // A channel may have an effect without spend, of weeks before the rows: what the others sold and their share of the
    // effect say what all sold.
    var (sold, share) = (0.0, 0.0)
    for index in spend.indices where spend[index] > 0 {
      sold += candidate.roi[index] * spend[index]
      share += candidate.effectShare[index]
    }
    let implied = share != 0 && money > 0 ? sold / share / money : 0
    let prior = RobynPrior(
      channels: prior.channels.enumerated().map { index, channel in
        RobynPrior.Channel(
          name: channel.name, spendShare: money > 0 ? spend[index] / money : 0,
          bestFitShare: channel.bestFitShare,
          chosenShare: candidate.effectShare[index], bestFitROI: channel.bestFitROI,
          chosenROI: candidate.roi[index], impliedROI: implied)
      },
      bestFitNRMSE: prior.bestFitNRMSE, chosenNRMSE: candidate.evaluation.nrmse,
      bestFitRSSD: prior.bestFitRSSD, chosenRSSD: candidate.evaluation.rssd, bestFit: prior.bestFit)
    return RobynFront(
      settings: settings, channels: channels, names: names, evaluations: evaluations,
      candidates: candidates, fronts: fronts, clusters: clusters,
      withinClusterSquares: withinClusterSquares, chosen: candidate.name, convergence: convergence,
      hypervolume: hypervolume, prior: prior, remarks: remarks)
  }
}
