/// The names under which results are asked for: `roi.tv`, `coefficient.season_sin_1`.
public enum FieldName {
  /// A column's name as one part of a field: lower case, runs of anything that is no letter and no digit as `_`.
  ///
  /// `"TV Spend (EUR)"` becomes `tv_spend_eur_`. Letters of every script stay.
  public static func part(_ name: String) -> String {
    var part = ""
    for character in name.lowercased() {
      if character.isLetter || character.isNumber {
        part.append(character)
      } else if part.last != "_" {
        part.append("_")
      }
    }
    return part
  }
}

/// One number of a result with the name under which notebooks ask for it.
public struct ScalarField: Sendable, Hashable, Codable {
  /// The name, such as `r2` or `roi.tv`.
  public let name: String
  /// The number; always finite.
  public let value: Double

  /// A named number.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}
