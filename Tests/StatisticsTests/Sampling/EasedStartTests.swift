import Statistics
import TestSupport
import Testing

@Suite("Starts where a density is very steep")
struct EasedStartTests {
  @Test(
    "Chains from between −2 and 2 find the series' posterior",
    .enabled(
      if: OutsideData.has("\(ReferencePosterior.folder)/arK-arK.json"), "outside data not here"))
  func series() throws {
    // Explosive starts: the surprises of 200 periods grow like 2²⁰⁰.
    for seed in 1...4 {
      var sampler = NUTS()
      sampler.seed = UInt64(seed)
      sampler.draws = 500
      let run = try sampler.sample(ReferencePosterior.movingAverage)
      for summary in run.draws.summaries() {
        #expect((summary.rhat ?? 2) < 1.02, "seed \(seed): \(summary.name) \(summary.rhat ?? .nan)")
      }
    }
  }

  @Test("A gentle start stays where it is, a steep one climbs but not to the mode")
  func eased() {
    let narrow = StandardNormals(dimension: 3, deviation: 1e-6)
    let (point, steep) = narrow.at([1, -1, 0.5])
    let end = ModeSearch.eased(point, gradient: steep, of: narrow)
    #expect(end != point)
    #expect(end.allSatisfy { abs($0) < 1 })
    let wide = StandardNormals(dimension: 3, deviation: 1)
    let (start, gentle) = wide.at([1, -1, 0.5])
    #expect(ModeSearch.eased(start, gradient: gentle, of: wide) == start)
  }
}

/// Independent normals of one deviation around 0.
private struct StandardNormals: LogDensity {
  let dimension: Int
  let deviation: Double
  var quantityNames: [String] { (0..<dimension).map { "x\($0)" } }

  func makeEvaluator() -> any LogDensityEvaluator { Evaluator(self) }

  func at(_ point: [Double]) -> (point: [Double], gradient: [Double]) {
    var gradient = point
    _ = makeEvaluator().logDensity(at: point, gradient: &gradient)
    return (point, gradient)
  }

  private final class Evaluator: LogDensityEvaluator {
    let density: StandardNormals
    init(_ density: StandardNormals) { self.density = density }

    func logDensity(
      at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
      let precision = 1 / (density.deviation * density.deviation)
      var value = 0.0
      for index in 0..<density.dimension {
        gradient[index] = -position[index] * precision
        value += 0.5 * position[index] * gradient[index]
      }
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
