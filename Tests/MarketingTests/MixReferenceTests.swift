import Foundation
import Marketing
import Tables
import TestSupport
import Testing

private struct RidgeReference: Decodable {
  struct Fit: Decodable {
    let penalty: Double
    let coefficients: [Double]
    let intercept: Double
    let training: [String: Double]?
    let test: [String: Double]?
  }
  struct Diagnostics: Decodable {
    let vif: [Double]
    let conditionNumber: Double
    let durbinWatson: Double
    let autocorrelations: [Double]
  }
  let first: [Double]
  let second: [Double]
  let third: [Double]
  let price: [Double]
  let sales: [Double]
  let fixed: [Fit]
  let heldOut: Fit
  let channelsOnly: Fit
  let curvePenalties: [Double]
  let curve: [Double]
  let diagnostics: Diagnostics

  var table: Table {
    Table([
      Column("week", days: mondays(sales.count)), Column("first", numbers: first),
      Column("second", numbers: second), Column("third", numbers: third),
      Column("price", numbers: price), Column("sales", numbers: sales),
    ])
  }

  var spec: MixSpec {
    MixSpec(
      target: "sales", channels: ["first", "second", "third"], controls: ["price"],
      trend: .linear, season: .yearly(pairs: 1))
  }
}

/// Two double-precision solvers of a well-conditioned problem agree to far better.
private let agreement = Tolerance.relative(1e-9)

