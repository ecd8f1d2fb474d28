/// By what rules journeys were cut from events; sketches made by different ones are not merged.
public struct JourneyRules: Sendable, Hashable {
  /// Whether there were events with times; false for a file of paths.
  public let hasTimes: Bool
  /// How many days before its end a journey reaches back, the longest first; nil for ever.
  public let windowsInDays: [Double?]
  /// The half-lives whose decay of credit was added up, in rising order.
  public let halfLivesInDays: [Double]
  /// The time that parts journeys into two eras by their ends, in microseconds since 1970; nil for one era.
  public let split: Int64?
  /// After how many days without a touch a journey is over; nil for never.
  public let gapInDays: Double?
  /// Which touches a conversion has.
  public let conversions: JourneyLog.ConversionRule
  /// What became of visits that no channel brought.
  public let direct: JourneyLog.DirectRule
  /// What such visits are called, in small letters; empty where they are kept.
  public let directNames: [String]
  /// Whether consecutive touches of one channel are one.
  public let isCollapsed: Bool

  /// The rules of a file of paths, which has no times to apply any.
  static let ofPaths = JourneyRules(
    hasTimes: false, windowsInDays: [nil], halfLivesInDays: [], split: nil, gapInDays: nil,
    conversions: .afterTheLast, direct: .keep, directNames: [], isCollapsed: false)

  /// The most windows and half-lives; each costs memory for every path.
  static let (windowLimit, halfLifeLimit) = (16, 8)
  /// The longest window, gap or half-life; a hundred years.
  static let longestInDays = 36_500.0

  /// How many tables of numbers there are: one a window, two where there are eras.
  var sliceCount: Int { windowsInDays.count * (split == nil ? 1 : 2) }

  /// What differs from other rules, in words; nil where nothing does.
  func difference(from other: JourneyRules) -> String? {
    if hasTimes != other.hasTimes {
      return "one is of a log of events and the other of a file of paths"
    }
    func differ(_ name: String, _ own: String, _ others: String) -> String? {
      own == others ? nil : "\(name) \(own) against \(others)"
    }
    func name(_ days: Double?) -> String { days.map { JourneyRules.written($0) } ?? "none" }
    func list(_ days: [Double?]) -> String {
      days.isEmpty
        ? "none" : days.map { $0.map(JourneyRules.written) ?? "for ever" }.joined(separator: ", ")
    }
    func list(_ names: [String]) -> String {
      names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
    return differ("windows in days:", list(windowsInDays), list(other.windowsInDays))
      ?? differ("half-lives in days:", list(halfLivesInDays), list(other.halfLivesInDays))
      ?? differ(
        "split between eras, in microseconds since 1970:", split.map { "\($0)" } ?? "none",
        other.split.map { "\($0)" } ?? "none")
      ?? differ("gap in days:", name(gapInDays), name(other.gapInDays))
      ?? differ("touches of a conversion:", conversions.rawValue, other.conversions.rawValue)
      ?? differ("direct visits:", direct.rawValue, other.direct.rawValue)
      ?? differ("names of direct visits:", list(directNames), list(other.directNames))
      ?? differ(
        "repeats:", isCollapsed ? "collapsed" : "kept", other.isCollapsed ? "collapsed" : "kept")
  }

  /// 90 for 90.0, 0.5 for 0.5.
  static func written(_ days: Double) -> String {
    days == days.rounded() && abs(days) < 1e15 ? "\(Int(days))" : "\(days)"
  }
}
