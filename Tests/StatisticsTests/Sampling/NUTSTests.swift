import Statistics
import Synchronization
import Testing

/// Moments within 4 Monte Carlo standard errors; of k moments the false alarms are 6e-5 · k, with fixed seeds.
private let tolerance = 4.0

@Suite("The no-U-turn sampler")
struct NUTSTests {
  @Test(
    "Moments of standard normals", arguments: [1, 10, 100], [NUTS.MetricKind.diagonal, .dense])
  func standardNormal(dimension: Int, metric: NUTS.MetricKind) throws {
    var sampler = NUTS()
    sampler.metric = metric
    let sampled = try sampler.sample(
      .normal([Double](repeating: 1, count: dimension)) as ClosureDensity)
    #expect(sampled.draws.length == 1000 && sampled.draws.chains == 4)
    #expect(sampled.divergences == 0 && !sampled.isPartial)
    let distances = (0..<(2 * dimension)).map {
      abs(sampled.distance(of: $0, from: $0 < dimension ? 0 : 1))
    }
    #expect((distances.max() ?? 0) < tolerance)
  }

  @Test("Scales from a thousandth to a thousand", arguments: [NUTS.MetricKind.diagonal, .dense])
  func scales(metric: NUTS.MetricKind) throws {
    let deviations = [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3]
    var sampler = NUTS()
    sampler.metric = metric
    let sampled = try sampler.sample(.normal(deviations) as ClosureDensity)
    for (place, deviation) in deviations.enumerated() {
      #expect(abs(sampled.distance(of: place, from: 0)) < tolerance)
      #expect(abs(sampled.distance(of: 7 + place, from: deviation * deviation)) < tolerance)
    }
    // Seven round coordinates need about seven steps a draw; a metric that missed the scales would need thousands.
    #expect(sampled.chains.allSatisfy { $0.gradients < 16 * 1000 })
  }

  @Test("Two coordinates that correlate by 0.999")
  func correlated() throws {
    let density = ClosureDensity(dimension: 2) { x, gradient in
      let unexplained = 1 - 0.999 * 0.999
      gradient[0] = -(x[0] - 0.999 * x[1]) / unexplained
      gradient[1] = -(x[1] - 0.999 * x[0]) / unexplained
      return 0.5 * (x[0] * gradient[0] + x[1] * gradient[1])
    }
    let sampled = try NUTS().sample(density)
    for place in 0..<2 {
      #expect(abs(sampled.distance(of: place, from: 0)) < tolerance)
      #expect(abs(sampled.distance(of: 2 + place, from: 1)) < tolerance)
    }
    #expect(sampled.chains.allSatisfy { $0.gradients < 8 * 1000 })
  }

  @Test("A dense metric makes thirty correlated coordinates as cheap as round ones")
  func denseMetric() throws {
    var sampler = NUTS()
    let density = ClosureDensity.chain(30, correlation: 0.99)
    let dense = try sampler.sample(density)
    sampler.metric = .diagonal
    let diagonal = try sampler.sample(density)
    let gradients = { (sampled: SampledChains) in sampled.chains.reduce(0) { $0 + $1.gradients } }
    #expect(gradients(dense) * 5 < gradients(diagonal))
    for place in 0..<30 {
      #expect(abs(dense.distance(of: place, from: 0)) < tolerance)
      #expect(abs(dense.distance(of: 30 + place, from: 1)) < tolerance)
    }
  }

  @Test("A banana: moments of a curved density")
  func banana() throws {
    // x ~ N(0, 1), y | x ~ N(x², 1): E y = 1, E y² = 3 + 1.
    let density = ClosureDensity(dimension: 2) { x, gradient in
      let error = x[1] - x[0] * x[0]
      gradient[0] = -x[0] + 2 * x[0] * error
      gradient[1] = -error
      return -0.5 * x[0] * x[0] - 0.5 * error * error
    }
    var sampler = NUTS()
    sampler.draws = 4000
    sampler.targetAcceptance = 0.95
    let sampled = try sampler.sample(density)
    for (quantity, expected) in [0.0, 1, 1, 4].enumerated() {
      #expect(abs(sampled.distance(of: quantity, from: expected)) < tolerance)
    }
  }

