/// A vector in blocks of eight numbers, the last one filled up with zeros.
typealias LaneVector = UnsafeMutablePointer<SIMD8<Double>>

/// Memory for vectors of one length, given back when the pool goes.
///
/// Blocks need no remainder loops, and their fixed order of additions gives the same bits everywhere.
final class LanePool {
  /// Blocks of each vector.
  let blocks: Int
  private let memory: LaneVector
  private let count: Int
  private var used = 0

  /// Room for so many vectors, all zero.
  init(dimension: Int, vectors: Int) {
    blocks = (dimension + 7) / 8
    count = blocks * vectors
    memory = .allocate(capacity: max(1, count))
    memory.initialize(repeating: .zero, count: max(1, count))
  }

  deinit { memory.deallocate() }

  /// The next vector.
  func vector() -> LaneVector {
    precondition((used + 1) * blocks <= count, "a pool of \(count) blocks is used up")
    used += 1
    return memory + (used - 1) * blocks
  }
}

/// Loops over vectors in blocks.
enum Lanes {
  /// The numbers of a vector, one after the other.
  @inline(__always)
  static func numbers(_ vector: LaneVector) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(vector).assumingMemoryBound(to: Double.self)
  }

  /// Σ aᵢ bᵢ.
  @inline(__always)
  static func dot(_ a: LaneVector, _ b: LaneVector, _ blocks: Int) -> Double {
    var total = SIMD8<Double>.zero
    for block in 0..<blocks { total += a[block] * b[block] }
    return sum(total)
  }

  /// y ← y + factor · x.
  @inline(__always)
  static func add(_ factor: Double, _ x: LaneVector, to y: LaneVector, _ blocks: Int) {
    for block in 0..<blocks { y[block] += factor * x[block] }
  }

  /// y ← x.
  @inline(__always)
  static func copy(_ x: LaneVector, to y: LaneVector, _ blocks: Int) {
    y.update(from: x, count: blocks)
  }

  /// The eight numbers' sum, in pairs.
  @inline(__always)
  static func sum(_ lanes: SIMD8<Double>) -> Double {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// Whether a·(r + s) ≤ 0 or b·(r + s) ≤ 0, or one of them is no number.
  @inline(__always)
  static func turns(
    _ a: LaneVector, _ b: LaneVector, _ r: LaneVector, _ s: LaneVector, _ blocks: Int
  ) -> Bool {
    var (first, second) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for block in 0..<blocks {
      let total = r[block] + s[block]
      first += a[block] * total
      second += b[block] * total
    }
    return !(sum(first) > 0 && sum(second) > 0)
  }
}
