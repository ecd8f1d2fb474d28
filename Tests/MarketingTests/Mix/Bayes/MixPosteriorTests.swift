import Marketing
import Statistics
import Synchronization
import Tables
import TestSupport
import Testing

/// Two channels of known returns, a price, noise; `weeks` rows.
private struct World {
  let table: Table
  let truth: [String: Double]

  init(weeks: Int = 104, seed: UInt64 = 5) {
    var stream = RandomStream(seed: seed)
    var (tv, radio, price, sales): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<weeks {
      tv.append(stream.chance(0.7) ? stream.uniform(50, 300) : 0)
      radio.append(stream.uniform(10, 100))
      price.append(stream.uniform(9, 11))
    }
    let first = ChannelTransform(
      adstock: .geometric(retention: 0.6, window: 9), saturation: .michaelisMenten(half: 1),
      unit: 170
    ).applied(to: tv)
    let second = ChannelTransform(
      adstock: .geometric(retention: 0.2, window: 9), saturation: .michaelisMenten(half: 1),
      unit: 55
    ).applied(to: radio)
    for week in 0..<weeks {
      let marketing = 800 * first[week] + 400 * second[week]
      sales.append(1500 + marketing - 50 * (price[week] - 10) + 40 * stream.normal())
    }
    let start = Day(daysSinceEpoch: 18_995)  // 2022-01-03
    table = Table([
      Column("week", days: (0..<weeks).map { start.advanced(by: 7 * $0) }),
      Column("sales", numbers: sales), Column("tv", numbers: tv),
      Column("radio", numbers: radio), Column("price", numbers: price),
    ])
    truth = [
      "tv": 800 * first.reduce(0, +) / tv.reduce(0, +),
      "radio": 400 * second.reduce(0, +) / radio.reduce(0, +),
    ]
  }
}

/// A model of that world, with a sampler that is quick.
private func question(_ change: (inout BayesianModel) -> Void = { _ in }) -> MixSpec {
  var bayes = BayesianModel()
  bayes.sampler.warmup = 400
  bayes.sampler.draws = 300
  change(&bayes)
  var spec = MixSpec(
    target: "sales", channels: ["tv", "radio"], controls: ["price"], regulariser: .priors(bayes))
  for channel in spec.channels {
    spec.transforms[channel] = ChannelTransform(
      adstock: .geometric(retention: 0.5, window: 9), saturation: .michaelisMenten(half: 1))
  }
  return spec
}

