import Foundation
import Marketing
import Tables
import TestSupport
import Testing

private let measures = AdsTruth.measures

/// A table's rows as texts, cell by cell: NaN is not equal to itself, and an empty text is.
func textRows(_ table: Table) -> [[String]] {
  (0..<table.rowCount).map { row in
    table.columns.map { column in
      switch column.values {
      case .numbers(let numbers): numbers[row].isNaN ? "" : "\(numbers[row])"
      case .days(let days): days[row].map { "\($0)" } ?? ""
      case .texts(let texts): texts[row] ?? ""
      }
    }
  }
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
private func cents(_ money: Double) -> Int { Int((100 * money).rounded()) }

/// What a campaign earns, day by day, out of its public law.
private func effects(_ law: AdsCampaign, _ spend: [Double]) -> [Double] {
  var stock = 0.0
  return spend.map { spent in
    stock = (1 - law.retention) * spent + law.retention * stock
    return law.largestEffect / (1 + pow(law.halfPoint / stock, law.slope))
  }
}

@Suite("The simulated shop's daily ads")
struct AdsSimulatorTests {
  @Test("Four campaigns on each of 90 days, from 2024-10-01, in the standard columns")
  func shape() throws {
    let (table, truth) = try AdsSimulator().simulated()
    #expect(
      table.names == [
        "date", "campaign_name", "spend", "impressions", "clicks", "conversions", "revenue",
      ])
    #expect(truth.clean.names == table.names)
    #expect(truth.clean.rowCount == 360)
    // 7 rows are gone and 5 stand there twice.
    #expect(table.rowCount == 358)
    #expect(truth.days.first == Day("2024-10-01") && truth.days.last == Day("2024-12-29"))
    let names = ["Brand Awareness", "Product Launch", "Retargeting", "Lead Gen"]
    #expect(truth.campaigns.map(\.name) == names)
    #expect(try truth.clean.texts("campaign_name").prefix(4).compactMap(\.self) == names)
    #expect(truth.campaigns.map(\.law.retention) == [0.7, 0.5, 0.3, 0.4])
  }

  @Test("One seed, one table; another seed, another")
  func seeds() throws {
    let (table, truth) = try AdsSimulator().simulated(seed: 42)
    #expect(textRows(try AdsSimulator().simulated(seed: 42).table) == textRows(table))
    #expect(try AdsSimulator().simulated(seed: 42).truth == truth)
    #expect(try AdsSimulator().simulated(seed: 43).truth.clean != truth.clean)
  }

  @Test("Without problems the table is the clean one, and the same as before problems")
  func harmless() throws {
    let harmed = try AdsSimulator(days: 120).simulated(seed: 9).truth
    let (table, truth) = try AdsSimulator(days: 120, hasProblems: false).simulated(seed: 9)
    #expect(table == truth.clean && truth.clean == harmed.clean)
    #expect(truth.problems.isEmpty && !harmed.problems.isEmpty)
  }

  @Test("More days go on where fewer end")
  func prefix() throws {
    let long = try AdsSimulator(days: 730).simulated(seed: 7).truth.clean
    let short = try AdsSimulator(days: 90).simulated(seed: 7).truth.clean
    #expect(long.rowCount == 2_920)
    #expect(textRows(long).prefix(360) == textRows(short)[...])
  }

  @Test("The accounts agree: rows, days and causes, to the cent", arguments: 1...8)
  func accounting(seed: Int) throws {
    let truth = try AdsSimulator(days: 200).simulated(seed: UInt64(seed)).truth
    let booked = try truth.clean.numbers("revenue")
    for day in truth.days.indices {
      let rows = booked[4 * day..<4 * day + 4].map(cents)
      #expect(rows.reduce(0, +) == cents(truth.revenue[day]))
      let baseline =
        truth.base + truth.trend[day] + truth.weekday[day] + truth.holiday[day]
        + truth.monthEnd[day] + truth.demand[day]
      let caused = truth.campaigns.map { $0.contribution[day] }
      let sum = baseline + caused.reduce(0, +) + truth.noise[day]
      #expect(sum.isClose(to: truth.revenue[day], within: .absolute(1e-6)))
      // The platform books at least what a campaign caused.
      for (campaign, effect) in zip(truth.campaigns, caused) {
        #expect(campaign.claimed[day] >= effect - 0.005)
      }
    }
    let spend = try truth.clean.numbers("spend")
    for (index, campaign) in truth.campaigns.enumerated() {
      #expect(campaign.spend == stride(from: index, to: 800, by: 4).map { spend[$0] })
      #expect(campaign.claimed == stride(from: index, to: 800, by: 4).map { booked[$0] })
    }
    let total = truth.campaigns.reduce(0) { $0 + $1.totalContribution } + truth.baseline
    #expect(total.isClose(to: truth.expectedTotal, within: .relative(1e-12)))
    #expect((10_000...20_000).contains(mean(truth.revenue)))
  }

  @Test("Clean rows could be true: money in cents, whole counts, none above the one before it")
  func possible() throws {
    let clean = try AdsSimulator(days: 730).simulated(seed: 3).truth.clean
    let columns = try measures.map { try clean.numbers($0) }
    for row in 0..<clean.rowCount {
      let (spend, revenue) = (columns[0][row], columns[4][row])
      #expect(spend > 0 && Double(cents(spend)) / 100 == spend)
      #expect(revenue >= 0 && Double(cents(revenue)) / 100 == revenue)
      let counts = columns[1...3].map { $0[row] }
      #expect(counts.allSatisfy { $0 == $0.rounded() && $0 >= 0 })
      #expect(counts[1] <= counts[0] && counts[2] <= counts[1])
      // Orders cost 20 to 200 dollars, where clicks leave room for them all.
      let order = revenue / counts[2]
      #expect((20...200).contains(order) || counts[2] == counts[1], "row \(row + 1): \(order)")
    }
  }

  @Test("Returns are what removing a campaign costs, and the next dollar's is the derivative")
  func returns() throws {
    let truth = try AdsSimulator().simulated(seed: 3).truth
    for campaign in truth.campaigns {
      func earned(_ factor: Double) -> Double {
        effects(campaign.law, campaign.spend.map { $0 * factor }).reduce(0, +)
      }
      #expect(earned(0) == 0)
      let lost = (earned(1) - earned(0)) / campaign.spend.reduce(0, +)
      #expect(lost.isClose(to: campaign.roi, within: .relative(1e-9)))
      let slope = (earned(1.0001) - earned(0.9999)) / 0.0002 / campaign.totalSpend
      #expect(slope.isClose(to: campaign.mroi, within: .relative(1e-6)))
    }
  }

  @Test("What the platform claims puts the campaigns into another order", arguments: 1...20)
  func claims(seed: Int) throws {
    let campaigns = try AdsSimulator().simulated(seed: UInt64(seed)).truth.campaigns
    let roi = campaigns.map(\.roi)
    #expect(roi.allSatisfy { (0.8...7).contains($0) }, "\(roi)")
    #expect(campaigns.allSatisfy { $0.claimedROAS > 1.2 * $0.roi })
    // Retargeting returns least, and its claims hide it.
    let (brand, retargeting) = (campaigns[0], campaigns[2])
    #expect(roi.min() == retargeting.roi)
    #expect(retargeting.claimedROAS > 1.3 * brand.claimedROAS)
    #expect(roi.max() == campaigns[3].roi)
    #expect(campaigns[3].mroi > 1.5 * brand.mroi && brand.mroi > retargeting.mroi)
  }

  @Test("Weekends, days of shopping and the end of the month show in orders and budgets")
  func patterns() throws {
    let truth = try AdsSimulator(days: 3_000).simulated(seed: 11).truth
    /// How much higher the mean is on the days of a kind than on the others.
    func lift(_ values: [Double], _ isKind: (Day) -> Bool) -> Double {
      let pairs = zip(truth.days, values)
      return mean(pairs.filter { isKind($0.0) }.map(\.1))
        / mean(pairs.filter { !isKind($0.0) }.map(\.1))
    }
    let isWeekend = { (day: Day) in day.weekday > 5 }
    let isMonthEnd = { (day: Day) in day.advanced(by: 3).month != day.month }
    let isBlackFriday = { (day: Day) in
      day.month == 11 && day.weekday == 5 && (23...29).contains(day.day)
    }
    let organic = zip(truth.revenue, truth.days.indices).map { revenue, day in
      revenue - truth.trend[day] - truth.campaigns.reduce(0) { $0 + $1.contribution[day] }
    }
    #expect((1.05...1.15).contains(lift(organic, isWeekend)))
    #expect((1.05...1.15).contains(lift(organic, isMonthEnd)))
    #expect(lift(organic, isBlackFriday) > 1.35)
    #expect(lift(organic) { $0.month == 12 } > 1.04)
    // Vouchers are spent on Christmas Day, and hardly anything on the first of January.
    #expect(lift(organic) { $0.month == 12 && $0.day == 25 } > 1.2)
    #expect(lift(organic) { $0.month == 1 && $0.day == 1 } < 0.95)
    let spend = truth.campaigns.map(\.spend)
    #expect(lift(spend[3], isWeekend) < 0.4)
    #expect(lift(spend[2], isWeekend) > 1.1)
    #expect(lift(spend[3], isMonthEnd) > 1.1)
    #expect(lift(spend[1], isBlackFriday) > 1.1)
  }

  @Test("Options outside their range are refused")
  func refused() throws {
    let early = try #require(Day("1500-01-01"))
    let late = try #require(Day("9901-01-01"))
    for simulator in [
      AdsSimulator(days: 13), AdsSimulator(days: 5_001), AdsSimulator(start: early),
      AdsSimulator(start: late),
    ] {
      #expect(throws: MixError.self) { try simulator.simulated() }
    }
    for simulator in [AdsSimulator(days: 14), AdsSimulator(days: 5_000)] {
      #expect(throws: Never.self) { try simulator.simulated(seed: .max) }
    }
  }

  @Test("The truth is the same after it was stored, and every field is finite and named once")
  func stored() throws {
    let truth = try AdsSimulator().simulated().truth
    let data = try JSONEncoder().encode(truth)
    #expect(try JSONDecoder().decode(AdsTruth.self, from: data) == truth)
    let fields = truth.scalarFields
    #expect(Set(fields.map(\.name)).count == fields.count)
    #expect(fields.allSatisfy { $0.value.isFinite })
    let known = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
    #expect(known["roi.lead_gen"] == truth.campaigns[3].roi)
    #expect(known["claimed_roas.brand_awareness"] == truth.campaigns[0].claimedROAS)
    #expect(known["problems"] == 35 && known["problems.missing_day"] == 7)
    #expect(truth.campaignTable.rowCount == 4 && truth.dailyTable.rowCount == 90)
    #expect(truth.problemTable.rowCount == 35)
    #expect(try truth.problemCountTable.numbers("count") == [12, 6, 5, 5, 7])
  }
}

