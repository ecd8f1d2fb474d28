import Statistics

extension Adstock {
  /// The weights of the lags 0 ..< count; 0 beyond the window.
  public func weights(count: Int) -> [Double] {
    precondition(count >= 0, "\(count) lags")
    if case .recursive(let theta) = self { return powers(of: theta, count: count) }
    let all = windowWeights
    return (0..<count).map { $0 < all.count ? all[$0] : 0 }
  }

  /// The mean number of periods from a spend to its effect, Σ l w_l / Σ w_l; nil without carryover.
  public var meanLag: Double? {
    switch self {
    case .none: return nil
    case .recursive(let theta): return theta / (1 - theta)
    default:
      return windowWeights.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    }
  }

  /// The periods after which half of the effect has worn off; nil without carryover.
  ///
  /// Geometric and recursive: ln ½ / ln θ, the half-life of the decay itself, whatever the window. The other kinds have no
  /// constant decay: the time until half of the whole effect has arrived, each lag's weight spread evenly over its period.
  public var halfLife: Double? {
    switch self {
    case .none: return nil
    case .geometric(let theta, _), .recursive(let theta):
      return theta > 0 ? stableLog(0.5) / stableLog(theta) : 0
    default:
      var arrived = 0.0
      for (lag, weight) in windowWeights.enumerated() {
        if arrived + weight >= 0.5 { return Double(lag) + (0.5 - arrived) / weight }
        arrived += weight
      }
      return Double(reach ?? 0)
    }
  }

  /// The normalised weights of the window; one weight of 1 for no carryover, none for the endless recursion.
  var windowWeights: [Double] {
    switch self {
    case .none: return [1]
    case .recursive: preconditionFailure("the recursion has no window")
    case .geometric(let theta, let window):
      return normalised(powers(of: theta, count: window))
    default:
      let logs = logWeights
      let largest = logs.max() ?? 0
      return normalised(logs.map { stableExp($0 - largest) })
    }
  }

  /// ∂w_l/∂parameter, one array of `window` lags a parameter.
  var windowWeightGradients: [[Double]] {
    switch self {
    case .none: return []
    case .recursive: preconditionFailure("the recursion has no window")
    case .geometric(let theta, let window):
      // w = p / Σp with p = θˡ, p' = l θˡ⁻¹: without a logarithm, so that θ = 0 is nothing special.
      let p = powers(of: theta, count: window)
      let slopes = (0..<window).map { $0 == 0 ? 0 : Double($0) * p[$0 - 1] }
      let sum = p.reduce(0, +)
      let slopeOfSum = slopes.reduce(0, +)
      return [zip(p, slopes).map { ($1 - $0 / sum * slopeOfSum) / sum }]
    default:
      // w' = w (g − Σ w g) with g the derivative of the logarithm of the weight.
      let w = windowWeights
      return logWeightGradients.map { slopes in
        // A weight of 0 has fallen below the smallest number; its slope has too, whatever its logarithm's is.
        let mean = zip(w, slopes).reduce(0) { $1.0 == 0 ? $0 : $0 + $1.0 * $1.1 }
        return zip(w, slopes).map { $0 == 0 ? 0 : $0 * ($1 - mean) }
      }
    }
  }

  /// The logarithm of the weights, up to a constant; −∞ for none.
  private var logWeights: [Double] {
    switch self {
    case .delayed(let theta, let peak, let window):
      // θ = 0 leaves the lag nearest to the peak alone: differences from the nearest, so that 0 · ∞ cannot arise.
      let distances = (0..<window).map { (Double($0) - peak) * (Double($0) - peak) }
      let nearest = distances.min() ?? 0
      let logTheta = stableLog(theta)
      return distances.map { $0 == nearest ? 0 : ($0 - nearest) * logTheta }
    case .binomial(let theta, let window):
      let exponent = 1 / theta - 1
      return (0..<window).map { lag in
        lag == 0 ? 0 : exponent * stableLog(1 - Double(lag) / Double(window))
      }
    case .weibullCDF(let shape, let scale, let window):
      var sum = 0.0
      return (0..<window).map { lag in
        if lag > 0 { sum += stableExp(shape * stableLog(Double(lag) / scale)) }
        return -sum
      }
    case .weibullPDF(let shape, let scale, let window):
      return (1...window).map { period in
        let logRatio = stableLog(Double(period) / scale)
        return (shape - 1) * logRatio - stableExp(shape * logRatio)
      }
    case .none, .geometric, .recursive: preconditionFailure("\(kindName) needs no logarithms")
    }
  }

  /// ∂ ln w_l/∂parameter, up to a constant of each parameter.
  private var logWeightGradients: [[Double]] {
    switch self {
    case .delayed(let theta, let peak, let window):
      let theta = max(theta, 1e-300)
      let logTheta = stableLog(theta)
      let distances = (0..<window).map { Double($0) - peak }
      let nearest = distances.map { $0 * $0 }.min() ?? 0
      return [
        distances.map { ($0 * $0 - nearest) / theta }, distances.map { -2 * $0 * logTheta },
      ]
    case .binomial(let theta, let window):
      let theta = max(theta, 1e-150)
      return [
        (0..<window).map { lag in
          lag == 0 ? 0 : -stableLog(1 - Double(lag) / Double(window)) / (theta * theta)
        }
      ]
    case .weibullCDF(let shape, let scale, let window):
      var byShape = [0.0]
      var byScale = [0.0]
      for lag in 1..<max(window, 1) {
        let logRatio = stableLog(Double(lag) / scale)
        let power = stableExp(shape * logRatio)
        byShape.append(byShape[lag - 1] - power * logRatio)
        byScale.append(byScale[lag - 1] + power * shape / scale)
      }
      return [byShape, byScale]
    case .weibullPDF(let shape, let scale, let window):
      let logRatios = (1...window).map { stableLog(Double($0) / scale) }
      return [
        logRatios.map { $0 * (1 - stableExp(shape * $0)) },
        logRatios.map { shape / scale * stableExp(shape * $0) },
      ]
    case .none, .geometric, .recursive: preconditionFailure("\(kindName) needs no logarithms")
    }
  }

  private func normalised(_ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// θ⁰, θ¹, … by repeated multiplication.
  private func powers(of theta: Double, count: Int) -> [Double] {
    var power = 1.0
    return (0..<count).map { _ in
      defer { power *= theta }
      return power
    }
  }
}
