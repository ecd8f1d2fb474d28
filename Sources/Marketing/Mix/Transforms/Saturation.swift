/// Diminishing returns: how much of an effect a carried-over spend reaches.
///
/// x ≥ 0 and `half` are in one unit; the caller divides money by that unit first. Every curve is 0 at 0 and increasing; the
/// bounded ones tend to 1, with ½ at `half`. `logistic` and `tanh` are one curve under two names: their usual parameters differ, their half
/// points do not.
public enum Saturation: Sendable, Hashable, Codable {
  /// S(x) = x.
  case none
  /// xˢ / (xˢ + halfˢ): S-shaped above a slope of 1.
  case hill(half: Double, slope: Double = 1)
  /// (1 − e^{−λx}) / (1 + e^{−λx}) with λ = ln 3 / half.
  case logistic(half: Double)
  /// tanh(x · artanh ½ / half).
  case tanh(half: Double)
  /// x / (x + half).
  case michaelisMenten(half: Double)
  /// ln(1 + x / scale), without bound.
  case logarithmic(scale: Double)
  /// x^power, without bound.
  case root(power: Double)
  /// 1 − 2^(−x / half).
  case negativeExponential(half: Double)
}

extension Saturation {
  /// The kind's name in the cell language.
  public var kindName: String {
    switch self {
    case .none: "none"
    case .hill: "hill"
    case .logistic: "logistic"
    case .tanh: "tanh"
    case .michaelisMenten: "michaelis_menten"
    case .logarithmic: "log"
    case .root: "root"
    case .negativeExponential: "negative_exponential"
    }
  }

  /// The free numbers of the kind, in order.
  public var parameters: [TransformParameter] {
    switch self {
    case .none: return []
    case .hill(let half, let slope):
      return [
        TransformParameter(name: "half", value: half, domain: TransformParameter.halves),
        TransformParameter(name: "slope", value: slope, domain: TransformParameter.slopes),
      ]
    case .logistic(let half), .tanh(let half), .michaelisMenten(let half),
      .negativeExponential(let half):
      return [TransformParameter(name: "half", value: half, domain: TransformParameter.halves)]
    case .logarithmic(let scale):
      return [TransformParameter(name: "scale", value: scale, domain: TransformParameter.halves)]
    case .root(let power):
      return [TransformParameter(name: "power", value: power, domain: TransformParameter.powers)]
    }
  }

  /// The same kind with one parameter changed; `parameter` counts from 0 in the order of `parameters`.
  public func setting(_ parameter: Int, to value: Double) -> Saturation {
    precondition(
      parameters.indices.contains(parameter), "\(kindName) has no parameter \(parameter)")
    switch self {
    case .none: return self
    case .hill(let half, let slope):
      return parameter == 0 ? .hill(half: value, slope: slope) : .hill(half: half, slope: value)
    case .logistic: return .logistic(half: value)
    case .tanh: return .tanh(half: value)
    case .michaelisMenten: return .michaelisMenten(half: value)
    case .logarithmic: return .logarithmic(scale: value)
    case .root: return .root(power: value)
    case .negativeExponential: return .negativeExponential(half: value)
    }
  }

  /// What no spend, however large, exceeds: 1, or nil for the curves that grow for ever.
  public var limit: Double? {
    switch self {
    case .none, .logarithmic, .root: nil
    case .hill, .logistic, .tanh, .michaelisMenten, .negativeExponential: 1
    }
  }
}
