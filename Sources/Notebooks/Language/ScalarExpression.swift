import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The functions that calculations of the cell language may use.
enum ScalarFunction: String, CaseIterable {
  case abs, min, max, sqrt, log, exp, round

  func callAsFunction(_ numbers: [Double]) -> Double? {
    switch (self, numbers.count) {
    case (.abs, 1): Swift.abs(numbers[0])
    case (.sqrt, 1): numbers[0].squareRoot()
    case (.log, 1): Foundationless.log(numbers[0])
    case (.exp, 1): Foundationless.exp(numbers[0])
    case (.round, 1): numbers[0].rounded()
    case (.min, 1...): numbers.min()
    case (.max, 1...): numbers.max()
    default: nil
    }
  }
}

/// The C library's functions under names that don't clash with the cases above.
private enum Foundationless {
  #if canImport(Glibc)
    static func log(_ x: Double) -> Double { Glibc.log(x) }
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  #else
    static func log(_ x: Double) -> Double { Darwin.log(x) }
    static func exp(_ x: Double) -> Double { Darwin.exp(x) }
  #endif
}

/// Does calculations and comparisons with numbers and fields.
struct ScalarExpression {
  /// The value of a name's field; the path is nil where the name stands alone.
  let lookup: (_ name: String, _ path: String?) throws -> Scalar

  /// For calculations that mention no names.
  static var withoutNames: ScalarExpression {
    ScalarExpression { name, _ in
      throw CommandError("no name \"\(name)\" is bound before this", word: name)
    }
  }

  /// The value of a calculation.
  func value(_ expression: Expression) throws -> Scalar {
    switch expression {
    case .number(let number, _), .percent(let number, _): return .number(number)
    case .day(let day, _): return .day(day)
    case .text(let text, _): return .text(text)
    case .bare(let word, let span):
      let (root, path) = FieldPath.split(word)
      do {
        return try lookup(root, path)
      } catch let error as CommandError {
        throw Diagnostic(error.message, at: span, suggestion: error.suggestion)
      }
    case .arithmetic(let operation, let left, let right):
      let (a, b) = (try number(left), try number(right))
      switch operation {
      case .plus: return .number(a + b)
      case .minus: return .number(a - b)
      case .times: return .number(a * b)
      case .over: return .number(a / b)
      }
    case .call(let word, let arguments, _):
      let numbers = try arguments.map { try number($0.value) }
      guard let result = ScalarFunction(rawValue: word.text)?(numbers) else {
        throw Diagnostic(
          "\(word.text) can't take \(numbers.count) numbers", at: expression.span)
      }
      return .number(result)
    case .comparison, .both, .either:
      return .flag(try verdict(expression, within: 0).holds)
    case .duration, .list, .keyed, .range, .dayRange:
      throw Diagnostic("\(expression.described) is not a number", at: expression.span)
    }
  }

  /// The number of a calculation.
  func number(_ expression: Expression) throws -> Double {
    let value = try value(expression)
    guard case .number(let number) = value else {
      throw Diagnostic(
        "a number is due here, not \(Canonical.text(value))", at: expression.span)
    }
    return number
  }

  /// Whether a comparison holds, its sides as text, and the left number where there is one.
  func verdict(
    _ expression: Expression, within tolerance: Double
  ) throws -> (holds: Bool, actual: String, value: Double?) {
    switch expression {
    case .both(let left, let right):
      let (a, b) = (
        try verdict(left, within: tolerance), try verdict(right, within: tolerance)
      )
      return (a.holds && b.holds, "\(a.actual) and \(b.actual)", a.value)
    case .either(let left, let right):
      let (a, b) = (
        try verdict(left, within: tolerance), try verdict(right, within: tolerance)
      )
      return (a.holds || b.holds, "\(a.actual) or \(b.actual)", a.value)
    case .comparison(let comparison, let left, let right):
      let (a, b) = (try value(left), try value(right))
      let actual =
        "\(ScalarExpression.short(a)) \(comparison.rawValue) \(ScalarExpression.short(b))"
      let holds =
        try ScalarExpression.holds(a, comparison, b, within: tolerance)
        ?? {
          throw Diagnostic(
            "\(Canonical.text(a)) and \(Canonical.text(b)) can't be compared", at: expression.span)
        }()
      if case .number(let number) = a { return (holds, actual, number) }
      return (holds, actual, nil)
    default:
      throw Diagnostic("a comparison is due here, such as fit.r2 > 0.5", at: expression.span)
    }
  }

  /// Nil where the two can't be compared; a comparison with NaN never holds.
  static func holds(
    _ a: Scalar, _ comparison: Expression.Comparison, _ b: Scalar, within tolerance: Double
  ) -> Bool? {
    switch (a, b) {
    case (.number(let a), .number(let b)):
      switch comparison {
      case .near: return abs(a - b) <= tolerance
      default: return ordered(a, comparison, b)
      }
    case (.day(let a), .day(let b)): return comparison == .near ? nil : ordered(a, comparison, b)
    case (.text(let a), .text(let b)):
      return comparison == .equal ? a == b : comparison == .notEqual ? a != b : nil
    case (.flag(let a), .flag(let b)):
      return comparison == .equal ? a == b : comparison == .notEqual ? a != b : nil
    default: return nil
    }
  }

  private static func ordered<T: Comparable>(
    _ a: T, _ comparison: Expression.Comparison, _ b: T
  ) -> Bool {
    switch comparison {
    case .less: a < b
    case .atMost: a <= b
    case .greater: a > b
    case .atLeast: a >= b
    case .equal, .near: a == b
    case .notEqual: a != b
    }
  }

  /// Five significant digits are enough to see why a claim holds or not.
  static func short(_ scalar: Scalar) -> String {
    guard case .number(let number) = scalar, number.isFinite, Int(exactly: number) == nil else {
      return Canonical.text(scalar)
    }
    let magnitude = number == 0 ? 0 : Int(log10(Swift.abs(number)).rounded(.down))
    let decimals = max(0, min(300, 4 - magnitude))
    let scale = pow(10, Double(decimals))
    let rounded = (number * scale).rounded() / scale
    return rounded.isFinite ? Canonical.text(rounded) : Canonical.text(number)
  }
}
