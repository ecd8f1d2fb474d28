import Statistics

extension PosteriorFinding {
  /// Below this R-hat chains agree, by Vehtari and others (2021).
  public static let largestRHat = 1.01
  /// Fewer independent draws leave percentiles, and R-hat itself, in doubt: 100 for each of four chains.
  public static let fewestEffective = 400.0
  /// Below this energy fraction of missing information momenta explore energies too slowly (Betancourt 2016).
  public static let leastEnergy = 0.3

  /// All that is found, the worst first; within the same severity priors against data and channels without spend come before
  /// the sampler, and what concerns all draws before single quantities.
  ///
  /// - Parameters:
  ///   - posterior: The posterior, but for its findings.
  ///   - unusable: Draws that give no finite sales.
  ///   - silent: Channels without spend.
  ///   - explained: R² of the mean of the draws over the fitted rows.
  /// - Returns: The findings in order.
  static func all(
    _ posterior: MixPosterior, unusable: Int, silent: [String], explained: Double?
  ) -> [PosteriorFinding] {
    let found =
      contradictions(posterior, explained: explained) + unspent(silent)
      + sampling(posterior, unusable) + convergence(posterior) + energy(posterior)
      + predictions(posterior) + marketing(posterior, silent)
    // Stable: what was found first stays first among its like. That nothing was sampled is said before all else.
    return approximation(posterior)
      + found.enumerated().sorted {
        ($0.element.severity, $1.offset) > ($1.element.severity, $0.offset)
      }.map(\.element)
  }

  // MARK: - The sampler

  private static func sampling(
    _ posterior: MixPosterior, _ unusable: Int
  ) -> [PosteriorFinding] {
    var found: [PosteriorFinding] = []
    let draws = posterior.draws.count
    if unusable > 0 {
      found.append(
        PosteriorFinding(
          .notANumber, .serious, value: Double(unusable),
          "\(unusable) of \(draws) draws give sales that are no finite numbers, and were left out: "
            + "the model leaves the range of numbers. Narrow the priors, or measure the target in "
            + "larger units."))
    }
    let divergent = posterior.divergences
    if divergent == draws, draws > 0 {
      found.append(
        PosteriorFinding(
          .allDivergent, .serious, value: Double(divergent),
          "Every trajectory went astray: the draws say nothing of the posterior. Look for priors "
            + "that contradict each other or the data, and for columns of extreme size."))
    } else if divergent > 0 {
      let share = Double(divergent) / Double(draws)
      found.append(
        PosteriorFinding(
          .divergent, share > 0.01 ? .serious : .care, value: Double(divergent),
          "\(divergent) of \(draws) trajectories went astray: some corner of the posterior is too "
            + "sharply bent to be explored, and intervals may miss it. Raise the target acceptance "
            + "(0.95), or give tighter priors to what the pairs plot shows there."))
    }
    if posterior.isPartial {
      found.append(
        PosteriorFinding(
          .partial, .care, value: Double(draws),
          posterior.quickLook != nil
            ? "Partial: the look was cut short before all climbs were made: another might lead higher."
            : stopped(posterior)))
    }
    let cut = posterior.chains.reduce(0) { sum, chain in
      sum + chain.depth.count { Int($0) >= posterior.maximumDepth }
    }
    if cut > 0, draws > 0 {
      found.append(
        PosteriorFinding(
          .depth, Double(cut) / Double(draws) > 0.1 ? .care : .note, value: Double(cut),
          "\(cut) of \(draws) trajectories were cut off at \(posterior.maximumDepth) doublings: "
            + "draws are right but depend on each other. Two quantities may be nearly "
            + "interchangeable; look at the pairs plot."))
    }
    return found
  }

  private static func stopped(_ posterior: MixPosterior) -> String {
    let (chains, length) = (posterior.draws.chains, posterior.draws.length)
    let leftOut = posterior.model.sampler.chains - chains
    let whole =
      "Partial: sampling was stopped after \(length) of \(posterior.model.sampler.draws) draws of "
      + (chains == 1 ? "one chain" : "each of \(chains) chains")
    guard leftOut > 0 else { return whole + "." }
    return whole + "; \(leftOut) \(leftOut == 1 ? "chain that had" : "chains that had") hardly "
      + "begun \(leftOut == 1 ? "was" : "were") left out."
  }

  private static func energy(_ posterior: MixPosterior) -> [PosteriorFinding] {
    let fractions = posterior.chains.map { energyBFMI($0.energy) ?? .infinity }
    guard let worst = fractions.indices.min(by: { fractions[$0] < fractions[$1] }),
      fractions[worst] < leastEnergy
    else { return [] }
    return [
      PosteriorFinding(
        .energy, .care, subject: "chain \(worst + 1)", value: fractions[worst],
        "Chain \(worst + 1) wanders slowly through the energies (E-BFMI "
          + "\(SpokenNumber.text(fractions[worst], decimals: 2)), 0.3 is due): heavy tails may be "
          + "cut short. Look for a scale that may go to 0, and give it a prior away from it.")
    ]
  }

  // MARK: - Model and data

