import Dispatch
import Statistics

extension MixPosterior {
  /// The posterior of chains that have been read.
  init(
    _ fit: PosteriorFit, _ chains: SampledChains, _ reading: PosteriorReading, kept: [Kept],
    alike: [Kept], quickLook: QuickLook?
  ) {
    let names = fit.rows.channels.map(\.name)
    let parameters = fit.model.parameterNames
    let draws = Self.joined(chains.draws, reading, channels: names, parameters: parameters.count)
    let before = Self.prior(of: fit)
    let observed = fit.rows.target.values
    let mean = (0..<fit.rows.rowCount).map { row in
      reading.contributions.reduce(0) { $0 + $1[row] }
    }
    let step = max(1, reading.replicates.count / PosteriorFit.mostReplicates)
    let checks = PredictiveCheck.all(
      observed: observed, replicates: reading.replicates, mean: mean)
    let judged = Judged(draws, logLikelihood: reading.logLikelihood, isBrief: fit.isBrief)
    let scaling = judged.sensitivity
    let evidence = names.map { channel in
      ChannelEvidence(
        of: channel, index: names.firstIndex(of: channel) ?? 0, draws: draws,
        prior: before.draws, sensitivity: scaling, alike: alike, spend: fit.rows)
    }
    self.init(
      model: fit.bayes, parameters: parameters, channels: names, draws: draws,
      prior: before.draws, chains: quickLook == nil ? chains.chains : [],
      maximumDepth: chains.maximumDepth,
      isPartial: chains.isPartial,
      summaries: quickLook == nil
        ? judged.summaries : judged.summaries.map(\.withoutDiagnostics),
      predictive: Bands(rows: reading.replicates), priorPredictive: before.bands,
      replicates: Array(
        stride(from: 0, to: reading.replicates.count, by: step).prefix(
          PosteriorFit.mostReplicates
        ).map { reading.replicates[$0] }),
      checks: checks, leaveOneOut: judged.leaveOneOut, waic: judged.waic,
      sensitivity: scaling, findings: [], evidence: evidence, kept: kept)
    regions = fit.regions
    self.quickLook = quickLook
    findings = PosteriorFinding.all(
      self, unusable: reading.unusable,
      silent: fit.rows.channels.filter { !$0.values.contains { $0 > 0 } }.map(\.name),
      explained: Self.explained(observed, mean))
  }

  /// R²; nil where what was seen does not vary.
  private static func explained(_ observed: [Double], _ predicted: [Double]) -> Double? {
    let centre = Statistics.mean(observed)
    let whole = observed.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let left = zip(observed, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return whole > 0 && left.isFinite ? 1 - left / whole : nil
  }

  /// The names of what is read of each draw.
  private static func derivedNames(_ channels: [String]) -> [String] {
    channels.map { "roi.\($0)" } + channels.map { "mroi.\($0)" }
      + channels.map { "contribution.\($0)" } + ["baseline"]
  }

  /// Parameters and what the model records, then what was read, then the densities.
  ///
  /// What is a parameter already (a return that has the prior) is not told twice.
  private static func joined(
    _ sampled: Draws, _ reading: PosteriorReading, channels: [String], parameters: Int
  ) -> Draws {
    let last = sampled.names.indices.filter {
      ["log_prior", "log_likelihood"].contains(sampled.names[$0])
    }
    let first = sampled.names.indices.filter { !last.contains($0) }
    let known = Set(sampled.names)
    let derived = zip(derivedNames(channels), reading.derived).filter { name, values in
      !known.contains(name) && values.contains(where: \.isFinite)
    }
    return Draws(
      names: first.map { sampled.names[$0] } + derived.map(\.0) + last.map { sampled.names[$0] },
      chains: sampled.chains, length: sampled.length,
      values: first.flatMap { sampled.pooled($0) } + derived.flatMap(\.1)
        + last.flatMap { sampled.pooled($0) })
  }

  /// Draws from the prior, read as those of the posterior are.
  private static func prior(of fit: PosteriorFit) -> (draws: Draws, bands: Bands) {
    let count = fit.isBrief ? 1 : PosteriorFit.priorDraws
    let names = fit.model.parameterNames
    var stream = RandomStream(seed: fit.spec.seed, named: "posterior.prior")
    let drawn = (0..<count).map { _ in fit.model.drawPrior(from: &stream) }
    let parameters = Draws(
      names: names, chains: 1, length: count,
      values: names.indices.flatMap { place in drawn.map { $0[place] } })
    let channels = fit.rows.channels.map(\.name)
    let reading = PosteriorReading(
      fit.model, parameters, rows: fit.rows.rowCount,
      PosteriorReading.Wish(
        parts: fit.parts, channels: channels.count, seed: fit.spec.seed,
        name: "posterior.prior.replicate"))
    return (
      joined(parameters, reading, channels: channels, parameters: names.count),
      Bands(rows: reading.replicates)
    )
  }
}

/// What is computed of draws alone, side by side: each on a thread of its own, none depending on another.
private final class Judged: @unchecked Sendable {
  private(set) var summaries: [QuantitySummary] = []
  private(set) var sensitivity: PowerScaling?
  private(set) var leaveOneOut: LeaveOneOut?
  private(set) var waic: WAIC?

