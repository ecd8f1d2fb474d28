import Marketing
import Statistics
import Tables
import Testing

/// Data, and a question put to them at random: every transform, form and baseline has its turn.
struct RandomQuestion {
  let table: Table
  let spec: MixSpec

  init(seed: UInt64) {
    var stream = RandomStream(seed: seed, stream: 77)
    let weeks = 60 + stream.index(below: 60)
    let channels = ["tv", "radio", "web"].prefix(1 + stream.index(below: 3))
    let positions = (0..<weeks).filter { _ in stream.uniform() > 0.05 || seed.isMultiple(of: 2) }
    var columns = [
      Column("week", days: positions.map { Day(daysSinceEpoch: 18_995 + 7 * $0) })
    ]
    var sales = positions.map { 60_000 + 40 * Double($0) + 3_000 * stream.normal() }
    for (index, channel) in channels.enumerated() {
      let spend = positions.map { _ in
        stream.uniform() < 0.3 ? 0 : 4_000 * Double(index + 1) * (0.3 + stream.uniform())
      }
      for row in spend.indices { sales[row] += (2 - 0.5 * Double(index)) * spend[row] }
      columns.append(Column(channel, numbers: spend))
    }
    columns.append(Column("price", numbers: positions.map { _ in 10 + stream.normal() }))
    columns.append(Column("sales", numbers: sales))
    table = Table(columns)

    var spec = MixSpec(
      target: "sales", channels: Array(channels), controls: stream.uniform() < 0.5 ? ["price"] : [],
      holdout: stream.uniform() < 0.5 ? .rows(8) : .absent)
    spec.trend = [.absent, .linear, .piecewise(bends: 2)][stream.index(below: 3)]
    spec.seasons =
      [
        [], [.yearly(pairs: 2)], [.months], [.yearly(pairs: 1), .cycle(periods: 4, pairs: 1)],
      ][stream.index(below: 4)]
    spec.form = stream.uniform() < 0.4 ? .logLog : .additive
    spec.unit = [.medianActivePeriod, .largestPeriod, .money][stream.index(below: 3)]
    spec.regulariser = stream.uniform() < 0.5 ? .ols : .ridge(.fixed(3))
    if stream.uniform() < 0.4 {
      spec.events = [
        .init(
          name: "launch", first: Day(daysSinceEpoch: 18_995 + 70),
          last: Day(daysSinceEpoch: 18_995 + 80))
      ]
    }
    let half = spec.unit == .money ? 5_000.0 : 0.8
    for channel in channels {
      let adstock: Adstock = [
        .none, .geometric(retention: 0.6), .recursive(retention: 0.4),
        .delayed(retention: 0.5, peak: 2), .binomial(retention: 0.5),
        .weibullCDF(shape: 2, scale: 3), .weibullPDF(shape: 2, scale: 3),
      ][stream.index(below: 7)]
      let saturation: Saturation = [
        .none, .hill(half: half, slope: 1.5), .logistic(half: half), .tanh(half: half),
        .michaelisMenten(half: half), .logarithmic(scale: half), .root(power: 0.6),
        .negativeExponential(half: half),
      ][stream.index(below: 8)]
      spec.transforms[channel] = ChannelTransform(
        adstock: adstock, saturation: saturation,
        order: stream.uniform() < 0.5 ? .adstockFirst : .saturationFirst)
    }
    self.spec = spec
  }

  func fit() throws -> MixFit { try spec.fitted(to: MixData(table, for: spec)) }
}

