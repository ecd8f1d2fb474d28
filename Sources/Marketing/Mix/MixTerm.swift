import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One feature of the model: a function of the data that becomes one column of the design.
///
/// All that depends on what a feature *is* stands in this type: its name, its column, the part of sales that it belongs to,
/// and, for a channel, how spend becomes the column. The design, the fitters, contributions and returns do not change with
/// it.
public enum MixTerm: Sendable, Hashable, Codable {
  /// The spend of the channel of that index, carried over and saturated.
  case channel(Int, ChannelTransform)
  /// The control of that index.
  case control(Int)
  /// Periods since the first fitted row.
  case linearTrend
  /// Periods since a bend of the trend, 0 before it; the bend's place in periods since the first fitted row.
  case bend(Int, at: Double)
  /// One wave of a season: `harmonic` cycles in `period` rows' periods; `season` counts the specification's wave seasons
  /// from 1.
  case wave(Wave, harmonic: Int, period: Double, season: Int)
  /// One wave of a year that is counted by the day of the calendar year.
  case dayWave(Wave, harmonic: Int, season: Int)
  /// 1 in a month of the calendar, 1...12.
  case month(Int)
  /// 1 on a day of the week, Monday 1.
  case weekday(Int)
  /// 1 on Saturday and Sunday.
  case weekend
  /// The number of a country's public holidays in the row's period.
  case holidays(country: String)
  /// The share of the row's period that an event covers.
  case event(MixSpec.Event)
  /// 1 in every row: the level within a blend, beside which the model's intercept stays free.
  case level
  /// A part of the baseline that was fitted before the model: a fixed sum of other features.
  case blend(SalesPart, [Weighted])

  /// A feature of a blend and its weight, in units of the target for each unit of the feature.
  public struct Weighted: Sendable, Hashable, Codable {
    /// The feature.
    public let term: MixTerm
    /// What it is multiplied by.
    public let weight: Double
  }

  /// The two waves of a Fourier pair.
  public enum Wave: String, Sendable, Hashable, Codable {
    /// Sine: 0 at the first fitted row.
    case sine = "sin"
    /// Cosine: 1 at the first fitted row.
    case cosine = "cos"
  }

  /// The part of sales that a feature belongs to.
  public var part: SalesPart {
    switch self {
    case .channel(let index, _): .channel(index)
    case .control(let index): .control(index)
    case .linearTrend, .bend: .trend
    case .level: .intercept
    case .wave, .dayWave, .month, .weekday, .weekend: .season
    case .holidays: .holidays
    case .event: .events
    case .blend(let part, _): part
    }
  }

  /// Whether the feature is a function of the rows' dates.
  var needsDates: Bool {
    switch self {
    case .channel, .control, .level: false
    case .linearTrend, .bend, .wave, .dayWave, .month, .weekday, .weekend, .holidays, .event: true
    case .blend(_, let terms): terms.contains { $0.term.needsDates }
    }
  }

  /// The feature's name: the column's, or `trend`, `season_sin_1`, `month_2`.
  public func name(in data: MixData) -> String {
    switch self {
    case .channel(let index, _): data.channels[index].name
    case .control(let index): data.controls[index].name
    case .linearTrend: "trend"
    case .bend(let number, _): "trend_bend_\(number)"
    case .wave(let wave, let harmonic, _, let season), .dayWave(let wave, let harmonic, let season):
      "season\(season > 1 ? "\(season)" : "")_\(wave.rawValue)_\(harmonic)"
    case .month(let month): "month_\(month)"
    case .weekday(let day): "weekday_\(day)"
    case .weekend: "weekend"
    case .holidays: "holidays"
    case .event(let event): event.name
    case .level: "level"
    case .blend(let part, _): part.name(in: data)
    }
  }

  /// The feature's column, one number a row.
  ///
  /// - Parameters:
  ///   - data: The rows.
  ///   - positions: Each row's place in time, in periods since the first fitted row.
  ///   - stepInDays: Days from one period to the next; 1 where there are no dates.
  /// - Returns: The column, one number a row.
  func column(of data: MixData, at positions: [Double], stepInDays: Int) -> [Double] {
    switch self {
    case .channel(let index, let transform):
      data.throughTime(index) { transform.applied(to: $0, after: $1) }
    case .control(let index): data.controls[index].values
    case .linearTrend: positions
    case .bend(_, let place): positions.map { max(0, $0 - place) }
    case .wave(let wave, let harmonic, let period, _):
      positions.map { position in
        let angle = 2 * Double.pi * Double(harmonic) * position / period
        return wave == .sine ? sin(angle) : cos(angle)
      }
    case .dayWave(let wave, let harmonic, _):
      data.days.map { day in
        let newYear = Day(year: day.year, month: 1, day: 1) ?? day
        let dayOfYear = Double(newYear.distance(to: day) + 1)
        let angle = 2 * Double.pi * Double(harmonic) * dayOfYear / 365.25
        return wave == .sine ? sin(angle) : cos(angle)
      }
    case .month(let month): data.days.map { $0.month == month ? 1 : 0 }
    case .weekday(let weekday): data.days.map { $0.weekday == weekday ? 1 : 0 }
    case .weekend: data.days.map { $0.isWeekend ? 1 : 0 }
    case .holidays(let country):
      HolidayCalendar(country: country)?.holidayColumn(days: data.days, stepInDays: stepInDays)
        ?? [Double](repeating: 0, count: data.rowCount)
    case .event(let event):
      data.days.map { event.share(of: $0, lasting: stepInDays) }
    case .level: [Double](repeating: 1, count: data.rowCount)
    case .blend(_, let terms):
      terms.reduce(into: [Double](repeating: 0, count: data.rowCount)) { sum, part in
        let column = part.term.column(of: data, at: positions, stepInDays: stepInDays)
        for row in sum.indices { sum[row] += part.weight * column[row] }
      }
    }
  }
}

extension MixSpec.Event {
  /// The share of a period that the event covers, 0...1.
  func share(of day: Day, lasting days: Int) -> Double {
    let end = day.advanced(by: days)
    let start = max(day, first)
    let stop = min(end, last.advanced(by: 1))
    return stop > start ? Double(start.distance(to: stop)) / Double(days) : 0
  }
}

/// A part of sales: what contributions are reported by.
public enum SalesPart: Sendable, Hashable, Codable {
  /// What would be sold without all that the model knows of.
  case intercept
  /// Slow growth or decline.
  case trend
  /// What comes back every cycle.
  case season
  /// Public holidays.
  case holidays
  /// Things that happened once.
  case events
  /// The control of that index.
  case control(Int)
  /// The channel of that index.
  case channel(Int)

  /// Whether marketing has no hand in it.
  public var isBaseline: Bool {
    if case .channel = self { false } else { true }
  }
}
