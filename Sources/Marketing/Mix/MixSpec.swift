public import Tables

/// The question put to a marketing mix model: what is explained, by what, and how it is fitted.
///
///     var spec = MixSpec(
///       target: "sales", channels: ["tv", "radio"], trend: .linear, regulariser: .ridge(.crossValidated()))
///     spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.6))
///     let fit = try spec.fitted(to: MixData(table, for: spec))
///
/// A value that says all: two equal specifications on equal data give equal fits.
public struct MixSpec: Sendable, Hashable, Codable {
  /// The column that is explained, such as weekly sales.
  public var target: String
  /// The columns of spend, in money.
  public var channels: [String]
  /// Carryover and saturation, by channel; a channel that is not named sells in proportion and at once.
  public var transforms: [String: ChannelTransform] = [:]
  /// How much money counts as 1 where a channel saturates.
  public var unit = SaturationUnit.medianActivePeriod
  /// Settings of the transforms that the fit looks for; nil where all are given.
  public var search: TransformSearch?
  /// Other columns that move the target: prices, weather, distribution.
  ///
  /// They belong to the baseline.
  public var controls: [String]
  /// Slow growth or decline.
  public var trend: Trend
  /// What comes back: waves and dummies, each added to the others.
  public var seasons: [Season]
  /// The country whose public holidays are counted, by its two-letter code.
  public var holidays: String?
  /// Things that happened once, each with an effect of its own.
  public var events: [Event] = []
  /// Whether trend, season and holidays are fitted together with everything else, or before it.
  public var baselineStage = BaselineStage.joint
  /// Whether effects add up or multiply.
  public var form = Form.additive
  /// Coefficients whose sign is known beforehand, by feature.
  public var signs: [String: Sign] = [:]
  /// Coefficients that must lie within bounds, by feature; where a sign is given too, both hold.
  public var bounds: [String: ClosedRange<Double>] = [:]
  /// Whether the intercept may be below 0.
  public var interceptRule = InterceptRule.free
  /// The last rows, kept away from the fit to test it on.
  public var holdout: Holdout
  /// How coefficients are kept in check.
  public var regulariser: Regulariser
  /// The seed of whatever is drawn at random: the resamples behind intervals, the starts of a search.
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
    seasons = season == .absent ? [] : [season]
    self.holdout = holdout
    self.regulariser = regulariser
    self.seed = seed
  }
}

// MARK: - The baseline

extension MixSpec {
  /// Slow growth or decline of the baseline.
  public enum Trend: Sendable, Hashable, Codable {
    /// None.
    case absent
    /// A straight line; its coefficient is the growth from one row's period to the next.
    case linear
    /// A line that may bend at so many points, equally far apart over the fitted rows.
    ///
    /// Every bend can also take what belongs to a channel that was always on.
    case piecewise(bends: Int)
  }

  /// What comes back.
  public enum Season: Sendable, Hashable, Codable {
    /// None.
    case absent
    /// A cycle of 365.25 days, in so many pairs of sine and cosine; the data's step says how many rows that is.
    case yearly(pairs: Int)
    /// The same cycle counted by the day of the calendar year over 365.25, as PyMC-Marketing counts it: every 1 January
    /// begins anew.
    case dayOfYear(pairs: Int)
    /// A cycle of so many periods (7 in daily data is the week), in so many pairs.
    case cycle(periods: Double, pairs: Int)
    /// A level for each month of the calendar that occurs but the lowest.
    case months
    /// A level for each day of the week that occurs but the lowest; daily data only.
    case weekdays
    /// One level for Saturday and Sunday together; daily data only.
    ///
    /// Beside ``weekdays`` it is their exact sum, which only a penalty can take: the days then share what they have in
    /// common and are shrunk towards it.
    case weekend
  }

