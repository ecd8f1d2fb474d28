import Foundation
import Marketing
import Tables
import TestSupport
import Testing

/// Sums over thousands of customers agree to this, relatively.
private let roundingTolerance = 1e-9

@Suite("The truth of simulated journeys")
struct JourneyTruthTests {
  private static let truths: [JourneyTruth] = {
    [1, 42].compactMap { try? JourneySimulator(count: 2_000).simulated(seed: $0).truth }
  }()

  @Test("Shapley credit adds up to everything on less everything off", arguments: truths)
  func efficiency(truth: JourneyTruth) {
    let credit = truth.channels.reduce(0) { $0 + $1.credit }
    let value = truth.channels.reduce(0) { $0 + $1.valueCredit }
    #expect(abs(credit - truth.caused) < roundingTolerance * truth.caused)
    #expect(abs(value - truth.causedValue) < roundingTolerance * truth.causedValue)
    #expect(abs(truth.share.reduce(0, +) - 1) < roundingTolerance)
  }

  @Test(
    "Credit is the mean of what a channel adds over all orders of the others", arguments: truths)
  func shapley(truth: JourneyTruth) {
    let count = truth.channels.count
    var factorials = [1.0]
    for number in 1...count { factorials.append(factorials[number - 1] * Double(number)) }
    for (index, channel) in truth.channels.enumerated() {
      var credit = 0.0
      for setting in 0..<1 << count where setting >> index & 1 == 0 {
        let size = setting.nonzeroBitCount
        let weight = factorials[size] * factorials[count - size - 1] / factorials[count]
        let worth = truth.conversionsBySetting
        credit += weight * (worth[setting | 1 << index] - worth[setting])
      }
      #expect(abs(credit - channel.credit) < roundingTolerance * truth.caused, "\(channel.name)")
    }
  }

  @Test("The channel that does nothing has exactly nothing, whatever else is on", arguments: truths)
  func dummy(truth: JourneyTruth) throws {
    let place = try #require(truth.channels.firstIndex { $0.name == "Referral" })
    let referral = truth.channels[place]
    #expect(referral.touches > 100)
    #expect(referral.incrementalConversions == 0 && referral.incrementalValue == 0)
    #expect(referral.credit == 0 && referral.valueCredit == 0)
    for setting in truth.conversionsBySetting.indices {
      let other = setting ^ 1 << place
      #expect(truth.conversionsBySetting[setting] == truth.conversionsBySetting[other])
    }
  }

  @Test("No switch turned on loses a conversion; all off is the baseline", arguments: truths)
  func monotone(truth: JourneyTruth) {
    let worth = truth.conversionsBySetting
    #expect(worth.count == 256)
    for setting in worth.indices {
      #expect(worth[setting] > 0 && worth[setting] < 2 * Double(truth.simulator.count))
      for channel in 0..<8 where setting >> channel & 1 == 0 {
        // Referral's are equal; others may only round.
        #expect(worth[setting | 1 << channel] >= worth[setting] - 1e-9)
      }
    }
    #expect(truth.baseline == worth[0])
    #expect(truth.conversions(with: []) == truth.baseline)
    #expect(truth.value(with: truth.channels.map(\.name)) == truth.expectedValue)
    #expect(truth.conversions(with: ["Radio"]) == nil)
    for (index, channel) in truth.channels.enumerated() {
      let off = worth[255] - worth[255 ^ 1 << index]
      #expect(channel.incrementalConversions == off)
    }
  }

  @Test("Emails alone persuade nobody: they work after an ad", arguments: truths)
  func interaction(truth: JourneyTruth) throws {
    func worth(_ names: [String]) throws -> Double {
      try #require(truth.conversions(with: names))
    }
    let ads = ["Social Media Ad", "Search Ad", "Display Ad", "Video Ad"]
    // Alone, an email persuades nobody, and brings a visit now and then.
    let alone = try worth(["Email"]) - truth.baseline
    let afterAds = try worth(ads + ["Email"]) - worth(ads)
    #expect(alone < 0.25 * afterAds)
    #expect(alone >= 0)
  }

  @Test("The coins fall as their probabilities say")
  func convergence() throws {
    // Buying is a sum of independent coins, so that its variance is below its mean times 2. Five deviations, six seeds:
    // a false alarm in about 300,000.
    for seed in 1...6 as ClosedRange<UInt64> {
      let truth = try JourneySimulator(count: 10_000).simulated(seed: seed).truth
      let error = Double(truth.observedConversions) - truth.expectedConversions
      #expect(abs(error) < 5 * (2 * truth.expectedConversions).squareRoot())
      #expect(abs(truth.observedValue / truth.expectedValue - 1) < 0.15)
    }
  }

