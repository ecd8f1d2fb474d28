import Statistics
import TestSupport

/// A posterior of the database with its density written by hand: parameters with constraints, then quantities of them.
struct ReferencePosterior: LogDensity {
  /// The log density of constrained parameters, without Jacobian, whose gradient is added to the second argument.
  typealias Density =
    @Sendable (_ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>) -> Double

  /// The file's name without its ending.
  let file: String
  let quantityNames: [String]
  let constraints: [Constraint]
  /// Half distributions among the priors: the reference's log densities count them whole.
  let halves: Int
  let density: Density
  /// The reported quantities of the parameters, and back.
  let quantities: @Sendable ([Double]) -> [Double]
  let parameters: @Sendable ([Double]) -> [Double]

  init(
    _ file: String, names: [String], constraints: [Constraint], halves: Int = 0,
    quantities: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    parameters: @escaping @Sendable ([Double]) -> [Double] = { $0 },
    density: @escaping Density
  ) {
    self.file = file
    quantityNames = names
    self.constraints = constraints
    self.halves = halves
    self.quantities = quantities
    self.parameters = parameters
    self.density = density
  }

  var dimension: Int { constraints.count }
  func makeEvaluator() -> any LogDensityEvaluator { Evaluator(self) }

  static let folder = "bayes/posteriordb"
  var reference: JSON { JSON.outside("\(Self.folder)/\(file).json") }

  private final class Evaluator: LogDensityEvaluator {
    let posterior: ReferencePosterior
    var x: [Double]
    var slope: [Double]

    init(_ posterior: ReferencePosterior) {
      self.posterior = posterior
      x = [Double](repeating: 0, count: posterior.dimension)
      slope = x
    }

    func logDensity(
      at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
      var total = 0.0
      let count = posterior.dimension
      for index in 0..<count {
        let map = posterior.constraints[index].value(at: position[index])
        x[index] = map.x
        gradient[index] = map.dLogJacobian
        slope[index] = 0
        total += map.logJacobian
      }
      total += posterior.density(x, &slope)
      for index in 0..<count {
        gradient[index] += slope[index] * posterior.constraints[index].value(at: position[index]).dx
      }
      return total
    }

    func record(
      _ position: UnsafePointer<Double>, into quantities: UnsafeMutablePointer<Double>,
      using stream: inout RandomStream
    ) {
      for index in x.indices {
        x[index] = posterior.constraints[index].value(at: position[index]).x
      }
      for (index, value) in posterior.quantities(x).enumerated() { quantities[index] = value }
    }
  }
}

extension LogDensity {
  /// The value and the gradient at a point.
  func evaluated(at point: [Double]) -> (value: Double, gradient: [Double]) {
    var gradient = [Double](repeating: 0, count: dimension)
    let value = makeEvaluator().logDensity(at: point, gradient: &gradient)
    return (value, gradient)
  }

  /// As the checker of gradients wants it.
  var smooth: SmoothFunction { SmoothFunction { point in evaluated(at: point) } }
}

/// A log density and its gradient in plain coordinates.
struct PlainDensity: LogDensity {
  let dimension: Int
  let function: @Sendable ([Double]) -> (value: Double, gradient: [Double])
  var quantityNames: [String] { (1...max(1, dimension)).map { "x\($0)" } }
  func makeEvaluator() -> any LogDensityEvaluator { Evaluator(self) }

  private final class Evaluator: LogDensityEvaluator {
    let density: PlainDensity
    init(_ density: PlainDensity) { self.density = density }

    func logDensity(
      at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
      let (value, slope) = density.function((0..<density.dimension).map { position[$0] })
      for index in 0..<density.dimension { gradient[index] = slope[index] }
      return value
    }

    func record(
      _ position: UnsafePointer<Double>, into quantities: UnsafeMutablePointer<Double>,
      using stream: inout RandomStream
    ) {
      for index in 0..<density.dimension { quantities[index] = position[index] }
    }
  }
}
