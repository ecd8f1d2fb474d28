extension RandomStream {
  /// A normal draw, by the quantile of one uniform draw: always one number of the stream, so draws stay aligned.
  public mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    precondition(deviation >= 0, "a standard deviation of \(deviation)")
    return mean + deviation * normalQuantile(uniform())
  }

  /// A half-normal draw: |z|·scale.
  public mutating func halfNormal(scale: Double) -> Double { abs(normal(deviation: scale)) }

  /// A log-normal draw: its logarithm has the given mean and deviation.
  public mutating func logNormal(logMean: Double, logDeviation: Double) -> Double {
    stableExp(normal(mean: logMean, deviation: logDeviation))
  }

  /// An exponential draw of the given rate (mean 1 / rate).
  public mutating func exponential(rate: Double = 1) -> Double {
    precondition(rate > 0, "a rate of \(rate)")
    return -stableLog(uniform()) / rate
  }

  /// A gamma draw of the given shape and rate (mean shape / rate).
  ///
  /// Source: Marsaglia & Tsang (2000), "A simple method for generating gamma variables".
  public mutating func gamma(shape: Double, rate: Double = 1) -> Double {
    precondition(shape > 0 && rate > 0, "a gamma of shape \(shape) and rate \(rate)")
    return stableExp(logGammaDraw(shape)) / rate
  }

  /// A beta draw: A / (A + B) of two gamma draws, in logarithms so that tiny shapes do not give 0 / 0.
  public mutating func beta(_ first: Double, _ second: Double) -> Double {
    precondition(first > 0 && second > 0, "a beta of \(first) and \(second)")
    let difference = logGammaDraw(second) - logGammaDraw(first)
    return 1 / (1 + stableExp(difference))
  }

  /// A chi-squared draw.
  public mutating func chiSquared(degreesOfFreedom: Double) -> Double {
    gamma(shape: degreesOfFreedom / 2, rate: 0.5)
  }

  /// A draw of Student's t.
  public mutating func studentT(degreesOfFreedom: Double) -> Double {
    let z = normal()
    return z / (chiSquared(degreesOfFreedom: degreesOfFreedom) / degreesOfFreedom).squareRoot()
  }

  /// A vector of shares that add up to 1, Dirichlet with the given concentrations.
  public mutating func dirichlet(_ concentrations: [Double]) -> [Double] {
    var logs: [Double] = []
    for concentration in concentrations { logs.append(logGammaDraw(concentration)) }
    let largest = logs.max() ?? 0
    let weights = logs.map { stableExp($0 - largest) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The logarithm of a gamma draw of rate 1.
  private mutating func logGammaDraw(_ shape: Double) -> Double {
    precondition(shape > 0, "a gamma of shape \(shape)")
    // Below shape 1: a draw of shape + 1 times U^(1/shape).
    let boost = shape < 1 ? stableLog(uniform()) / shape : 0
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let z = normal()
      let root = 1 + c * z
      guard root > 0 else { continue }
      let v = root * root * root
      let logV = stableLog(v)
      if stableLog(uniform()) < 0.5 * z * z + d - d * v + d * logV {
        return stableLog(d) + logV + boost
      }
    }
  }

  /// A Poisson draw; the mean at most 10¹⁵.
  ///
  /// Below a mean of 10 by summing probabilities; from there by transformed rejection with squeeze, PTRS of Hörmann (1993),
  /// "The transformed rejection method for generating Poisson random variables"; the constants are his.
  public mutating func poisson(mean: Double) -> Int {
    precondition(mean >= 0 && mean <= 1e15, "a Poisson mean of \(mean)")
    return mean < 10 ? poissonBySum(mean) : poissonByRejection(mean)
  }

  private mutating func poissonBySum(_ mean: Double) -> Int {
    var probability = stableExp(-mean)
    var left = uniform() - probability
    var count = 0
    // Below mean 10 a count of 200 has a probability far below 2⁻⁵³.
    while left > 0, count < 200 {
      count += 1
      probability *= mean / Double(count)
      left -= probability
    }
    return count
  }

  private mutating func poissonByRejection(_ mean: Double) -> Int {
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let vr = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07, v <= vr { return Int(k) }
      if k < 0 || k > 4e18 || (us < 0.013 && v > us) { continue }
      let left = stableLog(v) + stableLog(inverseAlpha) - stableLog(a / (us * us) + b)
      if left <= k * stableLog(mean) - mean - stableLogFactorial(k) { return Int(k) }
    }
  }
}

/// log k! for a whole k ≥ 0: exact products below 10, from there Stirling's series, whose first left-out term is below 2e-16.
private func stableLogFactorial(_ k: Double) -> Double {
  if k < 10 { return stableLog(stride(from: 2, through: k, by: 1).reduce(1, *)) }
  let inverse = 1 / k
  let square = inverse * inverse
  let series =
    inverse
    * (1.0 / 12 - square
      * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))))
  return (k + 0.5) * stableLog(k) - k + 0.918938533204672742 + series  // ½ log 2π
}
