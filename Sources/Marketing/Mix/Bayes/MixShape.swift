import Statistics

/// All that a Bayesian mix model is before it sees a parameter: scaled data, parameters, and where each stands.
///
/// Places are the periods from the first row to the last, missing ones included; rows are those places at which there is data.
struct MixShape: Sendable {
  /// One channel.
  struct Channel: Sendable {
    var name: String
    var kernel: ChannelKernel
    var transform: ChannelTransform
    /// Money that counts as 1.
    var unit: Double
    /// Spend over the rows.
    var spend: Double
    /// Where retention, peak and the saturation's parameters stand; nil where there is none.
    var parameters: [Int?]
    /// Where the effect's parameter stands.
    var effect: Int
    /// The effect is `factor` × coefficient × measure.
    var factor: Double
    var measure: Measure
    var coordinate: EffectCoordinate
    /// Spend by stream, in units, begun window − 1 periods before the first place: what was spent, what would have been.
    var streams: [[Double]]
    /// The stream of 1 % more spend.
    var raised: Int
    /// Where a Hill curve's half point moves with its slope: the coordinate w = √(1 + s²) (log κ − pivot); nil elsewhere.
    var turn: Turn?

    /// The coordinate of a half point, and about which spend it turns.
    struct Turn: Sendable {
      var coordinate: Int
      var pivot: Double
    }

    /// Whether anything reaches the rows.
    var isActive: Bool { spend > 0 }
  }

  /// What of the feature the effect counts.
  enum Measure: Sendable {
    /// Nothing: the effect is the coefficient.
    case coefficient
    /// Its sum over the rows.
    case sum
    /// What 1 % more spend adds to the sum.
    case raise
  }

  /// How the sampler moves an effect.
  enum EffectCoordinate: Sendable {
    /// log(coefficient × spread of the feature): what the data know, whatever shape the curve has.
    case logSpread(Int)
    /// coefficient × spread of the feature, where effects may be negative.
    case spread(Int)
    /// The parameter's own.
    case own(Int)
    /// Fixed.
    case none
  }

  /// An experiment simulated through the model.
  struct ThroughTest: Sendable {
    var channel: Int
    var stream: Int
    /// The share of each place in the outcome window.
    var window: [Double]
    /// In scaled units.
    var lift: Double
    var deviation: Double
    /// −log of the deviation in the target's unit and ½ log 2π.
    var constant: Double
  }

  /// An experiment as a lift of the saturation alone.
  struct LiftTest: Sendable {
    var channel: Int
    /// Spend a period in units, before and after.
    var before: Double
    var after: Double
    /// A period's lift and its error, scaled.
    var lift: Double
    var deviation: Double
  }

  var data: MixData
  var design: MixDesign
  var likelihood: BayesianModel.Likelihood
  /// Each row's place.
  var places: [Int]
  /// Places filled up to a multiple of four.
  var width: Int
  /// 1 at rows, 0 elsewhere.
  var mask: [Double]
  /// The scaled target at its places, minus fixed parts of the baseline.
  var target: [Double]
  /// target = shift + scale × scaled target.
  var shift: Double
  var scale: Double
  var parameters: [MixParameter]
  var channels: [Channel]
  /// The linear columns at their places, the intercept's ones first; where their coefficients stand.
  var columns: [[Double]]
  var columnParameters: [Int]
  /// Centre and scale of each linear column's standardisation.
  var columnCentres: [Double]
  var columnScales: [Double]
  var basis: BaselineBasis
  var sigma: Int
  /// Parameters with a coordinate of their own, and which.
  var ordinary: [(parameter: Int, coordinate: Int)]
  /// Slopes s = ln(1 + eᵘ): a logarithm near 0, where priors fall off slowly, a line where a logarithm would meet a wall.
  var softened: [(parameter: Int, coordinate: Int)]
  /// The first coordinate of the sampled linear coefficients.
  var linearStart: Int
  var dimension: Int
  /// Whether all but integrated coefficients have coordinates in which little is correlated.
  var adapts: Bool
  /// Whether the likelihood is normal and the quadratic form is used.
  var isQuadratic: Bool
  /// What the scaled residual's spread is in units of σ.
  var residualScale: Double
  var throughTests: [ThroughTest]
  var liftTests: [LiftTest]

  var rowCount: Int { places.count }
}
