import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// What draws say, set out in rows.
struct PosteriorTables {
  let view: PosteriorView

  private var posterior: MixPosterior { view.posterior }

  /// The columns of numbers of ``summaries(of:)``.
  static let summaryColumns = [
    "mean", "sd", "q5", "q50", "q95", "r_hat", "ess_bulk", "ess_tail", "mcse",
  ]

  private static let summaryFormats: [String: NumberFormat] = [
    "mean": .significant(4), "sd": .significant(3), "q5": .significant(3), "q50": .significant(3),
    "q95": .significant(3), "mcse": .significant(2), "r_hat": .decimals(3),
    "ess_bulk": .decimals(0), "ess_tail": .decimals(0),
  ]

  /// The quantities of a group: `all`, `returns` or `parameters`.
  ///
  /// Returns are those of every channel, whether they are parameters or read of them; first stands what money brings, and last
  /// what there are many of: knots and what is a region's own.
  func quantities(_ what: String) -> [String] {
    let known = Set(posterior.draws.names)
    let returns =
      (["roi", "mroi", "contribution"].flatMap { measure in
        posterior.channels.map { "\(measure).\($0)" }
      } + ["baseline"]).filter(known.contains)
    let parameters =
      posterior.parameters.filter { !Self.isOneOfMany($0) }
      + posterior.parameters.filter(Self.isOneOfMany)
    switch what {
    case "returns": return returns
    case "parameters": return parameters
    default:
      var seen = Set(returns + ["log_prior", "log_likelihood"])
      return returns + (parameters + posterior.draws.names).filter { seen.insert($0).inserted }
    }
  }

  /// The parameters that ``quantities(_:)`` does not count among the returns.
  var otherParameters: [String] {
    let returns = Set(quantities("returns"))
    return quantities("parameters").filter { !returns.contains($0) }
  }

  /// Whether a parameter is a knot's or a region's.
  private static func isOneOfMany(_ name: String) -> Bool {
    let head = name.prefix { $0 != "." }
    return head == "knot_values" || head == "tau_g" || head.hasSuffix("_dev")
  }

  /// One row a quantity; where more rows are left out than shown, those that fail come first.
  func summaries(of quantities: [String], shownRows: Int = 40) -> TableOutput {
    var found = quantities.compactMap { posterior.summary(of: $0) }
    if found.count > shownRows { found = found.filter(fails) + found.filter { !fails($0) } }
    func numbers(_ name: String, _ value: (QuantitySummary) -> Double?) -> Column {
      Column(name, numbers: found.map { value($0) ?? .nan })
    }
    let table = Table([
      Column("quantity", texts: found.map(\.name)), numbers("mean", \.mean), numbers("sd", \.sd),
      numbers("q5", \.q5), numbers("q50", \.q50), numbers("q95", \.q95),
      numbers("r_hat", \.rhat), numbers("ess_bulk", \.essBulk), numbers("ess_tail", \.essTail),
      numbers("mcse", \.mcse),
    ])
    let failing = found.indices.filter { fails(found[$0]) }
    let units = view.units(of: found.map(\.name)).map { " " + $0 } ?? ""
    return TableOutput(
      table, title: "What \(view.name) knows after the data", formats: Self.summaryFormats,
      emphasisedRows: failing,
      note: "Nine of ten draws lie between q5 and q95. "
        + (posterior.quickLook != nil
          ? "These are draws of an approximation: no chain vouches for them."
          : failing.isEmpty
            ? "All chains agree: r_hat is below 1.01 and more than 400 draws count."
            : "Rows in bold are not to be relied on: r_hat is 1.01 or more, or fewer than 400 draws "
              + "count.") + units,
      shownRows: shownRows)
  }

  /// The summaries as they are shown: how far the mean would move with other draws stays in the file.
  func shownSummaries(of quantities: [String], shownRows: Int = 40) -> TableOutput {
    var output = summaries(of: quantities, shownRows: shownRows)
    output.table = Table(output.table.columns.filter { $0.name != "mcse" })
    return output
  }

  private func fails(_ summary: QuantitySummary) -> Bool {
    guard let rhat = summary.rhat else { return summary.gap == .notFinite }
    return rhat >= PosteriorFinding.largestRHat
      || min(summary.essBulk ?? 0, summary.essTail ?? 0) < PosteriorFinding.fewestEffective
  }

