import Statistics

/// The density of a regional mix model with its linear parts integrated out, and its gradient; one for each chain.
///
/// Media first (``MeridianKernel``), then what they leave of the target goes through the linear part
/// (``MeridianBaselineSolver``), which gives the gradient by each cell, e = V⁻¹ r. With G_gm = Σ_t e_gt h_gtm and
/// U_m = Σ_g G_gm w_gm K_m / A_m, where β_gm = roi_m K_m w_gm / A_m, w = exp(η dev) and A_m = Σ_g S_gm w_gm:
///
///     ∂/∂roi_m = U_m      ∂/∂(η dev)_gm = G_gm β_gm − roi_m U_m S_gm w_gm / A_m
///     ∂/∂h_gtm = e_gt β_gm − roi_m U_m w_gm N_g sd_y / A_m
final class MeridianEvaluator {
  typealias Lanes = SIMD4<Double>

  let mix: MeridianMix
  private let kernel: MeridianKernel
  let solver: MeridianBaselineSolver
  private let lifts: MeridianLifts
  private let reach: MeridianReach
  let regions: Int
  private let channels: Int
  let periods: Int
  let blocks: Int
  private let isNational: Bool
  private let isActive: [Bool]
  private let gains: [Double]

  // Scratch memory: values of all places, their derivatives by their coordinates and the density's by them.
  let values: UnsafeMutablePointer<Double>
  private let steps: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Double>
  /// w, β and ∂/∂S of each channel's regions.
  private let spread: UnsafeMutablePointer<Double>
  private let coefficients: UnsafeMutablePointer<Double>
  private let bySum: UnsafeMutablePointer<Double>
  /// Σ_t of h, or of its change under 1 % more.
  private let featureSums: UnsafeMutablePointer<Double>
  /// e = ec · N with both derivatives.
  private let halves: UnsafeMutablePointer<Double>
  private let norms: UnsafeMutablePointer<(value: Double, slope: Double)>
  /// A_m.
  private let totals: UnsafeMutablePointer<Double>
  let residual: UnsafeMutablePointer<Lanes>
  private let weight: UnsafeMutablePointer<Lanes>
  private let target: UnsafeMutablePointer<Lanes>
  /// Σ_t e by block of regions.
  private let cellSums: UnsafeMutablePointer<Lanes>
  /// Weighted sums of a nation's block of channels.
  private var nationalSums = (first: Lanes.zero, second: Lanes.zero, third: Lanes.zero)

  init(_ mix: MeridianMix) {
    self.mix = mix
    let scaling = mix.scaling
    kernel = MeridianKernel(
      scaling, window: mix.window, isGeometric: mix.settings.decay == .geometric)
    solver = MeridianBaselineSolver(mix.baseline, scaling)
    lifts = MeridianLifts(mix.tests, kernel, mix)
    reach = MeridianReach(
      scaling, window: mix.window, isGeometric: mix.settings.decay == .geometric)
    (regions, channels) = (scaling.regions, scaling.channels)
    (periods, blocks) = (scaling.periods, scaling.regionBlocks)
    isNational = scaling.regions == 1
    isActive = (0..<scaling.channels).map(mix.isActive)
    gains = (0..<scaling.channels).map(mix.gain)
    func numbers(_ count: Int) -> UnsafeMutablePointer<Double> {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    func lanes(_ count: Int) -> UnsafeMutablePointer<Lanes> {
      let memory = UnsafeMutablePointer<Lanes>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: .zero, count: max(count, 1))
      return memory
    }
    let pairs = scaling.regions * scaling.channels
    values = numbers(mix.parameters.count)
    values.update(from: mix.parameters.template, count: mix.parameters.count)
    steps = numbers(mix.parameters.count)
    slopes = numbers(mix.parameters.count)
    (spread, coefficients) = (numbers(pairs), numbers(pairs))
    (bySum, featureSums) = (numbers(pairs), numbers(pairs))
    (halves, totals) = (numbers(scaling.channels), numbers(scaling.channels))
    norms = .allocate(capacity: scaling.channels)
    norms.initialize(repeating: (1, 0), count: scaling.channels)
    residual = lanes(scaling.regionBlocks * scaling.periods)
    weight = lanes(scaling.periods)
    target = lanes(mix.centred.count)
    target.update(from: mix.centred, count: mix.centred.count)
    cellSums = lanes(scaling.regionBlocks)
  }

