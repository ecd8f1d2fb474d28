import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Every number that a search keeps of a candidate is that of the candidate's model, fitted as any other is.
@Suite("One candidate of a search")
struct RobynKernelTests {
  /// A model and a search, and what is special about them.
  struct Case: CustomStringConvertible, Sendable {
    let description: String
    var table = RobynTrialData.table()
    var settings = RobynTrialData.settings(iterations: 20, trials: 1) {
      $0.fewestCandidates = 1_000
    }
    /// Whether signs hold coefficients of channels at 0.
    var isBounded = false
    /// Whether the rule about the intercept leaves some candidates without one.
    var isWithoutIntercept = false
    var change: @Sendable (inout MixSpec) -> Void = { _ in }
  }

  /// All channels with this carryover or saturation, searched over in these ranges.
  static func transforms(
    _ spec: inout MixSpec, _ transform: ChannelTransform,
    _ ranges: [(ChannelTransform.Parameter, ClosedRange<Double>)]
  ) {
    guard case .robyn(let settings)? = spec.search?.method else { return }
    for channel in spec.channels { spec.transforms[channel] = transform }
    spec.search = TransformSearch(
      spec.channels.flatMap { channel in
        ranges.map { .init(channel: channel, parameter: $0.0, range: $0.1) }
      }, method: .robyn(settings))
  }

  static let hill: [(ChannelTransform.Parameter, ClosedRange<Double>)] = [
    (.saturation(0), 0.3...1), (.saturation(1), 0.5...3),
  ]

  static func lift(_ channel: String, _ weeks: Range<Int>, _ scope: LiftStudy.Scope) -> LiftStudy {
    let days = mondays(103)
    return LiftStudy(
      channel: channel, first: days[weeks.lowerBound],
      last: days[weeks.upperBound].advanced(by: -1), lift: 20_000, scope: scope)
  }

  static let cases: [Case] = [
    Case(description: "Robyn's defaults"),
    Case(
      description: "a channel that costs sales", table: RobynTrialData.table(radio: -9_000),
      isBounded: true),
    Case(
      description: "an intercept below 0", table: RobynTrialData.table(base: -8_000),
      // Small penalties: large ones pull the intercept up to the mean of sales.
      settings: RobynTrialData.settings(iterations: 20, trials: 1) {
        $0.fewestCandidates = 1_000
        $0.penaltyRange = 0...0.001
      },
      isWithoutIntercept: true, change: { $0.controls = [] }),
    Case(
      description: "no signs, no rule",
      change: {
        $0.signs = [:]
        $0.interceptRule = .free
      }),
    Case(
      description: "Weibull densities",
      change: {
        Self.transforms(
          &$0,
          ChannelTransform(
            adstock: .weibullPDF(shape: 2, scale: 3, window: 26), saturation: .hill(half: 0.5)),
          [(.adstock(0), 0.5...8), (.adstock(1), 0.5...8)] + hill)
      }),
    Case(
      description: "Weibull survival and missing weeks", table: RobynTrialData.table(gaps: true),
      change: {
        Self.transforms(
          &$0,
          ChannelTransform(
            adstock: .weibullCDF(shape: 2, scale: 3, window: 20), saturation: .hill(half: 0.5)),
          [(.adstock(0), 0.5...3), (.adstock(1), 0.5...8)] + hill)
      }),
    Case(
      description: "a delayed peak, money as the unit, weeks held out",
      change: {
        $0.unit = .money
        $0.holdout = .rows(10)
        Self.transforms(
          &$0,
          ChannelTransform(
            adstock: .delayed(retention: 0.5, peak: 1, window: 9), saturation: .hill(half: 5_000)),
          [
            (.adstock(0), 0.1...0.9), (.adstock(1), 0...4), (.saturation(0), 1_000...20_000),
            (.saturation(1), 0.5...3),
          ])
      }),
    Case(
      description: "saturation first, missing weeks", table: RobynTrialData.table(gaps: true),
      change: {
        $0.unit = .medianActivePeriod
        Self.transforms(
          &$0,
          ChannelTransform(
            adstock: .geometric(retention: 0.5, window: 8), saturation: .hill(half: 1),
            order: .saturationFirst), [(.adstock(0), 0...0.9)] + hill)
      }),
    Case(
      description: "another curve",
      change: {
        Self.transforms(
          &$0,
          ChannelTransform(adstock: .recursive(retention: 0.5), saturation: .logistic(half: 0.5)),
          [(.adstock(0), 0...0.9), (.saturation(0), 0.2...1)])
      }),
    Case(
      description: "a baseline estimated first, within bounds, penalties in equal ratios",
      settings: RobynTrialData.settings(iterations: 20, trials: 1) {
        $0.penaltyScale = .logarithmic
        $0.fewestCandidates = 1_000
      },
      change: {
        $0.trend = .piecewise(bends: 8)
        $0.seasons = [.yearly(pairs: 3)]
        $0.holidays = "de"
        $0.baselineStage = .estimatedFirst
      }),
    Case(
      description: "only channels penalised, a season fitted jointly",
      change: {
        $0.seasons = [.yearly(pairs: 2)]
        $0.regulariser = .ridge(.fixed(1), on: .channelsOnly)
      }),
    Case(
      description: "rows that validate and test",
      settings: RobynTrialData.settings(iterations: 20, trials: 1) {
        $0.trainingShare = 0.5...0.8
        $0.fewestCandidates = 1_000
      },
      change: {
        $0.trend = .linear
        $0.seasons = [.yearly(pairs: 1)]
        $0.baselineStage = .estimatedFirst
      }),
    Case(
      description: "lift studies",
      settings: RobynTrialData.settings(iterations: 20, trials: 1) {
        $0.lifts = [
          Self.lift("tv", 20..<26, .immediate), Self.lift("radio", 40..<44, .total),
          Self.lift("online", 60..<63, .immediate),
        ]
        $0.fewestCandidates = 1_000
      }),
  ]

