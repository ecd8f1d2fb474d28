import Statistics

extension PosteriorFinding {
  /// Signs that priors and data cannot both be right, in the words of whoever plans marketing: sales below nothing without
  /// advertising, a model worse than an average, returns pressed against an end of their prior.
  ///
  /// Draws of which every one went astray say nothing of either.
  static func contradictions(
    _ posterior: MixPosterior, explained: Double?
  ) -> [PosteriorFinding] {
    guard posterior.draws.count > 0, posterior.divergences < posterior.draws.count else {
      return []
    }
    var found = ends(posterior)
    let blamed = heaviest(posterior).flatMap { prior(of: $0, posterior)?.words }
    let advice =
      blamed.map {
        " Your prior \($0) leaves the data no room: widen it, or move it to what is plausible."
      } ?? " Look at the priors on returns, and for trend, season or prices that the model lacks."
    if let explained, explained < 0 {
      found.append(
        PosteriorFinding(
          .worseThanAverage, .serious, value: explained,
          "The model explains sales worse than their average does (R² "
            + "\(SpokenNumber.text(explained, decimals: 2))): nothing that it says of channels can "
            + "be used." + advice))
    }
    if let place = posterior.draws.index(of: "baseline") {
      let values = posterior.draws.pooled(place)
      let share = Double(values.count { $0 < 0 }) / Double(max(1, values.count))
      let who =
        share == 1
        ? "every draw"
        : share > 0.995 ? "nearly every draw" : "\(SpokenNumber.percent(share)) of the draws"
      if share > 0.2 {
        found.append(
          PosteriorFinding(
            .negativeBaseline, share > 0.5 ? .serious : .care, subject: "baseline", value: share,
            "In \(who) the model sells less than nothing without advertising: channels are "
              + "credited with more than all sales."
              + (share > 0.5 ? advice : " Tighten the priors on returns.")))
      }
    }
    return found
  }

  /// Returns that lie against an end of their prior's support other than 0.
  private static func ends(_ posterior: MixPosterior) -> [PosteriorFinding] {
    posterior.channels.compactMap { channel in
      guard let known = prior(of: channel, posterior), !known.isFixed,
        let summary = posterior.summary(of: known.parameter), summary.sd > 0
      else { return nil }
      let (lower, upper) = known.prior.support.ends
      // Half a normal bell at the end has a median 1.12 deviations from it, an exponential one 0.69; a bell that ends where
      // it has faded 2 and more, and what is as wide as a uniform prior 1.7.
      func lies(at end: Double) -> Bool {
        end.isFinite && end != 0 && abs(summary.q50 - end) < 1.2 * summary.sd
      }
      guard lies(at: lower) || lies(at: upper) else { return nil }
      let isLow = lies(at: lower)
      let end = SpokenNumber.ratio(isLow ? lower : upper)
      return PosteriorFinding(
        .atPriorsEnd, .serious, subject: channel, value: isLow ? lower : upper,
        "The \(known.parameter.contains("roi") ? "return" : "effect") of \(channel) is pressed against the \(isLow ? "lower" : "upper") end of its "
          + "prior, \(end): the data ask for \(isLow ? "less" : "more"), and your prior "
          + "\(known.words) forbids it. Widen the prior, or say what else is known.")
    }
  }

  /// The channel of the largest contribution, whatever its sign.
  private static func heaviest(_ posterior: MixPosterior) -> String? {
    func size(_ channel: String) -> Double {
      abs(posterior.summary(of: "contribution.\(channel)")?.mean ?? 0)
    }
    return posterior.channels.max { size($0) < size($1) }
  }

  /// A prior on a channel's effect that somebody wrote.
  private struct Written {
    let parameter: String
    let key: String
    let prior: Prior

    /// As it stands in a notebook.
    var words: String { "\(key): \(prior.description)" }
    var isFixed: Bool { if case .fixed = prior { true } else { false } }
  }

  /// Kinds of parameters that a channel's effect may be given by.
  private static let effects = [
    "roi", "mroi", "contribution_share", "beta", "saturation_beta", "saturation_alpha", "roi_m",
    "mroi_m", "beta_m",
  ]

  /// The prior of a channel's effect; nil where it is the preset's.
  private static func prior(of channel: String, _ posterior: MixPosterior) -> Written? {
    for head in effects where posterior.parameters.contains("\(head).\(channel)") {
      let name = "\(head).\(channel)"
      for key in [name, head] {
        if let prior = posterior.model.priors[key] {
          return Written(parameter: name, key: key, prior: prior)
        }
      }
    }
    return nil
  }
}
