import Figures
import Marketing
import Notebooks
import Statistics
import Tables

extension FitValue {
  /// What a fit with draws has beside the fields of all fits.
  static let posteriorPatterns: [Kind.FieldPattern] =
    [
      (
        "rhat_max", "The largest R-hat of all parameters: below 1.01 chains agree; with draws only."
      ),
      ("ess_bulk_min", "The fewest effective draws of a parameter's middle; with draws only."),
      ("ess_tail_min", "The fewest effective draws of a parameter's tails; with draws only."),
      ("divergences", "Trajectories that went astray: 0 in a sound fit; with draws only."),
      ("draws", "Draws of all chains together; with draws only."),
      ("chains", "How many chains they come from; with draws only."),
      ("elpd_loo", "Expected log density of rows left out one at a time; with draws only."),
      ("loo_se", "Its standard error; with draws only."),
      ("p_loo", "The effective number of parameters by it; with draws only."),
      ("elpd_waic", "The same as elpd_loo by Watanabe's criterion; with draws only."),
      (
        "approximation_khat",
        "Pareto k of an approximation's weights: above 0.7 it is far off; method=laplace, pathfinder."
      ),
      ("approximation_draws", "Effective draws of an approximation by its weights."),
      ("khat_max", "The largest Pareto k: above 0.7 a single row decides; with draws only."),
      ("elpd_waic", "The expected log density by Watanabe's criterion; with draws only."),
      (
        "contraction.<channel>",
        "1 − variance of the return after the data / before; 0: data silent."
      ),
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

  /// A posterior as it is shown: what stands in its way first, then returns of all channels, metrics, parameters.
  func shown(_ posterior: MixPosterior) -> [Output] {
    let view = PosteriorView(name: "this fit", fit: fit, posterior: posterior)
    let tables = PosteriorTables(view: view)
    var metrics = metricsTable()
    metrics.title = "\(fit.spec.target) explained by \(fit.describedMethod)"
    metrics.note = posterior.describedSampling
    let channels = tables.quantities("returns")
    var returns = tables.shownSummaries(of: channels, shownRows: max(1, channels.count))
    returns.title = "Returns and contributions after the data"
    var parameters = tables.shownSummaries(of: tables.otherParameters, shownRows: 20)
    parameters.title = "The parameters after the data"
    // What the verdict has said already is not said twice.
    let others = fit.warnings.filter { warning in
      switch warning {
      case .posterior, .nothingSpent: false
      default: true
      }
    }
    return PosteriorVerdict(view: view).outputs
      + [.table(returns), .table(metrics), .table(parameters)]
      + (others.isEmpty ? [] : [.text(fit.described(others))])
  }

  /// The coefficients of draws: `feature mean sd low high`, the ends leaving 5% of the draws on either side.
  ///
  /// A t or a p value would say nothing: a prior that knows the sign leaves no draw on the other side of 0.
  func coefficients(_ posterior: MixPosterior) -> Table {
    let rows = [fit.intercept] + fit.coefficients
    let drawn = rows.indices.map { place in
      posterior.kept.compactMap { kept in
        kept.coefficients.indices.contains(place) ? kept.coefficients[place] : nil
      }.filter(\.isFinite).sorted()
    }
    func end(_ p: Double) -> [Double] {
      drawn.map { $0.count > 1 ? quantile(sorted: $0, p) : .nan }
    }
    return Table([
      Column("feature", texts: rows.map(\.name)),
      Column("mean", numbers: rows.map(\.coefficient)),
      Column("sd", numbers: rows.map { $0.precision?.standardError ?? .nan }),
      Column("low", numbers: end(0.05)), Column("high", numbers: end(0.95)),
    ])
  }
}

extension MixPosterior {
  /// How much was drawn, and by whose defaults.
  fileprivate var describedSampling: String {
    let whose =
      switch model.preset {
      case .standard: ""
      case .pymc: " Scaling, transforms and priors are PyMC-Marketing's."
      case .meridian: " Scaling, transforms and priors are Meridian's."
      }
    if let quickLook {
      let name = quickLook.approximation == .laplace ? "Laplace's approximation" : "Pathfinder"
      return
        "\(draws.count) draws of \(name), not of the posterior itself. Predictions and contributions "
        + "are means over them.\(whose)"
    }
    return
      "\(draws.chains) chains of \(draws.length) draws after \(model.sampler.warmup) of warm-up. "
      + "Predictions and contributions are means over the draws.\(whose)"
  }
}
