#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ticks at multiples of 1, 2 or 5 × 10ᵏ.
///
/// The algorithm of d3-array (`ticks.js`, `nice.js`; Bostock): steps below one are kept as their whole inverse, so that
/// 0.1 + 0.2 never shows.
public enum RoundTicks {
  /// About `count` ticks within the closed range, in order; none where an end is not finite.
  public static func ticks(_ start: Double, _ stop: Double, count: Int) -> [Double] {
    guard count > 0, start.isFinite, stop.isFinite, (stop - start).isFinite else { return [] }
    if start == stop { return [start] }
    guard start < stop, let spec = spec(start, stop, Double(count), depth: 0) else { return [] }
    let number = spec.last - spec.first + 1
    guard number >= 1, number <= 10_000 else { return [] }
    return (0..<Int(number)).map { index in
      let whole = spec.first + Double(index)
      return spec.inverse < 0 ? whole / -spec.inverse : whole * spec.inverse
    }
  }

  /// The range widened to whole steps.
  public static func nice(_ start: Double, _ stop: Double, count: Int) -> (Double, Double) {
    var (low, high) = (start, stop)
    guard count > 0, start < stop, (stop - start).isFinite else { return (low, high) }
    var before: Double?
    for _ in 0..<10 {
      guard let step = spec(low, high, Double(count), depth: 0)?.inverse, step != 0 else { break }
      if step == before { break }
      if step > 0 {
        low = (low / step).rounded(.down) * step
        high = (high / step).rounded(.up) * step
      } else {
        low = (low * step).rounded(.up) / step
        high = (high * step).rounded(.down) / step
      }
      before = step
    }
    return low.isFinite && high.isFinite ? (low, high) : (start, stop)
  }

  /// First and last multiple and the step; a negative "inverse" means the step is 1 / −inverse.
  private static func spec(
    _ start: Double, _ stop: Double, _ count: Double, depth: Int
  ) -> (first: Double, last: Double, inverse: Double)? {
    let step = (stop - start) / max(0, count)
    guard step > 0, step.isFinite else { return nil }
    let power = floor(log10(step))
    let error = step / pow(10, power)
    let factor: Double =
      error >= 50.0.squareRoot()
      ? 10 : error >= 10.0.squareRoot() ? 5 : error >= 2.0.squareRoot() ? 2 : 1
    var first: Double
    var last: Double
    var inverse: Double
    if power < 0 {
      inverse = pow(10, -power) / factor
      first = (start * inverse).rounded()
      last = (stop * inverse).rounded()
      if first / inverse < start { first += 1 }
      if last / inverse > stop { last -= 1 }
      inverse = -inverse
    } else {
      inverse = pow(10, power) * factor
      first = (start / inverse).rounded()
      last = (stop / inverse).rounded()
      if first * inverse < start { first += 1 }
      if last * inverse > stop { last -= 1 }
    }
    guard first.isFinite, last.isFinite else { return nil }
    if last < first, count >= 0.5, count < 2, depth < 4 {
      return spec(start, stop, count * 2, depth: depth + 1)
    }
    return (first, last, inverse)
  }
}
