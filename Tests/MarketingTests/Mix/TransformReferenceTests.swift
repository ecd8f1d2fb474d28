import Foundation
import Marketing
import TestSupport
import Testing

/// A file of outside data as a dictionary of whatever it holds.
private func outsideJSON(_ path: String) throws -> [String: Any] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(OutsideData.bytes(path))) as? [String: Any])
}

extension [String: Any] {
  fileprivate func numbers(_ key: String) throws -> [Double] {
    try #require(self[key] as? [Double], "no numbers \(key)")
  }

  /// A column of a list of rows.
  fileprivate func column(_ key: String, _ index: Int) throws -> [Double] {
    try #require(self[key] as? [[Double]], "no rows \(key)").map { $0[index] }
  }

  fileprivate func numbers(_ key: String, _ inner: String) throws -> [Double] {
    try #require((self[key] as? [String: Any])?[inner] as? [Double], "no \(inner) in \(key)")
  }
}

private let robynFile = "mmm/ref_transforms_robyn.json"
private let meridianFile = "mmm/ref_transforms_meridian.json"
private let pymcFile = "mmm/ref_transforms_pymc_marketing.json"
private let lightweightFile = "mmm/ref_transforms_lightweight_mmm.json"

/// Double precision on both sides, sums of some dozen terms; printed to 15 digits.
private let double = Tolerance.relative(1e-12)
/// Meridian computes in single precision.
private let single = Tolerance.relative(2e-6)

private func expectClose(
  _ found: [Double], _ expected: [Double], _ tolerance: Tolerance, _ what: String,
  floor: Double = 1e-13, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  for (index, (value, known)) in zip(found, expected).enumerated() {
    #expect(
      value.isClose(to: known, within: tolerance) || abs(value - known) <= floor,
      "\(what)[\(index)]: \(value) against \(known)", sourceLocation: sourceLocation)
  }
}

/// Carryover of unnormalised weights.
private func carried(_ spend: [Double], _ weights: [Double]) -> [Double] {
  spend.indices.map { t in
    (0...t).reduce(0) { $1 < weights.count ? $0 + weights[$1] * spend[t - $1] : $0 }
  }
}

@Suite("Carryover and saturation against Robyn, Meridian, PyMC-Marketing and LightweightMMM")
struct TransformReferenceTests {
  @Test("Five equal weeks in Robyn's three kinds, and Meridian's and PyMC-Marketing's weights")
  func goldenVectors() {
    // The printed digits of the packages' own output; six of them.
    let printed = Tolerance.absolute(6e-4)
    let equal = [Double](repeating: 100, count: 5)
    expectClose(
      Adstock.recursive(retention: 0.5).applied(to: equal), [100, 150, 175, 187.5, 193.75],
      .ulps(2), "geometric")
    let survival = Adstock.robynSurvivalWeights(shape: 0.5, scale: 0.5, periods: 5)
    expectClose(survival, [1, 0.561384, 0.248119, 0.091278, 0.028766], .absolute(6e-7), "cdf")
    expectClose(
      carried(equal, survival), [100, 156.138, 180.950, 190.078, 192.955], printed, "cdf")
    let density = Adstock.robynDensityWeights(shape: 0.5, scale: 0.5, periods: 5)
    expectClose(density, [1, 0.432350, 0.203952, 0.078908, 0], .absolute(6e-7), "pdf")
    expectClose(
      carried(equal, density), [100, 143.235, 163.630, 171.521, 171.521], printed, "pdf")
    expectClose(
      Adstock.geometric(retention: 0.5, window: 9).weights(count: 9),
      [
        0.500978, 0.250489, 0.125245, 0.062622, 0.031311, 0.015656, 0.007828, 0.003914, 0.001957,
      ], .absolute(6e-7), "Meridian geometric")
    expectClose(
      Adstock.binomial(retention: 0.5, window: 9).weights(count: 9),
      [0.2, 0.177778, 0.155556, 0.133333, 0.111111, 0.088889, 0.066667, 0.044444, 0.022222],
      .absolute(6e-7), "Meridian binomial")
    expectClose(
      Adstock.delayed(retention: 0.5, peak: 2, window: 8).weights(count: 8),
      [0.029385, 0.235076, 0.470153, 0.235076, 0.029385, 0.000918, 0.000007, 0],
      .absolute(6e-7), "PyMC-Marketing delayed")
  }

