import Statistics

/// Memory and steps that evaluating and reading a Bayesian mix model share: features, coefficients, adjoints.
///
/// One for each thread; nothing is allocated after it was made.
final class MixWorkspace {
  typealias Lanes = SIMD4<Double>
  typealias Numbers = UnsafeMutablePointer<Double>

  /// One channel's memory.
  struct Work {
    let kernel: ChannelKernel
    let streams: [Numbers]
    let scratch: [ChannelKernel.Scratch]
    let parameters: Numbers
    let adjoints: Numbers
    let weights: Numbers
    let byRetention: Numbers
    let byPeak: Numbers
    let byWeight: Numbers
    /// The observed feature minus its mean, at the rows.
    let centred: Numbers
  }

  let shape: MixShape
  let width: Int
  let channelCount: Int
  let values: Numbers
  let adjoints: Numbers
  let beta: Numbers
  let byBeta: Numbers
  /// Σ(h − h̄)² + 10⁻⁶ T h̄²: the square of a feature's spread.
  let spread: Numbers
  let mean: Numbers
  /// What the effect counts of the feature.
  let measure: Numbers
  let mask: Numbers
  let target: Numbers
  let residual: Numbers
  let basis: Numbers
  let work: [Work]
  private let arena: Numbers

  init(_ shape: MixShape) {
    self.shape = shape
    let width = shape.width
    self.width = width
    let count = shape.channels.count
    channelCount = count
    var needed = 0
    func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }
    let small = padded(max(shape.parameters.count, count))
    needed += 7 * small + 3 * padded(width) + padded(shape.basis.basis.count) + 64
    for channel in shape.channels {
      let kernel = channel.kernel
      needed += 2 * 8 + 4 * padded(kernel.window) + padded(width)
      needed +=
        channel.streams.count
        * (4 * padded(kernel.streamLength + 4) + padded(width + 2 * kernel.window + 8))
    }
    let arena = Numbers.allocate(capacity: needed)
    arena.initialize(repeating: 0, count: needed)
    self.arena = arena
    var used = 0
    func take(_ count: Int) -> Numbers {
      defer { used += padded(count) }
      precondition(used + padded(count) <= needed, "\(needed) numbers are not enough")
      return arena + used
    }
    func copied(_ values: [Double], _ count: Int) -> Numbers {
      let numbers = take(count)
      for (index, value) in values.enumerated() { numbers[index] = value }
      return numbers
    }
    values = take(small)
    adjoints = take(small)
    beta = take(small)
    byBeta = take(small)
    spread = take(small)
    mean = take(small)
    measure = take(small)
    mask = copied(shape.mask, width)
    target = copied(shape.target, width)
    residual = take(width)
    basis = copied(shape.basis.basis, shape.basis.basis.count)
    work = shape.channels.map { channel in
      let kernel = channel.kernel
      return Work(
        kernel: kernel,
        streams: channel.streams.map { copied($0, kernel.streamLength + 4) },
        scratch: channel.streams.map { _ in
          ChannelKernel.Scratch(
            inner: take(kernel.streamLength + 4), remembered: take(kernel.streamLength + 4),
            feature: take(kernel.streamLength + 4),
            adjoint: take(width + 2 * kernel.window + 8))
        },
        parameters: take(4), adjoints: take(4), weights: take(kernel.window),
        byRetention: take(kernel.window), byPeak: take(kernel.window),
        byWeight: take(kernel.window), centred: take(width))
    }
    for (index, parameter) in shape.parameters.enumerated() {
      if case .fixed(let value) = parameter.prior { values[index] = value }
    }
  }

  deinit { arena.deallocate() }

  // MARK: - Features

  /// The features of all streams at the parameters in `values`, their spreads and what effects count of them.
  func computeFeatures() {
    let rows = Double(shape.rowCount)
    for c in 0..<channelCount where shape.channels[c].isActive {
      let channel = shape.channels[c]
      let kernel = work[c].kernel
      for slot in 0..<4 {
        if let parameter = channel.parameters[slot] {
          work[c].parameters[slot] = values[parameter]
        }
      }
      kernel.weights(
        work[c].parameters, into: work[c].weights, byRetention: work[c].byRetention,
        byPeak: work[c].byPeak)
      for stream in 0..<work[c].streams.count {
        kernel.forward(
          work[c].streams[stream], weights: work[c].weights, work[c].parameters, mask: mask,
          work[c].scratch[stream])
      }
      let feature = work[c].scratch[0].feature
      let total = sum(feature)
      let centre = total / rows
      mean[c] = centre
      var squares = Lanes.zero
      for place in stride(from: 0, to: width, by: 4) {
        let value = (load(feature, place) - centre) * load(mask, place)
        squares += value * value
        store(value, work[c].centred, place)
      }
      spread[c] = squares.sum() + 1e-6 * rows * centre * centre
      switch channel.measure {
      case .coefficient: measure[c] = 1
      case .sum: measure[c] = total
      case .raise: measure[c] = sum(work[c].scratch[channel.raised].feature) - total
      }
    }
  }

  /// The coefficient that gives the effect in `values`; 0 for a channel without spend.
  func solveCoefficient(_ c: Int) {
    let channel = shape.channels[c]
    beta[c] =
      channel.isActive ? values[channel.effect] / (channel.factor * measure[c]) : 0
  }

  /// The scaled target minus what channels sell.
  func computeResidual() {
    for place in stride(from: 0, to: width, by: 4) { store(load(target, place), residual, place) }
    for c in 0..<channelCount where shape.channels[c].isActive {
      add(-beta[c], work[c].scratch[0].feature, to: residual)
    }
  }

  // MARK: - Backwards

  /// Carries ∂L/∂r, in `residual`, and the derivatives by spread and measure to the parameters' adjoints.
  ///
  /// - Parameters:
  ///   - c: The channel.
  ///   - bySpread: ∂L/∂ log √spread.
  ///   - byMeasure: ∂L/∂ measure.
  ///   - tests: ∂L/∂(predicted lift) by through-test, for those of the channel.
  func descend(
    _ c: Int, bySpread: Double, byMeasure: Double, tests: UnsafePointer<Double>?
  ) {
    let channel = shape.channels[c]
    let (kernel, own) = (work[c].kernel, work[c])
    let observed = own.scratch[0].adjoint + kernel.window
    // log √(Σ(h − h̄)² + 10⁻⁶ T h̄²): the derivative by h is ((h − h̄) + 10⁻⁶ h̄) / spread.
    let steep = bySpread / spread[c]
    var constant = steep * 1e-6 * mean[c]
    switch channel.measure {
    case .coefficient: break
    case .sum: constant += byMeasure
    case .raise: constant -= byMeasure
    }
    let slope = -beta[c]
    for place in stride(from: 0, to: width, by: 4) {
      let value =
        slope * load(residual, place) + steep * load(own.centred, place)
        + constant * load(mask, place)
      store(value, observed, place)
    }
    if case .raise = channel.measure {
      let raised = own.scratch[channel.raised].adjoint + kernel.window
      for place in stride(from: 0, to: width, by: 4) {
        store(byMeasure * load(mask, place), raised, place)
      }
    }
    for slot in 0..<4 { own.adjoints[slot] = 0 }
    for lag in 0..<kernel.window { own.byWeight[lag] = 0 }
    var active = channel.measure == .raise ? 2 : 1
    if let tests {
      for (index, test) in shape.throughTests.enumerated() where test.channel == c {
        let share = tests[index] * beta[c]
        let changed = own.scratch[test.stream].adjoint + kernel.window
        for place in 0..<test.window.count {
          let part = share * test.window[place]
          changed[place] = part * mask[place]
          observed[place] -= part * mask[place]
        }
        backward(c, stream: test.stream)
      }
    }
    if active == 2 {
      backward(c, stream: channel.raised)
      active = 1
    }
    backward(c, stream: 0)
    if let retention = channel.parameters[0] {
      adjoints[retention] += dot(own.byWeight, own.byRetention, kernel.window)
    }
    if let peak = channel.parameters[1] {
      adjoints[peak] += dot(own.byWeight, own.byPeak, kernel.window)
    }
    for slot in 2..<4 {
      if let parameter = channel.parameters[slot] { adjoints[parameter] += own.adjoints[slot] }
    }
  }

  private func backward(_ c: Int, stream: Int) {
    work[c].kernel.backward(
      work[c].streams[stream], weights: work[c].weights, work[c].parameters,
      work[c].scratch[stream], byWeight: work[c].byWeight, adjoints: work[c].adjoints)
  }

  // MARK: - Loops

  @inline(__always)
  func load(_ numbers: UnsafePointer<Double>, _ index: Int) -> Lanes {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  func store(_ lanes: Lanes, _ numbers: Numbers, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: lanes, as: Lanes.self)
  }

  /// Σ over the places.
  func sum(_ numbers: UnsafePointer<Double>) -> Double {
    var total = Lanes.zero
    for place in stride(from: 0, to: width, by: 4) { total += load(numbers, place) }
    return total.sum()
  }

  /// Σ of products over the places.
  func dot(_ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>) -> Double {
    var total = Lanes.zero
    for place in stride(from: 0, to: width, by: 4) {
      total += load(first, place) * load(second, place)
    }
    return total.sum()
  }

  /// y ← y + factor · x over the places.
  func add(_ factor: Double, _ x: UnsafePointer<Double>, to y: Numbers) {
    for place in stride(from: 0, to: width, by: 4) {
      store(load(y, place) + factor * load(x, place), y, place)
    }
  }

  private func dot(_ first: Numbers, _ second: Numbers, _ count: Int) -> Double {
    var total = 0.0
    for index in 0..<count { total += first[index] * second[index] }
    return total
  }
}
