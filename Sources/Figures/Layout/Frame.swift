import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One panel: where it stands, and how values become pixels in it.
struct Frame {
  let plot: Rect
  let along: Scale
  let value: Scale
  /// Whether positions run from top to bottom and values from left to right.
  let isTurned: Bool

  func point(_ position: Double, _ amount: Double) -> Point {
    let (a, v) = (along.place(position), value.place(amount))
    return isTurned ? Point(v, a) : Point(a, v)
  }

  /// The box between two positions (pixels along) and two values (pixels across).
  func box(along a: (Double, Double), value v: (Double, Double)) -> Rect {
    let (p, q) = (min(a.0, a.1), max(a.0, a.1))
    let (r, s) = (min(v.0, v.1), max(v.0, v.1))
    return isTurned
      ? Rect(left: r, top: p, width: s - r, height: q - p)
      : Rect(left: p, top: r, width: q - p, height: s - r)
  }

  /// Where bars begin: zero, or the end of the axis where zero is not on it.
  var zero: Double {
    if case .log = value.kind { return value.start }
    return value.place(min(max(0, value.low), value.high))
  }
}

/// An axis ready to be drawn.
struct AxisPlan {
  struct Tick {
    let value: Double
    let text: String
    /// A second line: the year.
    var below = ""
  }

  var scale: Scale
  var ticks: [Tick]
  var isHidden = false
  var label = ""
  /// Beside the top tick.
  var unit = ""
  var hasGrid = true
  /// Whether the names under the panel run up to it at 45°.
  var isSlanted = false

  /// The width of the widest tick.
  var widest: Double {
    isHidden ? 0 : ticks.map { TextMetrics.width($0.text, size: 11) }.max() ?? 0
  }
  var hasSecondLine: Bool { ticks.contains { !$0.below.isEmpty } }
}

extension AxisPlan {
  /// The axis of values.
  ///
  /// - Parameters:
  ///   - values: What the axis must hold.
  ///   - length: Its length in pixels.
  ///   - spacing: Pixels from tick to tick.
  ///   - padding: Shares of the length kept free at the low and the high end, for labels.
  static func values(
    _ values: [Double], axis: Axis, needsZero: Bool, length: Double, spacing: Double,
    padding: (Double, Double) = (0, 0), isWidened: Bool = true
  ) -> AxisPlan {
    let isLog = axis.kind == .log
    let usable = values.filter { $0.isFinite && (!isLog || $0 > 0) }
    var low = usable.min() ?? 0
    var high = usable.max() ?? 1
    if !isLog, axis.includesZero ?? needsZero { (low, high) = (min(low, 0), max(high, 0)) }
    let span = high - low
    if !isLog, axis.domain == nil, span.isFinite {
      // Room for symbols and words never carries the axis over zero.
      low = low >= 0 ? max(0, low - padding.0 * span) : low - padding.0 * span
      high = high <= 0 ? min(0, high + padding.1 * span) : high + padding.1 * span
    } else if isLog, axis.domain == nil, low > 0, high > low {
      let ratio = high / low
      low /= pow(ratio, padding.0)
      high *= pow(ratio, padding.1)
    }
    if let domain = axis.domain { (low, high) = (domain.lowerBound, domain.upperBound) }
    var scale = Scale.numbers(low, high, isLog: isLog)
    let count = Int(min(max(length / spacing, 2), 20).rounded())
    var ticks: [Double]
    switch axis.ticks {
    case .none: ticks = []
    case .values(let own): ticks = own
    case .fitted where !isLog:
      ticks = FittedTicks.ticks(scale.low, scale.high, count: count) { marks in
        fits(marks, axis: axis, length: length) ? 1 : 0
      }
      if axis.domain == nil, isWidened, let first = ticks.first, let last = ticks.last {
        scale = Scale.numbers(min(first, scale.low), max(last, scale.high), isLog: false)
      }
    default:
      if isLog {
        ticks = Scale.logTicks(scale.low, scale.high)
      } else {
        if axis.domain == nil, isWidened {
          let wide = RoundTicks.nice(scale.low, scale.high, count: count)
          scale = Scale.numbers(wide.0, wide.1, isLog: false)
        }
        ticks = RoundTicks.ticks(scale.low, scale.high, count: count)
      }
    }
    let margin = isLog ? 0 : (scale.high - scale.low) * 1e-9
    ticks = ticks.filter { $0 >= scale.low - margin && $0 <= scale.high + margin }
    let numbers = AxisNumbers(ticks, format: axis.format, isLog: isLog)
    var plan = AxisPlan(
      scale: scale,
      ticks: zip(ticks, numbers.texts).map { Tick(value: $0, text: $1) })
    if let last = plan.ticks.last, !numbers.symbol.isEmpty {
      plan.ticks[plan.ticks.count - 1] = Tick(
        value: last.value, text: NumberFormat.signed(last.text, symbol: numbers.symbol))
    }
    plan.isHidden = axis.isHidden
    plan.label = axis.label
    plan.unit = axis.unit
    plan.hasGrid = axis.hasGrid ?? true
    return plan
  }

  private static func fits(_ ticks: [Double], axis: Axis, length: Double) -> Bool {
    let texts = AxisNumbers(ticks, format: axis.format).texts
    let total = texts.reduce(0) { $0 + TextMetrics.width($1, size: 11) + 8 }
    return total <= length
  }

  /// The axis of dates.
  static func days(_ values: [Double], axis: Axis, length: Double) -> AxisPlan {
    let usable = values.filter { $0.isFinite && abs($0) < 3e6 }.sorted()
    let low = axis.domain?.lowerBound ?? usable.first ?? 0
    let high = axis.domain?.upperBound ?? usable.last ?? 1
    let days = usable.filter { $0 >= low && $0 <= high }.map { Day(daysSinceEpoch: Int($0)) }
    let calendar = CalendarTicks(days, count: max(2, Int(length / 70)))
    var plan = AxisPlan(
      scale: .numbers(low, high, isLog: false),
      ticks: calendar.ticks.map {
        Tick(value: Double($0.day.daysSinceEpoch), text: $0.label, below: $0.year)
      })
    if case .values(let own) = axis.ticks {
      plan.ticks = own.filter { abs($0) < 3e6 }.map { value in
        let day = Day(daysSinceEpoch: Int(value))
        return Tick(value: value, text: DateFormat.dayMonth.text(day), below: String(day.year))
      }
    }
    if axis.ticks == .none { plan.ticks = [] }
    plan.isHidden = axis.isHidden
    plan.label = axis.label
    plan.hasGrid = axis.hasGrid ?? false
    return plan
  }

  /// The axis of categories.
  static func categories(_ names: [String], axis: Axis) -> AxisPlan {
    var plan = AxisPlan(
      scale: .band(names),
      ticks: names.enumerated().map { Tick(value: Double($0), text: $1) })
    plan.isHidden = axis.isHidden
    plan.label = axis.label
    plan.hasGrid = false
    return plan
  }
}