  @Test("The funnel's neck is told as divergences")
  func funnel() throws {
    let sampled = try NUTS().sample(Self.funnelOfTen)
    #expect(sampled.divergences > 0)
    #expect(sampled.divergences < 2000)
  }

  static let funnelOfTen = ClosureDensity(dimension: 10) { x, gradient in
    let precision = stableExp(-x[0])
    var value = -x[0] * x[0] / 18
    gradient[0] = -x[0] / 9
    for place in 1..<10 {
      gradient[place] = -x[place] * precision
      gradient[0] += 0.5 * x[place] * x[place] * precision - 0.5
      value += 0.5 * x[place] * gradient[place] - 0.5 * x[0]
    }
    return value
  }

  @Test("Where the density is no number no draw comes from")
  func holes() throws {
    // Half a normal: a density that is not smooth at its edge, and NaN beyond.
    let density = ClosureDensity(dimension: 2) { x, gradient in
      (gradient[0], gradient[1]) = (-x[0], -x[1])
      return x[0] > 0 ? -0.5 * (x[0] * x[0] + x[1] * x[1]) : .nan
    }
    let sampled = try NUTS().sample(density)
    #expect(sampled.draws.pooled(0).allSatisfy { $0 > 0 })
    #expect(sampled.divergences > 0)
  }

  @Test("The same draws on one, two and eight threads")
  func threads() throws {
    var sampler = NUTS()
    sampler.draws = 200
    sampler.warmup = 200
    let density = ClosureDensity.chain(12, correlation: 0.9)
    let results = try [1, 2, 8, nil].map { workers in
      sampler.workers = workers
      return try sampler.sample(density)
    }
    #expect(results.allSatisfy { $0 == results[0] })
    sampler.seed = 43
    #expect(try sampler.sample(density).draws != results[0].draws)
    #expect(results[0].draws.byChain(0)[0] != results[0].draws.byChain(0)[1])
  }

  @Test("Energies are −log p plus half a chi-squared")
  func energies() throws {
    let sampled = try NUTS().sample(
      .normal([Double](repeating: 1, count: 8)) as ClosureDensity)
    var kinetic: [Double] = []
    for (chain, told) in sampled.chains.enumerated() {
      for (draw, energy) in told.energy.enumerated() {
        let squares = (8..<16).reduce(0) { $0 + sampled.draws.byChain($1)[chain][draw] }
        kinetic.append(energy - 0.5 * squares)
      }
    }
    #expect(kinetic.allSatisfy { $0 > 0 })
    // Mean 4 and variance 4; draws of a trajectory's kinetic energy are nearly independent.
    let mean = kinetic.reduce(0, +) / 4000
    #expect(abs(mean - 4) < 0.25)
  }

  @Test("A start far out is found back from")
  func farStart() throws {
    let density = ClosureDensity.chain(10, correlation: 0.95)
    var sampler = NUTS()
    sampler.chains = 2
    let sampled = try sampler.sample(
      density, starts: [[Double](repeating: 1e4, count: 10), [Double](repeating: -300, count: 10)])
    #expect(sampled.divergences == 0)
    #expect((0..<10).allSatisfy { abs(sampled.distance(of: $0, from: 0)) < tolerance })
    #expect((10..<20).allSatisfy { abs(sampled.distance(of: $0, from: 1)) < tolerance })
  }

  @Test("A density that is a number at its start only comes back as all divergent")
  func allDivergent() throws {
    let density = ClosureDensity(dimension: 1) { x, gradient in
      gradient[0] = 1
      return x[0] == 0.5 ? 0 : .nan
    }
    var sampler = NUTS()
    (sampler.chains, sampler.warmup, sampler.draws) = (2, 100, 50)
    let sampled = try sampler.sample(density, starts: [[0.5], [0.5]])
    #expect(sampled.divergences == 100)
    #expect(sampled.draws.pooled(0).allSatisfy { $0 == 0.5 })
  }
}

