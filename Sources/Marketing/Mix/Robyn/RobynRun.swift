import Dispatch
import Statistics
import Synchronization

/// A search as Robyn does it, from the question to the front.
///
/// Trials take turns on as many threads as there are, a twentieth of their candidates at a time, so that five of them keep
/// two cores busy to the end. Each is a sequence of its own: results do not depend on who ran it when.
struct RobynRun {
  let problem: RobynProblem
  /// How many threads at most; nil for one a trial.
  var workers: Int?

  init(_ problem: RobynProblem) { self.problem = problem }

  /// The trials, run to their end, or as far as they came before an interruption.
  func trials() -> (trials: [RobynTrial], isInterrupted: Bool) {
    // With nothing to search every trial would be the same.
    let count = problem.variables.isEmpty ? 1 : problem.settings.trials
    let trials = (1...count).map { RobynTrial(problem, number: $0) }
    let total = problem.variables.isEmpty ? 1 : count * problem.settings.iterations
    let report = WorkProgress.report
    let isRequested = Interruption.isRequested
    let state = Mutex(State(waiting: Array(trials.indices)))
    // Each trial is touched by one thread at a time: the one that took its number from the queue.
    nonisolated(unsafe) let runs = trials
    @Sendable func work() {
      while let trial = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
        // A trial that has judged nothing yet has nothing to come back with.
        if runs[trial].iteration > 0, isRequested() {
          state.withLock { $0.isInterrupted = true }
          return
        }
        let before = runs[trial].iteration
        let hasMore = runs[trial].advance()
        let judged = runs[trial].iteration - before
        let done = state.withLock { state -> Int in
          state.done += judged
          if hasMore { state.waiting.append(trial) }
          return state.done
        }
        report(done, total, "models")
      }
    }
    let threads = min(count, max(1, workers ?? count))
    if threads > 1 {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
    } else {
      work()
    }
    return (trials, state.withLock(\.isInterrupted))
  }

  private struct State {
    var waiting: [Int]
    var done = 0
    var isInterrupted = false
  }
}

extension MixSpec {
  /// The fit of a search as Robyn does it, on so many threads at most; of any other specification the same as
  /// ``fitted(to:)``.
  ///
  /// - Parameters:
  ///   - data: The rows.
  ///   - workers: Most trials at once, 1 or more; nil for as many as there are cores. Results do not depend on it.
  /// - Returns: The fit of the candidate chosen.
  /// - Throws: What ``fitted(to:)`` throws.
  public func fitted(to data: MixData, workers: Int?) throws -> MixFit {
    precondition(workers ?? 1 >= 1, "\(workers ?? 0) workers")
    guard let search, case .robyn(let settings) = search.method else {
      return try fitted(to: data)
    }
    let found = try search.robyn(settings, of: self, for: data, workers: workers)
    return try found.settled.fitted(
      to: data, asked: self, found: found.record, drawsIntervals: true)
  }
}

extension TransformSearch {
  /// Searches as Robyn does, in the rows before a hold-out, on as many threads as there are trials or fewer.
  ///
  /// Gives the specification of the candidate chosen, which fitted has that candidate's numbers, and all that was tried.
  func robyn(
    _ settings: RobynSearch, of spec: MixSpec, for data: MixData, workers: Int? = nil
  ) throws -> (settled: MixSpec, record: Record) {
    let problem = try RobynProblem(
      self, settings, of: spec, for: try spec.trainingRows(of: data))
    // A first fit in the middle makes every complaint that there is to make.
    _ = try problem.settled(on: problem.middle).fitted(to: data, drawsIntervals: false)
    var run = RobynRun(problem)
    run.workers = workers
    let (trials, isInterrupted) = run.trials()
    let finding = try RobynFrontFinding(problem, trials, isInterrupted: isInterrupted)
    let front = try finding.front()
    let best = finding.index(of: front.chosen) ?? 0
    var record = Record(
      names: problem.names, channels: spec.channels, trials: trials.flatMap(\.trials), best: best,
      method: method)
    record.front = front
    return (problem.settled(on: front.evaluations[best].values), record)
  }
}
