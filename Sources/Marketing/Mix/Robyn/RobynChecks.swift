import Statistics

extension RobynSearch {
  /// The most candidates that a search may judge.
  public static let mostEvaluations = 200_000

  /// Refuses what cannot be searched in these rows, before anything is.
  func check(_ search: TransformSearch, _ spec: MixSpec, _ data: MixData) throws {
    try checkSettings()
    try checkModel(search, spec)
    guard let share = trainingShare else {
      _ = try RobynObjectives.spend(of: data)
      return
    }
    if spec.holdout != .absent {
      throw MixError.notForRobyn(
        "a hold-out beside validation",
        instead: "one of the two: the last rows of a validation are its test")
    }
    guard share.lowerBound > 0, share.upperBound < 1 else {
      throw MixError.badOption(
        "the share of rows trained on",
        value: share.lowerBound > 0 ? share.upperBound : share.lowerBound,
        allowed: "more than 0, less than 1")
    }
    let left = data.rowCount - RobynProblem.trainingRows(share.upperBound, of: data.rowCount)
    guard left >= 4 else {
      throw MixError.badOption(
        "the share of rows trained on", value: share.upperBound,
        allowed: "one that leaves 4 of the \(data.rowCount) rows: 2 to validate, 2 to test")
    }
    // Shares are those of the rows trained on: the fewest of them must have some.
    let fewest = RobynProblem.trainingRows(share.lowerBound, of: data.rowCount)
    _ = try RobynObjectives.spend(of: data.rows(0..<fewest))
  }

  private func checkSettings() throws(MixError) {
    for (name, value) in [("iterations", iterations), ("trials", trials)] where value < 1 {
      throw .badOption(name, value: Double(value), allowed: "1 or more")
    }
    let (evaluations, overflows) = iterations.multipliedReportingOverflow(by: trials)
    guard !overflows, evaluations <= Self.mostEvaluations else {
      throw .badOption(
        "iterations times trials", value: Double(iterations) * Double(trials),
        allowed: "\(Self.mostEvaluations) at most")
    }
    guard penaltyRange.lowerBound >= 0, penaltyRange.upperBound <= 1 else {
      throw .badOption(
        "the penalty's place",
        value: penaltyRange.lowerBound < 0 ? penaltyRange.lowerBound : penaltyRange.upperBound,
        allowed: "0 to 1: from Robyn's smallest to its largest")
    }
    guard fewestCandidates >= 1 else {
      throw .badOption(
        "the fewest candidates", value: Double(fewestCandidates), allowed: "1 or more")
    }
    if let clusters, !(1...100).contains(clusters) {
      throw .badOption("clusters", value: Double(clusters), allowed: "1 to 100")
    }
  }

  private func checkModel(_ search: TransformSearch, _ spec: MixSpec) throws(MixError) {
    guard spec.form == .additive else {
      throw .notForRobyn(
        "effects that multiply", instead: "an additive model, or a search by grid or gradient")
    }
    switch spec.regulariser {
    case .ols, .ridge: break
    case .elasticNet, .priors:
      throw .notForRobyn(
        "another fitter than ridge", instead: "ridge, whose penalty the search finds")
    }
    var seen: Set<String> = []
    for dimension in search.dimensions {
      guard spec.channels.contains(dimension.channel) else {
        throw .unknownFeature(dimension.channel, known: spec.channels)
      }
      let transform = spec.transforms[dimension.channel] ?? ChannelTransform()
      guard transform.parameters.contains(dimension.parameter) else {
        throw .unknownParameter(
          "\(dimension.channel) \(dimension.parameter)",
          known: transform.parameters.map {
            "\(transform.name(of: $0)).\(dimension.channel)"
          })
      }
      let name = "\(transform.name(of: dimension.parameter)).\(dimension.channel)"
      guard seen.insert(name).inserted else { throw .searchedTwice(parameter: name) }
      let domain = transform.value(of: dimension.parameter).domain
      for end in [dimension.range.lowerBound, dimension.range.upperBound]
      where !domain.contains(end) {
        throw .badOption(
          "the range of \(name)", value: end,
          allowed: "\(domain.lowerBound) to \(domain.upperBound)")
      }
    }
  }
}
