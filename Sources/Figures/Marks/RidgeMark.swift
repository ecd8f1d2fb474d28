extension Mark {
  /// Distributions as hills, one for each category, that may reach over the row before: a ridge line plot.
  ///
  /// Heights are the author's: 1 is as high as a hill may be. Hills of the same row drawn to one scale can be compared: a
  /// prior behind its posterior.
  public struct Ridge: Sendable, Hashable, Codable {
    /// What the hills are.
    public var name: String
    /// The category of each hill.
    public var x: Positions
    /// The hills.
    public var hills: [Hill]
    /// What decides the colour.
    public var paint: Paint
    /// The colour of each, where it is not that of the series.
    public var paints: [Paint]?
    /// A text for each, in a column at the right of a horizontal chart.
    public var labels: [String]?
    /// Whether only a dashed outline is drawn: what stands behind, such as a prior.
    public var isOutline: Bool

    /// One distribution.
    public struct Hill: Sendable, Hashable, Codable {
      /// Where the density is known, ascending.
      public var values: [Double]
      /// The density there, 0...1 of the highest that a hill may be.
      public var heights: [Double]
      /// The wide interval, shaded.
      public var outer: ClosedRange<Double>?
      /// The narrow interval, shaded more.
      public var inner: ClosedRange<Double>?
      /// The median, as an upright stroke.
      public var middle: Double?

      /// A hill.
      public init(
        values: [Double], heights: [Double], outer: ClosedRange<Double>? = nil,
        inner: ClosedRange<Double>? = nil, middle: Double? = nil
      ) {
        self.values = values
        self.heights = heights
        self.outer = outer
        self.inner = inner
        self.middle = middle
      }
    }

    /// Hills.
    public init(
      _ name: String, x: Positions, hills: [Hill], paint: Paint = .named, paints: [Paint]? = nil,
      labels: [String]? = nil, isOutline: Bool = false
    ) {
      self.name = name
      self.x = x
      self.hills = hills
      self.paint = paint
      self.paints = paints
      self.labels = labels
      self.isOutline = isOutline
    }

    /// The same as intervals, for where there is no room for hills.
    var intervals: Range {
      let outer = hills.map { $0.outer.map { ($0.lowerBound, $0.upperBound) } }
      let inner = hills.map { $0.inner.map { ($0.lowerBound, $0.upperBound) } }
      return Range(
        name, x: x, low: zip(hills, outer).map { $1?.0 ?? $0.values.first ?? .nan },
        high: zip(hills, outer).map { $1?.1 ?? $0.values.last ?? .nan },
        innerLow: inner.map { $0?.0 ?? .nan }, innerHigh: inner.map { $0?.1 ?? .nan },
        middle: hills.map { $0.middle ?? .nan }, paint: paint, paints: paints, labels: labels)
    }
  }
}
