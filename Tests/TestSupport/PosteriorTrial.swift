public import Marketing
public import Statistics
import Tables

/// A fit with draws made up at random: what charts and tables of draws are tried on without a sampler.
///
/// Two channels over two years of weeks. The return of tv scatters around 2 and that of radio around 1; the memory and the
/// half-point of tv go together.
public struct PosteriorTrial: Sendable {
  /// The fit.
  public let fit: MixFit
  /// The quantities in the order of the draws.
  public static let names =
    parameters + channels.flatMap { ["roi.\($0)", "mroi.\($0)", "contribution.\($0)"] }
    + ["baseline", "log_prior", "log_likelihood"]
  /// The parameters.
  public static let parameters = [
    "intercept", "sigma", "adstock.tv", "adstock.radio", "saturation.tv", "saturation.radio",
  ]
  private static let channels = ["tv", "radio"]

  /// Makes draws up.
  ///
  /// - Parameters:
  ///   - chains: How many chains.
  ///   - length: Draws of each.
  ///   - divergent: How many of the first chain's draws went astray.
  ///   - isStuck: Whether the last chain stays three deviations beside the others.
  ///   - weeks: Rows of the fit.
  ///   - seed: Of all that is random.
  /// - Throws: What the fit throws.
  public init(
    chains: Int = 4, length: Int = 500, divergent: Int = 0, isStuck: Bool = false,
    weeks: Int = 104, seed: UInt64 = 1
  ) throws {
    var stream = RandomStream(seed: seed, stream: 3)
    let table = Self.table(weeks: weeks, &stream)
    var spec = MixSpec(target: "sales", channels: Self.channels)
    for channel in Self.channels {
      spec.transforms[channel] = ChannelTransform(
        adstock: .geometric(retention: 0.5, window: 9), saturation: .hill(half: 1, slope: 1))
    }
    var fit = try spec.fitted(to: MixData(table, for: spec, date: "week"))
    let draws = Self.draws(chains, length, isStuck: isStuck, &stream)
    let told = (0..<chains).map { chain in
      SampledChains.Chain(
        stepSize: 0.3, energy: (0..<length).map { _ in 60 + 4 * stream.normal() },
        isDivergent: (0..<length).map { chain == 0 && $0 < divergent },
        depth: (0..<length).map { _ in 3 }, acceptance: 0.9, warmupGradients: 7 * length,
        gradients: 7 * length)
    }
    let prior = Self.draws(1, 1_000, isStuck: false, &stream, scale: 3)
    fit.posterior = try MixPosterior(
      model: BayesianModel(), parameters: Self.parameters, channels: Self.channels, draws: draws,
      prior: prior, chains: told, maximumDepth: 10, isPartial: false, summaries: draws.summaries(),
      predictive: Self.bands(fit.training.predicted, 300),
      priorPredictive: Self.bands(fit.training.predicted, 2_000),
      replicates: (0..<12).map { _ in fit.training.predicted.map { $0 + 300 * stream.normal() } },
      checks: [
        .init(.total, observed: 10, low: 8, median: 10, high: 12, p: 0.5),
        .init(.largest, observed: 9, low: 4, median: 5, high: 6, p: 0.001),
      ], leaveOneOut: Self.leaveOneOut(fit, chains, length, &stream), waic: nil,
      sensitivity: PowerScaling(
        draws: draws, logPrior: Array(draws.pooled(Self.names.count - 2)),
        logLikelihood: Array(draws.pooled(Self.names.count - 1))),
      findings: divergent > 0
        ? [PosteriorFinding(.divergent, .serious, "\(divergent) draws went astray.")] : [],
      evidence: Self.channels.map(Self.evidence), kept: Self.kept(fit, draws))
    self.fit = fit
  }