@Suite("A sampler that is stopped or refused")
struct NUTSRefusalTests {
  @Test("An interruption leaves what chains have drawn by then", arguments: [1, 2])
  func interruption(workers: Int) throws {
    var sampler = NUTS()
    sampler.workers = workers
    (sampler.chains, sampler.warmup, sampler.draws) = (4, 20, 1_000_000)
    let asked = Counter()
    let sampled = try Interruption.asking(
      { asked.next() > 5000 },
      during: { try sampler.sample(.normal([1]) as ClosureDensity) })
    #expect(sampled.isPartial)
    // All chains begin, however few threads there are, and go on side by side: 5,000 less the warm-up, over four; of two
    // threads the system may let one sleep, and the chain in its hands stays behind.
    #expect(sampled.draws.chains == 4 || (workers == 2 && sampled.draws.chains == 3))
    #expect(sampled.draws.length > 600 && sampled.draws.length <= 1640)
    if workers == 1 { #expect((1180...1230).contains(sampled.draws.length)) }
    #expect(sampled.chains.allSatisfy { $0.energy.count == sampled.draws.length })
    // They are the first draws of a sampling that nobody stops.
    sampler.draws = 200
    let whole = try sampler.sample(.normal([1]) as ClosureDensity)
    #expect(!whole.isPartial && whole.draws.length == 200)
    let full = whole.draws.byChain(0)
    for cut in sampled.draws.byChain(0) { #expect(full.contains(Array(cut.prefix(200)))) }
  }

  @Test("A chain that hardly began is left out, the others stay")
  func unequal() throws {
    var sampler = NUTS()
    sampler.workers = 1
    (sampler.chains, sampler.warmup, sampler.draws) = (3, 20, 1000)
    let asked = Counter()
    // All have warmed up, one has its first fifty draws, the second ten, the third none.
    let sampled = try Interruption.asking(
      { asked.next() > 3 * 20 + 50 + 10 },
      during: { try sampler.sample(.normal([1]) as ClosureDensity) })
    #expect(sampled.isPartial)
    #expect(sampled.draws.chains == 1 && sampled.draws.length == 50)
  }

  @Test("Interrupted in warm-up there is nothing, and it says so")
  func interruptedWarmup() throws {
    let sampled = try Interruption.asking(
      { true }, during: { try NUTS().sample(.normal([1, 1]) as ClosureDensity) })
    #expect(sampled.isPartial && sampled.draws.length == 0)
  }

  @Test("Settings out of range are refused by name")
  func settings() {
    let wrong: [(String, (inout NUTS) -> Void)] = [
      ("number of chains is 0", { $0.chains = 0 }),
      ("number of chains is 65", { $0.chains = 65 }),
      ("number of draws is 0", { $0.draws = 0 }),
      ("number of warm-up iterations is -1", { $0.warmup = -1 }),
      ("target acceptance is 0.5", { $0.targetAcceptance = 0.5 }),
      ("target acceptance is 1.0", { $0.targetAcceptance = 1 }),
      ("target acceptance is nan", { $0.targetAcceptance = .nan }),
      ("depth of trajectories is 16", { $0.maximumDepth = 16 }),
      ("number of threads is 0", { $0.workers = 0 }),
    ]
    for (message, change) in wrong {
      var sampler = NUTS()
      change(&sampler)
      let error = #expect(throws: SamplingError.self) { try sampler.check() }
      #expect(error?.description.contains(message) == true, "\(message)")
    }
  }

  @Test("A density without a finite value is refused")
  func nowhere() {
    let density = ClosureDensity(dimension: 1) { _, gradient in
      gradient[0] = 0
      return -.infinity
    }
    #expect(throws: SamplingError.noFiniteStart(chain: 0, tries: 100)) {
      try NUTS().sample(density)
    }
    #expect(throws: SamplingError.noFiniteStart(chain: 1, tries: 1)) {
      var sampler = NUTS()
      sampler.chains = 2
      let edge = ClosureDensity(dimension: 1) { x, gradient in
        gradient[0] = -x[0]
        return x[0] < 1 ? -0.5 * x[0] * x[0] : .nan
      }
      return try sampler.sample(edge, starts: [[0], [2]])
    }
  }
}

/// Counts how often it was asked, from any thread.
private final class Counter: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
