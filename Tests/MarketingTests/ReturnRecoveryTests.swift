import Marketing
import Tables
import Testing

@Suite("Recovery of returns")
struct ReturnRecoveryTests {
  private static let channels = ["tv", "digital", "radio", "print", "social"]

  private static func fit(_ channels: [String] = channels, target: String = "sales") throws
    -> MixFit
  {
    let (table, _) = try RetailSimulator().simulated()
    var spec = MixSpec(
      target: target, channels: channels, controls: ["holiday"], trend: .linear,
      season: .yearly(pairs: 2))
    spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.5))
    spec.holdout = .rows(10)
    return try spec.fitted(to: MixData(table, for: spec))
  }

  @Test("An estimate is the fit of the whole world, and rows are what estimates make")
  func estimates() throws {
    let fit = try Self.fit()
    var recovery = ReturnRecovery()
    recovery.worlds = 6
    recovery.seed = 11
    let score = try recovery.scored([("plain", fit), ("two", Self.fit(["tv", "social"]))])
    #expect(score.models == ["plain", "two"] && score.channels == Self.channels)
    #expect(score.estimates.count == 6 * 7)
    let (table, truth) = try RetailSimulator().simulated(seed: 13)
    var whole = fit.asked
    whole.holdout = .absent
    let own = try whole.fitted(to: MixData(table, for: whole))
    let estimate = try #require(
      score.estimates.first { $0.world == 13 && $0.model == "plain" && $0.channel == "tv" })
    #expect(estimate.roi == own.training.channelResults[0].roi)
    #expect(estimate.truth == truth.channels[0].roi)
    #expect(estimate.low == own.intervals?.roi[0]?.low)
    let row = try #require(score.rows.first { $0.model == "plain" && $0.channel == "social" })
    let mine = score.estimates.filter { $0.model == "plain" && $0.channel == "social" }
    let square = mine.reduce(0) { $0 + ($1.roi - $1.truth) * ($1.roi - $1.truth) } / 6
    #expect(abs(row.rmse - square.squareRoot()) < 1e-12)
    let errors = mine.map { $0.roi / $0.truth - 1 }.sorted()
    #expect(abs(try #require(row.bias) - (errors[2] + errors[3]) / 2) < 1e-12)
    let held = mine.count { ($0.low ?? .nan) <= $0.truth && $0.truth <= ($0.high ?? .nan) }
    #expect(row.coverage == Double(held) / 6)
  }

  @Test("Budgets that follow hidden demand overstate what follows it, and less where they do not")
  func confounding() throws {
    let fit = try Self.fit()
    func bias(_ confounding: Double) throws -> Double {
      var recovery = ReturnRecovery()
      recovery.worlds = 12
      recovery.simulator.confounding = confounding
      recovery.simulator.hidden = 2
      return try #require(
        recovery.scored([("plain", fit)]).rows.first { $0.channel == "digital" }?.bias)
    }
    let (following, blind) = (try bias(0.85), try bias(0))
    #expect(following > 1 && abs(blind) < following / 2)
  }

  @Test("Threads decide nothing")
  func determinism() throws {
    let fit = try Self.fit(["tv", "radio"])
    var recovery = ReturnRecovery()
    recovery.worlds = 5
    recovery.workers = 1
    let one = try recovery.scored([("plain", fit)])
    recovery.workers = 4
    #expect(try recovery.scored([("plain", fit)]).estimates == one.estimates)
  }

  @Test("Estimates from elsewhere join the map")
  func elsewhere() throws {
    var recovery = ReturnRecovery()
    recovery.worlds = 2
    let score = try recovery.scored([("plain", Self.fit(["tv"]))])
    let others = Table([
      Column("framework", texts: ["meridian", "meridian"]), Column("channel", texts: ["tv", "tv"]),
      Column("roi", numbers: [2, 3]), Column("truth", numbers: [2, 2]),
      Column("roi_low", numbers: [1, 2.5]), Column("roi_high", numbers: [3, 4]),
    ])
    let both = try score.adding(others)
    #expect(both.models == ["plain", "meridian"] && both.fromElsewhere == ["meridian"])
    let row = try #require(both.rows.last)
    #expect(row.bias == 0.25 && row.coverage == 0.5 && row.worlds == 2)
    #expect(row.rmse == 0.5.squareRoot())
    #expect(both.error(of: "meridian") == 0.25)
    #expect(throws: MixError.usedTwice(column: "plain")) {
      try score.adding(
        Table([
          Column("framework", texts: ["plain"]), Column("channel", texts: ["tv"]),
          Column("roi", numbers: [2]), Column("truth", numbers: [2]),
        ]))
    }
    #expect(throws: TableError.self) {
      try score.adding(Table([Column("framework", texts: ["x"])]))
    }
    // The same seed is another world under another name.
    func named(_ worlds: [String]) -> Table {
      Table(others.columns + [Column("world", texts: worlds)])
    }
    #expect(throws: MixError.severalWorlds(["following", "calm"])) {
      try score.adding(named(["following", "calm"]))
    }
    #expect(try score.adding(named(["calm", "calm"])).models == both.models)
  }

  @Test("Columns that the world does not have are refused")
  func refusals() throws {
    let table = linearTable(weeks: 60, seed: 5)
    let foreign = try linearSpec.fitted(to: MixData(table, for: linearSpec))
    #expect(throws: MixError.notOfWorld(column: "price", part: "control", known: ["holiday"])) {
      try ReturnRecovery().scored([("foreign", foreign)])
    }
    let swapped = try Self.fit(["digital"], target: "tv")
    #expect(throws: MixError.notOfWorld(column: "tv", part: "target", known: ["sales"])) {
      try ReturnRecovery().scored([("swapped", swapped)])
    }
    var tiny = ReturnRecovery()
    tiny.simulator.weeks = 5
    #expect(throws: MixError.self) { try tiny.scored([("plain", Self.fit(["tv"]))]) }
  }
}
