import Statistics
public import Tables

/// The features of a specification, and where their clock starts: everything that turns rows into columns.
///
/// Made from the fitted rows alone and stored in the fit, so that rows of a hold-out or of another table are encoded just as
/// those were, and nothing of them leaks into the fit.
public struct MixDesign: Sendable, Hashable, Codable {
  /// The features, in the order of the coefficients: channels, controls, trend, seasons, holidays, events.
  public let terms: [MixTerm]
  /// Their names.
  public let names: [String]
  /// The date of the first fitted row: position 0 of trend and season.
  public let origin: Day?
  /// Days from one period to the next.
  public let stepInDays: Int?

  /// Features of the calendar that were left out because they are the same in all fitted rows.
  let leftOut: [String]
  /// The months and weekdays of the fitted rows, where they have levels of their own.
  private let levels: Levels

  /// What a fit with levels for months or weekdays has seen.
  private struct Levels: Sendable, Hashable, Codable {
    var months: Set<Int> = []
    var weekdays: Set<Int> = []
  }

  /// The design for fitting these rows.
  public init(_ spec: MixSpec, for data: MixData) throws(MixError) {
    let waves = try Self.waves(spec.seasons, stepInDays: data.stepInDays)
    let channels = data.channels.indices.map { index in
      let channel = data.channels[index]
      var transform = spec.transforms[channel.name] ?? ChannelTransform()
      if spec.form == .logLog, transform.saturation == .none {
        transform.saturation = .logarithmic(scale: 1)
      }
      transform.unit = spec.unit.amount(
        of: spec.unit == .largestCarriedOver
          ? data.throughTime(index) { transform.adstock.applied(to: $0, after: $1) }
          : channel.values)
      return transform
    }
    let positions = data.positions(from: data.days.first, stepInDays: data.stepInDays)
    let calendar =
      waves + (try Self.dummies(spec.seasons, data)) + (try Self.holidays(spec.holidays))
      + spec.events.map(MixTerm.event)
    if data.days.isEmpty, let dated = calendar.first(where: \.needsCalendar) {
      throw .noDates(why: "\(dated.name(in: data)) is a matter of the calendar")
    }
    let baseline =
      switch spec.baselineStage {
      case .joint: spec.trend.terms(positions: positions) + calendar
      case .estimatedFirst:
        try FirstStage(spec, trend: spec.trend, calendar: calendar, at: positions, for: data).blends
      }
    terms =
      channels.enumerated().map { MixTerm.channel($0.offset, $0.element) }
      + data.controls.indices.map(MixTerm.control) + baseline
    names = terms.map { $0.name(in: data) }
    leftOut = []
    origin = data.days.first
    stepInDays = data.stepInDays
    levels = Levels(
      months: spec.seasons.contains(.months) ? Set(data.days.map(\.month)) : [],
      weekdays: spec.seasons.contains(.weekdays) ? Set(data.days.map(\.weekday)) : [])
    try requireDistinctFields()
  }

  /// The columns of these rows, one array a feature.
  ///
  /// - Throws: Where the model has a trend or a season and was fitted on dates, but these rows have none: their place in
  ///   time would be a guess.
  public func columns(of data: MixData) throws(MixError) -> [[Double]] {
    if origin != nil, data.days.isEmpty, terms.contains(where: \.needsDates) {
      throw .noDates(why: "trend and season count from \(origin.map(\.description) ?? "")")
    }
    let positions = data.positions(from: origin, stepInDays: stepInDays)
    return terms.map { $0.column(of: data, at: positions, stepInDays: stepInDays ?? 1) }
  }

  /// The same without features of the calendar that are the same in all these rows, and the names of those.
  func withoutConstants(
    of data: MixData
  ) throws(MixError) -> (design: MixDesign, leftOut: [String]) {
    guard terms.contains(where: \.needsCalendar) else { return (self, []) }
    let columns = try columns(of: data)
    let kept = terms.indices.filter { index in
      !terms[index].needsCalendar || columns[index].contains { $0 != columns[index].first }
    }
    guard kept.count < terms.count else { return (self, []) }
    let lost = terms.indices.filter { !kept.contains($0) }.map { names[$0] }
    return (MixDesign(self, keeping: kept), lost)
  }

  /// A warning of the months and weekdays of these days that no fitted row had.
  func unseenLevels(in days: [Day]) -> [MixWarning] {
    let months = Set(days.map(\.month)).subtracting(levels.months).sorted().map { "month \($0)" }
    let weekdays = Set(days.map(\.weekday)).subtracting(levels.weekdays).sorted().map {
      "weekday \($0)"
    }
    let unseen = (levels.months.isEmpty ? [] : months) + (levels.weekdays.isEmpty ? [] : weekdays)
    return unseen.isEmpty ? [] : [.unseenLevels(unseen)]
  }

  private init(_ other: MixDesign, keeping kept: [Int]) {
    terms = kept.map { other.terms[$0] }
    names = kept.map { other.names[$0] }
    leftOut =
      other.leftOut + other.names.indices.filter { !kept.contains($0) }.map { other.names[$0] }
    origin = other.origin
    stepInDays = other.stepInDays
    levels = other.levels
  }

  /// The same with other transforms of the channels, their units of money given, in the order of the channels.
  func with(_ transforms: [ChannelTransform]) -> MixDesign {
    MixDesign(
      self,
      terms: terms.map { term in
        guard case .channel(let index, _) = term else { return term }
        return .channel(index, transforms[index])
      })
  }

  private init(_ other: MixDesign, terms: [MixTerm]) {
    self.terms = terms
    names = other.names
    leftOut = other.leftOut
    origin = other.origin
    stepInDays = other.stepInDays
    levels = other.levels
  }

