import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

@Suite("Mix fits")
struct MixFitTests {
  /// 300 intervals of 95 %, over seeds: the count covered is binomial with mean 285 and standard deviation 3.8, so that a
  /// correct fitter fails one of these bounds (4 deviations) about once in 10,000 runs; the seeds are fixed.
  @Test("Intervals of least squares cover known coefficients as often as they say")
  func recovery() throws {
    let truth = ["tv": 2.0, "radio": 3.0, "price": -500.0, "trend": 20.0]
    var covered: [String: Int] = [:]
    for seed in 1...300 {
      let table = linearTable(weeks: 60, seed: UInt64(seed))
      let fit = try linearSpec.fitted(to: MixData(table, for: linearSpec))
      for estimate in fit.coefficients {
        let interval = try #require(estimate.precision)
        let value = truth[estimate.name] ?? .nan
        if interval.low <= value, value <= interval.high { covered[estimate.name, default: 0] += 1 }
      }
    }
    for (name, count) in covered { #expect((270...300).contains(count), "\(name): \(count)") }
    #expect(covered.count == 4)
  }

  @Test(
    "Parts add up to the prediction, returns to contributions, shares to one", arguments: 1...40)
  func accounting(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), stream: 9)
    let table = linearTable(weeks: 60 + stream.index(below: 60), seed: UInt64(seed))
    let regularisers: [MixSpec.Regulariser] = [
      .ols, .ridge(.fixed(stream.uniform(0, 50))), .ridge(.crossValidated(folds: 4)),
      .ridge(.fixed(7), on: .channelsOnly),
    ]
    let spec = MixSpec(
      target: "sales", channels: stream.chance(0.5) ? ["tv", "radio"] : ["radio"],
      controls: stream.chance(0.5) ? ["price"] : [],
      trend: stream.chance(0.5) ? .linear : .absent,
      season: [.absent, .yearly(pairs: 2), .cycle(periods: 13, pairs: 1)][stream.index(below: 3)],
      holdout: [.absent, .rows(8), .share(0.15)][stream.index(below: 3)],
      regulariser: regularisers[stream.index(below: 4)])
    let data = try MixData(table, for: spec)
    let fit = try spec.fitted(to: data)
    #expect((fit.test == nil) == (spec.holdout == .absent))
    for window in [fit.training] + (fit.test.map { [$0] } ?? []) {
      let scale = window.actual.map(abs).max() ?? 1
      for row in 0..<window.rowCount {
        let parts = window.components.reduce(0) { $0 + $1.values[row] }
        let residual = window.actual[row] - parts
        #expect(parts.isClose(to: window.predicted[row], within: .absolute(1e-9 * scale)))
        #expect(residual.isClose(to: window.residuals[row], within: .absolute(1e-9 * scale)))
      }
      let results = window.channelResults
      let contributions = results.reduce(0) { $0 + $1.contribution }
      let predicted = window.predicted.reduce(0, +)
      #expect(
        (contributions + window.baseline).isClose(to: predicted, within: .relative(1e-12)))
      let shares = results.reduce(0) { $0 + ($1.share ?? .nan) }
      #expect((shares + window.baseline / predicted).isClose(to: 1, within: .absolute(1e-12)))
      for result in results {
        let roi = try #require(result.roi)
        #expect(
          (roi * result.spend).isClose(to: result.contribution, within: .relative(1e-12)))
        #expect(result.mroi == fit.coefficients.first { $0.name == result.channel }?.coefficient)
      }
    }
    let fields = fit.scalarFields
    #expect(Set(fields.map(\.name)).count == fields.count)
    #expect(fields.allSatisfy { $0.value.isFinite })
  }

  @Test("What the hold-out holds changes nothing of the fit")
  func noLeakage() throws {
    let table = linearTable(weeks: 80, seed: 3)
    for regulariser in [MixSpec.Regulariser.ols, .ridge(.crossValidated())] {
      var spec = linearSpec
      spec.seasons = [.yearly(pairs: 2)]
      spec.holdout = .rows(16)
      spec.regulariser = regulariser
      let fit = try spec.fitted(to: MixData(table, for: spec))
      var changed = table
      for name in ["sales", "tv", "radio", "price"] {
        changed = try changed.replacing(name) { $0[..<64] + $0[64...].map { 3 * $0 + 7 } }
      }
      let other = try spec.fitted(to: MixData(changed, for: spec))
      #expect(other.coefficients == fit.coefficients)
      #expect(other.intercept == fit.intercept)
      #expect(other.training == fit.training)
      #expect(other.penaltyCurve == fit.penaltyCurve)
      #expect(other.test != fit.test)
    }
  }

  @Test("Rows of another table are encoded as the fitted ones were")
  func predictsElsewhere() throws {
    let table = linearTable(weeks: 80, seed: 4)
    var spec = linearSpec
    spec.seasons = [.yearly(pairs: 1)]
    spec.holdout = .rows(20)
    let data = try MixData(table, for: spec)
    let fit = try spec.fitted(to: data)
    #expect(try fit.prediction(on: data.rows(60..<80)) == fit.test)
    #expect(try fit.prediction(on: data.rows(0..<60)) == fit.training)
    #expect(try fit.prediction(on: data.rows(70..<71)).predicted[0] == fit.test?.predicted[10])
    let timeless = Table(Array(table.columns.dropFirst()))
    #expect(throws: MixError.self) {
      try fit.prediction(on: MixData(timeless, for: spec))
    }
  }

  @Test("A fit has the fields of the notebook format")
  func fields() throws {
    var spec = linearSpec
    spec.holdout = .rows(10)
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 60, seed: 5), for: spec))
    let names = Set(fit.scalarFields.map(\.name))
    let both = [
      "r2", "rmse", "mae", "mape", "nrmse", "baseline", "contribution.tv", "share.radio",
      "roi.tv", "mroi.radio", "rows",
    ]
    for name in both {
      #expect(names.contains(name), "\(name)")
      #expect(names.contains("test.\(name)"), "test.\(name)")
    }
    for name in [
      "penalty", "intercept", "coefficient.tv", "coefficient.price", "coefficient.trend",
      "adjusted_r2", "aic", "bic", "durbin_watson", "condition_number", "vif.tv", "p.tv",
    ] { #expect(names.contains(name), "\(name)") }
    #expect(fit.field("penalty") == 0)
    #expect(fit.field("rows") == 50)
  }

  @Test("A fit is the same after it was stored")
  func codable() throws {
    var spec = linearSpec
    spec.regulariser = .ridge(.crossValidated(folds: 3))
    spec.seasons = [.yearly(pairs: 2)]
    spec.holdout = .share(0.2)
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 60, seed: 6), for: spec))
    let stored = try JSONEncoder().encode(fit)
    #expect(try JSONDecoder().decode(MixFit.self, from: stored) == fit)
  }

  @Test("Cross-validation tries the penalties that it is given, one alone as among others")
  func ownPenalties() throws {
    let wide = [0.01, 0.1, 1, 10, 100]
    for mix in [nil, 0.5] {
      func fit(_ penalties: [Double]) throws -> MixFit {
        let penalty = MixSpec.Penalty.crossValidated(folds: 3, penalties: penalties)
        var spec = linearSpec
        spec.regulariser = mix.map { .elasticNet(mix: $0, penalty) } ?? .ridge(penalty)
        return try spec.fitted(to: MixData(linearTable(weeks: 60, seed: 6), for: spec))
      }
      let whole = try fit(wide)
      #expect(whole.penaltyCurve.map(\.penalty) == wide)
      #expect(wide.contains(whole.penalty))
      let single = try fit([10])
      #expect(single.penalty == 10)
      let (mine, other) = (single.penaltyCurve[0], whole.penaltyCurve[3])
      #expect(abs(mine.meanSquaredError / other.meanSquaredError - 1) < 1e-6)
    }
  }

  @Test("Without dates a trend counts rows, and a yearly season is refused")
  func withoutDates() throws {
    let timeless = Table(Array(linearTable(weeks: 60, seed: 7).columns.dropFirst()))
    var spec = linearSpec
    let fit = try spec.fitted(to: MixData(timeless, for: spec))
    #expect(fit.coefficients.map(\.name) == ["tv", "radio", "price", "trend"])
    #expect(fit.training.days.isEmpty)
    spec.seasons = [.yearly(pairs: 2)]
    #expect(throws: MixError.self) { try spec.fitted(to: MixData(timeless, for: spec)) }
  }

  @Test("Tables of a fit have a row a feature, a channel, a period")
  func tables() throws {
    var spec = linearSpec
    spec.holdout = .rows(10)
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 60, seed: 8), for: spec))
    #expect(
      fit.coefficientTable.names
        == ["feature", "coefficient", "standard_error", "t", "p", "low", "high"])
    #expect(fit.coefficientTable.rowCount == 5)
    #expect(
      fit.training.contributionTable.names == [
        "channel", "contribution", "share", "spend", "roi", "immediate", "carried_over",
        "carry_in", "carry_out",
      ])
    #expect(
      fit.training.componentTable.names
        == ["date", "intercept", "trend", "price", "tv", "radio", "predicted", "actual"])
    #expect(fit.residualTable.rowCount == 60)
    #expect(fit.inflationTable.rowCount == 4)
    #expect(fit.autocorrelationTable.rowCount == 12)
    #expect(fit.penaltyTable.rowCount == 0)
  }
}

