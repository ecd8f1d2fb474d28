/// Autocovariances of several chains, averaged over them; a lag costs nothing until it is asked for.
///
///     γ(t) = 1/(mn) Σⱼ Σᵢ (xⱼ,ᵢ − x̄ⱼ)(xⱼ,ᵢ₊ₜ − x̄ⱼ)
///
/// Chains that mix well are asked for a few lags, which are summed directly; from ``directLags`` on all are had at once
/// by a Fourier transform.
struct Autocovariance {
  /// Where the transform starts to be cheaper: it costs about as much as 60 lags of chains of 500 draws.
  private static let directLags = 48

  let chains: Int
  let length: Int
  /// The mean of each chain.
  private(set) var means: [Double]
  private var centred: [Double]
  private var transform: FourierTransform?
  private var transformed: [Double]?

  init(chains: Int, length: Int) {
    (self.chains, self.length) = (chains, length)
    means = [Double](repeating: 0, count: chains)
    centred = [Double](repeating: 0, count: chains * length)
  }

  /// Takes values, chain after chain.
  mutating func load(_ values: [Double]) {
    precondition(values.count == centred.count, "\(values.count) values for \(centred.count)")
    transformed = nil
    let n = length
    values.withUnsafeBufferPointer { values in
      centred.withUnsafeMutableBufferPointer { centred in
        for chain in 0..<chains {
          let range = (chain * n)..<((chain + 1) * n)
          let first = total(values, range) / Double(n)
          for i in range { centred[i] = values[i] - first }
          // The second pass takes out what rounding left in the first.
          let rest = total(UnsafeBufferPointer(centred), range) / Double(n)
          for i in range { centred[i] -= rest }
          means[chain] = first + rest
        }
      }
    }
  }

  /// The average autocovariance at a lag below the length, with divisor n.
  mutating func at(_ lag: Int) -> Double {
    guard lag < Self.directLags else {
      let all = transformed ?? byTransform()
      transformed = all
      return all[lag]
    }
    var sum = 0.0
    centred.withUnsafeBufferPointer { centred in
      guard let base = centred.baseAddress else { return }
      for chain in 0..<chains {
        let start = base + chain * length
        sum += VectorLoops.dot(start, start + lag, length - lag)
      }
    }
    return sum / Double(chains * length)
  }

  /// The autocovariances of all lags, by the transform of the summed power spectra (Wiener and Khinchin).
  private mutating func byTransform() -> [Double] {
    let fourier = transform ?? FourierTransform(atLeast: 2 * length)
    transform = fourier
    let size = fourier.size
    var power = [Double](repeating: 0, count: size)
    // Two real chains ride on one complex transform: |A|² + |B|² is the even part of |A + iB|², and only the even part
    // of the power has a say in the real part of its transform.
    for chain in stride(from: 0, to: chains, by: 2) {
      var real = [Double](repeating: 0, count: size)
      var imaginary = real
      for i in 0..<length { real[i] = centred[chain * length + i] }
      if chain + 1 < chains {
        for i in 0..<length { imaginary[i] = centred[(chain + 1) * length + i] }
      }
      fourier.apply(&real, &imaginary)
      for k in 0..<size { power[k] += real[k] * real[k] + imaginary[k] * imaginary[k] }
    }
    var imaginary = [Double](repeating: 0, count: size)
    fourier.apply(&power, &imaginary)
    let scale = 1 / (Double(size) * Double(chains * length))
    return power.prefix(length).map { $0 * scale }
  }
}

/// A sum in four lanes: the same on every machine, and faster than one after the other.
@inline(__always)
private func total(_ values: UnsafeBufferPointer<Double>, _ range: Range<Int>) -> Double {
  var lanes = SIMD4<Double>.zero
  var i = range.lowerBound
  while i + 4 <= range.upperBound {
    lanes += SIMD4(values[i], values[i + 1], values[i + 2], values[i + 3])
    i += 4
  }
  var sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
  while i < range.upperBound {
    sum += values[i]
    i += 1
  }
  return sum
}
