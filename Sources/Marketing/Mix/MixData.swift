public import Tables

/// Dense series ready for a model: the target, spend by channel, controls, and each row's place in time.
///
/// Reading a table into this value is where strings, dates and missing values end: what follows is arithmetic on arrays of
/// `rowCount` finite numbers. Names and dates are kept for reports only.
public struct MixData: Sendable, Hashable, Codable {
  /// Numbers beyond this, and nonzero ones below its inverse, are refused.
  static let largestMagnitude = 1e100

  /// One column under its name.
  public struct Series: Sendable, Hashable, Codable {
    /// The column's name.
    public let name: String
    /// The numbers, one a row, all finite.
    public let values: [Double]
  }

  /// What is explained.
  public let target: Series
  /// Spend by channel, each ≥ 0.
  public let channels: [Series]
  /// What else moves the target.
  public let controls: [Series]
  /// The rows' dates, rising; empty where the table has none.
  public let days: [Day]
  /// Days from one row to the next (the median), or nil where there are no dates or a single row.
  public let stepInDays: Int?
  /// Spend before the first row, by channel, oldest first: what carryover brings into these rows.
  public let earlierSpend: [[Double]]

  /// The number of rows.
  public var rowCount: Int { target.values.count }

  /// The columns that a specification names, out of a table.
  ///
  /// - Parameters:
  ///   - table: Rows in the order of time.
  ///   - spec: Names the target, the channels and the controls.
  ///   - date: The column of dates; without it the first column that holds dates, if any.
  /// - Throws: `TableError` for a column that is not there or holds no numbers; `MixError` for missing or infinite values,
  ///   negative spend, a column used twice, dates that do not rise.
  public init(_ table: Table, for spec: MixSpec, date: String? = nil) throws {
    try self.init(
      table, target: spec.target, channels: spec.channels, controls: spec.controls, date: date)
  }

  /// The named columns out of a table.
  public init(
    _ table: Table, target: String, channels: [String], controls: [String] = [],
    date: String? = nil
  ) throws {
    guard !channels.isEmpty else { throw MixError.noChannels }
    var used: Set<String> = []
    for name in [target] + channels + controls where !used.insert(name).inserted {
      throw MixError.usedTwice(column: name)
    }
    let days = try Self.days(of: table, named: date)
    func series(_ name: String) throws -> Series {
      let values = try table.numbers(name)
      try Self.requireFinite(values, column: name, days: days)
      return Series(name: name, values: values)
    }
    self.target = try series(target)
    self.channels = try channels.map(series)
    self.controls = try controls.map(series)
    self.days = days
    earlierSpend = self.channels.map { _ in [] }
    for channel in self.channels {
      guard let row = channel.values.firstIndex(where: { $0 < 0 }) else { continue }
      throw MixError.negativeSpend(
        channel: channel.name, row: row + 1, day: days.isEmpty ? nil : days[row],
        value: channel.values[row])
    }
    stepInDays = Self.step(of: days)
  }

  /// Each row's place in time, counted in periods from a date: 0, 1, 2 … with the gaps of missing periods.
  ///
  /// Without dates it is the row's number from 0.
  public func positions(from origin: Day?, stepInDays: Int?) -> [Double] {
    guard let origin, let stepInDays, !days.isEmpty else { return (0..<rowCount).map(Double.init) }
    return days.map { Double(origin.distance(to: $0)) / Double(stepInDays) }
  }

