/// The normal distribution with a density's mode and curvature: the quickest look at a posterior.
///
/// It lives in the sampler's coordinates, so that parameters with ends stay inside them. Exact for a normal; it knows
/// nothing of skewness, heavy tails or further modes.
///
///     let mode = try ModeSearch().mode(of: density, from: start)
///     let quick = try LaplaceApproximation(of: density, at: mode)
///
/// - Complexity: 8 · dimension gradients and O(dimension³).
///
/// Source: Tierney & Kadane (1986), "Accurate approximations for posterior moments and marginal densities".
public struct LaplaceApproximation: Sendable {
  /// The mean, in coordinates: the mode after one step of Newton's.
  public let centre: [Double]
  /// The covariance, in coordinates.
  public let covariance: Matrix
  /// The logarithm of the integral of the density, log p + ½ d log 2π + ½ log |covariance|: the evidence where all
  /// constants are in the density.
  public let logEvidence: Double
  private let density: any LogDensity
  /// L with L·Lᵀ = −Hessian.
  private let precision: Cholesky

  /// The approximation at a mode.
  ///
  /// The Hessian is made of four gradients a coordinate, 0.01 and 0.02 of its standard deviation away to both sides:
  /// its error is of the fourth order of that.
  ///
  /// Refuses a mode that did not settle, and one where the density does not fall in every direction.
  public init(of density: any LogDensity, at mode: Mode) throws(StatisticsError) {
    precondition(
      mode.position.count == density.dimension,
      "a mode of \(mode.position.count) coordinates for \(density.dimension)")
    guard mode.isSettled else {
      throw .noApproximation(
        reason: "the search for the mode ended without one (\(mode.stop.rawValue)); "
          + "the density may rise for ever: tighten the priors, or sample instead")
    }
    let curvature = try Self.curvature(density.makeEvaluator(), at: mode.position)
    let flat = StatisticsError.noApproximation(
      reason: "the density does not fall away from the point in every direction: it is a ridge "
        + "or a saddle and no mode; give informative priors, or sample instead")
    do {
      precision = try Cholesky(curvature)
    } catch {
      throw flat
    }
    let count = density.dimension
    var columns: [[Double]] = []
    for index in 0..<count {
      var unit = [Double](repeating: 0, count: count)
      unit[index] = 1
      columns.append(precision.solve(unit))
    }
    covariance = Matrix(rows: count, columns: count) { 0.5 * (columns[$1][$0] + columns[$0][$1]) }
    // Beyond 10¹⁰ times the variance with the others held, a direction is flat to the rounding of the differences.
    for index in 0..<count where !(covariance[index, index] * curvature[index, index] < 1e10) {
      throw flat
    }
    // The rest of the way: what the search's tolerance left.
    let step = precision.solve(mode.gradient)
    centre = zip(mode.position, step).map { $0 + $1 }
    logEvidence =
      mode.logDensity + 0.5 * dot(step, mode.gradient) + Double(count) * halfLogTwoPi
      - 0.5 * precision.logDeterminant
    self.density = density
  }

  /// The standard deviation of each coordinate.
  public var deviations: [Double] {
    centre.indices.map { covariance[$0, $0].squareRoot() }
  }

  /// Draws of the density's quantities, as one chain.
  public func draws(_ count: Int, seed: UInt64) -> Draws {
    var noise = RandomStream(seed: seed, stream: 0)
    var inner = RandomStream(seed: seed, stream: 1)
    return Draws(recording: count, of: density, with: &inner) {
      let z = centre.map { _ in noise.normal() }
      let move = Triangular.solveLowerTransposed(precision.factor, z)
      return zip(centre, move).map { $0 + $1 }
    }
  }

  /// What draws of the approximation say when they are weighed by the density.
  public struct Findings: Sendable, Hashable, Codable {
    /// The quantities, as one chain: drawn by their weights where the weights hold, else as the approximation has them.
    public let draws: Draws
    /// The effective number of independent draws, by the importance weights.
    public let effectiveDraws: Double
    /// The shape of the weights' tail, nil where there is none.
    ///
    /// Above ``PSIS/khatLimit(draws:)`` the approximation is too poor to be relied on.
    public let khat: Double?
  }

