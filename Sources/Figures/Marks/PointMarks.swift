extension Mark {
  /// Points.
  public struct Dot: Sendable, Hashable, Codable {
    /// The series' name.
    public var name: String
    /// Where the points stand.
    public var x: Positions
    /// Their values.
    public var y: [Double]
    /// Quantities shown as area; nil makes all alike.
    public var sizes: [Double]?
    /// Words beside the points, moved apart; nil writes none.
    public var labels: [String]?
    /// The shape.
    public var symbol: Symbol
    /// What decides the colour; `.truth` is always a hollow diamond.
    public var paint: Paint
    /// The colour of each point, where it is not that of the series.
    public var paints: [Paint]?
    /// The radius in pixels, of the largest where `sizes` are given; nil decides by the number of points.
    public var radius: Double?
    /// How far the points stand beside the middle of their category, as a share of its room (−0.5...0.5).
    public var shift = 0.0
    /// Whether the points are many and alike, of which none is pointed at: they are drawn together and say nothing each.
    public var isCrowd = false

    /// Points.
    public init(
      _ name: String, x: Positions, y: [Double], sizes: [Double]? = nil, labels: [String]? = nil,
      symbol: Symbol = .circle, paint: Paint = .named, paints: [Paint]? = nil,
      radius: Double? = nil
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.sizes = sizes
      self.labels = labels
      self.symbol = symbol
      self.paint = paint
      self.paints = paints
      self.radius = radius
    }
  }

  /// Words at places, such as an annotation.
  public struct Text: Sendable, Hashable, Codable {
    /// Where they stand.
    public var x: Positions
    /// The height.
    public var y: [Double]
    /// The words.
    public var texts: [String]
    /// Which end stands at the place.
    public var anchor: Anchor
    /// What decides the colour.
    public var paint: Paint

    /// Which end of the words stands at the place.
    public enum Anchor: String, Sendable, Hashable, Codable {
      /// The words begin there.
      case start
      /// The words are centred there.
      case middle
      /// The words end there.
      case end
    }

    /// Words.
    public init(
      x: Positions, y: [Double], texts: [String], anchor: Anchor = .start, paint: Paint = .actual
    ) {
      self.x = x
      self.y = y
      self.texts = texts
      self.anchor = anchor
      self.paint = paint
    }
  }

  /// A heat map: a value for each pair of a row and a column.
  public struct Cell: Sendable, Hashable, Codable {
    /// What the values are; for the legend and the description.
    public var name: String
    /// The columns, left to right.
    public var columns: [String]
    /// The rows, top to bottom.
    public var rows: [String]
    /// Row by row, `rows.count × columns.count`; NaN leaves a cell empty.
    public var values: [Double]
    /// How values become colours.
    public var scale: Scale
    /// How values are written in the cells.
    public var format: NumberFormat
    /// Whether they are written, where they fit.
    public var isPrinted: Bool
    /// Lines of equal value of something else over the same cells.
    public var contours: Contours?
    /// A cell to point at: the best.
    public var marked: Spot?

    /// Lines of equal value over the cells' centres.
    public struct Contours: Sendable, Hashable, Codable {
      /// What the values are; for the description.
      public var name: String
      /// Row by row, as the cells'; NaN interrupts a line.
      public var values: [Double]
      /// The values at which lines are drawn.
      public var levels: [Double]
      /// How levels are written.
      public var format: NumberFormat

      /// Lines of equal value.
      public init(
        _ name: String, values: [Double], levels: [Double], format: NumberFormat = .automatic
      ) {
        self.name = name
        self.values = values
        self.levels = levels
        self.format = format
      }
    }

    /// A cell by its row and column, from 0.
    public struct Spot: Sendable, Hashable, Codable {
      /// The row, from the top.
      public var row: Int
      /// The column, from the left.
      public var column: Int

      /// A cell.
      public init(row: Int, column: Int) {
        self.row = row
        self.column = column
      }
    }

    /// How values become colours.
    public enum Scale: Sendable, Hashable, Codable {
      /// From light to dark, between these ends; nil takes the data's.
      case sequential(ClosedRange<Double>?)
      /// From orange over neutral at 0 to blue, to ± this; nil takes the data's largest.
      case diverging(Double?)
    }

    /// A heat map.
    public init(
      _ name: String, columns: [String], rows: [String], values: [Double],
      scale: Scale = .sequential(nil), format: NumberFormat = .automatic, isPrinted: Bool = true
    ) {
      self.name = name
      self.columns = columns
      self.rows = rows
      self.values = values
      self.scale = scale
      self.format = format
      self.isPrinted = isPrinted
    }
  }
}
