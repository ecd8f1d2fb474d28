/// What generated a simulated table: one case per simulator.
public enum Truth: Sendable, Codable {
  case none
}
