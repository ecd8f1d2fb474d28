import Marketing
import Statistics
import Tables
import Testing

@Suite("Robyn's objectives")
struct RobynObjectivesTests {
  @Test("RMSE is divided by the range of the rows, and by one that is given")
  func nrmse() {
    let error = RobynObjectives.nrmse(actual: [1, 3, 5], predicted: [1, 4, 3])
    #expect(abs(error - (5.0 / 3).squareRoot() / 4) < 1e-15)
    let other = RobynObjectives.nrmse(actual: [1, 3, 5], predicted: [1, 4, 3], range: 10)
    #expect(abs(other - (5.0 / 3).squareRoot() / 10) < 1e-15)
    #expect(RobynObjectives.nrmse(actual: [2, 2], predicted: [1, 3]) == .infinity)
  }

  @Test("Shares of effect are held against shares of spend; channels without effect count twice")
  func distance() {
    func rssd(_ effect: [Double], _ spend: [Double], _ punishes: Bool = true) -> Double {
      RobynObjectives.decompositionDistance(
        effect: effect, spend: spend, punishesZeros: punishes)
    }
    #expect(rssd([30, 70], [3, 7]) < 1e-15)
    #expect(abs(rssd([50, 50], [80, 20]) - (2 * 0.09).squareRoot()) < 1e-15)
    // One of two channels without effect: worse by a half.
    #expect(abs(rssd([1, 0], [0.5, 0.5]) - 1.5 * 0.5.squareRoot()) < 1e-15)
    #expect(abs(rssd([1, 0], [0.5, 0.5], false) - 0.5.squareRoot()) < 1e-15)
    // 0.004 % is 0 to four decimals, 0.006 % is not.
    #expect(rssd([0.99996, 0.00004], [0.5, 0.5]) > 1.4 * rssd([0.99994, 0.00006], [0.5, 0.5]))
    #expect(rssd([0, 0], [1, 2]) == .infinity)
  }

