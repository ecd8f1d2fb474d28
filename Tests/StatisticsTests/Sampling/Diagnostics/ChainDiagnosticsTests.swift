import Statistics
import TestSupport
import Testing

private let inputPath = "bayes/mcmc_diagnostics_input.csv"
private let posteriorPath = "bayes/ref_mcmc_diagnostics_r_posterior.json"
private let arvizPath = "bayes/ref_mcmc_diagnostics_arviz.json"

/// Four chains of 250 draws of the series of that name.
private func series(_ name: String) -> [[Double]] {
  let values = outsideColumns(inputPath)[name] ?? []
  return stride(from: 0, to: values.count, by: 250).map { Array(values[$0..<($0 + 250)]) }
}

/// Chains x(t) = ρ x(t − 1) + noise.
private func autoregression(
  _ correlation: Double, chains: Int = 4, length: Int = 1000, seed: UInt64 = 11
) -> [[Double]] {
  (0..<chains).map { chain in
    var stream = RandomStream(seed: seed, stream: UInt64(chain))
    var state = stream.normal()
    return (0..<length).map { _ in
      let noise = stream.normal() * (1 - correlation * correlation).squareRoot()
      state = correlation * state + noise
      return state
    }
  }
}

@Suite("Diagnostics of chains") struct ChainDiagnosticsTests {
  static let names = ["iid", "ar0.7", "ar0.95", "shifted_chain", "antithetic", "heavy_tail"]

