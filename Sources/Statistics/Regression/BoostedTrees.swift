/// Boosted trees for an outcome of two kinds: each small tree mends what those before it got wrong (XGBoost).
///
///     η = η₀ + Σₜ treeₜ(x),   p = 1 / (1 + e^−η)
///
/// η₀ is the log-odds of the observed rate. Trees are grown on histograms by the library's `hist` method, with one
/// thread and without sampling of rows or columns, so that one version of the library gives the same trees on every
/// machine. Numbers are single precision inside.
///
///     let fit = try BoostedTrees(trees: 200, depth: 3).fit(rows, successes: [3, 0], failures: [1, 9])
///     let shares = try fit.contributions(rows)
///
/// Source: Chen, Guestrin (2016), "XGBoost: a scalable tree boosting system".
public struct BoostedTrees: Sendable, Hashable, Codable {
  /// How many trees, 1 or more.
  public var trees: Int
  /// The most questions on a way through a tree, 1 to 16.
  public var depth: Int
  /// By how much each tree is shrunk, above 0 and at most 1.
  public var learningRate: Double
  /// The least sum of n p (1 − p) in a leaf, ≥ 0.
  public var minimumLeafWeight: Double
  /// The ridge on the values of leaves, ≥ 0.
  public var leafPenalty: Double
  /// The library's seed; nothing is drawn as long as nothing is sampled.
  public var seed: UInt32

  /// Trees, 200 of depth 3 unless told.
  public init(
    trees: Int = 200, depth: Int = 3, learningRate: Double = 0.1, minimumLeafWeight: Double = 1,
    leafPenalty: Double = 1, seed: UInt32 = 1
  ) {
    self.trees = trees
    self.depth = depth
    self.learningRate = learningRate
    self.minimumLeafWeight = minimumLeafWeight
    self.leafPenalty = leafPenalty
    self.seed = seed
  }

  /// The version of the library that is loaded, such as `1.7.4`.
  public static func libraryVersion() throws(StatisticsError) -> String {
    let library = try BoostingLibrary.loaded()
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    library.version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  /// Fits successes and failures, which may be fractions, by sparse rows.
  ///
  /// - Throws: ``StatisticsError``: an option out of range, a number that is not finite, one outcome only, no library.
  /// - Complexity: O(trees · depth · rows · columns).
  public func fit(
    _ rows: SparseRows, successes: [Double], failures: [Double]
  ) throws(StatisticsError) -> BoostedTreesFit {
    precondition(
      successes.count == rows.count && failures.count == rows.count,
      "\(successes.count) successes and \(failures.count) failures for \(rows.count) rows")
    try check()
    try rows.checkFinite("the design")
    try checkFinite(successes, "the successes")
    try checkFinite(failures, "the failures")
    for number in successes + failures where number < 0 {
      throw .outOfRange(what: "a count of outcomes", found: number, expected: "0 or more")
    }
    let (wins, losses) = (successes.reduce(0, +), failures.reduce(0, +))
    guard wins > 0, losses > 0 else { throw .oneOutcome(successes: wins, failures: losses) }
    let library = try BoostingLibrary.loaded()
    let won = successes.indices.filter { successes[$0] > 0 }
    let lost = failures.indices.filter { failures[$0] > 0 }
    let training = try BoosterRows(library, rows, places: won + lost)
    try training.set("label", won.map { _ in 1 } + lost.map { _ in 0 })
    try training.set("weight", won.map { successes[$0] } + lost.map { failures[$0] })
    let run = try BoosterRun(library, training)
    for (name, value) in options(rate: wins / (wins + losses)) { try run.set(name, value) }
    try run.grow(training, trees: trees)
    return BoostedTreesFit(options: self, columnCount: rows.columnCount, model: try run.saved())
  }

  private func options(rate: Double) -> [(String, String)] {
    [
      ("booster", "gbtree"), ("objective", "binary:logistic"), ("tree_method", "hist"),
      // The library takes single precision, in which a rate may round to 0 or 1.
      ("base_score", "\(min(max(rate, 1e-6), 1 - 1e-6))"),
      ("max_depth", "\(depth)"), ("eta", "\(learningRate)"),
      ("min_child_weight", "\(minimumLeafWeight)"), ("lambda", "\(leafPenalty)"),
      ("subsample", "1"), ("seed", "\(seed)"),
    ]
  }

  private func check() throws(StatisticsError) {
    func refuse(_ what: String, _ found: Double, _ expected: String) -> StatisticsError {
      .outOfRange(what: what, found: found, expected: expected)
    }
    guard (1...100_000).contains(trees) else {
      throw refuse("the number of trees", Double(trees), "1 to 100000")
    }
    guard (1...16).contains(depth) else {
      throw refuse("the depth of trees", Double(depth), "1 to 16")
    }
    guard learningRate > 0, learningRate <= 1 else {
      throw refuse("the learning rate", learningRate, "a number above 0 and at most 1")
    }
    for (what, value) in [
      ("the least weight of a leaf", minimumLeafWeight), ("the penalty of leaves", leafPenalty),
    ] where !(value >= 0 && value.isFinite) {
      throw refuse(what, value, "a number of 0 or more")
    }
  }
}

/// Trees that were grown, as the bytes of the library's own format: to be kept and used again.
///
/// Bytes from elsewhere are not to be trusted: the library reads them.
public struct BoostedTreesFit: Sendable, Hashable, Codable {
  /// The options asked for.
  public let options: BoostedTrees
  /// How many columns rows must have.
  public let columnCount: Int
  /// The model, in the library's binary JSON.
  public let model: [UInt8]

