import Figures
import Tables
import TestSupport
import Testing

@Suite("Drawings") struct DrawingTests {
  /// What a page can afford for one figure.
  static let mostBytes = 30_000

  @Test("The gallery looks as when somebody last looked at it", arguments: Gallery.plots)
  func snapshot(plot: Plot) {
    let text = onePerLine(plot.standalone)
    #expect(xmlFault(plot.standalone) == nil)
    #expect(plot.standalone.utf8.count < Self.mostBytes)
    #expect(Snapshot.difference(text, named: "\(plot.name).svg") == nil)
  }

  @Test("Narrow charts keep their words inside", arguments: Gallery.plots)
  func narrow(plot: Plot) {
    #expect(xmlFault(plot.narrow) == nil)
    guard plot.name != "causes" else { return }
    for text in texts(of: plot.narrow) { #expect((0...340).contains(text.x), "\(text.words)") }
  }

  @Test("Five series of 260 weeks and ten thousand points stay below 30 KB")
  func size() {
    let weeks = Gallery.weeks(260)
    let lines = (0..<5).map { index in
      Mark.line(
        .init(
          "Series \(index)", x: .days(weeks),
          y: Gallery.series(index, level: 4e5, trend: 1e5, weeks: 260)))
    }
    #expect(Chart("Lines", marks: lines).standaloneSVG().utf8.count < Self.mostBytes)
    let areas = (0..<5).map { index in
      Mark.area(
        .init(
          "Series \(index)", x: .days(weeks),
          y: Gallery.series(index, level: 4e5, trend: 1e5, weeks: 260)))
    }
    #expect(Chart("Areas", marks: areas).standaloneSVG().utf8.count < Self.mostBytes)
    let x = Gallery.noise(10_000, seed: 1)
    let y = Gallery.noise(10_000, seed: 2)
    let cloud = Chart("Points", marks: [.dot(.init("p", x: .numbers(x), y: y))])
    #expect(cloud.standaloneSVG().utf8.count < Self.mostBytes)
    let long = Chart(
      "Line", marks: [.line(.init("l", x: .numbers(y.indices.map(Double.init)), y: y))])
    #expect(long.standaloneSVG().utf8.count < Self.mostBytes)
  }

  @Test("A thinned line keeps its greatest and its least value")
  func thinned() {
    var y = [Double](repeating: 0, count: 5_000)
    (y[1_234], y[4_321]) = (10, -10)
    let chart = Chart(
      "", y: Axis(domain: -10...10),
      marks: [.line(.init("", x: .numbers(y.indices.map(Double.init)), y: y))],
      height: 200)
    let path = chart.standaloneSVG().split(separator: "<path ").first {
      $0.contains("stroke-width=\"1.75\"")
    }
    let heights = DrawingTests.heights(alongPath: String((path ?? "").split(separator: "\"")[1]))
    #expect(((heights.max() ?? 0) - (heights.min() ?? 0)).isClose(to: 200, within: .absolute(1e-6)))
  }

  /// The heights that a path of one `M` and relative steps goes through.
  private static func heights(alongPath path: String) -> [Double] {
    var numbers: [Double] = []
    var number = ""
    func end() {
      if let value = Double(number) { numbers.append(value) }
      number = ""
    }
    for character in path {
      if character == "-" { end() }
      if character.isNumber || ".-".contains(character) { number.append(character) } else { end() }
    }
    end()
    var height = 0.0
    return stride(from: 1, to: numbers.count, by: 2).map { index in
      height += numbers[index]
      return height
    }
  }

  @Test("Light and dark are in a file of its own; a page decides for itself")
  func worlds() {
    let file = Gallery.fiveLines.standaloneSVG(theme: Gallery.theme)
    #expect(file.contains("prefers-color-scheme: dark") && file.contains("xmlns="))
    let inline = Gallery.fiveLines.svg(id: "five", theme: Gallery.theme).html
    #expect(
      !inline.contains("<style") && inline.contains("aria-labelledby=\"five-title five-desc\""))
  }

  @Test("A page has each chart for wide and for narrow screens, with ids of their own")
  func responsive() {
    let both = Gallery.fiveLines.responsiveSVG(id: "five", theme: Gallery.theme)
    let text = Markup.element("figure", [:], [both]).xml
    #expect(xmlFault(text) == nil)
    #expect(text.contains("viewBox=\"0 0 640 ") && text.contains("viewBox=\"0 0 340 "))
    #expect(text.contains("id=\"five-title\"") && text.contains("id=\"five-narrow-title\""))
    #expect(Gallery.narrow.responsiveSVG(id: "n") == Gallery.narrow.svg(id: "n"))
  }

  @Test("The generated description names kind, axes, series, extremes and trend")
  func description() {
    #expect(
      Gallery.fiveLines.generatedDescription.hasPrefix(
        "Line chart from 2023-01-02 to 2024-12-23, Spend from "))
    #expect(
      Gallery.fiveLines.generatedDescription.contains(
        "5 series: TV, Search, Social, Radio, Out of home."))
    #expect(Gallery.fiveLines.generatedDescription.contains("rising overall"))
    #expect(
      Gallery.correlations.generatedDescription.hasPrefix(
        "Heat map of correlation, 8 rows by 8 columns."))
    #expect(Gallery.twentyCategories.generatedDescription.contains("Bar chart of 20 categories"))
    #expect(Gallery.causes.generatedDescription.contains("demand (unobserved)"))
    #expect(Gallery.causes.generatedDescription.contains("spend to sales"))
  }

  @Test("Units stand on the top tick only")
  func units() {
    let words = texts(of: Gallery.groupedBars.standaloneSVG()).map(\.words)
    #expect(words.filter { $0.hasPrefix("€") } == ["€6\u{202F}M"])
    let unit = texts(of: Gallery.fitWithBands.standaloneSVG()).filter { $0.words == "k units" }
    #expect(unit.count == 1)
  }

  @Test("Bars start at zero, and the truth is a hollow diamond")
  func conventions() {
    let bars = Chart("", marks: [.bar(.init("b", x: .categories(["a", "b"]), y: [98, 99]))])
    #expect(texts(of: bars.standaloneSVG()).contains { $0.words == "0" })
    let truth = Chart(
      "", marks: [.dot(.init("t", x: .numbers([1]), y: [1], symbol: .square, paint: .truth))])
    #expect(truth.standaloneSVG().contains("<path d=\"M"))
    #expect(truth.standaloneSVG().contains("fill=\"var(--chart-paper"))
  }
}
