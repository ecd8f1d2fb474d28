/// How kinds of values are called in sentences.
enum Wording {
  /// "a fit or an attribution"; kinds that are plurals, such as journeys, stand alone.
  static func noun(_ kinds: [String]) -> String {
    kinds.map(noun).joined(separator: " or ")
  }

  /// "a table", "an attribution", "journeys".
  static func noun(_ kind: String) -> String {
    guard !kind.hasSuffix("s") else { return kind }
    return "\(article(kind)) \(kind)"
  }

  private static func article(_ kind: String) -> String {
    kind.first.map { "aeiou".contains($0) } ?? false ? "an" : "a"
  }
}
