/// What is believed of a number before the data: a distribution with a gradient.
public enum Prior: Sendable, Hashable, Codable {
  /// Normal, by mean and standard deviation.
  case normal(mean: Double, deviation: Double)
  /// The absolute value of a normal of mean 0.
  case halfNormal(deviation: Double)
  /// Normal between two ends.
  case truncatedNormal(mean: Double, deviation: Double, lower: Double, upper: Double)
  /// exp of a normal, by mean and deviation of the logarithm.
  case logNormal(location: Double, scale: Double)
  /// Beta on 0...1.
  case beta(Double, Double)
  /// Gamma, by shape and rate: the mean is shape / rate.
  case gamma(shape: Double, rate: Double)
  /// One over a gamma.
  case inverseGamma(shape: Double, scale: Double)
  /// Exponential, by rate.
  case exponential(rate: Double)
  /// Equal between two ends.
  case uniform(lower: Double, upper: Double)
  /// Student's t, by degrees of freedom, centre and scale; one degree is Cauchy's.
  case student(degrees: Double, location: Double, scale: Double)
  /// The absolute value of a Student's t around 0.
  case halfStudent(degrees: Double, scale: Double)
  /// Laplace's double exponential.
  case laplace(location: Double, scale: Double)
  /// Known: no parameter at all.
  case fixed(Double)
}

extension Prior {
  /// Where the parameter may lie.
  public var support: Constraint {
    switch self {
    case .normal, .student, .laplace: return .free
    case .halfNormal, .halfStudent, .logNormal, .gamma, .inverseGamma, .exponential:
      return .above(0)
    case .beta: return .between(0, 1)
    case .uniform(let lower, let upper): return .between(lower, upper)
    case .truncatedNormal(_, _, let lower, let upper):
      switch (lower == -.infinity, upper == .infinity) {
      case (true, true): return .free
      case (false, true): return .above(lower)
      case (true, false): return .below(upper)
      case (false, false): return .between(lower, upper)
      }
    case .fixed: return .known
    }
  }

  /// The logarithm of the density at a parameter, all constants kept, and its slope.
  ///
  /// Outside the support −∞ and 0. In loops use ``PreparedPrior``. A known parameter has 0 and 0.
  public func logDensity(_ x: Double) -> (value: Double, slope: Double) {
    let quick = PreparedPrior(self).logDensity(x)
    return (distribution?.logDensity(x) ?? quick.value, quick.slope)
  }

  /// A draw; a known parameter is itself and uses no number of the stream.
  public func draw(from stream: inout RandomStream) -> Double {
    distribution?.draw(from: &stream) ?? mean
  }

  /// The x with cumulative(x) = p, for p in 0...1.
  public func quantile(_ p: Double) -> Double { distribution?.quantile(p) ?? mean }

  /// The probability of at most x.
  public func cumulative(_ x: Double) -> Double {
    distribution?.cumulative(x) ?? (x >= mean ? 1 : 0)
  }

  /// The mean; NaN or ∞ where there is none.
  public var mean: Double {
    if case .fixed(let value) = self { return value }
    return distribution?.mean ?? .nan
  }

  /// The variance; NaN or ∞ where there is none, 0 of a known parameter.
  public var variance: Double { distribution?.variance ?? 0 }

  /// The distribution; nil of a known parameter.
  ///
  /// The prior must have no ``problem()``.
  var distribution: (any ProbabilityDistribution)? {
    switch self {
    case .normal(let mean, let deviation): return Normal(mean: mean, deviation: deviation)
    case .halfNormal(let deviation): return HalfNormal(scale: deviation)
    case .truncatedNormal(let mean, let deviation, let lower, let upper):
      return TruncatedNormal(location: mean, scale: deviation, lower: lower, upper: upper)
    case .logNormal(let location, let scale):
      return LogNormal(logMean: location, logDeviation: scale)
    case .beta(let first, let second): return Beta(first, second)
    case .gamma(let shape, let rate): return Gamma(shape: shape, rate: rate)
    case .inverseGamma(let shape, let scale): return InverseGamma(shape: shape, scale: scale)
    case .exponential(let rate): return Exponential(rate: rate)
    case .uniform(let lower, let upper): return Uniform(lower, upper)
    case .student(let degrees, let location, let scale):
      return StudentT(degreesOfFreedom: degrees, location: location, scale: scale)
    case .halfStudent(let degrees, let scale):
      return HalfStudentT(degreesOfFreedom: degrees, scale: scale)
    case .laplace(let location, let scale): return Laplace(location: location, scale: scale)
    case .fixed: return nil
    }
  }
}

