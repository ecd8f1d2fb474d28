extension Mark {
  /// Bars from zero, one at each position.
  ///
  /// On categories and dates the bars of several marks stand beside each other or, where `isStacked`, on top of each other.
  /// On numbers a bar covers `width` data units around its position: a histogram.
  public struct Bar: Sendable, Hashable, Codable {
    /// The series' name.
    public var name: String
    /// Where the bars stand.
    public var x: Positions
    /// Their ends.
    public var y: [Double]
    /// Where they begin, for floating bars (waterfalls); nil is zero.
    public var start: [Double]?
    /// What decides the colour.
    public var paint: Paint
    /// The colour of each bar, where it is not that of the series: channels, signs.
    public var paints: [Paint]?
    /// Whether it stands on the bars before it.
    public var isStacked: Bool
    /// The width in data units on a scale of numbers; nil is the smallest distance.
    public var width: Double?
    /// What is written at the end of each bar: nil nothing, "" for one bar nothing.
    public var labels: [String]?
    /// A text for each, in a column at the right of a horizontal chart.
    public var notes: [String]?
    /// Whether hairlines join the end of each bar with the next: waterfalls.
    public var isJoined: Bool

    /// Bars.
    public init(
      _ name: String, x: Positions, y: [Double], start: [Double]? = nil, paint: Paint = .named,
      paints: [Paint]? = nil, isStacked: Bool = false, width: Double? = nil,
      labels: [String]? = nil, isJoined: Bool = false
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.start = start
      self.paint = paint
      self.paints = paints
      self.isStacked = isStacked
      self.width = width
      self.labels = labels
      self.isJoined = isJoined
    }
  }

  /// Intervals as whiskers, with a point where `middle` is given.
  public struct Range: Sendable, Hashable, Codable {
    /// The series' name.
    public var name: String
    /// Where they stand.
    public var x: Positions
    /// Lower ends.
    public var low: [Double]
    /// Upper ends.
    public var high: [Double]
    /// Ends of a narrower interval, drawn thicker.
    public var innerLow: [Double]?
    /// Ends of a narrower interval, drawn thicker.
    public var innerHigh: [Double]?
    /// The estimates.
    public var middle: [Double]?
    /// What decides the colour.
    public var paint: Paint
    /// The colour of each, where it is not that of the series.
    public var paints: [Paint]?
    /// A text for each, in a column at the right of a horizontal chart: "1.42 [0.91, 2.03]".
    public var labels: [String]?
    /// How far they stand beside the middle of their category, as a share of its room (−0.5...0.5).
    public var shift = 0.0

    /// Ranges.
    public init(
      _ name: String, x: Positions, low: [Double], high: [Double], innerLow: [Double]? = nil,
      innerHigh: [Double]? = nil, middle: [Double]? = nil, paint: Paint = .named,
      paints: [Paint]? = nil, labels: [String]? = nil
    ) {
      self.name = name
      self.x = x
      self.low = low
      self.high = high
      self.innerLow = innerLow
      self.innerHigh = innerHigh
      self.middle = middle
      self.paint = paint
      self.paints = paints
      self.labels = labels
    }
  }

  /// Five-number summaries as boxes.
  public struct Box: Sendable, Hashable, Codable {
    /// The series' name.
    public var name: String
    /// Where the boxes stand.
    public var x: Positions
    /// One summary for each position.
    public var summaries: [Summary]
    /// What decides the colour.
    public var paint: Paint

    /// Five numbers of a distribution; the whiskers end at `low` and `high`.
    public struct Summary: Sendable, Hashable, Codable {
      /// Lower whisker.
      public var low: Double
      /// First quartile.
      public var lowerQuartile: Double
      /// Median.
      public var median: Double
      /// Third quartile.
      public var upperQuartile: Double
      /// Upper whisker.
      public var high: Double
      /// Points beyond the whiskers.
      public var outliers: [Double]

      /// A summary.
      public init(
        low: Double, lowerQuartile: Double, median: Double, upperQuartile: Double, high: Double,
        outliers: [Double] = []
      ) {
        self.low = low
        self.lowerQuartile = lowerQuartile
        self.median = median
        self.upperQuartile = upperQuartile
        self.high = high
        self.outliers = outliers
      }
    }

    /// Boxes.
    public init(_ name: String, x: Positions, summaries: [Summary], paint: Paint = .named) {
      self.name = name
      self.x = x
      self.summaries = summaries
      self.paint = paint
    }
  }
}
