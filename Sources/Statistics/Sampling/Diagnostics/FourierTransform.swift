#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The discrete Fourier transform of a power of two of complex numbers.
///
///     Xₖ = Σⱼ xⱼ exp(−2πi jk / N)
///
/// Radix 2, decimation in time, factors from a table. Source: Cooley, Tukey (1965).
struct FourierTransform {
  /// The number of points.
  let size: Int
  private let cosines: [Double]
  private let sines: [Double]
  private let reversed: [Int]

  /// A transform of the least power of two that is no smaller, and at least 2.
  init(atLeast count: Int) {
    var (size, bits) = (2, 1)
    while size < count {
      size *= 2
      bits += 1
    }
    self.size = size
    cosines = (0..<(size / 2)).map { cos(2 * .pi * Double($0) / Double(size)) }
    sines = (0..<(size / 2)).map { sin(2 * .pi * Double($0) / Double(size)) }
    var reversed = [Int](repeating: 0, count: size)
    for i in 1..<size { reversed[i] = reversed[i / 2] / 2 | (i & 1) << (bits - 1) }
    self.reversed = reversed
  }

  /// Transforms in place.
  func apply(_ real: inout [Double], _ imaginary: inout [Double]) {
    precondition(real.count == size && imaginary.count == size, "not \(size) points")
    for i in 0..<size where i < reversed[i] {
      real.swapAt(i, reversed[i])
      imaginary.swapAt(i, reversed[i])
    }
    real.withUnsafeMutableBufferPointer { re in
      imaginary.withUnsafeMutableBufferPointer { im in
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in
            // The first stage multiplies by 1 only.
            for low in stride(from: 0, to: size, by: 2) {
              let (x, y) = (re[low + 1], im[low + 1])
              (re[low + 1], im[low + 1]) = (re[low] - x, im[low] - y)
              (re[low], im[low]) = (re[low] + x, im[low] + y)
            }
            var half = 2
            while half < size {
              let step = size / (2 * half)
              for start in stride(from: 0, to: size, by: 2 * half) {
                for j in 0..<half {
                  let (c, s) = (cosines[j * step], sines[j * step])
                  let (low, high) = (start + j, start + j + half)
                  let (x, y) = (re[high] * c + im[high] * s, im[high] * c - re[high] * s)
                  (re[high], im[high]) = (re[low] - x, im[low] - y)
                  (re[low], im[low]) = (re[low] + x, im[low] + y)
                }
              }
              half *= 2
            }
          }
        }
      }
    }
  }
}
