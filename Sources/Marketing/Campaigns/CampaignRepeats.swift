import Tables

/// One spelling for names that differ in capitals alone: the commonest.
struct CampaignSpelling {
  private var usualByKey: [String: String] = [:]

  init(_ names: [String?]) {
    var counts: [String: [(name: String, count: Int)]] = [:]
    for name in names.compactMap({ $0 }) {
      let key = name.lowercased()
      if let place = counts[key]?.firstIndex(where: { $0.name == name }) {
        counts[key]?[place].count += 1
      } else {
        counts[key, default: []].append((name, 1))
      }
    }
    for (key, spellings) in counts {
      let most = spellings.map(\.count).max() ?? 0
      usualByKey[key] = spellings.first { $0.count == most }?.name
    }
  }

  func usual(_ name: String) -> String { usualByKey[name.lowercased()] ?? name }
}

/// Rows that repeat others.
struct CampaignRepeats {
  /// For a row that repeats an earlier one in every cell, that one's place.
  private(set) var original: [Int: Int] = [:]
  /// For a second row of a day and a campaign, with other numbers, the first one's place.
  private(set) var sameDay: [Int: Int] = [:]
  /// Whether days of campaigns are told apart further.
  private(set) var isFiner = false

  private struct Key: Hashable {
    let day: Day
    let campaign: String
  }

  init(_ rows: CampaignRows) {
    var byKey: [Key: [Int]] = [:]
    var order: [Key] = []
    for place in 0..<rows.count {
      guard let day = rows.days[place], let campaign = rows.campaigns[place] else { continue }
      let key = Key(day: day, campaign: campaign)
      if byKey[key] == nil { order.append(key) }
      byKey[key, default: []].append(place)
    }
    for key in order {
      guard let places = byKey[key], places.count > 1 else { continue }
      var seen: [[Cell]: Int] = [:]
      for place in places {
        let cells = CampaignRepeats.cells(rows, place)
        if let first = seen[cells] { original[place] = first } else { seen[cells] = place }
      }
    }
    let kept = order.map { key in (byKey[key] ?? []).filter { original[$0] == nil } }
    isFiner = Double(kept.count { $0.count > 1 }) > 0.2 * Double(kept.count)
    // Without a column that tells ads apart, equal rows may be two ads that fared alike.
    if isFiner, rows.extras.isEmpty { original = [:] }
    guard !isFiner else { return }
    for places in kept where places.count > 1 {
      for place in places.dropFirst() { sameDay[place] = places[0] }
    }
  }

  private static func cells(_ rows: CampaignRows, _ place: Int) -> [Cell] {
    rows.values.map { $0[place].isNaN ? .missing : .number($0[place]) }
      + rows.extras.map { $0[place] }
  }
}