  /// Draws of the density's quantities, corrected by Pareto-smoothed importance weights.
  ///
  /// Four times as many points as are asked for are weighed.
  ///
  /// - Throws: ``StatisticsError/noApproximation(reason:)`` where the density is no number at any point.
  public func sample(_ count: Int, seed: UInt64) throws(StatisticsError) -> Findings {
    precondition(count > 0, "no draws")
    var noise = RandomStream(seed: seed, stream: 0)
    let evaluator = density.makeEvaluator()
    var gradient = [Double](repeating: 0, count: centre.count)
    var (positions, ratios): ([[Double]], [Double]) = ([], [])
    for _ in 0..<(4 * count) {
      let z = centre.map { _ in noise.normal() }
      let point = zip(centre, Triangular.solveLowerTransposed(precision.factor, z)).map(+)
      let ratio = evaluator.logDensity(at: point, gradient: &gradient) + 0.5 * dot(z, z)
      positions.append(point)
      ratios.append(ratio.isFinite ? ratio : -.infinity)
    }
    let smoothed: PSIS
    do {
      smoothed = try PSIS(logRatios: ratios)
    } catch {
      throw .noApproximation(
        reason: "the density is no number at any draw of it; start elsewhere, or sample instead")
    }
    let holds = (smoothed.khat ?? 0) <= PSIS.khatLimit(draws: positions.count)
    var stream = RandomStream(seed: seed, stream: 2)
    let chosen =
      holds
      ? smoothed.resampled(positions, count: count, using: &stream) : Array(positions.prefix(count))
    var inner = RandomStream(seed: seed, stream: 1)
    var next = 0
    let recorded = Draws(recording: count, of: density, with: &inner) {
      next += 1
      return chosen[next - 1]
    }
    return Findings(
      draws: recorded, effectiveDraws: smoothed.effectiveSize, khat: smoothed.khat)
  }

  /// Minus the Hessian, by differences of gradients.
  private static func curvature(
    _ evaluator: any LogDensityEvaluator, at position: [Double]
  ) throws(StatisticsError) -> Matrix {
    let count = position.count
    func gradient(_ index: Int, _ step: Double) -> [Double] {
      var point = position
      point[index] += step
      var slopes = [Double](repeating: 0, count: count)
      _ = evaluator.logDensity(at: point, gradient: &slopes)
      return slopes
    }
    var rows: [[Double]] = []
    for index in 0..<count {
      // 1. The standard deviation along the coordinate, others held, from steps that grow or shrink to fit it.
      var step = 1e-4 * max(1, abs(position[index]))
      for _ in 0..<3 {
        let fall = (gradient(index, -step)[index] - gradient(index, step)[index]) / (2 * step)
        guard fall > 0, fall.isFinite else { break }
        step = 0.01 / fall.squareRoot()
      }
      // 2. Four points: the error is h⁴/30 times the fifth derivative.
      let near = zip(gradient(index, -step), gradient(index, step)).map { $0 - $1 }
      let far = zip(gradient(index, -2 * step), gradient(index, 2 * step)).map { $0 - $1 }
      rows.append(zip(near, far).map { (8 * $0 - $1) / (12 * step) })
      if let bad = rows[index].firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(what: "the curvature at the mode", row: index, column: bad)
      }
    }
    return Matrix(rows: count, columns: count) { 0.5 * (rows[$0][$1] + rows[$1][$0]) }
  }
}

extension Draws {
  /// One chain of a density's quantities at positions, taken one after another.
  init(
    recording count: Int, of density: any LogDensity, with stream: inout RandomStream,
    at position: () -> [Double]
  ) {
    let names = density.quantityNames
    let evaluator = density.makeEvaluator()
    var values = [Double](repeating: 0, count: names.count * count)
    var quantities = [Double](repeating: 0, count: names.count)
    for draw in 0..<count {
      evaluator.record(position(), into: &quantities, using: &stream)
      for quantity in names.indices { values[quantity * count + draw] = quantities[quantity] }
    }
    self.init(names: names, chains: 1, length: count, values: values)
  }
}
