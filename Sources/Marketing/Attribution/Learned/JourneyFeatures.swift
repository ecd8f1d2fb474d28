import Statistics

/// What a learned model knows of a journey: numbers for each channel, all 0 for a journey without a touch.
///
///     touched           1 where the channel was touched
///     further touches   touches after the first, up to a limit (all touches where presence is left out)
///     recency           1 / (1 + k), k the steps from the end of the journey back to the channel's last touch
///     length            log₂ (1 + touches) of the whole journey
///
/// Distances are steps, since a table of paths holds no times. Journeys with equal numbers are one row, so that cost
/// does not grow with journeys.
public struct JourneyFeatures: Sendable, Hashable, Codable {
  /// Whether a channel was touched at all.
  public var hasPresence: Bool
  /// How often.
  public var hasCounts: Bool
  /// How near to the end it was touched last.
  public var hasRecency: Bool
  /// How long the journey is; its effect is divided equally among the channels touched.
  public var hasLength: Bool
  /// Touches of a channel beyond so many are not counted: one robot with ten thousand must not set a coefficient.
  public var countLimit: Int

  /// Presence, counts and recency unless told.
  public init(
    hasPresence: Bool = true, hasCounts: Bool = true, hasRecency: Bool = true,
    hasLength: Bool = false, countLimit: Int = 10
  ) {
    self.hasPresence = hasPresence
    self.hasCounts = hasCounts
    self.hasRecency = hasRecency
    self.hasLength = hasLength
    self.countLimit = countLimit
  }

  /// The features of channels, in the order of a row's columns: channel by channel, the length last.
  public func features(of channels: [String]) -> [JourneyFeature] {
    var features: [JourneyFeature] = []
    for (channel, name) in channels.enumerated() {
      features += kinds.map { .init(name: "\(name) \(label($0))", channel: channel, kind: $0) }
    }
    if hasLength { features.append(.init(name: "length", channel: nil, kind: .length)) }
    return features
  }

  /// The kinds of one channel.
  var kinds: [JourneyFeature.Kind] {
    (hasPresence ? [.presence] : []) + (hasCounts ? [.touches] : [])
      + (hasRecency ? [.recency] : [])
  }

  private func label(_ kind: JourneyFeature.Kind) -> String {
    switch kind {
    case .presence: "touched"
    case .touches: hasPresence ? "further touches" : "touches"
    case .recency: "recency"
    case .length: "length"
    }
  }

  func check() throws(AttributionError) {
    guard !kinds.isEmpty else {
      throw .badOption(
        "the number of features a channel", value: 0,
        allowed: "1 or more of presence, counts and recency")
    }
    guard (1...60_000).contains(countLimit) else {
      throw .badOption(
        "the most touches counted", value: Double(countLimit), allowed: "1 to 60000")
    }
  }
}

/// One number that a learned model knows of a journey.
public struct JourneyFeature: Sendable, Hashable, Codable {
  /// Such as `email touched`.
  public let name: String
  /// The channel, by its place in the journeys' table; nil for the length.
  public let channel: Int?
  /// What it counts.
  public let kind: Kind

  /// What a feature counts.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// 1 where the channel was touched.
    case presence
    /// Touches of the channel.
    case touches
    /// 1 / (1 + steps back to its last touch).
    case recency
    /// log₂ (1 + touches of the journey).
    case length
  }
}

/// The distinct rows of features of a table's paths.
struct JourneyRows: Sendable {
  /// The features, one row for all journeys that look the same.
  private(set) var rows: SparseRows
  /// The row of each path.
  private(set) var rowOfPath: [Int] = []
  /// The first path of each row.
  private(set) var pathOfRow: [Int] = []
  /// Where the channels of each row begin in ``channels``.
  private(set) var starts = [0]
  /// The distinct channels of each row, rising.
  private(set) var channels: [Int] = []
  /// Of each number in ``rows`` the place of its channel in ``channels``; −1 for the length.
  private(set) var slots: [Int] = []
  /// Names in the table that the model does not know; their touches are left out.
  private(set) var unknown: [String] = []

  /// The rows of a table's paths, for a model that knows some channels: those of the table it learned from.
  init(_ features: JourneyFeatures, _ table: JourneyTable, known: [String]) {
    let kinds = features.kinds
    rows = SparseRows(columnCount: known.count * kinds.count + (features.hasLength ? 1 : 0))
    var places: [String: Int] = [:]
    for (place, name) in known.enumerated() { places[name] = place }
    let placeOf = table.channels.map { places[$0] }
    unknown = zip(table.channels, placeOf).filter { $0.1 == nil }.map(\.0)
    var index = PathIndex()
    var (key, touches, last): ([UInt16], [Int], [Int]) = ([], [], [])
    touches = [Int](repeating: 0, count: known.count)
    last = touches
    for number in 0..<table.count {
      // 1. Touches and last touch of each channel, counted from the end.
      let path = table.path(number)
      var met: [Int] = []
      var length = 0
      for (step, channel) in path.reversed().enumerated() {
        guard let place = placeOf[Int(channel)] else { continue }
        length += 1
        if touches[place] == 0 {
          met.append(place)
          last[place] = step
        }
        touches[place] += 1
      }
      met.sort()
      // 2. What tells the row from others; a row for a new one.
      key.removeAll(keepingCapacity: true)
      for place in met {
        key.append(UInt16(place))
        if features.hasCounts { key.append(UInt16(min(touches[place], features.countLimit))) }
        if features.hasRecency { key.append(UInt16(min(last[place], 65_535))) }
      }
      if features.hasLength { key.append(UInt16(min(length, 65_535))) }
      let row = key.withUnsafeBufferPointer { index.place(of: $0) }
      rowOfPath.append(row)
      if row == rows.count {
        pathOfRow.append(number)
        append(features, met, touches, last, length)
      }
      for place in met { touches[place] = 0 }
    }
  }

  private mutating func append(
    _ features: JourneyFeatures, _ met: [Int], _ touches: [Int], _ last: [Int], _ length: Int
  ) {
    let kinds = features.kinds
    var (columns, values): ([Int], [Double]) = ([], [])
    for place in met {
      for (offset, kind) in kinds.enumerated() {
        let value: Double
        switch kind {
        case .presence: value = 1
        case .touches:
          let counted = min(touches[place], features.countLimit)
          value = Double(features.hasPresence ? counted - 1 : counted)
        case .recency: value = 1 / Double(1 + last[place])
        case .length: continue
        }
        guard value != 0 else { continue }
        columns.append(place * kinds.count + offset)
        values.append(value)
        slots.append(channels.count)
      }
      channels.append(place)
    }
    if features.hasLength, length > 0 {
      columns.append(rows.columnCount - 1)
      values.append(stableLog(1 + Double(min(length, 65_535))) / 0.6931471805599453)  // log 2
      slots.append(-1)
    }
    rows.append(columns: columns, values: values)
    starts.append(channels.count)
  }

  /// The sums over the paths of each row.
  func sums(_ amounts: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: rows.count)
    for (row, amount) in zip(rowOfPath, amounts) { sums[row] += amount }
    return sums
  }
}