  deinit {
    for memory in [
      values, steps, slopes, spread, coefficients, bySum, featureSums, halves, totals,
    ] {
      memory.deallocate()
    }
    norms.deallocate()
    for memory in [residual, weight, target, cellSums] { memory.deallocate() }
  }
}

extension MeridianEvaluator: LogDensityEvaluator {
  func logDensity(
    at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
  ) -> Double {
    let p = mix.parameters
    // 1. Priors and maps.
    var total = unpack(position, gradient: gradient)
    // 2. Media, and what they leave.
    carryAll()
    solveCoefficients()
    takeMedia()
    total += testLogLikelihood()
    // 3. The linear part.
    let sigma = values[p.sigma]
    let answer = solver.integrate(
      residual, variance: sigma * sigma, spreads: values + p.slopeSpreads.lowerBound)
    total += answer.logDensity
    guard total.isFinite else { return total.isNaN ? total : -.infinity }
    // 4. Back.
    for place in p.moved { slopes[place] = 0 }
    slopes[p.sigma] = answer.byVariance * 2 * sigma
    for (index, place) in p.slopeSpreads.enumerated() {
      // The step of ξ's map may be 0 where ξ is; the derivative by ln ξ is what is known.
      slopes[place] = values[place] > 0 ? solver.byLogSpread[index] / values[place] : 0
    }
    for block in 0..<blocks {
      var sum = Lanes.zero
      for t in 0..<periods { sum += residual[block * periods + t] }
      cellSums[block] = sum
    }
    for channel in 0..<channels { backThrough(channel) }
    for (index, place) in p.moved.enumerated() { gradient[index] += slopes[place] * steps[place] }
    return total
  }

  /// The log-likelihood of the experiments, once coefficients are solved.
  func testLogLikelihood() -> Double {
    lifts.logLikelihood(
      decays: values + mix.parameters.decays.lowerBound, halves: halves,
      coefficients: coefficients)
  }

  /// Sets the values of all places that move; the log prior with Jacobian, and its gradient.
  func unpack(
    _ position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
  ) -> Double {
    var total = 0.0
    let deviations = mix.parameters.deviations
    for (index, place) in mix.parameters.moved.enumerated() {
      let u = position[index]
      if deviations.contains(place) {
        values[place] = u
        steps[place] = 1
        gradient[index] = -u
        total -= 0.5 * u * u + halfLogOfTwoPi
      } else {
        let mapped = mix.prepared[place].atCoordinate(u)
        values[place] = mapped.x + mix.parameters.offsets[place]
        steps[place] = mapped.dx
        gradient[index] = mapped.slope
        total += mapped.value
      }
    }
    return total
  }

  /// Carries over and saturates all channels.
  func carryAll() {
    let p = mix.parameters
    let isGeometric = mix.settings.decay == .geometric
    let alsoRaised = mix.model.effect == .mroi
    for channel in 0..<channels {
      let norm = MeridianKernel.norm(
        values[p.decays.lowerBound + channel], window: mix.window, isGeometric: isGeometric)
      norms[channel] = norm
      if let slot = reach.slot(channel) {
        reach.carry(
          slot, decay: values[p.decays.lowerBound + channel],
          half: values[p.halfPoints.lowerBound + channel],
          shape: values[p.shapes.lowerBound + slot])
      }
      halves[channel] = values[p.halfPoints.lowerBound + channel] * norm.value
    }
    for block in 0..<kernel.blocks {
      var (decay, half) = (Lanes.zero, Lanes(repeating: 1))
      if isNational {
        for lane in 0..<min(4, channels - block * 4) {
          decay[lane] = values[p.decays.lowerBound + block * 4 + lane]
          half[lane] = halves[block * 4 + lane]
        }
      } else {
        guard reach.slot(block / blocks) == nil else { continue }
        decay = Lanes(repeating: values[p.decays.lowerBound + block / blocks])
        half = Lanes(repeating: halves[block / blocks])
      }
      kernel.carry(block, decay: decay, half: half, alsoRaised: alsoRaised)
    }
  }

