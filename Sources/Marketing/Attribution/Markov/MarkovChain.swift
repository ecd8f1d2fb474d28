/// Credit by removal: what share of conversions would be lost if a channel were gone, in a chain of touches.
///
/// Journeys are read as a chain whose state is the last k touches (``order``). A channel's removal effect is the
/// share of conversions lost without it; credits are the removal effects scaled to sum to all conversions, and the
/// same of values. Effects are those of the exact equations, not of simulated walks.
///
///     let fit = try MarkovChain(order: 2).fit(to: journeys)
///     fit.attribution.removalEffects
///
/// The equations carry their own test: the probability of converting from the start must be the observed rate, because
/// what flows into a state flows out of it (``MarkovFit/conversionProbability``).
///
/// Source: Anderl, Becker, von Wangenheim, Schumann (2016), "Mapping the customer journey: lessons learned from
/// graph-based online attribution modeling"; states and counts as in the package ChannelAttribution 2.2.5.
public struct MarkovChain: Sendable, Hashable, Codable {
  /// How many touches a state remembers, 1...4.
  public var order: Int
  /// Whether journeys without a conversion are part of the chain; without them every walk converts and effects count
  /// visits alone.
  public var usesNulls: Bool
  /// What becomes of journeys whose channel is removed.
  public var removal: Removal

  /// What becomes of journeys whose channel is removed; published under these four meanings, which differ.
  ///
  /// Only the first depends on the chain. Under the other three the chain is fitted again to changed journeys, and
  /// since a chain's probability of converting is the rate of the journeys it was fitted to, the effect is a ratio of
  /// counts, the same at every order (but ``failAndRefit``, which drops other journeys at other orders).
  ///
  /// Source: the package do-attribution 0.0.2, `removal_strategy`; ``redirect`` is that of ChannelAttribution.
  public enum Removal: String, Sendable, Hashable, Codable, CaseIterable {
    /// Whoever would enter the channel is lost: the walk ends without a conversion.
    case redirect
    /// Journeys that touched the channel do not convert: the share of conversions that touched it.
    case fail
    /// The same, but journeys of which nothing is left are dropped from the rate; effects of both signs.
    case failAndRefit
    /// The touches are dropped, the outcome stays, and so do journeys with another touch; effects of both signs.
    case detour
  }

  /// A chain of an order; by default that of ChannelAttribution with nulls.
  public init(order: Int = 1, usesNulls: Bool = true, removal: Removal = .redirect) {
    self.order = order
    self.usesNulls = usesNulls
    self.removal = removal
  }

  /// The model's name in results.
  public var name: String {
    let means =
      switch removal {
      case .redirect: ""
      case .fail: ", removal fails"
      case .failAndRefit: ", removal fails and refits"
      case .detour: ", removal detours"
      }
    return "markov order \(order)" + (usesNulls ? "" : " without nulls") + means
  }

  /// The chain of the journeys, with its removal effects and credits.
  ///
  /// - Throws: ``AttributionError`` where no journey converted, the order is not in 1...4, signed effects cancel, or
  /// the
  ///   equations of very many states do not settle.
  /// - Complexity: O(touches), then for few states O(states³), for many O(transitions · channels) for each of some
  /// dozens of
  ///   sweeps.
  public func fit(to table: JourneyTable) throws(AttributionError) -> MarkovFit {
    try checkConverted(table)
    let kernel = try MarkovKernel(self, table)
    let weights = PathWeights(table)
    let flows = kernel.counts.flows(weights, usesNulls: usesNulls)
    let (credit, removed) = try kernel.solution(weights, flows)
    guard credit.isDefined else { throw .effectsCancel(model: name) }
    let ended = flows.ended.reduce(0, +)
    return MarkovFit(
      chain: self,
      attribution: Attribution(
        model: name, channels: table.channels, credit: credit.conversions,
        valueCredit: credit.value, removalEffects: credit.removalEffects),
      stateCount: kernel.counts.visited(flows),
      conversionProbability: removed.conversion, valuePerJourney: removed.value,
      observedRate: flows.converted.reduce(0, +) / ended, errorBound: removed.bound,
      transitions: kernel.counts.transitions(flows, table.channels))
  }

  /// The share of conversions lost without each channel, whatever its sign; credits need not exist.
  ///
  /// - Returns: A number for each channel, in the table's order.
  /// - Throws: As ``fit(to:)``, but not where signed effects cancel.
  public func removalEffects(of table: JourneyTable) throws(AttributionError) -> [Double] {
    try checkConverted(table)
    let kernel = try MarkovKernel(self, table)
    let weights = PathWeights(table)
    return try kernel.effects(weights, kernel.counts.flows(weights, usesNulls: usesNulls)).0
  }

