import Marketing
import Statistics
import Tables
import Testing

@Suite("Intervals by resampling")
struct MixIntervalsTests {
  @Test("With independent noise they are about as wide as the classical ones")
  func width() throws {
    let fit = try linearSpec.fitted(to: MixData(linearTable(weeks: 200, seed: 4), for: linearSpec))
    let intervals = try #require(fit.intervals)
    for (index, estimate) in fit.coefficients.prefix(2).enumerated() {
      let interval = try #require(intervals.roi[index])
      let classical = 2 * 1.65 * (estimate.precision?.standardError ?? 0)
      let ratio = (interval.high - interval.low) / classical
      #expect(ratio > 0.75 && ratio < 1.25)
      #expect(interval.low < estimate.coefficient && estimate.coefficient < interval.high)
    }
  }

  @Test("A channel's interval covers the truth about as often as it says")
  func coverage() throws {
    var covered = 0
    let repeats = 120
    for seed in 0..<repeats {
      let fit = try linearSpec.fitted(
        to: MixData(linearTable(weeks: 104, seed: UInt64(seed) + 500), for: linearSpec))
      let interval = try #require(fit.intervals?.roi[0])
      if interval.low <= 2, 2 <= interval.high { covered += 1 }
    }
    // 90 % of 120 is 108; three standard errors are 10.
    #expect(covered >= 98 && covered <= 118, "\(covered) of \(repeats)")
  }

  @Test("A ridge's interval does too, although the penalty pulls its coefficients")
  func coverageOfRidge() throws {
    var covered = 0
    var spec = linearSpec
    // A ninth of the weaker direction's effect: ten times the standard error of what the channel sells.
    spec.regulariser = .ridge(.fixed(5))
    for seed in 0..<120 {
      let fit = try spec.fitted(
        to: MixData(linearTable(weeks: 104, seed: UInt64(seed) + 500), for: spec))
      let interval = try #require(fit.intervals?.roi[0])
      if interval.low <= 2, 2 <= interval.high { covered += 1 }
    }
    #expect(covered >= 98 && covered <= 118, "\(covered) of 120")
  }

  @Test(
    "The estimate lies within its own interval",
    arguments: [
      MixSpec.Regulariser.ols, .ridge(.fixed(300)), .lasso(.fixed(500)),
      .elasticNet(mix: 0.5, .fixed(200)),
    ], [false, true])
  func estimateWithin(regulariser: MixSpec.Regulariser, isSigned: Bool) throws {
    var spec = linearSpec
    spec.regulariser = regulariser
    if isSigned { spec.signs = ["tv": .positive, "radio": .negative] }
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 60, seed: 4), for: spec))
    let intervals = try #require(fit.intervals)
    for (interval, result) in zip(intervals.contribution, fit.training.channelResults) {
      #expect(interval.low <= result.contribution && result.contribution <= interval.high)
    }
    if isSigned { #expect(intervals.contribution[0].low >= 0) }
    if isSigned { #expect(intervals.contribution[1].high <= 0) }
  }

  @Test("Surprises without memory are drawn one by one, those with memory in blocks")
  func blocks() throws {
    let fit = try linearSpec.fitted(to: MixData(linearTable(weeks: 200, seed: 4), for: linearSpec))
    #expect(fit.intervals?.blockLength == 1)
    // Half of the season is left out of the model.
    let table = linearTable(weeks: 200, seed: 4)
    let waves = try table.numbers("sales").enumerated().map { row, sales in
      sales + (row / 13 % 2 == 0 ? 2_000 : -2_000)
    }
    let waved = Table(
      table.columns.filter { $0.name != "sales" } + [Column("sales", numbers: waves)])
    let other = try linearSpec.fitted(to: MixData(waved, for: linearSpec))
    #expect((other.intervals?.blockLength ?? 0) > 3)
  }

  @Test("The same seed gives the same ends, another other ones")
  func seeds() throws {
    let data = try MixData(linearTable(weeks: 100, seed: 4), for: linearSpec)
    var other = linearSpec
    other.seed = 43
    #expect(try linearSpec.fitted(to: data).intervals == linearSpec.fitted(to: data).intervals)
    #expect(try linearSpec.fitted(to: data).intervals != other.fitted(to: data).intervals)
  }

  @Test("Where hardly a row is left over there is no interval")
  func noRows() throws {
    let spec = MixSpec(target: "sales", channels: ["tv", "radio"], regulariser: .ridge(.fixed(1)))
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 4, seed: 4), for: spec))
    #expect(fit.intervals == nil)
  }
}