/// What the daily pipeline asks of its data: its own model must have a chance, and no more than one.
@Suite("A daily ridge on the simulated ads")
struct AdsRidgeTests {
  /// The model of the daily pipeline: the true retentions, ln(1 + a) for a curve that is another.
  private static func spec(_ truth: AdsTruth) -> MixSpec {
    var spec = MixSpec(
      target: "revenue", channels: truth.campaigns.map(\.law.fieldName), trend: .linear,
      holdout: .share(0.2),
      regulariser: .ridge(.crossValidated(penalties: [0.001, 0.01, 0.1, 1, 10, 100, 1_000])))
    spec.seasons = [.weekdays, .months]
    spec.holidays = "retail"
    spec.unit = .money
    for campaign in truth.campaigns {
      spec.transforms[campaign.law.fieldName] = ChannelTransform(
        adstock: .recursive(retention: campaign.law.retention),
        saturation: .logarithmic(scale: 1))
    }
    return spec
  }

  private static func fit(days: Int, seed: Int) throws -> (MixFit, AdsTruth) {
    let truth = try AdsSimulator(days: days, hasProblems: false).simulated(seed: UInt64(seed)).truth
    let series = Table(
      [Column("date", days: truth.days), Column("revenue", numbers: truth.revenue)]
        + truth.campaigns.map { Column($0.law.fieldName, numbers: $0.spend) })
    let spec = spec(truth)
    return (try spec.fitted(to: MixData(series, for: spec)), truth)
  }