  @Test(
    "R's posterior says the same of six series",
    .enabled(if: OutsideData.has(posteriorPath), "outside data not here"),
    arguments: names)
  func posterior(name: String) throws {
    let expected = JSON.outside(posteriorPath)[name]
    let chains = series(name)
    let found = ChainDiagnostics(chains)
    let pairs: [(String, Double?)] = [
      ("rhat", found.rHat), ("ess_bulk", found.essBulk), ("ess_tail", found.essTail),
      ("ess_mean", found.essMean), ("ess_sd", found.essSd), ("ess_median", found.essMedian),
      ("mcse_mean", found.mcseMean), ("mcse_sd", found.mcseSd),
      ("mcse_median", found.mcseQuantile(0.5)), ("mcse_q05", found.mcseQuantile(0.05)),
    ]
    for (key, value) in pairs {
      let value = try #require(value)
      #expect(value.isClose(to: expected[key].number, within: .relative(1e-10)), "\(key) \(value)")
    }
    let summary = found.summary(named: name)
    #expect(
      agree(
        [summary.q5, summary.q25, summary.q50, summary.q75, summary.q95], expected["q"].numbers,
        .relative(1e-10)))
    #expect(summary.rhat == found.rHat && summary.essBulk == found.essBulk)
    #expect(summary.essTail == found.essTail && summary.mcse == found.mcseMean)
  }

  @Test(
    "ArviZ says the same, but for where it ends the sum of a chain that never mixes",
    .enabled(if: OutsideData.has(arvizPath), "outside data not here"), arguments: names)
  func arviz(name: String) throws {
    let expected = JSON.outside(arvizPath)["synthetic_chains"][name]
    let chains = series(name)
    let found = ChainDiagnostics(chains)
    #expect(try #require(found.rHat).isClose(to: expected["rhat_rank"].number, within: .digits(12)))
    if name != "shifted_chain" {
      for p in [0.05, 0.5, 0.95] {
        let size = try #require(found.essQuantile(p))
        #expect(size.isClose(to: expected["ess_quantile_\(p)"].number, within: .digits(10)))
      }
    }
    for (share, key) in [(0.94, "hdi_94"), (0.5, "hdi_50")] {
      let interval = found.hdi(share)
      #expect([interval.low, interval.high] == expected[key].numbers)
    }
    let fractions = chains.compactMap { energyBFMI($0) }
    #expect(mean(fractions).isClose(to: expected["bfmi_like_energy"].number, within: .digits(12)))
  }

  @Test(
    "Every quantity of posteriordb's stored draws, 10 × 1,000",
    .enabled(if: OutsideData.has(arvizPath), "outside data not here"),
    arguments: [
      "eight_schools-eight_schools_noncentered", "kidiq-kidscore_momiq", "arK-arK",
    ].filter { OutsideData.has("bayes/posteriordb/\($0).draws.csv") })
  func posteriordb(name: String) throws {
    let columns = outsideColumns("bayes/posteriordb/\(name).draws.csv")
    let arviz = JSON.outside(arvizPath)[name]
    let stored = JSON.outside("bayes/posteriordb/\(name).json")["parameters"]
    #expect(!stored.keys.isEmpty)
    let draws = Draws(
      names: stored.keys, chains: 10, length: 1000,
      values: stored.keys.flatMap { columns[$0] ?? [] })
    for found in draws.summaries() {
      let (rhat, bulk, tail) = try (
        #require(found.rhat), #require(found.essBulk), #require(found.essTail)
      )
      if !arviz.keys.isEmpty {
        let expected = arviz[found.name]
        #expect(rhat.isClose(to: expected["rhat_rank"].number, within: .digits(10)))
        #expect(bulk.isClose(to: expected["ess_bulk"].number, within: .digits(10)))
        #expect(tail.isClose(to: expected["ess_tail"].number, within: .digits(10)))
      }
      // Its own figures are of draws with more digits than are stored.
      let expected = stored[found.name]
      #expect(rhat.isClose(to: expected["rhat"].number, within: .absolute(2e-5)))
      #expect(bulk.isClose(to: expected["ess_bulk"].number, within: .relative(2e-3)))
      // A rounded draw at the quantile changes sides and counts as one in five hundred.
      #expect(tail.isClose(to: expected["ess_tail"].number, within: .relative(1e-2)))
      #expect(found.mean.isClose(to: expected["mean"].number, within: .absolute(1e-5 * found.sd)))
    }
  }

  @Test("A short trace, as R's posterior has it")
  func short() throws {
    // R posterior's algorithm by an independent NumPy script (rankdata, norm.ppf, direct sums), odd length: the middle
    // draw of each chain is left out.
    let found = ChainDiagnostics(Self.small)
    #expect(try #require(found.rHat).isClose(to: Self.smallRHat, within: .digits(11)))
    #expect(try #require(found.essBulk).isClose(to: Self.smallBulk, within: .digits(11)))
    #expect(try #require(found.essMean).isClose(to: Self.smallMean, within: .digits(11)))
  }

  static let small: [[Double]] = [
    [2.0, -1.5, -0.3, -0.7, -0.8, -0.6, -2.3, -1.4, -1.6, 2.5, 1.5, 0.4, -0.1],
    [-0.7, -1.4, -1.1, -0.1, -0.3, 0.8, 0.2, 0.1, 1.6, 1.4, 0.2, -0.1, 0.5],
  ]
  static let smallRHat = 1.0131036254217498
  static let smallBulk = 24.31214596810193
  static let smallMean = 22.029160627689418

  @Test("Where no lag is summed directly the transform says the same as the sum of all products")
  func slowMixing() throws {
    // So slow that the sum runs far beyond the lags that are summed directly: τ = (1 + ρ)/(1 − ρ) = 199.
    let chains = autoregression(0.99, length: 4000)
    let size = try #require(ChainDiagnostics(chains).essMean)
    #expect(size.isClose(to: directSize(chains), within: .digits(9)))
    // 16,000 / 199 = 80; the estimate's own error is about a fifth.
    #expect(size > 40 && size < 160)
  }

  @Test(
    "The effective size of an autoregression is N (1 − ρ)/(1 + ρ)", arguments: [0.0, 0.3, 0.6, 0.9])
  func autoregressive(correlation: Double) throws {
    let found = ChainDiagnostics(autoregression(correlation, length: 5000))
    let expected = 20_000 * (1 - correlation) / (1 + correlation)
    #expect(try #require(found.essMean).isClose(to: expected, within: .relative(0.15)))
    #expect(try #require(found.essBulk).isClose(to: expected, within: .relative(0.15)))
    #expect(try #require(found.rHat) < 1.01)
  }

  @Test("Ranks, and with them R-hat and bulk size, do not see a rising transformation")
  func monotone() throws {
    let chains = autoregression(0.5, length: 501)
    let plain = ChainDiagnostics(chains)
    let cubed = ChainDiagnostics(chains.map { $0.map { $0 * $0 * $0 } })
    #expect(plain.essBulk == cubed.essBulk && plain.essTail == cubed.essTail)
    let shifted = ChainDiagnostics(chains.map { $0.map { 8 * $0 + 1e6 } })
    #expect(try #require(shifted.rHat).isClose(to: #require(plain.rHat), within: .digits(6)))
  }

  @Test("Chains that disagree in place, in width, or with themselves are caught")
  func disagreement() throws {
    var chains = autoregression(0)
    chains[0] = chains[0].map { $0 + 1 }
    #expect(try #require(ChainDiagnostics(chains).rHat) > 1.05)
    chains = autoregression(0)
    chains[0] = chains[0].map { 3 * $0 }
    #expect(try #require(ChainDiagnostics(chains).rHat) > 1.05)
    // One chain alone, drifting.
    let drift = autoregression(0, chains: 1)[0].enumerated().map { $1 + Double($0) / 500 }
    #expect(try #require(ChainDiagnostics([drift]).rHat) > 1.05)
    #expect(try #require(ChainDiagnostics(autoregression(0, chains: 1)).rHat) < 1.01)
    // Chains stuck each at its own place: no variance within.
    #expect(
      try #require(ChainDiagnostics((0..<4).map { [Double](repeating: Double($0), count: 9) }).rHat)
        == .infinity)
  }

  @Test("Draws of which nothing can be said have no diagnostics, and say why")
  func gaps() {
    let constant = ChainDiagnostics(
      [[Double]](repeating: [Double](repeating: 0.1, count: 50), count: 4))
    #expect(constant.gap == .constant && constant.rHat == nil && constant.essBulk == nil)
    #expect(constant.mcseMean == nil && constant.essTail == nil && constant.hdi() == (0.1, 0.1))
    let same = constant.summary(named: "c")
    #expect(same.mean == 0.1 && same.sd == 0 && same.q5 == 0.1 && same.gap == .constant)
    #expect(same.isTrustworthy(chains: 4))

    let short = ChainDiagnostics([[1, 2, 3]])
    #expect(short.gap == .tooShort && short.rHat == nil && short.essMean == nil)
    #expect(short.summary(named: "s").q50 == 2 && short.summary(named: "s").mean == 2)
    #expect(!short.summary(named: "s").isTrustworthy(chains: 1))

    var chains = autoregression(0, length: 40)
    chains[2][7] = .nan
    let missing = ChainDiagnostics(chains).summary(named: "n")
    #expect(missing.gap == .notFinite && missing.rhat == nil && missing.essTail == nil)
    #expect(missing.mean.isNaN && missing.q50.isNaN && missing.hdiLow.isNaN)
    chains[2][7] = .infinity
    let endless = ChainDiagnostics(chains).summary(named: "i")
    #expect(endless.gap == .notFinite && endless.mean.isNaN && endless.q50.isFinite)
    #expect(!endless.isTrustworthy(chains: 4))

    let none = Draws(names: ["x"], chains: 4, length: 0, values: []).summaries()
    #expect(none.count == 1 && none[0].gap == .tooShort && none[0].mean.isNaN && none[0].q5.isNaN)
    #expect(Draws(names: [], chains: 4, length: 10, values: []).summaries().isEmpty)
    #expect(ChainDiagnostics([]).gap == .tooShort)
  }

  @Test("A quantity of two values has what can be had")
  func indicator() throws {
    let coins = autoregression(0, length: 400).map { $0.map { $0 > 0 ? 1.0 : 0 } }
    let found = ChainDiagnostics(coins)
    #expect(try #require(found.rHat) < 1.01)
    #expect(try #require(found.essBulk) > 1200)
    // 5 % and 95 % are the two values themselves: every draw is at most the larger.
    #expect(found.essTail == nil)
  }

  @Test("Energies")
  func energies() throws {
    #expect(energyBFMI([1, 2]) == 2)
    #expect(energyBFMI([1]) == nil && energyBFMI([]) == nil && energyBFMI([3, 3, 3]) == nil)
    #expect(energyBFMI([1, .nan, 2]) == nil)
    let slow = autoregression(0.95, chains: 1, length: 4000)[0]
    // 2 (1 − ρ) for an autoregression.
    #expect(try #require(energyBFMI(slow)).isClose(to: 0.1, within: .relative(0.25)))
  }
}

/// The effective size for the mean by sums over all products, as the paper writes it.
private func directSize(_ chains: [[Double]]) -> Double {
  let halves = chains.flatMap { chain in
    [Array(chain.prefix(chain.count / 2)), Array(chain.suffix(chain.count / 2))]
  }
  let (m, n) = (Double(halves.count), Double(halves[0].count))
  let centred = halves.map { half in half.map { $0 - mean(half) } }
  func covariance(_ lag: Int) -> Double {
    centred.reduce(0) { sum, half in
      sum + zip(half, half.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / n
    } / m
  }
  let whole = covariance(0) + variance(halves.map { mean($0) })
  let within = covariance(0) * n / (n - 1)
  var (sum, before) = (0.0, Double.infinity)
  var (lag, even) = (0, 1.0)
  while true {
    even = lag == 0 ? 1 : 1 - (within - covariance(lag)) / whole
    let pair = even + 1 - (within - covariance(lag + 1)) / whole
    if pair <= 0 { break }
    before = min(before, pair)
    sum += before
    lag += 2
  }
  return m * n / (2 * sum - 1 + max(0, even))
}
