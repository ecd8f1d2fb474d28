import Statistics
import Tables

/// Which models find the returns that are there: every model is fitted to many simulated worlds, and its returns are scored
/// against each world's truth.
///
///     let score = try ReturnRecovery().scored([("plain", plain), ("robyn", searched)])
///     score.rows   // bias, error and coverage by model and channel
///
/// The worlds are ``RetailSimulator``'s with consecutive seeds, the same for all models. What is fitted is what was asked of the
/// fit (``MixFit/asked``) on all weeks of the world: a search searches again; a model with priors is sampled again, briefly
/// (``BayesianModel/brief``). Tests and lift studies are left out, as they measured another world.
///
/// The world is one that naive models deny; see `docs/recovery.md`. A model that was drawn up with this world in mind has an
/// advantage here that it will have nowhere else.
///
/// - Complexity: `worlds` fits for each model, on as many threads as there are cores.
public struct ReturnRecovery: Sendable, Hashable, Codable {
  /// Length, noise, confounding and hidden demand of the worlds.
  public var simulator = RetailSimulator()
  /// How many worlds, 1 or more.
  public var worlds = 25
  /// The seed of the first world.
  public var seed: UInt64 = 1
  /// Most threads at once; nil for one a core.
  public var workers: Int?

  /// A recovery of the usual size in the course's world.
  public init() {}

  /// Fits the models to the worlds.
  ///
  /// - Parameter models: Fits under the names of their models; their columns must be the world's.
  /// - Returns: Every estimate beside its truth. A world that a model cannot be fitted to is a failure in the result.
  /// - Throws: `MixError` for columns that the world does not have, a model of regions, options of the world outside their
  ///   range, or a model that cannot be fitted to any world.
  public func scored(_ models: [(name: String, fit: MixFit)]) throws -> RecoveryScore {
    precondition(worlds > 0 && !models.isEmpty, "no world or no model")
    let (first, truth) = try simulator.simulated(seed: seed)
    for model in models { try Self.require(model.fit, columns: first.names, truth) }
    let results = ParallelWork.results(worlds * models.count, workers: workers, unit: "fits") {
      try estimates(of: models[$0 % models.count], world: seed &+ UInt64($0 / models.count))
    }
    var score = RecoveryScore(recovery: self)
    var complaints: [String: any Error] = [:]
    for (place, result) in results.enumerated() {
      let name = models[place % models.count].name
      switch result {
      case .success(let found)?: score.estimates += found
      case .failure(let error)?:
        score.failures[name, default: 0] += 1
        complaints[name] = complaints[name] ?? error
      case nil: score.isPartial = true
      }
    }
    score.withoutExperiments = models.filter(\.fit.asked.hasExperiments).map(\.name)
    for (name, error) in complaints.sorted(by: { $0.key < $1.key })
    where !score.estimates.contains(where: { $0.model == name }) { throw error }
    guard !score.estimates.isEmpty else {
      throw MixError.noDraws(why: "it was stopped before the first world was fitted")
    }
    return score
  }

  /// A model's returns in a world.
  private func estimates(
    of model: (name: String, fit: MixFit), world: UInt64
  ) throws -> [RecoveryScore.Estimate] {
    let (table, truth) = try simulator.simulated(seed: world)
    let spec = model.fit.asked.forOtherRows.withoutExperiments
    let isSampled = model.fit.posterior != nil
    let fit = try spec.fitted(
      to: MixData(table, for: spec), drawsIntervals: !isSampled)
    return fit.training.channelResults.enumerated().compactMap { index, result in
      guard let estimate = result.roi,
        let law = truth.channels.first(where: { $0.name == result.channel })
      else { return nil }
      let interval = fit.intervals?.roi[index]
      return RecoveryScore.Estimate(
        model: model.name, channel: result.channel, world: world, roi: estimate,
        truth: law.roi, low: interval?.low, high: interval?.high)
    }
  }

  private static func require(
    _ fit: MixFit, columns: [String], _ truth: RetailTruth
  ) throws(MixError) {
    guard fit.posterior?.regions.isEmpty ?? true else {
      throw .notForRegions("returns in worlds of one region; take a national model")
    }
    let spec = fit.asked
    let media = truth.channels.map(\.name)
    guard spec.target == "sales" else {
      throw .notOfWorld(column: spec.target, part: "target", known: ["sales"])
    }
    if let odd = spec.channels.first(where: { !media.contains($0) }) {
      throw .notOfWorld(column: odd, part: "channel", known: media)
    }
    if let odd = spec.controls.first(where: { !columns.contains($0) }) {
      throw .notOfWorld(column: odd, part: "control", known: ["holiday"])
    }
  }
}
