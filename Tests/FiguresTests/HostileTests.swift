import Figures
import Tables
import TestSupport
import Testing

@Suite("Hostile charts") struct HostileTests {
  /// Series that no chart expects.
  static let numbers: [(String, [Double])] = [
    ("empty", []), ("one point", [3]), ("all missing", [.nan, .nan, .nan]),
    ("infinite", [1, .infinity, -.infinity, 2]), ("huge", [-1e308, 1e308, 1.7e308]),
    ("subnormal", [0, Double.leastNonzeroMagnitude, Double.leastNormalMagnitude / 64]),
    ("zeros", [0, 0, 0]), ("negative", [-3, -1, -2]),
    ("mixed", [3, -1, .nan, 2, -4]), ("alike", [7, 7, 7]), ("alternating", [1, .nan, 2, .nan, 3]),
    ("far", [1e15, 1e15 + 1, 1e15 + 2]),
  ]

  /// Every mark over these values, at the positions.
  static func marks(_ y: [Double], at x: Positions) -> [[Mark]] {
    let up = y.map { $0 + 1 }
    let summaries = y.map {
      Mark.Box.Summary(
        low: $0, lowerQuartile: -$0, median: .nan, upperQuartile: $0 * 2, high: $0, outliers: y)
    }
    return [
      [
        .line(.init("a", x: x, y: y, dashedBeyond: y.first, isStepped: true)),
        .line(.init("b", x: x, y: up)),
      ],
      [.area(.init("a", x: x, y: y)), .area(.init("b", x: x, y: up))],
      [.band(.init("90 %", x: x, low: up, high: y)), .rug(.init("r", x: x))],
      [
        .bar(.init("a", x: x, y: y, labels: ["x"])), .bar(.init("b", x: x, y: up, isStacked: true)),
      ],
      [.bar(.init("a", x: x, y: y, start: up, paints: [.named], width: -1, isJoined: true))],
      [
        .dot(.init("a", x: x, y: y, sizes: y, labels: ["one", ""], paints: [.truth], radius: -4)),
        .text(.init(x: x, y: y, texts: ["word", "another"], anchor: .end)),
      ],
      [
        .range(
          .init("a", x: x, low: up, high: y, innerLow: [], innerHigh: y, middle: y, labels: ["1"]))
      ],
      [.box(.init("a", x: x, summaries: summaries))],
      [.swarm(.init("a", x: x, y: y, shades: up, weights: y))],
      [
        .ridge(
          .init(
            "a", x: x,
            hills: [
              .init(values: y, heights: up, outer: -1e308...1e308, inner: 0...0, middle: y.first),
              .init(values: [], heights: []), .init(values: up, heights: y),
            ], paints: [.named], labels: ["x"])),
        .ridge(.init("b", x: x, hills: [.init(values: up, heights: up)], isOutline: true)),
      ],
      [
        .dot(
          .init(
            "a", x: x, y: Array(repeating: y, count: 20).flatMap(\.self), symbol: .cross,
            radius: -1))
      ],
      [
        .rule(.init(.y(y.first ?? .nan), label: "y")), .rule(.init(.x(y.last ?? 0), label: "x")),
        .rule(.init(.diagonal, label: "same")), .rule(.init(.category("no such"), label: "none")),
        .line(.init("a", x: x, y: y)),
      ],
      [
        .cell(
          .init(
            "c", columns: ["p", "q"], rows: ["r", "s", "r"], values: y, scale: .diverging(nil)))
      ],
      [.cell(.init("c", columns: [], rows: [], values: y)), .line(.init("a", x: x, y: y))],
    ]
  }

  static func check(_ chart: Chart, _ name: String) {
    let svg = chart.standaloneSVG()
    #expect(xmlFault(svg) == nil, "\(name)")
    #expect(!chart.generatedDescription.isEmpty)
    _ = TerminalChart().text(chart)
    _ = chart.dataTable
  }

  @Test("Every mark over every series, axis and orientation is well-formed", arguments: numbers)
  func everyMark(name: String, y: [Double]) {
    let positions: [Positions] = [
      .numbers(y), .numbers(y.indices.map(Double.init)),
      .days(y.indices.map { Day(daysSinceEpoch: 19_000 + 7 * $0) }),
      .days([Day(daysSinceEpoch: Int.max), Day(daysSinceEpoch: Int.min)]),
      .categories(y.indices.map { "c\($0)" }), .categories(["same", "same", ""]),
    ]
    for x in positions {
      for marks in Self.marks(y, at: x) {
        for axis in [
          Axis("y", unit: "u"), Axis(kind: .log), Axis(ticks: .fitted), Axis(domain: 5...5),
        ] {
          var chart = Chart(name, x: axis, y: axis, marks: marks)
          Self.check(chart, name)
          chart.orientation = .horizontal
          chart.width = -3
          Self.check(chart, name)
        }
      }
    }
  }

