import Figures
import Tables
import TestSupport
import Testing

@Suite("Charts and tables on a terminal") struct TerminalTests {
  static let charts: [(String, Chart)] = [
    ("five-lines", Gallery.fiveLines), ("twenty-categories", Gallery.twentyCategories),
    ("fit-and-residuals", Gallery.fitAndResiduals), ("correlations", Gallery.correlations),
    ("return-intervals", Gallery.returns),
  ]

  @Test("Charts look as when somebody last looked at them")
  func snapshots() {
    for (name, chart) in Self.charts {
      let text = TerminalChart(width: 78, height: 14).text(chart)
      #expect(Snapshot.difference(text, named: "\(name).txt") == nil)
      #expect(!text.contains("\u{1B}"))
    }
  }

  @Test("No line is wider than asked", arguments: [24, 40, 78, 160])
  func width(columns: Int) {
    for (name, chart) in Self.charts {
      let lines = TerminalChart(width: columns, height: 10).text(chart).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= columns }, "\(name)")
    }
  }

  @Test("What a file can bring into a table or chart does not steer the terminal")
  func control() {
    let evil = "a\u{1B}[31mb\u{7}\u{202E}c"
    let table = Table([Column(evil, texts: [evil])])
    let chart = Chart(evil, marks: [.bar(.init(evil, x: .categories([evil]), y: [1]))])
    for text in [TerminalTable().text(table), TerminalChart().text(chart)] {
      #expect(!text.contains("\u{1B}") && !text.contains("\u{7}") && !text.contains("\u{202E}"))
    }
  }
}
