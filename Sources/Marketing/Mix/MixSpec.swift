/// The question put to a marketing mix model: what is explained, by what, and how it is fitted.
///
///     let spec = MixSpec(
///       target: "sales", channels: ["tv", "radio"], trend: .linear, regulariser: .ridge(.crossValidated()))
///     let fit = try spec.fitted(to: MixData(table, for: spec))
///
/// A value that says all: two equal specifications on equal data give equal fits.
public struct MixSpec: Sendable, Hashable, Codable {
  /// The column that is explained, such as weekly sales.
  public var target: String
  /// The columns of spend, in money.
  public var channels: [String]
  /// Other columns that move the target: prices, holidays, weather.
  ///
  /// They belong to the baseline.
  public var controls: [String]
  /// Slow growth or decline.
  public var trend: Trend
  /// What comes back every year.
  public var season: Season
  /// The last rows, kept away from the fit to test it on.
  public var holdout: Holdout
  /// How coefficients are kept in check.
  public var regulariser: Regulariser
  /// The seed of whatever is drawn at random; the fits of today draw nothing.
  public var seed: UInt64

  /// A specification; what is not named is left out of the model.
  public init(
    target: String, channels: [String], controls: [String] = [], trend: Trend = .absent,
    season: Season = .absent, holdout: Holdout = .absent, regulariser: Regulariser = .ols,
    seed: UInt64 = 42
  ) {
    self.target = target
    self.channels = channels
    self.controls = controls
    self.trend = trend
    self.season = season
    self.holdout = holdout
    self.regulariser = regulariser
    self.seed = seed
  }

  /// Slow growth or decline of the baseline.
  public enum Trend: Sendable, Hashable, Codable {
    /// None.
    case absent
    /// A straight line; its coefficient is the growth from one row's period to the next.
    case linear
  }

  /// What comes back: pairs of sine and cosine waves, whose sum can take any smooth shape over a cycle.
  public enum Season: Sendable, Hashable, Codable {
    /// None.
    case absent
    /// A cycle of 365.25 days, in so many pairs; the data's step says how many rows that is.
    case yearly(pairs: Int)
    /// A cycle of so many periods (7 in daily data is the week), in so many pairs.
    case cycle(periods: Double, pairs: Int)
  }

  /// The last rows, which the fit does not see.
  public enum Holdout: Sendable, Hashable, Codable {
    /// None: all rows are fitted.
    case absent
    /// So many rows.
    case rows(Int)
    /// A share of the rows, 0...1, rounded to whole rows.
    case share(Double)
  }

  /// How coefficients are kept in check.
  public enum Regulariser: Sendable, Hashable, Codable {
    /// Not at all: ordinary least squares.
    case ols
    /// A penalty on the squared coefficients of the standardised features.
    case ridge(RidgePenalty, on: PenaltyScope = .everyFeature)
  }

  /// Where the penalty of a ridge comes from.
  public enum RidgePenalty: Sendable, Hashable, Codable {
    /// Given: the α of ‖y − Xβ‖² + α‖β‖² with standardised X, as scikit-learn counts it.
    case fixed(Double)
    /// The best of a grid by cross-validation in the order of time.
    case crossValidated(folds: Int = 5)
  }

  /// Which coefficients a penalty shrinks; the intercept never.
  ///
  /// The default is every feature, as in scikit-learn's and Robyn's pipelines, because controls that compete with channels
  /// would otherwise take their credit: what is not penalised explains first. Where trend and season are sure and channels
  /// are not, `channelsOnly` says so.
  public enum PenaltyScope: Sendable, Hashable, Codable {
    /// Channels, controls, trend and season.
    case everyFeature
    /// Channels alone; the baseline is fitted by ordinary least squares.
    case channelsOnly
  }
}
