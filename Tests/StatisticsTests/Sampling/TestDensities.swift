import Statistics

/// A density written as a closure, which records its coordinates and their squares.
struct ClosureDensity: LogDensity {
  typealias Formula =
    @Sendable (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double

  let dimension: Int
  let formula: Formula

  var quantityNames: [String] {
    (0..<dimension).map { "x\($0)" } + (0..<dimension).map { "x\($0)²" }
  }

  func makeEvaluator() -> any LogDensityEvaluator { Evaluator(dimension, formula) }

  private final class Evaluator: LogDensityEvaluator {
    let dimension: Int
    let formula: Formula

    init(_ dimension: Int, _ formula: @escaping Formula) {
      self.dimension = dimension
      self.formula = formula
    }

    func logDensity(
      at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
      formula(position, gradient)
    }

    func record(
      _ position: UnsafePointer<Double>, into quantities: UnsafeMutablePointer<Double>,
      using stream: inout RandomStream
    ) {
      for place in 0..<dimension {
        quantities[place] = position[place]
        quantities[dimension + place] = position[place] * position[place]
      }
    }
  }
}

extension ClosureDensity {
  /// Independent normals around 0 with these deviations.
  static func normal(_ deviations: [Double]) -> ClosureDensity {
    ClosureDensity(dimension: deviations.count) { x, gradient in
      var value = 0.0
      for (place, deviation) in deviations.enumerated() {
        gradient[place] = -x[place] / (deviation * deviation)
        value += 0.5 * x[place] * gradient[place]
      }
      return value
    }
  }

  /// A stationary autoregression of standard normals: neighbours correlate by `correlation`.
  static func chain(_ dimension: Int, correlation: Double) -> ClosureDensity {
    let innovation = 1 - correlation * correlation
    return ClosureDensity(dimension: dimension) { x, gradient in
      gradient[0] = -x[0]
      var value = -0.5 * x[0] * x[0]
      for place in 1..<dimension {
        let error = x[place] - correlation * x[place - 1]
        gradient[place] = -error / innovation
        gradient[place - 1] += correlation * error / innovation
        value -= 0.5 * error * error / innovation
      }
      return value
    }
  }
}

extension SampledChains {
  /// Distance of a quantity's mean from a value, in Monte Carlo standard errors by batch means (20 batches a chain).
  func distance(of quantity: Int, from value: Double) -> Double {
    let size = draws.length / 20
    var means: [Double] = []
    for chain in draws.byChain(quantity) {
      for batch in 0..<20 {
        let part = chain[(batch * size)..<((batch + 1) * size)]
        means.append(part.reduce(0, +) / Double(size))
      }
    }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    let squares = means.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let error = (squares / (count - 1) / count).squareRoot()
    return (mean - value) / error
  }
}
