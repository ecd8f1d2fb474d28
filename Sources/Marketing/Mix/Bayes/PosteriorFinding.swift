/// Something that stands between draws and a decision.
public struct PosteriorFinding: Sendable, Hashable, Codable {
  /// How much it matters.
  public enum Severity: Int, Sendable, Hashable, Codable, Comparable {
    /// Worth knowing; numbers hold.
    case note
    /// Numbers hold, but not as far as they seem to.
    case care
    /// Numbers do not describe the posterior, or the model not the data.
    case serious

    /// Whether it matters less.
    public static func < (left: Severity, right: Severity) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// What was found.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Draws are those of an approximation.
    case approximation
    /// Sampling was stopped early.
    case partial
    /// No draws at all.
    case noDraws
    /// Every trajectory went astray.
    case allDivergent
    /// Some did.
    case divergent
    /// Chains do not agree.
    case rHat
    /// Too few independent draws.
    case effectiveDraws
    /// The energy is hardly explored.
    case energy
    /// Trajectories were cut off.
    case depth
    /// Quantities that are no numbers.
    case notANumber
    /// Single rows decide.
    case influentialRows
    /// The model does not draw such data.
    case predictive
    /// Sales without marketing below 0.
    case negativeBaseline
    /// The model explains sales worse than their average does.
    case worseThanAverage
    /// The data push a return against an end of its prior.
    case atPriorsEnd
    /// The data said nothing of a return.
    case priorOnly
    /// Prior and data disagree.
    case conflict
    /// A channel without spend, whose return is the prior's.
    case noSpend
  }

  /// What was found.
  public let kind: Kind
  /// How much it matters.
  public let severity: Severity
  /// What was found, what it means, what to do.
  public let sentence: String
  /// The worst quantity, channel or row; nil where none is meant.
  public let subject: String?
  /// The worst value; nil where none is meant.
  public let value: Double?

  /// A finding.
  public init(
    _ kind: Kind, _ severity: Severity, subject: String? = nil, value: Double? = nil,
    _ sentence: String
  ) {
    self.kind = kind
    self.severity = severity
    self.sentence = sentence
    self.subject = subject
    self.value = value
  }
}

extension MixPosterior {
  /// Whether draws may be relied on.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// Nothing was found that matters.
    case trustworthy
    /// Numbers hold, but not as far as they seem to.
    case withCare = "with care"
    /// They do not describe the posterior, or the model not the data.
    case notToBeUsed = "not to be used"
  }

  /// Whether the draws may be relied on: as the worst finding says.
  public var verdict: Verdict {
    switch findings.map(\.severity).max() {
    case .serious: .notToBeUsed
    case .care: .withCare
    case .note, nil: .trustworthy
    }
  }
}
