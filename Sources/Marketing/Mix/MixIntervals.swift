import Statistics

/// Intervals of contributions and returns, by resampling the surprises.
///
/// The moving-block bootstrap (Künsch 1989) of the residuals: blocks of neighbouring residuals, so that surprises that follow
/// each other stay together, are drawn with replacement and added to the fitted values; the model is refitted to each such
/// series with the same features and the same penalty. Residuals are centred, and inflated by √(n/(n − p − 1)) for the
/// degrees of freedom that the fit used up.
///
/// The ends are the estimate plus the percentiles of the replicates less their mean: a penalty shrinks replicates of a shrunken
/// fit once more, and that shift is no uncertainty. They say how the estimate would vary if the model were true *and its
/// transforms known*; they know nothing of omitted causes, nor of a penalty's bias, nor of transforms that were searched:
/// for that see the equally good settings of a ``TransformSearch``.
///
/// Cost: one solution for each replicate; without bounds and absolute penalties one factorisation for all.
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
  /// How many series were drawn.
  public let replicates: Int
  /// Rows in a block.
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
    _ solver: MixSolver, _ training: FitWindow, linear: [Double], response: [Double],
    penalty: Double, replicates: Int = 400, level: Double = 0.9
  ) throws {
    let rows = response.count
    let free = rows - solver.names.count - 1
    guard free >= 2 else { return nil }
    let raw = zip(response, linear).map { $0 - $1 }
    let centre = mean(raw)
    let inflation = (Double(rows) / Double(free)).squareRoot()
    let residuals = raw.map { ($0 - centre) * inflation }
    guard residuals.contains(where: { $0 != 0 }) else { return nil }

    // The longer the surprises' memory, the longer the blocks; at least five blocks a series.
    let wished = (try? MovingBlockBootstrap.blockLength(for: residuals)) ?? 1
    let length = min(wished, max(1, rows / 5))
    let bootstrap = MovingBlockBootstrap(
      blockLength: length, seed: solver.spec.seed, isCircular: true)
    let count = training.channels.count
    let resampler = try MixResampler(solver, penalty: penalty)
    var totals = [[Double]](repeating: [], count: count)
    for replicate in 0..<replicates {
      let picked = bootstrap.indices(count: rows, replicate: replicate)
      let drawn = zip(linear, picked).map { $0 + residuals[$1] }
      let coefficients = try resampler.coefficients(for: drawn)
      let sums = solver.channelTotals(coefficients, channels: count)
      for channel in 0..<count { totals[channel].append(sums[channel]) }
    }
    let ends = zip(totals, training.channels).map { values, component in
      let sorted = values.sorted()
      let shift = component.total - mean(values)
      return Interval(
        low: quantile(sorted: sorted, (1 - level) / 2) + shift,
        high: quantile(sorted: sorted, (1 + level) / 2) + shift)
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
}

/// Coefficients for many targets of one design at one penalty.
private struct MixResampler {
  private let solver: MixSolver
  private let penalty: Double
  private let direct: Direct?

  /// Where the coefficients are linear in the target: H⁻¹·Zᵀ·y with Z the standardised features.
  private struct Direct {
    let means: [Double]
    let scales: [Double]
    let standardized: Matrix
    let factor: Cholesky
  }

  init(_ solver: MixSolver, penalty: Double) throws {
    self.solver = solver
    self.penalty = penalty
    guard !solver.isBounded, solver.spec.regulariser.isLinear else {
      direct = nil
      return
    }
    let gram = FeatureGram(solver.features.columnArrays)
    let matrix = gram.normalMatrix(penalties: solver.penaltyWeights.map { $0 * penalty })
    // Dependent features at no penalty: the slow way knows what to do.
    direct = (try? Cholesky(matrix)).map {
      Direct(means: gram.means, scales: gram.scales, standardized: gram.standardized, factor: $0)
    }
  }

  func coefficients(for target: [Double]) throws -> [Double] {
    guard let direct else { return try solver.coefficients(for: target, penalty: penalty) }
    let centre = mean(target)
    let solution = direct.factor.solve(
      direct.standardized.transposeTimes(target.map { $0 - centre }))
    let slopes = zip(solution, direct.scales).map { $1 > 0 ? $0 / $1 : 0 }
    return [centre - zip(slopes, direct.means).reduce(0) { $0 + $1.0 * $1.1 }] + slopes
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
