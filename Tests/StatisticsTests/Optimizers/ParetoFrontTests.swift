import Statistics
import TestSupport
import Testing

/// Points, ranks, crowding and volumes by pymoo and moocore; see scripts/reference/pareto.py.
var frontReference: JSON {
  let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
  return JSON.kept("pareto.json", testFile: "/\(folder)/tests")
}

@Suite("Pareto fronts") struct ParetoFrontTests {
  @Test("Ranks, crowding and volumes agree with pymoo and moocore")
  func reference() {
    let sets = frontReference["sets"].list
    #expect(sets.count == 5)
    for set in sets {
      let points = set["points"].rows
      #expect(ParetoFront.ranks(points).map(Double.init) == set["ranks"].numbers)
      let reference = [Double](repeating: 1, count: points[0].count)
      let volume = ParetoFront.hypervolume(points, reference: reference)
      #expect(volume.isClose(to: set["hypervolume"].number, within: .relative(1e-12)))
      let crowding = ParetoFront.crowding(set["front"].rows).map { $0.isFinite ? $0 : -1 }
      #expect(agree(crowding, set["crowding"].numbers, .relative(1e-12)))
    }
  }

  @Test("A rank is one more than the largest among those that dominate a point", arguments: 1...4)
  func recursion(width: Int) {
    var stream = RandomStream(seed: 3, stream: UInt64(width))
    let points = (0..<120).map { _ in
      (0..<width).map { _ in (stream.uniform() * 8).rounded() }  // many ties
    }
    let ranks = ParetoFront.ranks(points)
    for (index, point) in points.enumerated() {
      let above = points.indices.filter { ParetoFront.dominates(points[$0], point) }
      #expect(ranks[index] == (above.map { ranks[$0] }.max() ?? 0) + 1)
    }
    #expect(ParetoFront.first(of: points) == points.indices.filter { ranks[$0] == 1 })
  }

  @Test("Equal points share a rank, and what is not finite dominates nothing")
  func degenerate() {
    let points: [[Double]] = [
      [1, 3], [2, 2], [2, 2], [-.infinity, 0], [0, .nan], [3, 3], [2, .infinity],
    ]
    #expect(ParetoFront.ranks(points) == [1, 1, 1, 3, 3, 2, 3])
    #expect(ParetoFront.first(of: points) == [0, 1, 2])
    #expect(ParetoFront.first(of: [[.infinity, 0]]) == [])
    #expect(!ParetoFront.dominates([-.infinity, 0], [1, 1]))
    #expect(ParetoFront.dominates([9, 9], [-.infinity, 0]))
    #expect(!ParetoFront.dominates([1, 1], [1, 1]))
    #expect(ParetoFront.hypervolume(points, reference: [4, 4]) == 5)
    #expect(ParetoFront.hypervolume([], reference: [4, 4]) == 0)
    #expect(ParetoFront.ranks([]) == [])
    #expect(ParetoFront.crowding([[1, 2], [2, 1]]) == [.infinity, .infinity])
    #expect(ParetoFront.crowding([[1, 3], [2, 2], [3, 1]]) == [.infinity, 2, .infinity])
  }

  @Test("Known volumes: boxes, and the corner of a point")
  func volumes() {
    #expect(ParetoFront.hypervolume([[0.25], [0.75]], reference: [1]) == 0.75)
    #expect(ParetoFront.hypervolume([[0.25, 0.5], [0.5, 0.25]], reference: [1, 1]) == 0.5)
    // Three boxes of ¼, any two and all three of which share ⅛.
    let boxes = [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
    #expect(ParetoFront.hypervolume(boxes, reference: [1, 1, 1]) == 0.5)
    #expect(ParetoFront.hypervolume([[1, 0, 0]], reference: [1, 1, 1]) == 0)
  }

  @Test("A volume does not depend on order and never falls when a point comes in", arguments: 1...3)
  func laws(width: Int) {
    var stream = RandomStream(seed: 5, stream: UInt64(width))
    let points = (0..<60).map { _ in (0..<width).map { _ in 1.2 * stream.uniform() } }
    let reference = [Double](repeating: 1, count: width)
    var last = 0.0
    for count in 1...points.count {
      let some = Array(points.prefix(count))
      let volume = ParetoFront.hypervolume(some, reference: reference)
      #expect(volume >= last - 1e-15 && volume <= 1)
      let mixed = ParetoFront.hypervolume(stream.shuffled(some), reference: reference)
      #expect(mixed.isClose(to: volume, within: .relative(1e-13)))
      let front = ParetoFront.first(of: some).map { some[$0] }
      let alone = ParetoFront.hypervolume(front, reference: reference)
      #expect(alone.isClose(to: volume, within: .relative(1e-13)))
      last = volume
    }
    #expect(last > 0.5)
  }

  @Test("A volume is the share of random points that some point dominates")
  func sampled() {
    var stream = RandomStream(seed: 8)
    let points = (0..<20).map { _ in (0..<3).map { _ in stream.uniform() } }
    let hits = (0..<40_000).count { _ in
      let place = (0..<3).map { _ in stream.uniform() }
      return points.contains { ParetoFront.dominates($0, place) }
    }
    let volume = ParetoFront.hypervolume(points, reference: [1, 1, 1])
    // Four standard errors of a share.
    #expect(abs(Double(hits) / 40_000 - volume) < 4 * (volume * (1 - volume) / 40_000).squareRoot())
  }
}
