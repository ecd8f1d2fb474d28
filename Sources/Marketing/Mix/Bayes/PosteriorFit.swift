import Statistics

/// Samples a Bayesian mix model and makes it a fit: the part that national and regional models share.
struct PosteriorFit {
  /// The model put to its rows.
  let model: any PosteriorModel
  /// What was asked, its regulariser the priors.
  let spec: MixSpec
  /// The priors.
  let bayes: BayesianModel
  /// All rows, those of a hold-out included.
  let data: MixData
  /// The fitted rows.
  let rows: MixData
  /// How rows become features.
  let design: MixDesign
  /// The parts of sales in the order of the reader's contributions.
  let parts: [SalesPart]
  /// The regions; empty for a national model.
  var regions: [String] = []
  /// Warnings from before the sampling.
  var warnings: [MixWarning] = []
  /// Whether everything beside draws and means is left out: for fits that nobody looks at but for their means.
  var isBrief = false

  /// Draws that are kept as models of their own.
  static let mostKept = 200
  /// Draws from the prior.
  static let priorDraws = 1000
  /// Series that are kept beside what was seen.
  static let mostReplicates = 50
  /// Numbers of log-likelihood that are kept at most while it is smoothed.
  static let mostLikelihoods = 4_000_000

  /// The parts of sales of a design, in the order of reports.
  static func parts(of design: MixDesign) -> [SalesPart] {
    var parts: [SalesPart] = [.intercept]
    for term in design.terms where !parts.contains(term.part) { parts.append(term.part) }
    return parts.sorted { $0.rank < $1.rank }
  }

  /// Samples and reads.
  func fitted() throws -> MixFit {
    var sampler = bayes.sampler
    sampler.seed = spec.seed
    let start = ChainStart(seed: spec.seed)
    let starts = try (0..<sampler.chains).map { try start.point(of: model, chain: $0) }
    if let kind = bayes.approximation {
      let (draws, look) = try QuickLook.drawn(kind, from: model, sampler, starts: starts)
      return try fit(draws, look)
    }
    let chains = try sampler.sample(model, starts: starts)
    guard chains.draws.length > 0 else {
      throw MixError.noDraws(
        why: "sampling was stopped while all chains were in their \(sampler.warmup) iterations of "
          + "warm-up; let it run longer, or ask for fewer of them")
    }
    return try fit(chains)
  }

  /// The fit of these draws.
  func fit(_ chains: SampledChains, _ quickLook: QuickLook? = nil) throws -> MixFit {
    let draws = chains.draws
    let stride = max(1, draws.count / Self.mostKept)
    let thinned = Array(Swift.stride(from: 0, to: draws.count, by: stride).prefix(Self.mostKept))
    let alike = isBrief ? [] : ChannelEvidence.best(of: draws)
    var wish = PosteriorReading.Wish(
      parts: parts, channels: rows.channels.count, seed: spec.seed, name: "posterior.replicate")
    wish.replicateEvery = isBrief ? max(1, draws.count / 100) : max(1, draws.count / 1000)
    wish.kept = thinned + alike
    wish.wantsCoefficients = true
    wish.length = draws.length
    let likelihoods = draws.count * observations
    wish.likelihoodEvery =
      isBrief ? nil : (likelihoods + Self.mostLikelihoods - 1) / Self.mostLikelihoods
    let reading = PosteriorReading(model, draws, rows: rows.rowCount, wish)
    guard reading.unusable < draws.count else {
      throw MixError.noDraws(
        why: "no draw gives finite sales; priors may be too wide, or a column too large")
    }
    let kept = Set(thinned)
    let posterior = MixPosterior(
      self, chains, reading,
      kept: reading.kept.filter { kept.contains($0.draw) },
      alike: reading.kept.filter { alike.contains($0.draw) }, quickLook: quickLook)
    return try fit(posterior, reading)
  }

  /// The observations of a draw: rows, or regions' rows.
  private var observations: Int {
    let reader = model.makeReader()
    var stream = RandomStream(seed: spec.seed, named: "posterior.size")
    reader.read(model.drawPrior(from: &stream))
    return max(1, reader.logLikelihood.count)
  }

  private func fit(_ posterior: MixPosterior, _ reading: PosteriorReading) throws -> MixFit {
    let transforms = rows.channels.indices.map { channel in
      ChannelTransform(medianOf: posterior.kept.map { $0.responses[channel] })
        ?? design.transform(ofChannel: channel)
    }
    let settled = design.with(transforms)
    var spec = spec
    for (channel, transform) in zip(rows.channels, transforms) {
      spec.transforms[channel.name] = transform
    }
    let spend = rows.channels.indices.map { channel in
      let place = parts.firstIndex(of: .channel(channel)) ?? 0
      return FitWindow.ChannelSpend(
        channel, rows, draws: posterior.kept.map { $0.responses[channel] },
        contribution: reading.contributions[place],
        marginalReturn: mean(reading.derived[rows.channels.count + channel].filter(\.isFinite)))
    }
    let training = FitWindow(
      rows, parts: parts, contributions: reading.contributions, spend: spend)
    let test =
      rows.rowCount == data.rowCount
      ? nil
      : try FitWindow(
        data.rows(rows.rowCount..<data.rowCount), design: settled, posterior: posterior)
    let columns = try settled.columns(of: rows)
    let diagnostics = try MixDiagnostics(
      residuals: training.regressionResiduals(spec.form), names: settled.names, columns: columns,
      influence: nil)
    let estimates = estimates(reading, settled)
    return MixFit(
      spec: spec, asked: self.spec, design: settled, data: data, features: columns,
      intercept: estimates[0], coefficients: Array(estimates.dropFirst()), training: training,
      test: test, penalty: 0, penaltyCurve: [], certificate: nil, leastSquares: nil,
      diagnostics: diagnostics, search: nil,
      intervals: MixIntervals(posterior, training), warnings: posterior.warning + warnings,
      posterior: posterior)
  }

