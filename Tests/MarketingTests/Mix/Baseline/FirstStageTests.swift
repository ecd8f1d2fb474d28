import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// What Prophet made of Robyn's revenue.
private struct ProphetReference: Decodable {
  struct Fit: Decodable {
    let pairs: Int
    let rows: Int
    let tight: Bool
    let trend: [Double]
    let season: [Double]
    let r2: Double
  }
  let tool: String
  let fits: [Fit]
}

@Suite("A baseline estimated before the model")
struct FirstStageTests {
  /// Two and a half years of weeks whose trend breaks and whose season is one wave, with spend that does nothing.
  private func table(noise: Double, weeks: Int = 130) -> Table {
    var stream = RandomStream(seed: 11)
    let sales = (0..<weeks).map { week -> Double in
      let trend = 4 * Double(week) - 6 * Double(max(0, week - 60))
      let wave = 90 * sin(2 * Double.pi * Double(week) / (365.25 / 7))
      return 1_000 + trend + wave + noise * stream.normal()
    }
    return Table([
      Column("week", days: mondays(weeks)),
      Column("tv", numbers: (0..<weeks).map { _ in stream.uniform(0, 100) }),
      Column("sales", numbers: sales),
    ])
  }

  private func spec(_ bends: Int = 25, holdout: MixSpec.Holdout = .absent) -> MixSpec {
    var spec = MixSpec(
      target: "sales", channels: ["tv"], trend: .piecewise(bends: bends),
      season: .yearly(pairs: 2), holdout: holdout)
    spec.baselineStage = .estimatedFirst
    return spec
  }

  @Test("Trend and season that were planted come back, one feature each, at a coefficient of 1")
  func recovery() throws {
    let table = table(noise: 5)
    let spec = spec()
    let data = try MixData(table, for: spec)
    let fit = try spec.fitted(to: data)
    #expect(fit.design.names == ["tv", "trend", "season"])
    #expect(fit.design.terms.map(\.part) == [.channel(0), .trend, .season])
    #expect(abs((fit.field("coefficient.trend") ?? 0) - 1) < 0.02)
    #expect(abs((fit.field("coefficient.season") ?? 0) - 1) < 0.02)
    #expect(abs(fit.field("coefficient.tv") ?? 1) < 0.05)
    let columns = try fit.design.columns(of: data)
    #expect(abs(mean(columns[1])) < 1e-8)
    let trend = (0..<130).map { 4.0 * Double($0) - 6.0 * Double(max(0, $0 - 60)) }
    let middle = mean(trend)
    for week in trend.indices {
      let wave = 90 * sin(2 * Double.pi * Double(week) / (365.25 / 7))
      #expect(abs(columns[1][week] - (trend[week] - middle)) < 12)
      #expect(abs(columns[2][week] - wave) < 6)
    }
    // The parts of a row add up to its prediction, as they do for features fitted jointly.
    #expect(fit.training.components.map(\.name) == ["intercept", "trend", "season", "tv"])
  }

  @Test("Rows held out are not seen, whatever was sold in them")
  func leak() throws {
    let spec = spec(holdout: .rows(30))
    let plain = try spec.fitted(to: MixData(table(noise: 20), for: spec))
    let other = try table(noise: 20).replacing("sales") { values in
      values.enumerated().map { $0.offset < 100 ? $0.element : 9_000 - $0.element }
    }
    let fit = try spec.fitted(to: MixData(other, for: spec))
    #expect(fit.design == plain.design)
    #expect(fit.intercept.coefficient == plain.intercept.coefficient)
    #expect(fit.coefficients.map(\.coefficient) == plain.coefficients.map(\.coefficient))
    // A fitted row that changes does move it.
    let changed = try table(noise: 20).replacing("sales") { values in
      values.enumerated().map { $0.offset == 50 ? $0.element * 1.5 : $0.element }
    }
    #expect(try spec.fitted(to: MixData(changed, for: spec)).design != plain.design)
  }

