extension HolidayRule {
  static let newYear = HolidayRule(name: "New Year's Day", date: .on(month: 1, day: 1))
  static let epiphany = HolidayRule(name: "Epiphany", date: .on(month: 1, day: 6))
  static let goodFriday = HolidayRule(name: "Good Friday", date: .easter(-2))
  static let easterSunday = HolidayRule(name: "Easter Sunday", date: .easter(0))
  static let easterMonday = HolidayRule(name: "Easter Monday", date: .easter(1))
  static let ascension = HolidayRule(name: "Ascension Day", date: .easter(39))
  static let whitSunday = HolidayRule(name: "Whit Sunday", date: .easter(49))
  static let whitMonday = HolidayRule(name: "Whit Monday", date: .easter(50))
  static let labourDay = HolidayRule(name: "Labour Day", date: .on(month: 5, day: 1))
  static let assumption = HolidayRule(name: "Assumption Day", date: .on(month: 8, day: 15))
  static let allSaints = HolidayRule(name: "All Saints' Day", date: .on(month: 11, day: 1))
  static let immaculate = HolidayRule(
    name: "Immaculate Conception", date: .on(month: 12, day: 8))
  static let christmas = HolidayRule(name: "Christmas Day", date: .on(month: 12, day: 25))
  static let boxingDay = HolidayRule(name: "Second Day of Christmas", date: .on(month: 12, day: 26))

  static let germany = [
    newYear, goodFriday, easterMonday, labourDay, ascension, whitMonday,
    HolidayRule(name: "German Unity Day", date: .on(month: 10, day: 3)),
    christmas, boxingDay,
  ]

  static let france = [
    newYear, easterMonday, labourDay,
    HolidayRule(name: "Victory Day", date: .on(month: 5, day: 8)),
    ascension,
    // A day of work for solidarity from 2005 until the law of April 2008.
    HolidayRule(name: "Whit Monday", date: .easter(50), years: 0...2_004),
    HolidayRule(name: "Whit Monday", date: .easter(50), years: 2_008...9_999),
    HolidayRule(name: "National Day", date: .on(month: 7, day: 14)),
    assumption, allSaints,
    HolidayRule(name: "Armistice Day", date: .on(month: 11, day: 11)),
    christmas,
  ]

  /// What regions move to another day where it falls on a Sunday stays where it is.
  static let spain = [
    newYear, epiphany, goodFriday, labourDay, assumption,
    HolidayRule(name: "National Day", date: .on(month: 10, day: 12)),
    allSaints,
    HolidayRule(name: "Constitution Day", date: .on(month: 12, day: 6)),
    immaculate, christmas,
  ]

  static let italy = [
    newYear, epiphany, easterSunday, easterMonday,
    HolidayRule(name: "Liberation Day", date: .on(month: 4, day: 25)),
    labourDay,
    HolidayRule(name: "Republic Day", date: .on(month: 6, day: 2)),
    assumption,
    HolidayRule(name: "Saint Francis", date: .on(month: 10, day: 4), years: 2_026...9_999),
    allSaints, immaculate, christmas,
    HolidayRule(name: "Saint Stephen's Day", date: .on(month: 12, day: 26)),
  ]

  static let netherlands = [
    newYear, goodFriday, easterSunday, easterMonday,
    HolidayRule(
      name: "Queen's Day", date: .dayBeforeSunday(month: 4, day: 30), years: 0...2_013),
    HolidayRule(
      name: "King's Day", date: .dayBeforeSunday(month: 4, day: 27), years: 2_014...9_999),
    HolidayRule(name: "Liberation Day", date: .every(5, month: 5, day: 5)),
    ascension, whitSunday, whitMonday, christmas, boxingDay,
  ]

  /// Bank holidays of England and Wales; those of Scotland and Northern Ireland differ in part.
  ///
  /// Those moved for jubilees and for the end of the war in
  /// Europe (2012, 2020, 2022) are where they were; what was proclaimed for one year only is left out.
  static let englandAndWales: [HolidayRule] = {
    func bank(_ name: String, _ month: Int, _ day: Int) -> HolidayRule {
      HolidayRule(
        name: name, date: .on(month: month, day: day), substitute: .nextFreeDay())
    }
    func moved(_ name: String, _ year: Int, _ month: Int, _ day: Int) -> HolidayRule {
      HolidayRule(name: name, date: .on(month: month, day: day), years: year...year)
    }
    func except(_ name: String, _ date: Occurrence, _ moved: [Int]) -> [HolidayRule] {
      let edges = [-1] + moved + [10_000]
      return zip(edges, edges.dropFirst()).map { last, next in
        HolidayRule(name: name, date: date, years: last + 1...next - 1)
      }
    }
    return [bank("New Year's Day", 1, 1), goodFriday, easterMonday]
      + except("Early May Bank Holiday", .weekday(1, 1, month: 5), [2_020])
      + [moved("Early May Bank Holiday", 2_020, 5, 8)]
      + except("Spring Bank Holiday", .weekday(1, -1, month: 5), [2_002, 2_012, 2_022])
      + [
        moved("Spring Bank Holiday", 2_002, 6, 4), moved("Spring Bank Holiday", 2_012, 6, 4),
        moved("Spring Bank Holiday", 2_022, 6, 2),
        HolidayRule(name: "Summer Bank Holiday", date: .weekday(1, -1, month: 8)),
        bank("Christmas Day", 12, 25), bank("Boxing Day", 12, 26),
      ]
  }()
}
