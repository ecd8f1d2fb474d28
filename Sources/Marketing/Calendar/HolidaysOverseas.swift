extension HolidayRule {
  static let unitedStates: [HolidayRule] = {
    func federal(_ name: String, _ month: Int, _ day: Int, since: Int = 0) -> HolidayRule {
      HolidayRule(
        name: name, date: .on(month: month, day: day), years: since...9_999,
        substitute: .nearestWeekday)
    }
    return [
      federal("New Year's Day", 1, 1),
      HolidayRule(name: "Martin Luther King Jr. Day", date: .weekday(1, 3, month: 1)),
      HolidayRule(name: "Washington's Birthday", date: .weekday(1, 3, month: 2)),
      HolidayRule(name: "Memorial Day", date: .weekday(1, -1, month: 5)),
      federal("Juneteenth", 6, 19, since: 2_021),
      federal("Independence Day", 7, 4),
      HolidayRule(name: "Labor Day", date: .weekday(1, 1, month: 9)),
      HolidayRule(name: "Columbus Day", date: .weekday(1, 2, month: 10)),
      federal("Veterans Day", 11, 11),
      HolidayRule(name: "Thanksgiving", date: .weekday(4, 4, month: 11)),
      federal("Christmas Day", 12, 25),
    ]
  }()

  /// The general holidays of the Canada Labour Code.
  static let canada: [HolidayRule] = {
    func general(_ name: String, _ month: Int, _ day: Int, since: Int = 0) -> HolidayRule {
      HolidayRule(
        name: name, date: .on(month: month, day: day), years: since...9_999,
        substitute: .nextFreeDay())
    }
    return [
      general("New Year's Day", 1, 1), goodFriday,
      HolidayRule(name: "Victoria Day", date: .lastWeekday(1, beforeMonth: 5, day: 25)),
      general("Canada Day", 7, 1),
      HolidayRule(name: "Labour Day", date: .weekday(1, 1, month: 9)),
      general("National Day for Truth and Reconciliation", 9, 30, since: 2_021),
      HolidayRule(name: "Thanksgiving", date: .weekday(1, 2, month: 10)),
      general("Remembrance Day", 11, 11),
      general("Christmas Day", 12, 25), general("Boxing Day", 12, 26),
    ]
  }()

  /// Without the days that states and employers may give, carnival among them.
  static let brazil: [HolidayRule] = [
    newYear, goodFriday,
    HolidayRule(name: "Tiradentes", date: .on(month: 4, day: 21)),
    labourDay,
    HolidayRule(name: "Independence Day", date: .on(month: 9, day: 7)),
    HolidayRule(name: "Our Lady of Aparecida", date: .on(month: 10, day: 12)),
    HolidayRule(name: "All Souls' Day", date: .on(month: 11, day: 2)),
    HolidayRule(name: "Republic Day", date: .on(month: 11, day: 15)),
    HolidayRule(
      name: "Zumbi and Black Awareness", date: .on(month: 11, day: 20), years: 2_024...9_999),
    christmas,
  ]

  /// Without elections and days proclaimed for one year.
  ///
  /// Working days instead of those on a weekend came by decree in 2014,
  /// 2021 and 2023.
  static let korea: [HolidayRule] = {
    func national(_ name: String, _ month: Int, _ day: Int, since: Int) -> HolidayRule {
      HolidayRule(
        name: name, date: .on(month: month, day: day),
        substitute: .nextFreeDay(since: since, forShared: true))
    }
    func around(_ name: String, month: Int, day: Int) -> [HolidayRule] {
      [(-1, "Eve of \(name)"), (0, name), (1, "Day after \(name)")].map { plus, name in
        HolidayRule(
          name: name, date: .lunar(month: month, day: day, plus: plus),
          substitute: .nextFreeDay(since: 2_014, forSaturdays: false, forShared: true))
      }
    }
    func fixed(_ name: String, _ month: Int, _ day: Int, _ years: ClosedRange<Int>) -> HolidayRule {
      HolidayRule(name: name, date: .on(month: month, day: day), years: years)
    }
    func renewed(_ name: String, _ month: Int, _ day: Int) -> HolidayRule {
      HolidayRule(
        name: name, date: .on(month: month, day: day), years: 2_026...9_999,
        substitute: .nextFreeDay(forShared: true))
    }
    return [newYear] + around("Lunar New Year", month: 1, day: 1) + [
      national("Independence Movement Day", 3, 1, since: 2_021),
      fixed("Arbor Day", 4, 5, 0...2_005),
      renewed("Labour Day", 5, 1),
      national("Children's Day", 5, 5, since: 2_014),
      HolidayRule(
        name: "Buddha's Birthday", date: .lunar(month: 4, day: 8),
        substitute: .nextFreeDay(since: 2_023, forShared: true)),
      fixed("Memorial Day", 6, 6, 0...9_999),
      fixed("Constitution Day", 7, 17, 0...2_007), renewed("Constitution Day", 7, 17),
      national("Liberation Day", 8, 15, since: 2_021),
    ] + around("Chuseok", month: 8, day: 15) + [
      national("National Foundation Day", 10, 3, since: 2_021),
      HolidayRule(
        name: "Hangul Day", date: .on(month: 10, day: 9), years: 2_013...9_999,
        substitute: .nextFreeDay(since: 2_021, forShared: true)),
      national("Christmas Day", 12, 25, since: 2_023),
    ]
  }()

  /// Days on which people buy more, or at Christmas otherwise, for a reason of the calendar; most of them no day off.
  static let shopping: [HolidayRule] = [
    HolidayRule(name: "Valentine's Day", date: .on(month: 2, day: 14)),
    HolidayRule(name: "Mother's Day", date: .weekday(7, 2, month: 5)),
    HolidayRule(name: "Father's Day", date: .weekday(7, 3, month: 6)),
    HolidayRule(name: "Singles' Day", date: .on(month: 11, day: 11)),
    HolidayRule(name: "Black Friday", date: .weekday(4, 4, month: 11, plus: 1)),
    HolidayRule(name: "Cyber Monday", date: .weekday(4, 4, month: 11, plus: 4)),
    HolidayRule(name: "Christmas Day", date: .on(month: 12, day: 25)),
  ]

  /// Every day of the weeks before Christmas.
  static let christmasSeason: [HolidayRule] = (1...24).map {
    HolidayRule(name: "Christmas season", date: .on(month: 12, day: $0))
  }
}
