import Foundation
import Marketing
import Tables
import TestSupport
import Testing

/// What `scripts/reference/holidays_reference.py` prints.
private struct HolidayReference: Decodable {
  let years: [Int]
  let dates: [String: [String]]
  let newYear: [String]
  let buddha: [String]
  let chuseok: [String]

  static func read() throws -> HolidayReference {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("../Reference/holidays.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(HolidayReference.self, from: Data(contentsOf: file))
  }
}

private func calendar(_ country: String) throws -> HolidayCalendar {
  try #require(HolidayCalendar(country: country))
}

@Suite("Holidays")
struct HolidaysTests {
  @Test(
    "26 years of every country are those of the Python package holidays",
    arguments: ["br", "ca", "de", "fr", "it", "kr", "nl", "uk", "us"])
  func reference(country: String) throws {
    let known = try HolidayReference.read()
    let calendar = try calendar(country)
    let expected = Set(try #require(known.dates[country]))
    let found = Set(
      (known.years[0]...known.years[1]).flatMap { calendar.holidays(in: $0) }.map { "\($0.day)" })
    #expect(found.subtracting(expected).sorted() == [], "ours alone")
    #expect(expected.subtracting(found).sorted() == [], "theirs alone")
  }

  @Test("Spain's too, but for Sundays, which its regions move in their own ways")
  func spain() throws {
    let known = try HolidayReference.read()
    let calendar = try calendar("es")
    let expected = Set(try #require(known.dates["es"]))
    // The package's rows of Spain begin with 2008.
    let years = 2_008...known.years[1]
    let found = years.flatMap { calendar.holidays(in: $0) }
    #expect(expected.subtracting(found.map { "\($0.day)" }) == [])
    let alone = found.filter { !expected.contains("\($0.day)") }
    #expect(alone.allSatisfy { $0.day.weekday == 7 }, "\(alone.filter { $0.day.weekday != 7 })")
  }

  @Test("The lunar holidays of Korea, as far back as the tables go")
  func lunar() throws {
    let known = try HolidayReference.read()
    let korea = try calendar("kr")
    for (name, dates) in [
      ("Lunar New Year", known.newYear), ("Buddha's Birthday", known.buddha),
      ("Chuseok", known.chuseok),
    ] {
      #expect(dates.count > 60)
      for date in dates {
        let year = try #require(Day(date)).year
        let found = korea.holidays(in: year).filter { $0.name == name }.map { "\($0.day)" }
        #expect(found == [date], "\(name) \(year)")
      }
    }
    #expect(korea.holidays(in: 2_101).contains { $0.name == "Chuseok" } == false)
    #expect(korea.holidays(in: 2_101).contains { $0.name == "Christmas Day" })
  }

  @Test("Easter, its earliest and latest dates among them")
  func easter() throws {
    let italy = try calendar("it")
    for date in [
      "1818-03-22", "1943-04-25", "1961-04-02", "2000-04-23", "2008-03-23", "2024-03-31",
      "2038-04-25", "2285-03-22",
    ] {
      let year = try #require(Day(date)).year
      let found = italy.holidays(in: year).first { $0.name == "Easter Sunday" }
      #expect(found.map { "\($0.day)" } == date)
    }
  }

  @Test("Days of shopping")
  func shopping() throws {
    let days = try calendar("retail").holidays(in: 2_024)
      .reduce(into: [:]) { $0[$1.name] = "\($1.day)" }
    #expect(days["Black Friday"] == "2024-11-29")
    // Beyond the end of November.
    #expect(days["Cyber Monday"] == "2024-12-02")
    #expect(days["Mother's Day"] == "2024-05-12")
    #expect(days["Christmas Day"] == "2024-12-25")
    #expect(try calendar("christmas_season").holidays(in: 2_024).count == 24)
  }

  @Test("A row counts the days of its period, each once")
  func column() throws {
    let germany = try calendar("de")
    let weeks = try ["2024-12-16", "2024-12-23", "2024-12-30", "2025-01-06"]
      .map { try #require(Day($0)) }
    #expect(germany.holidayColumn(days: weeks, stepInDays: 7) == [0, 2, 1, 0])
    let days = (0..<4).map { weeks[1].advanced(by: $0) }
    #expect(germany.holidayColumn(days: days, stepInDays: 1) == [0, 0, 1, 1])
    #expect(germany.holidayColumn(days: [], stepInDays: 7) == [])
    // 1 May 2008 was Labour Day and Ascension Day.
    let may = try #require(Day("2008-05-01"))
    #expect(germany.holidayColumn(days: [may], stepInDays: 1) == [1])
    #expect(germany.holidays(from: may, through: may).count == 2)
    #expect(germany.holidays(from: may, through: may.advanced(by: -1)).isEmpty)
    // Counts of months add up to that of their year.
    let months = (1...12).compactMap { Day(year: 2_024, month: $0, day: 1) }
    let ends = months.dropFirst() + [try #require(Day("2025-01-01"))]
    let counts = germany.counts(inPeriods: zip(months, ends).map { ($0, $1) })
    #expect(counts.reduce(0, +) == Double(germany.holidays(in: 2_024).count))
  }

  @Test("Every listed calendar is there, and no other")
  func countries() {
    for (code, name) in HolidayCalendar.countries {
      #expect(HolidayCalendar(country: code)?.name == name)
    }
    #expect(HolidayCalendar(country: "kr")?.name == "South Korea")
    #expect(HolidayCalendar(country: "xx") == nil)
    #expect(HolidayCalendar.countries.count >= 11)
  }
}
