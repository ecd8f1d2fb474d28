import Notebooks

/// How passages, cells and quizzes look on a terminal.
struct StepView {
  let terminal: Terminal
  let notebook: Notebook
  let answers: Answers

  private func prose(_ values: [String?] = []) -> TerminalProse {
    let notebook = notebook
    return TerminalProse(
      notebook, width: min(terminal.width, 84), isStyled: terminal.hasColour,
      value: { index in
        if index < values.count, let text = values[index] { return text }
        return notebook.source.text(notebook.inlineValues[index].expression)
      })
  }

  /// The prose and the cell or quiz that it leads to.
  func text(of passage: Passage, values: [String?]) -> String {
    var parts: [String] = []
    let text = prose(values).text(passage.prose)
    if !text.isEmpty { parts.append(text) }
    switch passage.stop {
    case .cell(let index): parts.append(self.text(of: notebook.cells[index]))
    case .quiz(let index): parts.append(question(notebook.quizzes[index]))
    case .end: break
    }
    return "\n" + parts.joined(separator: "\n\n")
  }

  /// Blocks on their own, such as a hint.
  func text(of blocks: [Block]) -> String { prose().text(blocks) }

  private func text(of cell: Cell) -> String {
    let isExercise = cell.role == .exercise
    let head = isExercise ? "Exercise #\(cell.label)" : "#\(cell.label)"
    let body = isExercise ? answers.texts[cell.label] : nil
    return terminal.styled(head, .cyan) + "\n" + code(body ?? notebook.source.text(cell.body))
  }

  /// Statements, set off by a bar.
  func code(_ text: String) -> String {
    text.trimmingLineEnd.split(separator: "\n", omittingEmptySubsequences: false)
      .map { terminal.styled("│ ", .dim) + Terminal.harmless(String($0)) }
      .joined(separator: "\n")
  }

  private func question(_ quiz: Quiz) -> String {
    let answers = quiz.answers.enumerated().map { "  \($0 + 1)  \(prose().plain($1.text))" }
    return ([prose().text(quiz.question)] + answers).joined(separator: "\n")
  }

  /// What a choice deserves.
  func verdict(onChoice choice: Int, of quiz: Quiz) -> String {
    guard quiz.answers.indices.contains(choice - 1) else {
      return "The answers are 1 to \(quiz.answers.count)."
    }
    let answer = quiz.answers[choice - 1]
    let mark =
      answer.isRight ? terminal.styled("✓ right", .green) : terminal.styled("✗ not so", .red)
    let why = prose().text(answer.justification)
    return why.isEmpty ? mark : "\(mark)\n\(why)"
  }

  /// The right answers with their justification.
  func solution(of quiz: Quiz) -> String {
    quiz.answers.enumerated().filter { $1.isRight }.map { index, answer in
      let why = prose().text(answer.justification)
      return "\(terminal.styled("✓", .green)) \(index + 1)  \(prose().plain(answer.text))\n\(why)"
    }.joined(separator: "\n")
  }
}
