import Statistics
import Tables

/// The retailer's budgets by week, the demand that they follow, and what went wrong.
struct RetailPlan {
  /// Hidden demand, mean 0, standard deviation 1, with a memory of weeks.
  let demand: [Double]
  /// Spend by channel in the order of `RetailChannel.all`, in whole units of money.
  let spend: [[Double]]
  /// What oddities add to sales.
  let events: [Double]
  /// The planted oddities within the weeks.
  let oddities: [RetailTruth.Oddity]

  init(_ calendar: RetailCalendar, confounding: Double, seed: UInt64) {
    let count = calendar.weeks.count
    func stream(_ name: String) -> RandomStream {
      RandomStream(seed: seed, named: "retail.\(name)")
    }
    func normals(_ name: String) -> [Double] {
      var stream = stream(name)
      return (0..<count).map { _ in stream.normal() }
    }
    let demand = persistent(normals("demand"), memory: 0.75)
    self.demand = demand
    // What the planners foresee; its standard deviation is about 1.
    let expected = (0..<count).map { week in
      0.4 * calendar.season[week] + 0.95 * demand[week] + 0.4 * calendar.holidays[week]
    }
    /// The log of a budget against its usual level: part expected demand, part the planners' own moods.
    func following(_ name: String, heed: Double = 1) -> [Double] {
      let own = persistent(normals(name), memory: 0.5)
      let free = 0.8 * (1 - confounding * confounding).squareRoot()
      return (0..<count).map { confounding * heed * expected[$0] + free * own[$0] }
    }
    let flights = Self.flights(weeks: count, stream)
    let level = normals("tv.level")
    let printed = normals("print")
    let (digital, radio, posts) = (
      following("digital"), following("radio", heed: 0.65), following("social")
    )
    var burst = stream("social.burst")
    let burstWeek = 25 + burst.index(below: 50)
    var outage = stream("outage")
    let outageWeek = 55 + outage.index(below: 30)

    var spend = [[Double]](repeating: [], count: 5)
    for week in 0..<count {
      let years = calendar.years[week]
      let (season, holiday) = (calendar.season[week], calendar.holidays[week])
      let grown = 1 - stableExp(-years / 2)
      let flight = flights[week] - 0.5
      let budgets = [
        flights[week] * 62_000 * stableExp(0.18 * level[week] + 0.1 * season),
        21_000 * (1 + 0.35 * grown) * stableExp(0.28 * digital[week]),
        12_000 * stableExp(0.34 * radio[week] + 0.36 * flight),
        7_500 * stableExp(-0.12 * years + 0.16 * season + 0.25 * holiday + 0.2 * flight)
          * stableExp(0.24 * printed[week]),
        10_000 * (1 + 0.5 * grown) * stableExp(0.34 * posts[week]) * (week == burstWeek ? 2 : 1),
      ]
      for (channel, budget) in budgets.enumerated() { spend[channel].append(budget.rounded()) }
    }
    self.spend = spend
    events = (0..<count).map { $0 == outageWeek ? -48_000 : 0 }
    oddities = [
      (burstWeek, "a social campaign of twice the usual size"),
      (outageWeek, "the shop was out of order for a day"),
    ].filter { $0.0 < count }.map { RetailTruth.Oddity(week: calendar.weeks[$0.0], what: $0.1) }
  }

  /// 1 in weeks of television, 0 between: flights of 4 to 8 weeks, pauses of 3 to 6.
  static func flights(weeks: Int, _ stream: (String) -> RandomStream) -> [Double] {
    var lengths = stream("tv.flights")
    var flights = [Double](repeating: 0, count: lengths.index(below: 4))
    while flights.count < weeks {
      flights += [Double](repeating: 1, count: 4 + lengths.index(below: 5))
      flights += [Double](repeating: 0, count: 3 + lengths.index(below: 4))
    }
    return Array(flights.prefix(weeks))
  }
}
