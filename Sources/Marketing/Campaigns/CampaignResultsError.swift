/// What keeps a fit, a plan and campaign rows from being reported together: they speak of different things.
public enum CampaignResultsError: Error, Sendable, Hashable {
  /// A plan or a scenario divides money among other channels than the fit has.
  case otherChannels(of: String, found: [String], expected: [String])
  /// What the fit's series spent on a campaign is not what the rows spent on it.
  case otherSpend(campaign: String, rows: Double, fit: Double)
}

extension CampaignResultsError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .otherChannels(let whose, let found, let expected):
      "\(whose) divides money among \(found.joined(separator: ", ")), but the fit has "
        + "\(expected.joined(separator: ", ")); plan with the responses of this fit"
    case .otherSpend(let campaign, let rows, let fit):
      "the rows spend \(SpokenNumber.money(rows)) on \"\(campaign)\", but the fitted series "
        + "\(SpokenNumber.money(fit)); fit the daily series of these very rows"
    }
  }
}
