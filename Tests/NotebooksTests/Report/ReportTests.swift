import Figures
import Notebooks
import Tables
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Report") struct ReportTests {
  private let page = Report(Demonstration.result, in: Course.whole).html

  @Test(
    "A page to look at", .enabled(if: getenv("MIXBOOK_DEMO") != nil, "set MIXBOOK_DEMO to a folder")
  )
  func demonstration() async {
    guard let folder = getenv("MIXBOOK_DEMO").map({ String(cString: $0) }) else { return }
    let formulas = await MathRenderer().renderAll(in: Demonstration.result.notebook)
    let page = Report(
      Demonstration.result, in: Course.whole, hooks: ReportHooks(formulas: formulas)
    ).html
    let failing = Report(Demonstration.failing, in: Course.whole).html
    writeFile("\(folder)/lesson.html", Array(page.utf8))
    writeFile("\(folder)/failing.html", Array(failing.utf8))
    writeFile("\(folder)/index.html", Array(CourseIndex(Course.whole).html.utf8))
    writeFile("\(folder)/record.json", Array(RunRecord(Demonstration.result).json.utf8))
  }

  // MARK: - Structure

  @Test("Figures and tables are numbered apart, over the whole notebook")
  func numbering() {
    for name in ["Figure 1.", "Figure 2.", "Figure 3", "Table 1.", "Table 2."] {
      #expect(page.contains("<b>\(name)</b>"), "\(name)")
    }
    #expect(page.contains("<figure class=\"chart\" id=\"baseline-fit\">"))
    #expect(page.contains("<figure class=\"table\" id=\"coefficients\">"))
  }

  @Test("A link without words is called after the figure or table it leads to")
  func references() {
    #expect(page.contains("<a href=\"#baseline-fit\">Figure 1</a>"))
    #expect(page.contains("<a href=\"#coefficients\">Table 1</a>"))
  }

  @Test("Every anchor is unique, and every inner link has one")
  func anchors() {
    for html in [page, Report(Demonstration.failing, in: Course.whole).html] {
      let ids = attributes("id", in: html)
      #expect(Set(ids).count == ids.count)
      for link in attributes("href", in: html) where link.hasPrefix("#") {
        #expect(ids.contains(String(link.dropFirst())), "\(link)")
      }
      for id in attributes("aria-describedby", in: html) { #expect(ids.contains(id)) }
    }
  }

  @Test("Labels that are headings' anchors too, or each other's, stay apart")
  func anchorClashes() {
    var draft = Draft()
    draft.heading(2, "Fit", id: "fit")
    draft.heading(2, "Main", id: "main-2")
    draft.cell("fit", "show x", outputs: [.text("x")])
    draft.cell("main", "show x", outputs: [.table(Demonstration.summary)])
    draft.cell("cell-of-main", "show x")
    let ids = attributes("id", in: Course.page(draft))
    #expect(Set(ids).count == ids.count)
  }

  @Test("Landmarks, language, title and skip link are there")
  func landmarks() {
    for part in [
      "<!DOCTYPE html>\n<html lang=\"en\">", "<main id=\"main\">", "<footer", "<nav", "<h1",
      "<a class=\"skip\" href=\"#main\">", "name=\"viewport\"", "name=\"color-scheme\"",
      "<title>A first model, and why it is wrong · Marketing mix modelling from scratch</title>",
    ] { #expect(page.contains(part), "\(part)") }
    #expect(page.split(separator: "<h1").count == 2)
  }

  @Test("Neighbours are lessons that have a page")
  func neighbours() {
    #expect(page.contains("<a class=\"prev\" href=\"01_data_audit_eda.html\" rel=\"prev\">"))
    #expect(page.contains("<a class=\"next\" href=\"03_adstock.html\" rel=\"next\">"))
    #expect(!page.contains("10_robyn_setup_and_run.html"))
  }

  @Test("Folded statements are folded, hidden ones are absent, claims stand for themselves")
  func echo() {
    #expect(page.contains("<summary>Statements, 2 lines</summary>"))
    var draft = Draft()
    draft.cell("quiet", "secret = load", outputs: [.text("said")]) { $0.echo = .hide }
    let html = Course.page(draft)
    #expect(!html.contains("secret"))
    #expect(html.contains("said"))
    #expect(!page.contains("claims · line"))
  }

  @Test("A claim that does not hold is told at the top and in words")
  func failedClaim() {
    #expect(page.contains("1 claim does not hold"))
    #expect(page.contains("Does not hold"))
    #expect(page.contains("Radio looks unprofitable"))
    #expect(page.contains("0.62 &gt; 1"))
  }

  @Test("A failing cell has a banner with a link, a caret, and cells after it that did not run")
  func failure() {
    let html = Report(Demonstration.failing, in: Course.whole).html
    #expect(html.contains("<div class=\"banner error\" role=\"alert\">"))
    #expect(html.contains("<a href=\"#broken\">notebooks/02_baseline_model.md:"))
    #expect(html.contains("id=\"broken\""))
    #expect(html.contains("did you mean &quot;tv_spend&quot;?"))
    #expect(html.contains("^^^^^^^^"))
    #expect(html.contains("Not run: a statement before it failed."))
    #expect(html.contains("<b>Table 1.</b>"))
  }

  @Test("An error that a cell means to show is no failure")
  func expectedFailure() {
    #expect(page.contains("Error, as this cell means to show"))
    #expect(!page.contains("did not finish"))
  }

  @Test("An exercise holds its hints in a ladder, its checks and its folded solution, once")
  func exercise() throws {
    let box = try #require(page.split(separator: "<section class=\"exercise\"").last)
    let first = try #require(box.firstRange(of: "Hint 1 of 2"))
    let second = try #require(box.firstRange(of: "Hint 2 of 2"))
    #expect(!box[first.upperBound..<second.lowerBound].contains("</details>"))
    #expect(box.contains("<summary>Solution</summary>"))
    #expect(page.split(separator: "Hint 1 of 2").count == 2)
    #expect(!box.contains("That is the ridge penalty"))
  }

  @Test("A quiz gives nothing away before an answer is opened")
  func quiz() throws {
    let box = try #require(page.split(separator: "<section class=\"quiz\"").last)
    for item in box.split(separator: "<li>").dropFirst() {
      let summary = try #require(item.firstRange(of: "</summary>"))
      let verdict = try #require(item.firstRange(of: "ight</strong>"))
      #expect(summary.upperBound <= verdict.lowerBound)
    }
    #expect(!box.contains("<details open"))
  }

  @Test("A value says where it comes from")
  func values() {
    #expect(page.contains("tabindex=\"0\" aria-describedby=\"value.1\">0.87<span class=\"origin\""))
    #expect(page.contains("baseline.r2 = 0.87124…, cell baseline-fit</span>"))
  }

  @Test("Languages are switched by radio buttons and rules, and only where there are two")
  func languages() {
    #expect(page.contains("id=\"language.ko\""))
    #expect(page.contains("body:has(#language\\.ko:checked) .passage:not([lang=\"ko\"])"))
    #expect(page.contains("<div class=\"passage\" lang=\"ko\""))
    #expect(!Course.page(Draft()).contains("id=\"language."))
  }

  // MARK: - Policy

  @Test("The policy forbids requests and names the style sheet and the script by their digests")
  func policy() throws {
    for html in [page, CourseIndex(Course.whole).html] {
      let style = try #require(content(of: "style", in: html))
      let script = try #require(content(of: "script", in: html))
      let expected =
        "default-src 'none'; img-src data:; style-src '\(SHA256.policySource(style))'; "
        + "script-src '\(SHA256.policySource(script))'; base-uri 'none'; form-action 'none'"
      let escaped = expected.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "&#39;")
      #expect(html.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"\(escaped)\">"))
      #expect(html.split(separator: "<style").count == 2)
      #expect(html.split(separator: "<script").count == 2)
      #expect(attributes("style", in: html).isEmpty)
    }
  }

  @Test("Nothing is loaded from anywhere")
  func noRequests() {
    #expect(attributes("src", in: page).allSatisfy { $0.hasPrefix("data:") })
    let outside = attributes("href", in: page).filter {
      $0.contains("//") && !$0.hasPrefix("data:")
    }
    #expect(outside == ["https://example.org/"])
    #expect(!page.contains("@import"))
    #expect(!page.contains("url("))
  }

  @Test("The same result gives the same bytes, within a lesson's size")
  func sameBytes() {
    #expect(Report(Demonstration.result, in: Course.whole).html == page)
    #expect((20_000..<400_000).contains(page.utf8.count))
  }

  // MARK: - Hostile input

  @Test(
    "Whatever a notebook or a file says is text",
    arguments: [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)",
      "</style><script>", "\u{202E}evil\u{2066}", "]]>", "<!--", "\u{0}\u{1B}[31m",
    ])
  func hostile(text: String) {
    var draft = Draft(title: text)
    draft.frontMatter.summary = text
    draft.frontMatter.languages = [text, "en"]
    draft.blocks.append(.passage(language: text, [.paragraph([.text(text)], span: .init(0, 0))]))
    let value = draft.value(text, text, origin: text)
    draft.paragraph(.text(text), value)
    let table = TableOutput(
      Table([Column(text, texts: [text, nil])]), title: text, note: text)
    var poster = Poster(text, subtitle: text)
    poster.measures = [.init(text, text)]
    poster.panels = [.init(text, Chart(text, subtitle: text), data: table.table)]
    (poster.caution, poster.note) = (text, text)
    draft.cell(
      text, "show \"\(text)\"",
      outputs: [
        .table(table), .text(text), .file(path: text),
        .claim(.init(text: text, actual: text, value: nil, holds: false, explanation: text)),
        .chart(Chart(text, subtitle: text)), .poster(poster),
      ]
    ) { $0.caption = text }
    draft.cell("error", text)
    let mistake = Diagnostic(.error, text, at: draft.cells[1].body, suggestion: text)
    draft.outcomes[1].state = .failed(mistake)
    draft.failure = mistake
    draft.failedCell = 1
    draft.cell("task", text, state: .notRun) { $0.role = .exercise }
    draft.cell("try", "claim \(text) else=\"x\"") { $0.role = .check(exercise: "task") }
    let html = Course.page(draft)
    let harmless = Course.page(Draft())
    #expect(html.split(separator: "<script").count == harmless.split(separator: "<script").count)
    #expect(html.split(separator: "<style").count == harmless.split(separator: "<style").count)
    #expect(!html.contains("<img"))
    #expect(!html.contains("<!--"))
    #expect(!html.contains(" onfocus='"))
    #expect(!html.unicodeScalars.contains { Escaping.isHarmful($0) })
    #expect(html.contains("Content-Security-Policy"))
  }

  @Test("Files that were written to do harm give a page of text", arguments: ["hostile", "lesson"])
  func hostileFile(name: String) throws {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let bytes = try #require(readFile("/\(folder)/Markdown/Corpus/\(name).md"))
    let notebook = try #require(NotebookReader.read(bytes, name: "\(name).md").notebook)
    let result = NotebookResult(
      notebook: notebook, cells: [], inlineValues: [], names: [],
      provenance: Provenance(engineVersion: "0.1.0", sourceDigest: ""))
    let html = Report(result, in: Course.whole).html
    let ids = attributes("id", in: html)
    #expect(Set(ids).count == ids.count)
    #expect(html.split(separator: "<script").count == 2)
    #expect(!html.lowercased().contains("javascript:"))
    #expect(attributes("src", in: html).allSatisfy { $0.hasPrefix("data:image/") })
    #expect(attributes("style", in: html).isEmpty)
  }

  // MARK: - Reading the page

  /// The values of an attribute wherever it stands in a tag.
  private func attributes(_ name: String, in html: String) -> [String] {
    html.split(separator: " \(name)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
  }

  private func content(of element: String, in html: String) -> String? {
    guard let start = html.firstRange(of: "<\(element)>"),
      let end = html[start.upperBound...].firstRange(of: "</\(element)>")
    else { return nil }
    return String(html[start.upperBound..<end.lowerBound])
  }
}
