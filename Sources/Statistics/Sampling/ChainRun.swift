/// One chain from its start to its last draw.
final class ChainRun {
  private let settings: NUTS
  private let trajectory: Trajectory
  private let dimension: Int
  private let quantities: Int
  private let isDense: Bool
  private let isInterrupted: @Sendable () -> Bool
  private var stream: RandomStream
  private var recordStream: RandomStream
  private var step = 1.0
  private var isWarm = false
  /// The sum over the draws.
  private var acceptance = 0.0

  /// The recorded quantities, draw after draw.
  private(set) var values: [Double] = []
  /// How the draws went.
  private(set) var told = SampledChains.Chain(
    stepSize: 0, energy: [], isDivergent: [], depth: [], acceptance: 0, warmupGradients: 0,
    gradients: 0)

  /// A chain at its start; nil where the density there is not finite.
  init?(
    _ settings: NUTS, _ density: any LogDensity, chain: Int, start: [Double],
    isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.settings = settings
    self.isInterrupted = isInterrupted
    dimension = density.dimension
    quantities = density.quantityNames.count
    isDense = settings.isDense(dimension)
    trajectory = Trajectory(
      density, metric: Metric(dimension: dimension, allowsDense: isDense),
      maximumDepth: settings.maximumDepth)
    stream = RandomStream(seed: settings.seed, stream: 1000 + UInt64(chain))
    recordStream = RandomStream(seed: settings.seed, stream: 2000 + UInt64(chain))
    if !trajectory.start(at: start) { return nil }
  }

  /// The draws made.
  var length: Int { told.energy.count }

  /// Draws made by one call of ``advance()``: many, so that changing chains costs nothing, few enough that all begin soon.
  private static let slice = 50

  /// Warms up, or makes the next draws; false where there is nothing left to do, or it was interrupted.
  ///
  /// What a chain draws does not depend on how its slices are spread over threads and time.
  func advance() -> Bool {
    guard isWarm else {
      isWarm = warmUp()
      told.stepSize = step
      return isWarm
    }
    return draw()
  }

  // MARK: - Warm-up

  /// Tunes step size and metric; false where it was interrupted.
  private func warmUp() -> Bool {
    let schedule = WarmupSchedule(iterations: settings.warmup)
    setFirstMetric()
    step = reasonableStep(from: 1)
    guard settings.warmup > 0 else { return true }
    var positions: [Double] = []
    var gradients: [Double] = []
    positions.reserveCapacity(settings.warmup * dimension)
    gradients.reserveCapacity(settings.warmup * dimension)
    var tuning = DualAveraging(step: step, target: settings.targetAcceptance, boldness: 2)
    var updates = schedule.updates[...]
    for iteration in 1...settings.warmup {
      if isInterrupted() { return false }
      let depth = schedule.maximumDepth(at: iteration, of: settings.maximumDepth)
      let outcome = trajectory.transition(
        step: tuning.step, maximumDepth: depth, using: &stream)
      told.warmupGradients += outcome.gradients
      tuning.update(acceptance: outcome.acceptance)
      positions.append(
        contentsOf: UnsafeBufferPointer(start: trajectory.position, count: dimension))
      gradients.append(
        contentsOf: UnsafeBufferPointer(start: trajectory.positionGradient, count: dimension))
      if iteration == updates.first {
        updates.removeFirst()
        let first = WarmupSchedule.firstDraw(of: iteration) * dimension
        MetricEstimate(
          dimension: dimension, positions: positions[first...], gradients: gradients[first...]
        ).update(trajectory.metric, dense: isDense)
        step = reasonableStep(from: tuning.average)
        tuning = DualAveraging(step: step, target: settings.targetAcceptance, boldness: 2)
      }
    }
    step = tuning.average
    return true
  }

  /// A first scale from the gradient alone: where a coordinate's slope is steep its scale is small.
  private func setFirstMetric() {
    let scale = (0..<dimension).map { place in
      let slope = abs(trajectory.positionGradient[place])
      return (1 / min(max(slope, 1e-2), 1e8)).squareRoot()
    }
    trajectory.metric.set(diagonal: scale)
  }

  /// A step size whose single step is accepted with a probability near 0.8, within a factor of 2.
  ///
  /// Source: Hoffman & Gelman (2014), algorithm 4, with Stan's 0.8.
  private func reasonableStep(from first: Double) -> Double {
    var step = min(max(first, 1e-10), 1e3)
    let threshold = 0.2231435513142097  // −log 0.8
    var grows: Bool?
    for _ in 0..<60 {
      told.warmupGradients += 1
      let error = trajectory.errorOfOneStep(step, using: &stream)
      let isEasy = error < threshold
      if let grows, grows != isEasy { return step }
      grows = isEasy
      step *= isEasy ? 2 : 0.5
      if step < 1e-10 || step > 1e10 { break }
    }
    return step
  }

  // MARK: - Draws

  /// Makes a slice of draws; whether more are due.
  private func draw() -> Bool {
    if values.isEmpty { values = [Double](repeating: 0, count: settings.draws * quantities) }
    let end = min(settings.draws, length + Self.slice)
    for draw in length..<end {
      if isInterrupted() { return false }
      let outcome = trajectory.transition(
        step: step, maximumDepth: settings.maximumDepth, using: &stream)
      told.gradients += outcome.gradients
      told.energy.append(outcome.energy)
      told.isDivergent.append(outcome.isDivergent)
      told.depth.append(UInt8(outcome.depth))
      acceptance += outcome.acceptance
      told.acceptance = acceptance / Double(draw + 1)
      values.withUnsafeMutableBufferPointer { buffer in
        guard let place = buffer.baseAddress else { return }
        trajectory.record(into: place + draw * quantities, using: &recordStream)
      }
    }
    return end < settings.draws
  }

  /// What is told of the first draws only.
  func told(first count: Int) -> SampledChains.Chain {
    var short = told
    short.energy = Array(told.energy.prefix(count))
    short.isDivergent = Array(told.isDivergent.prefix(count))
    short.depth = Array(told.depth.prefix(count))
    return short
  }
}
