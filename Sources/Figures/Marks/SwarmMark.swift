extension Mark {
  /// Many values as dots beside each other, as many as there are alike, each in the colour of another value: a beeswarm.
  ///
  /// Values that fall on the same few pixels are counted, with their weights, and shown as so many dots that the densest
  /// place of the chart is just full; a place that is not empty has one at least. In each pile the low shades lie at one
  /// side and the high ones at the other, so that the colours, orange to blue, are not the only sign.
  public struct Swarm: Sendable, Hashable, Codable {
    /// What one dot is, such as "journey".
    public var name: String
    /// The category of each value.
    public var x: Positions
    /// The values.
    public var y: [Double]
    /// What decides the colour of each, from 0 (low) to 1 (high), usually a rank within its category; NaN is grey.
    public var shades: [Double]
    /// How often each value counts; nil counts each once.
    public var weights: [Double]?
    /// What the shades are, for the key under the chart.
    public var shadeName: String

    /// A beeswarm.
    public init(
      _ name: String, x: Positions, y: [Double], shades: [Double], weights: [Double]? = nil,
      shadeName: String = "value"
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.shades = shades
      self.weights = weights
      self.shadeName = shadeName
    }
  }
}
