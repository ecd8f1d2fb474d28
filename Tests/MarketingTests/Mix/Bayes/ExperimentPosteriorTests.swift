import Marketing
import Statistics
import Tables
import Testing

/// One channel whose return and memory are unknown, a level, a known scatter, and a test: a posterior of two numbers that a
/// grid integrates, by formulas of its own.
private struct OneChannel {
  let spend: [Double]
  let sales: [Double]
  let days: [Day]
  let sigma = 0.7
  let test: Experiment

  init() {
    var stream = RandomStream(seed: 12)
    spend = (0..<40).map { _ in stream.chance(0.6) ? stream.uniform(50, 250) : 0 }
    days = (0..<40).map { Day(daysSinceEpoch: 18_995 + 7 * $0) }
    let feature = Self.transform(0.6, spend).applied(to: spend)
    sales = feature.map { 1000 + 300 * $0 + 120 * stream.normal() }
    test = Experiment(
      name: "more", channel: "tv", first: days[20], last: days[22], outcomeEnd: days[25],
      extraSpend: 150, lift: 520, standardError: 60)
  }

  static func transform(_ retention: Double, _ spend: [Double]) -> ChannelTransform {
    ChannelTransform(
      adstock: .geometric(retention: retention, window: 6), saturation: .michaelisMenten(half: 1),
      unit: median(spend.filter { $0 > 0 }))
  }

  /// Mean and deviation of return and retention, by sums over a grid.
  func integrated(withTest: Bool) -> (roi: (Double, Double), memory: (Double, Double)) {
    let count = Double(sales.count)
    let centre = mean(sales)
    let scale = (sales.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / count).squareRoot()
    let scaled = sales.map { ($0 - centre) / scale }
    let total = spend.reduce(0, +)
    var changed = spend
    for week in 20...22 { changed[week] += test.extraSpend }
    var (points, logs): ([(roi: Double, memory: Double)], [Double]) = ([], [])
    for i in 0..<300 {
      let memory = (Double(i) + 0.5) / 300
      let transform = Self.transform(memory, spend)
      let feature = transform.applied(to: spend)
      let more = transform.applied(to: changed)
      let gain = (20...25).reduce(0.0) { $0 + more[$1] - feature[$1] }
      let sum = feature.reduce(0, +)
      for j in 0..<600 {
        // An even grid of the return's logarithm, whose prior is normal(0.2, 0.9).
        let logROI = -4 + 7 * (Double(j) + 0.5) / 600
        let roi = stableExp(logROI)
        let rate = roi * total / sum
        let rest = zip(scaled, feature).map { $0 - rate / scale * $1 }
        // The level's prior is normal(0, 1): rows have covariance σ² I + 1 1ᵀ.
        let (squares, rests) = (rest.reduce(0) { $0 + $1 * $1 }, rest.reduce(0, +))
        let variance = sigma * sigma
        var log = -0.5 * (squares - rests * rests / (variance + count)) / variance
        let z = (logROI - 0.2) / 0.9
        log -= 0.5 * z * z
        if withTest {
          let miss = (test.lift - rate * gain) / test.standardError
          log -= 0.5 * miss * miss
        }
        points.append((roi, memory))
        logs.append(log)
      }
    }
    let largest = logs.max() ?? 0
    let weights = logs.map { stableExp($0 - largest) }
    let norm = weights.reduce(0, +)
    func moments(_ value: ((roi: Double, memory: Double)) -> Double) -> (Double, Double) {
      let centre = zip(points, weights).reduce(0) { $0 + value($1.0) * $1.1 } / norm
      let square = zip(points, weights).reduce(0) {
        $0 + (value($1.0) - centre) * (value($1.0) - centre) * $1.1
      }
      return (centre, (square / norm).squareRoot())
    }
    return (moments(\.roi), moments(\.memory))
  }

  func sampled(withTest: Bool) throws -> MixPosterior {
    var bayes = BayesianModel()
    bayes.priors = [
      "roi": .logNormal(location: 0.2, scale: 0.9), "adstock": .uniform(lower: 0, upper: 1),
      "saturation": .fixed(1), "sigma": .fixed(sigma), "intercept": .normal(mean: 0, deviation: 1),
    ]
    if withTest { bayes.experiments = [test] }
    bayes.sampler.draws = 2000
    var spec = MixSpec(target: "sales", channels: ["tv"], regulariser: .priors(bayes))
    spec.transforms["tv"] = Self.transform(0.5, spend)
    let table = Table([
      Column("week", days: days), Column("sales", numbers: sales), Column("tv", numbers: spend),
    ])
    return try #require(try spec.fitted(to: MixData(table, for: spec)).posterior)
  }
}

@Suite("Experiments inside the posterior")
struct ExperimentPosteriorTests {
  @Test("Chains agree with sums over a grid, with a test and without", arguments: [false, true])
  func agrees(withTest: Bool) throws {
    let world = OneChannel()
    let exact = world.integrated(withTest: withTest)
    let posterior = try world.sampled(withTest: withTest)
    for (name, (centre, deviation)) in [("roi.tv", exact.roi), ("adstock.tv", exact.memory)] {
      let summary = try #require(posterior.summary(of: name))
      let error = try #require(summary.mcse)
      #expect(abs(summary.mean - centre) < 4 * error, "\(name): \(summary.mean) for \(centre)")
      let place = try #require(posterior.draws.index(of: name))
      let spread = try #require(posterior.draws.diagnostics(of: place).mcseSd)
      #expect(abs(summary.sd - deviation) < 4 * spread, "\(name): \(summary.sd) for \(deviation)")
    }
  }

  @Test(
    "The test says something of the return and of the memory, or the agreement would prove nothing")
  func informs() {
    let world = OneChannel()
    let (with, without) = (world.integrated(withTest: true), world.integrated(withTest: false))
    #expect(with.roi.1 < 0.8 * without.roi.1)
    #expect(abs(with.roi.0 - without.roi.0) > 0.05 * without.roi.0)
    #expect(abs(with.memory.0 - without.memory.0) > 0.01)
  }
}
