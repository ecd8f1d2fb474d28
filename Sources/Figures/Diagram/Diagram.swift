/// Boxes and arrows, such as a causal graph, laid out from left to right.
///
///     Diagram(
///       "Demand confounds spend and sales",
///       nodes: [.init("demand", kind: .unobserved), .init("spend"), .init("sales", kind: .outcome)],
///       edges: [.init("demand", "spend"), .init("demand", "sales"), .init("spend", "sales")])
public struct Diagram: Sendable, Hashable, Codable {
  /// What the diagram says.
  public var title: String
  /// A second line, smaller.
  public var subtitle: String
  /// The boxes.
  public var nodes: [Node]
  /// The arrows.
  public var edges: [Edge]

  /// A box.
  public struct Node: Sendable, Hashable, Codable {
    /// The key that edges use.
    public var key: String
    /// What is written in the box; may have several lines.
    public var label: String
    /// What it stands for.
    public var kind: Kind

    /// What a box stands for.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// Something measured.
      case plain
      /// What is set by us: a treatment, a channel.
      case treatment
      /// What is to be explained.
      case outcome
      /// What nobody measured; dashed.
      case unobserved
      /// A step or a product of a program.
      case step
    }

    /// A box; the label is the key where none is given.
    public init(_ key: String, label: String? = nil, kind: Kind = .plain) {
      self.key = key
      self.label = label ?? key
      self.kind = kind
    }
  }

  /// An arrow.
  public struct Edge: Sendable, Hashable, Codable {
    /// The key of the box where it begins.
    public var from: String
    /// The key of the box where it ends.
    public var to: String
    /// Beside the arrow; "" writes none.
    public var label: String
    /// Whether it is dashed: supposed, or to be blocked.
    public var isDashed: Bool

    /// An arrow.
    public init(_ from: String, _ to: String, label: String = "", isDashed: Bool = false) {
      self.from = from
      self.to = to
      self.label = label
      self.isDashed = isDashed
    }
  }

  /// A diagram; edges that name no node are left out when drawn.
  public init(_ title: String, subtitle: String = "", nodes: [Node], edges: [Edge]) {
    self.title = title
    self.subtitle = subtitle
    self.nodes = nodes
    self.edges = edges
  }
}
