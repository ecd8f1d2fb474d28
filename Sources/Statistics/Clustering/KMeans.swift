/// Groups points so that they lie near the mean of their group.
///
/// Minimises the within-cluster sum of squares Σ ‖x − mean of its cluster‖² by Lloyd's iteration from several starts drawn by
/// k-means++, and keeps the best. Columns count by their scale: standardise them first where that is not meant.
///
///     var stream = RandomStream(seed: 7)
///     let groups = try KMeans().clusters(of: points, count: 3, stream: &stream)
///     groups.assignments  // [0, 0, 1, 2, …]
///
/// The optimum over all groupings is not certain, as with every method of bounded cost; more restarts come nearer. The same
/// stream gives the same groups to the last bit.
///
/// Source: Lloyd (1982), "Least squares quantization in PCM"; Arthur, Vassilvitskii (2007), "k-means++: the advantages of
/// careful seeding", with the 2 + ⌊ln k⌋ trials a centre of their section 7.
public struct KMeans: Sendable, Hashable, Codable {
  /// How many starts are tried.
  public var restarts = 20
  /// The iterations after which a start is left as it is.
  public var iterationLimit = 300

  /// The default numbers of starts and iterations.
  public init() {}

  /// The best grouping found.
  ///
  /// A point as near to two centres belongs to the first. Clusters are numbered in the order of their first points. A cluster
  /// that loses all its points starts again at the point farthest from its centre.
  ///
  /// - Parameters:
  ///   - points: One row a point, all of the same length.
  ///   - count: The number of clusters, at least 1 and at most the number of different points.
  ///   - stream: Random numbers for the starts.
  /// - Returns: The clusters, none of them empty.
  /// - Throws: ``StatisticsError`` where a number is not finite, or there are fewer different points than clusters.
  /// - Complexity: O(restarts · iterations · points · clusters · columns).
  public func clusters(
    of points: [[Double]], count: Int, stream: inout RandomStream
  ) throws(StatisticsError) -> KMeansClusters {
    precondition(count >= 1 && restarts >= 1 && iterationLimit >= 1, "\(count) clusters")
    let width = points.first?.count ?? 0
    precondition(points.allSatisfy { $0.count == width }, "points of different lengths")
    for (row, point) in points.enumerated() {
      if let column = point.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(what: "the points to cluster", row: row, column: column)
      }
    }
    let different = Set(points.map { $0.map { $0 + 0 } }).count  // −0 + 0 is 0
    guard different >= count else {
      throw .tooFewRows(
        found: different, needed: count, purpose: "\(count) clusters of different points")
    }
    var best: KMeansRun?
    for _ in 0..<restarts {
      var run = KMeansRun(points: points.flatMap { $0 }, width: width, rows: points.count)
      run.seed(count, &stream)
      run.iterate(limit: iterationLimit)
      if run.sum < best?.sum ?? .infinity { best = run }
      if count == 1 { break }
    }
    guard let best else { throw .notConverged(algorithm: "k-means") }  // squares beyond all numbers
    return best.clusters
  }
}

/// Groups of points.
public struct KMeansClusters: Sendable, Hashable, Codable {
  /// The cluster of each point, from 0, in the order of their first points.
  public let assignments: [Int]
  /// The mean of each cluster.
  public let centres: [[Double]]
  /// The number of points of each cluster, at least 1.
  public let sizes: [Int]
  /// Σ ‖x − its centre‖² of each cluster.
  public let sumsOfSquares: [Double]
  /// Whether Lloyd's iteration settled before its limit.
  public let hasConverged: Bool

  /// The within-cluster sum of squares over all clusters.
  public var withinSumOfSquares: Double { sumsOfSquares.reduce(0, +) }
}

/// One start of Lloyd's iteration.
private struct KMeansRun {
  let points: [Double]  // row after row
  let width: Int
  let rows: Int
  var centres: [Double] = []
  var owner: [Int] = []
  var sum = Double.infinity
  var hasConverged = false

  init(points: [Double], width: Int, rows: Int) {
    self.points = points
    self.width = width
    self.rows = rows
  }

  var count: Int { width == 0 ? 1 : centres.count / width }

