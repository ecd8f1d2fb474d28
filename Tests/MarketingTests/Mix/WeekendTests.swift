import Marketing
import Statistics
import Tables
import TestSupport
import Testing

@Suite("The season of weekends")
struct WeekendTests {
  /// Daily sales that follow spend, the day of the week and chance.
  private static let table: Table = {
    var stream = RandomStream(seed: 11)
    let days = (0..<120).map { Day(daysSinceEpoch: 19_723 + $0) }
    let spend = days.map { _ in 100 + 50 * stream.uniform() }
    let sales = zip(days, spend).map { day, spend in
      1_000 + 2 * spend + (day.weekday > 5 ? 300 : 20 * Double(day.weekday)) + 30 * stream.normal()
    }
    return Table([
      Column("day", days: days), Column("spend", numbers: spend), Column("sales", numbers: sales),
    ])
  }()

  private func spec(_ seasons: [MixSpec.Season], _ regulariser: MixSpec.Regulariser) -> MixSpec {
    var spec = MixSpec(target: "sales", channels: ["spend"], regulariser: regulariser)
    spec.seasons = seasons
    return spec
  }

  @Test("One column, 1 on Saturday and Sunday")
  func column() throws {
    let spec = spec([.weekend], .ols)
    let data = try MixData(Self.table, for: spec)
    let fit = try spec.fitted(to: data)
    #expect(fit.design.names == ["spend", "weekend"])
    // 2024-01-01 is a Monday.
    let week: [Double] = [0, 0, 0, 0, 0, 1, 1]
    let column = try fit.design.columns(of: data)[1]
    #expect(column == (0..<120).map { week[$0 % 7] })
    // 300 on weekends against 60 on the mean of the others, give or take chance.
    let weekend = try #require(fit.coefficients.first { $0.name == "weekend" })
    #expect(abs(weekend.coefficient - 240) < 30, "\(weekend.coefficient)")
    #expect(weekend.part == .season)
  }

  @Test("A ridge with weekdays and weekend is the ridge of a design made by hand")
  func ridge() throws {
    let spec = spec([.weekdays, .weekend], .ridge(.fixed(3)))
    let fit = try spec.fitted(to: MixData(Self.table, for: spec))
    let days = try Self.table.days("day").compactMap { $0 }
    var controls: [Column] = []
    for weekday in 2...7 {
      controls.append(
        Column("is_\(weekday)", numbers: days.map { $0.weekday == weekday ? 1 : 0 }))
    }
    controls.append(Column("is_weekend", numbers: days.map { $0.weekday >= 6 ? 1 : 0 }))
    let byHand = MixSpec(
      target: "sales", channels: ["spend"], controls: controls.map(\.name),
      regulariser: .ridge(.fixed(3)))
    let other = try byHand.fitted(
      to: MixData(Table(Self.table.columns + controls), for: byHand))
    #expect(
      fit.design.names == ["spend"] + (2...7).map { "weekday_\($0)" } + ["weekend"])
    // The same features, in whatever order.
    let names = ["spend": "spend", "weekend": "is_weekend"].merging(
      (2...7).map { ("weekday_\($0)", "is_\($0)") }, uniquingKeysWith: { $1 })
    for estimate in fit.coefficients {
      let same = try #require(other.coefficients.first { $0.name == names[estimate.name] })
      #expect(estimate.coefficient.isClose(to: same.coefficient, within: .relative(1e-10)))
    }
    #expect(
      fit.intercept.coefficient.isClose(to: other.intercept.coefficient, within: .relative(1e-10)))
  }

  @Test("Weekday levels determine the weekend: without a penalty both are refused together")
  func collinear() throws {
    let spec = spec([.weekdays, .weekend], .ols)
    let error = #expect(throws: MixError.self) {
      try spec.fitted(to: MixData(Self.table, for: spec))
    }
    guard case .collinear? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("Weekly rows and rows without dates have no weekends")
  func refused() throws {
    let spec = spec([.weekend], .ols)
    let sales = try Self.table.numbers("sales")
    let spend = try Self.table.numbers("spend")
    let weekly = Table([
      Column("day", days: mondays(120)), Column("spend", numbers: spend),
      Column("sales", numbers: sales),
    ])
    let error = #expect(throws: MixError.self) { try spec.fitted(to: MixData(weekly, for: spec)) }
    #expect(try #require(error).description.contains("weekend"))
    let none = Table([Column("spend", numbers: spend), Column("sales", numbers: sales)])
    #expect(throws: MixError.self) { try spec.fitted(to: MixData(none, for: spec)) }
  }
}
