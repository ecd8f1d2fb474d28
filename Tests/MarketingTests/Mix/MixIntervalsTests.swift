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
