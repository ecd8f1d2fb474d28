import Figures
import Notebooks
import Testing

@Suite("Plots of residuals") struct DiagnosePlotTests {
  private static let head = """
    retail = simulate retail
    f = fit ols retail target=sales channels=tv, digital, radio
    g = fit ridge retail target=sales channels=tv, digital, radio penalty=2

    """

  private static func chart(_ statement: String) async throws -> Chart {
    let outputs = try await ModelNotebook(head + statement).outputs()
    return try #require(
      outputs.compactMap { if case .chart(let chart) = $0 { chart } else { nil } }.last)
  }

  private static func bar(_ chart: Chart) throws -> Mark.Bar {
    try #require(chart.marks.compactMap { if case .bar(let bar) = $0 { bar } else { nil } }.first)
  }

  @Test("A Q–Q plot has a point a row, a line and a band around it", arguments: ["f", "g"])
  func quantiles(fit: String) async throws {
    let chart = try await Self.chart("plot qq \(fit) title=\"Straight?\"")
    #expect(chart.title == "Straight?")
    let dots = chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
    #expect(dots.reduce(0) { $0 + $1.y.count } == 104)
    let band = try #require(
      chart.marks.compactMap { if case .band(let band) = $0 { band } else { nil } }.first)
    #expect(zip(band.low, band.high).allSatisfy { $0 < $1 })
    // Points are in order from left to right, so that each has its ends of the band.
    guard case .numbers(let across) = band.x, case .numbers(let places)? = dots.last?.x else {
      Issue.record("no numbers across")
      return
    }
    for (place, value) in zip(places, dots.last?.y ?? []) {
      let index = try #require(across.firstIndex(of: place))
      #expect(value < band.low[index] || value > band.high[index])
    }
  }

  @Test("Partial autocorrelations begin as the plain ones and go on otherwise")
  func autocorrelations() async throws {
    let plain = try Self.bar(try await Self.chart("plot acf f"))
    let partial = try Self.bar(try await Self.chart("plot acf f partial=yes"))
    #expect(plain.y.count == 26 && partial.y.count == 26)
    #expect(abs(plain.y[0] - partial.y[0]) < 1e-12)
    #expect(plain.y[1...] != partial.y[1...])
    #expect(plain.name == "autocorrelation" && partial.name == "partial autocorrelation")
  }

  @Test("The row with the largest Cook's distance is called by its date")
  func influence() async throws {
    let chart = try await Self.chart("plot influence f")
    let bar = try Self.bar(chart)
    let worst = try #require(bar.y.indices.max { bar.y[$0] < bar.y[$1] })
    let words = try #require(
      chart.marks.compactMap { if case .text(let text) = $0 { text } else { nil } }.first)
    #expect(words.y == [bar.y[worst]])
    guard case .days(let days) = bar.x, case .days(let own) = words.x, let day = own.first else {
      Issue.record("no dates")
      return
    }
    #expect(day == days[worst] && words.texts[0].contains("\(day), sales "))
  }

  private static let refused: [(String, String)] = [
    ("plot influence g", "Cook's distance is one of plain least squares"),
    ("plot acf p", "meets every row"), ("plot qq p", "meets every row"),
    ("plot influence p", "meets every row"),
    ("plot acf t partial=yes", "3 fitted rows, where a lag needs 4"),
  ]

  @Test("What cannot be shown is refused with the reason", arguments: refused)
  func refusals(statement: String, part: String) async throws {
    let lines = (0..<20).map { "\($0 % 7),\(3 + 2 * ($0 % 7))" }.joined(separator: "\n")
    let notebook = try ModelNotebook(
      Self.head
        + """
        data = load "data.csv"
        p = fit ols data target=sales channels=tv
        three = load "three.csv"
        t = fit ols three target=sales channels=tv
        \(statement)
        """,
      files: ["data.csv": "tv,sales\n\(lines)\n", "three.csv": "tv,sales\n1,3\n2,9\n4,8\n"])
    #expect(notebook.complaints == [])
    let failure = try #require(await notebook.failure())
    #expect(failure.sentence.contains(part), "\(failure.sentence)")
  }
}