@Suite("Data that cannot be fitted")
struct MixRefusalTests {
  private let table = linearTable(weeks: 40, seed: 11)

  private func fit(_ table: Table, _ spec: MixSpec = linearSpec) throws -> MixFit {
    try spec.fitted(to: MixData(table, for: spec))
  }

  @Test("A column that never changes in the fitted rows", arguments: ["sales", "tv", "price"])
  func constant(column: String) throws {
    let flat = try table.replacing(column) { $0.map { _ in 5 } }
    #expect(throws: MixError.constant(column: column, value: 5, rows: 40)) { try fit(flat) }
    let late = try table.replacing(column) { [Double](repeating: 5, count: 35) + $0[35...] }
    var spec = linearSpec
    spec.holdout = .rows(5)
    #expect(throws: MixError.constant(column: column, value: 5, rows: 35)) { try fit(late, spec) }
  }

  @Test("More coefficients than rows, for least squares; ridge goes on with a warning")
  func fewRows() throws {
    let short = linearTable(weeks: 5, seed: 12)
    #expect(throws: MixError.tooFewRows(rows: 5, needed: 6, coefficients: 5)) { try fit(short) }
    var spec = linearSpec
    spec.regulariser = .ridge(.fixed(1))
    let ridge = try fit(linearTable(weeks: 4, seed: 12), spec)
    #expect(ridge.warnings.contains(.fewRows(rows: 4, coefficients: 5)))
    #expect(ridge.scalarFields.allSatisfy { $0.value.isFinite })
  }

