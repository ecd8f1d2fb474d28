import Marketing
import Statistics
import Tables
import TestSupport
import Testing

@Suite("Fits of regions")
struct PanelFitTests {
  private static func panel() throws -> MixPanel {
    var stream = RandomStream(seed: 8)
    var (names, days, people): ([String], [Day], [Double]) = ([], [], [])
    var (sales, tv, radio): ([Double], [Double], [Double]) = ([], [], [])
    for region in 0..<3 {
      let size = 1_000.0 * Double(region + 1)
      let money = (0..<40).map { _ in stream.chance(0.7) ? size * stream.uniform(0.1, 0.5) : 0 }
      let other = (0..<40).map { _ in size * stream.uniform(0.02, 0.2) }
      let effect = ChannelTransform(
        adstock: .geometric(retention: 0.4, window: 9), saturation: .michaelisMenten(half: 1),
        unit: 0.3 * size
      ).applied(to: money)
      for week in 0..<40 {
        names.append("r\(region)")
        days.append(Day(daysSinceEpoch: 18_995 + 7 * week))
        people.append(size)
        tv.append(money[week])
        radio.append(other[week])
        sales.append(
          size * (3 + 1.2 * effect[week]) + 0.8 * other[week] + 0.05 * size * stream.normal())
      }
    }
    return try MixPanel(
      Table([
        Column("region", texts: names), Column("week", days: days),
        Column("sales", numbers: sales), Column("tv", numbers: tv),
        Column("radio", numbers: radio), Column("people", numbers: people),
      ]), target: "sales", channels: ["tv", "radio"], region: "region", population: "people")
  }

  @Test("A regional fit is told as one of the nation, and refuses what it cannot know")
  func nation() throws {
    let panel = try Self.panel()
    var bayes = BayesianModel(preset: .meridian)
    bayes.sampler.warmup = 300
    bayes.sampler.draws = 200
    let spec = MixSpec(
      target: "sales", channels: ["tv", "radio"], regulariser: .priors(bayes))
    let fit = try spec.fitted(to: panel)
    let posterior = try #require(fit.posterior)
    #expect(posterior.regions == ["r0", "r1", "r2"])
    #expect(fit.training.rowCount == 40)
    for result in fit.training.channelResults {
      let summary = try #require(posterior.summary(of: "roi.\(result.channel)"))
      #expect(summary.mean.isClose(to: result.roi ?? .nan, within: .relative(1e-9)))
    }
    for response in fit.responses {
      #expect(response.draws.allSatisfy { $0.pieces.count == 3 })
      // What regions' curves say of the observed spend is about what the rows' contributions are.
      let contribution = fit.training.channels.first { $0.name == response.channel }?.total ?? .nan
      let curve = response.weekly(response.spend).reduce(0, +)
      #expect(curve.isClose(to: contribution, within: .relative(0.15)), "\(response.channel)")
    }
    let plan = try BudgetProblem(responses: fit.responses).solved()
    #expect(plan.judgement?.gains.count == posterior.kept.count)
    #expect(throws: MixError.self) { try fit.rollingOrigin(folds: 2) }
    var held = spec
    held.holdout = .rows(4)
    #expect(throws: MixError.self) { try held.fitted(to: panel) }
  }
}