@Suite("Fits against scikit-learn, statsmodels and a textbook")
struct MixReferenceTests {
  private func check(_ fit: MixFit, _ expected: RidgeReference.Fit) {
    #expect(fit.intercept.coefficient.isClose(to: expected.intercept, within: agreement))
    for (estimate, coefficient) in zip(fit.coefficients, expected.coefficients) {
      #expect(
        estimate.coefficient.isClose(to: coefficient, within: agreement), "\(estimate.name)")
    }
    for (name, value) in expected.training ?? [:] {
      #expect(fit.field(name)?.isClose(to: value, within: agreement) == true, "\(name)")
    }
    for (name, value) in expected.test ?? [:] {
      #expect(fit.field("test.\(name)")?.isClose(to: value, within: agreement) == true, "\(name)")
    }
  }

  @Test("Ridge is scikit-learn's pipeline of scaler and ridge, hold-out and metrics included")
  func ridge() throws {
    let known = try reference("mix_ridge.json", as: RidgeReference.self)
    var spec = known.spec
    for expected in known.fixed {
      spec.regulariser = .ridge(.fixed(expected.penalty))
      let fit = try spec.fitted(to: MixData(known.table, for: spec))
      check(fit, expected)
      #expect(fit.coefficients.allSatisfy { $0.precision == nil })
    }
    spec.regulariser = .ridge(.fixed(known.heldOut.penalty))
    spec.holdout = .rows(12)
    check(try spec.fitted(to: MixData(known.table, for: spec)), known.heldOut)
    spec.holdout = .share(0.2)
    check(try spec.fitted(to: MixData(known.table, for: spec)), known.heldOut)
  }

  @Test("A penalty on channels alone leaves the baseline to least squares")
  func channelsOnly() throws {
    let known = try reference("mix_ridge.json", as: RidgeReference.self)
    var spec = known.spec
    spec.regulariser = .ridge(.fixed(known.channelsOnly.penalty), on: .channelsOnly)
    check(try spec.fitted(to: MixData(known.table, for: spec)), known.channelsOnly)
  }

  @Test("The penalty is chosen as by TimeSeriesSplit with a scaler fitted in each fold")
  func crossValidation() throws {
    let known = try reference("mix_ridge.json", as: RidgeReference.self)
    var spec = known.spec
    spec.regulariser = .ridge(.crossValidated(folds: 5))
    let fit = try spec.fitted(to: MixData(known.table, for: spec))
    #expect(fit.penaltyCurve.count == known.curve.count)
    for (point, (penalty, error)) in zip(
      fit.penaltyCurve, zip(known.curvePenalties, known.curve))
    {
      #expect(point.penalty.isClose(to: penalty, within: .relative(1e-12)))
      #expect(point.meanSquaredError.isClose(to: error, within: agreement))
    }
    let best = zip(known.curve, known.curvePenalties).min { $0.0 < $1.0 }
    #expect(fit.penalty.isClose(to: best?.1 ?? 0, within: .relative(1e-12)))
  }

  @Test("Variance inflation, condition, Durbin-Watson and autocorrelations as numpy computes them")
  func diagnostics() throws {
    let known = try reference("mix_ridge.json", as: RidgeReference.self)
    let fit = try known.spec.fitted(to: MixData(known.table, for: known.spec))
    let found = fit.diagnostics
    for (inflation, factor) in zip(found.varianceInflation, known.diagnostics.vif) {
      #expect(inflation.factor?.isClose(to: factor, within: agreement) == true)
    }
    #expect(
      found.conditionNumber?.isClose(
        to: known.diagnostics.conditionNumber, within: agreement) == true)
    #expect(
      found.durbinWatson?.isClose(to: known.diagnostics.durbinWatson, within: agreement) == true)
    for (value, expected) in zip(found.autocorrelations, known.diagnostics.autocorrelations) {
      #expect(value.isClose(to: expected, within: .absolute(1e-9)))
    }
  }

  @Test(
    "The Advertising data give the textbook's coefficients",
    .enabled(if: OutsideData.has("mmm/islr_Advertising.csv"), "outside data not here"))
  func advertising() throws {
    let fit = try checkLeastSquares(
      "Advertising", "mmm/islr_Advertising.csv", target: "Sales",
      channels: ["TV", "Radio", "Newspaper"])
    // James, Witten, Hastie, Tibshirani (2013), "An Introduction to Statistical Learning", table 3.4.
    let published = [2.939, 0.046, 0.189, -0.001]
    for (estimate, value) in zip([fit.intercept] + fit.coefficients, published) {
      #expect(estimate.coefficient.isClose(to: value, within: .absolute(0.0005)))
    }
    #expect(
      fit.warnings.contains { if case .negativeEffect("Newspaper", _) = $0 { true } else { false } }
    )
  }

  @Test(
    "Robyn's weekly data give the coefficients, errors and criteria of statsmodels",
    .enabled(if: OutsideData.has("mmm/robyn_dt_simulated_weekly.csv"), "outside data not here"))
  func robyn() throws {
    try checkLeastSquares(
      "Robyn", "mmm/robyn_dt_simulated_weekly.csv", target: "revenue",
      channels: ["tv_S", "ooh_S", "print_S", "facebook_S", "search_S"],
      controls: ["newsletter", "competitor_sales_B"])
  }

  @discardableResult
  private func checkLeastSquares(
    _ key: String, _ path: String, target: String, channels: [String], controls: [String] = []
  ) throws -> MixFit {
    let file = OutsideData.bytes("stats/ref_regression_tests.json")
    let json = try JSONSerialization.jsonObject(with: Data(file)) as? [String: Any]
    let all = try #require(json?["ols"] as? [String: [String: Any]])
    let known = try #require(all.first { $0.key.hasPrefix(key) }?.value)
    let columns = outsideColumns(path)
    let table = Table(
      ([target] + channels + controls).map { Column($0, numbers: columns[$0] ?? []) })
    let spec = MixSpec(target: target, channels: channels, controls: controls)
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let estimates = [fit.intercept] + fit.coefficients
    func compare(_ name: String, _ found: [Double?], _ tolerance: Tolerance = agreement) {
      let expected = known[name] as? [Double] ?? []
      #expect(expected.count == found.count, "\(name)")
      for (value, other) in zip(found, expected) {
        #expect(value?.isClose(to: other, within: tolerance) == true, "\(name)")
      }
    }
    compare("coef", estimates.map(\.coefficient))
    compare("se", estimates.map { $0.precision?.standardError })
    compare("t", estimates.map { $0.precision?.t })
    compare("p", estimates.map { $0.precision?.p }, .relative(1e-7))
    compare("vif", fit.diagnostics.varianceInflation.map(\.factor))
    for (field, name) in [
      ("r2", "r2"), ("adjusted_r2", "adj_r2"), ("aic", "aic"), ("bic", "bic"), ("f", "f"),
      ("durbin_watson", "durbin_watson"), ("residual_se", "sigma"),
    ] {
      let expected = known[name] as? Double ?? .nan
      #expect(fit.field(field)?.isClose(to: expected, within: agreement) == true, "\(field)")
    }
    return fit
  }
}