@Suite("Accounting of a mix model")
struct AccountingTests {
  @Test("Whatever the model, its parts add up", arguments: 1...60)
  func identities(seed: UInt64) throws {
    let fit = try RandomQuestion(seed: seed).fit()
    for window in [fit.training, fit.test].compactMap(\.self) {
      let scale = window.actual.reduce(0) { $0 + abs($1) }
      for row in 0..<window.rowCount {
        let sum = window.components.reduce(0) { $0 + $1.values[row] }
        #expect(abs(sum - window.predicted[row]) <= 1e-9 * abs(window.actual[row]))
      }
      let results = window.channelResults
      let whole = results.reduce(window.baseline) { $0 + $1.contribution }
      #expect(abs(whole - window.predicted.reduce(0, +)) <= 1e-9 * scale)
      let shares = results.reduce(window.baseline / window.predictedTotal) {
        $0 + ($1.share ?? .nan)
      }
      #expect(abs(shares - 1) <= 1e-9)
      for (result, component) in zip(results, window.channels) {
        #expect(
          abs((result.roi ?? 0) * result.spend - result.contribution)
            <= 1e-12 * abs(result.contribution))
        #expect(
          abs(component.values.reduce(0, +) - result.contribution)
            <= 1e-12 * abs(result.contribution))
        let parts = result.immediate + result.carriedOver + result.carriedIn
        #expect(abs(parts - result.contribution) <= 1e-9 * abs(result.contribution))
        #expect(result.carriedOut.isFinite)
      }
    }
    #expect(fit.scalarFields.allSatisfy { $0.value.isFinite })
    #expect(Set(fit.scalarFields.map(\.name)).count == fit.scalarFields.count)
  }

  @Test("Nothing is carried into the first rows, and a hold-out inherits what was")
  func carriedIn() throws {
    var spec = linearSpec
    spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.7))
    spec.holdout = .rows(20)
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 120, seed: 3), for: spec))
    #expect(fit.training.channelResults.allSatisfy { $0.carriedIn == 0 })
    let test = try #require(fit.test)
    #expect(test.channelResults[0].carriedIn > 0)
    #expect(test.channelResults[1].carriedIn == 0)
    // What the training rows carry out reaches the test rows, for all of the window but its tail.
    let out = fit.training.channelResults[0].carriedOut
    #expect(abs(test.channelResults[0].carriedIn - out) <= 1e-9 * out)
  }

  @Test("Rows that follow a model's own get its carryover, rows from elsewhere do not")
  func continued() throws {
    var spec = linearSpec
    spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.7))
    let table = linearTable(weeks: 120, seed: 3)
    let fit = try spec.fitted(to: MixData(table.rows(Array(0..<100)), for: spec))
    let next = try fit.prediction(on: MixData(table.rows(Array(100..<120)), for: spec))
    let later = try fit.prediction(on: MixData(table.rows(Array(110..<120)), for: spec))
    #expect(next.channelResults[0].carriedIn > 0)
    #expect(later.channelResults[0].carriedIn == 0)
    spec.holdout = .rows(20)
    let whole = try spec.fitted(to: MixData(table, for: spec))
    #expect(whole.test?.predicted == next.predicted)
  }

  @Test("A missing week passes time: what is left of an effect fades over it")
  func gaps() throws {
    var spec = MixSpec(target: "sales", channels: ["tv"])
    spec.transforms["tv"] = ChannelTransform(adstock: .recursive(retention: 0.5))
    let days = [0, 1, 2, 4, 5, 6].map { Day(daysSinceEpoch: 18_995 + 7 * $0) }
    let data = try MixData(
      Table([
        Column("week", days: days), Column("tv", numbers: [8, 0, 0, 0, 4, 1]),
        Column("sales", numbers: [1, 3, 2, 5, 4, 7]),
      ]), for: spec)
    let fit = try spec.fitted(to: data)
    #expect(fit.features[0] == [8, 4, 2, 0.5, 4.25, 3.125])
  }

  @Test("At once and carried over are a contribution's two parts in every period")
  func carryoverTable() throws {
    let fit = try RandomQuestion(seed: 5).fit()
    let table = fit.training.carryoverTable
    for component in fit.training.channels {
      let parts = zip(
        try table.numbers("\(component.name)_immediate"),
        try table.numbers("\(component.name)_carried"))
      #expect(
        zip(parts, component.values).allSatisfy { abs($0.0 + $0.1 - $1) <= 1e-9 * abs($1) + 1e-12 })
    }
  }

  @Test("A log–log model's parts without effect have no contribution")
  func withoutEffect() throws {
    var spec = linearSpec
    spec.form = .logLog
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 120, seed: 3), for: spec))
    let effects = zip(fit.design.terms, fit.coefficients)
    for (term, estimate) in effects where estimate.coefficient == 0 {
      let part = fit.training.components.first { $0.part == term.part }
      #expect(part?.total == 0)
    }
    #expect(fit.training.metrics.r2 ?? 0 > 0.8)
    // Smearing makes the prediction a mean: over the rows it comes near what was sold.
    let sold = fit.training.actual.reduce(0, +)
    #expect(abs(fit.training.predictedTotal - sold) < 0.001 * sold)
  }

  @Test("The marginal return is what a little more of all spend brings", arguments: 1...30)
  func marginalReturn(seed: UInt64) throws {
    let question = RandomQuestion(seed: seed)
    let fit = try question.fit()
    for (index, channel) in question.spec.channels.enumerated() {
      let response = fit.responses[index].transform
      let spend = fit.training.spend[index]
      // Root and steep Hill curves have no finite slope at 0; their derivative in proportion is all the same finite.
      let step = 1e-5
      func total(_ factor: Double) throws -> Double {
        let data = try MixData(
          question.table.replacing(channel) { $0.map { $0 * factor } }, for: question.spec)
        return try fit.prediction(on: data.rows(0..<fit.training.rowCount)).predictedTotal
      }
      let change = try (total(1 + step) - total(1 - step)) / (2 * step * spend.total)
      let margin = try #require(spend.marginalReturn)
      #expect(
        abs(change - margin) <= 1e-5 * max(abs(margin), 1e-3), "\(channel) \(response)")
    }
  }
}