  /// How the spend of the channel of that index becomes a feature, its unit of money set.
  public func transform(ofChannel index: Int) -> ChannelTransform {
    guard case .channel(_, let transform) = terms[index] else { return ChannelTransform() }
    return transform
  }

  private func requireDistinctFields() throws(MixError) {
    var seen: [String: String] = [:]
    for name in names {
      if let other = seen.updateValue(name, forKey: FieldName.part(name)) {
        throw .sameFieldName(other, name)
      }
    }
  }
}

// MARK: - The baseline's features

extension MixDesign {
  private static func waves(
    _ seasons: [MixSpec.Season], stepInDays: Int?
  ) throws(MixError) -> [MixTerm] {
    var terms: [MixTerm] = []
    var count = 0
    for season in seasons {
      let period: Double
      let pairs: Int
      switch season {
      case .absent, .months, .weekdays, .weekend:
        continue
      case .yearly(let wanted):
        guard let stepInDays else {
          throw .noDates(
            why: "a yearly season needs to know how long a period is; season=none leaves it out")
        }
        period = 365.25 / Double(stepInDays)
        pairs = wanted
      case .dayOfYear(let wanted):
        guard let stepInDays else {
          throw .noDates(
            why: "a yearly season needs to know the day of the year; season=none leaves it out")
        }
        count += 1
        terms += try waves(period: 365.25 / Double(stepInDays), pairs: wanted, season: count).map {
          guard case .wave(let wave, let harmonic, _, let season) = $0 else { return $0 }
          return .dayWave(wave, harmonic: harmonic, season: season)
        }
        continue
      case .cycle(let periods, let wanted):
        guard periods.isFinite, periods >= 2 else {
          throw .badOption("the season's cycle", value: periods, allowed: "2 periods or more")
        }
        period = periods
        pairs = wanted
      }
      count += 1
      terms += try waves(period: period, pairs: pairs, season: count)
    }
    return terms
  }

  private static func waves(
    period: Double, pairs: Int, season: Int
  ) throws(MixError) -> [MixTerm] {
    // Above half the period a wave repeats, row by row, a slower one.
    let most = Int(min(period / 2, 100))
    guard pairs >= 1, pairs <= most else {
      throw .badOption(
        "the number of seasonal pairs", value: Double(pairs), allowed: "1 to \(most)")
    }
    return (1...pairs).flatMap { harmonic -> [MixTerm] in
      let sine = MixTerm.wave(.sine, harmonic: harmonic, period: period, season: season)
      let cosine = MixTerm.wave(.cosine, harmonic: harmonic, period: period, season: season)
      // At exactly two rows a cycle the sine is 0 in every row.
      return period == Double(2 * harmonic) ? [cosine] : [sine, cosine]
    }
  }

  /// A dummy for each month or weekday that the fitted rows have, but the lowest: its level is the intercept's.
  private static func dummies(
    _ seasons: [MixSpec.Season], _ data: MixData
  ) throws(MixError) -> [MixTerm] {
    var terms: [MixTerm] = []
    if seasons.contains(.months) {
      terms += Set(data.days.map(\.month)).sorted().dropFirst().map(MixTerm.month)
      if data.days.isEmpty { throw .noDates(why: "a level for each month needs them") }
    }
    if seasons.contains(.weekdays) {
      try requireDaily(data, "weekday")
      terms += Set(data.days.map(\.weekday)).sorted().dropFirst().map(MixTerm.weekday)
    }
    if seasons.contains(.weekend) {
      try requireDaily(data, "weekend")
      terms.append(.weekend)
    }
    return terms
  }

  private static func requireDaily(_ data: MixData, _ season: String) throws(MixError) {
    if data.days.isEmpty { throw .noDates(why: "a level for each \(season) needs them") }
    guard data.stepInDays == 1 else {
      throw .badOption(
        "the days of a row, with a season by \(season),", value: Double(data.stepInDays ?? 0),
        allowed: "1: daily data")
    }
  }

  private static func holidays(_ country: String?) throws(MixError) -> [MixTerm] {
    guard let country else { return [] }
    guard HolidayCalendar(country: country) != nil else {
      throw .unknownCountry(country, known: HolidayCalendar.countries.map(\.code))
    }
    return [.holidays(country: country)]
  }
}

extension MixSpec.Trend {
  /// The trend's features.
  fileprivate func terms(positions: [Double]) -> [MixTerm] {
    switch self {
    case .absent: return []
    case .linear: return [.linearTrend]
    case .piecewise(let bends):
      let length = (positions.last ?? 0) - (positions.first ?? 0)
      return [.linearTrend]
        + (1...max(1, bends)).map { number in
          .bend(number, at: length * Double(number) / Double(max(1, bends) + 1))
        }
    }
  }
}

extension MixTerm {
  /// Whether the feature cannot do without dates; trend and cycles can count rows.
  fileprivate var needsCalendar: Bool {
    switch self {
    case .dayWave, .month, .weekday, .weekend, .holidays, .event: true
    case .channel, .control, .linearTrend, .bend, .wave, .level: false
    case .blend(_, let terms): terms.contains { $0.term.needsCalendar }
    }
  }
}

extension MixSpec.SaturationUnit {
  /// The money that counts as 1, of the spend of the fitted rows (carried over already for ``largestCarriedOver``); 1 where
  /// nothing was spent.
  public func amount(of spend: [Double]) -> Double {
    let active = spend.filter { $0 > 0 }
    guard !active.isEmpty else { return 1 }
    switch self {
    case .medianActivePeriod: return median(active)
    case .largestPeriod, .largestCarriedOver: return active.max() ?? 1
    case .money: return 1
    }
  }
}
