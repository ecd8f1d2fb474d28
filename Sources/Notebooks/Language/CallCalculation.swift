/// A number of a call that is calculated from other values: `geometric(f.retention.tv)`, `hill(half: 0.5 * f.half.tv)`.
///
/// Its names and fields have been checked; its value is known, and held against what the number may be, when the statement
/// runs.
public struct CallCalculation: Sendable, Hashable {
  /// The calculation.
  public let expression: Expression
  /// The number that it stands for.
  let number: CallSignature.Number

  /// What it comes to, if that is allowed.
  func value(with evaluator: ScalarExpression) throws(Diagnostic) -> Double {
    let scalar: Scalar
    do {
      scalar = try evaluator.value(expression)
    } catch let error as Diagnostic {
      throw error
    } catch {
      throw Diagnostic("\(error)", at: expression.span)
    }
    guard case .number(let value) = scalar else {
      throw Diagnostic(
        "\(number.name) is \(number.described), not \(Canonical.text(scalar))",
        at: expression.span)
    }
    return try number.allowed(value, written: Canonical.text(value), at: expression.span)
  }
}

extension CallSignature.Number {
  /// What it may be.
  var described: String {
    let text = ParameterType.number(bounds).described
    return isWhole ? "a whole number" + text.dropFirst("a number".count) : text
  }

  /// The number, if it may be that.
  func allowed(
    _ value: Double, written: String, at span: SourceSpan
  ) throws(Diagnostic) -> Double {
    guard bounds.contains(value), !isWhole || Int(exactly: value) != nil else {
      throw Diagnostic("\(name) is \(described), not \(written)", at: span)
    }
    return value
  }
}

extension CallValue {
  /// Whether a number of it is not known before the statement runs.
  public var hasCalculation: Bool {
    numbers.values.contains(where: \.isCalculation)
      || keyed.values.contains(where: \.isCalculation)
  }

  /// The call with its calculations done; the first in the text that comes to what is not allowed is told.
  func calculated(with evaluator: ScalarExpression) throws(Diagnostic) -> CallValue {
    guard hasCalculation else { return self }
    let open = (Array(numbers.values) + Array(keyed.values)).compactMap {
      quantity -> CallCalculation? in
      if case .calculation(let calculation) = quantity { calculation } else { nil }
    }
    var values: [CallCalculation: Double] = [:]
    for calculation in open.sorted(by: { $0.expression.span.start < $1.expression.span.start }) {
      values[calculation] = try calculation.value(with: evaluator)
    }
    func known(_ quantity: Quantity) -> Quantity {
      guard case .calculation(let calculation) = quantity, let value = values[calculation] else {
        return quantity
      }
      return .number(value)
    }
    return CallValue(
      word, numbers: numbers.mapValues(known), keyed: keyed.mapValues(known))
  }
}

extension Arguments {
  /// Whether a calculation stands anywhere in a parameter that is not done yet: before a run, in `infer`.
  public func hasCalculation(_ name: String) -> Bool {
    named[name]?.value.hasCalculation ?? false
  }
}

extension BoundValue {
  fileprivate var hasCalculation: Bool {
    switch self {
    case .expression: true
    case .call(let call): call.hasCalculation
    case .list(let items): items.contains(where: \.hasCalculation)
    case .keyed(let items): items.contains { $0.value.hasCalculation }
    default: false
    }
  }
}
