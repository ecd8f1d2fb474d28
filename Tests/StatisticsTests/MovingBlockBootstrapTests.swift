import Statistics
import TestSupport
import Testing

@Suite("Moving block bootstrap") struct MovingBlockBootstrapTests {
  @Test("Replicates are blocks of neighbouring rows", arguments: [false, true])
  func blocks(isCircular: Bool) {
    let bootstrap = MovingBlockBootstrap(blockLength: 7, seed: 3, isCircular: isCircular)
    for replicate in 0..<50 {
      let rows = bootstrap.indices(count: 52, replicate: replicate)
      #expect(rows.count == 52 && rows.allSatisfy { (0..<52).contains($0) })
      for place in 1..<52 where place % 7 != 0 {
        let next = rows[place - 1] + 1
        #expect(rows[place] == (isCircular ? next % 52 : next))
      }
    }
  }

  @Test("A replicate depends on its seed and number alone")
  func seeded() {
    let bootstrap = MovingBlockBootstrap(blockLength: 4, seed: 9)
    let first = bootstrap.indices(count: 104, replicate: 5)
    #expect(first == bootstrap.indices(count: 104, replicate: 5))
    #expect(first != bootstrap.indices(count: 104, replicate: 6))
    #expect(
      first != MovingBlockBootstrap(blockLength: 4, seed: 10).indices(count: 104, replicate: 5))
  }

  /// χ² on 29 degrees of freedom: false alarm in 1 of 10⁴ seeds, and this seed is fixed.
  ///
  /// Blocks divide the series, so that
  /// places of one block are dependent: the first rows of blocks alone are counted.
  @Test("Circular blocks begin, and therefore cover, everywhere alike")
  func uniform() {
    let (count, length, replicates) = (30, 5, 2_000)
    let bootstrap = MovingBlockBootstrap(blockLength: length, seed: 1, isCircular: true)
    var starts = [Double](repeating: 0, count: count)
    var covered = [Double](repeating: 0, count: count)
    for replicate in 0..<replicates {
      let rows = bootstrap.indices(count: count, replicate: replicate)
      for row in rows { covered[row] += 1 }
      for place in stride(from: 0, to: count, by: length) { starts[rows[place]] += 1 }
    }
    let expected = Double(replicates * count / length) / Double(count)
    let statistic = starts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    #expect(ChiSquared(degreesOfFreedom: 29).upperTail(statistic) > 1e-4)
    // Each row is expected 2,000 times, with a deviation of some 100.
    #expect(covered.allSatisfy { abs($0 - Double(replicates)) < 500 })
  }

  @Test("Moving blocks come less often at the ends")
  func ends() {
    let bootstrap = MovingBlockBootstrap(blockLength: 10, seed: 1)
    var covered = [Int](repeating: 0, count: 40)
    for replicate in 0..<500 {
      for row in bootstrap.indices(count: 40, replicate: replicate) { covered[row] += 1 }
    }
    #expect(covered[0] * 5 < covered[20] && covered[39] * 5 < covered[20])
  }

  @Test("Blocks longer than the series, and empty series")
  func edges() {
    let bootstrap = MovingBlockBootstrap(blockLength: 100, seed: 1)
    #expect(bootstrap.indices(count: 5, replicate: 0) == [0, 1, 2, 3, 4])
    #expect(bootstrap.indices(count: 0, replicate: 0).isEmpty)
    #expect(
      [0, 1, 8, 9, 104, 1000].map { MovingBlockBootstrap.defaultBlockLength($0) } == [
        1, 1, 2, 3, 5, 10,
      ])
  }

  @Test("The longer the memory, the longer the blocks")
  func automatic() throws {
    var stream = RandomStream(seed: 21)
    let noise = (0..<400).map { _ in stream.normal() }
    func memory(_ share: Double) -> [Double] {
      var last = 0.0
      return noise.map {
        last = share * last + $0
        return last
      }
    }
    let lengths = try [0, 0.5, 0.8].map { try MovingBlockBootstrap.blockLength(for: memory($0)) }
    let flat = try MovingBlockBootstrap.blockLength(for: [Double](repeating: 2, count: 20))
    #expect(lengths[0] < lengths[1] && lengths[1] < lengths[2], "\(lengths)")
    // An AR(1) of ρ has G over its spectrum 2ρ/(1 − ρ²): (3/2 · (4/3)² · 400)^(1/3) = 10.2 at 0.5.
    #expect((5...18).contains(lengths[1]))
    #expect(flat == 1)
    #expect(throws: StatisticsError.self) { try MovingBlockBootstrap.blockLength(for: [1, 2]) }
  }
}