  // MARK: - Convergence

  /// The columns of ``chains``.
  static let chainColumns = [
    "chain", "draws", "divergences", "mean_depth", "at_depth_limit", "step_size", "e_bfmi",
    "acceptance", "gradients",
  ]

  /// One row a chain.
  var chains: TableOutput {
    let told = posterior.chains
    func numbers(_ name: String, _ value: (SampledChains.Chain) -> Double) -> Column {
      Column(name, numbers: told.map(value))
    }
    let limit = posterior.maximumDepth
    let table = Table([
      Column("chain", numbers: told.indices.map { Double($0 + 1) }),
      numbers("draws") { Double($0.energy.count) },
      numbers("divergences") { Double($0.isDivergent.count(where: \.self)) },
      numbers("mean_depth") { $0.depth.isEmpty ? .nan : mean($0.depth.map(Double.init)) },
      numbers("at_depth_limit") { Double($0.depth.count { Int($0) >= limit }) },
      numbers("step_size", \.stepSize),
      numbers("e_bfmi") { energyBFMI($0.energy) ?? .nan },
      numbers("acceptance", \.acceptance),
      numbers("gradients") { Double($0.warmupGradients + $0.gradients) },
    ])
    return TableOutput(
      table, title: "How the chains of \(view.name) went",
      formats: [
        "chain": .decimals(0), "draws": .decimals(0), "divergences": .decimals(0),
        "mean_depth": .decimals(1), "at_depth_limit": .decimals(0), "step_size": .significant(2),
        "e_bfmi": .decimals(2), "acceptance": .decimals(2), "gradients": .decimals(0),
      ],
      emphasisedRows: told.indices.filter { told[$0].isDivergent.contains(true) },
      note: "Sound chains have no divergence, an e_bfmi above 0.3 and no draw at the limit of "
        + "\(limit) doublings.")
  }

  /// The parameters that chains know worst; nil where all are known well.
  var worst: TableOutput? {
    let failing = posterior.parameters.filter { name in
      posterior.summary(of: name).map(fails) ?? false
    }
    guard !failing.isEmpty else { return nil }
    let ranked = view.leastAgreed.filter(failing.contains)
    var output = summaries(of: Array(ranked.prefix(8)))
    output.title = "The parameters that chains know worst"
    let order = ["quantity", "r_hat", "ess_bulk", "ess_tail", "mean", "sd", "q5", "q95"]
    output.table = Table(
      order.compactMap { name in output.table.columns.first { $0.name == name } })
    output.emphasisedRows = []
    let left = failing.count - output.table.rowCount
    output.note =
      "None of these is to be relied on: r_hat is 1.01 or more, or fewer than 400 draws count."
      + (left > 0 ? " \(left) more are like them; posterior \(view.name) lists all." : "")
    return output
  }

  // MARK: - Evidence

  /// The columns of numbers of ``evidence``.
  static let evidenceColumns = [
    "roi", "low", "high", "contraction", "prior", "prior_low", "prior_high", "shift",
    "prior_sensitivity", "likelihood_sensitivity", "equally_low", "equally_high",
  ]

  /// What the data said, a row a channel: in words, in numbers, and both together; nil where nothing is known.
  var evidence: (sentences: TableOutput, numbers: TableOutput, whole: Table)? {
    let all = posterior.evidence
    guard !all.isEmpty else { return nil }
    func numbers(_ name: String, _ value: (ChannelEvidence) -> Double?) -> Column {
      Column(name, numbers: all.map { value($0) ?? .nan })
    }
    let names = Column("channel", texts: all.map(\.channel))
    let says = Column("says", texts: all.map(\.sentence))
    let columns = [
      numbers("roi", \.posterior.median), numbers("low", \.posterior.low),
      numbers("high", \.posterior.high), numbers("contraction", \.contraction),
      numbers("prior") { $0.prior?.median }, numbers("prior_low") { $0.prior?.low },
      numbers("prior_high") { $0.prior?.high }, numbers("shift", \.shift),
      numbers("prior_sensitivity", \.priorSensitivity),
      numbers("likelihood_sensitivity", \.likelihoodSensitivity),
      numbers("equally_low") { $0.equallyGood?.roi.lowerBound },
      numbers("equally_high") { $0.equallyGood?.roi.upperBound },
    ]
    var formats: [String: NumberFormat] = [:]
    for name in Self.evidenceColumns { formats[name] = .decimals(2) }
    let numbered = TableOutput(
      Table([names] + columns).withoutEmptyColumns,
      title: "Return on investment before and after the data", formats: formats,
      note:
        "Medians with 90% intervals; contraction is the share of the prior's variance that is gone; "
        + "equally_low and equally_high are the ends over draws that explain the data as well as the "
        + "best.", shownRows: 40)
    let told = TableOutput(
      Table([names, says]),
      title: posterior.model.experiments.isEmpty
        ? "What the data said" : "What data and tests said",
      note: "A return that the data did not move is the prior's word, not theirs.", shownRows: 40)
    return (told, numbered, Table([names] + columns + [says]))
  }

