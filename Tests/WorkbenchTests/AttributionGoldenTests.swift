import Notebooks
import TestSupport
import Testing
import Workbench

/// Numbers that nobody here computed, asked for in the words of a notebook.
@Suite("Attribution in notebooks against known numbers") struct AttributionGoldenTests {
  private static let file = "mta/channelattribution_Data.csv"
  private static let names = [
    "alpha", "beta", "delta", "epsilon", "eta", "gamma", "iota", "kappa", "lambda", "mi", "theta",
    "zeta",
  ]

  /// What the models credit in ChannelAttribution's example data: first, last, linear and 40/20/40 as the package itself
  /// prints them, the rest solved with other programs; six places.
  private static let credits: [(name: String, words: String, credit: [Double])] = [
    ("first", "first", [6308, 2831, 1, 99, 3164, 165, 4606, 74, 902, 2, 1606, 27]),
    ("last", "last", [8447, 989, 5, 531, 4167, 92, 3355, 230, 1207, 2, 653, 107]),
    (
      "linear", "linear",
      [
        7574.718594, 2083.500145, 1.725000, 272.170438, 3539.951157, 121.041639, 3857.096221,
        137.964078, 1035.257572, 2.222222, 1022.801394, 136.551540,
      ]
    ),
    (
      "position", "position",
      [
        7444.823759, 1969.766179, 2.586667, 301.050233, 3618.796149, 125.240911, 3944.948166,
        147.459557, 1046.903901, 2.057143, 1092.744472, 88.622864,
      ]
    ),
    (
      "decay", "decay",
      [
        7667.043830, 2003.978868, 1.875293, 295.333505, 3580.496475, 118.389374, 3785.964034,
        145.965792, 1053.167573, 2.289534, 993.903655, 136.592066,
      ]
    ),
    (
      "shapley", "shapley",
      [
        7627.944048, 1982.739286, 2.292857, 374.677381, 3613.655952, 138.185714, 3505.044048,
        159.057143, 987.782143, 2.666667, 1190.963095, 199.991667,
      ]
    ),
    (
      "distinct", "linear distinct=yes",
      [
        7627.944048, 1982.739286, 2.292857, 374.677381, 3613.655952, 138.185714, 3505.044048,
        159.057143, 987.782143, 2.666667, 1190.963095, 199.991667,
      ]
    ),
    (
      "chain", "markov",
      [
        5344.947682, 2527.352167, 4.613618, 599.570650, 3340.847402, 171.145443, 3884.614702,
        274.363256, 1282.847223, 1.722425, 1971.912880, 381.062553,
      ]
    ),
    (
      "converted", "markov nulls=no",
      [
        5260.069561, 2585.406272, 4.258673, 604.831524, 3347.765891, 176.028054, 3899.246228,
        276.651119, 1295.482152, 1.892970, 1938.846090, 394.521465,
      ]
    ),
    (
      "second", "markov order=2",
      [
        5617.453854, 2439.648976, 5.159056, 614.373523, 3391.858163, 171.918183, 3810.511044,
        266.027054, 1189.472022, 2.073189, 1902.473610, 374.031325,
      ]
    ),
  ]

  /// Half a unit of the sixth place, and rounding.
  private static let sixPlaces = Tolerance.absolute(6e-7)

  private static func fields(_ cell: String) async throws -> [String: [String: Double]] {
    let notebook = try ModelNotebook(cell, files: ["paths.csv": OutsideData.text(file)])
    #expect(notebook.complaints == [])
    #expect(try await notebook.failure() == nil)
    return try await notebook.fields()
  }

  private static let load = """
    seen = load journeys paths.csv path=path converted=total_conversions value=total_conversion_value nulls=total_null

    """

  @Test(
    "Credits of the example data are those of other programs",
    .enabled(if: OutsideData.has(file), "outside data not here"))
  func credits() async throws {
    let cell = Self.credits.map { "\($0.name) = attribute \($0.words) seen bootstrap=0" }
    let fields = try await Self.fields(
      Self.load
        + cell.map { line in
          // Options come after the journeys.
          let words = line.split(separator: " ")
          let options = words.filter { $0.contains("=") && $0 != "=" }
          return (words.filter { !options.contains($0) } + options).joined(separator: " ")
        }.joined(separator: "\n"))
    let seen = try #require(fields["seen"])
    #expect(seen["conversions"] == 19785 && seen["nulls"] == 68602 && seen["channels"] == 12)
    #expect(seen["value"]?.isClose(to: 74802.971587, within: Self.sixPlaces) ?? false)
    for (name, _, expected) in Self.credits {
      let found = try #require(fields[name])
      #expect(found["total"]?.isClose(to: 19785, within: .absolute(1e-7)) ?? false)
      for (channel, credit) in zip(Self.names, expected) {
        let own = try #require(found["credit.\(channel)"])
        #expect(own.isClose(to: credit, within: Self.sixPlaces), "\(name) \(channel) \(own)")
      }
    }
  }

