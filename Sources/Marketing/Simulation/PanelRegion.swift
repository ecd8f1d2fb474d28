import Statistics

/// A region of the simulated retailer: how many people live there, and how far its ways differ from the others'.
///
/// Laws are those of the national retailer for each head: a region of a tenth of the people needs a tenth of the spend for half
/// of the effect, and its largest effect is a tenth too, times what is its own.
struct PanelRegion {
  /// Its name, such as `r01`.
  let name: String
  /// People, in whole hundreds.
  let population: Double
  /// The region's part of the national retailer, whose laws hold for 9 million people.
  let size: Double
  /// Sales of a week without anything else, money.
  let base: Double
  /// Budgets for each head against the usual, by channel.
  let budgets: [Double]
  /// The channels' laws here.
  let laws: [RetailChannel]

  /// A region by its number from 0; its draws depend on that and the seed alone.
  init(_ number: Int, seed: UInt64) {
    let name = number < 9 ? "r0\(number + 1)" : "r\(number + 1)"
    func stream(_ what: String) -> RandomStream {
      RandomStream(seed: seed, named: "panel.\(name).\(what)")
    }
    var (people, habit, budget, effect) = (
      stream("population"), stream("base"), stream("budgets"), stream("effects")
    )
    // Most regions are small and some are large, as counties are: median 350,000.
    let drawn = 3_500 * people.logNormal(logMean: 0, logDeviation: 0.7)
    population = 100 * max(200, drawn.rounded())
    let size = population / 9_000_000
    self.name = name
    self.size = size
    base = 480_000 * size * habit.logNormal(logMean: 0, logDeviation: 0.12)
    budgets = RetailChannel.all.map { _ in budget.logNormal(logMean: 0, logDeviation: 0.25) }
    laws = RetailChannel.all.map { law in
      // Of mean 1, so that no channel is better in a panel than in the nation.
      let own = effect.logNormal(logMean: -0.5 * 0.3 * 0.3, logDeviation: 0.3)
      return RetailChannel(
        name: law.name, retention: law.retention, halfPoint: law.halfPoint * size,
        slope: law.slope, largestEffect: law.largestEffect * size * own)
    }
  }
}