  @Test("Without any spend there are no shares")
  func noSpend() throws {
    let table = Table([
      Column("tv", numbers: [0, 0, 0]), Column("radio", numbers: [0, 0, 0]),
      Column("sales", numbers: [1, 2, 4]),
    ])
    let data = try MixData(table, target: "sales", channels: ["tv", "radio"])
    #expect(throws: MixError.noSpend(channels: ["tv", "radio"], rows: 3)) {
      try RobynObjectives.spend(of: data)
    }
    #expect(
      MixError.noSpend(channels: ["tv", "radio"], rows: 3).description.contains("tv, radio"))
  }

  // MARK: - Lift studies

  /// Eight weeks from Monday, 3 January 2022.
  private func rows(_ spend: [Double]) throws -> MixData {
    let table = Table([
      Column("week", days: mondays(spend.count)), Column("tv", numbers: spend),
      Column("sales", numbers: spend.indices.map { Double($0) }),
    ])
    return try MixData(table, target: "sales", channels: ["tv"])
  }

  private func day(_ number: Int) -> Day { mondays(1)[0].advanced(by: number) }

  @Test("The immediate scope takes off what was carried in, the total scope does not")
  func scopes() throws {
    let data = try rows([8, 0, 4, 4, 0, 0, 0, 16])
    let transform = ChannelTransform(adstock: .recursive(retention: 0.5))
    let studies = [LiftStudy.Scope.total, .immediate].map {
      LiftStudy(channel: "tv", first: day(14), last: day(27), lift: 30, scope: $0)
    }
    let lifts = try RobynLifts(studies, for: data)
    // Carried over: 8 4 6 7 …; of it 2 and 1 from the first week.
    let effects = [0, 1].map {
      lifts.effect(ofStudy: $0, coefficient: 3, transform: transform, in: data)
    }
    #expect(abs(effects[0] - 39) < 1e-12)
    #expect(abs(effects[1] - 30) < 1e-12)
    #expect(abs(lifts.error(of: effects) - 0.15) < 1e-12)
    // Saturated, the difference is that of the saturated sums.
    let saturated = ChannelTransform(
      adstock: .recursive(retention: 0.5), saturation: .michaelisMenten(half: 5))
    let found = lifts.effect(ofStudy: 1, coefficient: 1, transform: saturated, in: data)
    let expected = 6.0 / 11 - 2.0 / 7 + 7.0 / 12 - 1.0 / 6
    #expect(abs(found - expected) < 1e-12)
    #expect(try RobynLifts([], for: data).error(of: []) == 0)
  }

  @Test("A study counts by its days within the periods that it touches")
  func days() throws {
    let data = try rows([1, 2, 3, 4, 5, 6, 7, 8])
    let study = LiftStudy(channel: "tv", first: day(10), last: day(16), lift: 1, scope: .total)
    let lifts = try RobynLifts([study], for: data)
    #expect(lifts.placed[0].rows == 1..<3)
    #expect(lifts.placed[0].part == 0.5)
    let effect = lifts.effect(
      ofStudy: 0, coefficient: 2, transform: ChannelTransform(), in: data)
    #expect(abs(effect - 5) < 1e-12)
    // The last day of the last week still is one of its days.
    let end = LiftStudy(channel: "tv", first: day(49), last: day(55), lift: 1)
    #expect(try RobynLifts([end], for: data).placed[0].part == 1)
  }

  @Test("Months and quarters end by the calendar, the last one too")
  func months() throws {
    func lifts(_ months: [Int], from first: Day, to last: Day) throws -> RobynLifts {
      let days = months.compactMap { Day(year: 2022 + $0 / 12, month: $0 % 12 + 1, day: 1) }
      let table = Table([
        Column("month", days: days), Column("tv", numbers: days.map { _ in 5 }),
        Column("sales", numbers: days.indices.map { Double($0) }),
      ])
      let data = try MixData(table, target: "sales", channels: ["tv"])
      return try RobynLifts(
        [LiftStudy(channel: "tv", first: first, last: last, lift: 1, scope: .total)], for: data)
    }
    func day(_ month: Int, _ day: Int) throws -> Day {
      try #require(Day(year: 2023, month: month, day: day))
    }
    // January 2022 to February 2023.
    let through = Array(0..<14)
    let placed = try lifts(through, from: day(2, 1), to: day(2, 28)).placed[0]
    #expect(placed.rows == 13..<14 && placed.part == 1)
    #expect(throws: MixError.self) { try lifts(through, from: day(2, 1), to: day(3, 1)) }
    // The last of four quarters, of 92, 90 and 91 days.
    let quarters = [3, 6, 9, 12]
    let whole = try lifts(quarters, from: day(1, 1), to: day(3, 31)).placed[0]
    #expect(whole.rows == 3..<4 && whole.part == 1)
    let part = try lifts(quarters, from: day(1, 1), to: day(1, 30)).placed[0]
    #expect(part.part == 30.0 / 90)
    #expect(throws: MixError.self) { try lifts(quarters, from: day(1, 1), to: day(4, 1)) }
  }

  @Test("What cannot be placed is refused by name")
  func refused() throws {
    let data = try rows([1, 2, 3, 4, 5, 6, 7, 8])
    let bad = [
      LiftStudy(channel: "tv", first: day(-1), last: day(5), lift: 1),
      LiftStudy(channel: "tv", first: day(50), last: day(56), lift: 1),
      LiftStudy(channel: "tv", first: day(9), last: day(5), lift: 1),
      LiftStudy(channel: "tv", first: day(5), last: day(9), lift: 0),
      LiftStudy(channel: "tv", first: day(5), last: day(9), lift: .nan),
      LiftStudy(channel: "radio", first: day(5), last: day(9), lift: 1),
    ]
    for study in bad {
      #expect {
        try RobynLifts([study], for: data)
      } throws: { error in
        guard case .badExperiment(let name, _) = error as? MixError else { return false }
        return name.contains(study.channel) && name.contains("\(study.first)")
      }
    }
    let dateless = try MixData(
      Table([Column("tv", numbers: [1, 2]), Column("sales", numbers: [1, 2])]),
      target: "sales", channels: ["tv"])
    #expect(throws: MixError.self) { try RobynLifts([bad[3]], for: dateless) }
    #expect(try RobynLifts([], for: dateless).placed.isEmpty)
  }
}
