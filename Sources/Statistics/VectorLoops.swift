/// Inner loops over plain memory, in lanes of four so that the compiler uses vector registers.
///
/// The order of a sum is fixed by the lanes and not by the machine: the same bits everywhere.
enum VectorLoops {
  private typealias Lanes = SIMD4<Double>

  /// Σ aᵢ bᵢ.
  static func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    let (rawA, rawB) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var (first, second) = (Lanes.zero, Lanes.zero)
    var index = 0
    while index &+ 8 <= count {
      let offset = index &* 8
      first += load(rawA, offset) * load(rawB, offset)
      second += load(rawA, offset &+ 32) * load(rawB, offset &+ 32)
      index &+= 8
    }
    var total = (first + second).sum()
    while index < count {
      total += a[index] * b[index]
      index &+= 1
    }
    return total
  }

  /// y ← y + factor · x, element by element.
  static func add(
    _ factor: Double, times x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    let (rawX, rawY) = (UnsafeRawPointer(x), UnsafeMutableRawPointer(y))
    var index = 0
    while index &+ 4 <= count {
      let offset = index &* 8
      let sum = load(UnsafeRawPointer(rawY), offset) + factor * load(rawX, offset)
      rawY.storeBytes(of: sum, toByteOffset: offset, as: Lanes.self)
      index &+= 4
    }
    while index < count {
      y[index] += factor * x[index]
      index &+= 1
    }
  }

  /// Σ aᵢ bᵢ of two lists of the same length.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { first in
      b.withUnsafeBufferPointer { second in
        guard let x = first.baseAddress, let y = second.baseAddress else { return 0 }
        return dot(x, y, min(first.count, second.count))
      }
    }
  }

  @inline(__always)
  private static func load(_ memory: UnsafeRawPointer, _ offset: Int) -> Lanes {
    memory.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
  }
}
