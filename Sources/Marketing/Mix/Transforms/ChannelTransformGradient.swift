extension ChannelTransform {
  /// A parameter of the transform: of its carryover or of its saturation, by its index there.
  public enum Parameter: Sendable, Hashable, Codable {
    /// A parameter of the adstock.
    case adstock(Int)
    /// A parameter of the saturation.
    case saturation(Int)
  }

  /// The parameter of that name, such as `retention` or `half`; nil where the transform has none.
  public func parameter(named name: String) -> Parameter? {
    parameters.first { self.name(of: $0) == name }
  }

  /// The parameter's name, value and domain.
  public func value(of parameter: Parameter) -> TransformParameter {
    switch parameter {
    case .adstock(let index): adstock.parameters[index]
    case .saturation(let index): saturation.parameters[index]
    }
  }

  /// All parameters, the adstock's first.
  public var parameters: [Parameter] {
    adstock.parameters.indices.map(Parameter.adstock)
      + saturation.parameters.indices.map(Parameter.saturation)
  }

  /// The parameter's name in results; a saturation's gets `saturation_` before it where the adstock has one so called.
  public func name(of parameter: Parameter) -> String {
    let name = value(of: parameter).name
    guard case .saturation = parameter, adstock.parameters.contains(where: { $0.name == name })
    else { return name }
    return "saturation_\(name)"
  }

  /// The same transform with one parameter changed.
  public func setting(_ parameter: Parameter, to value: Double) -> ChannelTransform {
    var changed = self
    switch parameter {
    case .adstock(let index): changed.adstock = adstock.setting(index, to: value)
    case .saturation(let index): changed.saturation = saturation.setting(index, to: value)
    }
    return changed
  }

  /// The derivative of ``applied(to:after:)`` with respect to a parameter, one number a period.
  public func gradient(
    of spend: [Double], after history: [Double] = [], _ parameter: Parameter
  ) -> [Double] {
    switch (parameter, order) {
    case (.adstock(let index), .adstockFirst):
      let carried = adstock.applied(to: spend, after: history)
      let change = adstock.gradient(of: spend, after: history)[index]
      // Where nothing is carried no parameter of the carryover changes that.
      return zip(carried, change).map { $0 > 0 ? $1 * slope(at: $0) : 0 }
    case (.saturation(let index), .adstockFirst):
      return adstock.applied(to: spend, after: history).map { curvature($0, index) }
    case (.adstock(let index), .saturationFirst):
      return adstock.gradient(of: saturated(spend), after: saturated(history))[index]
    case (.saturation(let index), .saturationFirst):
      return adstock.applied(
        to: spend.map { curvature($0, index) }, after: history.map { curvature($0, index) })
    }
  }

  private func curvature(_ money: Double, _ index: Int) -> Double {
    money > 0 ? saturation.gradient(at: money / unit)[index] : 0
  }
}
