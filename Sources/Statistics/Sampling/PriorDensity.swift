/// A prior with its constants worked out: what a density in a hot loop calls.
///
/// The logarithm of the density keeps all constants. With ``atCoordinate(_:)`` parameter, prior and Jacobian come at
/// once from the sampler's coordinate, without logarithms where the map is an exponential:
///
///     let roi = PreparedPrior(.logNormal(location: 0.2, scale: 0.9))
///     let (x, dx, value, slope) = roi.atCoordinate(u)
///
/// Constants are those of the densities in `Distributions`; the simple formulas here differ from those by rounding, in
/// proportion to the size of the terms (1e-15 of them).
public struct PreparedPrior: Sendable, Hashable {
  private enum Kind: UInt8 { case normal, logNormal, beta, gamma, inverse, flat, student, laplace }

  /// Where the parameter may lie.
  public let support: Constraint
  private let kind: Kind
  /// The logarithm of the normalising constant.
  private let constant: Double
  // The letters of the formulas below: location m, inverse scale k, shapes a and b.
  private let m: Double
  private let k: Double
  private let a: Double
  private let b: Double
  private let lower: Double
  private let upper: Double
  private let isFree: Bool

  /// Prepares a prior, which must have no ``Prior/problem()``.
  public init(_ prior: Prior) {
    if let problem = prior.problem() { preconditionFailure(problem) }
    support = prior.support
    isFree = support == .free
    switch support {
    case .free, .known: (lower, upper) = (-.infinity, .infinity)
    case .above(let end): (lower, upper) = (end, .infinity)
    case .below(let end): (lower, upper) = (-.infinity, end)
    case .between(let first, let second): (lower, upper) = (first, second)
    }
    var (m, k, a, b) = (0.0, 1.0, 1.0, 1.0)
    switch prior {
    case .normal(let mean, let deviation):
      (kind, m, k) = (.normal, mean, 1 / deviation)
      constant = -halfLogTwoPi - stableLog(deviation)
    case .halfNormal(let deviation):
      (kind, k) = (.normal, 1 / deviation)
      constant = logOfTwo - halfLogTwoPi - stableLog(deviation)
    case .truncatedNormal(let mean, let deviation, let first, let second):
      (kind, m, k) = (.normal, mean, 1 / deviation)
      let cut = TruncatedNormal(location: mean, scale: deviation, lower: first, upper: second)
      constant = -halfLogTwoPi - stableLog(deviation) - cut.logMass
    case .logNormal(let location, let scale):
      (kind, m, k) = (.logNormal, location, 1 / scale)
      constant = -halfLogTwoPi - stableLog(scale)
    case .beta(let first, let second):
      (kind, a, b) = (.beta, first, second)
      constant = -logBeta(first, second)
    case .gamma(let shape, let rate):
      (kind, a, b) = (.gamma, shape, rate)
      constant = shape * stableLog(rate) - logGamma(shape)
    case .inverseGamma(let shape, let scale):
      (kind, a, b) = (.inverse, shape, scale)
      constant = shape * stableLog(scale) - logGamma(shape)
    case .exponential(let rate):
      (kind, b) = (.gamma, rate)
      constant = stableLog(rate)
    case .uniform(let first, let second):
      (kind, constant) = (.flat, -stableLog(second - first))
    case .student(let degrees, let location, let scale):
      (kind, m, k, a) = (.student, location, 1 / scale, degrees)
      constant = -logBeta(degrees / 2, 0.5) - 0.5 * stableLog(degrees) - stableLog(scale)
    case .halfStudent(let degrees, let scale):
      (kind, k, a) = (.student, 1 / scale, degrees)
      constant =
        logOfTwo - logBeta(degrees / 2, 0.5) - 0.5 * stableLog(degrees) - stableLog(scale)
    case .laplace(let location, let scale):
      (kind, m, k) = (.laplace, location, 1 / scale)
      constant = -stableLog(2 * scale)
    case .fixed:
      (kind, constant) = (.flat, 0)
    }
    (self.m, self.k, self.a, self.b) = (m, k, a, b)
  }

