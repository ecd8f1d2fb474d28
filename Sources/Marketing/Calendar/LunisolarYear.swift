import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A year of the lunisolar calendar of Korea, computed from the Moon and the Sun.
///
/// A month begins on the day of the new moon at Seoul (UTC + 9). Month 11 holds the winter solstice; where thirteen months
/// lie between two of them, the first in which the Sun enters no new twelfth of its path is a leap month and has no number.
///
/// New moons are good to some seconds and the Sun to 0.01° (a quarter of an hour), so a day could only be wrong where one
/// of them comes that near to midnight. The tests hold Chuseok of 1950 to 2050, Buddha's birthday since 1975 and New Year since
/// 1989 against official tables; before and after nothing has been verified.
///
/// Source: Meeus (1998), "Astronomical Algorithms", chapters 25 and 49.
struct LunisolarYear {
  /// The first days of the months 1 to 12, as days since 1970-01-01.
  private let firstDays: [Int]

  /// The lunisolar year that begins early in a year of the calendar; nil outside 1900...2100.
  init?(_ year: Int) {
    guard (1900...2100).contains(year) else { return nil }
    let start = LunisolarYear.eleventhMonth(of: year - 1)
    let end = LunisolarYear.eleventhMonth(of: year)
    let firsts = (start...end + 2).map { LunisolarYear.day(ofNewMoon: $0) }
    let hasLeap = end - start == 13
    // The months after the old year's eleventh: 12, 1, 2, …
    var number = 11
    var found: [Int: Int] = [:]
    var leapIsDue = hasLeap
    for index in 1..<firsts.count - 1 {
      if leapIsDue,
        LunisolarYear.twelfth(firsts[index]) == LunisolarYear.twelfth(firsts[index + 1])
      {
        leapIsDue = false
        continue
      }
      number = number % 12 + 1
      // The old year's twelfth month comes first; the year's own is found last.
      found[number] = firsts[index]
    }
    let months = (1...12).compactMap { found[$0] }
    guard months.count == 12 else { return nil }
    firstDays = months
  }

  /// The date of a day of a month; nil where the month is not 1...12.
  func day(month: Int, day: Int) -> Day? {
    (1...12).contains(month) ? Day(daysSinceEpoch: firstDays[month - 1] + day - 1) : nil
  }

  /// The new moon that begins the month of a year's winter solstice.
  private static func eleventhMonth(of year: Int) -> Int {
    // The solstice is the day at whose end the Sun has passed 270°.
    var solstice = Int(Day(year: year, month: 12, day: 19)?.daysSinceEpoch ?? 0)
    while twelfth(solstice + 1) != 9 { solstice += 1 }
    var moon = Int((Double(year - 2000) + 0.97) * 12.3685) + 1
    while day(ofNewMoon: moon) > solstice { moon -= 1 }
    return moon
  }

  /// The twelfth of its path, 0...11, in which the Sun stands at the beginning of a day at Seoul.
  private static func twelfth(_ day: Int) -> Int {
    let years = Double(day) / 365.25 - 30
    let t = (Double(day) + hoursAhead(years) / 24 - 10_957.5) / 36_525
    let anomaly = radians(357.52911 + t * (35_999.05029 - 0.0001537 * t))
    let centre =
      (1.914602 - t * (0.004817 + 0.000014 * t)) * sin(anomaly)
      + (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    let longitude =
      280.46646 + t * (36_000.76983 + 0.0003032 * t) + centre - 0.00569
      - 0.00478 * sin(radians(125.04 - 1_934.136 * t))
    let turned = longitude - 360 * (longitude / 360).rounded(.down)
    return Int(turned / 30) % 12
  }

  /// The day at Seoul of a new moon, counted from that of 2000-01-06.
  private static func day(ofNewMoon number: Int) -> Int {
    let k = Double(number)
    let t = k / 1_236.85
    // Days of dynamical time since 1970-01-01 0 h.
    var day =
      2_451_550.09766 - 2_440_587.5 + 29.530588861 * k + t * t * (0.00015437 - 0.00000015 * t)
    let e = 1 - t * (0.002516 + 0.0000074 * t)
    let sun = 2.5534 + 29.1053567 * k - 0.0000014 * t * t
    let moon = 201.5643 + 385.81693528 * k + t * t * (0.0107582 + 0.00001238 * t)
    let latitude = 160.7108 + 390.67050284 * k - t * t * (0.0016118 + 0.00000227 * t)
    let node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t
    for term in moonTerms {
      let factor = term.sun == 0 ? 1 : (abs(term.sun) == 1 ? e : e * e)
      let angle = term.sun * sun + term.moon * moon + term.latitude * latitude
      day += term.size * factor * sin(radians(angle))
    }
    day -= 0.00017 * sin(radians(node))
    for (start, speed, size) in planetTerms { day += size * sin(radians(start + speed * k)) }
    return Int((day - hoursAhead(k / 12.3685) / 24).rounded(.down))
  }

  /// Hours from the clock of Seoul to dynamical time, so many years from 2000: ΔT − 9 h, with the ΔT of Espenak and Meeus
  /// for 2005 to 2050, which stays within a minute of the true one for 1900 to 2050.
  private static func hoursAhead(_ years: Double) -> Double {
    (62.92 + years * (0.32217 + 0.005589 * years)) / 3_600 - 9
  }

  private static func radians(_ degrees: Double) -> Double {
    (degrees - 360 * (degrees / 360).rounded(.down)) * .pi / 180
  }

  /// Size in days, and multiples of the Sun's anomaly, the Moon's, and the Moon's argument of latitude: Meeus, page 351.
  private static let moonTerms: [(size: Double, sun: Double, moon: Double, latitude: Double)] = [
    (-0.4072, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0), (-0.00514, 1, 1, 0), (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2), (0.00056, 1, 2, 0), (-0.00042, 0, 3, 0), (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2), (-0.00024, -1, 2, 0), (-0.00007, 2, 1, 0), (0.00004, 0, 2, -2),
    (0.00004, 3, 0, 0), (0.00003, 1, 1, -2), (0.00003, 0, 2, 2), (-0.00003, 1, 1, 2),
    (0.00003, -1, 1, 2), (-0.00002, -1, 1, -2), (-0.00002, 1, 3, 0), (0.00002, 0, 4, 0),
  ]

  /// Start and speed in degrees, size in days: what the planets do, Meeus, page 351.
  private static let planetTerms: [(start: Double, speed: Double, size: Double)] = [
    (299.77, 0.107408, 0.000325), (251.88, 0.016321, 0.000165), (251.83, 26.651886, 0.000164),
    (349.42, 36.412478, 0.000126), (84.66, 18.206239, 0.00011), (141.74, 53.303771, 0.000062),
    (207.14, 2.453732, 0.00006), (154.84, 7.30686, 0.000056), (34.52, 27.261239, 0.000047),
    (207.19, 0.121824, 0.000042), (291.34, 1.844379, 0.00004), (161.72, 24.198154, 0.000037),
    (239.56, 25.513099, 0.000035), (331.55, 3.592518, 0.000023),
  ]
}
