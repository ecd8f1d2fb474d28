import Statistics

/// Poisson draws with the means of a table's counts: one bootstrap replicate of its journeys.
///
/// A journey of the sample comes again Poisson(1) times; equal journeys together Poisson(count) times. Means repeat,
/// since most paths are rare, so that each distinct mean gets one table of its distribution, and a draw is a look-up
/// by 32 random bits (probabilities in steps of 2⁻³²).
///
/// Draws go to the paths sorted by name, so that a replicate is the same in whatever order paths were read.
struct PoissonResampler: Sendable {
  private let table: JourneyTable
  /// The value of one conversion of each path.
  private let worth: [Double]
  /// The number of the distribution of each path's conversions, or one of the two below.
  private let conversions: [Int32]
  private let nulls: [Int32]
  /// The paths in the order of their draws, and those among them that have a mean without a table.
  private let order: [Int32]
  private let directConversions: [Int32]
  private let directNulls: [Int32]
  private let distributions: PoissonTables

  /// A mean of 0, and one that has no table.
  private static let (never, direct) = (Int32(-1), Int32(-2))

  /// A table is made for means up to here, and for so many different ones.
  private static let (largestMean, mostTables) = (4_096.0, 4_096)

  init(_ table: JourneyTable) {
    self.table = table
    worth = zip(table.value, table.conversions).map { $1 > 0 ? $0 / $1 : 0 }
    var distributions = PoissonTables()
    var known: [Double: Int] = [:]
    func drawn(_ mean: Double) -> Int32 {
      guard mean > 0 else { return PoissonResampler.never }
      if let place = known[mean] { return Int32(place) }
      guard mean <= PoissonResampler.largestMean, known.count < PoissonResampler.mostTables else {
        return PoissonResampler.direct
      }
      let place = distributions.add(mean: mean)
      known[mean] = place
      return Int32(place)
    }
    let order = table.canonicalOrder
    // Which means get a table depends on their order where there are very many.
    func kinds(_ means: [Double]) -> [Int32] {
      var kinds = [Int32](repeating: PoissonResampler.never, count: means.count)
      for path in order { kinds[Int(path)] = drawn(means[Int(path)]) }
      return kinds
    }
    let (conversions, nulls) = (kinds(table.conversions), kinds(table.nulls))
    directConversions = order.filter { conversions[Int($0)] == PoissonResampler.direct }
    directNulls = order.filter { nulls[Int($0)] == PoissonResampler.direct }
    (self.order, self.conversions, self.nulls) = (order, conversions, nulls)
    self.distributions = distributions
  }

  /// The counts of a replicate; the value of a path is in proportion to its conversions.
  func weights(_ stream: inout RandomStream) -> PathWeights {
    var words = [UInt64](repeating: 0, count: conversions.count)
    for (path, word) in zip(order, stream.words(order.count)) { words[Int(path)] = word }
    var (won, lost) = (counts(conversions, words, shift: 0), counts(nulls, words, shift: 32))
    for path in directConversions {
      won[Int(path)] = Double(stream.poisson(mean: table.conversions[Int(path)]))
    }
    for path in directNulls {
      lost[Int(path)] = Double(stream.poisson(mean: table.nulls[Int(path)]))
    }
    return PathWeights(conversions: won, value: zip(worth, won).map { $0 * $1 }, nulls: lost)
  }

  /// One count a path that has a table, by half of its word.
  private func counts(_ kinds: [Int32], _ words: [UInt64], shift: UInt64) -> [Double] {
    var counts = [Double](repeating: 0, count: kinds.count)
    for path in kinds.indices where kinds[path] >= 0 {
      let bits = UInt32(truncatingIfNeeded: words[path] >> shift)
      counts[path] = Double(distributions.draw(Int(kinds[path]), bits))
    }
    return counts
  }
}

/// Poisson distributions as rising thresholds of 32 bits, all in one list.
struct PoissonTables: Sendable {
  /// Where each distribution's thresholds begin, and the count that the first of them stands for.
  private var starts: [(place: Int, count: Int)] = []
  private var thresholds: [UInt32] = []
  /// For the upper six bits, how many thresholds lie surely below.
  private var guides: [UInt16] = []

  private static let guideBits = 6

  /// Adds a distribution; returns its number.
  mutating func add(mean: Double) -> Int {
    // Outwards from the mode, by the ratio of neighbours, until a term no longer counts; then scaled to sum to 1.
    let mode = Int(mean)
    var (below, above): ([Double], [Double]) = ([], [1])
    var term = 1.0
    for count in stride(from: mode, to: 0, by: -1) {
      term *= Double(count) / mean
      if term < 0x1p-40 { break }
      below.append(term)
    }
    term = 1
    for count in (mode + 1)... {
      term *= mean / Double(count)
      if term < 0x1p-40 { break }
      above.append(term)
    }
    let terms = below.reversed() + above
    let total = terms.reduce(0, +)
    starts.append((thresholds.count, mode - below.count))
    var (sum, own): (Double, [UInt32]) = (0, [])
    for term in terms.dropLast() {
      sum += term
      own.append(UInt32(min(0x1p32 - 1, sum / total * 0x1p32)))
    }
    own.append(UInt32.max)
    thresholds += own
    var surely = 0
    for upper in 0..<(1 << PoissonTables.guideBits) {
      let bits = UInt32(upper) << UInt32(32 - PoissonTables.guideBits)
      while surely < own.count - 1, own[surely] <= bits { surely += 1 }
      guides.append(UInt16(surely))
    }
    return starts.count - 1
  }

  /// The count for 32 random bits: the first whose threshold lies above them.
  @inline(__always)
  func draw(_ number: Int, _ bits: UInt32) -> Int {
    let start = starts[number]
    let guide = number << PoissonTables.guideBits | Int(bits >> 26)
    var step = Int(guides[guide])
    while thresholds[start.place + step] <= bits, thresholds[start.place + step] != .max {
      step += 1
    }
    return start.count + step
  }
}