  @Test("Robyn's own functions", .enabled(if: OutsideData.has(robynFile), "outside data not here"))
  func robyn() throws {
    let known = try outsideJSON(robynFile)
    for (suffix, key) in [("x", "input_facebook_S_1_60"), ("xs", "input_small")] {
      let spend = try known.numbers(key)
      for theta in ["0", "0.3", "0.7"] {
        expectClose(
          Adstock.recursive(retention: try #require(Double(theta))).applied(to: spend),
          try known.numbers("geometric_theta\(theta)_\(suffix)", "x_decayed"), double, theta)
      }
      for setting in ["0.5:0.1", "2:0.2", "1:0.05", "3:0.5"] {
        let parts = setting.split(separator: ":").map(String.init)
        let shape = try #require(Double(parts[0]))
        let scale = try #require(Double(parts[1]))
        let name = "shape\(parts[0])_scale\(parts[1])_\(suffix)"
        for (kind, weights) in [
          (
            "cdf",
            Adstock.robynSurvivalWeights(shape: shape, scale: scale, periods: spend.count)
          ),
          ("pdf", Adstock.robynDensityWeights(shape: shape, scale: scale, periods: spend.count)),
        ] {
          let key = "weibull_\(kind)_\(name)"
          expectClose(weights, try known.numbers(key, "thetaVecCum"), double, key)
          expectClose(
            carried(spend, weights), try known.numbers(key, "x_decayed"), double, key, floor: 1e-8)
        }
      }
    }
    let spend = try known.numbers("input_facebook_S_1_60")
    for (alpha, gamma) in [("0.5", "0.3"), ("1", "0.5"), ("2", "0.7"), ("3", "1")] {
      let hill = Saturation.hill(
        half: try #require(Double(gamma)) * (spend.max() ?? 0), slope: try #require(Double(alpha)))
      let key = "hill_alpha\(alpha)_gamma\(gamma)_x"
      expectClose(hill.applied(to: spend), try known.numbers(key, "x_saturated"), double, key)
    }
  }

  @Test("Meridian's", .enabled(if: OutsideData.has(meridianFile), "outside data not here"))
  func meridian() throws {
    let known = try outsideJSON(meridianFile)
    for (channel, retention) in [0.3, 0.8].enumerated() {
      let media = try known.column("media_1geo_30t_2ch", channel)
      for lags in [4, 8] {
        let history = Array(media.prefix(8))
        let rest = Array(media.dropFirst(8))
        for (kind, adstock) in [
          ("geometric", Adstock.geometric(retention: retention, window: lags + 1)),
          ("binomial", .binomial(retention: retention, window: lags + 1)),
        ] {
          let key = "adstock_\(kind)_alpha0.3_0.8_maxlag\(lags)_nout22"
          expectClose(
            adstock.applied(to: rest, after: history), try known.column(key, channel), single, key)
          if lags == 8 {
            let whole = "adstock_\(kind)_maxlag8_nout30"
            expectClose(
              adstock.applied(to: media), try known.column(whole, channel), single, whole)
          }
        }
      }
      let hill: Saturation =
        channel == 0 ? .hill(half: 0.7, slope: 1) : .hill(half: 1.5, slope: 2.2)
      expectClose(
        hill.applied(to: media), try known.column("hill_ec0.7_1.5_slope1_2.2", channel), single,
        "hill")
    }
  }

  @Test("PyMC-Marketing's", .enabled(if: OutsideData.has(pymcFile), "outside data not here"))
  func pymcMarketing() throws {
    let known = try outsideJSON(pymcFile)
    for suffix in ["x", "xs"] {
      let spend = try known.numbers(suffix)
      for (name, adstock) in [
        ("geometric_alpha0.0", Adstock.geometric(retention: 0, window: 8)),
        ("geometric_alpha0.3", .geometric(retention: 0.3, window: 8)),
        ("geometric_alpha0.8", .geometric(retention: 0.8, window: 8)),
        ("delayed_alpha0.5_theta2", .delayed(retention: 0.5, peak: 2, window: 8)),
        ("delayed_alpha0.8_theta0", .delayed(retention: 0.8, peak: 0, window: 8)),
        ("delayed_alpha0.6_theta3", .delayed(retention: 0.6, peak: 3, window: 8)),
        ("weibull_CDF_lam1.0_k1.0", .weibullCDF(shape: 1, scale: 1, window: 8)),
        ("weibull_CDF_lam3.0_k2.0", .weibullCDF(shape: 2, scale: 3, window: 8)),
        ("weibull_CDF_lam2.0_k0.5", .weibullCDF(shape: 0.5, scale: 2, window: 8)),
      ] {
        let key = "\(name)_lmax8_normTrue_\(suffix)"
        expectClose(adstock.applied(to: spend), try known.numbers(key), double, key)
      }
    }
    let z = try known.numbers("z")
    for (key, saturation, factor) in [
      ("inverse_scaled_logistic_lam0.5", Saturation.logistic(half: 0.5), 1.0),
      // λ = ln 3 / half.
      ("logistic_lam4", .logistic(half: 1.0986122886681098 / 4), 1),
      // b·tanh(x/(b·c)) with b = c = ½: half of b at artanh ½ / 4.
      ("tanh_b0.5_c0.5", .tanh(half: 0.5493061443340548 / 4), 0.5),
      ("michaelis_menten_alpha2_lam0.6", .michaelisMenten(half: 0.6), 2),
      ("root_alpha0.5", .root(power: 0.5), 1),
    ] {
      expectClose(
        z.map { factor * saturation.value(at: $0) }, try known.numbers(key), double, key)
    }
    // Theirs adds a little to x, of 1e-9, so that it agrees to as much.
    expectClose(
      z.map { Saturation.hill(half: 0.5, slope: 2).value(at: $0) },
      try known.numbers("hill_slope2_kappa0.5"), .relative(1e-8), "hill", floor: 1e-8)
  }

  @Test(
    "LightweightMMM's", .enabled(if: OutsideData.has(lightweightFile), "outside data not here"))
  func lightweightMMM() throws {
    let known = try outsideJSON(lightweightFile)
    for channel in 0..<2 {
      let spend = try known.column("data_tv_facebook_first40_div_1e4", channel)
      for theta in [0.3, 0.9] {
        let sums = Adstock.recursive(retention: theta).applied(to: spend)
        expectClose(
          sums, try known.column("adstock_lag\(theta)_normFalse", channel), double, "recursive")
        expectClose(
          sums.map { $0 * (1 - theta) }, try known.column("adstock_lag\(theta)_normTrue", channel),
          double, "normalised")
      }
      for (key, adstock) in [
        ("carryover_ret0.5_peak1.0_lags13", Adstock.delayed(retention: 0.5, peak: 1)),
        ("carryover_ret0.8_peak2.5_lags13", .delayed(retention: 0.8, peak: 2.5)),
      ] {
        expectClose(adstock.applied(to: spend), try known.column(key, channel), double, key)
      }
      for (key, saturation) in [
        ("hill_half1.0_slope1.0", Saturation.hill(half: 1, slope: 1)),
        ("hill_half0.5_slope2.0", .hill(half: 0.5, slope: 2)), ("exponent_0.6", .root(power: 0.6)),
      ] {
        expectClose(saturation.applied(to: spend), try known.column(key, channel), double, key)
      }
    }
  }
}
