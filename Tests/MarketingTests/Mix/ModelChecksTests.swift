import Marketing
import Statistics
import Tables
import Testing

@Suite("Checks of a model")
struct ModelChecksTests {
  private static func fit(_ table: Table, _ spec: MixSpec = linearSpec) throws -> MixFit {
    try spec.fitted(to: MixData(table, for: spec))
  }

  @Test("A right model of much data and little noise holds all four")
  func right() throws {
    let checks = try Self.fit(linearTable(weeks: 200, seed: 3)).checked()
    #expect(checks.checks.map(\.kind) == ModelCheck.Kind.allCases)
    #expect(checks.checks.map(\.verdict) == [.held, .held, .held, .held])
    #expect(checks[.placebo]?.draws == 10 && checks[.refresh]?.draws == 5)
    let fields = Dictionary(
      uniqueKeysWithValues: checks.scalarFields.map { ($0.name, $0.value) })
    #expect(fields["held.refresh"] == 1)
    #expect(try #require(fields["placebo_share"]) < 0.1)
    #expect(try #require(fields["shuffled_share"]) < 0.25)
    #expect(fields["perturbed_change.radio"] != nil && fields["refresh_change.tv"] != nil)
    #expect(checks.table.rowCount == 4)
    #expect(
      checks.channelTable.names == ["channel", "placebo", "shuffled", "perturbed", "refresh"])
    #expect(checks.checks.allSatisfy { $0.sentence.hasSuffix(" passes.") })
  }

  @Test("Sales that follow nothing give noise as much as channels, in any order of weeks")
  func noise() throws {
    var stream = RandomStream(seed: 8)
    let table = try linearTable(weeks: 120, seed: 4).replacing("sales") {
      $0.map { _ in 100_000 + 10_000 * stream.normal() }
    }
    let checks = try Self.fit(table).checked()
    #expect(checks[.shuffled]?.verdict == .broken)
    #expect(try #require(checks[.shuffled]?.value) > 0.5)
    #expect(checks[.placebo]?.verdict != .held)
    #expect(checks[.refresh]?.verdict == .broken)
  }

  @Test("Twins are told apart by errors of spend alone")
  func twins() throws {
    var stream = RandomStream(seed: 8)
    let plain = linearTable(weeks: 120, seed: 4)
    let tv = try plain.numbers("tv")
    let table = try plain.replacing("radio") { _ in tv.map { $0 * (1 + 0.001 * stream.normal()) } }
    let check = try #require(try Self.fit(table).checked(by: [.perturbed])[.perturbed])
    #expect(check.verdict == .broken)
    #expect(check.sentence.hasPrefix("Small errors in spend move returns a lot"))
  }

  @Test("Budgets that follow a demand that no column shows do not hold")
  func confounded() throws {
    let (table, _) = try RetailSimulator(weeks: 104, hidden: 3).simulated(seed: 42)
    let spec = MixSpec(
      target: "sales", channels: ["tv", "digital", "radio", "print", "social"],
      controls: ["holiday"])
    let checks = try Self.fit(table, spec).checked()
    #expect(checks[.refresh]?.verdict == .broken)
    #expect(checks[.perturbed]?.verdict != .held)
  }

  @Test("The change at a refresh is that of returns over the rows that both fits know")
  func refresh() throws {
    let table = linearTable(weeks: 100, seed: 5, deviation: 8_000)
    let fit = try Self.fit(table)
    let check = try #require(fit.checked(by: [.refresh])[.refresh])
    let data = try MixData(table, for: linearSpec)
    var changes: [Double] = []
    for rows in stride(from: 80, through: 96, by: 4) {
      let old = try linearSpec.fitted(to: data.rows(0..<rows)).training
      let new = try linearSpec.fitted(to: data.rows(0..<(rows + 4))).training
      let spent = old.spend[0].total
      let before = old.channels[0].total / spent
      changes.append(abs(new.channels[0].values.prefix(rows).reduce(0, +) / spent / before - 1))
    }
    let tv = try #require(check.channels.first { $0.name == "tv" })
    #expect(abs(tv.value - changes.reduce(0, +) / 5) < 1e-9)
    let worst = try #require(check.channels.map(\.value).max())
    #expect(check.value == worst)
  }

  @Test("Refits do not depend on threads, and on the seed")
  func determinism() throws {
    let fit = try Self.fit(linearTable(weeks: 100, seed: 5))
    let one = fit.checked(seed: 7, workers: 1)
    #expect(one == fit.checked(seed: 7, workers: 4))
    #expect(one[.placebo] != fit.checked(seed: 8)[.placebo])
    #expect(one[.refresh] == fit.checked(seed: 8)[.refresh])
    #expect(
      fit.checked(by: [.refresh, .placebo, .refresh], seed: 7).checks.map(\.kind) == [
        .refresh, .placebo,
      ])
  }

  @Test("What cannot be asked is a verdict that says why")
  func impossible() throws {
    let short = try Self.fit(linearTable(weeks: 30, seed: 5)).checked()
    let why = "5 refreshes of 4 rows would leave less than half of the 30 rows"
    #expect(short[.refresh]?.verdict == .notPossible(why: why))
    #expect(short[.refresh]?.sentence == "Not possible: \(why).")
    #expect(short[.refresh]?.value == nil && short[.placebo]?.value != nil)
    #expect(!short.scalarFields.contains { $0.name == "held.refresh" })
    // Six rows are just enough for five coefficients; a placebo is one too many.
    let least = try Self.fit(linearTable(weeks: 6, seed: 5)).checked(by: [.placebo])
    guard case .notPossible(let reason)? = least[.placebo]?.verdict else {
      Issue.record("a placebo in six rows of five coefficients")
      return
    }
    #expect(reason.contains("at least 7 rows are due"))
  }

  @Test("A search searches again, and a grid that has no room takes what was found")
  func searched() throws {
    var spec = linearSpec
    spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.3))
    spec.transforms["radio"] = ChannelTransform(adstock: .geometric(retention: 0.3))
    let dimensions = ["tv", "radio"].map {
      TransformSearch.Dimension(channel: $0, parameter: .adstock(0), range: 0...0.6)
    }
    for points in [3, 40] {
      spec.search = TransformSearch(dimensions, method: .grid(points: points))
      let fit = try Self.fit(linearTable(weeks: 80, seed: 5), spec)
      let checks = fit.checked(by: [.placebo, .perturbed], draws: 2)
      #expect(checks.checks.allSatisfy { $0.value != nil })
    }
  }

  @Test("What a prior says stays in any order of weeks")
  func priors() throws {
    var bayes = BayesianModel()
    bayes.sampler.chains = 2
    bayes.sampler.warmup = 200
    bayes.sampler.draws = 200
    bayes.priors["roi"] = .logNormal(location: 0.7, scale: 0.02)
    var spec = linearSpec
    spec.regulariser = .priors(bayes)
    let fit = try Self.fit(linearTable(weeks: 80, seed: 5, deviation: 20_000), spec)
    let check = try #require(fit.checked(by: [.shuffled], draws: 2)[.shuffled])
    #expect(check.draws == 2 && check.verdict == .broken)
    #expect(try #require(check.value) > 0.8)
  }
}
