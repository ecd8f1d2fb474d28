import Statistics

/// Intervals of contributions and returns: percentiles of a posterior's draws, or by resampling the surprises.
///
/// Of a posterior they are what they seem to be. All that follows is about the other fitters.
///
/// The moving-block bootstrap (Künsch 1989) of the residuals: blocks of neighbouring residuals, so that surprises that follow
/// each other stay together, are drawn with replacement and added to the fitted values; the model is refitted to each such
/// series with the same features and the same penalty. Residuals are centred, and inflated by √(n/(n − p − 1)) for the
/// degrees of freedom that the fit used up. Where none of their first five autocorrelations stands out, blocks are single
/// rows: longer ones would make intervals a little too short.
///
/// A penalty pulls coefficients towards 0, and percentiles of the refits would be pulled twice. Ridge shrinks by a known
/// matrix S, b = S·b₀ + chance, so that two rounds of Tukey's twicing take most of the pull off,
///
///     c = b + (I − S) b + (I − S)² b
///
/// replicates are those of c, and what is left, (I − S)³ of the coefficients, counts as uncertain by as much as the penalty
/// says, a standard deviation of σ/√λ. Within bounds, or under a penalty on absolute values, where no such matrix exists,
/// replicates are shifted by the pull that the refit of the fitted values shows. The estimate itself is never left outside.
///
/// The ends are percentiles of the replicates. They say how the estimate would vary if the model were true *and its
/// transforms known*; they know nothing of omitted causes, nor of transforms that were searched: for that see the equally
/// good settings of a ``TransformSearch``.
///
/// Cost: one solution for each replicate; without bounds and absolute penalties one factorisation for all.
///
/// Source: Künsch (1989), "The jackknife and the bootstrap for general stationary observations"; Tukey (1977), "Exploratory
/// data analysis", for twicing; Wahba (1983), "Bayesian confidence intervals for the cross-validated smoothing spline", for
/// the penalty as what is left uncertain.
public struct MixIntervals: Sendable, Hashable, Codable {
  /// The two ends of an interval.
  public struct Interval: Sendable, Hashable, Codable {
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double
  }

  /// The probability that an interval is meant to have, 0.9.
  public let level: Double
  /// How many series were drawn, or how many draws of a posterior there are.
  public let replicates: Int
  /// Rows in a block; 0 for a posterior.
  public let blockLength: Int
  /// The channels' names.
  public let channels: [String]
  /// Contributions over the fitted rows, in the order of the channels.
  public let contribution: [Interval]
  /// Returns on investment; nil where nothing was spent.
  public let roi: [Interval?]

  /// The intervals under their field names: `roi_low.<channel>`, `roi_high.<channel>`.
  public var scalarFields: [ScalarField] {
    zip(channels, roi).flatMap { channel, interval -> [ScalarField] in
      guard let interval else { return [] }
      let part = FieldName.part(channel)
      return [
        ScalarField("roi_low.\(part)", interval.low),
        ScalarField("roi_high.\(part)", interval.high),
      ]
    }
  }
}

extension MixIntervals {
  /// Draws the intervals; nil where no row is left to learn the size of surprises from.
  init?(
    _ solver: MixSolver, _ training: FitWindow, coefficients: [Double], linear: [Double],
    response: [Double], penalty: Double, replicates: Int = 400, level: Double = 0.9
  ) throws {
    let rows = response.count
    let free = rows - solver.names.count - 1
    guard free >= 2 else { return nil }
    let raw = zip(response, linear).map { $0 - $1 }
    let centre = mean(raw)
    let inflation = (Double(rows) / Double(free)).squareRoot()
    let residuals = raw.map { ($0 - centre) * inflation }
    guard residuals.contains(where: { $0 != 0 }) else { return nil }

    let length = Self.blockLength(for: residuals)
    let bootstrap = MovingBlockBootstrap(
      blockLength: length, seed: solver.spec.seed, isCircular: true)
    let count = training.channels.count
    let resampler = try MixResampler(
      solver, penalty: penalty, coefficients: coefficients, linear: linear, residuals: residuals)
    var chance = RandomStream(seed: solver.spec.seed, named: "mix.intervals.penalty")
    var totals = [[Double]](repeating: [], count: count)
    for replicate in 0..<replicates {
      let picked = bootstrap.indices(count: rows, replicate: replicate)
      let drawn = try resampler.coefficients(after: picked.map { residuals[$0] }, &chance)
      let sums = solver.channelTotals(drawn, channels: count)
      for channel in 0..<count { totals[channel].append(sums[channel]) }
    }
    let ends = zip(totals, training.channels).map { values, estimate in
      let sorted = values.sorted()
      let total = estimate.total
      return Interval(
        low: min(total, quantile(sorted: sorted, (1 - level) / 2)),
        high: max(total, quantile(sorted: sorted, (1 + level) / 2)))
    }
    self.level = level
    self.replicates = replicates
    blockLength = length
    channels = training.spend.map(\.name)
    contribution = ends
    roi = zip(ends, training.spend).map { interval, spend in
      let cost = spend.total
      return cost > 0 ? Interval(low: interval.low / cost, high: interval.high / cost) : nil
    }
  }