  /// Fewer draws have no tail to smooth.
  private static let fewest = 100

  init(_ draws: Draws, logLikelihood: [[Double]], isBrief: Bool) {
    guard !isBrief else {
      summaries = draws.summaries()
      return
    }
    let observations = Self.pointwise(logLikelihood, chains: draws.chains)
    DispatchQueue.concurrentPerform(iterations: 4) { part in
      switch part {
      case 0: leaveOneOut = observations.flatMap { try? LeaveOneOut(logLikelihood: $0) }
      case 1: summaries = draws.summaries()
      case 2: sensitivity = Self.sensitivity(of: draws)
      default: waic = observations.flatMap { try? WAIC(logLikelihood: $0) }
      }
    }
  }

  /// The log-likelihood by observation; nil where a density is no number, or draws are too few to smooth a tail.
  private static func pointwise(_ values: [[Double]], chains: Int) -> Draws? {
    guard let count = values.first?.count, count >= fewest, count.isMultiple(of: chains),
      values.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { return nil }
    return Draws(
      names: values.indices.map { "row \($0 + 1)" }, chains: chains, length: count / chains,
      values: values.flatMap(\.self))
  }

  /// How the quantities follow prior and likelihood; nil where the densities were not recorded or are no numbers.
  private static func sensitivity(of draws: Draws) -> PowerScaling? {
    guard let prior = draws.index(of: "log_prior"),
      let likelihood = draws.index(of: "log_likelihood"), draws.count >= fewest
    else { return nil }
    return try? PowerScaling(
      draws: draws, logPrior: Array(draws.pooled(prior)),
      logLikelihood: Array(draws.pooled(likelihood)))
  }
}

extension MixPosterior.Bands {
  /// The percentiles of each row over series.
  init(rows series: [[Double]]) {
    let rows = series.first?.count ?? 0
    self.init(columns: (0..<rows).map { row in series.map { $0[row] }.filter(\.isFinite) })
  }
}

extension MixPosterior.PredictiveCheck {
  /// All comparisons; none where nothing was replicated.
  static func all(
    observed: [Double], replicates: [[Double]], mean: [Double]
  ) -> [MixPosterior.PredictiveCheck] {
    guard !replicates.isEmpty else { return [] }
    return Statistic.allCases.map { statistic in
      let seen = statistic.value(of: observed, mean: mean)
      let drawn = replicates.map { statistic.value(of: $0, mean: mean) }.filter(\.isFinite).sorted()
      let reaching = Double(drawn.count { $0 >= seen }) / Double(max(1, drawn.count))
      return MixPosterior.PredictiveCheck(
        statistic, observed: seen, low: quantile(sorted: drawn, 0.05),
        median: quantile(sorted: drawn, 0.5), high: quantile(sorted: drawn, 0.95), p: reaching)
    }
  }
}

extension MixPosterior.PredictiveCheck.Statistic {
  /// The number of a series; surprises are counted from the model's mean.
  fileprivate func value(of series: [Double], mean: [Double]) -> Double {
    switch self {
    case .total: return series.reduce(0, +)
    case .deviation: return standardDeviation(series)
    case .largest: return series.max() ?? .nan
    case .smallest: return series.min() ?? .nan
    case .autocorrelation:
      let surprises = zip(series, mean).map { $0 - $1 }
      let square = surprises.reduce(0) { $0 + $1 * $1 }
      let product = zip(surprises, surprises.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
      return square > 0 ? product / square : 0
    }
  }
}
