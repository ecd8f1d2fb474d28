/// How one axis of a chart is scaled, marked and labelled.
///
///     Axis("Sales", unit: "€ million", format: .decimals(1), includesZero: true)
public struct Axis: Sendable, Hashable, Codable {
  /// What is measured; horizontal, at the top for y and under the ticks for x; "" writes none.
  public var label: String
  /// The unit, written on the top tick only; "" where the format says it (%, €).
  public var unit: String
  /// How the ticks are written; one precision for the whole axis.
  public var format: NumberFormat
  /// How values become places.
  public var kind: Kind
  /// The ends of the axis in data units (days since 1970 on a calendar); nil takes them from the data.
  public var domain: ClosedRange<Double>?
  /// Whether zero is on the axis; nil decides by the marks (bars and areas need it).
  public var includesZero: Bool?
  /// Where the ticks stand.
  public var ticks: Ticks
  /// Whether hairlines cross the panel at the ticks; nil decides by the marks.
  public var hasGrid: Bool?
  /// Whether tick labels and axis label are left out.
  public var isHidden: Bool

  /// How values become places.
  public enum Kind: Sendable, Hashable, Codable {
    /// By what the positions hold.
    case automatic
    /// Equal differences are equal lengths.
    case linear
    /// Equal ratios are equal lengths; values ≤ 0 are left out.
    case log
  }

  /// Where the ticks stand.
  public enum Ticks: Sendable, Hashable, Codable {
    /// `round` for numbers, the data's own weeks and months for dates, every category.
    case automatic
    /// Steps of 1, 2, 5 × 10ᵏ over a domain widened to whole steps (d3).
    case round
    /// Extended Wilkinson: labels near the ends of the data (Talbot, Lin, Hanrahan 2010).
    case fitted
    /// At these values.
    case values([Double])
    /// None.
    case none
  }

  /// An axis; everything has a default that suits most charts.
  public init(
    _ label: String = "", unit: String = "", format: NumberFormat = .automatic,
    kind: Kind = .automatic, domain: ClosedRange<Double>? = nil, includesZero: Bool? = nil,
    ticks: Ticks = .automatic, hasGrid: Bool? = nil, isHidden: Bool = false
  ) {
    self.label = label
    self.unit = unit
    self.format = format
    self.kind = kind
    self.domain = domain
    self.includesZero = includesZero
    self.ticks = ticks
    self.hasGrid = hasGrid
    self.isHidden = isHidden
  }
}
