import Marketing

/// A search and the candidate that its fit is of.
struct SearchView {
  let fit: MixFit
  let front: RobynFront
  /// The candidate that the fit is of.
  let chosen: RobynFront.Candidate

  /// Nil where the fit is not of a search as Robyn's.
  init?(fit: MixFit) {
    guard let front = fit.search?.front,
      let chosen = front.candidates.first(where: { $0.name == front.chosen })
        ?? front.candidates.first
    else { return nil }
    self.fit = fit
    self.front = front
    self.chosen = chosen
  }

  /// The cluster of the candidate chosen; nil where nothing was clustered.
  var cluster: RobynFront.Cluster? {
    chosen.cluster.flatMap { number in front.clusters.first { $0.number == number } }
  }

  /// The candidates that won their clusters, in the order of the clusters.
  var winners: [RobynFront.Candidate] {
    front.clusters.compactMap { candidate($0.winner) }
  }

  /// The candidate of a name.
  func candidate(_ name: String) -> RobynFront.Candidate? {
    front.candidates.first { $0.name == name }
  }

  /// Whether lift studies are a third objective.
  var hasLifts: Bool { !front.settings.lifts.isEmpty }

  /// Whether the search was stopped before its end.
  var isInterrupted: Bool {
    front.remarks.contains { if case .interrupted = $0 { true } else { false } }
  }
}
