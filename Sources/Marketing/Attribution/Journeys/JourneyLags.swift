/// How many days lie between the first touch of journeys and their conversion.
public struct JourneyLags: Sendable, Hashable, Codable {
  /// Whole days, rounded down, in rising order; only those on which something converted.
  public let days: [Int]
  /// The conversions of each.
  public let conversions: [Double]

  init(_ bins: [(day: Int, conversions: ExactSum)]) {
    days = bins.map(\.day)
    conversions = bins.map(\.conversions.value)
  }

  /// All conversions.
  public var total: Double { conversions.reduce(0, +) }

  /// The share of conversions that came within so many days, counted from 0: `share(within: 7)` is those of the days
  /// 0 to 6; NaN without a conversion.
  public func share(within days: Int) -> Double {
    zip(self.days, conversions).reduce(0) { $1.0 < days ? $0 + $1.1 : $0 } / total
  }

  /// The first day by which at least this share of the conversions had come; nil without a conversion.
  public func day(of share: Double) -> Int? {
    let due = total * share
    var sum = 0.0
    for (day, number) in zip(days, conversions) {
      sum += number
      if sum >= due { return day }
    }
    return days.last
  }
}
