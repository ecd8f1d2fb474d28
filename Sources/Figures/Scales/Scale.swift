#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How values become pixels along one direction.
struct Scale {
  enum Kind {
    case linear
    case log
    /// Values are the indices of the names.
    case band([String])
  }

  let kind: Kind
  let low: Double
  let high: Double
  let start: Double
  let end: Double

  /// The pixels from one category to the next.
  var step: Double {
    guard case .band(let names) = kind else { return 0 }
    return abs(end - start) / Double(max(names.count, 1))
  }

  /// The place of a value; NaN where it has none.
  func place(_ value: Double) -> Double {
    guard value.isFinite else { return .nan }
    let share: Double
    switch kind {
    case .linear: share = (value - low) / (high - low)
    case .log: share = value > 0 ? log(value / low) / log(high / low) : .nan
    case .band(let names): share = (value + 0.5) / Double(max(names.count, 1))
    }
    guard share.isFinite else { return .nan }
    // Far beyond the panel is as good as a little beyond, and stays a number.
    return start + min(max(share, -20), 20) * (end - start)
  }

  /// The same scale on other pixels.
  func moved(from start: Double, to end: Double) -> Scale {
    Scale(kind: kind, low: low, high: high, start: start, end: end)
  }

  /// A scale of numbers; a domain without extent is widened, one that is not finite replaced.
  static func numbers(_ low: Double, _ high: Double, isLog: Bool) -> Scale {
    var (a, b) = (min(low, high), max(low, high))
    if !a.isFinite || !b.isFinite { (a, b) = (0, 1) }
    if isLog {
      if b <= 0 { (a, b) = (1, 10) }
      if a <= 0 { a = b / 1000 }
      if a == b { (a, b) = (a / 2, b * 2) }
      return Scale(kind: .log, low: a, high: b, start: 0, end: 1)
    }
    if b - a <= max(abs(a), abs(b)) * 1e-12 {
      let margin = a == 0 ? 1 : abs(a) * 0.1
      (a, b) = (a - margin, b + margin)
    }
    return Scale(kind: .linear, low: a, high: b, start: 0, end: 1)
  }

  /// A scale of categories.
  static func band(_ names: [String]) -> Scale {
    Scale(kind: .band(names), low: 0, high: Double(names.count), start: 0, end: 1)
  }

  /// The ticks of a log axis: powers of ten, with 2 and 5 or 3 between where there are few.
  static func logTicks(_ low: Double, _ high: Double) -> [Double] {
    guard low > 0, high > low else { return [] }
    let first = Int(floor(log10(low)))
    let last = Int(ceil(log10(high)))
    let decades = log10(high) - log10(low)
    let factors: [Double] = decades <= 2.2 ? [1, 2, 5] : decades <= 4.5 ? [1, 3] : [1]
    let stepping = max(1, (last - first) / 8)
    var ticks: [Double] = []
    for power in stride(from: first, through: last, by: stepping) {
      for factor in factors {
        let tick = factor * pow(10, Double(power))
        if tick >= low * (1 - 1e-9), tick <= high * (1 + 1e-9) { ticks.append(tick) }
      }
    }
    return ticks
  }
}
