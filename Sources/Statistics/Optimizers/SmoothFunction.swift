/// A function of several variables with its gradient, as optimisers need it.
///
///     let bowl = SmoothFunction { x in (x[0] * x[0] + 2 * x[1] * x[1], [2 * x[0], 4 * x[1]]) }
///
/// Check gradients with ``gradientError(at:step:)`` in tests: a wrong one makes a solver stop early and say nothing.
public struct SmoothFunction: Sendable {
  /// The value and the gradient at a point; the gradient has one number a variable.
  public let evaluate: @Sendable (_ point: [Double]) -> (value: Double, gradient: [Double])

  /// A function with its gradient.
  public init(
    _ evaluate: @escaping @Sendable (_ point: [Double]) -> (value: Double, gradient: [Double])
  ) {
    self.evaluate = evaluate
  }

  /// Σ wᵢ xᵢ + constant.
  public static func linear(_ weights: [Double], constant: Double = 0) -> SmoothFunction {
    SmoothFunction { point in
      (zip(weights, point).reduce(constant) { $0 + $1.0 * $1.1 }, weights)
    }
  }

  /// The largest distance between the gradient and central differences, over the largest size of the gradient or 1e-12.
  ///
  /// - Parameters:
  ///   - point: Where; `step` to both sides must be in the domain.
  ///   - step: The step of a variable as a share of its size, or as such where that is below 1. The default balances rounding
  ///     against the third derivative: the cube root of 2⁻⁵², rounded.
  /// - Returns: 1e-9 or so for a right gradient of a smooth function; about 1 for one that has nothing to do with it.
  public func gradientError(at point: [Double], step: Double = 6e-6) -> Double {
    let gradient = evaluate(point).gradient
    var largest = 1e-12
    var error = 0.0
    for index in point.indices {
      let size = step * max(1, abs(point[index]))
      var (left, right) = (point, point)
      left[index] -= size
      right[index] += size
      let slope = (evaluate(right).value - evaluate(left).value) / (right[index] - left[index])
      error = max(error, abs(slope - gradient[index]))
      largest = max(largest, abs(gradient[index]))
    }
    return error / largest
  }
}
