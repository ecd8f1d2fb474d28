/// Draws from normal approximations found on the way up to the mode: a quick look, and starts for chains.
///
/// Every point of a climb by limited-memory BFGS has a normal distribution with the climb's own estimate of the
/// curvature; the one that is nearest to the density (the highest evidence lower bound) is drawn from. Several climbs
/// are mixed by Pareto-smoothed importance weights.
///
/// - Complexity: for each step of a climb O(dimension · memory²) and `boundDraws` densities.
///
/// Source: Zhang, Carpenter, Gelman & Vehtari (2022), "Pathfinder: Parallel quasi-Newton variational inference",
/// algorithms 1 to 5.
public struct Pathfinder: Sendable, Hashable, Codable {
  /// Draws that are kept.
  public var draws = 1_000
  /// Draws that judge the approximation at each point of a climb.
  public var boundDraws = 10
  /// Steps that a climb remembers.
  public var memory = 6
  /// Most steps of a climb.
  public var iterationLimit = 1_000
  /// The seed of all climbs.
  public var seed: UInt64 = 42

  /// A pathfinder with the usual settings.
  public init() {}

  /// What one climb found.
  public struct Path: Sendable, Hashable, Codable {
    /// The approximation's mean, in coordinates.
    public let centre: [Double]
    /// Its standard deviations, in coordinates.
    public let deviations: [Double]
    /// The evidence lower bound, by ``Pathfinder/boundDraws`` draws.
    public let bound: Double
    /// The end of the climb.
    public let end: Mode
  }

  /// What all climbs found.
  public struct Findings: Sendable, Hashable, Codable {
    /// The quantities, as one chain.
    public let draws: Draws
    /// The coordinates of each draw.
    public let positions: [[Double]]
    /// The climbs that led to an approximation.
    public let paths: [Path]
    /// The effective number of independent draws, by the importance weights of all that were weighed.
    public let effectiveDraws: Double
    /// The shape of the weights' tail, nil where there is none.
    ///
    /// Above ``PSIS/khatLimit(draws:)`` the approximation is too poor to be relied on.
    public let khat: Double?
    /// Whether it was stopped before all climbs were made.
    public let isPartial: Bool
  }

  /// Draws from the density's approximation.
  ///
  /// - Parameters:
  ///   - density: What to approximate.
  ///   - starts: One climb from each; spread them where there may be several modes.
  /// - Returns: The findings; poor ones have few effective draws and a high k̂.
  /// - Throws: ``StatisticsError/noApproximation(reason:)`` where no climb leads anywhere.
  public func sample(
    _ density: any LogDensity, starts: [[Double]]
  ) throws(StatisticsError) -> Findings {
    precondition(!starts.isEmpty && draws > 0 && boundDraws > 0, "no start or no draws")
    var approximations: [(best: LowRankNormal, bound: Double, end: Mode)] = []
    var isPartial = false
    var lastError: StatisticsError?
    for (index, start) in starts.enumerated() {
      if !approximations.isEmpty, Interruption.isRequested() {
        isPartial = true
        break
      }
      do throws(StatisticsError) {
        var stream = RandomStream(seed: seed, stream: 2_000 + UInt64(index))
        if let found = try climb(density, from: start, &stream) { approximations.append(found) }
      } catch {
        lastError = error
      }
    }
    guard !approximations.isEmpty else {
      throw .noApproximation(
        reason: lastError.map { "\($0)" }
          ?? "no point on the way up has a curvature to draw from; start elsewhere, or sample")
    }
    return try weighed(approximations, density, isPartial: isPartial)
  }

  /// The best approximation on the way up from a start; nil where there is none.
  private func climb(
    _ density: any LogDensity, from start: [Double], _ stream: inout RandomStream
  ) throws(StatisticsError) -> (best: LowRankNormal, bound: Double, end: Mode)? {
    let evaluator = density.makeEvaluator()
    var points: [ClimbPoint] = []
    var search = ModeSearch()
    search.iterationLimit = iterationLimit
    search.memory = memory
    // Points nearer to the mode than this have no better curvature.
    search.gainTolerance = 1e-8
    let end = try search.climb(evaluator, from: start) { points.append($0) }
    var history = StepHistory(limit: memory)
    var scales = [Double](repeating: 1, count: start.count)
    var best: (LowRankNormal, Double)?
    for (old, new) in zip(points, points.dropFirst()) {
      if history.add(from: old, to: new), let step = history.steps.last,
        let fall = history.falls.last
      {
        Self.update(&scales, step: step, fall: fall)
      }
      guard let normal = LowRankNormal(around: new, scales: scales, history: history) else {
        continue
      }
      var bound = 0.0
      for _ in 0..<boundDraws {
        let draw = normal.draw(&stream)
        bound += logRatio(draw, evaluator) / Double(boundDraws)
      }
      if bound.isFinite, bound > best?.1 ?? -.infinity { best = (normal, bound) }
    }
    return best.map { ($0.0, $0.1, end) }
  }

  /// The draws of all approximations, resampled by their importance.
  private func weighed(
    _ approximations: [(best: LowRankNormal, bound: Double, end: Mode)],
    _ density: any LogDensity, isPartial: Bool
  ) throws(StatisticsError) -> Findings {
    let evaluator = density.makeEvaluator()
    var (positions, ratios): ([[Double]], [Double]) = ([], [])
    for (index, approximation) in approximations.enumerated() {
      var stream = RandomStream(seed: seed, stream: 3_000 + UInt64(index))
      for _ in 0..<draws {
        let draw = approximation.best.draw(&stream)
        let ratio = logRatio(draw, evaluator)
        positions.append(draw.position)
        ratios.append(ratio.isFinite ? ratio : -.infinity)
      }
    }
    let smoothed: PSIS
    do {
      smoothed = try PSIS(logRatios: ratios)
    } catch {
      throw .noApproximation(
        reason: "the density is no number at any draw of it; start elsewhere, or sample instead")
    }
    var stream = RandomStream(seed: seed, stream: 1)
    let chosen = smoothed.resampled(positions, count: draws, using: &stream)
    var inner = RandomStream(seed: seed, stream: 2)
    var next = 0
    let recorded = Draws(recording: draws, of: density, with: &inner) {
      next += 1
      return chosen[next - 1]
    }
    let paths = approximations.map { found in
      Path(
        centre: found.best.centre, deviations: found.best.deviations, bound: found.bound,
        end: found.end)
    }
    return Findings(
      draws: recorded, positions: chosen, paths: paths, effectiveDraws: smoothed.effectiveSize,
      khat: smoothed.khat, isPartial: isPartial)
  }

  /// log p − log q at a draw.
  private func logRatio(
    _ draw: (position: [Double], logDensity: Double), _ evaluator: any LogDensityEvaluator
  ) -> Double {
    var gradient = [Double](repeating: 0, count: draw.position.count)
    return evaluator.logDensity(at: draw.position, gradient: &gradient) - draw.logDensity
  }

  /// The diagonal of the inverse curvature after a further step: Gilbert & Lemaréchal's (1989) update in algorithm 3.
  private static func update(_ scales: inout [Double], step: [Double], fall: [Double]) {
    var (a, c) = (0.0, 0.0)
    for index in scales.indices {
      a += fall[index] * scales[index] * fall[index]
      c += step[index] * step[index] / scales[index]
    }
    let b = dot(fall, step)
    for index in scales.indices {
      let share = step[index] / scales[index]
      let inverse =
        a / (b * scales[index]) + fall[index] * fall[index] / b
        - a * share * share / (b * c)
      if inverse > 0, inverse.isFinite { scales[index] = 1 / inverse }
    }
  }
}