  /// β of each channel and region.
  func solveCoefficients() {
    let p = mix.parameters
    let isCoefficient = mix.model.effect == .coefficient
    let isMarginal = mix.model.effect == .mroi
    for channel in 0..<channels {
      let effect = values[p.effects.lowerBound + channel]
      let eta = isNational ? 0 : values[p.spreads.lowerBound + channel]
      let half = halves[channel]
      let first = channel * regions
      var total = 0.0
      for region in 0..<regions {
        let pair = first + region
        let w = isNational ? 1 : stableExp(eta * values[p.deviations.lowerBound + pair])
        spread[pair] = w
        if let slot = reach.slot(channel) {
          featureSums[pair] =
            (isMarginal ? 0.01 : 1) * reach.sum(slot, region / 4)[region % 4]
        } else {
          let (block, lane) = kernel.place(channel, region)
          let inverses = kernel.sums[block].0[lane]
          featureSums[pair] =
            isMarginal
            ? half * (inverses - kernel.raised[block].0[lane]) : Double(periods) - half * inverses
        }
        total += mix.scaling.regionScales[region] * featureSums[pair] * w
      }
      totals[channel] = total
      let factor: Double
      if isCoefficient {
        factor = isNational ? effect : stableExp(effect)
      } else {
        factor = isActive[channel] ? effect * gains[channel] / total : 0
      }
      for region in 0..<regions { coefficients[first + region] = factor * spread[first + region] }
    }
  }

  /// r = y − Σ_m β h, with β h = β − β e q.
  func takeMedia() {
    let cells = blocks * periods
    residual.update(from: target, count: cells)
    if isNational {
      weight.update(repeating: .zero, count: periods)
      for block in 0..<kernel.blocks {
        var (level, slope) = (Lanes.zero, Lanes.zero)
        for lane in 0..<min(4, channels - block * 4) where reach.slot(block * 4 + lane) == nil {
          level[lane] = coefficients[block * 4 + lane]
          slope[lane] = level[lane] * halves[block * 4 + lane]
        }
        let q = kernel.inverse + block * periods
        for t in 0..<periods { weight[t] += level - slope * q[t] }
      }
      for t in 0..<periods { residual[t][0] -= weight[t].sum() }
      for channel in 0..<channels {
        guard let slot = reach.slot(channel) else { continue }
        let h = reach.feature(slot, 0)
        for t in 0..<periods { residual[t][0] -= coefficients[channel] * h[t][0] }
      }
      return
    }
    for channel in 0..<channels {
      for block in 0..<blocks {
        var level = Lanes.zero
        for lane in 0..<min(4, regions - block * 4) {
          level[lane] = coefficients[channel * regions + block * 4 + lane]
        }
        let r = residual + block * periods
        if let slot = reach.slot(channel) {
          let h = reach.feature(slot, block)
          for t in 0..<periods { r[t] -= level * h[t] }
          continue
        }
        let slope = level * halves[channel]
        let q = kernel.inverse + (channel * blocks + block) * periods
        for t in 0..<periods { r[t] -= level - slope * q[t] }
      }
    }
  }

