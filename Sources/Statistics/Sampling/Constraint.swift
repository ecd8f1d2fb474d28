/// Where a parameter may lie, and how an unconstrained coordinate becomes it.
///
/// Samplers move in u ∈ ℝ; the parameter is x(u) and its density gains |dx/du|:
///
///     free          x = u
///     above(a)      x = a + eᵘ
///     below(b)      x = b − eᵘ
///     between(a,b)  x = a + (b − a) / (1 + e⁻ᵘ)
///
/// Source: the maps of Stan (Reference Manual, "Constraint transforms") for lower, upper and both bounds.
public enum Constraint: Sendable, Hashable, Codable {
  /// Any number.
  case free
  /// Above an end.
  case above(Double)
  /// Below an end.
  case below(Double)
  /// Between two ends, the first below the second.
  case between(Double, Double)
  /// Known: there is no coordinate.
  case known

  /// Whether there is a coordinate to move.
  public var hasCoordinate: Bool { self != .known }

  /// The parameter at a coordinate, with what a density and its gradient need.
  ///
  /// At coordinates beyond ±700 numbers overflow to the ends. A known parameter is returned as it came, with dx = 0.
  ///
  /// - Parameter u: The coordinate.
  /// - Returns: x, dx/du, log |dx/du| and the derivative of that by u.
  public func value(at u: Double) -> (
    x: Double, dx: Double, logJacobian: Double, dLogJacobian: Double
  ) {
    switch self {
    case .free: return (u, 1, 0, 0)
    case .known: return (u, 0, 0, 0)
    case .above(let lower):
      let e = stableExp(u)
      return (lower + e, e, u, 1)
    case .below(let upper):
      let e = stableExp(u)
      return (upper - e, -e, u, 1)
    case .between(let lower, let upper):
      let width = upper - lower
      let share = LogisticShare(u)
      let x = u <= 0 ? lower + width * share.lower : upper - width * share.upper
      return (
        x, width * share.lower * share.upper, stableLog(width) + share.logLower + share.logUpper,
        share.upper - share.lower
      )
    }
  }

  /// The coordinate of a parameter: the inverse of the map.
  ///
  /// - Parameter x: A number inside the ends.
  /// - Returns: The coordinate; ±∞ for an end itself and NaN for what lies beyond.
  public func coordinate(of x: Double) -> Double {
    switch self {
    case .free, .known: return x
    case .above(let lower): return logarithm(x - lower)
    case .below(let upper): return logarithm(upper - x)
    case .between(let lower, let upper): return logarithm(x - lower) - logarithm(upper - x)
    }
  }

  /// Whether a number lies inside; ends belong to it.
  public func contains(_ x: Double) -> Bool {
    switch self {
    case .free, .known: return !x.isNaN
    case .above(let lower): return x >= lower
    case .below(let upper): return x <= upper
    case .between(let lower, let upper): return x >= lower && x <= upper
    }
  }

  private func logarithm(_ x: Double) -> Double { x < 0 ? .nan : stableLog(x) }
}

/// A coordinate as a share of 1, the rest, and the logarithms of both, none of which cancels.
struct LogisticShare {
  /// 1 / (1 + e⁻ᵘ).
  let lower: Double
  /// 1 / (1 + eᵘ).
  let upper: Double
  /// The logarithm of the first.
  let logLower: Double
  /// The logarithm of the second.
  let logUpper: Double

  @inline(__always)
  init(_ u: Double) {
    let e = stableExp(-abs(u))
    let total = 1 + e
    let (large, small) = (1 / total, e / total)
    let logTotal = stableLog(total)
    if u >= 0 {
      (lower, upper, logLower, logUpper) = (large, small, -logTotal, -u - logTotal)
    } else {
      (lower, upper, logLower, logUpper) = (small, large, u - logTotal, -logTotal)
    }
  }
}
