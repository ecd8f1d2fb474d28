import Statistics

/// How one channel's spend becomes a feature for given carryover and saturation, forwards and backwards.
///
///     h_t = S(Σ_l w_l x_{t−l})     adstock first
///     h_t = Σ_l w_l S(x_{t−l})     saturation first
///
/// Backwards it takes ∂L/∂h_t and gives ∂L/∂parameter: the adjoint, so that the cost of a gradient does not grow with the
/// number of parameters. A *stream* is one series of spend; all streams of a channel (what was spent, what would have been)
/// go through the same parameters.
///
/// Parameters are, in this order: retention θ, peak, first and second parameter of the saturation. Loops run over whole
/// vectors of four; places beyond the rows and periods without a row are masked out by the caller.
struct ChannelKernel: Sendable {
  /// The kinds of carryover.
  enum Memory: Sendable {
    case none, geometric, delayed, binomial
  }

  /// The kinds of saturation; the parameters' letters as in the formulas of ``Saturation``.
  enum Curve: Sendable {
    /// x.
    case none
    /// (1 − e^{−λx}) / (1 + e^{−λx}), parameter λ.
    case logisticRate
    /// The same by its half point ln 3 / λ.
    case logisticHalf
    /// xˢ / (xˢ + κˢ), parameters κ, s.
    case hill
    /// x / (x + κ).
    case michaelisMenten
  }

  typealias Lanes = SIMD4<Double>
  typealias Numbers = UnsafeMutablePointer<Double>

  let memory: Memory
  let window: Int
  let curve: Curve
  let saturationFirst: Bool
  /// Places, filled up to a multiple of four.
  let width: Int
  /// Binomial: ln(1 − l / window).
  private let logShares: [Double]

  init(memory: Memory, window: Int, curve: Curve, saturationFirst: Bool, width: Int) {
    self.memory = memory
    self.window = window
    self.curve = curve
    self.saturationFirst = saturationFirst
    self.width = width
    logShares = (0..<window).map {
      $0 == 0 ? 0 : stableLog(1 - Double($0) / Double(window))
    }
  }

  /// Numbers that a stream needs: the window before the first place, the places, and room to load four at its end.
  var streamLength: Int { (window - 1 + width + 3) / 4 * 4 }

  /// Memory for one stream at work.
  struct Scratch {
    /// Carried-over spend, or saturated spend where that comes first; `streamLength` numbers.
    let inner: Numbers
    /// What the saturation remembers for its way back; as long.
    let remembered: Numbers
    /// The feature; `width` numbers.
    let feature: Numbers
    /// ∂L/∂h with `window` zeros on both sides; begins at the left ones.
    let adjoint: Numbers
  }

  // MARK: - Carryover

  /// The window's weights and their derivatives by retention and peak.
  func weights(
    _ parameters: Numbers, into w: Numbers, byRetention: Numbers, byPeak: Numbers
  ) {
    switch memory {
    case .none:
      w[0] = 1
      byRetention[0] = 0
      byPeak[0] = 0
    case .geometric:
      // w = θˡ / Σθˡ, with derivatives that need no logarithm, so that θ = 0 is nothing special.
      let theta = parameters[0]
      var (power, slope, sum, slopes) = (1.0, 0.0, 0.0, 0.0)
      for lag in 0..<window {
        w[lag] = power
        byRetention[lag] = slope
        sum += power
        slopes += slope
        slope = slope * theta + power
        power *= theta
      }
      let scale = 1 / sum
      for lag in 0..<window {
        w[lag] *= scale
        byRetention[lag] = (byRetention[lag] - w[lag] * slopes) * scale
        byPeak[lag] = 0
      }
    case .delayed:
      let theta = max(parameters[0], 1e-12)
      let peak = parameters[1]
      let logTheta = VectorElementary.log(theta)
      let nearest = max(0, min(Double(window - 1), peak.rounded()))
      let least = (nearest - peak) * (nearest - peak)
      for lag in 0..<window {
        let distance = Double(lag) - peak
        w[lag] = VectorElementary.exp((distance * distance - least) * logTheta)
        byRetention[lag] = distance * distance / theta
        byPeak[lag] = -2 * distance * logTheta
      }
      normalise(w, byRetention, byPeak)
    case .binomial:
      let theta = max(parameters[0], 1e-12)
      let exponent = 1 / theta - 1
      for lag in 0..<window {
        w[lag] = VectorElementary.exp(exponent * logShares[lag])
        byRetention[lag] = -logShares[lag] / (theta * theta)
        byPeak[lag] = 0
      }
      normalise(w, byRetention, byPeak)
    }
  }

