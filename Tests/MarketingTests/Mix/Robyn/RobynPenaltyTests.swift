import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Regressions of Robyn's example data by glmnet.
private struct GlmnetReference: Decodable {
  struct Case: Decodable {
    let name: String
    let theta: [Double]
    let alpha: [Double]
    let gamma: [Double]
    let place: Double
    let controls: [String]
    let lower: Double?
    let upper: Double?
    let shift: Double
    let factors: [Double]
    let lambdaLeast: Double
    let lambdaMost: Double
    let lambda: Double
    let intercept: Double
    let coefficients: [Double]
    let nrmse: Double
    let rssd: Double
    let effectShare: [Double]
    let spendShare: [Double]

    /// The same question put to a model of this house; the penalty is still to come.
    var spec: MixSpec {
      var spec = MixSpec(target: "revenue", channels: RobynData.channels, controls: controls)
      spec.unit = .largestCarriedOver
      spec.interceptRule = .nonNegative
      for (index, channel) in RobynData.channels.enumerated() {
        spec.transforms[channel] = ChannelTransform(
          adstock: .recursive(retention: theta[index]),
          saturation: .hill(half: gamma[index], slope: alpha[index]))
        if lower == 0 { spec.signs[channel] = .positive }
        if let lower, let upper { spec.bounds[channel] = lower...upper }
      }
      return spec
    }
  }
  let tool: String
  let rows: Int
  let range: Double
  let cases: [Case]
}

