/// What goes from where to where, in numbers: ribbons from column to column (a Sankey diagram) or arrows between states.
///
///     FlowChart(
///       "Search closes what social opens", form: .ribbons,
///       nodes: [.init("social", column: 0), .init("search", column: 1), .init("sale", column: 2)],
///       links: [.init("social", "search", 40), .init("search", "sale", 12)])
///
/// Amounts are drawn as widths. What is too small to draw is folded or left out when drawn, and the drawing says how
/// much that is; nothing is left out of `dataTable`.
public struct FlowChart: Sendable, Hashable, Codable {
  /// The finding, as a sentence where there is one.
  public var title: String
  /// Measure, unit and period.
  public var subtitle: String
  /// How amounts are drawn.
  public var form: Form
  /// Where things come from and go to; of two nodes with the same key the first counts.
  public var nodes: [Node]
  /// What goes from one node to another; equal ones add up.
  public var links: [Link]
  /// Above the columns of ribbons, from the left; "" writes none.
  public var headings: [String]
  /// What amounts count, such as "journeys".
  public var unit: String
  /// How amounts are written.
  public var format: NumberFormat
  /// Arrows with a smaller share of what leaves their node are left out, 0...1.
  public var leastShare: Double
  /// The width in pixels.
  public var width: Int
  /// The description for readers who cannot see the chart; nil generates one.
  public var alternativeText: String?

  /// How amounts are drawn.
  public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
    /// From column to column, as wide as the amount: a Sankey diagram. Links lead to a later column.
    case ribbons
    /// Between states: the first column at one end, the last at the other, all others on a ring between; as wide as the
    /// share of what leaves the state. Links may lead anywhere, and back to where they begin.
    case arrows
  }

  /// Where things come from and go to.
  public struct Node: Sendable, Hashable, Codable {
    /// The key that links use.
    public var key: String
    /// What is written beside it; nodes of the same label have the same colour and are folded together.
    public var label: String
    /// The column, from 0 at the left.
    public var column: Int
    /// What decides the colour; only `.named` nodes are folded into "other".
    public var paint: Paint

    /// A node; the label is the key where none is given.
    public init(_ key: String, label: String? = nil, column: Int, paint: Paint = .named) {
      self.key = key
      self.label = label ?? key
      self.column = column
      self.paint = paint
    }
  }

  /// What goes from one node to another.
  public struct Link: Sendable, Hashable, Codable {
    /// The key of the node where it begins.
    public var from: String
    /// The key of the node where it ends.
    public var to: String
    /// How much; what is not above 0 is not drawn.
    public var amount: Double

    /// A link.
    public init(_ from: String, _ to: String, _ amount: Double) {
      self.from = from
      self.to = to
      self.amount = amount
    }
  }

  /// A chart of flows.
  public init(
    _ title: String, subtitle: String = "", form: Form, nodes: [Node], links: [Link],
    headings: [String] = [], unit: String = "", format: NumberFormat = .automatic,
    leastShare: Double = 0
  ) {
    self.title = title
    self.subtitle = subtitle
    self.form = form
    self.nodes = nodes
    self.links = links
    self.headings = headings
    self.unit = unit
    self.format = format
    self.leastShare = leastShare
    width = 640
    alternativeText = nil
  }
}
