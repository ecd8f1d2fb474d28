import Figures
import Marketing
import Notebooks
import Tables

/// What a fit that a search as Robyn's chose has beside what all fits have.
extension FitValue {
  /// What the search found; nil for every other fit.
  var front: RobynFront? { fit.search?.front }

  /// The fields of a search.
  static let searchPatterns: [Kind.FieldPattern] = [
    ("rssd", "Distance of effect shares from spend shares, DECOMP.RSSD; of search robyn only."),
    ("mape_lift", "Mean relative error of lifts; of search robyn with lifts only."),
    ("score", "The chosen candidate's error score, 0 best of the fronts; of search robyn only."),
    ("validation_nrmse", "NRMSE over the rows that validate; of search robyn with validation."),
    ("evaluations", "How many candidates a search evaluated; of search robyn only."),
    ("candidates", "How many of them its fronts have."),
    ("clusters", "How many clusters they make; 0 where they were not clustered."),
    ("hypervolume", "Share of the unit box that the first front dominates, NRMSE by RSSD."),
    ("converged", "1 where every objective converged in every trial by Robyn's rule, else 0."),
    ("spend_share.<channel>", "Share of spend: the effect share that DECOMP.RSSD asks for."),
    ("effect_share.<channel>", "Share of what all channels brought, in the candidate chosen."),
    ("best_fit_roi.<channel>", "Return in the candidate that fits best, whatever RSSD says."),
    ("implied_roi.<channel>", "The return at which DECOMP.RSSD is 0: the same for all channels."),
    (
      "pull.<channel>",
      "How far of the way from the best fit's share to the spend share the chosen one went; 1 "
        + "all of it."
    ),
    ("cluster_low.<channel>", "Lower end of the bootstrap interval of the return in its cluster."),
    ("cluster_high.<channel>", "Upper end of it; how far the search's survivors agree, no more."),
  ].map { Kind.FieldPattern($0.0, $0.1) }

  /// The fields of a search; empty for other fits.
  ///
  /// The error of the candidate is the fit's own `nrmse`; where it is that of rows which validate it has a name of its own.
  var searchFields: [Field] {
    guard let front else { return [] }
    return front.scalarFields.compactMap { field in
      guard field.name == "nrmse" else { return Field(field.name, field.value) }
      return front.settings.trainingShare == nil ? nil : Field("validation_nrmse", field.value)
    }
  }

  /// The names of the fields that a search gives, as far as the data are regular: enough candidates to cluster, and a best
  /// fit whose shares are not those of spend already.
  static func searchFieldNames(of spec: MixSpec, _ search: RobynSearch) -> [String] {
    let channels = spec.channels.map(FieldName.part)
    var names = [
      "rssd", "score", "evaluations", "candidates", "clusters", "hypervolume", "converged",
    ]
    if !search.lifts.isEmpty { names.append("mape_lift") }
    if search.trainingShare != nil { names.append("validation_nrmse") }
    for measure in byChannel { names += channels.map { "\(measure).\($0)" } }
    return names
  }

  /// What a search says of each channel.
  private static let byChannel = [
    "spend_share", "effect_share", "best_fit_roi", "implied_roi", "pull", "cluster_low",
    "cluster_high",
  ]
}

// MARK: - What is shown

extension FitValue {
  /// A fit that a search chose: what was searched, what the objectives are, what RSSD assumed, then the model.
  func shown(_ view: SearchView) -> [Output] {
    let tables = SearchTables(view: view)
    var metrics = metricsTable()
    metrics.title =
      "\(fit.spec.target) explained by \(fit.describedMethod), candidate \(view.chosen.name)"
    metrics.note = fit.describedPenalty
    var outputs: [Output] = [
      .text(view.describedSearch), .table(tables.objectives), .table(tables.implied),
      .text(view.describedPrior), .table(metrics), .table(coefficientOutput),
    ]
    if let transformOutput { outputs.append(.table(transformOutput)) }
    if let remarks = view.describedRemarks { outputs.append(.text(remarks)) }
    // What RSSD moved has been said.
    let warnings = fit.warnings.filter { warning in
      if case .sharePulled = warning { false } else { true }
    }
    return outputs + (warnings.isEmpty ? [] : [.text(fit.described(warnings))])
  }
}
