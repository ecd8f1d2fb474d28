import Statistics
import Tables

/// The campaigns' budgets by day, and the demand that retargeting follows.
///
/// What makes effects measurable is here too: budgets that change for no reason of demand. Each campaign but the launch has a
/// mood of the week, days of its own, and weeks in which it is throttled; the launch comes in bursts.
struct AdsPlan {
  /// Hidden demand, mean 0, standard deviation 1, with a memory of days: how many visitors come by themselves.
  let demand: [Double]
  /// Spend by campaign in the order of `AdsCampaign.all`, euros to the cent, every one above 0.
  let spend: [[Double]]

  init(_ calendar: AdsCalendar, seed: UInt64) {
    let count = calendar.days.count
    func stream(_ name: String) -> RandomStream {
      RandomStream(seed: seed, named: "ads.\(name)")
    }
    func normals(_ name: String) -> [Double] {
      var stream = stream(name)
      return (0..<count).map { _ in stream.normal() }
    }
    /// The log of a budget against its usual level: a mood that lasts the week, and the day's own.
    func mood(_ name: String, week: Double, day: Double) -> [Double] {
      let (weekly, daily) = (normals("\(name).week"), normals("\(name).day"))
      return (0..<count).map { week * weekly[$0 / 7] + day * daily[$0] }
    }
    /// 1, or the share of its budget that a campaign keeps in a throttled week; one week in four is.
    func throttle(_ name: String) -> [Double] {
      var stream = stream("\(name).throttle")
      let weeks = (0...count / 7).map { _ in stream.chance(0.25) ? 0.2 : 1 }
      return (0..<count).map { weeks[$0 / 7] }
    }
    let demand = persistent(normals("demand"), memory: 0.8)
    self.demand = demand
    let names = ["brand", "launch", "retargeting", "lead"]
    let moods = zip(names, [(0.3, 0.12), (0, 0.2), (0.25, 0.2), (0.25, 0.2)]).map {
      mood($0, week: $1.0, day: $1.1)
    }
    let throttles = names.map(throttle)
    let bursts = Self.bursts(days: count, stream("launch.bursts"))

    var spend = [[Double]](repeating: [], count: 4)
    for day in 0..<count {
      let isWeekend = calendar.days[day].isWeekend
      // All bid more in the weeks of gifts, two of them much more on the days of shopping.
      let gifts = calendar.days[day].month == 12 ? 1.15 : 1
      let peak = gifts * (calendar.isShopping[day] ? 1.3 : 1)
      // What is left of a month's budget goes at its end.
      let leftover = calendar.monthEnd[day] > 0 ? 1.2 : 1
      let budgets = [
        850 * throttles[0][day] * gifts,
        1_500 * bursts[day] * peak,
        600 * throttles[2][day] * peak * (isWeekend ? 1.2 : 1) * stableExp(0.1 * demand[day]),
        800 * throttles[3][day] * leftover * (isWeekend ? 0.3 : 1),
      ]
      for (campaign, budget) in budgets.enumerated() {
        let spent = budget * stableExp(moods[campaign][day])
        spend[campaign].append(max(1, (100 * spent).rounded()) / 100)
      }
    }
    self.spend = spend
  }

  /// 1 in bursts of 5 to 10 days, 0.1 between them for as long.
  private static func bursts(days: Int, _ stream: RandomStream) -> [Double] {
    var lengths = stream
    var bursts = [Double](repeating: 0.1, count: lengths.index(below: 8))
    while bursts.count < days {
      bursts += [Double](repeating: 1, count: 5 + lengths.index(below: 6))
      bursts += [Double](repeating: 0.1, count: 5 + lengths.index(below: 6))
    }
    return Array(bursts.prefix(days))
  }
}
