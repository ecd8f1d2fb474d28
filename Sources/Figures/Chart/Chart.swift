/// A chart as a plain value: marks on axes, in one panel or several.
///
/// Charts are data: they can be compared, hashed and stored, and are drawn by `svg`, `standaloneSVG` and
/// `TerminalChart`. Nothing about colours or pixels is decided before that.
///
///     var chart = Chart("Sales doubled within a year", subtitle: "€ thousand a week, 2023–2024")
///     chart.marks.append(.line(.init("Sales", x: .days(weeks), y: sales)))
///     chart.svg(id: "sales", theme: theme)
public struct Chart: Sendable, Hashable, Codable {
  /// The finding, as a sentence where there is one.
  public var title: String
  /// Measure, unit and period.
  public var subtitle: String
  /// The panels: one for most charts; small multiples or stacked strips otherwise.
  public var panels: [Panel]
  /// The horizontal axis (the vertical one where `orientation` turns the chart).
  public var x: Axis
  /// The vertical axis, shared by panels that have none of their own.
  public var y: Axis
  /// How several panels stand.
  public var arrangement: Arrangement
  /// Whether all panels have the same x domain.
  public var sharesX: Bool
  /// Whether all panels without an axis of their own have the same y domain.
  public var sharesY: Bool
  /// Where the series are named.
  public var legend: Legend
  /// Which way categories run.
  public var orientation: Orientation
  /// How many categories a bar chart keeps; the rest is summed as "other"; nil keeps sixty.
  public var categoryLimit: Int?
  /// The width in pixels.
  public var width: Int
  /// The height of one panel's plot area in pixels; nil decides by what it holds.
  public var height: Int?
  /// The description for readers who cannot see the chart; nil generates one.
  public var alternativeText: String?

  /// One plot area with marks.
  public struct Panel: Sendable, Hashable, Codable {
    /// Above the panel; "" writes none.
    public var title: String
    /// What is drawn, first below.
    public var marks: [Mark]
    /// The y axis, where it is not the chart's.
    public var y: Axis?
    /// The x axis, where it is not the chart's: such a panel shares its domain with none.
    public var x: Axis?
    /// The height of the plot area in pixels, where it is not the chart's.
    public var height: Int?

    /// A panel.
    public init(
      _ title: String = "", marks: [Mark], y: Axis? = nil, x: Axis? = nil, height: Int? = nil
    ) {
      self.title = title
      self.marks = marks
      self.y = y
      self.x = x
      self.height = height
    }
  }

  /// How several panels stand.
  public enum Arrangement: Sendable, Hashable, Codable {
    /// Side by side, wrapped into so many columns; nil decides by number and width.
    case wrapped(columns: Int?)
    /// One above the other, over the whole width, with one x axis at the foot.
    case rows
  }

  /// Where the series are named.
  public enum Legend: Sendable, Hashable, Codable {
    /// At the line ends for up to seven series of lines, else above.
    case automatic
    /// At the line ends.
    case direct
    /// Above the plot, in stacking order.
    case above
    /// Nowhere.
    case none
  }

  /// Which way categories run.
  public enum Orientation: Sendable, Hashable, Codable {
    /// Vertical bars, turned where the category labels do not fit.
    case automatic
    /// Categories from left to right.
    case vertical
    /// Categories from top to bottom.
    case horizontal
  }

  /// The marks of the first panel.
  public var marks: [Mark] {
    get { panels.first?.marks ?? [] }
    set {
      if panels.isEmpty { panels = [Panel(marks: newValue)] } else { panels[0].marks = newValue }
    }
  }

  /// A chart of one panel.
  public init(
    _ title: String, subtitle: String = "", x: Axis = Axis(), y: Axis = Axis(), marks: [Mark] = [],
    legend: Legend = .automatic, orientation: Orientation = .automatic, height: Int? = nil
  ) {
    self.init(title, subtitle: subtitle, x: x, y: y, panels: [Panel(marks: marks)])
    self.legend = legend
    self.orientation = orientation
    self.height = height
  }

  /// A chart of several panels.
  public init(
    _ title: String, subtitle: String = "", x: Axis = Axis(), y: Axis = Axis(), panels: [Panel],
    arrangement: Arrangement = .wrapped(columns: nil), sharesX: Bool = true, sharesY: Bool = true
  ) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.x = x
    self.y = y
    self.arrangement = arrangement
    self.sharesX = sharesX
    self.sharesY = sharesY
    legend = .automatic
    orientation = .automatic
    categoryLimit = nil
    width = 640
    height = nil
    alternativeText = nil
  }
}
