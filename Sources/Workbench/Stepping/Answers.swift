import Notebooks

/// A learner's answers to the exercises of a notebook, kept outside the lesson's text, and where the learner left off.
struct Answers: Sendable, Codable {
  /// The passage that comes next.
  var passage = 0
  /// The answer to each exercise, by label.
  var texts: [String: String] = [:]

  /// What was kept for a notebook.
  static func kept(for notebook: String, in project: Project) -> Answers {
    Cache(folder: "\(project.folder)/.mixbook/steps").note(notebook, as: Answers.self)
      ?? Answers()
  }

  /// Keeps it.
  func keep(for notebook: String, in project: Project) {
    Cache(folder: "\(project.folder)/.mixbook/steps").keep(self, named: notebook)
  }

  /// The notebook's text with the answers in the places of the solutions, so that the checks see the learner's names.
  func text(of notebook: Notebook) -> [UInt8] {
    var bytes = notebook.source.bytes
    for cell in notebook.cells.reversed() {
      guard case .solution(let label) = cell.role, let answer = texts[label] else { continue }
      let ended = answer.hasSuffix("\n") || answer.isEmpty ? answer : answer + "\n"
      bytes.replaceSubrange(cell.body.start..<cell.body.end, with: Array(ended.utf8))
    }
    return bytes
  }
}