  /// The logarithm of the density at a parameter, and its slope; −∞ and 0 outside the support.
  public func logDensity(_ x: Double) -> (value: Double, slope: Double) {
    switch kind {
    case .logNormal, .gamma, .inverse, .beta:
      return logDensity(x, logarithm: x > 0 ? stableLog(x) : -.infinity)
    case .normal, .flat, .student, .laplace: return logDensity(x, logarithm: 0)
    }
  }

  /// The same where the logarithm of a positive parameter is known already.
  public func logDensity(_ x: Double, logarithm: Double) -> (value: Double, slope: Double) {
    guard x >= lower, x <= upper else { return x.isNaN ? (.nan, .nan) : (-.infinity, 0) }
    switch kind {
    case .normal:
      let z = (x - m) * k
      return (constant - 0.5 * z * z, -z * k)
    case .logNormal:
      let z = (logarithm - m) * k
      return x > 0 ? (constant - 0.5 * z * z - logarithm, -(z * k + 1) / x) : (-.infinity, 0)
    case .beta:
      return (
        constant + times(a - 1, logarithm) + times(b - 1, stableLog(1 - x)),
        over(a - 1, x) - over(b - 1, 1 - x)
      )
    case .gamma:
      return (constant + times(a - 1, logarithm) - b * x, over(a - 1, x) - b)
    case .inverse:
      return x > 0
        ? (constant - (a + 1) * logarithm - b / x, (b / x - (a + 1)) / x) : (-.infinity, 0)
    case .flat:
      return (constant, 0)
    case .student:
      let t = (x - m) * k
      let square = t * t
      return (constant - 0.5 * (a + 1) * stableLog(1 + square / a), -(a + 1) * t * k / (a + square))
    case .laplace:
      let z = (x - m) * k
      return (constant - abs(z), z > 0 ? -k : (z < 0 ? k : 0))
    }
  }

  /// The parameter at a sampler's coordinate, with prior and Jacobian together.
  ///
  /// - Parameter u: The coordinate of ``support``.
  /// - Returns: The parameter x, dx/du, log p(x) + log |dx/du|, and the derivative of that by u.
  public func atCoordinate(_ u: Double) -> (x: Double, dx: Double, value: Double, slope: Double) {
    switch kind {
    case .logNormal:
      let z = (u - m) * k
      let x = stableExp(u)
      return (x, x, constant - 0.5 * z * z, -z * k)
    case .gamma:
      let x = stableExp(u)
      return (x, x, constant + a * u - b * x, a - b * x)
    case .inverse:
      let x = stableExp(u)
      let inverse = b * stableExp(-u)
      return (x, x, constant - a * u - inverse, inverse - a)
    case .beta:
      let share = LogisticShare(u)
      return (
        share.lower, share.lower * share.upper,
        constant + a * share.logLower + b * share.logUpper, a * share.upper - b * share.lower
      )
    case .normal, .flat, .student, .laplace:
      if isFree {
        let prior = logDensity(u, logarithm: 0)
        return (u, 1, prior.value, prior.slope)
      }
      let map = support.value(at: u)
      let prior = logDensity(map.x, logarithm: 0)
      return (
        map.x, map.dx, prior.value + map.logJacobian, prior.slope * map.dx + map.dLogJacobian
      )
    }
  }

  /// A product that is 0 where the factor is, also times the logarithm of 0.
  private func times(_ factor: Double, _ logarithm: Double) -> Double {
    factor == 0 ? 0 : factor * logarithm
  }

  /// A quotient that is 0 where the numerator is, also over 0.
  private func over(_ numerator: Double, _ x: Double) -> Double {
    numerator == 0 ? 0 : numerator / x
  }
}

private let logOfTwo = 0.693147180559945309417232121458