  /// What the model as such says of a candidate.
  struct Plain {
    var nrmse = 0.0
    var trainingNRMSE = 0.0
    var testNRMSE: Double?
    var rssd = 0.0
    var mapeLift = 0.0
    var rmse = 0.0
    var penalty = 0.0
    var roi: [Double] = []
    var intercept = 0.0

    init(_ values: [Double], _ asked: MixSpec, _ settings: RobynSearch, _ table: Table) throws {
      var spec = asked
      spec.search = nil
      let dimensions = asked.search?.dimensions ?? []
      for (dimension, value) in zip(dimensions, values) {
        spec.transforms[dimension.channel] = spec.transforms[dimension.channel]?
          .setting(dimension.parameter, to: value)
      }
      let data = try MixData(table, for: spec)
      var held = 0
      if case .rows(let count) = spec.holdout { held = count }
      if settings.trainingShare != nil {
        held = data.rowCount - Int((values[values.count - 1] * Double(data.rowCount)).rounded())
        spec.holdout = .rows(held)
      }
      let rows = data.rows(0..<(data.rowCount - held))
      // Features that never change are no features.
      var design = try MixDesign(spec, for: rows)
      var path = try RobynPenalty(design, for: rows)
      spec.bounds = RobynBounds.bounds(for: design)
      var scope = MixSpec.PenaltyScope.everyFeature
      if case .ridge(_, let asked) = spec.regulariser { scope = asked }
      penalty = path.penalty(at: values[dimensions.count], settings.penaltyScale)
      spec.regulariser = .ridge(.fixed(penalty), on: scope)
      let fit = try spec.fitted(to: data)
      design = fit.design
      path = try RobynPenalty(design, for: rows)
      trainingNRMSE = fit.training.metrics.nrmse ?? .infinity
      rmse = fit.training.metrics.rmse
      nrmse = trainingNRMSE
      if settings.trainingShare != nil, let test = fit.test {
        let half = (test.rowCount + 1) / 2
        nrmse = RobynObjectives.nrmse(
          actual: Array(test.actual[..<half]), predicted: Array(test.predicted[..<half]))
        testNRMSE = RobynObjectives.nrmse(
          actual: Array(test.actual[half...]), predicted: Array(test.predicted[half...]))
      }
      let effect = fit.training.channels.map(\.total)
      let spend = fit.training.spend.map(\.total)
      roi = zip(effect, spend).map { $0 / $1 }
      intercept = fit.intercept.coefficient
      // The formula once more, written out.
      let (all, money) = (effect.reduce(0, +), spend.reduce(0, +))
      let distance = zip(effect, spend).reduce(0.0) { sum, pair in
        let difference = pair.0 / all - pair.1 / money
        return sum + difference * difference
      }
      let zeros = effect.count { abs($0 / all) < 0.00005 }
      rssd = distance.squareRoot() * (1 + Double(zeros) / Double(effect.count))
      let lifts = try RobynLifts(settings.lifts, for: rows)
      mapeLift = lifts.error(
        of: lifts.placed.indices.map { study in
          let channel = lifts.placed[study].channel
          return lifts.effect(
            ofStudy: study, coefficient: fit.coefficients[channel].coefficient,
            transform: fit.design.transform(ofChannel: channel), in: rows)
        })
    }
  }

