import Figures
import Tables
import TestSupport
import Testing

@Suite("Flows") struct FlowTests {
  /// A chart of so many columns of so many names, everything linked with everything later.
  static func full(_ form: FlowChart.Form, names: [String], columns: Int) -> FlowChart {
    var nodes: [FlowChart.Node] = []
    for column in 0..<columns {
      nodes += names.map { .init("\(column) \($0)", label: $0, column: column) }
    }
    var links: [FlowChart.Link] = []
    for (i, from) in nodes.enumerated() {
      for (k, to) in nodes.enumerated() where from.column < to.column {
        links.append(.init(from.key, to.key, Double((i * 7 + k * 3) % 13 + 1)))
      }
    }
    return FlowChart("t", form: form, nodes: nodes, links: links)
  }

  @Test("Words do not touch each other and stay inside", arguments: [340, 640])
  func labels(width: Int) {
    for chart in [Gallery.sankey, Gallery.manyFlows] {
      var chart = chart
      chart.width = width
      let words = texts(of: chart.standaloneSVG())
      #expect(!words.contains { $0.words.contains("…") })
      for text in words { #expect((0...Double(width)).contains(text.x), "\(text.words)") }
    }
  }

  @Test("What is folded or left out is said")
  func notes() {
    #expect(Gallery.manyFlows.standaloneSVG().contains("&quot;other&quot; holds 7 names."))
    #expect(Gallery.transitions.standaloneSVG().contains("arrows are not drawn"))
    #expect(!Gallery.sankey.standaloneSVG().contains("holds"))
  }

  @Test("The data hold every flow, with its share of what leaves its node")
  func data() throws {
    let chart = FlowChart(
      "", form: .ribbons,
      nodes: [.init("a", column: 0), .init("b", column: 1), .init("c", column: 1)],
      links: [.init("a", "b", 3), .init("a", "c", 1)])
    #expect(try chart.dataTable.numbers("share") == [0.75, 0.25])
    #expect(Gallery.manyFlows.dataTable.rowCount == 2 * 14 * 14)
  }

  @Test("The description names the kind, the size and the largest flows")
  func description() {
    #expect(Gallery.sankey.generatedDescription.hasPrefix("Sankey diagram of journeys: 7 names"))
    #expect(Gallery.transitions.generatedDescription.contains("The largest: "))
  }

  @Test(
    "Loops, backward links, unknown keys, no flow, names from outside", arguments: [1, 340, 640])
  func hostile(width: Int) {
    let long = String(repeating: "incomprehensibility ", count: 40)
    let names = ["<script>alert(1)</script>", "", long, "a\u{202E}b", "قناة", "\u{0}"]
    for form in FlowChart.Form.allCases {
      var charts = [
        FlowChart("", form: form, nodes: [], links: []),
        FlowChart("", form: form, nodes: [.init("a", column: 3)], links: [.init("a", "a", 2)]),
        FlowChart(
          long, form: form, nodes: [.init("a", column: 0), .init("b", column: -9)],
          links: [
            .init("a", "b", 1), .init("b", "a", 2), .init("x", "a", 1), .init("b", "a", .nan),
            .init("b", "a", .infinity), .init("b", "a", -1), .init("b", "a", 1e307),
          ]),
        Self.full(form, names: names, columns: 3),
        Self.full(form, names: (0..<40).map { "n\($0)" }, columns: 5),
      ]
      for index in charts.indices {
        charts[index].width = width
        charts[index].headings = names
        let svg = charts[index].standaloneSVG()
        #expect(xmlFault(svg) == nil)
        #expect(svg.utf8.count < DrawingTests.mostBytes, "\(form) \(index): \(svg.utf8.count)")
        #expect(!svg.contains("<script") && !svg.contains("nan") && !svg.contains("inf,"))
        _ = charts[index].dataTable
        _ = TerminalChart().text(charts[index])
      }
    }
  }
}

@Suite("Beeswarms") struct SwarmTests {
  @Test("A hundred thousand values stay below 30 KB; a few are a dot each")
  func size() {
    let y = Gallery.noise(100_000, seed: 3)
    let names = y.indices.map { "feature \($0 % 20)" }
    let many = Chart(
      "",
      marks: [.swarm(.init("rows", x: .categories(names), y: y, shades: y.map { $0 / 8 + 0.5 }))])
    #expect(many.standaloneSVG().utf8.count < DrawingTests.mostBytes)
    #expect(many.standaloneSVG().contains("one dot: about"))
    let few = Chart(
      "",
      marks: [
        .swarm(.init("rows", x: .categories(["a", "a", "b"]), y: [1, 2, 3], shades: [0, 1, 1]))
      ])
    #expect(few.standaloneSVG().split(separator: "h0").count == 4)
    #expect(!few.standaloneSVG().contains("one dot"))
  }

  @Test("A value that counts twice is as two values")
  func weights() {
    let twice = Mark.Swarm(
      "", x: .categories(["a", "b"]), y: [1, 2], shades: [0, 1], weights: [2, 1])
    let each = Mark.Swarm(
      "", x: .categories(["a", "a", "b"]), y: [1, 1, 2], shades: [0, 0, 1], weights: [1, 1, 1])
    func dots(_ swarm: Mark.Swarm) -> Int {
      Chart("", marks: [.swarm(swarm)], orientation: .horizontal).standaloneSVG()
        .split(separator: "h0").count
    }
    #expect(dots(twice) == dots(each))
  }
}
