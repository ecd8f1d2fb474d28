/// Carryover: how the effect of one period's spend spreads over the periods after it.
///
///     a_t = Σ_l w_l x_{t−l}
///
/// All kinds but `recursive` have a finite window and weights that sum to 1, so a steady spend of x stays x and the half
/// point of a saturation stays in money a period. Spend is money a period, each ≥ 0; the result has its unit.
public enum Adstock: Sendable, Hashable, Codable {
  /// No carryover: all of the effect in the period of the spend.
  case none
  /// w_l ∝ θˡ for l < window: a constant share of the effect stays from each period to the next.
  case geometric(retention: Double, window: Int = 13)
  /// a_t = x_t + θ a_{t−1}: the same decay without end and without normalising, weights that sum to 1 / (1 − θ) (Robyn).
  case recursive(retention: Double)
  /// w_l ∝ θ^((l − peak)²) for l < window: the effect is largest `peak` periods after the spend.
  case delayed(retention: Double, peak: Double, window: Int = 13)
  /// w_l ∝ (1 − l / window)^(1/θ − 1) for l < window: reaches zero at the window's end (Meridian; window = max_lag + 1).
  case binomial(retention: Double, window: Int = 13)
  /// w_l ∝ Π_{j ≤ l} exp(−(j/scale)^shape): the running product of a Weibull survival, falling from the first period on.
  case weibullCDF(shape: Double, scale: Double, window: Int = 13)
  /// w_l ∝ f(l + 1; shape, scale) with the Weibull density f: may rise first, then falls.
  case weibullPDF(shape: Double, scale: Double, window: Int = 13)
}

extension Adstock {
  /// The kind's name in the cell language.
  public var kindName: String {
    switch self {
    case .none: "none"
    case .geometric: "geometric"
    case .recursive: "recursive"
    case .delayed: "delayed"
    case .binomial: "binomial"
    case .weibullCDF: "weibull_cdf"
    case .weibullPDF: "weibull_pdf"
    }
  }

  /// The free numbers of the kind, in order; the window is not one of them.
  public var parameters: [TransformParameter] {
    func retention(_ value: Double) -> TransformParameter {
      TransformParameter(name: "retention", value: value, domain: TransformParameter.retentions)
    }
    switch self {
    case .none: return []
    case .geometric(let theta, _), .recursive(let theta), .binomial(let theta, _):
      return [retention(theta)]
    case .delayed(let theta, let peak, let window):
      return [
        retention(theta),
        TransformParameter(name: "peak", value: peak, domain: 0...Double(max(window - 1, 0))),
      ]
    case .weibullCDF(let shape, let scale, _), .weibullPDF(let shape, let scale, _):
      return [
        TransformParameter(name: "shape", value: shape, domain: TransformParameter.weibullShapes),
        TransformParameter(name: "scale", value: scale, domain: TransformParameter.weibullScales),
      ]
    }
  }

  /// The same kind and window with one parameter changed; `parameter` counts from 0 in the order of `parameters`.
  public func setting(_ parameter: Int, to value: Double) -> Adstock {
    precondition(
      parameters.indices.contains(parameter), "\(kindName) has no parameter \(parameter)")
    switch self {
    case .none: return self
    case .geometric(_, let window): return .geometric(retention: value, window: window)
    case .recursive: return .recursive(retention: value)
    case .binomial(_, let window): return .binomial(retention: value, window: window)
    case .delayed(let theta, let peak, let window):
      return parameter == 0
        ? .delayed(retention: value, peak: peak, window: window)
        : .delayed(retention: theta, peak: value, window: window)
    case .weibullCDF(let shape, let scale, let window):
      return parameter == 0
        ? .weibullCDF(shape: value, scale: scale, window: window)
        : .weibullCDF(shape: shape, scale: value, window: window)
    case .weibullPDF(let shape, let scale, let window):
      return parameter == 0
        ? .weibullPDF(shape: value, scale: scale, window: window)
        : .weibullPDF(shape: shape, scale: value, window: window)
    }
  }

  /// The number of periods that a spend works in, its own included; nil where it never ends.
  public var reach: Int? {
    switch self {
    case .none: 1
    case .recursive: nil
    case .geometric(_, let window), .delayed(_, _, let window), .binomial(_, let window),
      .weibullCDF(_, _, let window), .weibullPDF(_, _, let window):
      window
    }
  }

  /// The sum of all weights: 1, or 1 / (1 − θ) for the endless recursion.
  public var weightSum: Double {
    if case .recursive(let theta) = self { return 1 / (1 - theta) }
    return 1
  }
}
