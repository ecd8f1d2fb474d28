import Statistics

/// Settings of carryover and saturation that a fit looks for: which parameters, over which ranges, and how.
///
///     spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.5))
///     spec.search = TransformSearch(
///       [.init(channel: "tv", parameter: .adstock(0), range: 0...0.9)], method: .grid(points: 10))
///
/// The best setting is the one of the least root mean squared error over the fitted rows at one penalty (chosen, where
/// cross-validation chooses it, at the middle of the ranges, and again at the winner). How near others come is kept: a
/// search often finds a ridge of equally good settings with very different returns. A search as Robyn does it chooses by more
/// than the error; see ``RobynSearch``.
public struct TransformSearch: Sendable, Hashable, Codable {
  /// A parameter that is searched over.
  public struct Dimension: Sendable, Hashable, Codable {
    /// The channel.
    public let channel: String
    /// Which parameter of its transform.
    public let parameter: ChannelTransform.Parameter
    /// The values allowed.
    public let range: ClosedRange<Double>

    /// A parameter of a channel and its range.
    public init(
      channel: String, parameter: ChannelTransform.Parameter, range: ClosedRange<Double>
    ) {
      self.channel = channel
      self.parameter = parameter
      self.range = range
    }
  }

  /// How the ranges are searched.
  public enum Method: Sendable, Hashable, Codable {
    /// All combinations of so many values a parameter.
    case grid(points: Int)
    /// Downhill along the gradient from so many starts, the first in the middle of the ranges.
    case gradient(starts: Int)
    /// As Robyn does: penalty and transforms bred for fit and for shares of effect that look like shares of spend.
    case robyn(RobynSearch)
  }

  /// The parameters searched over.
  public var dimensions: [Dimension]
  /// How.
  public var method: Method

  /// A search over these parameters.
  public init(_ dimensions: [Dimension], method: Method) {
    self.dimensions = dimensions
    self.method = method
  }

  /// The most settings that a grid may have.
  public static let mostSettings = 20_000

  /// What a search tried and found.
  public struct Record: Sendable, Hashable, Codable {
    /// `retention.tv`, `half.tv`: the parameters, in the order of `dimensions`; of a search as Robyn does it then `penalty`, its
    /// place in the range, and with validation `training_share`.
    public let names: [String]
    /// The channels, in the order of the returns.
    public let channels: [String]
    /// The settings that were tried.
    public let trials: [Trial]
    /// The index of the best: the one that the fit is of.
    public let best: Int
    /// How they were chosen.
    public let method: Method
    /// The front and its clusters, where the search was Robyn's.
    public internal(set) var front: RobynFront?

    /// One setting and the fit under it.
    public struct Trial: Sendable, Hashable, Codable {
      /// The values, in the order of the names.
      public let values: [Double]
      /// The root mean squared error over the fitted rows, in the unit of what is regressed.
      public let rmse: Double
      /// Returns on investment by channel; 0 where nothing was spent.
      public let roi: [Double]
    }
  }
}

extension TransformSearch.Dimension {
  /// Whether equal steps are equal ratios: half-points and scales of money, whose order of magnitude is what is not known.
  private var isScale: Bool {
    parameter == .saturation(0) && range.lowerBound > 0 && range.upperBound >= 4 * range.lowerBound
  }

  /// The value at a fraction of the range, 0...1.
  func value(at fraction: Double) -> Double {
    guard isScale else {
      return range.lowerBound + fraction * (range.upperBound - range.lowerBound)
    }
    return min(
      range.upperBound,
      range.lowerBound * stableExp(fraction * stableLog(range.upperBound / range.lowerBound)))
  }

  /// The derivative of ``value(at:)``.
  func slope(at fraction: Double) -> Double {
    guard isScale else { return range.upperBound - range.lowerBound }
    return value(at: fraction) * stableLog(range.upperBound / range.lowerBound)
  }

  /// The values of a grid, the ends included.
  func values(points: Int) -> [Double] {
    guard points > 1, range.upperBound > range.lowerBound else { return [value(at: 0.5)] }
    return (0..<points).map { value(at: Double($0) / Double(points - 1)) }
  }
}