@Suite("Posteriors of mix models")
struct MixPosteriorTests {
  @Test("Means add up, returns are contributions over spend, truth is within reach")
  func accounting() throws {
    let world = World()
    let spec = question()
    let fit = try spec.fitted(to: MixData(world.table, for: spec))
    let posterior = try #require(fit.posterior)
    let window = fit.training
    for row in 0..<window.rowCount {
      let parts = window.components.reduce(0) { $0 + $1.values[row] }
      #expect(parts.isClose(to: window.predicted[row], within: .relative(1e-12)))
    }
    for result in window.channelResults {
      let roi = try #require(result.roi)
      #expect((roi * result.spend).isClose(to: result.contribution, within: .relative(1e-12)))
      let summary = try #require(posterior.summary(of: "roi.\(result.channel)"))
      #expect(summary.mean.isClose(to: roi, within: .relative(1e-9)))
      let marginal = try #require(result.mroi)
      #expect(
        marginal.isClose(
          to: posterior.summary(of: "mroi.\(result.channel)")?.mean ?? .nan,
          within: .relative(1e-9)))
      let truth = try #require(world.truth[result.channel])
      #expect(abs(truth - summary.mean) < 3 * summary.sd, "\(result.channel)")
      #expect(result.immediate + result.carriedOver > 0.99 * result.contribution)
    }
    // Draw by draw too: contribution = return × spend, and all parts are the mean of the rows.
    for channel in posterior.channels {
      let place = try #require(posterior.draws.index(of: "contribution.\(channel)"))
      let other = try #require(posterior.draws.index(of: "roi.\(channel)"))
      let spend = window.spend.first { $0.name == channel }?.total ?? .nan
      for (contribution, roi) in zip(posterior.draws.pooled(place), posterior.draws.pooled(other)) {
        #expect(contribution.isClose(to: roi * spend, within: .relative(1e-9)))
      }
    }
    #expect(posterior.kept.count == 200)
    #expect(fit.responses.allSatisfy { $0.draws.count == 200 })
    #expect(posterior.replicates.count == 50)
    #expect(posterior.summaries.map(\.name) == posterior.draws.names)
  }

  @Test("Fields, intervals and bands are those of the draws")
  func derived() throws {
    let spec = question()
    let fit = try spec.fitted(to: MixData(World().table, for: spec))
    let posterior = try #require(fit.posterior)
    var fields: [String: Double] = [:]
    for field in fit.scalarFields { fields[field.name] = field.value }
    #expect(Set(fields.keys).count == fit.scalarFields.count)
    let place = try #require(posterior.draws.index(of: "roi.tv"))
    let draws = posterior.draws.pooled(place).sorted()
    #expect(fields["mean.roi.tv"] == posterior.summaries[place].mean)
    #expect(
      (fields["q5.roi.tv"] ?? .nan).isClose(
        to: quantile(sorted: draws, 0.05), within: .relative(1e-12)))
    #expect(
      (fields["roi_low.tv"] ?? .nan).isClose(
        to: quantile(sorted: draws, 0.05), within: .relative(1e-9)))
    for name in [
      "rhat_max", "ess_bulk_min", "ess_tail_min", "divergences", "mean.sigma", "mean.intercept",
      "mean.adstock.tv", "mean.saturation.radio", "mean.baseline", "contraction.tv", "elpd_loo",
      "p_loo", "loo_se", "khat_max", "mean.contribution.radio", "q95.mroi.tv",
    ] {
      #expect(fields[name] != nil, "no \(name)")
    }
    let bands = posterior.predictive
    #expect(bands.median.count == fit.training.rowCount)
    let inside = zip(fit.training.actual, zip(bands.low5, bands.high95)).count {
      $0 >= $1.0 && $0 <= $1.1
    }
    // 104 rows at 90 %: a binomial of mean 94 and deviation 3; a band that holds all rows is too wide.
    #expect((85...103).contains(inside))
    let widths = zip(bands.low5, bands.high95).map { $1 - $0 }
    // The noise of 40 over 90 %, and a little for what is not known of the mean.
    #expect((115...165).contains(mean(widths)))
    // The prior knows less.
    let width = { (bands: MixPosterior.Bands) in
      zip(bands.low5, bands.high95).reduce(0) { $0 + $1.1 - $1.0 }
    }
    #expect(width(posterior.priorPredictive) > 3 * width(bands))
    let evidence = try #require(posterior.evidence.first)
    #expect(evidence.channel == "tv")
    #expect((evidence.contraction ?? 0) > 0.8)
    #expect(evidence.sentence.contains("tv"))
    #expect(evidence.equallyGood.map { $0.roi.lowerBound < $0.roi.upperBound } == true)
  }

  @Test("The same seed gives the same fit, on any number of threads")
  func threads() throws {
    func fit(_ workers: Int) throws -> MixFit {
      let spec = question {
        $0.sampler.workers = workers
        $0.sampler.draws = 50
        $0.sampler.warmup = 150
      }
      return try spec.fitted(to: MixData(World(weeks: 60).table, for: spec))
    }
    let one = try fit(1)
    for workers in [2, 8] {
      let other = try fit(workers)
      #expect(one.posterior?.draws == other.posterior?.draws)
      #expect(one.training == other.training)
      #expect(one.posterior?.kept == other.posterior?.kept)
      #expect(one.posterior?.predictive == other.posterior?.predictive)
    }
  }

  @Test("A hold-out is predicted by the draws, and rolling origins work")
  func holdout() throws {
    var spec = question()
    spec.holdout = .rows(13)
    let fit = try spec.fitted(to: MixData(World().table, for: spec))
    let test = try #require(fit.test)
    #expect(test.rowCount == 13)
    #expect((test.metrics.r2 ?? 0) > 0.5)
    // Carryover from the fitted rows reaches the first one held out.
    #expect((test.spend.first?.carriedIn.first ?? 0) > 0)
    let whole = try fit.wholeWindow()
    // Kept draws against all: within a few Monte Carlo errors of each other.
    #expect(
      whole.predicted[50].isClose(to: fit.training.predicted[50], within: .relative(0.01)))
    let folds = try fit.rollingOrigin(folds: 2)
    #expect(folds.folds.count == 2)
    #expect(folds.folds.allSatisfy { $0.test.metrics.rmse < $0.naiveError })
  }

  @Test("What is stopped comes back as partial; before the first draw it is an error")
  func interruption() throws {
    final class Counter: Sendable {
      let asked = Atomic(0)
    }
    let spec = question {
      $0.sampler.workers = 1
      $0.sampler.chains = 1
      $0.sampler.draws = 2000
    }
    let data = try MixData(World(weeks: 60).table, for: spec)
    func stopped(after: Int) throws -> MixFit {
      let counter = Counter()
      return try Interruption.asking(
        { counter.asked.wrappingAdd(1, ordering: .relaxed).newValue > after },
        during: { try spec.fitted(to: data) })
    }
    let fit = try stopped(after: 900)
    let posterior = try #require(fit.posterior)
    #expect(posterior.isPartial)
    #expect(posterior.draws.length < 2000 && posterior.draws.length > 0)
    #expect(posterior.findings.contains { $0.kind == .partial })
    #expect(posterior.verdict != .trustworthy)
    guard case .posterior? = fit.warnings.first else {
      Issue.record("the warnings do not lead with it: \(fit.warnings)")
      return
    }
    do {
      _ = try stopped(after: 3)
      Issue.record("no error")
    } catch let error as MixError {
      guard case .noDraws = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("A channel without spend keeps its prior, and the report says so")
  func silence() throws {
    let world = World(weeks: 60)
    let spec = question()
    let numbers = try world.table.numbers("tv").map { _ in 0.0 }
    let table = Table(
      world.table.columns.map { $0.name == "tv" ? Column("tv", numbers: numbers) : $0 })
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let posterior = try #require(fit.posterior)
    let silent = try #require(posterior.findings.first { $0.kind == .noSpend })
    #expect(silent.subject == "tv" && silent.severity == .care)
    // Its prior is no reason to spend.
    let plan = try BudgetProblem(responses: fit.responses).solved()
    #expect(plan.channels[0].spend == 0)
    #expect(plan.channels[0].sentence.hasPrefix("Left out of the plan"))
    #expect(plan.warnings.contains(.neverSpent(channels: ["tv"])))
    #expect(fit.training.channelResults[0].contribution == 0)
    #expect(fit.training.channelResults[0].roi == nil)
    let evidence = try #require(posterior.evidence.first)
    #expect(evidence.sentence.contains("Nothing was spent"))
  }

  @Test("A return that the data cannot see is called an assumption")
  func assumption() throws {
    let world = World(weeks: 60)
    // A millionth of the others' money: whatever it returns drowns in the noise.
    let numbers = try world.table.numbers("tv").map { $0 * 1e-6 }
    let table = Table(
      world.table.columns.map { $0.name == "tv" ? Column("tv", numbers: numbers) : $0 })
    let spec = question()
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let posterior = try #require(fit.posterior)
    let evidence = try #require(posterior.evidence.first)
    #expect((evidence.contraction ?? 1) < 0.5)
    let before = try #require(evidence.prior)
    #expect(evidence.posterior.median.isClose(to: before.median, within: .relative(0.25)))
  }

  @Test("A prior that contradicts the data comes first, by its name")
  func contradiction() throws {
    let spec = question { $0.priors["roi.tv"] = .uniform(lower: 50, upper: 60) }
    let fit = try spec.fitted(to: MixData(World(weeks: 60).table, for: spec))
    let posterior = try #require(fit.posterior)
    #expect(posterior.verdict == .notToBeUsed)
    let first = try #require(posterior.findings.first)
    #expect([.atPriorsEnd, .worseThanAverage, .negativeBaseline].contains(first.kind))
    #expect(first.sentence.contains("roi.tv: uniform(50, 60)"))
    let base = try #require(posterior.findings.first { $0.kind == .negativeBaseline })
    #expect(base.severity == .serious && base.sentence.contains("less than nothing"))
  }

  @Test("No channel is both an assumption and a conflict; one chain is not called agreement")
  func words() throws {
    let spec = question {
      $0.priors["roi.radio"] = .logNormal(location: 0, scale: 0.6)
      $0.sampler.chains = 1
    }
    let fit = try spec.fitted(to: MixData(World().table, for: spec))
    let posterior = try #require(fit.posterior)
    let radio = posterior.findings.filter { $0.subject == "radio" }.map(\.kind)
    #expect(!(radio.contains(.priorOnly) && radio.contains(.conflict)))
    let evidence = try #require(posterior.evidence.last)
    #expect(abs(evidence.shift ?? 0) > 0.5 && !evidence.isSilent, "\(evidence)")
    #expect(!evidence.sentence.contains("next to nothing"))
    let chains = try #require(posterior.findings.first { $0.kind == .rHat })
    #expect(chains.severity >= .care)
    #expect(chains.sentence.contains("cannot be compared with others"))
  }

  @Test(
    "Ten draws a chain are said to be too few, and no more are called independent than there are")
  func tooFew() throws {
    let spec = question { ($0.sampler.warmup, $0.sampler.draws) = (50, 10) }
    let fit = try spec.fitted(to: MixData(World(weeks: 60).table, for: spec))
    let posterior = try #require(fit.posterior)
    let few = try #require(posterior.findings.first { $0.kind == .effectiveDraws })
    #expect(few.severity == .serious && few.sentence.contains("not known"))
    #expect(posterior.summaries.allSatisfy { ($0.essBulk ?? 0) <= 40 && ($0.essTail ?? 0) <= 40 })
    #expect(posterior.evidence.allSatisfy { $0.equallyGood == nil })
  }

  @Test("Searches and signs are refused with what to do instead")
  func refusals() throws {
    let data = try MixData(World(weeks: 60).table, for: question())
    var signed = question()
    signed.signs = ["tv": .positive]
    #expect(throws: MixError.self) { try signed.fitted(to: data) }
  }
}
