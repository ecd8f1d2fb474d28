import Statistics
import Tables

/// How the dates of campaign rows follow each other.
enum CampaignCalendar {
  /// Days from one date to the next: the median over the different dates; nil for fewer than two.
  static func step(of days: [Day]) -> Int? {
    let dates = Set(days).sorted()
    guard dates.count > 1 else { return nil }
    let gaps = zip(dates, dates.dropFirst()).map { Double($0.distance(to: $1)) }
    return max(1, Int(median(gaps).rounded(.down)))
  }

  /// The step of daily or weekly rows; an error for any other.
  static func dailyOrWeekly(_ days: [Day]) throws(CampaignError) -> Int {
    let step = step(of: days) ?? 1
    guard step == 1 || step == 7 else { throw .badStep(days: step) }
    return step
  }
}

/// A stretch of the calendar in which a campaign has no row, though it has rows before and after.
struct CampaignGap: Hashable {
  let campaign: String
  /// The first date without a row.
  let first: Day
  /// How many dates in a row are without.
  let count: Int
  /// The rows of the last day before and of the first after, as places among the rows.
  let before: [Int]
  let after: [Int]
}

extension CampaignRows {
  /// The rows with a date and a campaign, by campaign in the order of first appearance, each in the order of dates.
  var placesByCampaign: [(campaign: String, places: [Int])] {
    var order: [String: Int] = [:]
    var groups: [(campaign: String, places: [Int])] = []
    for place in 0..<count {
      guard days[place] != nil, let campaign = campaigns[place] else { continue }
      if let group = order[campaign] {
        groups[group].places.append(place)
      } else {
        order[campaign] = groups.count
        groups.append((campaign, [place]))
      }
    }
    return groups.map { group in
      (
        group.campaign,
        group.places.sorted { left, right in
          (days[left] ?? .init(daysSinceEpoch: 0), left)
            < (days[right] ?? .init(daysSinceEpoch: 0), right)
        }
      )
    }
  }

  /// The gaps of a campaign, its places in the order of dates.
  func gaps(_ group: (campaign: String, places: [Int]), step: Int) -> [CampaignGap] {
    zip(group.places.indices, group.places.indices.dropFirst()).compactMap { before, after in
      guard let from = days[group.places[before]], let to = days[group.places[after]] else {
        return nil
      }
      let missing = from.distance(to: to) / step - 1
      guard missing > 0 else { return nil }
      return CampaignGap(
        campaign: group.campaign, first: from.advanced(by: step), count: missing,
        before: group.places[...before].reversed().prefix { days[$0] == from }.reversed(),
        after: Array(group.places[after...].prefix { days[$0] == to }))
    }
  }
}
