import Statistics
import TestSupport
import Testing

@Suite("k-means") struct KMeansTests {
  /// scikit-learn, best of 500 starts; see scripts/reference/pareto.py.
  @Test("The sums of squares are those of scikit-learn's best of 500 starts")
  func reference() throws {
    let reference = frontReference["clusters"]
    let points = reference["points"].rows
    var method = KMeans()
    method.restarts = 500
    #expect(reference["sums"].numbers.count == 7)
    for (index, expected) in reference["sums"].numbers.enumerated() {
      var stream = RandomStream(seed: 1, stream: UInt64(index))
      let found = try method.clusters(of: points, count: index + 1, stream: &stream)
      #expect(found.withinSumOfSquares.isClose(to: expected, within: .relative(1e-9)))
      #expect(found.hasConverged)
    }
  }

  @Test("Every point is with the nearest centre, and centres are means", arguments: [1, 2, 5, 9])
  func fixedPoint(count: Int) throws {
    let points = frontReference["clusters"]["points"].rows
    var stream = RandomStream(seed: 4)
    let found = try KMeans().clusters(of: points, count: count, stream: &stream)
    #expect(found.sizes.reduce(0, +) == points.count && found.sizes.allSatisfy { $0 > 0 })
    let distance = { (a: [Double], b: [Double]) in
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    for cluster in 0..<count {
      let members = points.indices.filter { found.assignments[$0] == cluster }
      #expect(members.count == found.sizes[cluster])
      for column in 0..<3 {
        let mean = members.reduce(0) { $0 + points[$1][column] } / Double(members.count)
        #expect(mean.isClose(to: found.centres[cluster][column], within: .absolute(1e-12)))
      }
      for member in members {
        let own = distance(points[member], found.centres[cluster])
        #expect(found.centres.allSatisfy { own <= distance(points[member], $0) })
      }
      let sum = members.reduce(0) { $0 + distance(points[$1], found.centres[cluster]) }
      #expect(sum.isClose(to: found.sumsOfSquares[cluster], within: .relative(1e-12)))
    }
    var firsts: [Int] = []
    for cluster in found.assignments where !firsts.contains(cluster) { firsts.append(cluster) }
    #expect(firsts == Array(0..<count))
  }

  @Test("The same stream gives the same clusters; order of points does not change the optimum")
  func repeats() throws {
    let points = frontReference["clusters"]["points"].rows
    var (one, other) = (RandomStream(seed: 2), RandomStream(seed: 2))
    let found = try KMeans().clusters(of: points, count: 4, stream: &one)
    let again = try KMeans().clusters(of: points, count: 4, stream: &other)
    #expect(again == found)
    #expect(one == other)
    let mixed = try KMeans().clusters(of: one.shuffled(points), count: 4, stream: &one)
    #expect(mixed.withinSumOfSquares.isClose(to: found.withinSumOfSquares, within: .relative(1e-9)))
  }

  @Test("As many clusters as different points leave nothing within; repeats stay together")
  func repeatedPoints() throws {
    let points = [[1.0, 2], [3, 4], [1, 2], [0, 0], [-0.0, 0], [3, 4]]
    var stream = RandomStream(seed: 1)
    let found = try KMeans().clusters(of: points, count: 3, stream: &stream)
    #expect(found.assignments == [0, 1, 0, 2, 2, 1])
    #expect(found.withinSumOfSquares == 0)
    #expect(found.centres == [[1, 2], [3, 4], [0, 0]])
  }

  @Test("Too few different points and numbers that are not finite are refused")
  func refuses() {
    var stream = RandomStream(seed: 1)
    #expect(
      throws: StatisticsError.tooFewRows(
        found: 1, needed: 2, purpose: "2 clusters of different points")
    ) {
      try KMeans().clusters(of: [[1], [1], [1]], count: 2, stream: &stream)
    }
    #expect(throws: StatisticsError.notFinite(what: "the points to cluster", row: 1, column: 0)) {
      try KMeans().clusters(of: [[1], [.nan]], count: 1, stream: &stream)
    }
    #expect(throws: StatisticsError.self) {
      try KMeans().clusters(of: [], count: 1, stream: &stream)
    }
  }
}
