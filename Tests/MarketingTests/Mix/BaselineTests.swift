import Marketing
import Statistics
import Tables
import Testing

@Suite("Baselines")
struct BaselineTests {
  private func daily(_ count: Int) -> [Day] {
    (0..<count).map { Day(daysSinceEpoch: 18_995 + $0) }
  }

  @Test("A trend that bends is found by a trend that may")
  func piecewise() throws {
    let days = mondays(91)
    var stream = RandomStream(seed: 1)
    let tv = days.map { _ in stream.uniform(0, 100) }
    let sales = tv.indices.map { 500 + 3 * Double(min($0, 45)) + tv[$0] }
    var spec = MixSpec(target: "sales", channels: ["tv"], trend: .piecewise(bends: 1))
    let table = Table([
      Column("week", days: days), Column("tv", numbers: tv), Column("sales", numbers: sales),
    ])
    let fit = try spec.fitted(to: MixData(table, for: spec))
    #expect(abs((fit.field("coefficient.trend") ?? 0) - 3) < 1e-9)
    #expect(abs((fit.field("coefficient.trend_bend_1") ?? 0) + 3) < 1e-9)
    spec.trend = .linear
    #expect(try spec.fitted(to: MixData(table, for: spec)).training.metrics.rmse > 1)
  }

  @Test("Levels of weekdays and months are those that were planted")
  func dummies() throws {
    let days = daily(400)
    var stream = RandomStream(seed: 2)
    let tv = days.map { _ in stream.uniform(0, 100) }
    let sales = days.indices.map {
      900 + (days[$0].weekday == 6 ? 70 : 0) + (days[$0].month == 3 ? 40 : 0) + 2 * tv[$0]
    }
    var spec = MixSpec(target: "sales", channels: ["tv"])
    spec.seasons = [.weekdays, .months]
    let table = Table([
      Column("day", days: days), Column("tv", numbers: tv), Column("sales", numbers: sales),
    ])
    let fit = try spec.fitted(to: MixData(table, for: spec))
    #expect(abs((fit.field("coefficient.weekday_6") ?? 0) - 70) < 1e-8)
    #expect(abs((fit.field("coefficient.weekday_2") ?? 1)) < 1e-8)
    #expect(abs((fit.field("coefficient.month_3") ?? 0) - 40) < 1e-8)
    #expect(fit.field("coefficient.weekday_1") == nil)
    #expect(fit.training.components.map(\.name) == ["intercept", "season", "tv"])
    // Weekly data have no weekdays, rows without dates no months.
    let weekly = Table([
      Column("day", days: mondays(400)), Column("tv", numbers: tv), Column("sales", numbers: sales),
    ])
    #expect(throws: MixError.self) { try spec.fitted(to: MixData(weekly, for: spec)) }
    let dateless = Table([Column("tv", numbers: tv), Column("sales", numbers: sales)])
    #expect(throws: MixError.self) { try spec.fitted(to: MixData(dateless, for: spec)) }
  }

  @Test("An event counts by the share of a period that it covers")
  func events() throws {
    let days = mondays(60)
    var stream = RandomStream(seed: 3)
    let tv = days.map { _ in stream.uniform(0, 100) }
    // From a Thursday through the next Tuesday: 4 days of week 10, 2 of week 11.
    let share = days.indices.map { $0 == 10 ? 4.0 / 7 : $0 == 11 ? 2.0 / 7 : 0 }
    let sales = days.indices.map { 500 + 700 * share[$0] + tv[$0] }
    var spec = MixSpec(target: "sales", channels: ["tv"])
    spec.events = [
      .init(name: "launch", first: days[10].advanced(by: 3), last: days[11].advanced(by: 1))
    ]
    let fit = try spec.fitted(
      to: MixData(
        Table([
          Column("week", days: days), Column("tv", numbers: tv), Column("sales", numbers: sales),
        ]), for: spec))
    #expect(abs((fit.field("coefficient.launch") ?? 0) - 700) < 1e-8)
    spec.events = [
      .init(name: "never", first: Day(daysSinceEpoch: 0), last: Day(daysSinceEpoch: 9))
    ]
    let without = try spec.fitted(
      to: MixData(
        Table([
          Column("week", days: days), Column("tv", numbers: tv), Column("sales", numbers: sales),
        ]), for: spec))
    #expect(without.warnings.contains(.leftOut(feature: "never")))
    #expect(without.coefficients.map(\.name) == ["tv"])
  }

  @Test("Months that were never fitted are predicted with a warning")
  func unseen() throws {
    let days = daily(365)
    var stream = RandomStream(seed: 4)
    let tv = days.map { _ in stream.uniform(0, 100) }
    let sales = days.indices.map { 900 + 30 * Double(days[$0].month) + 2 * tv[$0] }
    var spec = MixSpec(target: "sales", channels: ["tv"], holdout: .rows(60))
    spec.seasons = [.months]
    let table = Table([
      Column("day", days: days), Column("tv", numbers: tv), Column("sales", numbers: sales),
    ])
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let trained = Set(fit.training.days.map(\.month))
    let unseen = Set((fit.test?.days ?? []).map(\.month)).subtracting(trained).sorted()
    #expect(!unseen.isEmpty)
    #expect(fit.warnings.contains(.unseenLevels(unseen.map { "month \($0)" })))
  }

  @Test("A target with zeros or below them says so")
  func zeros() throws {
    let table = try linearTable(weeks: 60, seed: 3).replacing("sales") {
      $0.enumerated().map { [4: 0, 9: 0, 20: -5][$0] ?? $1 }
    }
    let fit = try linearSpec.fitted(to: MixData(table, for: linearSpec))
    #expect(fit.warnings.contains(.zeroTarget(rows: 2, first: 5)))
    #expect(fit.warnings.contains(.negativeTarget(rows: 1, first: 21)))
    #expect(fit.training.metrics.mape?.isFinite == true)
  }

  @Test("Scales of a model with a hold-out know nothing of it")
  func leakage() throws {
    var spec = linearSpec
    spec.transforms = [
      "tv": ChannelTransform(
        adstock: .geometric(retention: 0.5), saturation: .hill(half: 1, slope: 1))
    ]
    spec.holdout = .rows(20)
    let table = linearTable(weeks: 120, seed: 8)
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let other = try table.replacing("tv") { $0.enumerated().map { $0 < 100 ? $1 : 9 * $1 } }
      .replacing("sales") { $0.enumerated().map { $0 < 100 ? $1 : 5 * $1 } }
    let again = try spec.fitted(to: MixData(other, for: spec))
    #expect(fit.coefficients == again.coefficients)
    #expect(fit.design == again.design)
    #expect(fit.training == again.training)
    #expect(fit.test != again.test)
  }
}
