/// How far a long computation has come, in words for whoever waits: `34%, 2.1 s left`.
///
/// What is left is what passed, by the share that is done: a search's candidates and a sampler's iterations take about the
/// same time each. It is shown on a terminal only and is part of no result.
public struct WorkEstimate: Sendable, Hashable {
  /// Units done.
  public let done: Int
  /// Units in all; 0 where nobody knows.
  public let total: Int
  /// What a unit is, in the plural: `models`.
  public let unit: String
  /// What passed since the work began.
  public let elapsed: Duration

  /// A state of the work, so long after it began.
  public init(done: Int, total: Int, unit: String, elapsed: Duration) {
    self.done = done
    self.total = total
    self.unit = unit
    self.elapsed = elapsed
  }

  /// The first moments say nothing of the pace.
  private static let shortest = 0.3

  /// `34%, 2.1 s left`; the share alone where the pace is not known yet, the count where the whole is not.
  public var text: String {
    guard total > 0 else { return done > 0 ? "\(done) \(unit)" : "" }
    let share = min(max(Double(done) / Double(total), 0), 1)
    // Rounded down: all is done when it is.
    let percent = "\(Int(100 * share))%"
    let seconds = elapsed / .seconds(1)
    guard done > 0, done < total, seconds >= Self.shortest else { return percent }
    return "\(percent), \(Self.words(seconds * (1 - share) / share)) left"
  }

  /// `2.1 s`, `34 s`, `3 min`, `2 h 5 min`: as exact as an estimate may sound.
  private static func words(_ seconds: Double) -> String {
    switch seconds {
    case ..<9.95:
      let tenths = Int((10 * seconds).rounded())
      return "\(tenths / 10).\(tenths % 10) s"
    case ..<90: return "\(Int(seconds.rounded())) s"
    case ..<5_400: return "\(Int((seconds / 60).rounded())) min"
    case ..<360_000:
      let minutes = Int((seconds / 60).rounded())
      return "\(minutes / 60) h \(minutes % 60) min"
    default: return "days"
    }
  }
}
