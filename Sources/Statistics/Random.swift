/// A seeded stream of random numbers: the same numbers on every machine, whoever else draws.
///
/// Philox4x32-10, a counter-based generator: block `i` of stream `s` under seed `k` is a fixed function of (i, s, k). So
/// streams of one seed never overlap (each has 2⁶⁴ blocks of its own), need no jumping ahead, and chain 7 gets the same
/// numbers whether or not chain 6 ran.
///
///     var stream = RandomStream(seed: 7)
///     stream.normal(mean: 10, deviation: 2)
///
/// Everything drawn from it is bit-stable: kernels use only operations that IEEE 754 fixes, and ``stableLog(_:)`` and
/// ``stableExp(_:)`` instead of the C library's.
///
/// Source: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable, Codable {
  private let seed: UInt64
  private let stream: UInt64
  private var block: UInt64 = 0
  private var spare: UInt64 = 0
  private var hasSpare = false

  /// The beginning of a stream.
  ///
  /// - Parameters:
  ///   - seed: Chooses the numbers of all streams.
  ///   - stream: Which of the 2⁶⁴ independent streams of this seed: a chain, a replicate, a channel.
  public init(seed: UInt64, stream: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if hasSpare {
      hasSpare = false
      return spare
    }
    let (first, second) = pair(block)
    block &+= 1
    spare = second
    hasSpare = true
    return first
  }

  /// So many times what ``next()`` gives.
  ///
  /// One loop over blocks that do not wait for each other, for draws in bulk.
  public mutating func words(_ count: Int) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: count) { words, initialized in
      var place = 0
      if hasSpare, count > 0 {
        words[0] = next()
        place = 1
      }
      while place + 1 < count {
        (words[place], words[place + 1]) = pair(block)
        block &+= 1
        place += 2
      }
      if place < count { words[place] = next() }
      initialized = count
    }
  }

  /// The two numbers of a block.
  @inline(__always)
  private func pair(_ block: UInt64) -> (UInt64, UInt64) {
    let words = Philox.block(
      counter: (
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
      ),
      key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return (
      UInt64(words.0) | UInt64(words.1) << 32, UInt64(words.2) | UInt64(words.3) << 32
    )
  }

  /// A number in (0, 1), never an end: (k + ½)·2⁻⁵² for k of 52 random bits.
  public mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// A number between two ends.
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * uniform()
  }

  /// A whole number in 0..<bound, each as likely; by multiplication and rejection (Lemire 2019).
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "an index below \(bound)")
    let count = UInt64(bound)
    var (high, low) = next().multipliedFullWidth(by: count)
    if low < count {
      let threshold = (0 &- count) % count
      while low < threshold { (high, low) = next().multipliedFullWidth(by: count) }
    }
    return Int(high)
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }
}

/// The Philox4x32-10 block function.
public enum Philox {
  /// Four random words out of a counter of four and a key of two.
  public static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let first = c0.multipliedFullWidth(by: 0xD251_1F53)  // multipliers and Weyl steps:
      let second = c2.multipliedFullWidth(by: 0xCD9E_8D57)  // Random123, philox.h
      (c0, c1, c2, c3) = (
        second.high ^ c1 ^ k0, second.low, first.high ^ c3 ^ k1, first.low
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}

// MARK: - Whole samples

extension RandomStream {
  /// The collection in random order (Fisher and Yates, from the end).
  public mutating func shuffled<Element>(_ values: some Sequence<Element>) -> [Element] {
    var shuffled = Array(values)
    for last in stride(from: shuffled.count - 1, to: 0, by: -1) {
      shuffled.swapAt(last, index(below: last + 1))
    }
    return shuffled
  }

  /// `count` indices in 0..<bound, drawn with replacement: the rows of a bootstrap sample.
  public mutating func indices(_ count: Int, below bound: Int) -> [Int] {
    (0..<count).map { _ in index(below: bound) }
  }

  /// `count` of the values, drawn with replacement.
  public mutating func sample<Element>(_ count: Int, from values: [Element]) -> [Element] {
    indices(count, below: values.count).map { values[$0] }
  }

  /// An index with probability in proportion to its weight; weights ≥ 0, not all 0.
  public mutating func index(weights: [Double]) -> Int {
    let total = weights.reduce(0, +)
    precondition(total > 0 && total.isFinite, "weights add up to \(total)")
    var left = uniform() * total
    var last = 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      last = index
      left -= weight
      if left < 0 { return index }
    }
    return last
  }
}
