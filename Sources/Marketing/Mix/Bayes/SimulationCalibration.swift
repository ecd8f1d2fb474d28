import Dispatch
import Statistics
import Synchronization

/// Simulation-based calibration of a Bayesian mix model: whether its own posteriors know what they claim to know.
///
/// Parameters are drawn from the priors, sales and measurements of experiments from the model's likelihood at them, with the
/// spend, controls and dates of the data; the model is fitted to what was drawn, and the rank of each truth among about
/// independent draws of its posterior is counted. Where model, gradient, transforms and sampler are right every rank is
/// as probable. Besides parameters and returns the log-likelihood is ranked, which notices what parameters alone do not.
///
/// Scales are those of the data that were seen, so that priors mean the same in all replicates.
///
/// Results depend on the seed alone, not on how many threads run. ``Interruption/isRequested`` is asked between replicates.
///
/// - Complexity: `replicates` short chains of `warmup + draws · thinning` iterations.
///
/// Source: Talts, Betancourt, Simpson, Vehtari, Gelman (2018), "Validating Bayesian inference algorithms with
/// simulation-based calibration"; Modrák and others (2023) for the log-likelihood.
public struct SimulationCalibration: Sendable, Hashable, Codable {
  /// Data sets that are drawn and fitted.
  public var replicates = 200
  /// Draws that each truth is ranked among.
  public var draws = 99
  /// Iterations of the chain for each of them.
  public var thinning = 4
  /// Iterations that tune each chain.
  public var warmup = 400
  /// The seed of all replicates.
  public var seed: UInt64 = 42
  /// Most threads at once; nil for one a core.
  public var workers: Int?

  /// A calibration of the usual size.
  public init() {}

  /// Tries to draw data from the prior in a replicate.
  private static let tries = 1000

  /// Checks the model of a fit on the rows that it was fitted to.
  ///
  /// - Throws: `MixError` for a fit without priors, of regions, or of a prior that cannot be drawn from.
  public func check(_ fit: MixFit) throws -> CalibrationResult {
    if fit.posterior?.regions.isEmpty == false {
      throw MixError.notForRegions("calibration by simulation; calibrate a national model")
    }
    return try check(fit.asked, data: fit.data)
  }

  /// Checks a model.
  ///
  /// - Parameters:
  ///   - spec: What is asked; its regulariser the priors.
  ///   - data: All rows; those of a hold-out are left out.
  ///   - analysis: Priors and likelihood to analyse with, where they shall differ from those that draw the data: what a wrong
  ///     model looks like. Experiments are those of the specification.
  /// - Returns: The ranks of what both have in common.
  /// - Throws: `MixError` for a specification without priors, and for what a Bayesian mix model refuses.
  public func check(
    _ spec: MixSpec, data: MixData, analysis: BayesianModel? = nil
  ) throws -> CalibrationResult {
    precondition(replicates > 0 && draws > 0 && thinning > 0, "no replicate or no draw")
    guard case .priors(let bayes) = spec.regulariser else {
      throw MixError.notForPriors(what: "a fit without priors", instead: "a Bayesian fit")
    }
    let rows = try spec.trainingRows(of: data)
    let (design, _) = try MixDesign(spec, for: rows).withoutConstants(of: rows)
    let truth = try BayesianMix(spec: spec, model: bayes, rows: rows, design: design)
    var own = analysis ?? bayes
    own.experiments = bayes.experiments
    own.experimentUse = bayes.experimentUse
    let model =
      analysis == nil
      ? truth : try BayesianMix(spec: spec, model: own, rows: rows, design: design)
    let bench = CalibrationBench(self, truth: truth, model: model)
    try bench.requireDrawable()
    bench.run(workers: workers)
    return bench.result()
  }

  /// Parameters of the prior, and what they would have shown; nil where no try gives any.
  fileprivate func world(
    _ model: BayesianMix, using stream: inout RandomStream
  ) -> (parameters: [Double], rows: SimulatedRows)? {
    for _ in 0..<Self.tries {
      let parameters = model.drawPrior(from: &stream)
      if let rows = model.simulated(parameters, using: &stream) { return (parameters, rows) }
    }
    return nil
  }
}

/// The replicates of a calibration, each written by the one thread that took its number.
private final class CalibrationBench: @unchecked Sendable {
  /// What a replicate says.
  struct Replicate {
    var truths: [Double]
    var ranks: [Int]
    var means: [Double]
    var deviations: [Double]
    var divergences: Int
    var rhat: Double
    var effective: Double
  }

  private let settings: SimulationCalibration
  private let truth: BayesianMix
  private let model: BayesianMix
  /// What is ranked: places among the parameters of the truth and of the model, then channels whose return is no parameter.
  private let parameters: [(truth: Int, model: Int, name: String)]
  private let channels: [Int]
  /// Whether the likelihood of the truth and that of the draws are the same function.
  private let ranksLikelihood: Bool
  private var found: [Replicate?]
  private let isInterrupted = Interruption.isRequested

