import Notebooks
import Testing

@Suite("CourseIndex") struct CourseIndexTests {
  private let page = CourseIndex(Course.whole).html

  @Test("Lessons stand in order, grouped by part, with time, state and claims")
  func lessons() throws {
    let first = try #require(page.firstRange(of: "What works?"))
    let second = try #require(page.firstRange(of: "Can these data answer?"))
    let part = try #require(page.firstRange(of: "<h2>Comparisons</h2>"))
    #expect(first.lowerBound < second.lowerBound && second.lowerBound < part.lowerBound)
    #expect(page.contains("<a class=\"lesson-title\" href=\"00_problem_context.html\">"))
    #expect(page.contains("35 minutes · 8 of 9 claims hold"))
    #expect(page.contains("5 lessons · 85 minutes · 25 of 26 claims hold"))
    #expect(page.contains("Failed"))
  }

  @Test("A lesson that did not run has no link")
  func notRun() {
    #expect(page.contains("<span class=\"lesson-title\">Robyn&#39;s idea</span>"))
    #expect(page.contains("Not run yet"))
  }

  @Test(
    "A lesson's number is the one its name begins with",
    arguments: [("02_baseline", "2"), ("00_context", "0"), ("10_robyn", "10")])
  func numbers(name: String, number: String) {
    #expect(CourseContext.Lesson(name: name, title: "").number == number)
  }

  @Test("A name that is only digits or has none gives no number", arguments: ["intro", "2024", ""])
  func noNumber(name: String) {
    #expect(CourseContext.Lesson(name: name, title: "").number == nil)
  }

  @Test("Hostile titles and names are text")
  func hostile() {
    let course = CourseContext(
      title: "<b>",
      lessons: [
        .init(name: "\"><script>", title: "<script>", summary: "</ol>", part: "<i>", status: .ran)
      ], assets: Course.assets)
    let html = CourseIndex(course).html
    #expect(html.split(separator: "<script").count == 2)
    #expect(html.contains("href=\"%22%3E%3Cscript%3E.html\""))
  }
}
