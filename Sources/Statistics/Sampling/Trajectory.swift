/// One chain's trajectories: where it is, and how it gets to the next draw.
///
/// Multinomial no-U-turn transitions: a trajectory doubles forwards or backwards in time until it turns back on itself,
/// one of its points is drawn in proportion to exp(−H), points of later doublings preferred. Turns are looked for in every
/// balanced subtree and across each pair of neighbouring ones. Subtrees are built leaf by leaf, like counting in binary: a
/// level keeps the left half that waits for its right one, so that there is neither recursion nor allocation.
///
/// Source: Hoffman & Gelman (2014); Betancourt (2017), "A conceptual introduction to Hamiltonian Monte Carlo", appendix A;
/// the checks across subtrees are those of Stan 2.21 and later.
final class Trajectory {
  /// What is told of a transition.
  struct Outcome {
    /// Whether a step's energy error exceeded the limit, or the density was no number.
    var isDivergent = false
    /// Completed doublings.
    var depth = 0
    /// The mean of min(1, exp(−energy error)) over all steps.
    var acceptance = 0.0
    /// Gradients taken.
    var gradients = 0
    /// The energy of the draw.
    var energy = 0.0
  }

  /// An end of the trajectory: position, momentum, gradient in round coordinates.
  private struct End {
    let q: LaneVector
    let p: LaneVector
    let w: LaneVector
  }

  /// A finished part of the trajectory: its outer momenta and the sum of all of them.
  private struct Part {
    let first: LaneVector
    let last: LaneVector
    let sum: LaneVector
  }

  private static let divergence = 1000.0  // Stan's limit of the energy error

  let metric: Metric
  private let evaluator: any LogDensityEvaluator
  private let dimension: Int
  private let blocks: Int
  private let pool: LanePool
  private let forward: End
  private let backward: End
  private let gradient: LaneVector
  private let parts: [Part]
  private let running: LaneVector
  private let total: LaneVector
  private let border: LaneVector
  // The point drawn from the subtree being built, and the one the chain is at.
  private let candidate: (q: LaneVector, g: LaneVector)
  private let current: (q: LaneVector, g: LaneVector)
  private(set) var logDensity = -Double.infinity

  // Sums over the subtree being built.
  private var startEnergy = 0.0
  private var weight = LogWeight()
  private var candidateEnergy = 0.0
  private var candidateLogDensity = 0.0
  private var acceptance = 0.0
  private var gradients = 0
  private var isDivergent = false

  /// A chain that is nowhere yet.
  init(_ density: any LogDensity, metric: Metric, maximumDepth: Int) {
    self.metric = metric
    evaluator = density.makeEvaluator()
    dimension = density.dimension
    let pool = LanePool(dimension: dimension, vectors: 18 + 3 * maximumDepth)
    self.pool = pool
    blocks = pool.blocks
    forward = End(q: pool.vector(), p: pool.vector(), w: pool.vector())
    backward = End(q: pool.vector(), p: pool.vector(), w: pool.vector())
    gradient = pool.vector()
    running = pool.vector()
    total = pool.vector()
    border = pool.vector()
    candidate = (pool.vector(), pool.vector())
    current = (pool.vector(), pool.vector())
    // The first level is one leaf: its ends and its sum are the same.
    let leaf = pool.vector()
    var parts = [Part(first: leaf, last: leaf, sum: leaf)]
    for _ in 1..<max(2, maximumDepth) {
      parts.append(Part(first: pool.vector(), last: pool.vector(), sum: pool.vector()))
    }
    self.parts = parts
  }

  /// Where the chain is.
  var position: UnsafePointer<Double> { UnsafePointer(Lanes.numbers(current.q)) }
  /// The gradient there.
  var positionGradient: UnsafePointer<Double> { UnsafePointer(Lanes.numbers(current.g)) }

  /// Goes to a point; false where density or gradient are not finite.
  func start(at point: [Double]) -> Bool {
    precondition(point.count == dimension, "a start of \(point.count) of \(dimension) coordinates")
    for (place, value) in point.enumerated() { Lanes.numbers(current.q)[place] = value }
    logDensity = evaluator.logDensity(at: position, gradient: Lanes.numbers(current.g))
    return logDensity.isFinite && (0..<dimension).allSatisfy { positionGradient[$0].isFinite }
  }

  /// Has the quantities of the chain's point computed.
  func record(
    into quantities: UnsafeMutablePointer<Double>, using stream: inout RandomStream
  ) {
    evaluator.record(position, into: quantities, using: &stream)
  }

  /// The energy error of a single step from here with new momenta.
  func errorOfOneStep(_ step: Double, using stream: inout RandomStream) -> Double {
    begin(&stream)
    let value = leap(forward, step)
    return -value + 0.5 * Lanes.dot(forward.p, forward.p, blocks) - startEnergy
  }

  // MARK: - A transition