// MARK: - Words

extension Prior: CustomStringConvertible {
  /// The prior as notebooks write it: `beta(1, 3)`.
  public var description: String {
    let written = numbers.map { Self.written($0.value) }
    return "\(word)(\(written.joined(separator: ", ")))"
  }

  /// What is wrong with the parameters: improper, contradictory or no number; nil where nothing is.
  public func problem() -> String? {
    for number in numbers {
      let isEnd = number.role == .end && isTruncated
      if !(number.value.isFinite || (isEnd && !number.value.isNaN)) {
        return "\(self): \(number.name) is \(number.value); give a finite number"
      }
      if number.role == .positive, number.value <= 0 {
        return "\(self): \(number.name) is \(number.value) and must be above 0: "
          + "otherwise this is no probability distribution"
      }
    }
    switch self {
    case .uniform(let lower, let upper):
      if !(lower < upper) { return emptyInterval(lower, upper) }
      if !(upper - lower).isFinite {
        return "\(self): the ends are further apart than a number can say; bring them nearer"
      }
    case .truncatedNormal(let mean, let deviation, let lower, let upper):
      if !(lower < upper) { return emptyInterval(lower, upper) }
      let cut = TruncatedNormal(location: mean, scale: deviation, lower: lower, upper: upper)
      // Below e⁻⁷⁰⁰ the probability between the ends is no number any more.
      if !(cut.logMass > -700) {
        return "\(self): a normal of mean \(mean) and deviation \(deviation) has no mass "
          + "between the ends; move the mean or widen the ends"
      }
    default: break
    }
    return nil
  }

  private func emptyInterval(_ lower: Double, _ upper: Double) -> String {
    "\(self): the lower end \(Self.written(lower)) is not below the upper end \(Self.written(upper)), "
      + "so nothing is possible; swap or move them"
  }

  /// A whole number without its decimals.
  private static func written(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private var isTruncated: Bool {
    if case .truncatedNormal = self { return true }
    return false
  }

  private enum Role { case any, positive, end }

  /// The parameters in the order in which they are written, with their names and what they must be.
  private var numbers: [(name: String, value: Double, role: Role)] {
    switch self {
    case .normal(let mean, let deviation):
      return [("the mean", mean, .any), ("the deviation", deviation, .positive)]
    case .halfNormal(let deviation): return [("the deviation", deviation, .positive)]
    case .truncatedNormal(let mean, let deviation, let lower, let upper):
      return [
        ("the mean", mean, .any), ("the deviation", deviation, .positive),
        ("the lower end", lower, .end), ("the upper end", upper, .end),
      ]
    case .logNormal(let location, let scale):
      return [
        ("the mean of the logarithm", location, .any),
        ("the deviation of the logarithm", scale, .positive),
      ]
    case .beta(let first, let second):
      return [("the first shape", first, .positive), ("the second shape", second, .positive)]
    case .gamma(let shape, let rate):
      return [("the shape", shape, .positive), ("the rate", rate, .positive)]
    case .inverseGamma(let shape, let scale):
      return [("the shape", shape, .positive), ("the scale", scale, .positive)]
    case .exponential(let rate): return [("the rate", rate, .positive)]
    case .uniform(let lower, let upper):
      return [("the lower end", lower, .end), ("the upper end", upper, .end)]
    case .student(let degrees, let location, let scale):
      return [
        ("the degrees of freedom", degrees, .positive), ("the centre", location, .any),
        ("the scale", scale, .positive),
      ]
    case .halfStudent(let degrees, let scale):
      return [("the degrees of freedom", degrees, .positive), ("the scale", scale, .positive)]
    case .laplace(let location, let scale):
      return [("the centre", location, .any), ("the scale", scale, .positive)]
    case .fixed(let value): return [("the value", value, .any)]
    }
  }

  private var word: String {
    switch self {
    case .normal: return "normal"
    case .halfNormal: return "halfnormal"
    case .truncatedNormal: return "truncatednormal"
    case .logNormal: return "lognormal"
    case .beta: return "beta"
    case .gamma: return "gamma"
    case .inverseGamma: return "inversegamma"
    case .exponential: return "exponential"
    case .uniform: return "uniform"
    case .student: return "student"
    case .halfStudent: return "halfstudent"
    case .laplace: return "laplace"
    case .fixed: return "fixed"
    }
  }
}
