import Figures

/// Exercises and quizzes: a different edge, and nothing given away before it is asked for.
extension ReportRenderer {
  // MARK: - Exercises

  /// The task's starting statements, a ladder of hints, the checks, and the folded solution.
  func exercise(_ index: Int) -> Markup {
    let cell = notebook.cells[index]
    let mates = companions[cell.label] ?? []
    let hints = mates.filter { if case .hint = notebook.cells[$0].role { true } else { false } }
    let number = notebook.cells[...index].count { $0.role == .exercise }
    return .element(
      "section",
      [
        "class": "exercise", "id": cellAnchor(index) ?? "exercise",
        "aria-label": "Exercise \(number)",
      ],
      [
        .element(
          "p", ["class": "tag"],
          [
            Icon.pencil, .element("strong", [:], text: "Exercise \(number)"),
            cell.caption.map { .text(" \($0)") } ?? .fragment([]),
          ]),
        code(index), outcome(ofCell: index), ladder(hints[...], of: hints.count),
      ]
        + mates.map { mate in
          switch notebook.cells[mate].role {
          case .check: checks(mate)
          case .solution: solution(mate)
          case .hint, .code, .exercise: .fragment([])
          }
        })
  }

  /// Hints within hints: the next is reached by opening the one before.
  private func ladder(_ hints: ArraySlice<Int>, of count: Int) -> Markup {
    // From the last hint outwards, so that a long ladder needs no recursion.
    hints.enumerated().reversed().reduce(.fragment([])) { inner, step in
      hint(step.element, number: step.offset + 1, of: count, inner: inner)
    }
  }

  func hint(_ index: Int, number: Int, of count: Int, inner: Markup) -> Markup {
    .element(
      "details", ["class": "hint"],
      [
        .element("summary", [:], text: count == 1 ? "Hint" : "Hint \(number) of \(count)"),
        prose(notebook.cells[index].hint), inner,
      ])
  }

  private func checks(_ index: Int) -> Markup {
    let head = Markup.element(
      "p", ["class": "checks-head"], text: "Your answer is right when, with your names,")
    var attributes = [Markup.Attribute("class", "checks")]
    if let anchor = cellAnchor(index) { attributes.append(.init("id", anchor)) }
    let claims = claimTexts(notebook.cells[index])
    guard !claims.isEmpty else { return .fragment([]) }
    let items = claims.map { claim in
      Markup.element(
        "li", [:], [.element("code", [:], [CellHighlighter.markup(claim, isExpression: true)])])
    }
    return .element(
      name: "div", attributes: attributes, children: [head, .element("ul", [:], items)])
  }

  /// The claims of a check without the verb and without what they say to those who got it wrong.
  private func claimTexts(_ cell: Cell) -> [String] {
    statements(cell).split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("claim ") else { return nil }
      let claim = line.dropFirst(6)
      let end = claim.firstRange(of: " else=")?.lowerBound ?? claim.endIndex
      return claim[..<end].split(separator: " ").joined(separator: " ")
    }
  }

  private func solution(_ index: Int) -> Markup {
    var attributes = [Markup.Attribute("class", "solution")]
    if let anchor = cellAnchor(index) { attributes.append(.init("id", anchor)) }
    return .element(
      name: "details", attributes: attributes,
      children: [
        .element("summary", [:], text: "Solution"), code(index), outcome(ofCell: index),
      ])
  }

  // MARK: - Quizzes

  /// A question with its answers; each opens to say whether it is right, and why.
  func quiz(_ index: Int) -> Markup {
    guard notebook.quizzes.indices.contains(index) else { return .fragment([]) }
    let quiz = notebook.quizzes[index]
    let rightCount = quiz.answers.count(where: \.isRight)
    return .element(
      "section", ["class": "quiz", "aria-label": "Question \(index + 1)"],
      [
        .element(
          "p", ["class": "tag"],
          [
            Icon.question, .element("strong", [:], text: "Question \(index + 1)"),
            .text(rightCount > 1 ? " More than one answer is right." : ""),
          ]),
        .element("div", ["class": "question"], [prose(quiz.question)]),
        .element("ol", ["class": "answers"], quiz.answers.map(answer)),
      ])
  }

  private func answer(_ answer: Quiz.Answer) -> Markup {
    .element(
      "li", [:],
      [
        .element(
          "details", [:],
          [
            .element(
              "summary", [:],
              [
                .element("span", ["class": "answer"], [prose(answer.text)]),
                .element("span", ["class": "ask"], text: "Check this answer"),
              ]),
            .element(
              "div", ["class": answer.isRight ? "justification right" : "justification wrong"],
              [
                .element(
                  "p", ["class": "verdict"],
                  [
                    answer.isRight ? Icon.tick : Icon.cross,
                    .element("strong", [:], text: answer.isRight ? "Right" : "Not right"),
                  ]),
                prose(answer.justification),
              ]),
          ])
      ])
  }
}
