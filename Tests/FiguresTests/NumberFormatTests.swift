import Figures
import Tables
import Testing

@Suite("Numbers and dates in words") struct NumberFormatTests {
  static let table: [(NumberFormat, Double, String)] = [
    (.decimals(2), -1234.567, "−1 234.57"), (.decimals(0), 1_234_567, "1 234 567"),
    (.decimals(0), 999.5, "1 000"), (.decimals(0), -0.4, "0"), (.decimals(0), -0.0, "0"),
    (.decimals(2), 2.675, "2.68"), (.decimals(2), 1.005, "1.00"), (.decimals(0), 0.5, "0"),
    (.decimals(0), 1.5, "2"), (.decimals(0), 2.5, "2"), (.decimals(1), 0.25, "0.2"),
    (.decimals(1), 0.35, "0.4"), (.decimals(2), .nan, "–"), (.decimals(2), .infinity, "∞"),
    (.decimals(2), -.infinity, "−∞"), (.decimals(2), 1e21, "1 × 10²¹"),
    (.decimals(2), Double.leastNonzeroMagnitude, "0.00"), (.decimals(3), 12, "12.000"),
    (.percent(0), 0.125, "12%"), (.percent(1), 0.1234, "12.3%"), (.percent(1), -0.05, "−5.0%"),
    (.percent(0), 1, "100%"), (.money(symbol: "€", decimals: nil), 1_234_567, "€1.2 M"),
    (.money(symbol: "€", decimals: 2), -1234.5, "−€1 234.50"),
    (.money(symbol: "$", decimals: nil), 0, "$0"), (.short, 1_200_000, "1.2 M"),
    (.short, 999_960, "1 M"), (.short, 999, "999"), (.short, 1_000, "1 k"),
    (.short, 12_345, "12.3 k"), (.short, 123_456, "123 k"), (.short, -2.5e9, "−2.5 bn"),
    (.short, 4e12, "4 tn"), (.short, 0.012345, "0.0123"), (.significant(3), 0.0012345, "0.00123"),
    (.significant(2), 1e-7, "1 × 10⁻⁷"), (.significant(4), 123_456, "123 500"),
    (.significant(3), 0, "0"), (.significant(3), Double.leastNonzeroMagnitude, "5 × 10⁻³²⁴"),
    (.automatic, 42, "42"), (.automatic, 3.14159, "3.142"), (.automatic, -0.0, "0"),
    (.automatic, 1.7976931348623157e308, "1.798 × 10³⁰⁸"),
    (.probability(3), 0.0004, "< 0.001"), (.probability(3), 0.0006, "0.001"),
    (.probability(3), 0, "< 0.001"), (.probability(1), 0.04, "< 0.1"),
    (.probability(3), 0.05, "0.050"), (.probability(3), 1, "1.000"), (.probability(3), .nan, "–"),
    (.probability(0), 0.2, "0"),
  ]

  @Test("The table of numbers", arguments: table)
  func numbers(format: NumberFormat, value: Double, expected: String) {
    // The table is written with plain spaces for the reader.
    let found = format.text(value).replacing("\u{202F}", with: " ")
    #expect(found == expected)
  }

  @Test("Groups are parted by narrow no-break spaces, the minus is the true one")
  func characters() {
    #expect(NumberFormat.decimals(0).text(-1234) == "\u{2212}1\u{202F}234")
  }

  @Test("Any number in any format is short and says no nan, inf or minus zero")
  func hostile() {
    let values: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, Double.leastNonzeroMagnitude,
      -Double.leastNonzeroMagnitude, Double.leastNormalMagnitude / 64, 1e300, -1e308, 1e15, 1e17,
      1e21,
      0.1 + 0.2, .pi, -1e-9, .greatestFiniteMagnitude,
    ]
    let formats: [NumberFormat] = [
      .decimals(-5), .decimals(0), .decimals(99), .percent(-1), .percent(50), .short,
      .significant(-3), .significant(0), .significant(400), .automatic,
      .money(symbol: "", decimals: -1), .money(symbol: "CHF ", decimals: 40),
    ]
    for value in values {
      for format in formats {
        let text = format.text(value)
        #expect(!text.isEmpty && text.count < 60)
        #expect(!text.contains("nan") && !text.contains("inf") && text != "−0" && text != "-0")
      }
    }
  }

  @Test("Dates")
  func dates() throws {
    let day = try #require(Day(year: 2024, month: 2, day: 29))
    let texts = DateFormat.allCases.map { $0.text(day) }
    #expect(
      texts == ["2024-02-29", "29 Feb 2024", "29 Feb", "Feb 2024", "Feb", "2024"])
  }
}