  init(_ settings: SimulationCalibration, truth: BayesianMix, model: BayesianMix) {
    (self.settings, self.truth, self.model) = (settings, truth, model)
    let names = model.parameterNames
    parameters = truth.parameterNames.enumerated().compactMap { place, name in
      guard let other = names.firstIndex(of: name), !truth.shape.parameters[place].isFixed,
        !model.shape.parameters[other].isFixed
      else { return nil }
      return (place, other, name)
    }
    let known = Set(truth.parameterNames + names)
    channels = truth.shape.channels.indices.filter {
      truth.shape.channels[$0].isActive && !known.contains("roi.\(truth.shape.channels[$0].name)")
    }
    ranksLikelihood =
      truth.parameterNames == names && truth.shape.likelihood == model.shape.likelihood
    found = Array(repeating: nil, count: settings.replicates)
  }

  private var names: [String] {
    parameters.map(\.name) + channels.map { "roi.\(truth.shape.channels[$0].name)" }
      + (ranksLikelihood ? ["log_likelihood"] : [])
  }

  /// Refuses priors that give no data at all, before any time is spent.
  func requireDrawable() throws {
    var stream = RandomStream(seed: settings.seed, named: "calibration.drawable")
    guard settings.world(truth, using: &stream) == nil else { return }
    throw MixError.noDraws(
      why: "1,000 draws of the priors give no sales that the likelihood allows, such as log-normal "
        + "sales around a mean below 0; narrow the priors")
  }

  func run(workers: Int?) {
    let count = settings.replicates
    let threads = min(count, workers ?? 64)
    let taken = Atomic(0)
    found.withUnsafeMutableBufferPointer { slots in
      nonisolated(unsafe) let slots = slots
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while !isInterrupted() {
          let replicate = taken.wrappingAdd(1, ordering: .relaxed).oldValue
          guard replicate < count else { return }
          slots[replicate] = self.replicate(replicate)
        }
      }
    }
  }

  /// One world, its posterior, the ranks; nil where the posterior could not be sampled.
  private func replicate(_ index: Int) -> Replicate? {
    var stream = RandomStream(seed: settings.seed, named: "calibration.\(index)")
    guard let world = settings.world(truth, using: &stream) else { return nil }
    let seen = model.seeing(world.rows)
    var sampler = NUTS()
    sampler.chains = 1
    sampler.workers = 1
    sampler.warmup = settings.warmup
    sampler.draws = settings.draws * settings.thinning
    sampler.targetAcceptance = 0.9
    sampler.seed = stream.next()
    guard let start = try? ChainStart(seed: sampler.seed).point(of: seen, chain: 0),
      let chains = try? sampler.sample(seen, starts: [start]), chains.draws.length > 0
    else { return nil }
    let draws = chains.draws
    let kept = (1...settings.draws).map { $0 * settings.thinning - 1 }
    var columns = parameters.map { place in
      let values = draws.byChain(place.model)[0]
      return kept.map { values[$0] }
    }
    let reader = seen.makeReader()
    let count = model.parameterNames.count
    if !channels.isEmpty {
      var returns = channels.map { _ in [Double]() }
      for draw in kept {
        reader.read(Array(draws.draw(draw).prefix(count)))
        let roi = reader.roi
        for (place, channel) in channels.enumerated() { returns[place].append(roi[channel]) }
      }
      columns += returns
    }
    if ranksLikelihood {
      let last = draws.byChain(draws.names.count - 1)[0]
      columns.append(kept.map { last[$0] })
    }
    var truths = parameters.map { world.parameters[$0.truth] }
    let teller = MixReader(truth.seeing(world.rows).shape)
    teller.read(world.parameters)
    let roi = teller.roi
    truths += channels.map { roi[$0] }
    if ranksLikelihood { truths.append(teller.densities().likelihood) }
    let ranks = zip(truths, columns).map {
      RankStatistic.rank(of: $0, among: $1, using: &stream)
    }
    let summaries = draws.summaries().prefix(count)
    return Replicate(
      truths: truths, ranks: ranks, means: columns.map(mean),
      deviations: columns.map(standardDeviation),
      divergences: chains.divergences, rhat: summaries.compactMap(\.rhat).max() ?? 1,
      effective: summaries.compactMap(\.essBulk).min() ?? Double(settings.draws))
  }

  func result() -> CalibrationResult {
    let made = found.compactMap(\.self)
    let isPartial = isInterrupted() && made.count < settings.replicates
    let names = names
    // All curves together stay within their bands in 95 of 100 sound models.
    let level = 1 - 0.05 / Double(names.count)
    let quantities = names.indices.map { place in
      CalibrationResult.Quantity(
        ranks: RankStatistic(
          name: names[place], draws: settings.draws, ranks: made.map { $0.ranks[place] }),
        truths: made.map { $0.truths[place] }, means: made.map { $0.means[place] },
        deviations: made.map { $0.deviations[place] }, level: level)
    }
    return CalibrationResult(
      settings: settings, quantities: made.isEmpty ? [] : quantities, replicates: made.count,
      failed: isPartial ? 0 : settings.replicates - made.count,
      divergent: made.count { $0.divergences > 0 }, apart: made.count { $0.rhat >= 1.05 },
      effective: made.isEmpty ? 0 : median(made.map(\.effective)), isPartial: isPartial)
  }
}