  /// When trend, season and holidays are fitted.
  public enum BaselineStage: String, Sendable, Hashable, Codable {
    /// Together with everything else: each wave and bend is a feature.
    case joint
    /// Before it, from the target and the calendar alone, as Robyn lets Prophet do; what comes out enters the model as one
    /// feature each for trend, season, holidays and events, with weights that add up to the first stage's own fit where
    /// their coefficients are 1.
    ///
    /// A trend in pieces bends at rows of the first 80 %, each change of its rate shrunk towards 0 as Prophet shrinks it.
    /// Only the fitted rows are seen. What advertising sold in step with the season is the season's before a channel is asked,
    /// and intervals take what came out as known.
    case estimatedFirst
  }

  /// Something that happened once, from one day through another.
  public struct Event: Sendable, Hashable, Codable {
    /// The feature's name.
    public let name: String
    /// The first day.
    public let first: Day
    /// The last day, itself included.
    public let last: Day

    /// An event from one day through another.
    public init(name: String, first: Day, last: Day) {
      self.name = name
      self.first = first
      self.last = last
    }
  }

  /// Whether effects add up or multiply.
  public enum Form: String, Sendable, Hashable, Codable {
    /// The target is the sum of all effects.
    case additive
    /// The target's logarithm is: effects multiply each other.
    ///
    /// Channels without a saturation enter as ln(1 + x/unit), so that their coefficients are elasticities at high spend.
    /// The prediction is taken apart by logarithmic means; see ``FitWindow``.
    case logLog
  }

  /// How much money counts as 1 where a channel saturates: half-points are multiples of it.
  ///
  /// Taken from the fitted rows alone, so that nothing of a hold-out leaks into the scale.
  public enum SaturationUnit: String, Sendable, Hashable, Codable {
    /// The median of the spend of periods in which something was spent.
    case medianActivePeriod
    /// The largest spend of a period, as PyMC-Marketing scales.
    case largestPeriod
    /// The largest of the carried-over spend, as Robyn scales: its half-points are shares of what was ever reached.
    case largestCarriedOver
    /// One unit of money: half-points are amounts.
    case money
  }
}

// MARK: - The fit

extension MixSpec {
  /// The sign that a coefficient must have; 0 is always allowed.
  public enum Sign: String, Sendable, Hashable, Codable {
    /// 0 or more.
    case positive
    /// 0 or less.
    case negative
  }

  /// Whether the intercept may be below 0.
  public enum InterceptRule: String, Sendable, Hashable, Codable {
    /// Any number.
    case free
    /// Where it would be below 0 the model is fitted again without one, as Robyn does; in a log–log model, whose base is
    /// above 0 whatever its logarithm, the rule says nothing.
    ///
    /// The penalty is then counted as glmnet counts it without an intercept; see ``RobynPenalty``. A search by grid or
    /// gradient compares settings without the rule.
    case nonNegative
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
    case ridge(Penalty, on: PenaltyScope = .everyFeature)
    /// A penalty on squared and absolute coefficients, `mix` of it on the absolute ones; 1 is the lasso.
    case elasticNet(mix: Double, Penalty, on: PenaltyScope = .everyFeature)
    /// By what was believed before: everything that the data leave open, memory and saturation too, is drawn from the
    /// posterior instead of estimated.
    case priors(BayesianModel)

    /// A penalty on the absolute coefficients, which sets the weakest to zero.
    public static func lasso(_ penalty: Penalty, on scope: PenaltyScope = .everyFeature) -> Self {
      .elasticNet(mix: 1, penalty, on: scope)
    }
  }

  /// Where a penalty comes from.
  public enum Penalty: Sendable, Hashable, Codable {
    /// Given.
    ///
    /// Ridge: the α of ‖y − Xβ‖² + α‖β‖²; elastic net: the λ of ‖y − Xβ‖²/2n + λ(m‖β‖₁ + (1 − m)‖β‖²/2); X standardised,
    /// both as scikit-learn counts them.
    case fixed(Double)
    /// The best of a grid by cross-validation in the order of time, with so many rows left out between a fold's fit and
    /// its test.
    ///
    /// Without penalties of one's own, ridge tries 41 from 0.001 to 100,000 in equal ratios, elastic net 100 down from the
    /// one that sets all coefficients to zero.
    case crossValidated(folds: Int = 5, gap: Int = 0, penalties: [Double]? = nil)
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
