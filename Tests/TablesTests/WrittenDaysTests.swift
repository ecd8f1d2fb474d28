import Tables
import Testing

@Suite("Dates as people write them")
struct WrittenDaysTests {
  private static let lastOfJanuary = Day(daysSinceEpoch: 19_753)

  /// What the column says, nil for what it does not.
  private func read(_ cells: [String?], _ order: CSV.DateOrder = .unambiguous) -> [String?] {
    WrittenDays(cells, order: order).days.map { $0?.description }
  }

  @Test(
    "31 January 2024 in all forms",
    arguments: [
      "2024-01-31", "2024/01/31", "2024.01.31", "2024/1/31", "2024-1-31", "20240131", "31/01/2024",
      "31.01.2024", "31.1.2024", "31-01-2024", "01/31/2024", "1/31/2024", "1/31/24", "31.1.24",
      "31/01/24", "01-31-24", "31 Jan 2024", "31-Jan-2024", "Jan 31, 2024", "January 31, 2024",
      "31 january 2024", "JAN 31 2024", "31-Jan-24", "31 Jan 24", "Jan 31, 24",
      // Times of day are dropped, whatever they say.
      "2024-01-31T14:05:00Z", "2024-01-31T23:30:00-05:00", "2024-01-31 00:00:00",
      "2024-01-31 14:05:00.123", "2024-01-31 9:05", "31.01.2024 14:05", "1/31/2024 2:05 PM",
      "1/31/24 9:00", "1/31/2024, 2:05:10\u{202F}PM", "31 Jan 2024 14:05", "20240131 14:05",
      // Blanks, also those of print.
      "  2024-01-31 ", "\t2024-01-31", "\u{A0}2024-01-31\u{A0}", "Jan\u{A0}31, 2024",
      // The day number of spreadsheets.
      "45322",
    ])
  func forms(cell: String) {
    let read = WrittenDays([cell])
    #expect(read.days == [WrittenDaysTests.lastOfJanuary], "\(cell)")
    #expect(read.unread.isEmpty && read.ambiguous.isEmpty)
  }

  @Test("All months by short and long English names")
  func months() {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    for (month, name) in names.enumerated() {
      for form in [name, String(name.prefix(3)), name.uppercased(), name.lowercased()] {
        let day = Day(year: 2024, month: month + 1, day: 9)
        #expect(WrittenDays(["9 \(form) 2024", "\(form) 9, 2024"]).days == [day, day], "\(form)")
      }
    }
    #expect(read(["9 Sept 2024", "9 Janu 2024"]) == ["2024-09-09", nil])
  }

