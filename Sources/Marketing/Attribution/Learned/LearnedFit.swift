public import Statistics
public import Tables

/// A learned model of attribution fitted to journeys: its credits, what it learned and how well it predicts.
public struct LearnedFit: Sendable, Hashable, Codable {
  /// The model.
  public let model: LearnedAttribution
  /// The credits.
  public let attribution: Attribution
  /// What it knew of journeys.
  public let features: [JourneyFeature]
  /// How many different rows of features there were.
  public let distinctRows: Int
  /// The logistic regression; nil for trees.
  public let logistic: LogisticFit?
  /// The trees; nil for the logistic regression.
  public let trees: BoostedTreesFit?
  /// The effects of the features in the distinct journeys, less those in the journey without a touch; how far these are
  /// Shapley values see ``LearnedAttribution``.
  public let shap: ShapSummary
  /// How well the journeys learned from are predicted.
  public let inSample: ClassifierScore
  /// How well others are; nil where there was no judgement.
  public let outOfSample: ClassifierScore?
  /// Which others these are.
  public let validation: Validation
  /// Conversions times the share of their journey's effects that was clipped, being below 0 or on channels not touched.
  ///
  /// Credits say little where this is a large part of the conversions.
  public let clipped: Double
  /// Conversions of journeys no touch of which had an effect above 0; divided equally among touches.
  public let undecided: Double
  /// Channels of the journeys held out that the model had never seen; their touches were left out.
  public let unknownChannels: [String]

  /// What the model was judged by.
  public enum Validation: Sendable, Hashable, Codable {
    /// Journeys that the caller held out.
    case heldOut(journeys: Double)
    /// Journeys dealt by chance into so many parts, each predicted from the others.
    case folds(Int)
    /// Nothing.
    case none
  }

  init(
    _ model: LearnedAttribution, _ kernel: LearnedKernel, _ table: JourneyTable,
    heldOut: JourneyTable?
  ) throws(AttributionError) {
    let (rows, learned) = (kernel.rows, kernel.whole)
    let (wins, losses) = (rows.sums(table.conversions), rows.sums(table.nulls))
    self.model = model
    attribution = try AttributionModel.learned(model).attribution(kernel, table)
    features = model.features.features(of: table.channels)
    distinctRows = rows.rows.count
    switch learned {
    case .logistic(let fit): (logistic, trees) = (fit, nil)
    case .trees(let fit): (logistic, trees) = (nil, fit)
    }
    let division = JourneyDivision(
      try kernel.effects(learned), rows, table, PathWeights(table))
    clipped = division.clipped
    undecided = division.undecided
    do {
      inSample = try ClassifierScore(
        probabilities: learned.probabilities(rows.rows), successes: wins, failures: losses)
      shap = ShapSummary(
        features: features, channels: table.channels, effects: try learned.effects(rows.rows),
        rows: rows, table: table, wins: wins, losses: losses)
      if let heldOut {
        let others = JourneyRows(model.features, heldOut, known: table.channels)
        let (won, lost) = (others.sums(heldOut.conversions), others.sums(heldOut.nulls))
        let journeys = won.reduce(0, +) + lost.reduce(0, +)
        unknownChannels = others.unknown
        validation = .heldOut(journeys: journeys)
        outOfSample =
          journeys > 0
          ? try ClassifierScore(
            probabilities: learned.probabilities(others.rows), successes: won, failures: lost) : nil
        return
      }
    } catch {
      throw .notLearned(model: model.name, reason: error)
    }
    unknownChannels = []
    let score =
      model.folds < 2
      ? nil
      : try JourneyFolds(
        wins, losses, order: rows.canonicalOrder(of: table), folds: model.folds, seed: model.seed
      )
      .score(model, rows.rows, (wins, losses))
    outOfSample = score
    validation = score == nil ? .none : .folds(model.folds)
  }

  // MARK: - Tables and fields

  /// One row a feature of the logistic model, the intercept first: `feature channel coefficient error z odds_ratio`.
  ///
  /// With ridge, errors are those of a prior around 0. Nil for trees.
  public var coefficientTable: Table? {
    guard let logistic else { return nil }
    return Table([
      Column("feature", texts: ["intercept"] + features.map(\.name)),
      Column(
        "channel", texts: [nil] + features.map { $0.channel.map { attribution.channels[$0] } }),
      Column("coefficient", numbers: [logistic.intercept] + logistic.coefficients),
      Column("error", numbers: [logistic.interceptError] + logistic.standardErrors),
      Column(
        "z",
        numbers: [logistic.interceptError > 0 ? logistic.intercept / logistic.interceptError : 0]
          + logistic.zValues),
      Column("odds_ratio", numbers: [stableExp(logistic.intercept)] + logistic.oddsRatios),
    ])
  }

  /// `auc`, `log_loss`, `brier`, the same with `_out` out of sample, `baseline_log_loss`, `clipped_share`,
  /// `undecided_share`, `rows`, and the fields of the credits.
  public var scalarFields: [ScalarField] {
    var fields = attribution.scalarFields
    func add(_ score: ClassifierScore, _ suffix: String) {
      if let area = score.areaUnderCurve { fields.append(ScalarField("auc\(suffix)", area)) }
      fields.append(ScalarField("log_loss\(suffix)", score.logLoss))
      fields.append(ScalarField("brier\(suffix)", score.brier))
      fields.append(ScalarField("baseline_log_loss\(suffix)", score.baselineLogLoss))
    }
    add(inSample, "")
    if let outOfSample { add(outOfSample, "_out") }
    let total = attribution.total
    fields.append(ScalarField("clipped_share", total > 0 ? clipped / total : 0))
    fields.append(ScalarField("undecided_share", total > 0 ? undecided / total : 0))
    fields.append(ScalarField("rows", Double(distinctRows)))
    return fields
  }
}

extension ClassifierScore {
  /// One row a bin, rising: `predicted observed low high trials`.
  public var calibrationTable: Table {
    Table([
      Column("predicted", numbers: calibration.map(\.predicted)),
      Column("observed", numbers: calibration.map(\.observed)),
      Column("low", numbers: calibration.map(\.low)),
      Column("high", numbers: calibration.map(\.high)),
      Column("trials", numbers: calibration.map(\.trials)),
    ])
  }
}