  @Test("Sales in another unit give the same parts in that unit")
  func scale() throws {
    let spec = spec()
    let plain = try MixData(table(noise: 20), for: spec)
    let dear = try MixData(table(noise: 20).replacing("sales") { $0.map { 1_000 * $0 } }, for: spec)
    let columns = try MixDesign(spec, for: plain).columns(of: plain)
    let scaled = try MixDesign(spec, for: dear).columns(of: dear)
    for (column, other) in zip(columns.dropFirst(), scaled.dropFirst()) {
      for (value, large) in zip(column, other) { #expect(abs(large - 1_000 * value) < 1e-3) }
    }
  }

  @Test("Few rows, no dates, no bends and sales that never move are no obstacle of the first stage")
  func edges() throws {
    for weeks in [6, 9, 20] {
      let spec = spec()
      let data = try MixData(table(noise: 5, weeks: weeks), for: spec)
      let columns = try MixDesign(spec, for: data).columns(of: data)
      #expect(columns.allSatisfy { $0.allSatisfy(\.isFinite) })
    }
    var dateless = MixSpec(target: "sales", channels: ["tv"], trend: .piecewise(bends: 5))
    dateless.baselineStage = .estimatedFirst
    let table = try Table([
      Column("tv", numbers: table(noise: 5).numbers("tv")),
      Column("sales", numbers: table(noise: 5).numbers("sales")),
    ])
    let fit = try dateless.fitted(to: MixData(table, for: dateless))
    #expect(fit.design.names == ["tv", "trend"])
    dateless.seasons = [.months]
    #expect(throws: MixError.self) { try dateless.fitted(to: MixData(table, for: dateless)) }
    let flat = try table.replacing("sales") { $0.map { _ in 7 } }
    dateless.seasons = []
    let data = try MixData(flat, for: dateless)
    #expect(try MixDesign(dateless, for: data).columns(of: data)[1].allSatisfy { $0 == 0 })
  }

  @Test(
    "Holidays and events are features of their own, and an event after the fitted rows is left out")
  func events() throws {
    let days = mondays(120)
    var stream = RandomStream(seed: 5)
    let tv = days.map { _ in stream.uniform(0, 100) }
    let sales = days.indices.map { 500 + ($0 == 40 ? 300 : 0) + tv[$0] + stream.normal() }
    var spec = MixSpec(target: "sales", channels: ["tv"])
    spec.baselineStage = .estimatedFirst
    spec.holidays = "de"
    spec.events = [
      MixSpec.Event(name: "fair", first: days[40], last: days[40].advanced(by: 6))
    ]
    let table = Table([
      Column("week", days: days), Column("tv", numbers: tv), Column("sales", numbers: sales),
    ])
    let fit = try spec.fitted(to: MixData(table, for: spec))
    #expect(fit.design.names == ["tv", "holidays", "events"])
    let sold = fit.training.components.first { $0.part == .events }?.values ?? []
    #expect(abs(sold[40] - 300) < 10 && sold[41] == 0)
    spec.holdout = .rows(100)
    // A bound of what no fitted row has is no mistake.
    spec.bounds = ["events": 0...1]
    let late = try spec.fitted(to: MixData(table, for: spec))
    #expect(late.design.names == ["tv", "holidays"])
    #expect(late.warnings.contains(.leftOut(feature: "events")))
  }

  @Test("In a log–log model the logarithm is what the stage explains")
  func logarithms() throws {
    var spec = spec()
    spec.form = .logLog
    let fit = try spec.fitted(to: MixData(table(noise: 5), for: spec))
    #expect(abs((fit.field("coefficient.season") ?? 0) - 1) < 0.05)
    #expect((fit.training.metrics.r2 ?? 0) > 0.98)
  }

  @Test(
    "Robyn's revenue is taken apart as Prophet does",
    .enabled(if: RobynData.isHere, "outside data not here"))
  func prophet() throws {
    let known = try reference("prophet_baseline.json", as: ProphetReference.self)
    let all = try RobynData.data()
    for fit in known.fits {
      let data = fit.rows == all.rowCount ? all : all.rows(RobynData.window)
      #expect(data.rowCount == fit.rows)
      var spec = MixSpec(
        target: "revenue", channels: RobynData.channels, trend: .piecewise(bends: 25),
        season: .yearly(pairs: fit.pairs))
      spec.baselineStage = .estimatedFirst
      let columns = try MixDesign(spec, for: data).columns(of: data)
      let (trend, season) = (columns[5], columns[6])
      let middle = mean(fit.trend)
      let range = (data.target.values.max() ?? 0) - (data.target.values.min() ?? 0)
      let trendGap = zip(trend, fit.trend).map { abs($0 - ($1 - middle)) }.max() ?? .infinity
      let seasonGap = zip(season, fit.season).map { abs($0 - $1) }.max() ?? .infinity
      let level = mean(data.target.values) - mean(season)
      let errors = data.target.values.indices.map {
        data.target.values[$0] - level - trend[$0] - season[$0]
      }
      let centre = mean(data.target.values)
      let r2 =
        1 - errors.reduce(0) { $0 + $1 * $1 }
        / data.target.values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
      // Shares of the range of sales. Prophet's usual optimiser stops short of the mode, Newton's method hardly does.
      #expect(trendGap < (fit.tight ? 0.0005 : 0.003) * range)
      #expect(seasonGap < 0.0002 * range)
      #expect(correlation(trend, fit.trend) > (fit.tight ? 0.9995 : 0.99))
      #expect(correlation(season, fit.season) > 0.99999999)
      #expect(abs(r2 - fit.r2) < 0.0003)
    }
  }
}