  /// The longer the surprises' memory, the longer the blocks; at least five blocks a series.
  private static func blockLength(for residuals: [Double]) -> Int {
    let rows = residuals.count
    let lags = min(5, rows - 1)  // the fewest that Politis and White (2004) look at
    let limit = 2 * (stableLog(Double(rows)) / 2.302585092994046 / Double(rows)).squareRoot()
    let remembers = autocorrelation(residuals, maximumLag: lags).dropFirst()
      .contains { abs($0) > limit }
    guard remembers else { return 1 }
    let wished = (try? MovingBlockBootstrap.blockLength(for: residuals)) ?? 1
    return min(wished, max(1, rows / 5))
  }
}

/// Coefficients as they might have come out, had other surprises come.
private struct MixResampler {
  private let solver: MixSolver
  private let penalty: Double
  private let linear: [Double]
  private let direct: LinearResampler?
  /// What is added to each replicate's coefficients where nothing is known of the shrinkage but what a refit shows.
  private let shift: [Double]

  init(
    _ solver: MixSolver, penalty: Double, coefficients: [Double], linear: [Double],
    residuals: [Double]
  ) throws {
    self.solver = solver
    self.penalty = penalty
    self.linear = linear
    direct =
      solver.isLinear
      ? LinearResampler(
        solver, penalty, coefficients, linear, deviation: standardDeviation(residuals))
      : nil
    guard direct == nil, penalty > 0 else {
      shift = coefficients.map { _ in 0 }
      return
    }
    let refit = try solver.coefficients(for: linear, penalty: penalty)
    shift = zip(coefficients, refit).map { 2 * ($0 - $1) }
  }

  /// The coefficients of a replicate, the intercept first.
  func coefficients(
    after surprises: [Double], _ chance: inout RandomStream
  ) throws -> [Double] {
    if let direct { return direct.coefficients(after: surprises, &chance) }
    let target = zip(linear, surprises).map { $0 + $1 }
    let found = try solver.coefficients(for: target, penalty: penalty)
    let shifted = zip(found, shift).map { $0 + $1 }
    return [solver.mindsIntercept ? max(0, shifted[0]) : shifted[0]]
      + zip(shifted.dropFirst(), solver.bounds).map {
        min(max($0, $1.lowerBound), $1.upperBound)
      }
  }
}

/// Where the coefficients are linear in the target, of standardised features Z: b = H Zᵀ y, S = H ZᵀZ.
private struct LinearResampler {
  private let means: [Double]
  private let scales: [Double]
  private let standardized: Matrix
  /// The mean of the target.
  private let centre: Double
  /// c, freed of most of the penalty's pull.
  private let estimate: [Double]
  /// From Zᵀe to the error of c.
  private let error: Matrix
  /// From independent normal numbers to what is left of the pull; nil without a penalty.
  private let remainder: Matrix?

  /// Nil where features are dependent at no penalty: the slow way knows what to do.
  init?(
    _ solver: MixSolver, _ penalty: Double, _ coefficients: [Double], _ linear: [Double],
    deviation: Double
  ) {
    let gram = FeatureGram(solver.features.columnArrays)
    let penalties = solver.penaltyWeights.map { $0 * penalty }
    guard let factor = try? Cholesky(gram.normalMatrix(penalties: penalties)) else { return nil }
    /// (I − S) b.
    func lost(_ b: [Double]) -> [Double] {
      zip(b, factor.solve(gram.products.times(b))).map { $0 - $1 }
    }
    func freed(_ b: [Double]) -> [Double] {
      guard penalty > 0 else { return b }
      let first = lost(b)
      return zip(b, zip(first, lost(first))).map { $0 + $1.0 + $1.1 }
    }
    let order = penalties.count
    let inverse = (0..<order).map { place in
      factor.solve((0..<order).map { $0 == place ? 1 : 0 })
    }
    means = gram.means
    scales = gram.scales
    standardized = gram.standardized
    centre = mean(linear)
    estimate = freed(zip(coefficients.dropFirst(), gram.scales).map { $0 * $1 })
    error = Matrix(columns: inverse.map(freed), rows: order)
    remainder =
      penalty > 0
      ? Matrix(
        columns: zip(inverse, penalties).map { column, penalty in
          lost(lost(column)).map { $0 * penalty.squareRoot() * deviation }
        }, rows: order) : nil
  }

  func coefficients(after surprises: [Double], _ chance: inout RandomStream) -> [Double] {
    let errors = error.times(standardized.transposeTimes(surprises))
    var solution = zip(estimate, errors).map { $0 + $1 }
    if let remainder {
      let left = remainder.times(solution.map { _ in chance.normal() })
      solution = zip(solution, left).map { $0 + $1 }
    }
    let slopes = zip(solution, scales).map { $1 > 0 ? $0 / $1 : 0 }
    let intercept = zip(slopes, means).reduce(centre + mean(surprises)) { $0 - $1.0 * $1.1 }
    return [intercept] + slopes
  }
}

extension MixSolver {
  /// The channels' contributions over the fitted rows under other coefficients.
  fileprivate func channelTotals(_ coefficients: [Double], channels: Int) -> [Double] {
    guard spec.form == .logLog else {
      return (0..<channels).map { coefficients[$0 + 1] * features.column($0).reduce(0, +) }
    }
    let effects = zip(features.columnArrays, coefficients.dropFirst()).map { column, coefficient in
      column.map { $0 * coefficient }
    }
    let link = MixLink(
      .logLog, intercept: coefficients[0], effects: effects, rows: features.rows)
    return (0..<channels).map { link.contribution(of: effects[$0]).reduce(0, +) }
  }
}