  /// Means and spreads of the coefficients; a model without the design's coefficients has those of its channels alone.
  private func estimates(_ reading: PosteriorReading, _ design: MixDesign) -> [MixFit.Estimate] {
    let names = ["intercept"] + design.names
    let parts = [.intercept] + design.terms.map(\.part)
    return names.indices.map { place in
      let draws =
        place < reading.coefficients.count
        ? reading.coefficients[place].filter(\.isFinite).sorted() : []
      let centre = draws.isEmpty ? 0 : mean(draws)
      let deviation = draws.count > 1 ? standardDeviation(draws) : 0
      let above = Double(draws.count { $0 > 0 }) / Double(max(1, draws.count))
      return MixFit.Estimate(
        name: names[place], part: parts[place], coefficient: centre,
        precision: deviation > 0
          ? MixFit.Precision(
            standardError: deviation, t: centre / deviation, p: 2 * min(above, 1 - above),
            low: quantile(sorted: draws, 0.025), high: quantile(sorted: draws, 0.975)) : nil)
    }
  }
}

extension ChannelTransform {
  /// The transform whose parameters are the medians of those of draws; nil without draws.
  ///
  /// Medians, because a half-point has no mean where a draw may be straight. Of regions it is the first one's, in units of the
  /// national spend.
  init?(medianOf draws: [ChannelResponse.Draw]) {
    let pieces = draws.compactMap(\.pieces.first)
    guard let first = pieces.first else { return nil }
    self = first.transform
    for parameter in first.transform.parameters {
      let values = pieces.map { $0.transform.value(of: parameter).value }
      self = setting(parameter, to: median(values))
    }
    unit = median(
      pieces.map { $0.spendShare > 0 ? $0.transform.unit / $0.spendShare : $0.transform.unit })
  }
}

extension MixIntervals {
  /// The intervals of a posterior: percentiles of its draws.
  init?(_ posterior: MixPosterior, _ training: FitWindow, level: Double = 0.9) {
    func ends(_ quantity: String) -> Interval? {
      guard let place = posterior.draws.index(of: quantity) else { return nil }
      let sorted = posterior.draws.pooled(place).filter(\.isFinite).sorted()
      guard !sorted.isEmpty else { return nil }
      return Interval(
        low: quantile(sorted: sorted, (1 - level) / 2),
        high: quantile(sorted: sorted, (1 + level) / 2))
    }
    let totals = posterior.channels.compactMap { ends("contribution.\($0)") }
    guard totals.count == posterior.channels.count else { return nil }
    self.level = level
    replicates = posterior.draws.count
    blockLength = 0
    channels = posterior.channels
    contribution = totals
    roi = zip(totals, training.spend).map { interval, spend in
      let cost = spend.total
      return cost > 0 ? Interval(low: interval.low / cost, high: interval.high / cost) : nil
    }
  }
}

extension MixSpec {
  /// The posterior of a national model.
  ///
  /// - Parameters:
  ///   - bayes: What was believed.
  ///   - data: All rows.
  ///   - isBrief: Whether a smaller run is enough: for validations, which ask for means alone.
  /// - Returns: The fit, whose single numbers are the posterior's means.
  /// - Throws: `MixError` for data and priors that cannot be; `SamplingError` where sampling cannot begin.
  func sampled(_ bayes: BayesianModel, _ data: MixData, isBrief: Bool) throws -> MixFit {
    guard search == nil else {
      throw MixError.notForPriors(
        what: "a search", instead: "priors of memory and saturation: the draws are a search")
    }
    guard signs.isEmpty else {
      throw MixError.notForPriors(what: "a model with signs", instead: "priors on one side of 0")
    }
    let rows = try trainingRows(of: data)
    let (design, leftOut) = try MixDesign(self, for: rows).withoutConstants(of: rows)
    try rows.requireVariation(ofChannels: false)
    guard rows.rowCount >= 3 else {
      throw MixError.tooFewRows(
        rows: rows.rowCount, needed: 3, coefficients: design.terms.count + 1)
    }
    let bayes = isBrief ? bayes.brief : bayes
    let model = try BayesianMix(spec: self, model: bayes, rows: rows, design: design)
    return try PosteriorFit(
      model: model, spec: self, bayes: bayes, data: data, rows: rows, design: design,
      parts: PosteriorFit.parts(of: design),
      warnings: rowWarnings(
        data, fittedRows: rows.rowCount, coefficients: design.terms.count + 1)
        + leftOut.map { .leftOut(feature: $0) } + design.unseenLevels(in: data.days)
        + model.warnings,
      isBrief: isBrief
    ).fitted()
  }
}

extension BayesianModel {
  /// The same with two chains and half the draws, at least 200: enough for means within a tenth of their spread.
  var brief: BayesianModel {
    var brief = self
    brief.sampler.chains = min(sampler.chains, 2)
    brief.sampler.warmup = min(sampler.warmup, max(200, sampler.warmup / 2))
    brief.sampler.draws = min(sampler.draws, max(200, sampler.draws / 2))
    return brief
  }
}