@Suite("Robyn's penalty", .enabled(if: RobynData.isHere, "outside data not here"))
struct RobynPenaltyTests {
  @Test("The window, its spend and its range are the published ones")
  func published() throws {
    let rows = try RobynData.data().rows(RobynData.window)
    #expect(rows.rowCount == 157)
    #expect(rows.days.first == Day(year: 2016, month: 1, day: 4))
    #expect(rows.days.last == Day(year: 2018, month: 12, day: 31))
    let sales = rows.target.values
    #expect((sales.max() ?? 0) - (sales.min() ?? 0) == 3_100_270)
    let spend = try RobynObjectives.spend(of: rows)
    let total = spend.reduce(0, +)
    let shares = [0.206047, 0.655151, 0.047837, 0.026563, 0.064401]
    for (money, share) in zip(spend, shares) { #expect(abs(money / total - share) < 5e-7) }
    // One return for all channels is no distance at all.
    #expect(RobynObjectives.decompositionDistance(effect: spend, spend: spend) < 1e-15)
  }

  @Test(
    "Coefficients, NRMSE and DECOMP.RSSD are glmnet's, with bounds and without an intercept too")
  func glmnet() throws {
    let known = try reference("robyn_ridge.json", as: GlmnetReference.self)
    #expect(known.cases.count == 9)
    #expect(known.cases.contains { $0.intercept == 0 })
    for ask in known.cases {
      let all = try RobynData.data(controls: ask.controls, shift: ask.shift)
      let rows = all.rows(RobynData.window)
      var spec = ask.spec
      let design = try MixDesign(spec, for: rows)
      let penalty = try RobynPenalty(design, for: rows)
      #expect(abs(penalty.smallest / ask.lambdaLeast - 1) < 1e-12, "\(ask.name)")
      #expect(abs(penalty.largest / ask.lambdaMost - 1) < 1e-12, "\(ask.name)")
      #expect(abs(penalty.lambda(at: ask.place, .linear) / ask.lambda - 1) < 1e-12)
      // glmnet stretches factors so that they add up to the number of columns.
      let stretch = Double(ask.factors.count) / ask.factors.reduce(0, +)
      let alpha = penalty.penalty(at: ask.place, .linear) * stretch
      spec.regulariser = .ridge(
        .fixed(alpha), on: ask.factors.contains(0) ? .channelsOnly : .everyFeature)
      let fit = try spec.fitted(to: rows)
      #expect(
        fit.intercept.coefficient.isClose(to: ask.intercept, within: .relative(1e-6)),
        "\(ask.name): \(fit.intercept.coefficient)")
      for (found, expected) in zip(fit.coefficients, ask.coefficients) {
        let scale = max(abs(expected), 1e-3)
        #expect(
          abs(found.coefficient - expected) < 1e-6 * scale,
          "\(ask.name), \(found.name): \(found.coefficient) against \(expected)")
      }
      let nrmse = try #require(fit.training.metrics.nrmse)
      #expect(abs(nrmse - ask.nrmse) < 1e-9, "\(ask.name)")
      #expect(
        abs(
          RobynObjectives.nrmse(
            actual: fit.training.actual, predicted: fit.training.predicted, range: known.range)
            - ask.nrmse) < 1e-9)
      let spend = try RobynObjectives.spend(of: rows)
      let effect = fit.training.channels.map(\.total)
      let rssd = RobynObjectives.decompositionDistance(effect: effect, spend: spend)
      #expect(abs(rssd - ask.rssd) < 1e-7, "\(ask.name): \(rssd) against \(ask.rssd)")
    }
  }

  @Test(
    "Precomputed features give glmnet's ridge at three penalties",
    .enabled(if: OutsideData.has("stats/ref_r_glmnet_base.json"), "outside data not here"))
  func precomputed() throws {
    let columns = outsideColumns("stats/glmnet_robyn_design.csv")
    let names = RobynData.channels + ["newsletter", "competitor_sales_B"]
    let sales = columns["revenue"] ?? []
    let file = try #require(
      try JSONSerialization.jsonObject(
        with: Data(OutsideData.bytes("stats/ref_r_glmnet_base.json"))) as? [String: Any])
    let features = names.map { columns[$0] ?? [] }
    let penalty = RobynPenalty(columns: features, target: sales)
    // glmnet's own path begins at 1/0.001 of the largest product, ten times Robyn's.
    let path = try #require(file["ridge_default_lambda_path"] as? [Double])
    #expect(abs(10 * penalty.largest / path[0] - 1) < 1e-9)
    let table = Table(
      zip(names + ["revenue"], features + [sales]).map { Column($0, numbers: $1) })
    for (lambda, key) in [(1e3, "1000"), (1e4, "10000"), (1e5, "1e+05")] {
      func expected(_ name: String) throws -> (intercept: Double, beta: [Double]) {
        let found = try #require(file["\(name)_lambda\(key)"] as? [String: Any])
        return (
          try #require(found["intercept"] as? Double), try #require(found["beta"] as? [Double])
        )
      }
      func check(
        _ found: [Double], _ known: (intercept: Double, beta: [Double]), _ what: String
      ) {
        for (value, wanted) in zip(found, [known.intercept] + known.beta) {
          #expect(abs(value - wanted) <= 3e-6 * abs(wanted), "\(what) \(key): \(value), \(wanted)")
        }
      }
      var spec = MixSpec(
        target: "revenue", channels: RobynData.channels, controls: Array(names[5...]),
        regulariser: .ridge(.fixed(penalty.penalty(lambda: lambda))))
      let data = try MixData(table, for: spec)
      func coefficients() throws -> [Double] {
        let fit = try spec.fitted(to: data)
        return [fit.intercept.coefficient] + fit.coefficients.map(\.coefficient)
      }
      check(try coefficients(), try expected("ridge_std"), "free")
      for name in names { spec.signs[name] = .positive }
      spec.signs["competitor_sales_B"] = .negative
      check(
        try coefficients(), try expected("ridge_std_lower0_media_upper0_competitor"), "bounded")
      spec.signs = [:]
      spec.regulariser = .ridge(
        .fixed(penalty.penalty(lambda: lambda) * 7 / 5), on: .channelsOnly)
      check(
        try coefficients(), try expected("ridge_std_penaltyfactor0_for_last2"), "factors")
      let free = RobynPenalty.withoutIntercept(
        penalty.penalty(lambda: lambda), target: sales)
      let origin = try BoundedLeastSquares(
        lowerBounds: names.map { _ in 0 }, penalties: names.map { _ in free },
        isStandardized: true, hasIntercept: false
      ).fit(Matrix(columns: features), to: sales)
      check(
        [0] + origin.coefficients, try expected("ridge_std_nointercept_lower0"), "no intercept")
    }
  }

  @Test("Equal steps and equal ratios share their ends")
  func scales() throws {
    let penalty = RobynPenalty(columns: [[1, 2, 3, 5], [0, 1, 0, 1]], target: [10, 20, 40, 30])
    for scale in [RobynSearch.PenaltyScale.linear, .logarithmic] {
      #expect(abs(penalty.lambda(at: 0, scale) / penalty.smallest - 1) < 1e-12)
      #expect(abs(penalty.lambda(at: 1, scale) / penalty.largest - 1) < 1e-12)
    }
    let middle = penalty.lambda(at: 0.5, .logarithmic)
    #expect(abs(middle / (penalty.smallest * penalty.largest).squareRoot() - 1) < 1e-12)
    #expect(RobynPenalty(columns: [[1, 2]], target: [3, 3]).penalty(lambda: 5) == 0)
  }

  @Test("What the first stage found is bounded as Robyn bounds it, and nothing else")
  func bounds() throws {
    var spec = MixSpec(
      target: "revenue", channels: RobynData.channels, trend: .piecewise(bends: 25),
      season: .yearly(pairs: 3))
    let rows = try RobynData.data().rows(RobynData.window)
    #expect(RobynBounds.bounds(for: try MixDesign(spec, for: rows)).isEmpty)
    spec.baselineStage = .estimatedFirst
    let design = try MixDesign(spec, for: rows)
    let bounds = RobynBounds.bounds(for: design)
    #expect(bounds == ["trend": 0...1, "season": 0...1])
    spec.bounds = bounds
    spec.regulariser = .ridge(.fixed(0.1))
    let fit = try spec.fitted(to: rows)
    #expect(bounds["season"]?.contains(fit.field("coefficient.season") ?? .nan) == true)
    #expect((fit.field("coefficient.season") ?? 0) > 0.5)
  }
}
