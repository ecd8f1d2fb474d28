import Marketing
import Tables
import TestSupport
import Testing

@Suite("Intervals of attribution")
struct AttributionBootstrapTests {
  /// All kinds of model at once.
  private let models: [AttributionModel] = [
    .rule(.last), .rule(.linear), .rule(.timeDecay()), .markov(MarkovChain()),
    .markov(MarkovChain(order: 2)), .markov(MarkovChain(removal: .fail)), .shapley(ShapleyCredit()),
    .shapley(ShapleyCredit(game: .rate)),
  ]

  @Test("Every model gets intervals around its own estimate, the same every time")
  func allModels() async throws {
    let table = madeUpJourneys(channels: 5, paths: 80, seed: 3)
    let bootstrap = AttributionBootstrap(replicates: 200, seed: 9)
    let results = try await bootstrap.attributions(of: models, on: table)
    for (model, result) in zip(models, results) {
      let alone = try model.attribution(of: table)
      #expect(result.credit == alone.credit)
      let intervals = try #require(result.intervals)
      for channel in 0..<5 {
        let interval = intervals.credit[channel]
        #expect(interval.low <= result.credit[channel] && result.credit[channel] <= interval.high)
        #expect(interval.low < interval.high)
        #expect(intervals.value[channel].low < intervals.value[channel].high)
        let sum = intervals.rankProbabilities[channel].reduce(0, +)
        #expect(sum.isClose(to: 1, within: .relative(1e-12)))
      }
      #expect(result.table.names.contains("first_rank"))
    }
    #expect(try await bootstrap.attributions(of: models, on: table) == results)
    let other = try await AttributionBootstrap(replicates: 200, seed: 10)
      .attributions(of: models, on: table)
    #expect(other[0].intervals != results[0].intervals)
  }

  @Test("The deviation of a count is its square root, for means of 1 to 20,000")
  func poisson() async throws {
    let counts: [Double] = [1, 2.5, 9, 30, 400, 4_000, 20_000]
    let table = JourneyTable(counts.enumerated().map { (["c\($0)"], $1, 3 * $1, $1) })
    let result = try await AttributionBootstrap(
      replicates: 4_000, level: 0.6826895, keepsTotal: false
    )
    .attributions(of: [.rule(.last)], on: table)[0]
    let intervals = try #require(result.intervals)
    for (channel, count) in counts.enumerated() {
      // The deviation of 4,000 draws is off by 1.1 % (1 σ; more for skewed small counts): 6 % is 4 σ and more.
      #expect(abs(intervals.deviation[channel] / count.squareRoot() - 1) < 0.06)
      let width = intervals.value[channel].high - intervals.value[channel].low
      if count >= 30 { #expect(abs(width / (6 * count.squareRoot()) - 1) < 0.1) }
    }
  }

  @Test("Channels that play the same part are not distinguishable, unlike ones are")
  func pairs() async throws {
    let table = JourneyTable([
      (["A"], 100, 100, 900), (["B"], 104, 104, 900), (["C"], 300, 300, 900),
    ])
    let result = try await AttributionBootstrap()
      .attributions(of: [.markov(MarkovChain())], on: table)[0]
    let intervals = try #require(result.intervals)
    #expect(intervals.areIndistinguishable("A", "B"))
    #expect(!intervals.areIndistinguishable("A", "C"))
    #expect(intervals.indistinguishable.map(\.first) == ["B"])
    #expect(intervals.rankProbabilities[2][0] == 1)
    #expect(intervals.pairTable.rowCount == 1)
  }

  @Test("Ninety per cent intervals hold the truth nine times in ten")
  func coverage() async throws {
    // Truth: channel A takes 30 of 100 conversions; 120 samples of 200 conversions by a fixed generator.
    var state: UInt64 = 5
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var hits = 0
    for sample in 0..<120 {
      var counts = (a: 0.0, b: 0.0)
      for _ in 0..<400 where draw() < 0.5 {
        if draw() < 0.3 { counts.a += 1 } else { counts.b += 1 }
      }
      let table = JourneyTable([(["A"], counts.a, 0, 10), (["B"], counts.b, 0, 10)])
      let result = try await AttributionBootstrap(
        replicates: 300, seed: UInt64(sample), keepsTotal: false
      )
      .attributions(of: [.rule(.linear)], on: table)[0]
      let interval = try #require(result.intervals).credit[0]
      if interval.low <= 60, 60 <= interval.high { hits += 1 }
    }
    // 108 expected, σ 3.3.
    #expect(hits >= 96 && hits <= 119, "\(hits) of 120")
  }

  @Test("Options out of range are refused")
  func refused() async throws {
    await #expect(throws: AttributionError.self) {
      try await AttributionBootstrap(replicates: 3).attributions(of: [.rule(.last)], on: textbook)
    }
    await #expect(throws: AttributionError.self) {
      try await AttributionBootstrap(level: 1).attributions(of: [.rule(.last)], on: textbook)
    }
    await #expect(throws: AttributionError.noConversions(journeys: 1)) {
      try await AttributionBootstrap()
        .attributions(of: [.rule(.last)], on: JourneyTable([(["A"], 0, 0, 1)]))
    }
  }
}
