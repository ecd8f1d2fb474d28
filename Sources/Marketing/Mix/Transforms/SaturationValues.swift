import Statistics

private let logOfTwo = stableLog(2)
private let logOfThree = stableLog(3)

extension Saturation {
  /// S(x) for x ≥ 0; 0 below, and NaN of NaN.
  ///
  /// Relative error below 1e-12, near 0 too. The same bits on every machine.
  public func value(at x: Double) -> Double {
    if x <= 0 { return 0 }
    switch self {
    case .none: return x
    case .hill(let half, let slope):
      // As 1 / (1 + (k/x)ˢ), which cannot overflow.
      return 1 / (1 + stableExp(slope * stableLog(half / x)))
    case .logistic(let half), .tanh(let half):
      let rate = logOfThree / half
      return oneMinusExp(rate * x) / (1 + stableExp(-rate * x))
    case .michaelisMenten(let half): return x / (x + half)
    case .logarithmic(let scale): return logOnePlus(x / scale)
    case .root(let power): return stableExp(power * stableLog(x))
    case .negativeExponential(let half): return oneMinusExp(logOfTwo * x / half)
    }
  }

  /// S(x) for every x of a series.
  public func applied(to series: [Double]) -> [Double] {
    series.map { value(at: $0) }
  }

  /// dS/dx.
  ///
  /// Finite but at x = 0 for the root below a power of 1 and for the Hill curve below a slope of 1, where it is ∞.
  public func slope(at x: Double) -> Double {
    switch self {
    case .none: return 1
    case .hill(let half, let slope):
      guard x > 0 else { return slope > 1 ? 0 : (slope == 1 ? 1 / half : .infinity) }
      let spread = hillSpread(x, half, slope)
      return spread == 0 ? 0 : slope / x * spread
    case .logistic(let half), .tanh(let half):
      let rate = logOfThree / half
      let rest = stableExp(-rate * max(x, 0))
      return 2 * rate * rest / ((1 + rest) * (1 + rest))
    case .michaelisMenten(let half):
      let reached = half / (max(x, 0) + half)
      return reached * reached / half
    case .logarithmic(let scale): return 1 / (max(x, 0) + scale)
    case .root(let power):
      guard x > 0 else { return power < 1 ? .infinity : 1 }
      return power * stableExp((power - 1) * stableLog(x))
    case .negativeExponential(let half):
      return logOfTwo / half * stableExp(-logOfTwo * max(x, 0) / half)
    }
  }

  /// ∂S/∂parameter at x, in the order of `parameters`.
  public func gradient(at x: Double) -> [Double] {
    if x <= 0 { return [Double](repeating: 0, count: parameters.count) }
    switch self {
    case .none: return []
    case .hill(let half, let slope):
      let spread = hillSpread(x, half, slope)
      if spread == 0 { return [0, 0] }
      return [-slope / half * spread, -spread * stableLog(half / x)]
    case .logistic(let half), .tanh(let half), .michaelisMenten(let half),
      .negativeExponential(let half), .logarithmic(let half):
      // Each is a function of x / half alone.
      let slope = slope(at: x)
      return [slope == 0 ? 0 : -x / half * slope]
    case .root: return [value(at: x) * stableLog(x)]
    }
  }

  /// The x at which half of the limit is reached; for the unbounded curves half of S(largest).
  ///
  /// nil for an unbounded curve where `largest` is not above 0.
  public func halfPoint(upTo largest: Double) -> Double? {
    switch self {
    case .hill(let half, _), .logistic(let half), .tanh(let half), .michaelisMenten(let half),
      .negativeExponential(let half):
      return half
    case .none: return largest > 0 ? largest / 2 : nil
    case .logarithmic(let scale):
      // ln(1 + x/c) = ½ ln(1 + L/c).
      guard largest > 0 else { return nil }
      let ratio = largest / scale
      return scale * ratio / ((1 + ratio).squareRoot() + 1)
    case .root(let power):
      return largest > 0 ? largest * stableExp(-logOfTwo / power) : nil
    }
  }
}

/// S (1 − S) of the Hill curve: the same for (k/x)ˢ and its inverse, so taken from the one below 1.
private func hillSpread(_ x: Double, _ half: Double, _ slope: Double) -> Double {
  let smaller = stableExp(-abs(slope * stableLog(half / x)))
  return smaller / ((1 + smaller) * (1 + smaller))
}

/// 1 − e^{−z} for z ≥ 0 without cancellation near 0: the rounding of u = e^{−z} cancels in (u − 1) z / ln u (Kahan).
private func oneMinusExp(_ z: Double) -> Double {
  let u = stableExp(-z)
  if z > 0.5 { return 1 - u }
  return u == 1 ? z : (u - 1) * z / stableLog(u)
}

/// ln(1 + z) for z ≥ 0 without loss near 0, by the same trick.
private func logOnePlus(_ z: Double) -> Double {
  let u = 1 + z
  if z > 1 { return stableLog(u) }
  return u == 1 ? z : stableLog(u) * z / (u - 1)
}