  /// From e = V⁻¹ r, in `residual`, to the parameters of a channel.
  private func backThrough(_ channel: Int) {
    let p = mix.parameters
    let effectPlace = p.effects.lowerBound + channel
    let isCoefficient = mix.model.effect == .coefficient
    let half = halves[channel]
    let first = channel * regions
    // 1. By β, and through β by e and by the carried-over media.
    var (byHalf, byDecay, byScale) = (0.0, 0.0, 0.0)
    if isNational, channel % 4 == 0 {
      for t in 0..<periods { weight[t] = Lanes(repeating: residual[t][0]) }
      nationalSums = kernel.weighted(channel / 4, by: weight)
    }
    let slot = reach.slot(channel)
    for block in 0..<blocks {
      if let slot {
        let byBeta = reach.weighted(slot, block, by: residual + block * periods)
        for lane in 0..<min(4, regions - block * 4) {
          let pair = first + block * 4 + lane
          bySum[pair] = byBeta[lane]
          byScale += byBeta[lane] * coefficients[pair]
        }
        continue
      }
      let sums =
        isNational
        ? nationalSums
        : kernel.weighted(channel * blocks + block, by: residual + block * periods)
      for lane in 0..<min(4, regions - block * 4) {
        let pair = first + block * 4 + lane
        let own = isNational ? channel % 4 : lane
        let beta = coefficients[pair]
        let byBeta = cellSums[block][lane] - half * sums.first[own]
        byHalf -= beta * (sums.first[own] - half * sums.second[own])
        byDecay += beta * half * sums.third[own]
        byScale += byBeta * beta
        // Kept for the next step.
        bySum[pair] = byBeta
      }
    }
    if !lifts.tests.isEmpty {
      for region in 0..<regions {
        let byBeta = lifts.byCoefficient(channel, region)
        bySum[first + region] += byBeta
        byScale += byBeta * coefficients[first + region]
      }
      let own = lifts.slopes(channel)
      byHalf += own.byHalf
      byDecay += own.byDecay
    }
    // 2. By the effect, the spread and the sums of the features.
    let effect = values[effectPlace]
    let solved = !isCoefficient && isActive[channel]
    if solved {
      let factor = gains[channel] / totals[channel]
      var direct = 0.0
      for region in 0..<regions { direct += bySum[first + region] * spread[first + region] }
      slopes[effectPlace] = direct * factor
      byScale = effect * direct * factor
    } else if isCoefficient {
      slopes[effectPlace] = isNational ? bySum[first] : byScale
    }
    for region in 0..<regions {
      let pair = first + region
      var byExponent = bySum[pair] * coefficients[pair]
      if solved {
        let byFeature =
          -byScale * spread[pair] * mix.scaling.regionScales[region] / totals[channel]
        byExponent += byFeature * featureSums[pair]
        let (block, lane) = kernel.place(channel, region)
        let (one, two, three) = kernel.sums[block]
        if slot != nil {
          // Kept for the way back through the features.
          featureSums[pair] = (mix.model.effect == .mroi ? 0.01 : 1) * byFeature
        } else if mix.model.effect == .mroi {
          let (first, second, third) = kernel.raised[block]
          byHalf +=
            byFeature
            * ((one[lane] - half * two[lane]) - (first[lane] - half * second[lane]))
          byDecay += byFeature * half * (1.01 * third[lane] - three[lane])
        } else {
          byHalf -= byFeature * (one[lane] - half * two[lane])
          byDecay += byFeature * half * three[lane]
        }
      }
      guard !isNational else { continue }
      let deviation = p.deviations.lowerBound + pair
      slopes[deviation] += byExponent * values[p.spreads.lowerBound + channel]
      slopes[p.spreads.lowerBound + channel] += byExponent * values[deviation]
    }
    // 3. By ec and α: e = ec N(α).
    if let slot { return backThroughReach(channel, slot, isSolved: solved) }
    let norm = norms[channel]
    slopes[p.halfPoints.lowerBound + channel] = byHalf * norm.value
    slopes[p.decays.lowerBound + channel] =
      byDecay + byHalf * values[p.halfPoints.lowerBound + channel] * norm.slope
  }

  /// The same of a channel that tells reach and frequency; `featureSums` holds the slopes by its sums.
  private func backThroughReach(_ channel: Int, _ slot: Int, isSolved: Bool) {
    let p = mix.parameters
    for block in 0..<blocks {
      var (coefficient, constant) = (Lanes.zero, Lanes.zero)
      for lane in 0..<min(4, regions - block * 4) {
        let pair = channel * regions + block * 4 + lane
        coefficient[lane] = coefficients[pair]
        constant[lane] = isSolved ? featureSums[pair] : 0
      }
      let own = reach.back(
        slot, block, by: residual + block * periods, coefficient: coefficient, constant: constant)
      slopes[p.decays.lowerBound + channel] += own.decay
      slopes[p.halfPoints.lowerBound + channel] += own.half
      slopes[p.shapes.lowerBound + slot] += own.shape
    }
  }
}

private let halfLogOfTwoPi = 0.91893853320467274178
