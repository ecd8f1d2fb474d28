/// Where a log density is highest near a start.
public struct Mode: Sendable, Hashable, Codable {
  /// The coordinates.
  public let position: [Double]
  /// The log density there, Jacobians included.
  public let logDensity: Double
  /// The gradient there.
  public let gradient: [Double]
  /// How much log density the last step's quadratic model still hopes to gain.
  ///
  /// √(2 × this) is the distance to the mode in standard deviations.
  public let expectedGain: Double
  /// Why the search stopped.
  public let stop: Optimum.StopReason
  /// Steps made.
  public let iterations: Int
  /// Gradients taken.
  public let evaluations: Int

  /// Whether the search settled; where it did not the position is no mode.
  public var isSettled: Bool { stop == .converged || stop == .roundingLimited }
}

/// Climbs to the mode of a log density: limited-memory BFGS with a line search for the strong conditions of Wolfe.
///
/// The mode is that in the sampler's coordinates, Jacobians included, which is not the mode on the parameters' own
/// scales. A density without a mode (a funnel rises for ever) comes back unsettled, never as an answer.
///
/// - Complexity: O(dimension · memory) a step, beside the gradients.
///
/// Source: Nocedal & Wright (2006), "Numerical Optimization", algorithms 7.4 and 7.5 (two-loop recursion), 3.5 and 3.6
/// (line search).
public struct ModeSearch: Sendable, Hashable, Codable {
  /// Most steps.
  public var iterationLimit = 1_000
  /// The search stops where less log density than this is left to gain.
  public var gainTolerance = 1e-12
  /// Steps that the search remembers.
  public var memory = 8

  /// A search with the usual settings.
  public init() {}

  /// The mode near a start; refuses a start where the density or its gradient is no number.
  public func mode(
    of density: any LogDensity, from start: [Double]
  ) throws(StatisticsError) -> Mode {
    try climb(density.makeEvaluator(), from: start) { _ in }
  }

  /// The same, telling of every point on the way, the start and the end included.
  func climb(
    _ evaluator: any LogDensityEvaluator, from start: [Double], visit: (ClimbPoint) -> Void
  ) throws(StatisticsError) -> Mode {
    var search = LineSearch(evaluator)
    var point = search.evaluate(start)
    guard point.value.isFinite else {
      throw .outOfRange(
        what: "the log density at the start", found: point.value, expected: "a finite number")
    }
    if let bad = point.gradient.firstIndex(where: { !$0.isFinite }) {
      throw .outOfRange(
        what: "the gradient at the start, coordinate \(bad) (counted from 0),",
        found: point.gradient[bad], expected: "a finite number")
    }
    visit(point)
    var history = StepHistory(limit: memory)
    var (iterations, stop, gain) = (0, Optimum.StopReason.evaluationLimit, Double.infinity)
    while iterations < iterationLimit {
      var direction = history.ascent(point.gradient)
      var slope = dot(direction, point.gradient)
      if !(slope > 0), !history.isEmpty {
        // The memory has gone bad by rounding: forget it.
        history.forget()
        direction = point.gradient
        slope = dot(direction, direction)
      }
      gain = 0.5 * slope
      if gain <= gainTolerance {
        stop = .converged
        break
      }
      let size = dot(direction, direction).squareRoot()
      let step = history.isEmpty ? min(1, 1 / size) : 1
      guard let next = search.step(from: point, along: direction, slope: slope, first: step) else {
        // What rounding leaves of a sum of thousands of terms is below this.
        let floor = 1e-7 + 1e-12 * abs(point.value)
        stop = gain <= floor ? .roundingLimited : .failed
        if stop == .failed, !history.isEmpty {
          history.forget()
          continue
        }
        break
      }
      iterations += 1
      history.add(from: point, to: next)
      point = next
      visit(point)
    }
    return Mode(
      position: point.position, logDensity: point.value, gradient: point.gradient,
      expectedGain: gain, stop: stop, iterations: iterations, evaluations: search.evaluations)
  }
}

/// A point of a climb.
struct ClimbPoint {
  var position: [Double]
  var value: Double
  var gradient: [Double]

  var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }
}

/// The product of two vectors, in the order of their entries.
func dot(_ first: [Double], _ second: [Double]) -> Double {
  var sum = 0.0
  for index in first.indices { sum += first[index] * second[index] }
  return sum
}

// MARK: - The memory of steps

/// The last steps s and the falls z of the gradient along them, with sᵀz > 0.
struct StepHistory {
  let limit: Int
  private(set) var steps: [[Double]] = []
  private(set) var falls: [[Double]] = []

  init(limit: Int) { self.limit = max(1, limit) }

  var isEmpty: Bool { steps.isEmpty }

