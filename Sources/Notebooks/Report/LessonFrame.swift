import Figures

/// What stands around a lesson's text: contents, head, banner, foot.
extension ReportRenderer {
  private var lesson: CourseContext.Lesson? {
    course.lessons.first { $0.name == notebook.name }
  }

  // MARK: - Contents

  var sidebar: Markup {
    .element(
      "aside", ["class": "sidebar"],
      [
        courseLink, contents(label: "Contents"), lessonList,
        .element("div", ["class": "theme-switch"], []),
      ])
  }

  /// The contents where there is no room for a side bar.
  var foldedContents: Markup {
    guard !outline.entries.isEmpty else { return .fragment([]) }
    return .element(
      "details", ["class": "contents-fold"],
      [.element("summary", [:], text: "Contents"), contents(label: "Contents of this page")])
  }

  private var courseLink: Markup {
    guard !course.lessons.isEmpty else { return .fragment([]) }
    return .element(
      "p", ["class": "course-link"],
      [.element("a", ["href": "index.html"], text: course.title)])
  }

  private func contents(label: String) -> Markup {
    var entries = outline.entries
    if case .heading(level: 1, _, _, _) = notebook.blocks.first { entries.removeFirst() }
    let top = entries.map(\.level).min() ?? 1
    entries.removeAll { $0.level > top + 1 }
    guard !entries.isEmpty else { return .fragment([]) }
    let items = entries.map { entry -> Markup in
      let depth = entry.level == top ? "" : "deeper"
      let link = Markup.element("a", ["href": "#\(entry.anchor)"], text: plainText(entry.content))
      guard let language = entry.language else {
        return .element("li", ["class": depth], [link])
      }
      return .element(
        "li", ["class": "passage \(depth)", "lang": LanguageSwitch.code(language)], [link])
    }
    return .element(
      "nav", ["class": "contents", "aria-label": label], [.element("ol", [:], items)])
  }

  private var lessonList: Markup {
    guard course.lessons.count > 1 else { return .fragment([]) }
    let items = course.lessons.map { lesson -> Markup in
      let title = [lesson.number, lesson.title].compactMap { $0 }.joined(separator: " · ")
      if lesson.name == notebook.name {
        return .element("li", [:], [.element("span", ["aria-current": "page"], text: title)])
      }
      guard lesson.status != .notRun else { return .element("li", [:], text: title) }
      return .element("li", [:], [.element("a", ["href": lesson.href], text: title)])
    }
    return .element(
      "details", ["class": "all-lessons"],
      [
        .element("summary", [:], text: "All lessons"),
        .element("nav", ["aria-label": "Lessons"], [.element("ol", [:], items)]),
      ])
  }

  // MARK: - Head

  var lessonHead: Markup {
    let frontMatter = notebook.frontMatter
    var kicker: [Markup] = []
    if !course.lessons.isEmpty {
      kicker.append(.element("a", ["href": "index.html"], text: course.title))
    }
    if let number = lesson?.number { kicker.append(.text("Lesson \(number)")) }
    return .element(
      "header", ["class": "lesson-head"],
      [
        kicker.isEmpty
          ? .fragment([]) : .element("p", ["class": "kicker"], separated(kicker, by: " · ")),
        .element("h1", ["id": "top"], text: frontMatter.title),
        frontMatter.summary.map { .element("p", ["class": "summary"], text: $0) } ?? .fragment([]),
        .element("p", ["class": "facts"], text: facts.joined(separator: " · ")),
        languageSwitch?.markup ?? .fragment([]),
      ])
  }

  private var facts: [String] {
    var facts: [String] = []
    if let minutes = notebook.frontMatter.minutes { facts.append("\(minutes) minutes") }
    let claims = result.claims
    if !claims.isEmpty {
      let held = claims.count(where: \.holds)
      facts.append(
        "\(held) of \(claims.count) \(claims.count == 1 ? "claim holds" : "claims hold")")
    }
    return facts
  }

  // MARK: - Banner

