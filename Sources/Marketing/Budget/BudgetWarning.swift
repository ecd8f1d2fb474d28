/// A reason for care with a plan.
public enum BudgetWarning: Sendable, Hashable, Codable {
  /// The solver stopped before it settled.
  case notSettled(reason: String)
  /// Channels that get more in a period than the model has ever seen.
  case beyondObserved(channels: [String])
  /// Bounds that nobody asked for gave way, because they left no plan.
  case standardBoundsGaveWay
  /// The plan is hardly better than today's mix with the same money.
  case noGain(share: Double)
  /// Today's mix with the same money would bring more, but breaks bounds.
  case boundsCost(sales: Double, outside: [String])
  /// Channels without a positive effect, which get as little as they may.
  case noPositiveEffect(channels: [String])
  /// Channels that never spent: their curve is a guess.
  case neverSpent(channels: [String])
  /// A log–log model: channels multiply each other, and the plan adds their effects up, each with the others as they were.
  case multiplicative
  /// The target is reached with the largest budget that was tried.
  case targetReachedEverywhere(largest: Double)
  /// Groups or bounds leave channels that are not free, so that no common return exists.
  case nothingFree
  /// Channels whose every unit of money brings the same, and whether all are such that may move and have an effect.
  case noSaturation(channels: [String], areAll: Bool)
}

extension BudgetWarning: CustomStringConvertible {
  /// The warning as a sentence.
  public var description: String {
    switch self {
    case .notSettled(let reason):
      "The solver stopped before it settled (\(reason)): the plan may not be the best."
    case .beyondObserved(let channels):
      "\(list(channels)) would get more in a period than ever observed: "
        + "what the curve says there is its shape, not data."
    case .standardBoundsGaveWay:
      "The standard bounds of 5% and 60% leave no plan here and gave way."
    case .noGain(let share):
      "Today's mix is as good as the best within the bounds: the plan gains "
        + "\(SpokenNumber.percent(share)) over the same money spent as today."
    case .boundsCost(let sales, let outside):
      "Today's mix with the same money would bring \(SpokenNumber.money(sales)) more than the best plan; "
        + "the bounds forbid it (\(list(outside)))."
    case .noPositiveEffect(let channels):
      "The model finds no positive effect of \(list(channels)): as little as the bounds allow."
    case .neverSpent(let channels):
      "\(list(channels)) never spent in the data: nothing is known of the answer to money there."
    case .multiplicative:
      "The model multiplies channels; the plan adds up their effects, each with the others as they were."
    case .targetReachedEverywhere(let largest):
      "The target is reached even at the largest budget tried, \(SpokenNumber.money(largest)): "
        + "the model sees no end there."
    case .nothingFree:
      "Bounds hold every channel: the plan is what the bounds leave."
    case .noSaturation(let channels, let areAll):
      "\(list(channels)) \(channels.count == 1 ? "has" : "have") no curve: "
        + (areAll || channels.count > 1
          ? "bounds alone decide what \(channels.count == 1 ? "it gets" : "they get")."
          : "every unit of money brings the same there, however much it gets.")
    }
  }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
