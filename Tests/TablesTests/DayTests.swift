import Tables
import Testing

@Suite("Day and Period")
struct DayTests {
  @Test("Every day of eight centuries: there and back, the day after, the weekday, the periods")
  func laws() throws {
    let start = try #require(Day(year: 1570, month: 1, day: 1))
    let end = try #require(Day(year: 2370, month: 1, day: 1))
    var (year, month, day) = (1570, 1, 1)
    var failures = 0
    for number in 0..<start.distance(to: end) {
      let date = start.advanced(by: number)
      let isRight =
        date.civil == (year, month, day) && Day(year: year, month: month, day: day) == date
        && Day(date.description) == date
        && date.weekday == (start.weekday - 1 + number) % 7 + 1
        && Period.week.start(of: date).weekday == 1
        && Period.allCases.allSatisfy {
          $0.start(of: date) <= date && $0.start(of: $0.start(of: date)) == $0.start(of: date)
        }
      if !isRight { failures += 1 }
      day += 1
      if day > Day.lengthOfMonth(month, year: year) { (day, month) = (1, month + 1) }
      if month > 12 { (month, year) = (1, year + 1) }
    }
    #expect(failures == 0)
    #expect(Day("1970-01-01")?.weekday == 4)
  }

  @Test(
    "What is no date", arguments: ["2023-02-29", "1900-02-29", "2024-13-01", "2024-1-1", "", "x"])
  func none(text: String) { #expect(Day(text) == nil) }
}
