import Figures
import Marketing
import Notebooks
import Statistics
import Tables

extension FitValue {
  /// What a fit with draws has beside the fields of all fits.
  static let posteriorPatterns: [Kind.FieldPattern] =
    [
      ("rhat_max", "The largest R-hat of all parameters: below 1.01 chains agree; with draws only."),
      ("ess_bulk_min", "The fewest effective draws of a parameter's middle; with draws only."),
      ("ess_tail_min", "The fewest effective draws of a parameter's tails; with draws only."),
      ("divergences", "Trajectories that went astray: 0 in a sound fit; with draws only."),
      ("elpd_loo", "Expected log density of rows left out one at a time; with draws only."),
      ("loo_se", "Its standard error; with draws only."),
      ("p_loo", "The effective number of parameters by it; with draws only."),
      ("khat_max", "The largest Pareto k: above 0.7 a single row decides; with draws only."),
      ("contraction.<channel>", "1 − variance of the return after the data / before; 0: data silent."),
    ].map { Kind.FieldPattern($0.0, $0.1) }
    + [
      ("mean", "Mean"), ("sd", "Standard deviation"), ("q5", "5th percentile"), ("q50", "Median"),
      ("q95", "95th percentile"),
    ].flatMap { head, meaning in
      [
        Kind.FieldPattern(
          "\(head).<quantity>", "\(meaning) of a parameter's draws: intercept, sigma, baseline."),
        Kind.FieldPattern(
          "\(head).<quantity>.<of>", "The same of roi.tv, adstock.tv, control.price, season.sin_1."),
        Kind.FieldPattern("\(head).<quantity>.<of>.<in>", "The same of a region's deviation."),
      ]
    }

  /// A posterior as it is shown: what stands in its way first, then metrics, returns, parameters.
  func shown(_ posterior: MixPosterior) -> [Output] {
    var metrics = metricsTable()
    metrics.title = "\(fit.spec.target) explained by \(fit.describedMethod)"
    metrics.note = posterior.describedSampling
    var outputs: [Output] = [.text(posterior.describedVerdict), .table(metrics)]
    outputs.append(.table(posterior.returnOutput))
    outputs.append(.table(posterior.parameterOutput))
    if !fit.warnings.isEmpty { outputs.append(.text(fit.describedWarnings)) }
    return outputs
  }
}

extension MixPosterior {
  /// The verdict and the findings behind it, worst first, in one paragraph.
  var describedVerdict: String {
    let lead =
      switch verdict {
      case .trustworthy: "The draws may be relied on: chains agree and none went astray."
      case .withCare: "The draws may be read with care."
      case .notToBeUsed: "Do not use these numbers."
      }
    return ([lead] + findings.map(\.sentence)).joined(separator: " ")
  }

  /// How much was drawn, and by whose defaults.
  var describedSampling: String {
    let whose =
      switch model.preset {
      case .standard: ""
      case .pymc: " Scaling, transforms and priors are PyMC-Marketing's."
      case .meridian: " Scaling, transforms and priors are Meridian's."
      }
    return "\(draws.chains) chains of \(draws.length) draws after \(model.sampler.warmup) of warm-up. "
      + "Predictions and contributions are means over the draws.\(whose)"
  }

  /// Returns by channel: mean, median and 90 % interval.
  var returnOutput: TableOutput {
    let names = channels.map { "roi.\($0)" }
    return TableOutput(
      summaryTable(of: names, called: "channel", channels),
      title: "Return on investment after the data", formats: Self.summaryFormats,
      note: "q5 and q95 are the ends of the 90% interval.")
  }

  /// Parameters: mean, interval and convergence.
  var parameterOutput: TableOutput {
    TableOutput(
      summaryTable(of: parameters, called: "parameter", parameters),
      title: "What is known of the parameters", formats: Self.summaryFormats,
      note: "r_hat below 1.01 and ess above 400 are what sound chains show.", shownRows: 40)
  }

  /// How summaries are written, by column.
  static let summaryFormats: [String: NumberFormat] = [
    "mean": .significant(3), "sd": .significant(2), "q5": .significant(3), "q50": .significant(3),
    "q95": .significant(3), "r_hat": .decimals(3), "ess_bulk": .decimals(0),
    "ess_tail": .decimals(0),
  ]

  /// One row a quantity: `mean sd q5 q50 q95 r_hat ess_bulk ess_tail`.
  func summaryTable(of quantities: [String], called head: String, _ labels: [String]) -> Table {
    let found = zip(labels, quantities).compactMap { label, name in
      summary(of: name).map { (label, $0) }
    }
    func numbers(_ name: String, _ value: (QuantitySummary) -> Double?) -> Column {
      Column(name, numbers: found.map { value($0.1) ?? .nan })
    }
    return Table([
      Column(head, texts: found.map(\.0)),
      numbers("mean", \.mean), numbers("sd", \.sd), numbers("q5", \.q5), numbers("q50", \.q50),
      numbers("q95", \.q95), numbers("r_hat", \.rhat), numbers("ess_bulk", \.essBulk),
      numbers("ess_tail", \.essTail),
    ])
  }
}
