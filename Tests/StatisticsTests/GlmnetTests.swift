import Statistics
import TestSupport
import Testing

private let file = "stats/ref_r_glmnet_base.json"
private let isHere = OutsideData.has(file)
private let names = [
  "tv_S", "ooh_S", "print_S", "facebook_S", "search_S", "newsletter", "competitor_sales_B",
]

/// R's glmnet 4.1 on Robyn's design.
///
/// glmnet divides y by its population standard deviation, which leaves the absolute part as it is, but makes the quadratic
/// one λ/sd(y).
@Suite("Against glmnet", .enabled(if: isHere, "outside data not here"))
struct GlmnetTests {
  private let reference = JSON.outside(file)
  private let design: Matrix
  private let response: [Double]
  private let deviation: Double

  init() {
    let columns = outsideColumns("stats/glmnet_robyn_design.csv")
    design = Matrix(columns: names.map { columns[$0] ?? [] })
    response = columns["revenue"] ?? []
    let n = Double(response.count)
    deviation = standardDeviation(response) * ((n - 1) / n).squareRoot()
  }

  @Test("Lasso, elastic net and ridge within 1e-6", arguments: ["1000", "10000", "1e+05"])
  func free(lambda: String) throws {
    for (name, ratio) in [("lasso_std", 1.0), ("enet0.5_std", 0.5), ("ridge_std", 0)] {
      try compare("\(name)_lambda\(lambda)", ratio, ElasticNet())
    }
    try compare("ridge_nostd_lambda\(lambda)", 0, ElasticNet(isStandardized: false))
    // glmnet rescales penalty factors to the mean 1.
    let factors = [1, 1, 1, 1, 1, 0, 0].map { $0 * 7.0 / 5 }
    try compare(
      "ridge_std_penaltyfactor0_for_last2_lambda\(lambda)", 0, ElasticNet(penaltyWeights: factors))
  }

  @Test(
    "Bounded ridge within 1e-6, by descent and by active set",
    arguments: ["1000", "10000", "1e+05"])
  func bounded(lambda: String) throws {
    let infinity = Double.infinity
    let lower = [0, 0, 0, 0, 0, -infinity, -infinity]
    let upper = [infinity, infinity, infinity, infinity, infinity, infinity, 0]
    let name = "ridge_std_lower0_media_upper0_competitor_lambda\(lambda)"
    try compare(name, 0, ElasticNet(lowerBounds: lower, upperBounds: upper))
    let penalty = reference[name]["lambda"].number / deviation * Double(response.count)
    let exact = try BoundedLeastSquares(
      lowerBounds: lower, upperBounds: upper,
      penalties: [Double](repeating: penalty, count: 7), isStandardized: true
    ).fit(design, to: response)
    #expect(exact.optimalityResidual < 1e-12)
    #expect(agree(exact.coefficients, reference[name]["beta"].numbers, .relative(1e-6)))
  }

  private func compare(_ name: String, _ ratio: Double, _ net: ElasticNet) throws {
    let expected = reference[name]
    let lambda = expected["lambda"].number
    // λ(α|b| + (1 − α)/(2 sd) b²) as one penalty and one ratio.
    let (absolute, square) = (lambda * ratio, lambda * (1 - ratio) / deviation)
    var net = net
    net.l1Ratio = absolute / (absolute + square)
    net.tolerance = 1e-15
    let fit = try net.fit(design, to: response, penalty: absolute + square)
    #expect(agree(fit.coefficients, expected["beta"].numbers, .relative(1e-6)), "\(name)")
    #expect(fit.intercept.isClose(to: expected["intercept"].number, within: .relative(1e-6)))
    #expect(fit.rSquared.isClose(to: expected["dev_ratio"].number, within: .relative(1e-9)))
  }
}