  mutating func forget() {
    steps = []
    falls = []
  }

  /// Remembers a step if the density curves downwards along it; whether it did.
  @discardableResult
  mutating func add(from old: ClimbPoint, to new: ClimbPoint) -> Bool {
    let step = zip(new.position, old.position).map { $0 - $1 }
    let fall = zip(old.gradient, new.gradient).map { $0 - $1 }
    // 1e-12: the skip rule of Zhang et al. (2022), below which a curvature is rounding.
    guard dot(step, fall) > 1e-12 * dot(fall, fall) else { return false }
    if steps.count == limit {
      steps.removeFirst()
      falls.removeFirst()
    }
    steps.append(step)
    falls.append(fall)
    return true
  }

  /// The inverse of the curvature times a gradient: the two loops of algorithm 7.4.
  func ascent(_ gradient: [Double]) -> [Double] {
    guard let step = steps.last, let fall = falls.last else { return gradient }
    var q = gradient
    var shares: [Double] = []
    for (s, z) in zip(steps, falls).reversed() {
      let share = dot(s, q) / dot(s, z)
      for index in q.indices { q[index] -= share * z[index] }
      shares.append(share)
    }
    let scale = dot(step, fall) / dot(fall, fall)
    for index in q.indices { q[index] *= scale }
    for (s, z) in zip(steps, falls) {
      let share = (shares.popLast() ?? 0) - dot(z, q) / dot(s, z)
      for index in q.indices { q[index] += share * s[index] }
    }
    return q
  }
}

// MARK: - Line search

/// Finds steps that raise the density enough and flatten its slope enough.
private struct LineSearch {
  /// A place on the line: the step, the value and the slope there.
  private struct Place {
    var step: Double
    var value: Double
    var slope: Double
    var point: ClimbPoint
  }

  let evaluator: any LogDensityEvaluator
  var evaluations = 0
  // c₁ and c₂ of Nocedal & Wright for quasi-Newton methods.
  private let rise = 1e-4
  private let flatness = 0.9

  init(_ evaluator: any LogDensityEvaluator) { self.evaluator = evaluator }

  mutating func evaluate(_ position: [Double]) -> ClimbPoint {
    evaluations += 1
    var gradient = [Double](repeating: 0, count: position.count)
    let value = evaluator.logDensity(at: position, gradient: &gradient)
    return ClimbPoint(position: position, value: value, gradient: gradient)
  }

  /// A better point along a direction, or nil where rounding or the density leaves none.
  mutating func step(
    from start: ClimbPoint, along direction: [Double], slope: Double, first: Double
  ) -> ClimbPoint? {
    let origin = Place(step: 0, value: start.value, slope: slope, point: start)
    var (last, step) = (origin, first)
    // Algorithm 3.5: doubles the step until a good one is enclosed.
    for _ in 0..<40 {
      let here = place(step, origin, direction)
      if !here.point.isFinite || here.value < start.value + rise * step * slope
        || (last.step > 0 && here.value <= last.value)
      {
        return enclosed(best: last, other: here, origin, direction)
      }
      if abs(here.slope) <= flatness * slope { return here.point }
      if here.slope <= 0 { return enclosed(best: here, other: last, origin, direction) }
      last = here
      step *= 2
    }
    return nil
  }

  /// Algorithm 3.6: narrows the interval between the best place so far and one beyond a good one.
  private mutating func enclosed(
    best: Place, other: Place, _ origin: Place, _ direction: [Double]
  ) -> ClimbPoint? {
    var (best, other) = (best, other)
    for _ in 0..<40 {
      let width = other.step - best.step
      var share = 0.5
      if other.point.isFinite {
        // The parabola through both values and the best place's slope.
        let curvature = other.value - best.value - best.slope * width
        if curvature < 0 { share = -0.5 * best.slope * width / curvature }
      } else {
        share = 0.2
      }
      let here = place(best.step + min(0.9, max(0.1, share)) * width, origin, direction)
      if !here.point.isFinite || here.value < origin.value + rise * here.step * origin.slope
        || here.value <= best.value
      {
        other = here
      } else {
        if abs(here.slope) <= flatness * origin.slope { return here.point }
        if here.slope * width <= 0 { other = best }
        best = here
      }
      if abs(other.step - best.step) <= 1e-14 * max(best.step, other.step) { break }
    }
    return best.step > 0 && best.value > origin.value ? best.point : nil
  }

  private mutating func place(
    _ step: Double, _ origin: Place, _ direction: [Double]
  ) -> Place {
    let point = evaluate(zip(origin.point.position, direction).map { $0 + step * $1 })
    return Place(
      step: step, value: point.value, slope: dot(point.gradient, direction), point: point)
  }
}
