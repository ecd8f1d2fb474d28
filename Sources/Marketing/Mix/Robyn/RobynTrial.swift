import Statistics

/// One of a search's trials: its own kernel, optimiser and random numbers, advanced by twentieths.
///
/// Touched by one thread at a time. What it finds depends on the seed and its number alone.
final class RobynTrial {
  /// From 1.
  let number: Int
  /// How many candidates were judged.
  private(set) var iteration = 0
  /// How many of them were thrown away, by reason.
  private(set) var losses: [RobynFront.Loss: Int] = [:]
  /// Whether it stopped because its objectives had converged.
  private(set) var hasEndedEarly = false

  private let problem: RobynProblem
  private let kernel: RobynKernel
  private var source: (any CandidateSource)?
  private let iterations: Int
  private let hasLifts: Bool
  private var point: [Double]
  private var values: [Double]
  private var told: [Double]
  private var roi: [Double]
  /// What was kept: iteration, four errors, returns, values; one candidate after another.
  private var kept: [Double] = []
  private let length: Int

  /// How many parts a trial has: Robyn's cuts of convergence, and the turns of its threads.
  static let parts = 20

  init(_ problem: RobynProblem, number: Int) {
    self.problem = problem
    self.number = number
    kernel = RobynKernel(problem)
    let settings = problem.settings
    // With nothing to search there is one candidate.
    iterations = problem.variables.isEmpty ? 1 : settings.iterations
    hasLifts = !problem.lifts.placed.isEmpty
    let objectives = hasLifts ? 3 : 2
    let stream = RandomStream(seed: problem.spec.seed, named: "robyn.trial.\(number)")
    if !problem.variables.isEmpty {
      switch settings.optimizer {
      case .twoPointsDE:
        source = DifferentialEvolution(
          dimensions: problem.variables.count, objectives: objectives, stream: stream)
      case .nsga2:
        source = NSGA2(
          dimensions: problem.variables.count, objectives: objectives, stream: stream,
          populationSize: Self.populationSize(iterations))
      }
    }
    point = problem.variables.map { _ in 0.5 }
    values = problem.middle
    told = [Double](repeating: 0, count: objectives)
    roi = problem.channels.map { _ in 0 }
    length = 5 + roi.count + values.count
    kept.reserveCapacity(iterations * length)
  }

  /// How large NSGA-II's generations are, so that a trial has fifty of them or more: 20 to 40.
  ///
  /// With the paper's 100, two thousand candidates are twenty generations, too few to reach the front; what small ones
  /// forget the front keeps.
  static func populationSize(_ iterations: Int) -> Int {
    2 * min(20, max(10, iterations / 100))
  }

  /// Judges the candidates up to the next twentieth; false where there are none left.
  func advance() -> Bool {
    let part = iteration * Self.parts / iterations + 1
    let end = min(iterations, max(iteration + 1, part * iterations / Self.parts))
    while iteration < end { judgeNext() }
    if problem.settings.stopsEarly, iteration < iterations, 2 * iteration >= iterations {
      let state = convergence
      hasEndedEarly = !state.isEmpty && state.allSatisfy(\.hasConverged)
    }
    return iteration < iterations && !hasEndedEarly
  }

  private func judgeNext() {
    source?.ask(into: &point)
    problem.place(point, into: &values)
    let outcome = kernel.evaluate(values)
    iteration += 1
    told[0] = outcome.nrmse
    told[1] = outcome.rssd
    if hasLifts { told[2] = outcome.mapeLift }
    source?.tell(told)
    guard outcome.rssd.isFinite, outcome.nrmse.isFinite, outcome.mapeLift.isFinite else {
      losses[outcome.loss ?? .notFinite, default: 0] += 1
      return
    }
    roi.withUnsafeMutableBufferPointer { roi in
      if let start = roi.baseAddress { kernel.returns(into: start) }
    }
    kept.append(Double(iteration))
    kept.append(outcome.nrmse)
    kept.append(outcome.rssd)
    kept.append(outcome.mapeLift)
    kept.append(outcome.rmse)
    kept.append(contentsOf: roi)
    kept.append(contentsOf: values)
  }

  // MARK: - What it found

  /// The candidates kept, in order.
  var evaluations: [RobynFront.Evaluation] {
    stride(from: 0, to: kept.count, by: length).map { start in
      RobynFront.Evaluation(
        trial: number, iteration: Int(kept[start]), nrmse: kept[start + 1], rssd: kept[start + 2],
        mapeLift: kept[start + 3],
        values: Array(kept[(start + 5 + roi.count)..<(start + length)]))
    }
  }

  /// The same as a search by grid would keep them.
  var trials: [TransformSearch.Record.Trial] {
    stride(from: 0, to: kept.count, by: length).map { start in
      let returns = start + 5
      return TransformSearch.Record.Trial(
        values: Array(kept[(returns + roi.count)..<(start + length)]), rmse: kept[start + 4],
        roi: Array(kept[returns..<(returns + roi.count)]))
    }
  }

  /// How its objectives moved so far.
  var convergence: [RobynFront.Convergence] {
    let objectives = ["nrmse", "rssd"] + (hasLifts ? ["mape_lift"] : [])
    return objectives.enumerated().compactMap { place, objective in
      RobynFront.Convergence(
        objective, trial: number,
        stride(from: 0, to: kept.count, by: length).map { kept[$0 + 1 + place] })
    }
  }
}
