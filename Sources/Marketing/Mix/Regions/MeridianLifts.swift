import Statistics

/// Experiments simulated through a regional model, and the way back; one for each chain.
///
/// Carried-over media are linear in media, so that s' = s + Σ_l p_l Δx_{t−l} and only the test's own periods are gone
/// through. With the kernel's q = 1 / (s + e)
///
///     Σ ω (h' − h) = e Σ ω (q − q')
///     ∂/∂e = Σ ω ((q − e q²) − (q' − e q'²)),    ∂/∂α = e Σ ω (q'² ∂s'/∂α − q² ∂s/∂α)
final class MeridianLifts {
  /// What the density's slope by each part of a channel gains from its tests.
  struct Slopes {
    var byHalf = 0.0
    var byDecay = 0.0
  }

  let tests: [MeridianTest]
  private let kernel: MeridianKernel
  private let regions: Int
  private let regionScales: [Double]
  private let window: Int
  private let isGeometric: Bool
  /// p_l and ∂p_l/∂α of one channel.
  private let weights: UnsafeMutablePointer<(Double, Double)>
  /// ∂ lift / ∂β of each channel's regions, times the density's slope by the lift.
  private let byCoefficient: UnsafeMutablePointer<Double>
  private let slopes: UnsafeMutablePointer<Slopes>
  private let channels: Int

  init(_ tests: [MeridianTest], _ kernel: MeridianKernel, _ mix: MeridianMix) {
    self.tests = tests
    self.kernel = kernel
    (regions, channels) = (mix.scaling.regions, mix.scaling.channels)
    regionScales = mix.scaling.regionScales
    window = mix.window
    isGeometric = mix.settings.decay == .geometric
    weights = .allocate(capacity: window)
    weights.initialize(repeating: (0, 0), count: window)
    byCoefficient = .allocate(capacity: max(regions * channels, 1))
    byCoefficient.initialize(repeating: 0, count: max(regions * channels, 1))
    slopes = .allocate(capacity: max(channels, 1))
    slopes.initialize(repeating: Slopes(), count: max(channels, 1))
  }

  deinit {
    weights.deallocate()
    byCoefficient.deallocate()
    slopes.deallocate()
  }

  /// The log-likelihood of all tests; what goes back to each channel is kept.
  ///
  /// - Parameters:
  ///   - decays: α by channel.
  ///   - halves: e by channel, which the kernel has carried with.
  ///   - coefficients: β by channel and region.
  /// - Returns: The sum of the measurements' log densities; 0 without tests.
  func logLikelihood(
    decays: UnsafePointer<Double>, halves: UnsafePointer<Double>,
    coefficients: UnsafePointer<Double>
  ) -> Double {
    guard !tests.isEmpty else { return 0 }
    for pair in 0..<(regions * channels) { byCoefficient[pair] = 0 }
    for channel in 0..<channels { slopes[channel] = Slopes() }
    var total = 0.0
    for test in tests {
      let channel = test.channel
      setWeights(decays[channel], count: min(window, test.window.count))
      let first = channel * regions
      var (lift, byHalf, byDecay) = (0.0, 0.0, 0.0)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: test.regions.count) { gains in
        for (index, region) in test.regions.enumerated() {
          let scale = regionScales[region]
          let own = simulate(test, index, region, half: halves[channel])
          gains[index] = scale * own.difference
          let factor = scale * coefficients[first + region]
          lift += factor * own.difference
          byHalf += factor * own.byHalf
          byDecay += factor * own.byDecay
        }
        let answer = test.logDensity(lift)
        total += answer.value
        for (index, region) in test.regions.enumerated() {
          byCoefficient[first + region] += answer.slope * gains[index]
        }
        slopes[channel].byHalf += answer.slope * byHalf
        slopes[channel].byDecay += answer.slope * byDecay
      }
    }
    return total
  }

  /// The log-likelihood's slope by β of a channel in a region.
  func byCoefficient(_ channel: Int, _ region: Int) -> Double {
    byCoefficient[channel * regions + region]
  }

  /// The log-likelihood's slopes by e and α of a channel, β held.
  func slopes(_ channel: Int) -> Slopes { slopes[channel] }

  private func setWeights(_ decay: Double, count: Int) {
    weights[0] = (1, 0)
    for lag in 1..<max(count, 1) {
      if isGeometric {
        let (power, slope) = weights[lag - 1]
        weights[lag] = (power * decay, slope * decay + power)
      } else {
        let (weight, change) = MeridianKernel.binomial(
          lag, window: window, decay: SIMD4(repeating: decay))
        weights[lag] = (weight[0], change[0])
      }
    }
  }

  /// Σ ω (h' − h) of one region, with its slopes by e and α.
  private func simulate(
    _ test: MeridianTest, _ index: Int, _ region: Int, half: Double
  ) -> (difference: Double, byHalf: Double, byDecay: Double) {
    let (block, lane) = kernel.place(test.channel, region)
    let offset = block * kernel.periods + test.start
    let (q, d) = (kernel.inverse + offset, kernel.slope + offset)
    let length = test.window.count
    return test.change.withUnsafeBufferPointer { change in
      test.window.withUnsafeBufferPointer { window in
        var (difference, byHalf, byDecay) = (0.0, 0.0, 0.0)
        for t in 0..<length {
          var (more, moreSlope) = (0.0, 0.0)
          for lag in 0...min(t, self.window - 1) {
            let x = change[index * length + t - lag]
            more += weights[lag].0 * x
            moreSlope += weights[lag].1 * x
          }
          let before = q[t][lane]
          let after = 1 / (1 / before + more)
          let slope = d[t][lane]
          difference += window[t] * (before - after)
          byHalf += window[t] * (before - half * before * before - after + half * after * after)
          byDecay += window[t] * (after * after * (slope + moreSlope) - before * before * slope)
        }
        return (half * difference, byHalf, half * byDecay)
      }
    }
  }
}

extension MeridianMix {
  /// What these parameters say that each experiment should have measured, in the experiments' order.
  ///
  /// Of experiments that are simulated through the model; written plainly, as a check on the fast density.
  ///
  /// - Parameter values: In the order of ``parameterNames``.
  /// - Returns: Lifts in target units.
  public func predictedLifts(at values: [Double]) -> [Double] {
    let all = place(values)
    return predictedLifts(all, MeridianState(self, all))
  }

  /// The log-likelihood of all experiments at the values of all places.
  func testLogLikelihood(_ all: [Double], _ state: MeridianState) -> Double {
    zip(tests, predictedLifts(all, state)).reduce(0) { $0 + $1.0.logDensity($1.1).value }
  }

  private func predictedLifts(_ all: [Double], _ state: MeridianState) -> [Double] {
    tests.map { test in
      var media = scaling.denseMedia[test.channel]
      let length = test.window.count
      for (index, region) in test.regions.enumerated() {
        for t in 0..<length {
          media[region * scaling.periods + test.start + t] += test.change[index * length + t]
        }
      }
      let changed = MeridianState.feature(self, all, channel: test.channel, media: media)
      var lift = 0.0
      for region in test.regions {
        let first = region * scaling.periods + test.start
        let scale = scaling.regionScales[region] * state.coefficients[test.channel][region]
        for t in 0..<length {
          let cell = first + t
          lift +=
            scale * test.window[t] * (changed[cell] - state.features[test.channel][cell])
        }
      }
      return lift
    }
  }
}
