/// A chart as a plain value: marks, scales, axes. (First sketch: the Figures work replaces it.)
public struct Chart: Sendable, Hashable, Codable {
  /// What the chart says.
  public var title: String
}

/// Boxes and arrows. (First sketch: the Figures work replaces it.)
public struct Diagram: Sendable, Hashable, Codable {
  /// What the diagram says.
  public var title: String
}
