import Statistics

/// Integrates the linear part out of what media leave of the target, and draws it back; one for each chain.
final class MeridianBaselineSolver {
  typealias Lanes = SIMD4<Double>

  let baseline: MeridianBaseline
  private let scaling: MeridianScaling
  let system: MeridianSystem
  let blocks: Int
  let periods: Int
  /// Controls by control, block and period; 1 where a lane is a region.
  private let control: UnsafeMutablePointer<Lanes>
  let mask: UnsafeMutablePointer<Lanes>
  /// The mean over the regions and what the knots take of it, by period.
  let mean: UnsafeMutablePointer<Double>
  private let taken: UnsafeMutablePointer<Double>
  /// D, and the solution v̂.
  private let scale: UnsafeMutablePointer<Double>
  let solution: UnsafeMutablePointer<Double>
  /// What regions and their controls sum to: (1 + controls) × blocks.
  private let local: UnsafeMutablePointer<Lanes>
  /// r, before it is overwritten.
  private let original: UnsafeMutablePointer<Lanes>

  /// What is known after ``integrate(_:variance:spreads:)``.
  struct Answer {
    /// log ∫ p(r | b, v, σ) p(b) p(v).
    var logDensity: Double
    /// Its derivative by σ².
    var byVariance: Double
  }

  /// The derivative by ln ξ, one a control.
  let byLogSpread: UnsafeMutablePointer<Double>