  @Test("Several forms in one column")
  func mixed() {
    let cells = ["2024-01-31", "31/01/2024", "Jan 31, 2024", "45322", "20240131", "1/2/2024"]
    // One cell with a 31 in front decides for the last one: 1 February.
    #expect(
      read(cells) == [
        "2024-01-31", "2024-01-31", "2024-01-31", "2024-01-31", "2024-01-31", "2024-02-01",
      ])
  }

  @Test("Years of two digits: to 68 of this century, from 69 of the last")
  func years() {
    #expect(
      read(["13/1/00", "13/1/68", "13/1/69", "13/1/99", "13-Feb-07"])
        == ["2000-01-13", "2068-01-13", "1969-01-13", "1999-01-13", "2007-02-13"])
  }

  @Test("Day numbers of spreadsheets from 1982 to 2036, by the epoch of 1899-12-30")
  func serials() {
    // date(1899, 12, 30) + timedelta(n)
    #expect(
      read(["29952", "36526", "45658", "50039"])
        == ["1982-01-01", "2000-01-01", "2025-01-01", "2036-12-30"])
    #expect(WrittenDays(["29951", "50040", "4532", "453220", "00000"]).unread == [0, 1, 2, 3, 4])
  }

  // MARK: - Which is the month

  @Test("A number above 12 in one cell decides for the column")
  func decided() {
    #expect(read(["03/04/2024", "13/04/2024"]) == ["2024-04-03", "2024-04-13"])
    #expect(read(["03/04/2024", "04/13/2024"]) == ["2024-03-04", "2024-04-13"])
    #expect(read(["3.4.24", nil, "30.4.24"]) == ["2024-04-03", nil, "2024-04-30"])
  }

  @Test("Where no cell decides, the order does; without one nothing is guessed")
  func order() {
    let cells = ["03/04/2024", "05/06/2024", "07/07/2024", "2024-01-31"]
    #expect(read(cells, .dayFirst) == ["2024-04-03", "2024-06-05", "2024-07-07", "2024-01-31"])
    #expect(read(cells, .monthFirst) == ["2024-03-04", "2024-05-06", "2024-07-07", "2024-01-31"])
    let open = WrittenDays(cells)
    #expect(open.ambiguous == [0, 1] && open.unread.isEmpty)
    // The seventh of July is the seventh of July.
    #expect(open.days.map { $0?.description } == [nil, nil, "2024-07-07", "2024-01-31"])
  }

  @Test("A cell that decides goes before the order")
  func evidence() {
    #expect(read(["03/04/2024", "13/04/2024"], .monthFirst) == ["2024-04-03", "2024-04-13"])
    #expect(read(["03/04/2024", "04/13/2024"], .dayFirst) == ["2024-03-04", "2024-04-13"])
  }

  @Test("Where cells contradict each other, open ones need the order")
  func contradiction() {
    let cells = ["13/04/2024", "04/13/2024", "03/04/2024"]
    let open = WrittenDays(cells)
    #expect(open.days.map { $0?.description } == ["2024-04-13", "2024-04-13", nil])
    #expect(open.ambiguous == [2])
    #expect(read(cells, .dayFirst) == ["2024-04-13", "2024-04-13", "2024-04-03"])
    #expect(read(cells, .monthFirst) == ["2024-04-13", "2024-04-13", "2024-03-04"])
  }

  @Test("A day that does not exist is unread, and a number no calendar has decides nothing")
  func impossible() {
    // 31 February is no day, but says that days come first.
    let february = WrittenDays(["31/02/2024", "03/04/2024"])
    #expect(february.unread == [0] && february.days[1]?.description == "2024-04-03")
    let typed = WrittenDays(["45/02/2024", "03/04/2024"])
    #expect(typed.unread == [0] && typed.ambiguous == [1])
    let leap = WrittenDays(["29/02/2024", "29/02/2023", "30/02/2024"])
    #expect(leap.days[0]?.description == "2024-02-29" && leap.unread == [1, 2])
  }

  // MARK: - What is none

  @Test("Nothing", arguments: ["", "  ", "\u{A0}", "-", "--", "n/a", "N/A", "#N/A"])
  func missing(cell: String) {
    let read = WrittenDays([cell, nil])
    #expect(read.days == [nil, nil] && read.unread.isEmpty && read.ambiguous.isEmpty)
  }

  @Test(
    "What is no date is listed",
    arguments: [
      "x", "Total", "2024", "2024-13-01", "2024-02-30", "2024-00-10", "2024-01", "13/13/2024",
      "00/01/2024", "1/2", "31/01/20245", "1.5", "-45322", "45322.5", "2024-01-31x", "Jan 2024",
      "32 Jan 2024", "31 Foo 2024", "Q1 2024", "Week 5", "99999999", "20241301", "14:05",
      "2024-01-31 to 2024-02-01", "٣١/٠١/٢٠٢٤", "💥", "1/31/2024/5",
    ])
  func unread(cell: String) {
    let read = WrittenDays([cell, "2024-01-31"])
    #expect(read.unread == [0] && read.days[0] == nil && read.ambiguous.isEmpty, "\(cell)")
    #expect(read.days[1] == WrittenDaysTests.lastOfJanuary)
  }

  @Test("Every day of four centuries is read back in every form")
  func roundTrip() throws {
    let start = try #require(Day(year: 1800, month: 1, day: 1))
    var failures = 0
    for number in stride(from: 0, to: 146_097, by: 13) {
      let day = start.advanced(by: number)
      let (year, month, date) = day.civil
      let compact = day.description.filter { $0 != "-" }
      let cells = [
        day.description, "\(date)/\(month)/\(year)", compact, "\(day) 12:34", "13/1/2024",
      ]
      if WrittenDays(cells).days.prefix(4) != [day, day, day, day] { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test("Long texts are no dates, and cost no more than reading them")
  func long() {
    let texts = ["1", "/", "T", ":", "1/", " ", "Jan "].map {
      String(repeating: $0, count: 60_000)
    }
    #expect(WrittenDays(texts).unread == [0, 1, 2, 3, 4, 6])
  }
}
