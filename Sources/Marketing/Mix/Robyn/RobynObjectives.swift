import Tables

/// The objectives by which Robyn judges a candidate; each is better the smaller it is.
///
/// Source: Robyn 3.12, R/model.R and R/calibration.R.
public enum RobynObjectives {
  /// RMSE over a range: √(Σ(y − ŷ)²/n) / (max y − min y).
  ///
  /// - Parameters:
  ///   - squaredErrors: Σ(y − ŷ)² over the rows.
  ///   - rows: How many rows.
  ///   - range: max y − min y over the same rows.
  /// - Returns: The error, or infinity where the range is 0.
  public static func nrmse(squaredErrors: Double, rows: Int, range: Double) -> Double {
    guard rows > 0, range > 0 else { return .infinity }
    return (max(0, squaredErrors) / Double(rows)).squareRoot() / range
  }

  /// The same for predictions row by row, over a range of the rows' own where none is given.
  public static func nrmse(
    actual: [Double], predicted: [Double], range: Double? = nil
  ) -> Double {
    precondition(
      actual.count == predicted.count, "\(actual.count) rows and \(predicted.count) predictions")
    let errors = zip(actual, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return nrmse(
      squaredErrors: errors, rows: actual.count,
      range: range ?? ((actual.max() ?? 0) - (actual.min() ?? 0)))
  }

  /// DECOMP.RSSD: how far shares of the paid effect lie from shares of the spend.
  ///
  ///     √Σ(effect share − spend share)² · (1 + k₀/M)
  ///
  /// with k₀ of the M channels at an effect share of 0 to four decimals; the factor only where zeros are punished. A
  /// decomposition without any effect is infinitely far.
  ///
  /// - Parameters:
  ///   - effect: What each paid channel sold over the rows.
  ///   - spend: What was spent on each; at least one above 0, see ``spend(of:)``.
  ///   - punishesZeros: Whether channels without effect count as worse, as Robyn's `rssd_zero_penalty` does.
  /// - Returns: The distance, 0 or more; infinity where there is no effect at all.
  public static func decompositionDistance(
    effect: [Double], spend: [Double], punishesZeros: Bool = true
  ) -> Double {
    precondition(effect.count == spend.count, "\(effect.count) effects of \(spend.count) channels")
    var (effects, money) = (0.0, 0.0)
    for channel in effect.indices {
      effects += effect[channel]
      money += spend[channel]
    }
    guard effects != 0, effects.isFinite, money > 0 else { return .infinity }
    var (squares, zeros) = (0.0, 0)
    for channel in effect.indices {
      let share = effect[channel] / effects
      let distance = share - spend[channel] / money
      squares += distance * distance
      if abs(share) <= 0.00005 { zeros += 1 }
    }
    let factor = punishesZeros ? 1 + Double(zeros) / Double(effect.count) : 1
    return squares.squareRoot() * factor
  }

  /// What was spent on each channel over these rows.
  ///
  /// - Throws: `MixError.noSpend` where nothing was: there are no shares then.
  public static func spend(of data: MixData) throws(MixError) -> [Double] {
    let totals = data.channels.map { $0.values.reduce(0, +) }
    guard totals.contains(where: { $0 > 0 }) else {
      throw .noSpend(channels: data.channels.map(\.name), rows: data.rowCount)
    }
    return totals
  }
}

/// Lift studies placed on the rows of a model: MAPE.LIFT.
///
///     mean over studies of |L̂ · (days of the study / days of its rows) − L| / |L|
///
/// L̂ is the channel's contribution in the rows whose periods the study touches; under the immediate scope less what it would
/// have been without the spend of those rows, so that what earlier spend carries in is taken off and what the study's own
/// spend sells after it is not counted.
///
/// Days are counted as such, the last included. Robyn takes the difference of dates instead, of the study and of its first
/// and last row, which makes weekly studies of four whole weeks 27/21 of what they were.
public struct RobynLifts: Sendable, Hashable {
  /// A study and the rows that it touches.
  public struct Placed: Sendable, Hashable {
    /// The channel's index.
    public let channel: Int
    /// The rows whose periods the study touches.
    public let rows: Range<Int>
    /// Days of the study over days of those rows, at most 1.
    public let part: Double
    /// What was measured.
    public let lift: Double
    /// What is held against it.
    public let scope: LiftStudy.Scope
  }

  /// The studies, in the order given.
  public let placed: [Placed]

