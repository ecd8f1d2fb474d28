import Statistics

/// Channels that tell how many people they reached and how often each: saturation is of a person's contacts, and reach
/// counts in proportion.
///
///     x = reach · F,   F = fˢ / (fˢ + ecˢ),   h_t = Σ_l w_l x_{t−l},   Σ w_l = 1
///     ∂F/∂ec = −F (1 − F) s / ec,   ∂F/∂s = F (1 − F) (ln f − ln ec)
///
/// Source: Zhang et al. (2023), "Bayesian hierarchical media mix model incorporating reach and frequency data", Google.
final class MeridianReach {
  typealias Lanes = SIMD4<Double>

  private let slots: [Int?]
  private let blocks: Int
  private let periods: Int
  private let window: Int
  private let isGeometric: Bool
  // By slot, block of regions and period: reach, ln f, x, ∂x/∂ec, ∂x/∂s and h.
  private let reach: UnsafeMutablePointer<Lanes>
  private let logFrequency: UnsafeMutablePointer<Lanes>
  private let exposure: UnsafeMutablePointer<Lanes>
  private let byHalf: UnsafeMutablePointer<Lanes>
  private let byShape: UnsafeMutablePointer<Lanes>
  private let features: UnsafeMutablePointer<Lanes>
  /// Σ_t h by slot and block.
  private let sums: UnsafeMutablePointer<Lanes>
  /// w_l and ∂w_l/∂α by slot.
  private let weights: UnsafeMutablePointer<(Double, Double)>
  /// The density's slope by each h of a block.
  private let pull: UnsafeMutablePointer<Lanes>

  init(_ scaling: MeridianScaling, window: Int, isGeometric: Bool) {
    slots = scaling.reachSlots
    blocks = scaling.regionBlocks
    periods = scaling.periods
    self.window = window
    self.isGeometric = isGeometric
    let count = slots.count { $0 != nil }
    func lanes(_ count: Int) -> UnsafeMutablePointer<Lanes> {
      let memory = UnsafeMutablePointer<Lanes>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: .zero, count: max(count, 1))
      return memory
    }
    let cells = count * scaling.regionBlocks * scaling.periods
    (reach, logFrequency, exposure) = (lanes(cells), lanes(cells), lanes(cells))
    (byHalf, byShape, features) = (lanes(cells), lanes(cells), lanes(cells))
    (sums, pull) = (lanes(count * scaling.regionBlocks), lanes(scaling.periods))
    weights = .allocate(capacity: max(count * window, 1))
    weights.initialize(repeating: (0, 0), count: max(count * window, 1))
    for (channel, slot) in slots.enumerated() {
      guard let slot, let frequency = scaling.frequency[channel] else { continue }
      for region in 0..<scaling.regions {
        for t in 0..<periods {
          let cell = region * periods + t
          let place = (slot * blocks + region / 4) * periods + t
          // Who is reached never is not reached.
          guard frequency[cell] > 0 else { continue }
          reach[place][region % 4] = scaling.denseMedia[channel][cell]
          logFrequency[place][region % 4] = stableLog(frequency[cell])
        }
      }
    }
  }

  deinit {
    for memory in [
      reach, logFrequency, exposure, byHalf, byShape, features, sums, pull,
    ] {
      memory.deallocate()
    }
    weights.deallocate()
  }

  /// The place of a channel among those of reach and frequency; nil for others.
  @inline(__always)
  func slot(_ channel: Int) -> Int? { slots[channel] }

  /// h of a block by period.
  func feature(_ slot: Int, _ block: Int) -> UnsafePointer<Lanes> {
    UnsafePointer(features + (slot * blocks + block) * periods)
  }

  /// Σ_t h of a block.
  func sum(_ slot: Int, _ block: Int) -> Lanes { sums[slot * blocks + block] }

  /// Saturates and carries over all regions of a channel.
  ///
  /// - Parameters:
  ///   - slot: The channel's place.
  ///   - decay: α.
  ///   - half: ec, contacts of half effect; above 0.
  ///   - shape: s.
  func carry(_ slot: Int, decay: Double, half: Double, shape: Double) {
    setWeights(slot, decay)
    let logHalf = Lanes(repeating: stableLog(half))
    let own = weights + slot * window
    for block in 0..<blocks {
      let offset = (slot * blocks + block) * periods
      for t in offset..<(offset + periods) {
        let distance = logHalf - logFrequency[t]
        let share = 1 / (1 + VectorElementary.exp(shape * distance))
        let x = reach[t] * share
        let change = x * (1 - share)
        exposure[t] = x
        byHalf[t] = change * (-shape / half)
        byShape[t] = -(distance * change)
      }
      let (x, h) = (exposure + offset, features + offset)
      var total = Lanes.zero
      for t in 0..<periods {
        var sum = Lanes.zero
        for lag in 0...min(t, window - 1) { sum += own[lag].0 * x[t &- lag] }
        h[t] = sum
        total += sum
      }
      sums[slot * blocks + block] = total
    }
  }

  private func setWeights(_ slot: Int, _ decay: Double) {
    let own = weights + slot * window
    let norm = MeridianKernel.norm(decay, window: window, isGeometric: isGeometric)
    var (power, slope) = (1.0, 0.0)
    for lag in 0..<window {
      if lag > 0 {
        if isGeometric {
          (power, slope) = (power * decay, slope * decay + power)
        } else {
          let (weight, change) = MeridianKernel.binomial(
            lag, window: window, decay: Lanes(repeating: decay))
          (power, slope) = (weight[0], change[0])
        }
      }
      own[lag] = (
        power / norm.value, (slope - power * norm.slope / norm.value) / norm.value
      )
    }
  }

  /// Σ_t e h of a block.
  func weighted(_ slot: Int, _ block: Int, by error: UnsafePointer<Lanes>) -> Lanes {
    let h = feature(slot, block)
    var sum = Lanes.zero
    for t in 0..<periods { sum += error[t] * h[t] }
    return sum
  }

  /// From the density's slope by each h of a block, e · β + c, to those by α, ec and s.
  func back(
    _ slot: Int, _ block: Int, by error: UnsafePointer<Lanes>, coefficient: Lanes, constant: Lanes
  ) -> (decay: Double, half: Double, shape: Double) {
    let offset = (slot * blocks + block) * periods
    let own = weights + slot * window
    let x = exposure + offset
    for t in 0..<periods { pull[t] = error[t] * coefficient + constant }
    var (decay, half, shape) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for t in 0..<periods {
      var sum = Lanes.zero
      for lag in 0...min(periods - 1 - t, window - 1) {
        let later = pull[t &+ lag]
        sum += own[lag].0 * later
        decay += own[lag].1 * later * x[t]
      }
      half += sum * byHalf[offset + t]
      shape += sum * byShape[offset + t]
    }
    return (decay.sum(), half.sum(), shape.sum())
  }
}
