import Statistics

/// Carryover and saturation of all channels in all regions, and the sums that a density and its gradient need of them.
///
/// With s = Σ_l p_l x_{t−l} the carried-over media before their weights are normalised, N = Σ_l p_l and e = ec · N,
///
///     h = s / (s + e) = 1 − e q,    q = 1 / (s + e)
///     ∂h/∂e = −(q − e q²),    ∂h/∂α = e q² ∂s/∂α     (at fixed e)
///
/// so that q and ∂s/∂α are all that is kept of a cell. The window of the geometric decay slides:
///
///     s_t = x_t + α s_{t−1} − αᴸ x_{t−L}
///
/// Its rounding errors die out with α and are of the size of 1e-16 of the largest media; e is at least a tenth.
final class MeridianKernel {
  typealias Lanes = SIMD4<Double>

  let blocks: Int
  let periods: Int
  private let window: Int
  private let isGeometric: Bool
  /// Of a nation, whose lanes are channels.
  private let isNational: Bool
  private let regionBlocks: Int
  /// Media by block, after `window` periods of nothing.
  private let media: UnsafeMutablePointer<Lanes>
  /// q and ∂s/∂α by block and period.
  let inverse: UnsafeMutablePointer<Lanes>
  let slope: UnsafeMutablePointer<Lanes>
  /// Sums over the periods by block: Σ q, Σ q², Σ q² ∂s/∂α.
  let sums: UnsafeMutablePointer<(Lanes, Lanes, Lanes)>
  /// The same for media raised by 1 %, q = 1 / (1.01 s + e).
  let raised: UnsafeMutablePointer<(Lanes, Lanes, Lanes)>

  init(_ scaling: MeridianScaling, window: Int, isGeometric: Bool) {
    blocks = scaling.mediaBlocks
    periods = scaling.periods
    self.window = window
    self.isGeometric = isGeometric
    isNational = scaling.regions == 1
    regionBlocks = scaling.regionBlocks
    media = .allocate(capacity: blocks * (periods + window))
    media.initialize(repeating: .zero, count: blocks * (periods + window))
    for block in 0..<blocks {
      for t in 0..<periods {
        media[block * (periods + window) + window + t] = scaling.media[block * periods + t]
      }
    }
    inverse = .allocate(capacity: blocks * periods)
    inverse.initialize(repeating: .zero, count: blocks * periods)
    slope = .allocate(capacity: blocks * periods)
    slope.initialize(repeating: .zero, count: blocks * periods)
    sums = .allocate(capacity: blocks)
    sums.initialize(repeating: (.zero, .zero, .zero), count: blocks)
    raised = .allocate(capacity: blocks)
    raised.initialize(repeating: (.zero, .zero, .zero), count: blocks)
  }

  deinit {
    media.deallocate()
    inverse.deallocate()
    slope.deallocate()
    sums.deallocate()
    raised.deallocate()
  }

  /// The block and the lane of a channel in a region.
  @inline(__always)
  func place(_ channel: Int, _ region: Int) -> (block: Int, lane: Int) {
    isNational ? (channel / 4, channel % 4) : (channel * regionBlocks + region / 4, region % 4)
  }

  /// Carries over and saturates one block.
  ///
  /// - Parameters:
  ///   - block: The block.
  ///   - decay: α of each lane.
  ///   - half: e of each lane.
  ///   - alsoRaised: Whether the sums of raised media are asked for.
  func carry(_ block: Int, decay: Lanes, half: Lanes, alsoRaised: Bool) {
    let x = media + block * (periods + window) + window
    let (q, d) = (inverse + block * periods, slope + block * periods)
    if isGeometric {
      var power = Lanes(repeating: 1)
      for _ in 1..<window { power *= decay }
      let leaving = power * decay
      let leavingSlope = power * Double(window)
      var (s, change) = (Lanes.zero, Lanes.zero)
      var (first, second, third) = (Lanes.zero, Lanes.zero, Lanes.zero)
      for t in 0..<periods {
        let old = x[t &- window]
        change = (s - leavingSlope * old) + decay * change
        s = (x[t] - leaving * old) + decay * s
        let inverse = 1 / (s + half)
        let square = inverse * inverse
        first += inverse
        second += square
        third += square * change
        q[t] = inverse
        d[t] = change
      }
      sums[block] = (first, second, third)
    } else {
      convolve(block, x, decay: decay, half: half)
    }
    if alsoRaised { raise(block, half: half) }
  }

  /// The binomial decay, lag by lag.
  private func convolve(_ block: Int, _ x: UnsafeMutablePointer<Lanes>, decay: Lanes, half: Lanes) {
    let (q, d) = (inverse + block * periods, slope + block * periods)
    for t in 0..<periods {
      q[t] = x[t]
      d[t] = .zero
    }
    for lag in 1..<max(window, 1) {
      let (weight, change) = MeridianKernel.binomial(lag, window: window, decay: decay)
      for t in 0..<periods {
        q[t] += weight * x[t &- lag]
        d[t] += change * x[t &- lag]
      }
    }
    var (first, second, third) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for t in 0..<periods {
      let inverse = 1 / (q[t] + half)
      let square = inverse * inverse
      first += inverse
      second += square
      third += square * d[t]
      q[t] = inverse
    }
    sums[block] = (first, second, third)
  }

  /// (1 − l/W)^(1/α − 1) and its derivative.
  static func binomial(_ lag: Int, window: Int, decay: Lanes) -> (Lanes, Lanes) {
    let logarithm = stableLog(1 - Double(lag) / Double(window))
    var (weight, change) = (Lanes.zero, Lanes.zero)
    for lane in 0..<4 {
      let alpha = max(decay[lane], 1e-300)
      weight[lane] = stableExp((1 / alpha - 1) * logarithm)
      change[lane] = weight[lane] == 0 ? 0 : -weight[lane] * logarithm / (alpha * alpha)
    }
    return (weight, change)
  }

  /// Sums for media that are 1 % more: s = 1/q − e.
  private func raise(_ block: Int, half: Lanes) {
    let (q, d) = (inverse + block * periods, slope + block * periods)
    var (first, second, third) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for t in 0..<periods {
      let inverse = 1 / (1.01 * (1 / q[t] - half) + half)
      let square = inverse * inverse
      first += inverse
      second += square
      third += square * d[t]
    }
    raised[block] = (first, second, third)
  }

  /// Σ w q, Σ w q², Σ w q² ∂s/∂α over the periods.
  func weighted(
    _ block: Int, by weight: UnsafePointer<Lanes>
  ) -> (first: Lanes, second: Lanes, third: Lanes) {
    let (q, d) = (inverse + block * periods, slope + block * periods)
    var (first, second, third) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for t in 0..<periods {
      let product = weight[t] * q[t]
      let square = product * q[t]
      first += product
      second += square
      third += square * d[t]
    }
    return (first, second, third)
  }

  /// N = Σ_l p_l and its derivative by α.
  static func norm(
    _ decay: Double, window: Int, isGeometric: Bool
  ) -> (value: Double, slope: Double) {
    var (value, slope) = (1.0, 0.0)
    if isGeometric {
      var (power, powerSlope) = (1.0, 0.0)
      for _ in 1..<max(window, 1) {
        powerSlope = powerSlope * decay + power
        power *= decay
        value += power
        slope += powerSlope
      }
    } else {
      for lag in 1..<max(window, 1) {
        let (weight, change) = binomial(lag, window: window, decay: Lanes(repeating: decay))
        value += weight[0]
        slope += change[0]
      }
    }
    return (value, slope)
  }
}
