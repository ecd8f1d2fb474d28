import Statistics
import Tables

/// A region's weeks: the demand that nobody sees, the prices, and the budgets that partly follow that demand.
///
/// Of what moves demand, prices and moods, a part is the nation's and a part the region's own; television comes in flights of
/// each region's own, which is what lets a panel tell its effect from that of a season.
struct PanelPlan {
  /// Hidden demand, mean 0, standard deviation 1, with a memory of weeks.
  let demand: [Double]
  /// The price of the basket, money to the cent; about 10.
  let price: [Double]
  /// Spend by channel in the order of `RetailChannel.all`, in whole units of money.
  let spend: [[Double]]

  init(_ calendar: RetailCalendar, _ region: PanelRegion, confounding: Double, seed: UInt64) {
    let count = calendar.weeks.count
    func stream(_ name: String) -> RandomStream {
      RandomStream(seed: seed, named: "panel.\(name)")
    }
    func normals(_ name: String) -> [Double] {
      var stream = stream(name)
      return (0..<count).map { _ in stream.normal() }
    }
    /// A series of standard deviation 1 that is 0.6 the nation's and 0.8 the region's own, or the other way round.
    func shared(_ name: String, nation: Double, memory: Double) -> [Double] {
      let own = (1 - nation * nation).squareRoot()
      let common = persistent(normals(name), memory: memory)
      let local = persistent(normals("\(region.name).\(name)"), memory: memory)
      return zip(common, local).map { nation * $0 + own * $1 }
    }
    let demand = shared("demand", nation: 0.8, memory: 0.75)
    self.demand = demand
    price = shared("price", nation: 0.8, memory: 0.6).map {
      max(100, (1_000 + 55 * $0).rounded()) / 100
    }
    // What the planners foresee of this region; its standard deviation is about 1.
    let expected = zip(calendar.season, demand).map { 0.4 * $0 + 0.95 * $1 }
    /// The log of a budget against its usual level: part expected demand, part the planners' own moods.
    func following(_ name: String, heed: Double = 1) -> [Double] {
      let own = shared(name, nation: 0.6, memory: 0.5)
      let free = 0.8 * (1 - confounding * confounding).squareRoot()
      return zip(expected, own).map { confounding * heed * $0 + free * $1 }
    }
    let flights = RetailPlan.flights(weeks: count) { stream("\(region.name).\($0)") }
    let level = normals("\(region.name).tv.level")
    let printed = normals("\(region.name).print")
    let (digital, radio, posts) = (
      following("digital"), following("radio", heed: 0.65), following("social")
    )
    var spend = [[Double]](repeating: [], count: 5)
    for week in 0..<count {
      let (years, season) = (calendar.years[week], calendar.season[week])
      let grown = 1 - stableExp(-years / 2)
      let flight = flights[week] - 0.5
      // The national retailer's budgets, without its bursts.
      let budgets = [
        flights[week] * 62_000 * stableExp(0.18 * level[week] + 0.1 * season),
        21_000 * (1 + 0.35 * grown) * stableExp(0.28 * digital[week]),
        12_000 * stableExp(0.34 * radio[week] + 0.36 * flight),
        7_500 * stableExp(-0.12 * years + 0.16 * season + 0.2 * flight + 0.24 * printed[week]),
        10_000 * (1 + 0.5 * grown) * stableExp(0.34 * posts[week]),
      ]
      for (channel, budget) in budgets.enumerated() {
        spend[channel].append((region.size * region.budgets[channel] * budget).rounded())
      }
    }
    self.spend = spend
  }
}