  @Test(
    "Removal effects, the self-test and the credit of value are those of the exact chain",
    .enabled(if: OutsideData.has(file), "outside data not here"))
  func chain() async throws {
    let fields = try await Self.fields(
      Self.load + "one = attribute markov seen bootstrap=0\n"
        + "two = attribute markov seen order=2 bootstrap=0\n"
        + "game = attribute shapley seen game=rate bootstrap=0")
    let one = try #require(fields["one"])
    let two = try #require(fields["two"])
    // 19785 of 88387 journeys convert.
    for chain in [one, two] {
      #expect(chain["observed_rate"] == 19785.0 / 88387)
      #expect(
        chain["conversion_probability"]?.isClose(to: 19785.0 / 88387, within: .absolute(1e-12))
          ?? false)
    }
    #expect(one["order"] == 1 && two["order"] == 2)
    let effects = [
      "alpha": (0.55839949, 0.54780328), "beta": (0.26403854, 0.23790987),
      "eta": (0.34902633, 0.33076748), "iota": (0.40583500, 0.37159370),
      "mi": (0.00017995, 0.00020217), "zeta": (0.03981052, 0.03647481),
    ]
    for (channel, effect) in effects {
      let found = (one["removal_effect.\(channel)"], two["removal_effect.\(channel)"])
      #expect(found.0?.isClose(to: effect.0, within: .absolute(6e-9)) ?? false, "\(channel)")
      #expect(found.1?.isClose(to: effect.1, within: .absolute(6e-9)) ?? false, "\(channel)")
    }
    let value = [("alpha", 18799.170626), ("lambda", 5142.720297), ("delta", 13.918384)]
    for (channel, credit) in value {
      #expect(
        one["value.\(channel)"]?.isClose(to: credit, within: Self.sixPlaces) ?? false, "\(channel)")
    }
    // The game of rates: Shapley values of the conversion rate, which sum to it.
    let game = try #require(fields["game"])
    let shares = Self.names.compactMap { game["share.\($0)"] }
    #expect(shares.count == 12)
    #expect(shares.reduce(0, +).isClose(to: 1, within: .absolute(1e-9)))
    let rates = [("alpha", 0.018439), ("theta", 0.028980), ("zeta", -0.001016)]
    for (channel, rate) in rates {
      #expect(
        game["share.\(channel)"]?.isClose(to: rate / 0.2238451356, within: .absolute(5e-6))
          ?? false, "\(channel) \(game["share.\(channel)"] ?? .nan)")
    }
  }

  /// Three journeys whose chain is solved by hand: C1 > C2 > C3 converts, C1 and C2 > C3 do not.
  private static let textbook = "path,converted\nC1 > C2 > C3,1\nC1,0\nC2 > C3,0\n"

  @Test("The textbook's three journeys: a third converts, credits are 0.2, 0.4 and 0.4")
  func textbook() async throws {
    let notebook = try ModelNotebook(
      """
      seen = load journeys t.csv
      chain = attribute markov seen bootstrap=0
      steps = transitions seen
      claim chain.conversion_probability ~ 1 / 3 within=0.000000001
      claim chain.share.c1 ~ 0.2 within=0.000000001
      claim chain.share.c2 ~ 0.4 within=0.000000001
      claim chain.removal_effect.c1 ~ 0.5 within=0.000000001
      claim chain.removal_effect.c3 ~ 1 within=0.000000001
      """, files: ["t.csv": Self.textbook])
    let result = try #require(await notebook.result())
    #expect(result.failure == nil)
    #expect(result.claims.count == 5 && result.claims.allSatisfy(\.holds))
    let fields = try await notebook.fields()
    #expect(fields["chain"]?["credit.c3"]?.isClose(to: 0.4, within: .absolute(1e-12)) ?? false)
    #expect(fields["seen"]?["journeys"] == 3 && fields["seen"]?["length"] == 2)
    // start → C1 twice of three; C3 → conversion once of two.
    #expect(fields["steps"]?["rows"] == 7)
  }
}