  // MARK: - Checks

  /// What replicates say of the series that was seen, a row a statistic.
  var checks: TableOutput {
    let checks = posterior.checks
    let table = Table([
      Column("what", texts: checks.map(\.statistic.rawValue)),
      Column("observed", numbers: checks.map(\.observed)),
      Column("low", numbers: checks.map(\.low)), Column("median", numbers: checks.map(\.median)),
      Column("high", numbers: checks.map(\.high)), Column("p", numbers: checks.map(\.p)),
      Column("says", texts: checks.map(Self.words)),
    ])
    let format = NumberFormat.significant(4)
    return TableOutput(
      table, title: "Series that \(view.name) draws beside the one that was seen",
      formats: [
        "observed": format, "low": format, "median": format, "high": format, "p": .decimals(3),
      ],
      note:
        "p is the share of drawn series that reach what was seen: near 0 or 1 the model does not "
        + "make such data.")
  }

  private static func words(_ check: MixPosterior.PredictiveCheck) -> String {
    let name =
      switch check.statistic {
      case .total: "sum"
      case .deviation: "spread"
      case .largest: "largest row"
      case .smallest: "smallest row"
      case .autocorrelation: "memory of what is left"
      }
    guard check.p.isFinite else { return "not known: the \(name) is no number" }
    // One series in forty at either end: 95 of 100 sound models stay within.
    if check.p < 0.025 { return "the \(name) that was seen is more than the model draws" }
    if check.p > 0.975 { return "the \(name) that was seen is less than the model draws" }
    return "the model draws such a \(name)"
  }

  /// Power scaling, a row a quantity, those that move with the prior first; nil without.
  func sensitivity(_ what: String) -> TableOutput? {
    guard let scaling = posterior.sensitivity else { return nil }
    let wanted = Set(quantities(what))
    let own = scaling.quantities.filter { wanted.contains($0.name) }.enumerated()
      .sorted { one, other in
        (other.element.prior ?? -1, one.offset) < (one.element.prior ?? -1, other.offset)
      }.map(\.element)
    let table = Table([
      Column("quantity", texts: own.map(\.name)),
      Column("prior", numbers: own.map { $0.prior ?? .nan }),
      Column("likelihood", numbers: own.map { $0.likelihood ?? .nan }),
      Column("says", texts: own.map(\.diagnosis.rawValue)),
    ])
    let limit = NumberFormat.decimals(2).text(PowerScaling.threshold)
    return TableOutput(
      table, title: "What moves when prior or likelihood weigh a little more",
      formats: ["prior": .decimals(3), "likelihood": .decimals(3)],
      emphasisedRows: own.indices.filter { own[$0].diagnosis != .none },
      note:
        "Above \(limit) a quantity moves: with the prior alone the data say little of it, with both "
        + "they disagree with the prior.", shownRows: 40)
  }
}

/// Leave-one-out of one fit, or of several of the same rows, the best first.
struct LeaveOneOutTable {
  /// The columns of numbers.
  static let columns = [
    "elpd", "se", "p_loo", "difference", "difference_se", "khat_max", "unreliable", "elpd_waic",
    "waic_se", "p_waic", "waic_doubtful",
  ]

  private let rows: [(name: String, result: LeaveOneOut, waic: WAIC?)]

