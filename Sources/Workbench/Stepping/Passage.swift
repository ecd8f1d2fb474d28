import Notebooks

/// A stretch of a notebook as a reader steps through it: prose, then a cell or a quiz to stop at, or the end.
struct Passage: Sendable {
  /// The prose before the stop.
  var prose: [Block] = []
  /// Where the reader stops.
  var stop = Stop.end

  /// What a reader stops at.
  enum Stop: Sendable, Hashable {
    /// A cell, by its index.
    case cell(Int)
    /// A quiz, by its index.
    case quiz(Int)
    /// The end of the notebook.
    case end
  }

  /// The passages of a notebook; hints, solutions and checks belong to their exercise and are no stops.
  static func passages(of notebook: Notebook) -> [Passage] {
    var found: [Passage] = []
    var current = Passage()
    func add(_ blocks: [Block]) {
      for block in blocks {
        switch block {
        case .cell(let index):
          switch notebook.cells[index].role {
          case .code, .exercise:
            current.stop = .cell(index)
            found.append(current)
            current = Passage()
          case .hint, .solution, .check: continue
          }
        case .quiz(let index):
          current.stop = .quiz(index)
          found.append(current)
          current = Passage()
        case .passage(_, let inner): add(inner)
        default: current.prose.append(block)
        }
      }
    }
    add(notebook.blocks)
    return found + [current]
  }
}