  private static func table(weeks: Int, _ stream: inout RandomStream) -> Table {
    let days = (0..<weeks).map { Day(daysSinceEpoch: 19_359 + 7 * $0) }
    let tv = days.map { _ in 1_000 * stream.uniform(0.2, 2) }
    let radio = days.map { _ in 600 * stream.uniform(0.2, 2) }
    let sales = zip(tv, radio).map { pair in
      6_000 + 2 * pair.0 + pair.1 + 300 * stream.normal()
    }
    return Table([
      Column("week", days: days), Column("sales", numbers: sales), Column("tv", numbers: tv),
      Column("radio", numbers: radio),
    ])
  }

  /// Mean and deviation of each quantity, in the order of ``names``.
  private static let moments: [(Double, Double)] = [
    (6_000, 200), (300, 20), (0.5, 0.08), (0.3, 0.1), (1, 0.2), (0.8, 0.3), (2, 0.2), (1.2, 0.2),
    (200_000, 20_000), (1, 0.5), (0.6, 0.4), (60_000, 30_000), (600_000, 30_000), (-9, 1), (-60, 2),
  ]

  private static func draws(
    _ chains: Int, _ length: Int, isStuck: Bool, _ stream: inout RandomStream, scale: Double = 1
  ) -> Draws {
    var columns = names.map { _ in [Double]() }
    for chain in 0..<chains {
      let shift = isStuck && chain == chains - 1 ? 3.0 : 0
      for _ in 0..<length {
        var noise = moments.map { _ in stream.normal() }
        noise[4] = 0.9 * noise[2] + 0.436 * noise[4]
        for (place, (centre, spread)) in moments.enumerated() {
          columns[place].append(centre + scale * spread * (noise[place] + shift))
        }
      }
    }
    return Draws(
      names: names, chains: chains, length: length, values: columns.flatMap(\.self))
  }

  private static func bands(_ centre: [Double], _ spread: Double) -> MixPosterior.Bands {
    func shifted(_ z: Double) -> [Double] { centre.map { $0 + z * spread } }
    return MixPosterior.Bands(
      low5: shifted(-1.645), low25: shifted(-0.674), median: centre, high75: shifted(0.674),
      high95: shifted(1.645))
  }

  private static func leaveOneOut(
    _ fit: MixFit, _ chains: Int, _ length: Int, _ stream: inout RandomStream
  ) throws -> LeaveOneOut {
    var values: [Double] = []
    for residual in fit.training.residuals {
      for _ in 0..<(chains * length) {
        let z = (residual + 30 * stream.normal()) / 300
        values.append(-0.5 * z * z)
      }
    }
    return try LeaveOneOut(
      logLikelihood: Draws(
        names: fit.training.residuals.indices.map { "row \($0 + 1)" }, chains: chains,
        length: length, values: values))
  }

  private static func evidence(_ channel: String) -> ChannelEvidence {
    let (centre, spread) = moments[names.firstIndex(of: "roi.\(channel)") ?? 0]
    func place(_ scale: Double) -> ChannelEvidence.Spread {
      ChannelEvidence.Spread(
        mean: centre, deviation: scale * spread, low: centre - 1.645 * scale * spread,
        median: centre, high: centre + 1.645 * scale * spread)
    }
    return ChannelEvidence(
      channel: channel, prior: place(3), posterior: place(1), contraction: 8.0 / 9, shift: 0,
      priorSensitivity: 0.02, likelihoodSensitivity: 0.1, equallyGood: nil,
      sentence: "The data said much of \(channel).")
  }

  private static func kept(_ fit: MixFit, _ draws: Draws) -> [MixPosterior.Kept] {
    let responses = fit.responses
    let own = channels.map { draws.index(of: "roi.\($0)") ?? 0 }
    return stride(from: 0, to: draws.count, by: max(1, draws.count / 60)).map { draw in
      let row = draws.draw(draw)
      return MixPosterior.Kept(
        draw: draw,
        coefficients: [fit.intercept.coefficient] + fit.coefficients.map(\.coefficient),
        responses: zip(responses, own).map { response, place in
          ChannelResponse.Draw([
            .init(
              coefficient: abs(response.coefficient) * row[place] / moments[place].0,
              transform: response.transform)
          ])
        })
    }
  }
}