  /// The results; refuses fits without one, and fits of other rows or other targets.
  init(_ views: [PosteriorView]) throws {
    rows = try views.map { view in
      guard let result = view.posterior.leaveOneOut else {
        throw CommandError(
          "\"\(view.name)\" has too few draws to leave rows out; fit it again with more",
          parameter: "fits", word: view.name)
      }
      return (view.name, result, view.posterior.waic)
    }.sorted { $1.result.elpd < $0.result.elpd }
    guard let first = views.first else { return }
    for view in views.dropFirst() {
      let count = view.posterior.leaveOneOut?.pointwise.count ?? 0
      let own = first.posterior.leaveOneOut?.pointwise.count ?? 0
      guard count == own, view.fit.training.actual == first.fit.training.actual else {
        throw CommandError(
          "\"\(view.name)\" is a fit of other rows than \"\(first.name)\" (\(count) and \(own) of them): "
            + "only fits of the same rows and target can be compared", parameter: "fits",
          word: view.name)
      }
    }
  }

  /// The table.
  var output: TableOutput {
    guard let best = rows.first else { return TableOutput(Table([])) }
    let differences = rows.map { $0.result.difference(from: best.result) }
    func numbers(_ name: String, _ value: (LeaveOneOut) -> Double?) -> Column {
      Column(name, numbers: rows.map { value($0.result) ?? .nan })
    }
    var columns = [
      Column("fit", texts: rows.map(\.name)), numbers("elpd", \.elpd), numbers("se", \.se),
      numbers("p_loo", \.effectiveParameters),
    ]
    columns += [
      Column("difference", numbers: differences.map(\.elpd)),
      Column("difference_se", numbers: differences.map(\.se)),
    ]
    columns += [
      numbers("khat_max") { $0.khat.compactMap(\.self).max() },
      numbers("unreliable") { Double($0.unreliable.count) },
    ]
    func criterion(_ name: String, _ value: (WAIC) -> Double) -> Column {
      Column(name, numbers: rows.map { $0.waic.map(value) ?? .nan })
    }
    columns += [
      criterion("elpd_waic", \.elpd), criterion("waic_se", \.se),
      criterion("p_waic", \.effectiveParameters),
      criterion("waic_doubtful") { Double($0.doubtful) },
    ]
    return TableOutput(
      Table(columns), title: "How well rows left out are predicted",
      formats: [
        "elpd": .decimals(1), "se": .decimals(1), "p_loo": .decimals(1), "difference": .decimals(1),
        "difference_se": .decimals(1), "khat_max": .decimals(2), "unreliable": .decimals(0),
        "elpd_waic": .decimals(1), "waic_se": .decimals(1), "p_waic": .decimals(1),
        "waic_doubtful": .decimals(0),
      ],
      note:
        "elpd is the expected log density of a row left out, summed over the rows: more is better. "
        + "elpd_waic is Watanabe's approximation of the same, doubtful where single rows vary much: where both "
        + "differ, believe leave-one-out. " + note(differences))
  }

  /// The table and, of a single fit, nothing to compare with.
  var outputs: [Output] {
    var shown = output
    guard rows.count == 1 else { return [.table(shown)] }
    shown.table = Table(
      shown.table.columns.filter { !["difference", "difference_se"].contains($0.name) })
    return [.table(shown)]
  }

  private func note(_ differences: [PredictiveDifference]) -> String {
    let doubtful = rows.reduce(0) { $0 + $1.result.unreliable.count }
    let care =
      doubtful == 0
      ? ""
      : " \(doubtful) row\(doubtful == 1 ? " decides" : "s decide") too much alone (k above the limit): "
        + "those shares of elpd are not to be trusted."
    guard rows.count > 1 else {
      return "By itself it says little: compare fits of the same rows." + care
    }
    let next = differences[1]
    // Four standard errors, and four units: Sivula, Magnusson, Matamoros, Vehtari (2022).
    let isClear = abs(next.elpd) > 4 && abs(next.elpd) > 2 * next.se
    let names = "\(rows[0].name) and \(rows[1].name)"
    return
      (isClear
      ? "\(rows[0].name) predicts better than \(rows[1].name)."
      : "\(names) predict about equally well: the difference is less than 4, or than twice its error.")
      + care
  }
}