  @Test("Every number kept is that of the model, fitted as any other", arguments: cases)
  func honest(one: Case) throws {
    var spec = RobynTrialData.spec(one.settings)
    one.change(&spec)
    // The seed is one of its own for each case.
    spec.seed = UInt64(one.description.utf8.count)
    let fit = try spec.fitted(to: MixData(one.table, for: spec))
    let record = try #require(fit.search)
    let front = try #require(record.front)
    #expect(front.evaluations.count + Self.thrownAway(front) == 20)
    var (largest, zeros, origins) = (0.0, 0, 0)
    for (evaluation, trial) in zip(front.evaluations, record.trials) {
      let plain = try Plain(evaluation.values, spec, one.settings, one.table)
      var pairs = [
        (evaluation.nrmse, plain.nrmse), (evaluation.rssd, plain.rssd),
        (evaluation.mapeLift, plain.mapeLift), (trial.rmse, plain.rmse),
      ]
      pairs += zip(trial.roi, plain.roi)
      if let candidate = front.candidates.first(where: { $0.evaluation == evaluation }) {
        pairs += zip(candidate.roi, plain.roi)
        pairs.append((candidate.trainingNRMSE, plain.trainingNRMSE))
        pairs.append((candidate.testNRMSE ?? 0, plain.testNRMSE ?? 0))
        pairs.append((candidate.penalty, plain.penalty))
      }
      // Returns beside the largest: one of zero has no relative error.
      let size = plain.roi.reduce(1e-3) { max($0, abs($1)) }
      for (found, known) in pairs {
        largest = max(largest, abs(found - known) / max(abs(known), 1e-3 * size))
      }
      zeros += plain.roi.count { $0 == 0 }
      if plain.intercept == 0 { origins += 1 }
    }
    #expect(largest < 1e-8, "\(one): \(largest)")
    #expect(!one.isBounded || zeros > 5, "\(one): no bound was active")
    #expect(!one.isWithoutIntercept || origins > 0, "\(one): every candidate has an intercept")
  }

  private static func thrownAway(_ front: RobynFront) -> Int {
    front.remarks.reduce(0) { sum, remark in
      switch remark {
      case .withoutDecomposition(let count), .thrownAway(let count, _): sum + count
      default: sum
      }
    }
  }

  @Test("The fit is that of the candidate chosen", arguments: cases)
  func settled(one: Case) throws {
    var spec = RobynTrialData.spec(one.settings)
    one.change(&spec)
    let fit = try spec.fitted(to: MixData(one.table, for: spec))
    let front = try #require(fit.search?.front)
    let chosen = try #require(front.chosenCandidate)
    #expect(fit.penalty.isClose(to: chosen.penalty, within: .relative(1e-12)))
    let nrmse = try #require(fit.training.metrics.nrmse)
    #expect(nrmse.isClose(to: chosen.trainingNRMSE, within: .relative(1e-8)))
    for (part, roi) in zip(zip(fit.training.channels, fit.training.spend), chosen.roi) {
      #expect(abs(part.0.total / part.1.total - roi) < 1e-8 * max(1, abs(roi)))
    }
    #expect(fit.spec.search == nil)
    #expect(fit.asked == spec)
  }
}