  /// Moves the chain to its next draw.
  func transition(
    step: Double, maximumDepth: Int, using stream: inout RandomStream
  ) -> Outcome {
    begin(&stream)
    (acceptance, gradients, isDivergent) = (0, 0, false)
    Lanes.copy(forward.q, to: backward.q, blocks)
    Lanes.copy(forward.p, to: backward.p, blocks)
    Lanes.copy(forward.w, to: backward.w, blocks)
    Lanes.copy(forward.p, to: total, blocks)
    var outcome = Outcome()
    outcome.energy = startEnergy
    var treeWeight = LogWeight()
    _ = treeWeight.add(0)
    while outcome.depth < maximumDepth {
      let goesForward = stream.next() >> 63 == 1
      let end = goesForward ? forward : backward
      let other = goesForward ? backward : forward
      Lanes.copy(end.p, to: border, blocks)
      weight = LogWeight()
      guard
        let first = grow(end, goesForward ? step : -step, depth: outcome.depth, &stream)
      else { break }
      outcome.depth += 1
      // Biased progressive sampling: the new half is taken whenever it weighs more.
      if stream.uniform() < weight.ratio(to: treeWeight) {
        Lanes.copy(candidate.q, to: current.q, blocks)
        Lanes.copy(candidate.g, to: current.g, blocks)
        logDensity = candidateLogDensity
        outcome.energy = candidateEnergy
      }
      treeWeight.add(weight)
      // `running` is the sum over the new half, `total` over the old one, `border` the old half's momentum beside it.
      if Lanes.turns(other.p, end.p, total, running, blocks)
        || Lanes.turns(other.p, first, total, first, blocks)
        || Lanes.turns(border, end.p, running, border, blocks)
      {
        break
      }
      Lanes.add(1, running, to: total, blocks)
    }
    outcome.acceptance = gradients > 0 ? acceptance / Double(gradients) : 0
    outcome.gradients = gradients
    outcome.isDivergent = isDivergent
    return outcome
  }

  /// New momenta at the chain's point.
  private func begin(_ stream: inout RandomStream) {
    let momenta = Lanes.numbers(forward.p)
    for place in 0..<dimension { momenta[place] = normalQuantile(stream.uniform()) }
    // Lanes beyond the last coordinate: 0 × NaN is NaN, so a trajectory that went astray leaves it there.
    for place in dimension..<(8 * blocks) { momenta[place] = 0 }
    Lanes.copy(current.q, to: forward.q, blocks)
    metric.whiten(current.g, into: forward.w)
    startEnergy = -logDensity + 0.5 * Lanes.dot(forward.p, forward.p, blocks)
  }

  /// One leapfrog step; the log density where it ends.
  @inline(__always)
  private func leap(_ end: End, _ step: Double) -> Double {
    Lanes.add(0.5 * step, end.w, to: end.p, blocks)
    metric.move(end.q, along: end.p, by: step)
    let value = evaluator.logDensity(
      at: UnsafePointer(Lanes.numbers(end.q)), gradient: Lanes.numbers(gradient))
    metric.whiten(gradient, into: end.w)
    Lanes.add(0.5 * step, end.w, to: end.p, blocks)
    return value
  }

  /// Adds 2^depth points to an end; nil where the part turns back or goes astray.
  ///
  /// - Returns: The momentum of its first point. Their sum is in `running`.
  private func grow(
    _ end: End, _ step: Double, depth: Int, _ stream: inout RandomStream
  ) -> LaneVector? {
    for leaf in 0..<(1 << depth) {
      let value = leap(end, step)
      gradients += 1
      let energy = -value + 0.5 * Lanes.dot(end.p, end.p, blocks)
      let error = energy - startEnergy
      guard error <= Self.divergence, value.isFinite else {
        isDivergent = true
        return nil
      }
      acceptance += error <= 0 ? 1 : stableExp(-error)
      // One of the part's points, in proportion to their weights.
      if stream.uniform() < weight.add(-error) {
        Lanes.copy(end.q, to: candidate.q, blocks)
        Lanes.copy(gradient, to: candidate.g, blocks)
        candidateEnergy = energy
        candidateLogDensity = value
      }
      // Carries of the binary counter: each joins a waiting left half with the right half that ends here.
      Lanes.copy(end.p, to: running, blocks)
      var first = end.p
      var level = 0
      while (leaf >> level) & 1 == 1 {
        let left = parts[level]
        if Lanes.turns(left.first, end.p, left.sum, running, blocks) { return nil }
        if level > 0,
          Lanes.turns(left.first, first, left.sum, first, blocks)
            || Lanes.turns(left.last, end.p, running, left.last, blocks)
        {
          return nil
        }
        Lanes.add(1, left.sum, to: running, blocks)
        first = left.first
        level += 1
      }
      if level == depth { return first }
      let part = parts[level]
      Lanes.copy(first, to: part.first, blocks)
      if level > 0 {
        Lanes.copy(end.p, to: part.last, blocks)
        Lanes.copy(running, to: part.sum, blocks)
      }
    }
    return nil
  }
}

/// A sum of exponentials, kept as the largest exponent and the sum of the rest relative to it.
struct LogWeight {
  private var largest = -Double.infinity
  private var sum = 0.0

  /// Adds exp(exponent); returns the share of it in the sum.
  @inline(__always)
  mutating func add(_ exponent: Double) -> Double {
    if exponent > largest {
      sum = largest == -.infinity ? 1 : sum * stableExp(largest - exponent) + 1
      largest = exponent
      return 1 / sum
    }
    let part = stableExp(exponent - largest)
    sum += part
    return part / sum
  }

  /// Adds another sum.
  mutating func add(_ other: LogWeight) {
    if other.largest > largest {
      sum = sum * stableExp(largest - other.largest) + other.sum
      largest = other.largest
    } else {
      sum += other.sum * stableExp(other.largest - largest)
    }
  }

  /// This sum over another.
  func ratio(to other: LogWeight) -> Double {
    sum / other.sum * stableExp(largest - other.largest)
  }
}