  @Test("No panels, no marks, no rows")
  func nothing() {
    Self.check(Chart(""), "nothing")
    Self.check(Chart("", panels: []), "no panels")
    Self.check(Chart("t", panels: (0..<3).map { _ in .init(marks: []) }), "three empty panels")
    Self.check(Chart("t", panels: [], arrangement: .wrapped(columns: Int.max)), "columns")
    #expect(xmlFault(Diagram("", nodes: [], edges: []).standaloneSVG()) == nil)
    #expect(HTMLTable().markup(Table([]), id: "t").xml.contains("<table"))
  }

  @Test("300 categories, 60 series, 40 panels, words without end")
  func many() {
    let names = (0..<300).map { "Category number \($0)" }
    let values = names.indices.map(Double.init)
    Self.check(Chart("bars", marks: [.bar(.init("b", x: .categories(names), y: values))]), "bars")
    var unfolded = Chart("all", marks: [.bar(.init("b", x: .categories(names), y: values))])
    unfolded.categoryLimit = nil
    Self.check(unfolded, "all")
    let series = (0..<60).map { index in
      Mark.line(.init("Series \(index)", x: .numbers([0, 1, 2]), y: [0, Double(index), 1]))
    }
    for legend in [Chart.Legend.automatic, .direct, .above, .none] {
      Self.check(Chart("lines", marks: series, legend: legend), "60 lines")
    }
    Self.check(Chart("panels", panels: (0..<40).map { .init("P\($0)", marks: series) }), "panels")
    let long = String(repeating: "incomprehensibility", count: 60)
    Self.check(
      Chart(
        long, subtitle: long, x: Axis(long, unit: long), y: Axis(long, unit: long),
        marks: [
          .line(.init(long, x: .numbers([0, 1]), y: [0, 1])),
          .line(.init(long + "2", x: .numbers([0, 1]), y: [1, 1])),
          .rule(.init(.y(1), label: long)), .rule(.init(.x(0.5), label: long)),
        ]), "long words")
    let cells = (0..<90_000).map { Double($0 % 7) }
    Self.check(
      Chart("cells", marks: [.cell(.init("c", columns: names, rows: names, values: cells))]),
      "cells")
  }

  @Test("Diagrams with cycles, loops, unknown and doubled boxes")
  func diagrams() {
    let keys = (0..<70).map { "n\($0)" }
    let ring = zip(keys, keys.dropFirst() + keys.prefix(1)).map { Diagram.Edge($0, $1) }
    let all = keys.prefix(20).flatMap { a in keys.prefix(20).map { Diagram.Edge(a, $0) } }
    for edges in [
      ring, all, [.init("n0", "n0"), .init("nowhere", "n1"), .init("n1", "n0", label: "<b>")],
    ] {
      let diagram = Diagram("d", nodes: (keys + keys).map { .init($0) }, edges: edges)
      #expect(xmlFault(diagram.standaloneSVG()) == nil)
      #expect(!diagram.generatedDescription.contains("\n"))
    }
  }

  @Test("What a file can bring into a chart stays text")
  func escaping() {
    let words = [
      "<script>alert(1)</script>", "\"quoted\" 'twice' & more", "a\u{202E}evil\u{2066}b", "]]>",
      "nul\u{0}bell\u{7}", "--><!--", "line\nbreak",
    ]
    let chart = Chart(
      words.joined(), subtitle: words.joined(), x: Axis(words[0], unit: words[1]),
      y: Axis(words[2]),
      marks: words.map {
        .bar(.init($0, x: .categories(words), y: words.indices.map(Double.init), labels: words))
      }
        + [
          .rule(.init(.y(2), label: words[0])),
          .dot(.init("d", x: .categories(words), y: [1, 2], labels: words)),
        ])
    for text in [chart.standaloneSVG(), chart.svg(id: words[0]).html] {
      #expect(!text.contains("<script"))
      #expect(!text.contains("\u{202E}") && !text.contains("\u{2066}") && !text.contains("\u{0}"))
    }
    #expect(xmlFault(chart.standaloneSVG()) == nil)
    let table = Table([Column(words[0], texts: words.map { $0 })])
    let html = HTMLTable(caption: words[0], units: [words[0]: words[1]]).markup(table, id: words[0])
      .xml
    #expect(xmlFault(html) == nil && !html.contains("<script"))
  }
}