  /// Places studies on rows.
  ///
  /// - Throws: `MixError` naming the study: no such channel, days that the rows do not cover, a lift of 0 or no number; or rows
  ///   without dates.
  public init(_ studies: [LiftStudy], for data: MixData) throws(MixError) {
    guard let first = data.days.first, let last = data.days.last, let step = data.stepInDays else {
      placed = []
      if studies.isEmpty { return }
      throw .noDates(why: "a lift study is a matter of the calendar")
    }
    let ends = Self.ends(of: data.days, step)
    let end = (ends.last ?? last).advanced(by: -1)
    var found: [Placed] = []
    for study in studies {
      let name = "\(study.channel), \(study.first) to \(study.last)"
      guard let channel = data.channels.firstIndex(where: { $0.name == study.channel }) else {
        throw .badExperiment(
          name,
          why: "no channel \"\(study.channel)\"; the model has "
            + data.channels.map(\.name).joined(separator: ", "))
      }
      guard study.last >= study.first else {
        throw .badExperiment(name, why: "it ends before it begins; exchange the two dates")
      }
      guard study.first >= first, study.last <= end else {
        throw .badExperiment(
          name,
          why:
            "its days lie outside the rows, \(first) to \(end); leave it out, or use rows that hold it"
        )
      }
      guard study.lift != 0, study.lift.isFinite else {
        throw .badExperiment(
          name,
          why:
            "a lift of \(study.lift) has no relative error; give sales above or below 0, or leave it out"
        )
      }
      let touched = data.days.indices.filter {
        data.days[$0] <= study.last && ends[$0] > study.first
      }
      guard let from = touched.first, let through = touched.last else {
        throw .badExperiment(name, why: "no row has any of its days; there is a gap in the dates")
      }
      let days = Double(study.first.distance(to: study.last) + 1)
      let lasting = touched.reduce(0) { $0 + data.days[$1].distance(to: ends[$1]) }
      found.append(
        Placed(
          channel: channel, rows: from..<(through + 1),
          part: min(1, days / Double(lasting)), lift: study.lift, scope: study.scope))
    }
    placed = found
  }

  /// The days on which the next period begins, were there no gap.
  ///
  /// Rows that all begin on the same day of a month are months, or as many of them as the closest two lie apart: each ends by
  /// the calendar. Others end where the next begins, before a gap after as many days as rows mostly last.
  private static func ends(of days: [Day], _ step: Int) -> [Day] {
    let dates = days.map(\.civil)
    if step >= 28, let day = dates.first?.day, day <= 28, dates.allSatisfy({ $0.day == day }) {
      let months = dates.map { 12 * $0.year + $0.month - 1 }
      if let least = zip(months, months.dropFirst()).map({ $1 - $0 }).min(), least > 0 {
        let ends = months.compactMap {
          Day(year: ($0 + least) / 12, month: ($0 + least) % 12 + 1, day: day)
        }
        if ends.count == days.count { return ends }
      }
    }
    return days.indices.map { row in
      let usual = days[row].advanced(by: step)
      guard row + 1 < days.count else { return usual }
      let next = days[row + 1]
      return usual.distance(to: next) * 2 <= step ? next : usual
    }
  }

  /// What a study's channel sold by the model, scaled to the study's days: L̂ · part.
  ///
  /// - Parameters:
  ///   - index: The study's.
  ///   - coefficient: The channel's.
  ///   - transform: The channel's, its unit of money set.
  ///   - data: The rows that the studies were placed on.
  /// - Returns: The effect, in the target's unit.
  public func effect(
    ofStudy index: Int, coefficient: Double, transform: ChannelTransform, in data: MixData
  ) -> Double {
    let study = placed[index]
    let places = data.calendarPlaces
    let inside = places[study.rows.lowerBound]...places[study.rows.upperBound - 1]
    let response = data.throughTime(study.channel) { spend, history in
      let all = transform.applied(to: spend, after: history)
      guard study.scope == .immediate else { return all }
      let others = spend.indices.map { inside.contains($0) ? 0 : spend[$0] }
      return zip(all, transform.applied(to: others, after: history)).map { $0 - $1 }
    }
    return coefficient * study.part * study.rows.reduce(0) { $0 + response[$1] }
  }

  /// MAPE.LIFT of the studies' effects, scaled to their days; 0 without studies.
  public func error(of effects: [Double]) -> Double {
    precondition(effects.count == placed.count, "\(effects.count) effects of \(placed.count)")
    guard !placed.isEmpty else { return 0 }
    return zip(effects, placed).reduce(0) { $0 + abs($1.0 - $1.1.lift) / abs($1.1.lift) }
      / Double(placed.count)
  }
}
