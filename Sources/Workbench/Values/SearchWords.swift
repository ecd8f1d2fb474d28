import Figures
import Marketing

/// A search in sentences.
extension SearchView {
  /// What was searched how, and which candidate the fit is of.
  var describedSearch: String {
    let settings = front.settings
    let bred =
      switch settings.optimizer {
      case .twoPointsDE: "differential evolution"
      case .nsga2: "NSGA-II"
      }
    let whole = NumberFormat.decimals(0)
    let scale =
      settings.penaltyScale == .logarithmic ? ", the penalty in equal ratios" : ""
    let searched =
      "\(whole.text(Double(front.evaluations.count))) candidates by \(bred) in \(settings.trials) "
      + "trial\(settings.trials == 1 ? "" : "s") of \(whole.text(Double(settings.iterations))), "
      + "over \(front.names.count) hyperparameter\(front.names.count == 1 ? "" : "s")\(scale)."
    let clusters =
      front.clusters.isEmpty
      ? "" : ", in \(front.clusters.count) cluster\(front.clusters.count == 1 ? "" : "s")"
    let kept =
      "\(front.candidates.count) of them are on the first "
      + (front.fronts == 1 ? "front" : "\(front.fronts) fronts") + clusters + "."
    return "\(searched) \(kept) \(describedChoice)"
  }

  /// Why this candidate.
  private var describedChoice: String {
    let place = cluster.map {
      ", the winner of cluster \($0.number) with \($0.count) candidate\($0.count == 1 ? "" : "s")"
    }
    let isWinner = cluster?.winner == chosen.name
    let whose =
      isWinner ? place ?? "" : chosen.cluster.map { ", of cluster \($0)" } ?? ""
    let best = winners.min { $0.score < $1.score } ?? front.candidates.first
    return "The fit is of \(chosen.name)\(whose)"
      + (best?.name == chosen.name ? ": the least error score." : ", as asked.")
  }

  /// What DECOMP.RSSD assumed, and what that did to the answer.
  var describedPrior: String {
    let prior = front.prior
    let implied = prior.channels.first.map { NumberFormat.decimals(2).text($0.impliedROI) } ?? "–"
    let asks =
      "DECOMP.RSSD asks for effect shares equal to spend shares: one return of \(implied) for all "
      + "channels."
    guard prior.bestFit != chosen.name else {
      return "\(asks) Here it moved nothing: the candidate chosen is the one that fits best."
    }
    let three = NumberFormat.decimals(3)
    let cost =
      "NRMSE is \(three.text(prior.bestFitNRMSE)) in the best fit (\(prior.bestFit)) and "
      + "\(three.text(prior.chosenNRMSE)) in the one chosen; RSSD "
      + "\(three.text(prior.bestFitRSSD)) and \(three.text(prior.chosenRSSD))."
    let moved = prior.channels.filter { abs($0.chosenShare - $0.bestFitShare) >= 0.01 }
      .sorted { abs($0.chosenShare - $0.bestFitShare) > abs($1.chosenShare - $1.bestFitShare) }
      .prefix(3).enumerated()
      .map { Self.movement($1, of: $0 == 0 ? "'s share of the effect" : "'s") }
    guard !moved.isEmpty else {
      return "\(asks) It moved no channel's share by as much as a point. \(cost)"
    }
    return "\(asks) It moved \(moved.joined(separator: "; ")). \(cost)"
  }

  /// `tv's share of the effect from 40% to 31%, 62% of the way to its 25% of spend`.
  private static func movement(_ channel: RobynPrior.Channel, of share: String) -> String {
    movement(channel, "\(channel.name)\(share)")
  }

  private static func movement(_ channel: RobynPrior.Channel, _ subject: String) -> String {
    let share = NumberFormat.percent(1)
    let moved =
      "\(subject) from \(share.text(channel.bestFitShare)) to "
      + share.text(channel.chosenShare)
    let spend = "its \(share.text(channel.spendShare)) of spend"
    guard let pull = channel.pull else { return "\(moved), where \(spend) was already" }
    guard abs(channel.chosenShare - channel.spendShare) >= 0.0005 else {
      return "\(moved), all the way to \(spend)"
    }
    switch pull {
    case ..<0: return "\(moved), away from \(spend)"
    case ...1: return "\(moved), \(NumberFormat.percent(0).text(pull)) of the way to \(spend)"
    default: return "\(moved), beyond \(spend)"
    }
  }

  /// What to know before believing it, in one paragraph; nil where there is nothing that the fit's warnings do not say.
  var describedRemarks: String? {
    let remarks = front.remarks.filter { remark in
      switch remark {
      case .notConverged, .interrupted, .noInterval: false
      default: true
      }
    }
    let sentences =
      remarks.map(\.description) + [describedThinClusters, describedThinFront].compactMap(\.self)
    return sentences.isEmpty ? nil : "Of this search: " + sentences.joined(separator: " ")
  }

  /// The clusters that are too small for an interval, in one sentence; nil where none is.
  private var describedThinClusters: String? {
    let thin = front.remarks.compactMap { remark -> Int? in
      if case .noInterval(let cluster, _) = remark { cluster } else { nil }
    }
    guard !thin.isEmpty else { return nil }
    return thin.count == 1
      ? "Cluster \(thin[0]) has too few candidates: an interval needs at least 3."
      : "Clusters \(enumerated(thin.map(String.init))) have too few candidates: "
        + "an interval needs at least 3."
  }

  /// What there is to know where nothing is to be weighed: one channel, or one candidate that beats all.
  private var describedThinFront: String? {
    if front.channels.count == 1 {
      return "With one channel DECOMP.RSSD has nothing to ask: its share is all of the effect and "
        + "all of the spend, and only the error decides."
    }
    guard front.fronts > 1, front.candidates.count(where: { $0.front == 1 }) == 1 else {
      return nil
    }
    return "The first front has one candidate: clusters and their brackets are of it and of those "
      + "on the \(front.fronts - 1) fronts behind it."
  }

  /// Why there is no interval of a cluster, or of any.
  var describedMissingIntervals: [String] {
    let others = front.remarks.compactMap { remark -> String? in
      switch remark {
      case .singleCandidate, .tooFewToCluster: remark.description
      default: nil
      }
    }
    return others + [describedThinClusters].compactMap(\.self)
  }

  /// An objective as it is written in sentences and charts.
  static func name(of objective: String) -> String {
    switch objective {
    case "nrmse": "NRMSE"
    case "rssd": "DECOMP.RSSD"
    case "mape_lift": "MAPE.LIFT"
    default: objective
    }
  }
}
