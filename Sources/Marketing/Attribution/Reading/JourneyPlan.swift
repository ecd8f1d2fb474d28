/// The rules of a log in the numbers of its events: microseconds and channels.
struct JourneyPlan: Sendable {
  /// How far before a journey's end touches count, the longest first; nil for ever.
  let lookbacks: [Int64?]
  let halfLives: [Double]
  let gap: Int64?
  let split: Int64?
  /// Whether a conversion has the touches before an earlier one too.
  let isShared: Bool
  /// By channel, whether it is no channel but a visit that none brought; empty where such visits are kept.
  let isDirect: [Bool]
  let isCollapsed: Bool

  init(_ rules: JourneyRules, channels: [String]) {
    func microseconds(_ days: Double) -> Int64 { Int64(days * Double(EventTime.day)) }
    lookbacks = rules.windowsInDays.map { $0.map(microseconds) }
    halfLives = rules.halfLivesInDays.map { $0 * Double(EventTime.day) }
    gap = rules.gapInDays.map(microseconds)
    split = rules.split
    isShared = rules.conversions == .shared
    isCollapsed = rules.isCollapsed
    let names = Set(rules.directNames)
    let flags = channels.map { names.contains($0.lowercased()) }
    isDirect = flags.contains(true) ? flags : []
  }
}
