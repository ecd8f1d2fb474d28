import Statistics

extension PosteriorFinding {
  /// From this R-hat chains do not merely look unsure, they disagree.
  static let disagreement = 1.05
  /// Chains of fewer draws have halves too short for their autocorrelations to be known.
  static let fewestDraws = 100

  /// Whether chains agree on parameters, returns and contributions, and how many draws are independent.
  static func convergence(_ posterior: MixPosterior) -> [PosteriorFinding] {
    guard posterior.quickLook == nil else { return [] }
    var found: [PosteriorFinding] = []
    let judged = posterior.judgedSummaries
    if let broken = judged.first(where: { $0.gap == .notFinite }) {
      found.append(
        PosteriorFinding(
          .notANumber, .serious, subject: broken.name,
          "\(broken.name) has draws that are no finite numbers: the density breaks down there. "
            + "Give it a prior within bounds."))
    }
    let length = posterior.draws.length
    if length < fewestDraws {
      found.append(
        PosteriorFinding(
          .effectiveDraws, 2 * length < fewestDraws ? .serious : .care, value: Double(length),
          "\(length) \(length == 1 ? "draw" : "draws") of each chain are too few: how many of them "
            + "are independent, and whether chains agree, is not known. Ask for at least "
            + "\(fewestDraws)."))
    }
    found += agreement(judged, chains: posterior.draws.chains, length: length)
    if length >= fewestDraws { found += independence(judged) }
    return found
  }

  private static func agreement(
    _ judged: [QuantitySummary], chains: Int, length: Int
  ) -> [PosteriorFinding] {
    let apart = judged.filter { ($0.rhat ?? 0) >= largestRHat }
    let worst = apart.max { ($0.rhat ?? 0) < ($1.rhat ?? 0) }
    let rhat = worst?.rhat ?? 1
    let shown = "R-hat \(SpokenNumber.text(rhat, decimals: 3))"
    guard chains > 1 else {
      let halves =
        worst.map {
          "; its own two halves differ on \($0.name): \(shown) where less than 1.01 is due"
            + others(apart.count)
        } ?? ""
      return [
        PosteriorFinding(
          .rHat, rhat >= disagreement ? .serious : .care, subject: worst?.name, value: worst?.rhat,
          "There is one chain, which cannot be compared with others\(halves). Run 4 chains.")
      ]
    }
    // What few draws show in this range is chance; that they are few is said already.
    guard let worst, rhat >= disagreement || length >= fewestDraws else { return [] }
    if rhat < disagreement {
      return [
        PosteriorFinding(
          .rHat, .care, subject: worst.name, value: rhat,
          "There are too few draws to be sure that the chains agree on \(worst.name): \(shown) "
            + "where less than 1.01 is due\(others(apart.count)). Run longer.")
      ]
    }
    return [
      PosteriorFinding(
        .rHat, .serious, subject: worst.name, value: rhat,
        "The chains do not agree on \(worst.name): \(shown) where less than 1.01 is due"
          + "\(others(apart.count)). Each chain saw another part of the posterior; run longer, or "
          + "give what is undetermined a tighter prior.")
    ]
  }

  private static func independence(_ judged: [QuantitySummary]) -> [PosteriorFinding] {
    func effective(_ one: QuantitySummary) -> Double {
      min(one.essBulk ?? .infinity, one.essTail ?? .infinity)
    }
    let few = judged.filter { effective($0) < fewestEffective }
    guard let worst = few.min(by: { effective($0) < effective($1) }) else { return [] }
    return [
      PosteriorFinding(
        .effectiveDraws, effective(worst) < 100 ? .serious : .care, subject: worst.name,
        value: effective(worst),
        "\(worst.name) has \(SpokenNumber.text(effective(worst), decimals: 0)) independent draws"
          + " where 400 are due\(others(few.count)): the ends of its intervals are shaky. "
          + "Run longer.")
    ]
  }

  private static func others(_ count: Int) -> String {
    count > 1 ? " (and \(count - 1) more \(count == 2 ? "quantity" : "quantities"))" : ""
  }
}
