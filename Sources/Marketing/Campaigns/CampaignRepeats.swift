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

  init(_ rows: CampaignRows) {
    // A day of a campaign by the first of its rows; hardly any has a second.
    var first: [Int: Int] = [:]
    var more: [Int: [Int]] = [:]
    for group in rows.placesByCampaign.enumerated() {
      for place in group.element.places {
        guard let day = rows.days[place] else { continue }
        let key = Int(day.daysSinceEpoch) << 20 | group.offset
        if let known = first[key] {
          more[known, default: []].append(place)
        } else {
          first[key] = place
        }
      }
    }
    for (place, others) in more {
      var seen = [CampaignRepeats.cells(rows, place): place]
      for other in others {
        let cells = CampaignRepeats.cells(rows, other)
        if let same = seen[cells] { original[other] = same } else { seen[cells] = other }
      }
    }
    let kept = more.mapValues { places in places.filter { original[$0] == nil } }
    isFiner = Double(kept.count { !$0.value.isEmpty }) > 0.2 * Double(first.count)
    // Without a column that tells ads apart, equal rows may be two ads that fared alike.
    if isFiner, rows.extras.isEmpty { original = [:] }
    guard !isFiner else { return }
    for (place, others) in kept { for other in others { sameDay[other] = place } }
  }

  private static func cells(_ rows: CampaignRows, _ place: Int) -> [Cell] {
    rows.values.map { $0[place].isNaN ? .missing : .number($0[place]) }
      + rows.extras.map { $0[place] }
  }
}