  /// What a reader must know before anything else: that the notebook did not finish, or says what isn't so.
  var failureBanner: Markup {
    let broken = failedClaims
    var lines: [Markup] = []
    if let failure = result.failure {
      let anchor = result.failedCell.flatMap { cellAnchor($0) }
      let place = place(failure)
      lines.append(
        .element(
          "p", [:],
          [
            .element("strong", [:], text: "Error: this notebook did not finish. "),
            anchor.map { .element("a", ["href": "#\($0)"], text: place) } ?? .text(place),
            .text(": \(failure.sentence)\(failure.suggestion == nil ? "." : "") "),
            .text("What ran before is kept; nothing after it ran."),
          ]))
    }
    if !broken.isEmpty {
      let links = broken.map { verdict, cell in
        Markup.element("a", ["href": "#\(cellAnchor(cell) ?? "main")"], text: verdict.text)
      }
      let noun = broken.count == 1 ? "claim does" : "claims do"
      lines.append(
        .element(
          "p", [:],
          [.element("strong", [:], text: "Error: \(broken.count) \(noun) not hold: ")]
            + separated(links, by: "; ") + [.text(".")]))
    }
    guard !lines.isEmpty else { return .fragment([]) }
    return .element(
      "div", ["class": "banner error", "role": "alert"],
      [Icon.cross, .element("div", [:], lines)])
  }

  private var failedClaims: [(verdict: ClaimVerdict, cell: Int)] {
    result.cells.enumerated().flatMap { index, cell in
      cell.statements.flatMap(\.outputs).compactMap { output in
        if case .claim(let verdict) = output, !verdict.holds { (verdict, index) } else { nil }
      }
    }
  }

  func cellAnchor(_ index: Int) -> String? {
    catalogue.cellAnchors.indices.contains(index) ? catalogue.cellAnchors[index] : nil
  }

  // MARK: - Foot

  var lessonFoot: Markup {
    .element("footer", ["class": "lesson-foot"], [neighbourLinks, provenance])
  }

  private var neighbourLinks: Markup {
    let (previous, next) = course.neighbours(of: notebook.name)
    guard previous != nil || next != nil else { return .fragment([]) }
    func link(_ lesson: CourseContext.Lesson?, _ word: String, _ role: String) -> Markup {
      guard let lesson else { return .element("span", [:], []) }
      return .element(
        "a", ["class": role, "href": lesson.href, "rel": role],
        [
          .element("span", ["class": "direction"], text: word),
          .element("span", ["class": "neighbour"], text: lesson.title),
        ])
    }
    return .element(
      "nav", ["class": "neighbours", "aria-label": "Previous and next lesson"],
      [link(previous, "← Previous", "prev"), link(next, "Next →", "next")])
  }

  /// Where the page comes from: enough to make it again, and no clock.
  private var provenance: Markup {
    let origin = result.provenance
    var parts: [Markup] = [
      .text("Mixbook \(origin.engineVersion)"),
      .fragment([.text("\(source.name) "), digest(origin.sourceDigest)]),
    ]
    for file in origin.data {
      parts.append(.fragment([.text("\(file.path) "), digest(file.digest)]))
    }
    if !origin.seeds.isEmpty {
      let seeds = origin.seeds.map(String.init).joined(separator: ", ")
      parts.append(.text("\(origin.seeds.count == 1 ? "seed" : "seeds") \(seeds)"))
    }
    return .element("p", ["class": "provenance"], separated(parts, by: " · "))
  }

  private func digest(_ digest: String) -> Markup {
    .element("code", ["title": digest], text: String(digest.prefix(10)))
  }

  /// Nodes with a text between them.
  func separated(_ nodes: [Markup], by separator: String) -> [Markup] {
    nodes.enumerated().flatMap { $0.offset == 0 ? [$0.element] : [.text(separator), $0.element] }
  }
}

/// Small pictures that stand beside a word, never alone.
enum Icon {
  static let tick = path("M3.5 8.5l3 3 6-7")
  static let cross = path("M4 4l8 8M12 4l-8 8")
  static let pencil = path("M3 13l1-3.5 7-7 2.5 2.5-7 7zM9.5 4l2.5 2.5")
  static let question = path("M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .7-1 1.7M8 12.7v.3")

  private static func path(_ data: String) -> Markup {
    .element(
      "svg",
      ["class": "icon", "viewBox": "0 0 16 16", "aria-hidden": "true", "focusable": "false"],
      [.element("path", ["d": data], [])])
  }
}
