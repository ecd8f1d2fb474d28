public import Tables

/// A reason to trust a fit less, which is no reason to refuse it.
public enum MixWarning: Sendable, Hashable, Codable {
  /// Periods are missing between the first and the last date; season and trend keep their place all the same.
  case missingPeriods(count: Int, first: Day)
  /// Rows in which the target is 0, which relative errors leave out.
  case zeroTarget(rows: Int, first: Int)
  /// Rows in which the target is below 0: returns, or a difference of something.
  case negativeTarget(rows: Int, first: Int)
  /// A feature of the calendar that never changes in the fitted rows: an event outside them, a holiday that none has.
  case leftOut(feature: String)
  /// Months or weekdays that are predicted but were never fitted: they get the level of the first.
  case unseenLevels([String])
  /// Fewer than ten rows for each coefficient and each setting that was searched.
  case fewRows(rows: Int, coefficients: Int, searched: Int = 0)
  /// A channel that seems to cost sales.
  case negativeEffect(channel: String, coefficient: Double)
  /// A feature that the others nearly explain (variance inflation above 10; nil where they do entirely).
  case nearlyCollinear(feature: String, varianceInflation: Double?)
  /// The best penalty of the cross-validation is the smallest or the largest that was tried.
  case penaltyAtEdge(Double)
  /// The fitter stopped before its certificate was as small as asked.
  case notConverged(gap: Double)
  /// A channel whose coefficient the penalty or a bound set to zero.
  case withoutEffect(channel: String)
  /// The best setting of a search lies at an end of its range.
  case settingAtEdge(parameter: String, value: Double)
  /// A channel on which nothing was spent in the fitted rows: they say nothing of it, its return is its prior.
  case nothingSpent(channel: String)
  /// Settings of a search fit as well as the best and say very different returns.
  case returnsOpen(channel: String, low: Double, high: Double)
  /// An objective of a search had not settled in so many of its trials.
  case searchNotConverged(objective: String, trials: Int, of: Int)
  /// A search moved a channel's share of the effect far from that of the best fit, towards its share of the spend.
  case sharePulled(channel: String, from: Double, to: Double, spendShare: Double)
  /// A search was interrupted after so many candidates.
  case searchInterrupted(evaluations: Int)
  /// What stands between the draws of a posterior and a decision: the verdict, the worst finding, how many more there are.
  case posterior(MixPosterior.Verdict, worst: String, others: Int)
}

extension MixWarning: CustomStringConvertible {
  /// The warning as a sentence.
  public var description: String {
    switch self {
    case .missingPeriods(let count, let first):
      "\(count) missing \(count == 1 ? "period" : "periods") between the dates, first \(first); carryover takes them as periods without spend."
    case .zeroTarget(let rows, let first):
      "The target is 0 in \(rows) \(rows == 1 ? "row" : "rows"), first in row \(first); mape leaves them out."
    case .negativeTarget(let rows, let first):
      "The target is below 0 in \(rows) \(rows == 1 ? "row" : "rows"), first in row \(first)."
    case .leftOut(let feature):
      "\(feature) never changes in the fitted rows and was left out: it has no effect here."
    case .unseenLevels(let names):
      "\(names.joined(separator: ", ")) never occurred in the fitted rows and is predicted at the level of the others' base."
    case .fewRows(let rows, let coefficients, let searched):
      "Only \(rows) rows for \(coefficients) coefficients"
        + (searched == 0 ? "" : " and \(searched) searched setting\(searched == 1 ? "" : "s")")
        + ": expect wide uncertainty."
    case .negativeEffect(let channel, _):
      "The coefficient of \(channel) is negative: more spend would mean less sales."
    case .nearlyCollinear(let feature, _):
      "\(feature) moves with the other features: its own effect is poorly determined."
    case .penaltyAtEdge(let penalty):
      "The chosen penalty, \(rounded(penalty)), is the smallest or largest that was tried: the best may lie beyond."
    case .notConverged(let gap):
      "The fitter stopped before it had converged; it may be \(rounded(gap)) of the objective from the best."
    case .withoutEffect(let channel):
      "\(channel) was given no effect at all by the penalty or its sign: that is no proof that it has none."
    case .settingAtEdge(let parameter, let value):
      "The best \(parameter), \(rounded(value)), lies at an end of its range."
    case .nothingSpent(let channel):
      "Nothing was spent on \(channel) in the fitted rows: its return is what the prior says, and nothing more."
    case .returnsOpen(let channel, let low, let high):
      "Settings that fit within 1% of the best give \(channel) returns from \(rounded(low)) to \(rounded(high)): "
        + "report the range, not the winner."
    case .searchNotConverged(let objective, let trials, let all):
      "\(spoken(objective)) had not settled in "
        + (all == 1 ? "the search's one trial" : "\(trials) of the search's \(all) trials")
        + ": more iterations may find other models."
    case .sharePulled(let channel, let from, let to, let spendShare):
      "DECOMP.RSSD moved \(channel)'s share of the effect from \(SpokenNumber.percent(from)) in the best fit "
        + "to \(SpokenNumber.percent(to)), towards its \(SpokenNumber.percent(spendShare)) of the spend: "
        + "that is the objective's assumption, not the data's."
    case .searchInterrupted(let evaluations):
      "The search was interrupted after \(rounded(Double(evaluations))) models: a better one may not have been tried."
    case .posterior(let verdict, let worst, let others):
      (verdict == .notToBeUsed ? "Not to be used: " : "") + worst
        + (others == 0 ? "" : others == 1 ? " One more finding." : " \(others) more findings.")
    }
  }

  /// An objective as Robyn writes it.
  private func spoken(_ objective: String) -> String {
    switch objective {
    case "nrmse": "NRMSE"
    case "rssd": "DECOMP.RSSD"
    case "mape_lift": "MAPE.LIFT"
    default: objective
    }
  }

  /// A whole number as it is, another with two decimals, or two digits where it is small.
  private func rounded(_ value: Double) -> String {
    value == value.rounded() ? SpokenNumber.money(value) : SpokenNumber.ratio(value)
  }
}