  /// The share of conversions lost without two channels at once, for every pair; on the diagonal without one.
  ///
  /// Of two channels that stand in for each other, journeys touch one or the other: their effects add up. Of two that
  /// need each other, the effect of both is hardly more than that of one.
  ///
  /// - Returns: A symmetric matrix by rows, in the order of the table's channels.
  /// - Throws: As ``fit(to:)``; and where removal is not ``Removal/redirect``.
  public func pairEffects(of table: JourneyTable) throws(AttributionError) -> [[Double]] {
    try checkConverted(table)
    guard removal == .redirect else {
      throw .badOption(
        "the removal of pairs", value: Double(Removal.allCases.firstIndex(of: removal) ?? 0),
        allowed: "redirect (0)")
    }
    let kernel = try MarkovKernel(self, table)
    let flows = kernel.counts.flows(PathWeights(table), usesNulls: usesNulls)
    let count = table.channels.count
    var sets: [[Int]] = []
    for first in 0..<count {
      for second in first..<count { sets.append(first == second ? [first] : [first, second]) }
    }
    let removed = try kernel.counts.chain(flows).removed(sets)
    var effects = [[Double]](
      repeating: [Double](repeating: 0, count: count), count: count)
    for (set, effect) in zip(sets, removed.effects) {
      let (first, second) = (set[0], set[set.count - 1])
      effects[first][second] = effect
      effects[second][first] = effect
    }
    return effects
  }

  func kernel(for table: JourneyTable) throws(AttributionError) -> any CreditKernel {
    try MarkovKernel(self, table)
  }

  /// At order 1 repeats collapse; above, two touches in a row fill a window.
  var ignoresRepeats: Bool { order == 1 || removal == .fail || removal == .detour }
}

/// A chain made ready for the paths of one table.
struct MarkovKernel: CreditKernel {
  let counts: MarkovCounts
  private let model: MarkovChain
  private let refitted: RefittedRemoval?

  init(_ model: MarkovChain, _ table: JourneyTable) throws(AttributionError) {
    guard (1...4).contains(model.order) else {
      throw .badOption("the order of the chain", value: Double(model.order), allowed: "1 to 4")
    }
    self.model = model
    counts = MarkovCounts(table, order: model.order)
    refitted =
      model.removal == .redirect ? nil : RefittedRemoval(table, model.removal, order: model.order)
  }

  func credit(_ weights: PathWeights) throws(AttributionError) -> Credit {
    if let refitted {
      return scaled(refitted.effects(of: weights, usesNulls: model.usesNulls), weights)
    }
    return try solution(weights, counts.flows(weights, usesNulls: model.usesNulls)).0
  }

  /// The credits, and what the chain says of the whole.
  func solution(
    _ weights: PathWeights, _ flows: MarkovFlows
  ) throws(AttributionError) -> (Credit, AbsorbingChain.Removed) {
    let (conversions, value, removed) = try effects(weights, flows)
    return (scaled((conversions, value), weights), removed)
  }

  /// The removal effects on conversions and value, and what the chain says of the whole.
  func effects(
    _ weights: PathWeights, _ flows: MarkovFlows
  ) throws(AttributionError) -> ([Double], [Double], AbsorbingChain.Removed) {
    let sets = refitted == nil ? (0..<counts.channelCount).map { [$0] } : []
    let removed = try counts.chain(flows).removed(sets)
    guard let own = refitted?.effects(of: weights, usesNulls: model.usesNulls) else {
      return (removed.effects, removed.valueEffects, removed)
    }
    return (own.conversions, own.value, removed)
  }

  /// Effects scaled to the sums of conversions and value.
  private func scaled(
    _ effects: (conversions: [Double], value: [Double]), _ weights: PathWeights
  ) -> Credit {
    let (conversions, value) = (
      MarkovKernel.divided(weights.conversions.reduce(0, +), by: effects.conversions),
      MarkovKernel.divided(weights.value.reduce(0, +), by: effects.value)
    )
    let nothing = [Double](repeating: 0, count: counts.channelCount)
    return Credit(
      conversions: conversions ?? nothing, value: value ?? nothing,
      removalEffects: effects.conversions, isDefined: conversions != nil && value != nil)
  }

  /// A total in proportion to effects; nil where these cancel, or where harm outweighs use: shares of a sum below 0 would
  /// credit most whom the chain is best without.
  private static func divided(_ total: Double, by effects: [Double]) -> [Double]? {
    let sum = effects.reduce(0, +)
    let size = effects.reduce(0) { $0 + abs($1) }
    if total == 0 { return effects.map { _ in 0 } }
    // What is left of cancelling numbers below this share of them is rounding.
    guard sum > 1e-9 * size, size > 1e-14 else { return nil }
    return effects.map { total * $0 / sum }
  }
}
