import Figures
import Notebooks
import Tables
import TestSupport
import Testing

@Suite("Posters in a page") struct PosterPageTests {
  private static let draft: Draft = {
    let chart = Chart(
      "Lines", marks: [.line(.init("a", x: .numbers([1, 2, 3]), y: [3, 1, 2]))])
    var poster = Poster("Two panels", subtitle: "of three numbers")
    poster.measures = [.init("R²", "0.93")]
    poster.panels = [
      .init("First", chart), .init("Second", Chart("Nothing", subtitle: "Why.", panels: [])),
    ]
    poster.note = "Read with care."
    var draft = Draft()
    draft.cell("page", "plot onepager f", outputs: [.poster(poster), .chart(chart)])
    return draft
  }()

  @Test("One figure with one caption, one disclosure of all tables and one file of data")
  func figure() throws {
    let page = Course.page(Self.draft)
    let start = try #require(page.firstRange(of: "<figure class=\"chart poster\" id=\"page\">"))
    let end = try #require(page[start.upperBound...].firstRange(of: "</figure>"))
    let figure = page[start.upperBound..<end.lowerBound]
    #expect(figure.split(separator: "<figcaption").count == 2)
    #expect(figure.contains("<b>Figure 1</b>") && page.contains("<b>Figure 2</b>"))
    #expect(figure.split(separator: "<svg").count == 5)
    #expect(figure.split(separator: "<details").count == 2)
    #expect(figure.split(separator: "<table").count == 2)
    #expect(figure.split(separator: "download=\"page.csv\"").count == 2)
    #expect(figure.contains("<dt>R²</dt><dd>0.93</dd>"))
    let ids = page.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(ids).count == ids.count)
  }

  @Test("One drawing among the artifacts, and its record")
  func files() throws {
    let files = Artifacts(Self.draft.result, in: Course.whole).files
    let drawing = try #require(
      files.first { $0.path == "figures/02_baseline_model/page.svg" })
    #expect(xmlFault(String(decoding: drawing.bytes, as: UTF8.self)) == nil)
    let record = try #require(files.last)
    #expect(String(decoding: record.bytes, as: UTF8.self).contains("\"kind\": \"poster\""))
  }

  @Test("Every class of a poster has its rule in the style sheet")
  func styles() {
    for name in [
      "poster", "poster-title", "poster-caution", "poster-said", "measures", "panels", "panel",
      "poster-note",
    ] { #expect(Course.styleSheet.contains(".\(name)"), "\(name)") }
  }
}
