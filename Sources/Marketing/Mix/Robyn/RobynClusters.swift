import Statistics

/// Clusters of a front's candidates by their hyperparameters, each stretched to 0...1 of its range.
///
/// As many clusters as the last that lowers the within-cluster sum of squares by more than 6 % of what one cluster has, but
/// 3 to 10. Numbered from the one with the most candidates; of as many, the one with the better winner.
///
/// Source: Robyn 3.12, R/clusters.R.
struct RobynClusters {
  /// The number of each candidate's cluster, from 1; nil where nothing was clustered.
  let assignments: [Int?]
  let clusters: [RobynFront.Cluster]
  let withinClusterSquares: [Double]
  let remarks: [RobynFront.Remark]

  private static let fewest = 3
  private static let most = 10

  /// Clusters the candidates, which come with the best first.
  init(_ candidates: [RobynFront.Candidate], _ problem: RobynProblem) {
    let points = candidates.map { candidate in
      problem.variables.map { variable in
        let range = problem.ranges[variable]
        return (candidate.evaluation.values[variable] - range.lowerBound)
          / (range.upperBound - range.lowerBound)
      }
    }
    let wanted = problem.settings.clusters
    let different = Set(points).count
    // Three clusters of three candidates would be no clusters.
    guard candidates.count > 1, different >= (wanted ?? Self.fewest + 1) else {
      assignments = candidates.map { _ in nil }
      clusters = []
      withinClusterSquares = []
      remarks = [
        candidates.count == 1
          ? .singleCandidate : .tooFewToCluster(candidates: different)
      ]
      return
    }
    let most = max(wanted ?? 0, min(Self.most, different - 1))
    var squares: [Double] = []
    var groupings: [KMeansClusters] = []
    for count in 1...most {
      // A stream for each number of clusters: asking for fewer changes nothing in the others.
      var stream = RandomStream(seed: problem.spec.seed, named: "robyn.clusters.\(count)")
      guard
        let grouping = try? KMeans().clusters(of: points, count: count, stream: &stream)
      else { break }
      squares.append(grouping.withinSumOfSquares)
      groupings.append(grouping)
    }
    let count = min(wanted ?? Self.elbow(squares), groupings.count)
    withinClusterSquares = squares
    let grouping = groupings[count - 1]
    // Members and winners: candidates come best first.
    let members = (0..<count).map { group in
      candidates.indices.filter { grouping.assignments[$0] == group }
    }
    let order = members.indices.sorted {
      (-members[$0].count, members[$0][0]) < (-members[$1].count, members[$1][0])
    }
    var numbers = [Int](repeating: 0, count: count)
    for (place, group) in order.enumerated() { numbers[group] = place + 1 }
    assignments = grouping.assignments.map { numbers[$0] }
    clusters = order.enumerated().map { place, group in
      RobynFront.Cluster(
        number: place + 1, count: members[group].count, winner: candidates[members[group][0]].name,
        roi: Self.intervals(
          members[group].map { candidates[$0].roi }, cluster: place + 1, seed: problem.spec.seed))
    }
    remarks = clusters.filter { $0.roi == nil }.map {
      .noInterval(cluster: $0.number, candidates: $0.count)
    }
  }

  /// The number of clusters by Robyn's rule.
  private static func elbow(_ squares: [Double]) -> Int {
    guard let whole = squares.first, whole > 0 else { return min(fewest, squares.count) }
    let last = squares.indices.dropFirst().last { squares[$0 - 1] - squares[$0] > 0.06 * whole }
    return min(max((last ?? 0) + 1, fewest), most)
  }

  /// 95 % intervals of the mean return by channel as Robyn draws them: mean ± t₀.₉₇₅ · se · √n, se the standard deviation of
  /// 1,000 resampled means, the lower end 0 at least where no return lies below; nil for fewer than 3 candidates.
  ///
  /// The factor √n makes of the error of the mean about the spread of the candidates.
  private static func intervals(
    _ returns: [[Double]], cluster: Int, seed: UInt64
  ) -> [MixIntervals.Interval]? {
    let count = returns.count
    guard count >= 3 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile(0.975)
    return returns[0].indices.map { channel in
      let values = returns.map { $0[channel] }
      var stream = RandomStream(seed: seed, named: "robyn.bootstrap.\(cluster).\(channel)")
      let means = (0..<1_000).map { _ -> Double in
        var sum = 0.0
        for _ in 0..<count { sum += values[stream.index(below: count)] }
        return sum / Double(count)
      }
      let reach = t * standardDeviation(means) * Double(count).squareRoot()
      let centre = mean(values)
      // A channel without a sign may cost sales: then 0 is no bound.
      let low = values.contains { $0 < 0 } ? centre - reach : max(0, centre - reach)
      return MixIntervals.Interval(low: low, high: centre + reach)
    }
  }
}
