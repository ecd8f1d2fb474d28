import Figures

/// The course's first page: its lessons in order, how long they take, and what came of them.
public struct CourseIndex: Sendable {
  /// The course.
  public var course: CourseContext

  /// The first page of a course.
  public init(_ course: CourseContext) { self.course = course }

  /// The page.
  public var html: String {
    Page(
      title: course.title, description: course.summary, theme: course.theme, assets: course.assets,
      body: [
        .element("a", ["class": "skip", "href": "#main"], text: "Skip to the lessons"),
        .element(
          "div", ["class": "page course"],
          [
            .element("aside", ["class": "sidebar"], [.element("div", ["class": "theme-switch"])]),
            .element("main", ["id": "main"], [head] + parts),
          ]),
      ]
    ).html
  }

  private var head: Markup {
    .element(
      "header", ["class": "lesson-head"],
      [
        .element("h1", [:], text: course.title),
        course.summary.map { .element("p", ["class": "summary"], text: $0) } ?? .fragment([]),
        .element("p", ["class": "facts"], text: facts.joined(separator: " · ")),
      ])
  }

  private var facts: [String] {
    let count = course.lessons.count
    var facts = ["\(count) \(count == 1 ? "lesson" : "lessons")"]
    let minutes = course.lessons.compactMap(\.minutes).reduce(0) {
      $0.addingReportingOverflow($1).0
    }
    if minutes >= 90 {
      facts.append("about \((minutes + 30) / 60) hours")
    } else if minutes > 0 {
      facts.append("\(minutes) minutes")
    }
    let claims = course.lessons.map(\.claimCount).reduce(0, +)
    let held = course.lessons.map(\.claimsHeld).reduce(0, +)
    if claims > 0 { facts.append("\(held) of \(claims) claims hold") }
    return facts
  }

  /// The lessons in order; a heading where the part changes.
  private var parts: [Markup] {
    var groups: [(part: String, lessons: [CourseContext.Lesson])] = []
    for lesson in course.lessons {
      if groups.last?.part != lesson.part { groups.append((lesson.part, [])) }
      groups[groups.count - 1].lessons.append(lesson)
    }
    return groups.map { part, lessons in
      .element(
        "section", ["class": "part"],
        [
          part.isEmpty ? .fragment([]) : .element("h2", [:], text: heading(part)),
          .element("ol", ["class": "lessons"], lessons.map(item)),
        ])
    }
  }

  /// A folder's name as a heading: `lab_exercises` is "Lab exercises".
  private func heading(_ part: String) -> String {
    let words = part.split { "_-/".contains($0) }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private func item(_ lesson: CourseContext.Lesson) -> Markup {
    let title: Markup =
      lesson.status == .notRun
      ? .element("span", ["class": "lesson-title"], text: lesson.title)
      : .element("a", ["class": "lesson-title", "href": lesson.href], text: lesson.title)
    return .element(
      "li", [:],
      [
        .element("span", ["class": "lesson-number"], text: lesson.number ?? ""),
        .element(
          "div", [:],
          [
            title,
            lesson.summary.map { .element("p", ["class": "summary"], text: $0) } ?? .fragment([]),
            .element("p", ["class": "facts"], status(lesson)),
          ]),
      ])
  }

  private func status(_ lesson: CourseContext.Lesson) -> [Markup] {
    var facts: [String] = []
    if let minutes = lesson.minutes { facts.append("\(minutes) minutes") }
    if lesson.claimCount > 0 {
      facts.append("\(lesson.claimsHeld) of \(lesson.claimCount) claims hold")
    }
    let rest = Markup.text(facts.map { " · \($0)" }.joined())
    switch lesson.status {
    case .ran:
      return [.element("span", ["class": "status ran"], [Icon.tick, .text("Ran")]), rest]
    case .failed:
      return [.element("span", ["class": "status failed"], [Icon.cross, .text("Failed")]), rest]
    case .notRun: return [.element("span", ["class": "status"], text: "Not run yet"), rest]
    }
  }
}
