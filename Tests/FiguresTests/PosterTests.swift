import Figures
import Tables
import TestSupport
import Testing

@Suite("Posters") struct PosterTests {
  /// Bars, lines of weeks, points and nothing at all, under a head and above a foot.
  static func poster(_ name: String = "tv", weeks: Int = 104) -> Poster {
    let days = Gallery.weeks(weeks)
    let names = [name, "radio", "search"]
    var bars = Mark.Bar(
      "share", x: .categories(names), y: [0.5, 0.3, 0.2], labels: ["50%", "30%", "20%"])
    bars.notes = ["ROI 1.2", "ROI 0.7", "no spend"]
    let lines = names.enumerated().map { index, name in
      Mark.line(
        .init(
          name, x: .days(days),
          y: Gallery.series(index, level: 4e5, trend: 1e5, weeks: weeks)))
    }
    var poster = Poster("What \(name) did", subtitle: "Two years of \(name)")
    poster.measures = (1...4).map { .init("measure \($0)", "0.\($0)") }
    poster.panels = [
      .init("Shares", Chart("Shares of \(name)", marks: [.bar(bars)], orientation: .horizontal)),
      .init("Sales", Chart("Sales of \(name)", subtitle: "A week", marks: lines, height: 220)),
      .init(
        "Cloud",
        Chart(
          "Cloud",
          marks: [.dot(.init(name, x: .numbers([1, 2, 2]), y: [1, 4, 3]))])),
      .init("Nothing", Chart("Nothing of \(name)", subtitle: "Because of \(name)", panels: [])),
      .init("Last", Chart("Last", marks: lines)),
    ]
    poster.note = "Beware of \(name)"
    poster.caution = "Read \(name) with care."
    return poster
  }

  /// Places and sizes of the drawings within the drawing.
  private static func boxes(_ svg: String) -> [[Double]] {
    svg.split(separator: "<svg x=\"").dropFirst().map { part in
      let head = part.prefix { $0 != ">" }
      func number(_ name: String) -> Double {
        guard let found = head.firstRange(of: "\(name)=\"") else { return .nan }
        return Double(head[found.upperBound...].prefix { $0 != "\"" }) ?? .nan
      }
      return [
        Double(head.prefix { $0 != "\"" }) ?? .nan, number(" y"), number("width"),
        number("height"),
      ]
    }
  }

  @Test("Panels keep apart and inside, those of a row are as high as each other")
  func layout() {
    let svg = Self.poster().standaloneSVG()
    #expect(xmlFault(svg) == nil)
    let boxes = Self.boxes(svg)
    #expect(boxes.count == 5)
    for (index, one) in boxes.enumerated() {
      #expect(one[0] >= 0 && one[0] + one[2] <= 920 && one.allSatisfy(\.isFinite))
      for other in boxes[(index + 1)...] {
        let across = one[0] + one[2] <= other[0] || other[0] + other[2] <= one[0]
        let down = one[1] + one[3] <= other[1] || other[1] + other[3] <= one[1]
        #expect(across || down, "\(one) and \(other)")
      }
    }
    #expect(boxes[0][1] == boxes[1][1] && boxes[2][1] == boxes[3][1])
    // Three rows of bars are not blown up to the height of a line chart; points are.
    #expect(boxes[0][3] <= boxes[1][3])
    let height = Self.poster().standaloneSVG().firstRange(of: "viewBox=\"0 0 920 ")
    #expect(height != nil)
    // Words of the panels stay in their drawings, those of the head and the foot on the page.
    for text in texts(of: svg) { #expect((0...920).contains(text.x), "\(text.words)") }
  }

  @Test("One title, one description of all panels, no id twice")
  func described() {
    let poster = Self.poster()
    let svg = poster.standaloneSVG()
    #expect(svg.split(separator: "<title id=").count == 2)
    #expect(svg.split(separator: "<desc").count == 2)
    #expect(svg.split(separator: "<style").count == 2)
    let words = poster.generatedDescription
    for panel in poster.panels { #expect(words.contains("\(panel.name): \(panel.chart.title)")) }
    #expect(words.contains("measure 3: 0.3.") && words.hasSuffix("Beware of tv"))
    let page = poster.responsiveMarkup(id: "svg.7").html
    let ids = page.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(ids.count == 20 && Set(ids).count == 20)
    // Each drawing is called by a title and a description that are there.
    for part in page.split(separator: "aria-labelledby=\"").dropFirst() {
      for id in part.prefix(while: { $0 != "\"" }).split(separator: " ") {
        #expect(ids.contains(id))
      }
    }
    #expect(page.split(separator: "chart-wide").count == 6)
    #expect(page.split(separator: "chart-narrow").count == 6)
  }

  @Test("A name has one colour in all panels, whatever comes first there")
  func colours() throws {
    let svg = Self.poster().standaloneSVG(theme: ChartTheme(colours: ["radio": .slot(5)]))
    let strokes = svg.split(separator: "stroke=\"var(--c").dropFirst().compactMap {
      Int($0.prefix { $0.isNumber })
    }
    // Two panels of three lines each.
    #expect(strokes.count >= 6)
    #expect(Set(strokes).count == 3 && strokes.contains(6))
  }

  @Test("Names from outside do no harm")
  func hostile() {
    let long = String(repeating: "incomprehensibility ", count: 30)
    for name in ["<script>alert(1)</script>", "", long, "a\u{202E}b", "\"><img src=x>", "\u{0}"] {
      let poster = Self.poster(name, weeks: 9)
      let svg = poster.standaloneSVG()
      #expect(xmlFault(svg) == nil, "\(name)")
      #expect(!svg.contains("<script") && !svg.contains("<img") && !svg.contains("\u{202E}"))
      let page = poster.responsiveMarkup(id: "a\" onload=\"x").html
      #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("onload=\""))
      let text = TerminalChart(width: 60).text(poster)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
      #expect(!text.unicodeScalars.contains { Escaping.isHarmful($0) })
    }
    #expect(xmlFault(Poster("").standaloneSVG()) == nil)
    #expect(Poster("").dataTable.rowCount == 0)
    #expect(TerminalChart().text(Poster("")) == "")
  }

  @Test("The data hold every number once, panel by panel")
  func data() throws {
    let poster = Self.poster(weeks: 10)
    let table = poster.dataTable
    #expect(table.names == ["panel", "series", "at", "value"])
    // Three bars, three lines of ten weeks twice; of points with one place twice series, place and value.
    let panels = try table.texts("panel")
    #expect(panels.count { $0 == "Shares" } == 3)
    #expect(panels.count { $0 == "Sales" } == 30 && panels.count { $0 == "Last" } == 30)
    #expect(panels.count { $0 == "Nothing" } == 0)
    #expect(try table.texts("at")[0] == "tv" && table.numbers("value")[0] == 0.5)
  }

  @Test("On a terminal the head and the list of panels")
  func terminal() {
    let text = TerminalChart(width: 50).text(Self.poster())
    #expect(text.hasPrefix("What tv did\nRead tv with care.\nTwo years of tv\nmeasure 1 0.1 · "))
    #expect(text.contains("\n  1 Shares: Shares of tv\n") && text.contains("\n  5 Last\n"))
    #expect(text.hasSuffix("Beware of tv\n"))
  }
}