  @Test("A channel that doubles another: refused by least squares, shared out by ridge")
  func collinear() throws {
    let twin = Table(
      table.columns + [Column("twin", numbers: try table.numbers("tv").map { 2 * $0 + 10 })])
    var spec = linearSpec
    spec.channels = ["tv", "radio", "twin"]
    #expect {
      try fit(twin, spec)
    } throws: { error in
      guard case MixError.collinear(let feature) = error else { return false }
      return ["tv", "twin"].contains(feature)
    }
    spec.regulariser = .ridge(.fixed(1))
    let ridge = try fit(twin, spec)
    #expect(ridge.warnings.contains(.nearlyCollinear(feature: "tv", varianceInflation: nil)))
    let (tv, copy) = (ridge.coefficients[0].coefficient, ridge.coefficients[2].coefficient)
    #expect(tv.isClose(to: 2 * copy, within: .relative(1e-6)))
  }

  @Test("Hold-outs, penalties, folds and seasons outside their range")
  func options() {
    let changes: [(inout MixSpec) -> Void] = [
      { $0.holdout = .rows(40) }, { $0.holdout = .rows(0) }, { $0.holdout = .rows(-3) },
      { $0.holdout = .rows(.max) }, { $0.holdout = .share(0) }, { $0.holdout = .share(1) },
      { $0.holdout = .share(.nan) }, { $0.regulariser = .ridge(.fixed(-1)) },
      { $0.regulariser = .ridge(.fixed(.nan)) }, { $0.regulariser = .ridge(.fixed(.infinity)) },
      { $0.regulariser = .ridge(.crossValidated(folds: 0)) },
      { $0.regulariser = .ridge(.crossValidated(folds: .max)) },
      { $0.seasons = [.yearly(pairs: 0)] }, { $0.seasons = [.yearly(pairs: .max)] },
      { $0.seasons = [.cycle(periods: 0, pairs: 1)] },
      { $0.seasons = [.cycle(periods: .nan, pairs: 1)] },
    ]
    for (index, change) in changes.enumerated() {
      var spec = linearSpec
      change(&spec)
      #expect(throws: (any Error).self, "change \(index)") { try fit(table, spec) }
    }
  }

  @Test("Features that would share a field name")
  func sameField() throws {
    let doubled = Table(table.columns + [Column("TV", numbers: try table.numbers("price"))])
    let spec = MixSpec(target: "sales", channels: ["tv", "TV"])
    #expect(throws: MixError.sameFieldName("tv", "TV")) { try fit(doubled, spec) }
  }

  @Test("A perfect fit has no field that is not a number")
  func perfect() throws {
    let tv = try table.numbers("tv")
    let exact = try table.replacing("sales") { _ in tv.map { 3 * $0 + 1 } }
    let result = try fit(exact)
    #expect(result.scalarFields.allSatisfy { $0.value.isFinite })
    #expect(result.field("r2")?.isClose(to: 1, within: .absolute(1e-12)) == true)
  }
}
