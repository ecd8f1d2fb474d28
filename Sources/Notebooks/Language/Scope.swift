/// What is known of the names bound so far, before anything has run.
public struct Scope: Sendable {
  /// The names and what they stand for.
  private(set) var shapes: [String: Shape] = [:]
  /// The kinds of values, by name.
  let kinds: [String: Kind]

  /// No names yet.
  init(kinds: [String: Kind]) { self.kinds = kinds }

  /// What a name stands for, or nil where it is not bound.
  subscript(name: String) -> Shape? {
    get { shapes[name] }
    set { shapes[name] = newValue }
  }

  /// The names of some kinds (none listed means all), in alphabetical order.
  func names(of kinds: [String] = []) -> [String] {
    shapes.filter { kinds.isEmpty || $0.value.kind.map(kinds.contains) ?? true }.keys.sorted()
  }
}