  @Test("In 90 days it fits well and is right about the strong campaigns only, over 40 seeds")
  func quarter() throws {
    var (r2, mape): ([Double], [Double]) = ([], [])
    var ratios = [[Double]](repeating: [], count: 4)
    for seed in 1...40 {
      let (fit, truth) = try Self.fit(days: 90, seed: seed)
      r2.append(fit.field("r2") ?? .nan)
      mape.append(fit.field("test.mape") ?? .nan)
      for (index, channel) in TruthScore(fit, truth).channels.enumerated() {
        ratios[index].append(channel.ratio ?? .nan)
      }
    }
    #expect((0.8...0.92).contains(median(r2)), "\(median(r2))")
    #expect((0.02...0.05).contains(median(mape)), "\(median(mape))")
    for (ratios, name) in zip(ratios, ["brand", "launch", "retargeting", "lead"]) {
      #expect((0.8...2.2).contains(median(ratios)), "\(name) \(median(ratios))")
    }
    // Bursts and throttles of large effect are plain to see, retargeting's small one is not.
    #expect(ratios[1].count { $0 > 0.5 && $0 < 2 } >= 36, "\(ratios[1].sorted())")
    #expect(ratios[2].contains { $0 < 0 } && ratios[2].contains { $0 > 2.5 })
  }

  @Test("In a year it is nearer to the truth than the platform's own claims, over 40 seeds")
  func year() throws {
    var (nearer, best) = (0, 0)
    for seed in 1...40 {
      let (fit, truth) = try Self.fit(days: 365, seed: seed)
      let score = TruthScore(fit, truth)
      #expect(score.channels.map(\.name) == truth.campaigns.map(\.name))
      let claims = truth.campaigns.map { abs($0.claimedROAS / $0.roi - 1) }
      if try #require(score.meanAbsoluteRelativeError) < mean(claims) { nearer += 1 }
      let returns = score.channels.map { $0.estimated ?? .nan }
      if returns.max() == returns[3] { best += 1 }
    }
    #expect(nearer == 40, "nearer in \(nearer) of 40")
    #expect(best >= 36, "lead generation comes out best in \(best) of 40")
  }
}