  init(_ baseline: MeridianBaseline, _ scaling: MeridianScaling) {
    self.baseline = baseline
    self.scaling = scaling
    system = MeridianSystem(size: baseline.count)
    blocks = scaling.regionBlocks
    periods = scaling.periods
    control = .allocate(capacity: max(scaling.control.count, 1))
    control.initialize(from: scaling.control, count: scaling.control.count)
    mask = .allocate(capacity: blocks)
    mask.initialize(from: scaling.mask, count: blocks)
    func numbers(_ count: Int) -> UnsafeMutablePointer<Double> {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    mean = numbers(periods)
    taken = numbers(periods)
    scale = numbers(baseline.count)
    solution = numbers(baseline.count)
    byLogSpread = numbers(scaling.controls)
    let locals = (1 + scaling.controls) * blocks
    local = .allocate(capacity: locals)
    local.initialize(repeating: .zero, count: locals)
    original = .allocate(capacity: blocks * periods)
    original.initialize(repeating: .zero, count: blocks * periods)
  }

  deinit {
    control.deallocate()
    mask.deallocate()
    mean.deallocate()
    taken.deallocate()
    scale.deallocate()
    solution.deallocate()
    byLogSpread.deallocate()
    local.deallocate()
    original.deallocate()
  }

  /// The density of r with the linear part integrated out, and its gradient.
  ///
  /// - Parameters:
  ///   - residual: r by block and period; becomes V⁻¹ r, which is minus the gradient by r.
  ///   - variance: σ².
  ///   - spreads: ξ, one a control; not read for a nation.
  /// - Returns: The density and its derivative by σ²; NaN where the system is not positive definite. The derivatives by
  ///   ln ξ are left in ``byLogSpread``.
  func integrate(
    _ residual: UnsafeMutablePointer<Lanes>, variance: Double, spreads: UnsafePointer<Double>
  ) -> Answer {
    let size = baseline.count
    let shared = Double(baseline.regions) * baseline.knotVariance
    let precision = 1 / variance
    // 1. The system, and what the data say of it.
    prepareScale(spreads)
    assemble(variance: variance, shared: shared)
    let logDeterminant = system.factor()
    guard logDeterminant.isFinite else { return Answer(logDensity: .nan, byVariance: 0) }
    system.invert()
    takeMeans(residual)
    knotsTake(precision: precision, variance: variance, shared: shared)
    project(residual, precision: precision)
    // 2. What is left once the levels and slopes that fit best are taken away, and then the knots.
    let cells = blocks * periods
    original.update(from: residual, count: cells)
    subtractFitted(residual)
    takeMeans(residual)
    knotsTake(precision: precision, variance: variance, shared: shared)
    var (quadratic, squares) = (Lanes.zero, Lanes.zero)
    for block in 0..<blocks {
      let real = mask[block]
      let (r, before) = (residual + block * periods, original + block * periods)
      for t in 0..<periods {
        let e = r[t] * precision - taken[t] * real
        quadratic += e * before[t]
        squares += e * e
        r[t] = e
      }
    }
    // 3. Determinants and traces.
    var logOfKnots = 0.0
    var traceOfKnots = 0.0
    for value in baseline.eigenvalues {
      let own = variance + shared * value
      logOfKnots += stableLog(own)
      traceOfKnots += 1 / own
    }
    let count = Double(baseline.regions * periods)
    let rest = count - Double(baseline.knots)
    let logAll = rest * stableLog(variance) + logOfKnots + logDeterminant
    let trace = rest * precision + traceOfKnots - traceOfSystem(variance: variance, shared: shared)
    for index in 0..<baseline.controls {
      var sum = 0.0
      if baseline.hasRegions {
        let first = baseline.levels + baseline.controls + index * baseline.regions
        for j in first..<(first + baseline.regions) {
          sum += solution[j] * solution[j] + system.inverse[j * size + j] - 1
        }
      }
      byLogSpread[index] = sum
    }
    return Answer(
      logDensity: -0.5 * (quadratic.sum() + logAll + count * logOfTwoPi),
      byVariance: 0.5 * (squares.sum() - trace))
  }

  /// D.
  func prepareScale(_ spreads: UnsafePointer<Double>) {
    let (levels, controls) = (baseline.levels, baseline.controls)
    for j in 0..<levels { scale[j] = baseline.levelDeviations[j] }
    for j in 0..<controls { scale[levels + j] = baseline.slopeDeviations[j] }
    guard baseline.hasRegions else { return }
    for index in 0..<controls {
      let first = levels + controls + index * baseline.regions
      for j in first..<(first + baseline.regions) { scale[j] = spreads[index] }
    }
  }

  /// M.
  func assemble(variance: Double, shared: Double) {
    let size = baseline.count
    let precision = 1 / variance
    baseline.plain.withUnsafeBufferPointer { plain in
      for i in 0..<size {
        for j in 0...i { system.matrix[i * size + j] = plain[i * size + j] * precision }
      }
    }
    for group in baseline.groups {
      let own = 1 / (variance + shared * group.eigenvalue)
      add(group, times: own, to: system.matrix)
    }
    for i in 0..<size {
      for j in 0...i { system.matrix[i * size + j] *= scale[i] * scale[j] }
      system.matrix[i * size + i] += 1
    }
  }

  private func add(
    _ group: MeridianBaseline.Group, times factor: Double,
    to matrix: UnsafeMutablePointer<Double>
  ) {
    let size = baseline.count
    if let all = group.matrix {
      all.withUnsafeBufferPointer { all in
        for i in 0..<size {
          for j in 0...i { matrix[i * size + j] += factor * all[i * size + j] }
        }
      }
    } else {
      group.vector.withUnsafeBufferPointer { vector in
        for i in 0..<size {
          let row = factor * vector[i]
          for j in 0...i { matrix[i * size + j] += row * vector[j] }
        }
      }
    }
  }

  /// tr(M⁻¹ D Bᵀ V₀⁻² B D).
  private func traceOfSystem(variance: Double, shared: Double) -> Double {
    let size = baseline.count
    func product(_ element: (Int, Int) -> Double) -> Double {
      var sum = 0.0
      for i in 0..<size {
        var row = 0.0
        for j in 0..<i {
          row += system.inverse[i * size + j] * scale[j] * element(i, j)
        }
        sum += scale[i] * (2 * row + system.inverse[i * size + i] * scale[i] * element(i, i))
      }
      return sum
    }
    var trace = baseline.plain.withUnsafeBufferPointer { plain in
      product { plain[$0 * size + $1] } / (variance * variance)
    }
    for group in baseline.groups {
      let own = variance + shared * group.eigenvalue
      if let all = group.matrix {
        trace += all.withUnsafeBufferPointer { all in
          product { all[$0 * size + $1] } / (own * own)
        }
      } else {
        trace += group.vector.withUnsafeBufferPointer { vector in
          product { vector[$0] * vector[$1] } / (own * own)
        }
      }
    }
    return trace
  }

  /// Means over the regions.
  func takeMeans(_ residual: UnsafeMutablePointer<Lanes>) {
    let share = 1 / Double(baseline.regions)
    for t in 0..<periods {
      var sum = residual[t]
      for block in 1..<max(blocks, 1) { sum += residual[block * periods + t] }
      mean[t] = sum.sum() * share
    }
  }

  /// What V₀⁻¹ takes from r / σ² in every region.
  func knotsTake(precision: Double, variance: Double, shared: Double) {
    if baseline.vectors.isEmpty {
      let factor = precision - 1 / (variance + shared)
      for t in 0..<periods { taken[t] = mean[t] * factor }
      return
    }
    for t in 0..<periods { taken[t] = 0 }
    baseline.vectors.withUnsafeBufferPointer { vectors in
      for k in 0..<baseline.knots {
        var along = 0.0
        for t in 0..<periods { along += vectors[k * periods + t] * mean[t] }
        along *= precision - 1 / (variance + shared * baseline.eigenvalues[k])
        for t in 0..<periods { taken[t] += vectors[k * periods + t] * along }
      }
    }
  }

  /// v̂ = M⁻¹ D Bᵀ V₀⁻¹ r.
  func project(_ residual: UnsafeMutablePointer<Lanes>, precision: Double) {
    let (levels, controls) = (baseline.levels, baseline.controls)
    for block in 0..<blocks {
      let real = mask[block]
      let r = residual + block * periods
      var level = Lanes.zero
      for t in 0..<periods { level += r[t] * precision - taken[t] * real }
      local[block] = level
      for index in 0..<controls {
        let z = control + (index * blocks + block) * periods
        var sum = Lanes.zero
        for t in 0..<periods { sum += z[t] * (r[t] * precision - taken[t] * real) }
        local[(1 + index) * blocks + block] = sum
      }
    }
    for j in 0..<levels {
      let region = baseline.levelRegions[j]
      solution[j] = scale[j] * local[region / 4][region % 4]
    }
    for index in 0..<controls {
      var sum = 0.0
      let own = local + (1 + index) * blocks
      for region in 0..<baseline.regions {
        let value = own[region / 4][region % 4]
        sum += value
        if baseline.hasRegions {
          let j = levels + controls + index * baseline.regions + region
          solution[j] = scale[j] * value
        }
      }
      solution[levels + index] = scale[levels + index] * sum
    }
    system.solve(solution)
  }

  /// r − B D v for the v in `solution`.
  func subtractFitted(_ residual: UnsafeMutablePointer<Lanes>) {
    let (levels, controls) = (baseline.levels, baseline.controls)
    for index in 0..<((1 + controls) * blocks) { local[index] = .zero }
    for j in 0..<levels {
      let region = baseline.levelRegions[j]
      local[region / 4][region % 4] = scale[j] * solution[j]
    }
    for index in 0..<controls {
      let whole = scale[levels + index] * solution[levels + index]
      for region in 0..<baseline.regions {
        var slope = whole
        if baseline.hasRegions {
          let j = levels + controls + index * baseline.regions + region
          slope += scale[j] * solution[j]
        }
        local[(1 + index) * blocks + region / 4][region % 4] = slope
      }
    }
    for block in 0..<blocks {
      let r = residual + block * periods
      let level = local[block]
      for t in 0..<periods { r[t] -= level }
      for index in 0..<controls {
        let z = control + (index * blocks + block) * periods
        let slope = local[(1 + index) * blocks + block]
        for t in 0..<periods { r[t] -= slope * z[t] }
      }
    }
  }
}

private let logOfTwoPi = 1.8378770664093454836