  @Test("Without confounding intent decides nobody's touches, and fewer would have bought anyway")
  func confounding() throws {
    let usual = try JourneySimulator(count: 5_000).simulated().truth
    let free = try JourneySimulator(count: 5_000, confounding: 0).simulated().truth
    #expect(free.baseline / free.expectedConversions < usual.baseline / usual.expectedConversions)
    #expect(try free.parameters.numbers("intent_slope").allSatisfy { $0 == 0 })
  }

  @Test("Tables and fields say the same, and the truth survives being written")
  func tables() throws {
    let truth = try #require(JourneyTruthTests.truths.first)
    #expect(truth.table.names.first == "channel" && truth.table.rowCount == 8)
    #expect(truth.settings.rowCount == 256 && truth.parameters.rowCount == 8)
    #expect(truth.costs.names == ["channel", "cost"] && truth.costs.rowCount == 4)
    let fields = Dictionary(
      uniqueKeysWithValues: truth.scalarFields.map { ($0.name, $0.value) })
    #expect(fields["incremental.referral"] == 0)
    #expect(fields["caused"] == truth.caused)
    let roas = try truth.table.numbers("roas")
    #expect(roas.count { !$0.isNaN } == 4)
    #expect(fields["roas.search_ad"] == roas[1])
    #expect(fields.values.allSatisfy { $0.isFinite })
    let written = try JSONEncoder().encode(truth)
    #expect(try JSONDecoder().decode(JourneyTruth.self, from: written) == truth)
  }
}

@Suite("The score of an attribution of simulated journeys")
struct JourneyTruthScoreTests {
  private func journeys(_ count: Int) async throws -> (JourneyTable, JourneyTruth) {
    let (events, truth) = try JourneySimulator(count: count).simulated()
    let log = JourneyLog(direct: .keep)
    return (try await log.read(CSVWriter().bytes(events)).table, truth)
  }

  @Test("The truth's own credit has no error")
  func perfect() async throws {
    let truth = try JourneySimulator().simulated().truth
    let own = Attribution(
      model: "truth", channels: truth.channels.map(\.name).reversed(),
      credit: truth.channels.map(\.credit).reversed(),
      valueCredit: truth.channels.map(\.valueCredit).reversed())
    let score = try JourneyTruthScore(own, truth)
    #expect(score.totalVariation < 1e-12)
    #expect(abs(score.rankCorrelation - 1) < 1e-12)
    #expect(abs(score.excess - 1) < 1e-12)
    #expect(abs(score.overcredit(of: .free)) < 1e-12)
  }

  @Test("Last touch overstates what is free, first touch does not, and no model is right")
  func models() async throws {
    let (table, truth) = try await journeys(20_000)
    func score(_ model: AttributionModel) throws -> JourneyTruthScore {
      try JourneyTruthScore(try model.attribution(of: table), truth)
    }
    let last = try score(.rule(.last))
    #expect(last.overcredit(of: .free) > 0.2)
    #expect(try score(.rule(.first)).overcredit(of: .free) < 0.1)
    for model: AttributionModel in [
      .rule(.last), .rule(.first), .rule(.linear), .rule(.timeDecay()), .markov(MarkovChain()),
      .shapley(ShapleyCredit()),
    ] {
      let score = try score(model)
      #expect(score.totalVariation > 0.1 && score.totalVariation < 0.7, "\(score.model)")
      #expect(score.excess > 1.2, "\(score.model)")
    }
    let video = try #require(last.channels.first { $0.name == "Video Ad" })
    #expect(try #require(video.ratio) < 0.5)
    #expect(last.channels.first { $0.name == "Referral" }?.ratio == nil)
    #expect(last.table.rowCount == 8)
    let fields = last.scalarFields
    #expect(fields.contains { $0.name == "total_variation" && $0.value == last.totalVariation })
    #expect(fields.allSatisfy { $0.value.isFinite })
  }

  @Test(
    "A channel that the journeys don't know has no credit; one that the truth doesn't is refused")
  func strangers() throws {
    let truth = try JourneySimulator().simulated().truth
    let one = Attribution(model: "one", channels: ["direct"], credit: [3], valueCredit: [5])
    let score = try JourneyTruthScore(one, truth)
    #expect(score.channels.map(\.estimated).reduce(0, +) == 1)
    #expect(abs(score.totalVariation - (1 - truth.share[5])) < 1e-12)
    let other = Attribution(model: "one", channels: ["radio"], credit: [3], valueCredit: [5])
    #expect(throws: AttributionError.self) { try JourneyTruthScore(other, truth) }
  }
}