  /// What each column adds to η of each row.
  public struct Contributions: Sendable, Hashable, Codable {
    /// One list a column, one number a row: the Shapley value of the column.
    public let columns: [[Double]]
    /// η where nothing is known: the mean of the trees over the rows they grew on.
    public let base: Double
  }

  /// Rows a call takes; bounds what the dense copy needs.
  private static let block = 16_384

  /// η of each row.
  public func margins(_ rows: SparseRows) throws(StatisticsError) -> [Double] {
    try predicted(.margin, rows).map { Double($0) }
  }

  /// How likely a success is at each row.
  public func probabilities(_ rows: SparseRows) throws(StatisticsError) -> [Double] {
    try margins(rows).map(logistic)
  }

  /// What each column adds to η, by TreeSHAP.
  ///
  /// The exact Shapley values of the game in which a column that is not known leaves a tree undecided, and both
  /// branches count by how much of the training went each way (path-dependent TreeSHAP; no outside baseline). For each
  /// row they and ``Contributions/base`` sum to η, to single precision.
  ///
  /// - Complexity: O(rows · trees · leaves · depth²).
  ///
  /// Source: Lundberg et al. (2020), "From local explanations to global understanding with explainable AI for trees".
  public func contributions(_ rows: SparseRows) throws(StatisticsError) -> Contributions {
    let found = try predicted(.contributions, rows)
    let width = columnCount + 1
    let columns = (0..<columnCount).map { column in
      (0..<rows.count).map { Double(found[$0 * width + column]) }
    }
    return Contributions(columns: columns, base: found.count < width ? 0 : Double(found[width - 1]))
  }

  private func predicted(
    _ kind: BoosterRun.Kind, _ rows: SparseRows
  ) throws(StatisticsError) -> [Float] {
    precondition(
      rows.columnCount == columnCount, "\(rows.columnCount) columns for trees of \(columnCount)")
    try rows.checkFinite("the design")
    let library = try BoostingLibrary.loaded()
    let run = try BoosterRun(library)
    try run.load(model)
    var found: [Float] = []
    for first in stride(from: 0, to: rows.count, by: BoostedTreesFit.block) {
      let places = Array(first..<min(rows.count, first + BoostedTreesFit.block))
      found += try run.predicted(kind, BoosterRows(library, rows, places: places))
    }
    return found
  }
}
