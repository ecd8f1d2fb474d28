public import Tables

/// The best plans at several budgets.
public struct BudgetScenarios: Sendable, Hashable, Codable {
  /// Each budget as a multiple of the problem's.
  public let multiples: [Double]
  /// The best plan of each.
  public let plans: [BudgetPlan]

  /// One row a budget: `scenario budget predicted uplift roi marginal_return`.
  ///
  /// `uplift` is against today's spend; `marginal_return` is what the last unit of the budget brings, the multiplier. Of a
  /// posterior also `gain_low gain_high p_better`: between what the uplift lies in nine of ten draws, and the share of draws
  /// by which the plan brings more than today's spend.
  public var table: Table {
    let judgements = plans.compactMap(\.judgement)
    let judged =
      judgements.isEmpty || judgements.count < plans.count
      ? []
      : [
        Column("gain_low", numbers: judgements.map(\.low)),
        Column("gain_high", numbers: judgements.map(\.high)),
        Column("p_better", numbers: judgements.map(\.probabilityBetter)),
      ]
    return Table(
      [
        Column("scenario", texts: multiples.map { SpokenNumber.percent($0) }),
        Column("budget", numbers: plans.map(\.budget)),
        Column("predicted", numbers: plans.map(\.predicted)),
        Column("uplift", numbers: plans.map(\.uplift)),
        Column("roi", numbers: plans.map(\.roi)),
        Column("marginal_return", numbers: plans.map { $0.isGiven ? .nan : $0.multiplier }),
      ] + judged)
  }
}

extension BudgetPlan {
  /// One row a channel: `channel current_spend spend change current_sales sales roi mroi bound observed`.
  public var table: Table {
    Table([
      Column("channel", texts: channels.map(\.name)),
      Column("current_spend", numbers: channels.map(\.currentSpend)),
      Column("spend", numbers: channels.map(\.spend)),
      Column("change", numbers: channels.map(\.change)),
      Column("current_sales", numbers: channels.map(\.currentSales)),
      Column("sales", numbers: channels.map(\.sales)),
      Column("roi", numbers: channels.map { $0.roi ?? .nan }),
      Column("mroi", numbers: channels.map(\.marginalReturn)),
      Column("bound", texts: channels.map { $0.bound?.rawValue ?? "free" }),
      Column(
        "observed", texts: channels.map { $0.isBeyondObserved ? "beyond" : "within" }),
    ])
  }

  /// The conditions of an optimum in words, with their numbers.
  public var describedConditions: String {
    var parts: [String] = []
    for level in conditions.levels {
      let names = level.channels.joined(separator: ", ")
      let whom =
        level.groups.isEmpty
        ? "free to move" : "held by the group \(level.groups.joined(separator: " and "))"
      parts.append(
        "The next unit of money brings \(SpokenNumber.ratio(level.marginalReturn)) in \(names), \(whom)."
      )
    }
    if let deviation = conditions.largestDeviation,
      conditions.levels.contains(where: { $0.channels.count > 1 })
    {
      parts.append("These returns agree to \(BudgetPlan.exponent(deviation)) of themselves.")
    }
    // A channel that has none to trade with is held by the budget, whatever its bounds are.
    let isAlone = channels.count { $0.bound != .fixed } == 1
    for channel in channels
    where !isAlone && (channel.bound == .lower || channel.bound == .upper) {
      let name = channel.bound == .upper ? "upper" : "lower"
      parts.append(
        "\(channel.name) is held by its \(name) bound; a unit of give is worth "
          + "\(SpokenNumber.ratio(channel.boundPrice)).")
    }
    for group in conditions.groupPrices {
      parts.append(
        "The group \(group.name) is held by its \(group.isUpper ? "upper" : "lower") bound; a unit of give is worth "
          + "\(SpokenNumber.ratio(group.price)).")
    }
    parts.append(
      isGiven
        ? "Every channel's spend is fixed: there is nothing to choose."
        : "Another unit of budget would bring \(SpokenNumber.ratio(multiplier)).")
    parts.append(
      conditions.sumError == 0 && conditions.keepsBounds
        ? "Amounts add up to the budget and keep all bounds, to the cent."
        : "Amounts miss the budget by \(SpokenNumber.money(conditions.sumError))"
          + (conditions.keepsBounds ? "." : " or a bound by a cent."))
    parts.append(
      "Conditions of Karush, Kuhn and Tucker to \(BudgetPlan.exponent(conditions.optimalityError)); "
        + "solver \(solver.stop) after \(solver.evaluations) evaluations, "
        + "\(solver.agreeingStarts) of \(solver.starts) starts agree.")
    return parts.joined(separator: " ")
  }

  /// 3e-9 as `1e-8`: the next power of ten above.
  private static func exponent(_ value: Double) -> String {
    guard value > 0 else { return "the last digit" }
    var power = -16
    var bound = 1e-16
    while bound < value, power < 3 {
      bound *= 10
      power += 1
    }
    return power >= 0 ? SpokenNumber.ratio(value) : "1e\(power)"
  }
}
