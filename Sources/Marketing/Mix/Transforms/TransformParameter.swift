/// A free number of a transform, with the values it may take.
public struct TransformParameter: Sendable, Hashable, Codable {
  /// The parameter's name in the cell language: `retention`, `half`.
  public let name: String
  /// Its value.
  public let value: Double
  /// The values for which the transform is defined; a search chooses its own, narrower range inside.
  public let domain: ClosedRange<Double>

  /// A parameter of a transform.
  public init(name: String, value: Double, domain: ClosedRange<Double>) {
    self.name = name
    self.value = value
    self.domain = domain
  }
}

extension TransformParameter {
  /// Shares that stay from one period to the next: up to a billionth below 1, where an endless memory would have no sum.
  static let retentions = 0...(1 - 1e-9)
  /// Half points and scales: positive, in units of spend or in money.
  static let halves = 1e-9...1e12
  /// Shapes of a Weibull decay, and its scales in periods.
  static let weibullShapes = 0.01...20.0
  static let weibullScales = 0.01...100.0
  /// Slopes of the Hill curve.
  static let slopes = 0.1...10.0
  /// Powers of the root.
  static let powers = 0.01...1.0
}