  /// Divides weights by their sum, and turns derivatives of their logarithms into derivatives.
  private func normalise(_ w: Numbers, _ first: Numbers, _ second: Numbers) {
    var (sum, firsts, seconds) = (0.0, 0.0, 0.0)
    for lag in 0..<window {
      sum += w[lag]
      firsts += w[lag] * first[lag]
      seconds += w[lag] * second[lag]
    }
    for lag in 0..<window {
      w[lag] /= sum
      first[lag] = w[lag] * (first[lag] - firsts / sum)
      second[lag] = w[lag] * (second[lag] - seconds / sum)
    }
  }

  /// Σ_l w_l x_{t−l}; `x` begins window − 1 periods before the first place.
  private func carriedOver(_ x: UnsafePointer<Double>, _ w: Numbers, into sums: Numbers) {
    let last = window - 1
    for place in stride(from: 0, to: width, by: 4) {
      var sum = w[0] * load(x, place + last)
      for lag in 1..<max(1, window) { sum += w[lag] * load(x, place + last - lag) }
      store(sum, sums, place)
    }
  }

  /// Σ_t g_t x_{t−l} by lag, added to `sums`.
  private func correlated(
    _ g: Numbers, with x: UnsafePointer<Double>, into sums: Numbers
  ) {
    let last = window - 1
    var lag = 0
    // Four lags at once: each g is loaded once for them.
    while lag + 4 <= window {
      var (s0, s1, s2, s3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      let base = x + (last - lag)
      for place in stride(from: 0, to: width, by: 4) {
        let value = load(g, place)
        s0 += value * load(base, place)
        s1 += value * load(base, place - 1)
        s2 += value * load(base, place - 2)
        s3 += value * load(base, place - 3)
      }
      sums[lag] += s0.sum()
      sums[lag + 1] += s1.sum()
      sums[lag + 2] += s2.sum()
      sums[lag + 3] += s3.sum()
      lag += 4
    }
    while lag < window {
      var sum = Lanes.zero
      for place in stride(from: 0, to: width, by: 4) {
        sum += load(g, place) * load(x, place + last - lag)
      }
      sums[lag] += sum.sum()
      lag += 1
    }
  }

  // MARK: - Both ways

  /// The feature of a stream, 0 where the mask is.
  func forward(
    _ x: UnsafePointer<Double>, weights w: Numbers, _ parameters: Numbers,
    mask: UnsafePointer<Double>, _ scratch: Scratch
  ) {
    if saturationFirst {
      saturate(x, streamLength, parameters, into: scratch.inner, scratch.remembered)
      carriedOver(scratch.inner, w, into: scratch.feature)
    } else {
      carriedOver(x, w, into: scratch.inner)
      saturate(scratch.inner, width, parameters, into: scratch.feature, scratch.remembered)
    }
    for place in stride(from: 0, to: width, by: 4) {
      store(load(scratch.feature, place) * load(mask, place), scratch.feature, place)
    }
  }

  /// Takes ∂L/∂h from the scratch and adds what follows to ∂L/∂w and to ∂L/∂(saturation's parameters).
  ///
  /// `byWeight` has `window` numbers; of the adjoints of the four parameters the last two are added to.
  func backward(
    _ x: UnsafePointer<Double>, weights w: Numbers, _ parameters: Numbers, _ scratch: Scratch,
    byWeight: Numbers, adjoints: Numbers
  ) {
    let g = scratch.adjoint + window
    if saturationFirst {
      correlated(g, with: scratch.inner, into: byWeight)
      // The adjoint of a moving sum is a moving sum in reversed time.
      for place in stride(from: 0, to: streamLength, by: 4) {
        var sum = Lanes.zero
        for lag in 0..<window { sum += w[lag] * load(scratch.adjoint, place + lag + 1) }
        store(sum, scratch.feature, place)
      }
      descend(
        scratch.feature, at: x, scratch.inner, scratch.remembered, streamLength, parameters,
        adjoints)
    } else {
      descend(
        g, at: scratch.inner, scratch.feature, scratch.remembered, width, parameters, adjoints)
      correlated(g, with: x, into: byWeight)
    }
  }

  // MARK: - Saturation

  /// S(x), and what its derivative will need.
  private func saturate(
    _ x: UnsafePointer<Double>, _ count: Int, _ parameters: Numbers, into values: Numbers,
    _ remembered: Numbers
  ) {
    switch curve {
    case .none:
      for place in stride(from: 0, to: count, by: 4) { store(load(x, place), values, place) }
    case .logisticRate, .logisticHalf:
      let rate = curve == .logisticRate ? parameters[2] : logOfThree / parameters[2]
      for place in stride(from: 0, to: count, by: 4) {
        let e = VectorElementary.exp(-rate * load(x, place))
        store((1 - e) / (1 + e), values, place)
      }
    case .michaelisMenten:
      let half = parameters[2]
      for place in stride(from: 0, to: count, by: 4) {
        let value = load(x, place)
        store(value / (value + half), values, place)
      }
    case .hill:
      let logHalf = VectorElementary.log(parameters[2])
      let slope = parameters[3]
      for place in stride(from: 0, to: count, by: 4) {
        let value = load(x, place)
        var positive = value
        positive.replace(with: 1e-300, where: value .< 1e-300)
        let ratio = logHalf - VectorElementary.log(positive)
        var share = 1 / (1 + VectorElementary.exp(slope * ratio))
        share.replace(with: 0, where: value .<= 0)
        store(ratio, remembered, place)
        store(share, values, place)
      }
    }
  }

  /// ∂L/∂S becomes ∂L/∂x in place; the parameters' sums are added to their adjoints.
  private func descend(
    _ g: Numbers, at x: UnsafePointer<Double>, _ values: Numbers, _ remembered: Numbers,
    _ count: Int, _ parameters: Numbers, _ adjoints: Numbers
  ) {
    switch curve {
    case .none: break
    case .logisticRate, .logisticHalf:
      let rate = curve == .logisticRate ? parameters[2] : logOfThree / parameters[2]
      var sum = Lanes.zero
      for place in stride(from: 0, to: count, by: 4) {
        let value = load(values, place)
        let slope = 0.5 * load(g, place) * (1 - value * value)
        sum += slope * load(x, place)
        store(rate * slope, g, place)
      }
      adjoints[2] += curve == .logisticRate ? sum.sum() : -sum.sum() * rate / parameters[2]
    case .michaelisMenten:
      let half = parameters[2]
      var sum = Lanes.zero
      for place in stride(from: 0, to: count, by: 4) {
        let value = load(values, place)
        let slope = load(g, place) / (load(x, place) + half)
        sum += slope * value
        store(slope * (1 - value), g, place)
      }
      adjoints[2] -= sum.sum()
    case .hill:
      let (half, slope) = (parameters[2], parameters[3])
      var (spreads, ratios) = (Lanes.zero, Lanes.zero)
      for place in stride(from: 0, to: count, by: 4) {
        let share = load(values, place)
        let spread = load(g, place) * share * (1 - share)
        spreads += spread
        ratios += spread * load(remembered, place)
        var positive = load(x, place)
        positive.replace(with: 1e-300, where: positive .< 1e-300)
        store(slope * spread / positive, g, place)
      }
      adjoints[2] -= spreads.sum() * slope / half
      adjoints[3] -= ratios.sum()
    }
  }

  /// S at one point, with its derivatives by the saturation's two parameters.
  func point(_ x: Double, _ parameters: Numbers) -> (value: Double, first: Double, second: Double) {
    guard x > 0 else { return (0, 0, 0) }
    switch curve {
    case .none: return (x, 0, 0)
    case .logisticRate, .logisticHalf:
      let rate = curve == .logisticRate ? parameters[2] : logOfThree / parameters[2]
      let e = VectorElementary.exp(-rate * x)
      let value = (1 - e) / (1 + e)
      let slope = 0.5 * x * (1 - value * value)
      return (value, curve == .logisticRate ? slope : -slope * rate / parameters[2], 0)
    case .michaelisMenten:
      let value = x / (x + parameters[2])
      return (value, -value / (x + parameters[2]), 0)
    case .hill:
      let ratio = VectorElementary.log(parameters[2]) - VectorElementary.log(max(x, 1e-300))
      let value = 1 / (1 + VectorElementary.exp(parameters[3] * ratio))
      let spread = value * (1 - value)
      return (value, -spread * parameters[3] / parameters[2], -spread * ratio)
    }
  }

  @inline(__always)
  private func load(_ numbers: UnsafePointer<Double>, _ index: Int) -> Lanes {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private func store(_ lanes: Lanes, _ numbers: Numbers, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: lanes, as: Lanes.self)
  }
}

private let logOfThree = 1.098612288668109691395245236922525704647490557822749451734
