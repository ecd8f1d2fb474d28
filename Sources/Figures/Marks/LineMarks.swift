public import Tables

extension Mark {
  /// A line through points, in the order given; gaps where y is NaN.
  public struct Line: Sendable, Hashable, Codable {
    /// The series' name for legend, colour and description; "" is not named anywhere.
    public var name: String
    /// Where the points stand.
    public var x: Positions
    /// Their values, as many as `x`.
    public var y: [Double]
    /// What decides the colour.
    public var paint: Paint
    /// How the stroke is broken.
    public var dash: Dash
    /// The stroke width in pixels.
    public var width: Double
    /// Beyond this x (days since 1970 on a calendar) the line is dashed: past the observed range.
    public var dashedBeyond: Double?
    /// Whether the line goes from point to point in steps.
    public var isStepped: Bool

    /// A line.
    public init(
      _ name: String, x: Positions, y: [Double], paint: Paint = .named, dash: Dash = .solid,
      width: Double = 1.75, dashedBeyond: Double? = nil, isStepped: Bool = false
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.paint = paint
      self.dash = dash
      self.width = width
      self.dashedBeyond = dashedBeyond
      self.isStepped = isStepped
    }
  }

  /// A filled area; stacked ones stand on those before, negative values hang below zero.
  public struct Area: Sendable, Hashable, Codable {
    /// The series' name.
    public var name: String
    /// Where the points stand; stacked areas of a panel share their positions.
    public var x: Positions
    /// The thickness at each position.
    public var y: [Double]
    /// What decides the colour.
    public var paint: Paint
    /// Whether it stands on the areas before it.
    public var isStacked: Bool

    /// An area.
    public init(
      _ name: String, x: Positions, y: [Double], paint: Paint = .named, isStacked: Bool = true
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.paint = paint
      self.isStacked = isStacked
    }
  }

  /// An interval along x, drawn as a translucent ribbon.
  public struct Band: Sendable, Hashable, Codable {
    /// What the interval is, such as "90 %"; "" is not in the legend.
    public var name: String
    /// Where the ends stand.
    public var x: Positions
    /// Lower ends.
    public var low: [Double]
    /// Upper ends.
    public var high: [Double]
    /// What decides the colour; usually that of the line it belongs to.
    public var paint: Paint
    /// Whether it is the narrow one (50 %) and so drawn at 0.35 instead of 0.2.
    public var isInner: Bool

    /// A band.
    public init(
      _ name: String = "", x: Positions, low: [Double], high: [Double], paint: Paint = .fitted,
      isInner: Bool = false
    ) {
      self.name = name
      self.x = x
      self.low = low
      self.high = high
      self.paint = paint
      self.isInner = isInner
    }
  }

  /// A reference line across the panel.
  public struct Rule: Sendable, Hashable, Codable {
    /// Where it stands.
    public var place: Place
    /// What it says, beside the line; "" says nothing.
    public var label: String
    /// What decides the colour.
    public var paint: Paint
    /// How the stroke is broken.
    public var dash: Dash

    /// Where a rule stands.
    public enum Place: Sendable, Hashable, Codable {
      /// Across, at a value of the y axis.
      case y(Double)
      /// Upright, at a number of the x axis.
      case x(Double)
      /// Upright, at a date of the x axis.
      case day(Day)
      /// Upright, at a category of the x axis.
      case category(String)
      /// Where y = x.
      case diagonal
    }

    /// A rule.
    public init(
      _ place: Place, label: String = "", paint: Paint = .actual, dash: Dash = .dashed
    ) {
      self.place = place
      self.label = label
      self.paint = paint
      self.dash = dash
    }
  }

  /// Short strokes along the x axis, where data are.
  public struct Rug: Sendable, Hashable, Codable {
    /// What they are.
    public var name: String
    /// Where they stand.
    public var x: Positions
    /// What decides the colour.
    public var paint: Paint

    /// A rug.
    public init(_ name: String = "", x: Positions, paint: Paint = .muted) {
      self.name = name
      self.x = x
      self.paint = paint
    }
  }
}