  func distance(_ row: Int, toPoint start: Int, of others: [Double]) -> Double {
    var sum = 0.0
    for column in 0..<width {
      let difference = points[row * width + column] - others[start + column]
      sum += difference * difference
    }
    return sum
  }

  /// Centres at points, each drawn with a chance in proportion to the squared distance from those before it; of a few draws
  /// the one that leaves the least sum.
  mutating func seed(_ count: Int, _ stream: inout RandomStream) {
    let trials = 2 + Int(stableLog(Double(count)))
    append(stream.index(below: rows))
    var nearest = (0..<rows).map { distance($0, toPoint: 0, of: centres) }
    for _ in 1..<max(count, 1) {
      var chosen = (row: 0, sum: Double.infinity, nearest: nearest)
      for _ in 0..<trials {
        let row = drawn(nearest, &stream)
        var left = nearest
        for other in 0..<rows {
          left[other] = min(left[other], distance(other, toPoint: row * width, of: points))
        }
        let sum = left.reduce(0, +)
        if sum < chosen.sum { chosen = (row, sum, left) }
      }
      append(chosen.row)
      nearest = chosen.nearest
    }
  }

  /// A row with a chance in proportion to its weight; where squares are lost to underflow, any row.
  private func drawn(_ weights: [Double], _ stream: inout RandomStream) -> Int {
    let total = weights.reduce(0, +)
    return total > 0 && total.isFinite
      ? stream.index(weights: weights) : stream.index(below: weights.count)
  }

  private mutating func append(_ row: Int) {
    centres += points[(row * width)..<((row + 1) * width)]
  }

  mutating func iterate(limit: Int) {
    for _ in 0..<limit {
      let before = owner
      assign()
      fillEmpty()
      if owner == before {
        hasConverged = true
        break
      }
      recentre()
    }
    if !hasConverged { recentre() }
    sum = (0..<rows).reduce(0) { $0 + distance($1, toPoint: owner[$1] * width, of: centres) }
  }

  private mutating func assign() {
    owner = (0..<rows).map { row in
      var (nearest, least) = (0, Double.infinity)
      for cluster in 0..<count {
        let distance = distance(row, toPoint: cluster * width, of: centres)
        if distance < least { (nearest, least) = (cluster, distance) }
      }
      return nearest
    }
  }

  /// Gives each cluster without points the point farthest from its centre, out of a cluster that keeps others.
  private mutating func fillEmpty() {
    var sizes = [Int](repeating: 0, count: count)
    for cluster in owner { sizes[cluster] += 1 }
    for cluster in 0..<count where sizes[cluster] == 0 {
      var (farthest, largest) = (-1, -1.0)
      for row in 0..<rows where sizes[owner[row]] > 1 {
        let distance = distance(row, toPoint: owner[row] * width, of: centres)
        if distance > largest { (farthest, largest) = (row, distance) }
      }
      sizes[owner[farthest]] -= 1
      sizes[cluster] = 1
      owner[farthest] = cluster
    }
  }

  private mutating func recentre() {
    var sizes = [Double](repeating: 0, count: count)
    for index in centres.indices { centres[index] = 0 }
    for row in 0..<rows {
      sizes[owner[row]] += 1
      for column in 0..<width {
        centres[owner[row] * width + column] += points[row * width + column]
      }
    }
    for index in centres.indices { centres[index] /= sizes[index / width] }
  }

  /// The groups in the order of their first points.
  var clusters: KMeansClusters {
    var number: [Int: Int] = [:]
    for cluster in owner where number[cluster] == nil { number[cluster] = number.count }
    let assignments = owner.map { number[$0] ?? 0 }
    var ordered = [[Double]](repeating: [], count: number.count)
    for (cluster, place) in number {
      ordered[place] = Array(centres[(cluster * width)..<((cluster + 1) * width)])
    }
    var sizes = [Int](repeating: 0, count: number.count)
    var sums = [Double](repeating: 0, count: number.count)
    for row in 0..<rows {
      sizes[assignments[row]] += 1
      sums[assignments[row]] += distance(row, toPoint: owner[row] * width, of: centres)
    }
    return KMeansClusters(
      assignments: assignments, centres: ordered, sizes: sizes, sumsOfSquares: sums,
      hasConverged: hasConverged)
  }
}
