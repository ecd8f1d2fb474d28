public import Statistics

/// Credit by what a model that predicts conversions has learned of each channel.
///
/// A classifier learns from all journeys, converted or not, how the channels touched change the odds of converting. The
/// conversion of a journey is then divided among its channels in proportion to an effect of each on the log-odds. Effects
/// sum to the journey's log-odds less those of a journey without a touch:
///
/// - logistic regression: coefficient times value, which is the Shapley value against the journey without a touch;
/// - boosted trees: the path-dependent TreeSHAP value in the journey less that in the journey without a touch. Each of the
///   two is a Shapley value of a game of its own, in which what is not known follows the journeys learned from; their
///   difference is the Shapley value of neither, nor of a comparison with the journey without a touch. A channel that was
///   not touched can get a part of it, which is clipped.
///
/// Effects below 0 are clipped, and so are those of channels that were not touched (only trees have some);
/// ``LearnedFit/clipped`` says how much that was. Where no touch has an effect above 0, touches share alike
/// (``LearnedFit/undecided``). Credits sum to the conversions.
///
/// A prediction is no cause: a channel shown to people about to buy anyway predicts well.
///
///     let fit = try LearnedAttribution(.logistic()).fit(journeys, heldOut: later)
///     fit.attribution.credit
///
/// Source: Shao, Li (2011), "Data-driven multi-touch attribution models", for the logistic model; Lundberg, Lee (2017),
/// "A unified approach to interpreting model predictions".
public struct LearnedAttribution: Sendable, Hashable, Codable {
  /// What learns.
  public enum Learner: Sendable, Hashable, Codable {
    /// Logistic regression; the ridge λ ≥ 0 is on the features' own scale, on which most are between 0 and 1.
    case logistic(ridge: Double = 1)
    /// Boosted trees.
    case trees(BoostedTrees = BoostedTrees())
  }

  /// What learns.
  public var learner: Learner
  /// What it knows of journeys.
  public var features: JourneyFeatures
  /// Into how many parts journeys are dealt to judge predictions where none are held out; below 2 for no judgement.
  public var folds: Int
  /// The seed of the deal.
  public var seed: UInt64

  /// A learner; five folds unless told.
  public init(
    _ learner: Learner = .logistic(), features: JourneyFeatures = JourneyFeatures(),
    folds: Int = 5, seed: UInt64 = 1
  ) {
    self.learner = learner
    self.features = features
    self.folds = folds
    self.seed = seed
  }

  /// The model's name in results.
  public var name: String {
    switch learner {
    case .logistic: "logistic"
    case .trees: "boosted trees"
    }
  }

  /// What the model credits to each channel.
  public func attribution(of table: JourneyTable) throws(AttributionError) -> Attribution {
    try AttributionModel.learned(self).attribution(of: table)
  }

  /// The model fitted to journeys and judged: by journeys held out where some are given, such as those that began
  /// later, else by folds.
  ///
  /// Folds deal single journeys by chance, so that equal paths fall into several: they say how well the model learned
  /// from so many journeys, and nothing of whether next month's are like these.
  ///
  /// - Throws: ``AttributionError``: no journey converted or all did, an option out of range, what the learner refuses.
  public func fit(
    _ table: JourneyTable, heldOut: JourneyTable? = nil
  ) throws(AttributionError) -> LearnedFit {
    try checkConverted(table)
    let kernel = try kernel(for: table)
    return try LearnedFit(self, kernel, table, heldOut: heldOut)
  }

  func kernel(for table: JourneyTable) throws(AttributionError) -> LearnedKernel {
    try features.check()
    let rows = JourneyRows(features, table, known: table.channels)
    let (wins, losses) = (rows.sums(table.conversions), rows.sums(table.nulls))
    let learned = try learn(rows.rows, wins, losses, start: nil)
    return LearnedKernel(model: self, table: table, rows: rows, whole: learned)
  }

  /// What was learned from rows.
  func learn(
    _ rows: SparseRows, _ wins: [Double], _ losses: [Double], start: LogisticFit?
  ) throws(AttributionError) -> Learned {
    do {
      switch learner {
      case .logistic(let ridge):
        return .logistic(
          try LogisticRegression(penalty: ridge)
            .fit(rows, successes: wins, failures: losses, start: start))
      case .trees(let trees):
        return .trees(try trees.fit(rows, successes: wins, failures: losses))
      }
    } catch {
      throw .notLearned(model: name, reason: error)
    }
  }

  /// A learner after learning.
  enum Learned: Sendable {
    case logistic(LogisticFit)
    case trees(BoostedTreesFit)

    /// The log-odds of rows.
    func margins(_ rows: SparseRows) throws(StatisticsError) -> [Double] {
      switch self {
      case .logistic(let fit): fit.margins(rows)
      case .trees(let fit): try fit.margins(rows)
      }
    }

    /// How likely rows are to convert.
    func probabilities(_ rows: SparseRows) throws(StatisticsError) -> [Double] {
      switch self {
      case .logistic(let fit): fit.probabilities(rows)
      case .trees(let fit): try fit.probabilities(rows)
      }
    }

    /// What each feature adds to the log-odds of each row, less what it adds to a row of zeros, and that row's log-odds.
    func effects(_ rows: SparseRows) throws(StatisticsError) -> (columns: [[Double]], base: Double)
    {
      switch self {
      case .logistic(let fit):
        var columns = [[Double]](
          repeating: [Double](repeating: 0, count: rows.count), count: rows.columnCount)
        for row in 0..<rows.count {
          for place in rows.starts[row]..<rows.starts[row + 1] {
            let column = Int(rows.columns[place])
            columns[column][row] = fit.coefficients[column] * rows.values[place]
          }
        }
        return (columns, fit.intercept)
      case .trees(let fit):
        // The empty journey goes along as the last row.
        var all = rows
        all.append(columns: [], values: [])
        let found = try fit.contributions(all)
        let columns = found.columns.map { column in
          let empty = column[rows.count]
          return column.dropLast().map { $0 - empty }
        }
        return (columns, found.columns.reduce(found.base) { $0 + $1[rows.count] })
      }
    }
  }
}

/// A learned model made ready for the paths of one table: replicates learn anew from the same rows.
struct LearnedKernel: CreditKernel {
  let model: LearnedAttribution
  let table: JourneyTable
  let rows: JourneyRows
  /// What was learned from the table's own counts; logistic replicates begin there.
  let whole: LearnedAttribution.Learned

  func credit(_ weights: PathWeights) throws(AttributionError) -> Credit {
    let (wins, losses) = (rows.sums(weights.conversions), rows.sums(weights.nulls))
    // A replicate of one outcome teaches nothing.
    guard wins.contains(where: { $0 > 0 }), losses.contains(where: { $0 > 0 }) else {
      return JourneyDivision(nil, rows, table, weights).credit
    }
    var start: LogisticFit?
    if case .logistic(let fit) = whole { start = fit }
    let isWhole = weights.conversions == table.conversions && weights.nulls == table.nulls
    let learned = isWhole ? whole : try model.learn(rows.rows, wins, losses, start: start)
    return JourneyDivision(try effects(learned), rows, table, weights).credit
  }

  /// The effects of channels in every row.
  func effects(_ learned: LearnedAttribution.Learned) throws(AttributionError) -> JourneyEffects {
    if case .logistic(let fit) = learned { return JourneyEffects(fit, rows) }
    do {
      return JourneyEffects(
        model.features.features(of: table.channels), try learned.effects(rows.rows).columns, rows)
    } catch {
      throw .notLearned(model: model.name, reason: error)
    }
  }
}