  /// Some of the rows, as a value of their own, which remembers what was spent before them; the step stays that of the whole.
  public func rows(_ range: Range<Int>) -> MixData {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rowCount, "rows \(range) of \(rowCount)")
    func part(_ series: Series) -> Series {
      Series(name: series.name, values: Array(series.values[range]))
    }
    let places = calendarPlaces
    let before = range.lowerBound < rowCount ? places[range.lowerBound] : places.last ?? 0
    return MixData(
      target: part(target), channels: channels.map(part), controls: controls.map(part),
      days: days.isEmpty ? [] : Array(days[range]), stepInDays: stepInDays,
      earlierSpend: channels.indices.map { index in
        earlierSpend[index] + onCalendar(channels[index].values, places).prefix(before)
      })
  }

  /// The same rows after other spend than is known of.
  func following(_ spend: [[Double]]) -> MixData {
    MixData(
      target: target, channels: channels, controls: controls, days: days, stepInDays: stepInDays,
      earlierSpend: spend)
  }

  /// The same rows with another target.
  func selling(_ values: [Double]) -> MixData {
    precondition(values.count == rowCount, "\(values.count) values for \(rowCount) rows")
    return MixData(
      target: Series(name: target.name, values: values), channels: channels, controls: controls,
      days: days, stepInDays: stepInDays, earlierSpend: earlierSpend)
  }

  /// The same rows with other spend, channel by channel.
  func spending(_ spend: [[Double]]) -> MixData {
    precondition(
      spend.count == channels.count && spend.allSatisfy { $0.count == rowCount },
      "spend of another shape than \(channels.count) channels of \(rowCount) rows")
    return MixData(
      target: target, channels: zip(channels, spend).map { Series(name: $0.name, values: $1) },
      controls: controls, days: days, stepInDays: stepInDays, earlierSpend: earlierSpend)
  }

  /// The same rows with one channel more, before whose first row nothing was spent.
  func adding(channel name: String, spend: [Double]) -> MixData {
    precondition(spend.count == rowCount, "\(spend.count) values for \(rowCount) rows")
    return MixData(
      target: target, channels: channels + [Series(name: name, values: spend)],
      controls: controls, days: days, stepInDays: stepInDays, earlierSpend: earlierSpend + [[]])
  }

  /// What a channel's spend becomes when carryover counts in periods: missing ones are taken as periods without spend.
  ///
  /// - Parameters:
  ///   - channel: The channel's index.
  ///   - transform: Is given spend without gaps and the spend before it; gives one number a period.
  /// - Returns: One number a row.
  func throughTime(
    _ channel: Int, _ transform: (_ spend: [Double], _ history: [Double]) -> [Double]
  ) -> [Double] {
    throughTime(channel, all: { [transform($0, $1)] })[0]
  }

  /// The same for a transform that gives several series.
  func throughTime(
    _ channel: Int, all transform: (_ spend: [Double], _ history: [Double]) -> [[Double]]
  ) -> [[Double]] {
    let places = calendarPlaces
    let dense = onCalendar(channels[channel].values, places)
    return transform(dense, earlierSpend[channel]).map { series in
      series.count == rowCount ? series : places.map { series[$0] }
    }
  }

  /// A channel's spend without gaps: 0 in missing periods.
  func spendOnCalendar(_ channel: Int) -> [Double] {
    onCalendar(channels[channel].values, calendarPlaces)
  }

  /// Each row's place, counted in periods from the first row.
  var calendarPlaces: [Int] {
    guard let stepInDays, days.count > 1 else { return Array(0..<rowCount) }
    var place = 0
    return [0]
      + zip(days, days.dropFirst()).map { day, next in
        place += max(1, Self.periods(from: day, to: next, stepInDays: stepInDays))
        return place
      }
  }

  /// How many periods lie from one date to another, with half a period's slack, so that months of 28 to 31 days are no gaps.
  private static func periods(from day: Day, to next: Day, stepInDays: Int) -> Int {
    (day.distance(to: next) * 2 + stepInDays) / (2 * stepInDays)
  }

  private func onCalendar(_ values: [Double], _ places: [Int]) -> [Double] {
    guard let last = places.last, last >= values.count else { return values }
    // A file of two rows a century apart must not ask for more memory than a file can.
    guard last < 1_000_000 else { return values }
    var dense = [Double](repeating: 0, count: last + 1)
    for (place, value) in zip(places, values) { dense[place] = value }
    return dense
  }

  /// Periods that are missing between two dates.
  var gaps: (count: Int, first: Day)? {
    guard let stepInDays else { return nil }
    var count = 0
    var first: Day?
    for (day, next) in zip(days, days.dropFirst()) {
      let periods = Self.periods(from: day, to: next, stepInDays: stepInDays)
      guard periods > 1 else { continue }
      count += periods - 1
      first = first ?? day.advanced(by: stepInDays)
    }
    return first.map { (count, $0) }
  }

  private init(
    target: Series, channels: [Series], controls: [Series], days: [Day], stepInDays: Int?,
    earlierSpend: [[Double]]
  ) {
    self.target = target
    self.channels = channels
    self.controls = controls
    self.days = days
    self.stepInDays = stepInDays
    self.earlierSpend = earlierSpend
  }
}

// MARK: - Checks

extension MixData {
  /// Refuses a target, channel or control that never changes; with priors channels may.
  func requireVariation(ofChannels: Bool = true) throws(MixError) {
    for series in [target] + (ofChannels ? channels : []) + controls {
      guard let first = series.values.first, series.values.allSatisfy({ $0 == first }) else {
        continue
      }
      throw .constant(column: series.name, value: first, rows: rowCount)
    }
  }

  private static func days(of table: Table, named name: String?) throws -> [Day] {
    let dates = table.columns.first { column in
      if case .days = column.values { true } else { false }
    }
    guard let name = name ?? dates?.name else { return [] }
    let found = try table.days(name)
    let days = found.compactMap(\.self)
    if days.count < found.count {
      let row = found.firstIndex(of: nil) ?? 0
      throw MixError.missing(
        column: name, row: row + 1, day: nil, count: found.count - days.count)
    }
    for (row, pair) in zip(days, days.dropFirst()).enumerated() where pair.1 <= pair.0 {
      throw MixError.datesNotRising(row: row + 2, day: pair.1, previous: pair.0)
    }
    return days
  }

  private static func requireFinite(_ values: [Double], column: String, days: [Day]) throws {
    if let row = values.firstIndex(where: \.isNaN) {
      throw MixError.missing(
        column: column, row: row + 1, day: days.isEmpty ? nil : days[row],
        count: values.count { $0.isNaN })
    }
    // Squares and sums of larger numbers overflow; of smaller ones, a quotient does.
    if let row = values.firstIndex(where: {
      abs($0) > MixData.largestMagnitude || ($0 != 0 && abs($0) < 1 / MixData.largestMagnitude)
    }) {
      throw MixError.infinite(column: column, row: row + 1)
    }
  }

  private static func step(of days: [Day]) -> Int? {
    guard days.count > 1 else { return nil }
    let steps = zip(days, days.dropFirst()).map { $0.distance(to: $1) }.sorted()
    return steps[steps.count / 2]
  }
}
