public import Tables

/// A reason to trust a fit less, which is no reason to refuse it.
public enum MixWarning: Sendable, Hashable, Codable {
  /// Periods are missing between the first and the last date; season and trend keep their place all the same.
  case missingPeriods(count: Int, first: Day)
  /// Fewer than ten rows a coefficient.
  case fewRows(rows: Int, coefficients: Int)
  /// A channel that seems to cost sales.
  case negativeEffect(channel: String, coefficient: Double)
  /// A feature that the others nearly explain (variance inflation above 10; nil where they do entirely).
  case nearlyCollinear(feature: String, varianceInflation: Double?)
  /// The best penalty of the cross-validation is the smallest or the largest that was tried.
  case penaltyAtEdge(Double)
}

extension MixWarning: CustomStringConvertible {
  /// The warning as a sentence.
  public var description: String {
    switch self {
    case .missingPeriods(let count, let first):
      "\(count) missing \(count == 1 ? "period" : "periods") between the dates, first \(first)."
    case .fewRows(let rows, let coefficients):
      "Only \(rows) rows for \(coefficients) coefficients: expect wide uncertainty."
    case .negativeEffect(let channel, _):
      "The coefficient of \(channel) is negative: more spend would mean less sales."
    case .nearlyCollinear(let feature, _):
      "\(feature) moves with the other features: its own effect is poorly determined."
    case .penaltyAtEdge(let penalty):
      "The chosen penalty \(penalty) lies at the edge of the grid: widen it."
    }
  }
}
