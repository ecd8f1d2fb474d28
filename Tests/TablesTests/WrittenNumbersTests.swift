import Tables
import Testing

@Suite("Numbers as people write them")
struct WrittenNumbersTests {
  /// One cell alone in its column.
  private func read(_ cell: String, _ style: CSV.NumberStyle? = nil) -> Double? {
    let read = WrittenNumbers([cell], style: style)
    return read.unread.isEmpty ? read.values[0] : nil
  }

  @Test(
    "One cell that can be read in one way",
    arguments: [
      ("0", 0), ("7", 7), ("007", 7), (" 12 ", 12), ("\t12.5\t", 12.5), ("+5", 5), ("-5", -5),
      (".5", 0.5), (",5", 0.5), ("5.", 5), ("0.234", 0.234), ("0,234", 0.234),
      ("1234.567", 1234.567), ("1234,567", 1234.567), ("12,5", 12.5), ("12,34", 12.34),
      // Thousands, in both styles, in several groups.
      ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("1,234,567", 1_234_567),
      ("1.234.567", 1_234_567), ("1,234,567.89", 1_234_567.89), ("1.234.567,89", 1_234_567.89),
      // Switzerland, with the apostrophe of the keyboard and that of print.
      ("1'234.50", 1234.5), ("1’234’567.5", 1_234_567.5), ("12'345", 12_345),
      // Blanks between thousands: plain, no-break, thin, narrow no-break.
      ("1 234", 1234), ("1\u{A0}234,50", 1234.5), ("1\u{2009}234\u{2009}567", 1_234_567),
      ("1\u{202F}234,567", 1234.567), ("12 345.678", 12_345.678),
      // India.
      ("1,23,456", 123_456), ("12,34,567.50", 1_234_567.5), ("₹1,23,45,678", 12_345_678),
    ])
  func plain(cell: String, number: Double) { #expect(read(cell) == number, "\(cell)") }

  @Test(
    "Currencies before and behind, as signs and as codes",
    arguments: [
      ("$5", 5), ("5$", 5), ("$1,234.50", 1234.5), ("€ 12,50", 12.5), ("1.234,50 €", 1234.5),
      ("£3.10", 3.1), ("¥1200", 1200), ("₺ 7", 7), ("USD 5", 5), ("5 usd", 5),
      ("CHF 1'234.50", 1234.5),
      ("R$ 1.234,50", 1234.5), ("R100", 100), ("R 100", 100), ("US$ 5", 5), ("A$5.5", 5.5),
      ("C$ 5", 5), ("CA$5", 5), ("US$5 USD", 5), ("1 234,50 kr", 1234.5), ("kr. 500", 500),
      ("Fr. 12", 12), ("Rs. 1,23,456", 123_456), ("12,50 zł", 12.5), ("250 Kč", 250),
    ])
  func currencies(cell: String, number: Double) { #expect(read(cell) == number, "\(cell)") }

  @Test(
    "Signs: before, behind, around, of print; a dash in the place of cents is none",
    arguments: [
      ("(12.00)", -12), ("($1,234.50)", -1234.5), ("$(12)", -12), ("( 5 )", -5), ("12-", -12),
      ("12.50-", -12.5), ("\u{2212}5", -5), ("\u{2013}5", -5), ("-$5", -5), ("$-5", -5),
      ("- 5", -5), ("€ \u{2212}5,50", -5.5), ("-5 USD", -5), ("USD -5", -5), ("5.00- EUR", -5),
      ("12.–", 12), ("12.-", 12), ("1'234.—", 1234), ("12,--", 12), ("12,- €", 12),
      ("CHF 12.–", 12), ("kr 500,-", 500), ("-12.–", -12),
    ])
  func signs(cell: String, number: Double) { #expect(read(cell) == number, "\(cell)") }

  @Test("There is no zero below zero", arguments: ["-0", "(0.00)", "\u{2212}0,0", "-0e0"])
  func zero(cell: String) throws {
    let number = try #require(read(cell))
    #expect(number == 0 && number.sign == .plus)
  }

  @Test(
    "Exponents by either mark",
    arguments: [
      ("1E5", 100_000), ("1.5e+06", 1_500_000), ("1,5E+06", 1_500_000), ("2.5E-3", 0.0025),
      ("-1e3", -1000), (".5E1", 5), ("$1.5E3", 1500),
    ])
  func exponents(cell: String, number: Double) { #expect(read(cell) == number, "\(cell)") }

  @Test(
    "Nothing: blanks, dashes, the usual words",
    arguments: [
      "", " ", "\u{A0}", "\u{2003}\t", "-", "--", "---", "–", "—", "\u{2212}", " - ", "N/A", "n/a",
      "#N/A", "na", "NaN", "null", "None", "(not set)", "$ -", "€", "$-",
    ])
  func missing(cell: String) {
    let read = WrittenNumbers([cell, nil])
    #expect(read.values.allSatisfy(\.isNaN) && read.unread.isEmpty, "\(cell)")
  }

  @Test(
    "What is no number is listed, and never guessed",
    arguments: [
      "abc", "12a", "a12", "1.2.3", "1,2,3", "1,,234", "1.234.56", "1,234,56", "12,3456,789",
      "1,23,4567", "1.234,567.8", "1,234.567,8", "1 2 3", "12 34", "1 23.456", "1'2'3", "1'23",
      "1 234'567", "1.234 567", "1$5", "12€50", "$5$6$", "5 6", "--5", "-+5", "-5-", "-(5)",
      "(-5)", "((5))", "5%", "50 %", "1.2k", "3M", "0x1E", "0x10", "1e", "e5", "1e5e5", "1e400",
      "1.5.2E3", "inf", "Infinity", "∞", "A5", "C3", "R", "USD", "12R", "2024-01-31", "1/2",
      "12:30",
      "٣", "１２", "five", ",", ".", "'", "()", "+", "#REF!", "=1+1", "1\u{0}2", "1\u{7F}",
      "<script>", "💶", "5💶",
    ])
  func unread(cell: String) {
    let read = WrittenNumbers(["1", cell])
    #expect(read.unread == [1] && read.values[0] == 1 && read.values[1].isNaN, "\(cell)")
  }

  // MARK: - Columns

  @Test("1,234 and 1.234 alone are open: read as 1234 and as itself, and said to be assumed")
  func open() {
    for (cells, values) in [
      (["1,234", "999,999"], [1234, 999_999.0]), (["1.234", "12"], [1.234, 12]),
    ] as [([String], [Double])] {
      let read = WrittenNumbers(cells)
      #expect(read.isAssumed && read.values == values && read.unread.isEmpty)
    }
    #expect(!WrittenNumbers(["1234", "12", nil]).isAssumed)
    #expect(!WrittenNumbers(["abc"]).isAssumed)
  }

  @Test("One cell that tells decides for the open ones of its column")
  func decided() {
    let commas = WrittenNumbers(["1.234", "12,50", "1,234", "7"])
    #expect(commas.values == [1234, 12.5, 1.234, 7] && !commas.isAssumed)
    let points = WrittenNumbers(["1,234", "12.50", "1.234", "7"])
    #expect(points.values == [1234, 12.5, 1.234, 7] && !points.isAssumed)
    let groups = WrittenNumbers(["1.234", "1.234.567"])
    #expect(groups.values == [1234, 1_234_567] && !groups.isAssumed)
  }

  @Test("Where cells contradict, most decide; where as many say either, the reading is assumed")
  func mixed() {
    let most = WrittenNumbers(["1.234", "12,50", "13,50", "14.50"])
    #expect(most.values == [1234, 12.5, 13.5, 14.5] && !most.isAssumed)
    let even = WrittenNumbers(["1.234", "1,234", "12,50", "14.50"])
    #expect(even.values == [1.234, 1234, 12.5, 14.5] && even.isAssumed)
  }

  @Test("What is no number says nothing of points and commas")
  func silent() {
    let read = WrittenNumbers(["1.234", "a,5", "1,5%", "x"])
    #expect(read.values[0] == 1.234 && read.isAssumed && read.unread == [1, 2, 3])
  }

  @Test("A style that is given decides for open cells, and a cell's own evidence goes before it")
  func style() {
    let cells = ["1,234", "1.234", "12,5", "12.5"]
    let comma = WrittenNumbers(cells, style: .decimalComma)
    #expect(comma.values == [1.234, 1234, 12.5, 12.5] && !comma.isAssumed)
    for style in [CSV.NumberStyle.plain, .commaThousands] {
      let point = WrittenNumbers(cells, style: style)
      #expect(point.values == [1234, 1.234, 12.5, 12.5] && !point.isAssumed)
    }
  }

  @Test("Counts are whole: what groups their thousands is no decimal mark, unless a cell has one")
  func counts() {
    let german = WrittenNumbers(["12.738", "987", "1.275"], isCount: true)
    #expect(german.values == [12_738, 987, 1275] && !german.isAssumed)
    let english = WrittenNumbers(["12,738", "987"], isCount: true)
    #expect(english.values == [12_738, 987] && !english.isAssumed)
    let averages = WrittenNumbers(["12.738", "987.5"], isCount: true)
    #expect(averages.values == [12.738, 987.5])
    let both = WrittenNumbers(["12.738", "12,738"], isCount: true)
    #expect(both.isAssumed)
  }

  @Test("Columns of one file tell each other")
  func file() {
    let spend: [String?] = ["1.275,00", "3.002,20"]
    #expect(WrittenNumbers.style(of: [(spend, false), (["1.234"], false)]) == .decimalComma)
    #expect(WrittenNumbers.style(of: [(["1.234"], false), (["12.738"], true)]) == .decimalComma)
    #expect(WrittenNumbers.style(of: [(["12,738"], true)]) == .commaThousands)
    #expect(WrittenNumbers.style(of: [(["1.234"], false), (["7", nil], true)]) == nil)
    #expect(WrittenNumbers.style(of: [(spend, false), (["1.5"], false)]) == nil)
    #expect(WrittenNumbers.style(of: []) == nil)
  }

  @Test("No cell is lost: each is a number, missing or unread, at its own place")
  func places() {
    let cells: [String?] = [nil, "1", "", "x", "-", "2,5", "y", "3.000"]
    let read = WrittenNumbers(cells)
    #expect(read.values.count == cells.count && read.unread == [3, 6])
    #expect(read.values[1] == 1 && read.values[5] == 2.5 && read.values[7] == 3000)
    #expect([0, 2, 3, 4, 6].allSatisfy { read.values[$0].isNaN })
    #expect(WrittenNumbers([]).values.isEmpty)
  }

  @Test("Long texts are no numbers, and cost no more than reading them")
  func long() {
    let digits = String(repeating: "9", count: 41)
    #expect(WrittenNumbers([digits]).unread == [0])
    #expect(WrittenNumbers([String(repeating: "9", count: 40)]).values[0] == 1e40)
    let texts = ["9", "-", "(", "$", "1,", "USD", " ", "E", "\u{A0}"].map {
      String(repeating: $0, count: 200_000)
    }
    let read = WrittenNumbers(texts)
    // Blanks are none, however many.
    #expect(read.unread == [0, 1, 2, 4, 5, 7])
  }

  @Test("Numbers that this package writes are read as they are")
  func roundTrip() {
    let numbers = [0, 1, -1, 12.5, 1234.5678, 1e-7, 1e21, -2.5e-9, 123_456_789.01, 0.1 + 0.2]
    for number in numbers {
      #expect(read(CSVWriter.spelling(number)) == number, "\(number)")
    }
  }
}
