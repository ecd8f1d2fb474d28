import Marketing
import Statistics

/// The fitters that are compared.
enum Fitter: CaseIterable {
  case leastSquares
  case positive
  case ridge
  case ridgeOnChannels

  var title: String {
    switch self {
    case .leastSquares: "least squares"
    case .positive: "least squares, positive signs"
    case .ridge: "ridge, cross-validated"
    case .ridgeOnChannels: "ridge on channels only"
    }
  }

  /// The specification with this fitter.
  func applied(to spec: MixSpec) -> MixSpec {
    var spec = spec
    switch self {
    case .leastSquares: spec.regulariser = .ols
    case .positive:
      spec.regulariser = .ols
      for channel in spec.channels { spec.signs[channel] = .positive }
    case .ridge: spec.regulariser = .ridge(.crossValidated(folds: 5))
    case .ridgeOnChannels: spec.regulariser = .ridge(.crossValidated(folds: 5), on: .channelsOnly)
    }
    return spec
  }
}

/// What one fitter found under one kind of plans, over all data sets and channels.
struct Findings {
  /// Estimate / truth − 1.
  var errors: [Double] = []
  /// Whether the 90 % interval held the truth.
  var covered: [Bool] = []
  /// The interval's width over the truth.
  var widths: [Double] = []
  /// The channel of each entry.
  var channels: [Int] = []

  mutating func add(_ simulation: Simulation, _ fitter: Fitter) throws {
    let fit = try fitter.applied(to: simulation.spec).fitted(to: simulation.data)
    guard let intervals = fit.intervals else { return }
    let estimates = fit.training.channelResults.map(\.contribution)
    for (index, truth) in simulation.contributions.enumerated() {
      let interval = intervals.contribution[index]
      errors.append(estimates[index] / truth - 1)
      covered.append(interval.low <= truth && truth <= interval.high)
      widths.append((interval.high - interval.low) / truth)
      channels.append(index)
    }
  }

  /// The median of |estimate / truth − 1|.
  var medianError: Double { median(errors.map(abs)) }
  /// Nine of ten errors are smaller.
  var largeError: Double { quantile(errors.map(abs), 0.9) }
  /// The mean of estimate / truth − 1.
  var bias: Double { mean(errors) }
  /// The share of intervals that held the truth.
  var coverage: Double { share(covered) }
  /// The median width of an interval over the truth.
  var medianWidth: Double { median(widths) }
  /// The coverage of the worst and of the best covered channel.
  var coverageByChannel: ClosedRange<Double> { byChannel(covered, share) }
  /// The median error of the best and of the worst channel.
  var medianErrorByChannel: ClosedRange<Double> { byChannel(errors.map(abs), median) }

  private func byChannel<Entry>(
    _ entries: [Entry], _ summary: ([Entry]) -> Double
  ) -> ClosedRange<Double> {
    let found = Set(channels).map { channel in
      summary(zip(channels, entries).filter { $0.0 == channel }.map(\.1))
    }
    return (found.min() ?? 0)...(found.max() ?? 0)
  }

  private func share(_ flags: [Bool]) -> Double {
    Double(flags.count { $0 }) / Double(max(1, flags.count))
  }
}

/// All findings by plans and fitter.
struct Study {
  let sets: Int
  let rows: [(plans: Plans, fitter: Fitter, findings: Findings)]

  init(sets: Int, seed: UInt64) throws {
    self.sets = sets
    var rows: [(plans: Plans, fitter: Fitter, findings: Findings)] = []
    for plans in Plans.allCases {
      let simulations = try (0..<sets).map { try plans.simulated(seed: seed + UInt64($0)) }
      for fitter in Fitter.allCases {
        var findings = Findings()
        for simulation in simulations { try findings.add(simulation, fitter) }
        rows.append((plans, fitter, findings))
      }
    }
    self.rows = rows
  }

  /// The findings as a table of Markdown.
  var table: String {
    let head = [
      "Plans", "Fitter", "Median error", "by channel", "9 of 10 below", "Mean of signed errors",
      "90 % intervals that held the truth", "by channel", "Median width",
    ]
    let lines = rows.map { plans, fitter, found in
      [
        plans.title, fitter.title, percent(found.medianError),
        percent(found.medianErrorByChannel), percent(found.largeError), percent(found.bias),
        percent(found.coverage), percent(found.coverageByChannel), percent(found.medianWidth),
      ]
    }
    return ([head, head.map { _ in "---" }] + lines).map {
      "| " + $0.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }

  /// The findings as CSV, shares with four decimals: what lesson 06 loads.
  var csv: String {
    let head = "plans,fitter,sets,median_error,large_error,bias,coverage,width"
    let lines = rows.map { plans, fitter, found in
      let shares = [
        found.medianError, found.largeError, found.bias, found.coverage, found.medianWidth,
      ].map { "\(($0 * 10_000).rounded() / 10_000)" }
      return ([#""\#(plans.title)""#, #""\#(fitter.title)""#, "\(sets)"] + shares)
        .joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n")
  }

  private func percent(_ range: ClosedRange<Double>) -> String {
    "\(percent(range.lowerBound)) to \(percent(range.upperBound))"
  }

  private func percent(_ value: Double) -> String {
    let tenths = Int((abs(value) * 1000).rounded())
    return "\(value < 0 && tenths > 0 ? "−" : "")\(tenths / 10).\(tenths % 10) %"
  }
}