  private static func predictions(_ posterior: MixPosterior) -> [PosteriorFinding] {
    var found: [PosteriorFinding] = []
    if let leaveOneOut = posterior.leaveOneOut {
      let rows = leaveOneOut.khat.indices.filter {
        (leaveOneOut.khat[$0] ?? 0) > leaveOneOut.khatLimit
      }
      if let worst = rows.max(by: {
        (leaveOneOut.khat[$0] ?? 0) < (leaveOneOut.khat[$1] ?? 0)
      }) {
        found.append(
          PosteriorFinding(
            .influentialRows, rows.count * 20 > leaveOneOut.khat.count ? .care : .note,
            subject: "row \(worst + 1)", value: leaveOneOut.khat[worst],
            "\(rows.count) \(rows.count == 1 ? "row decides" : "rows decide") more than the model "
              + "expects of single rows\(rows.count == 1 ? "," : ", first of all") row \(worst + 1): an "
              + "event that it does not know, or an error in the data. Without "
              + "\(rows.count == 1 ? "it" : "them") returns may differ."))
      }
    }
    for check in posterior.checks where check.p < 0.005 || check.p > 0.995 {
      let direction = check.p < 0.5 ? "higher" : "lower"
      let isCentral = check.statistic == .total || check.statistic == .deviation
      found.append(
        PosteriorFinding(
          .predictive, isCentral ? .care : .note, subject: check.statistic.rawValue,
          value: check.p,
          "The \(check.statistic.words) of the data is \(direction) than in nearly all series that "
            + "the model draws: it does not describe how these sales come about."))
    }
    return found
  }

  private static func marketing(
    _ posterior: MixPosterior, _ silent: [String]
  ) -> [PosteriorFinding] {
    var found: [PosteriorFinding] = []
    for evidence in posterior.evidence where !silent.contains(evidence.channel) {
      if evidence.isSilent {
        found.append(
          PosteriorFinding(
            .priorOnly, .care, subject: evidence.channel, value: evidence.contraction,
            "The data said next to nothing of the return of \(evidence.channel): what is shown is "
              + "what was believed before. Only a test of the channel can tell."))
        continue
      }
      if evidence.isConflict {
        found.append(
          PosteriorFinding(
            .conflict, .note, subject: evidence.channel, value: evidence.priorSensitivity,
            "Prior and data disagree on \(evidence.channel): the data move its return by "
              + "\(SpokenNumber.text(abs(evidence.shift ?? 0), decimals: 1)) standard deviations of "
              + "the prior, and would move it further were the prior weaker."))
      }
    }
    return found
  }

  private static func unspent(_ channels: [String]) -> [PosteriorFinding] {
    channels.map { channel in
      PosteriorFinding(
        .noSpend, .care, subject: channel,
        "Nothing was spent on \(channel): its return is what was believed before, no more.")
    }
  }
}

extension MixPosterior.PredictiveCheck.Statistic {
  /// In words.
  public var words: String {
    switch self {
    case .total: "total"
    case .deviation: "standard deviation"
    case .largest: "largest row"
    case .smallest: "smallest row"
    case .autocorrelation: "correlation of neighbouring surprises"
    }
  }
}

extension MixPosterior {
  /// The summaries of what is judged for convergence: the parameters, and what decisions rest on where it is a number in all
  /// draws: returns, marginal returns, contributions and the baseline.
  var judgedSummaries: [QuantitySummary] {
    let derived = Set(
      channels.flatMap { ["roi.\($0)", "mroi.\($0)", "contribution.\($0)"] } + ["baseline"])
    return Array(summaries.prefix(parameters.count))
      + summaries.dropFirst(parameters.count).filter {
        derived.contains($0.name) && $0.gap != .notFinite
      }
  }

  /// The worst finding as a warning of the fit, where there is one that matters.
  var warning: [MixWarning] {
    guard let worst = findings.first, worst.severity > .note else { return [] }
    return [
      .posterior(
        verdict, worst: worst.sentence,
        others: findings.count { $0.severity > .note } - 1)
    ]
  }

  /// The posterior's numbers under the names of the notebook format.
  ///
  /// Of all draws `rhat_max ess_bulk_min ess_tail_min divergences draws chains`, `elpd_loo loo_se p_loo khat_max elpd_waic`;
  /// of an approximation `approximation_khat approximation_draws` instead of what concerns chains;
  /// of each quantity `mean.<quantity> sd.<quantity> q5.<quantity> q50.<quantity> q95.<quantity>`; of each channel
  /// `contraction.<channel>`.
  public var scalarFields: [ScalarField] {
    var fields: [ScalarField] = []
    func add(_ name: String, _ value: Double?) {
      if let value, value.isFinite { fields.append(ScalarField(name, value)) }
    }
    let sampled = judgedSummaries
    add("rhat_max", sampled.compactMap(\.rhat).max())
    add("ess_bulk_min", sampled.compactMap(\.essBulk).min())
    add("ess_tail_min", sampled.compactMap(\.essTail).min())
    if let quickLook {
      add("approximation_khat", quickLook.khat)
      add("approximation_draws", quickLook.effectiveDraws)
    } else {
      add("divergences", Double(divergences))
      add("chains", Double(draws.chains))
    }
    add("draws", Double(draws.count))
    add("elpd_loo", leaveOneOut?.elpd)
    add("loo_se", leaveOneOut?.se)
    add("p_loo", leaveOneOut?.effectiveParameters)
    add("khat_max", leaveOneOut?.khat.compactMap(\.self).max())
    add("elpd_waic", waic?.elpd)
    for summary in summaries {
      let name = summary.name.split(separator: ".").map { FieldName.part(String($0)) }
        .joined(separator: ".")
      add("mean.\(name)", summary.mean)
      add("sd.\(name)", summary.sd)
      add("q5.\(name)", summary.q5)
      add("q50.\(name)", summary.q50)
      add("q95.\(name)", summary.q95)
    }
    for one in evidence { add("contraction.\(FieldName.part(one.channel))", one.contraction) }
    return fields
  }
}
