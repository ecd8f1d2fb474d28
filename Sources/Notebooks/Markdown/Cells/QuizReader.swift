/// Quizzes: a question, answers as tasks of a list, `>` lines that justify.
extension BlockReader {
  /// A `quiz` block.
  mutating func quiz(_ fence: FencePlace) -> [Block] {
    let info = CellInfo(source, fence.info)
    if let word = info.words.dropFirst().first?.span ?? info.attributes.first?.key.span
      ?? info.labels.first?.span
    {
      report("a quiz takes no words after quiz", at: word)
    }
    let place = Place(lineOffset: fence.bodyLine, isTop: false)
    let result = CommonMarkParser.parse(masked[fence.body.start..<fence.body.end])
    if let line = result.tooDeepLine {
      report("the quiz is nested too deeply", at: lineSpan(line, place))
    }
    var quiz = Quiz(question: [], answers: [])
    for node in result.nodes { read(node, place, into: &quiz) }
    if quiz.answers.count < 2 {
      report("a quiz needs two answers or more, written as - [ ] and - [x]", at: fence.opening)
    } else if !quiz.answers.contains(where: \.isRight) {
      report("no answer of this quiz is right; mark the right ones with - [x]", at: fence.opening)
    }
    if quiz.question.isEmpty {
      report("a quiz begins with its question", at: fence.opening)
    }
    quizzes.append(quiz)
    return [.quiz(quizzes.count - 1)]
  }

  private mutating func read(_ node: MarkdownNode, _ place: Place, into quiz: inout Quiz) {
    switch node.kind {
    case .list
    where !quiz.answers.isEmpty || node.children.contains { BlockReader.task($0) != nil }:
      for item in node.children { readAnswer(item, place, into: &quiz) }
    case .quote where !quiz.answers.isEmpty:
      // A justification that stands below its answer without indentation.
      quiz.answers[quiz.answers.count - 1].justification += blocks(node.children, place)
    default:
      if quiz.answers.isEmpty {
        quiz.question += block(node, place)
      } else if case .htmlBlock(let text) = node.kind {
        htmlBlock(text, node, place)
      } else {
        report(
          "after the first answer of a quiz come answers and > lines only",
          at: trimmed(lineSpan(node.startLine, place)))
      }
    }
  }

  private mutating func readAnswer(_ item: MarkdownNode, _ place: Place, into quiz: inout Quiz) {
    let span = trimmed(lineSpan(item.startLine, place))
    guard let task = BlockReader.task(item) else {
      return report("an answer begins with - [ ] or - [x]", at: span)
    }
    var answer = Quiz.Answer(isRight: task.isDone, text: [], justification: [])
    for (index, node) in task.children.enumerated() {
      switch node.kind {
      case .paragraph where index == 0:
        var locator = LeafLocator(masked, range: leafRange(node, place))
        answer.text = inlines(node.children, &locator)
      case .quote: answer.justification += blocks(node.children, place)
      default:
        report(
          "an answer is one paragraph; justify it in lines that begin with >",
          at: trimmed(lineSpan(node.startLine, place)))
      }
    }
    if answer.text.isEmpty { report("this answer is empty", at: span) }
    quiz.answers.append(answer)
  }
}
