/// Credit of a table's paths by the age of touches: for one half-life, what each step of each path gets.
///
/// Of a journey that converted at time T, the touch at time t weighs 2^(−(T − t) / half-life), and weights are scaled to
/// sum to 1 in the journey. Journeys along one path have different ages, so that their weights are added up while
/// there are times: over a path's steps they sum to its conversions.
public struct JourneyDecay: Sendable, Hashable, Codable {
  /// After how many days a touch counts half as much.
  public let halfLifeInDays: Double
  /// Conversions credited to each step of ``JourneyTable/steps``.
  public let credit: [Double]
  /// Value credited to each step.
  public let value: [Double]

  /// Credits of a half-life, as long as there are steps.
  public init(halfLifeInDays: Double, credit: [Double], value: [Double]) {
    self.halfLifeInDays = halfLifeInDays
    self.credit = credit
    self.value = value
  }

  /// Rounding that sums of credits may be off by, as a share of the path's numbers.
  private static let tolerance = 1e-9

  /// What keeps the credits from belonging to a table; nil where nothing does.
  func flaw(in table: JourneyTable) -> String? {
    guard halfLifeInDays > 0, halfLifeInDays.isFinite else {
      return "a half-life of \(halfLifeInDays) days"
    }
    guard credit.count == table.steps.count, value.count == table.steps.count else {
      return "\(credit.count) credits and \(value.count) values for \(table.steps.count) steps"
    }
    for numbers in [credit, value] {
      if let bad = numbers.first(where: { !($0 >= 0 && $0.isFinite) }) {
        return "a credit of \(bad)"
      }
    }
    for path in 0..<table.count {
      var (credits, values) = (0.0, 0.0)
      for step in table.offsets[path]..<table.offsets[path + 1] {
        credits += credit[step]
        values += value[step]
      }
      let (conversions, worth) = (table.conversions[path], table.value[path])
      if abs(credits - conversions) > JourneyDecay.tolerance * conversions
        || (conversions > 0 && abs(values - worth) > JourneyDecay.tolerance * worth)
      {
        return "the steps of path \(path) are credited \(credits) conversions and a value of "
          + "\(values), where it has \(conversions) and \(worth)"
      }
    }
    return nil
  }
}
