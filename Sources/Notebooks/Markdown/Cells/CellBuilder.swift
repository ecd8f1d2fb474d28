import Tables

/// From an info string and a body to a cell.
extension BlockReader {
  private static let attributeNames = ["caption", "echo", "layout", "fails", "cache", "for"]
  private static let roleNames = ["exercise", "solution", "check"]

  /// A `mix` or `hint` block.
  mutating func cell(_ fence: FencePlace) -> [Block] {
    let info = CellInfo(source, fence.info)
    diagnostics += info.problems
    var cell = Cell(label: "", body: fence.body, info: fence.info)
    let index = cells.count
    cells.append(cell)
    let exercise = readAttributes(info, &cell)
    readRole(info, &cell, exercise: exercise, index: index, at: fence)
    readLabel(info, &cell, index: index, at: fence)
    if case .hint = cell.role {
      cell.hint = parse(fence.body, Place(lineOffset: fence.bodyLine, isTop: false))
    }
    cells[index] = cell
    return [.cell(index)]
  }

  /// Reads `key=value`; the word after `for=` is returned.
  private mutating func readAttributes(_ info: CellInfo, _ cell: inout Cell) -> CellInfo.Word? {
    var exercise: CellInfo.Word?
    var seen: Set<String> = []
    for attribute in info.attributes {
      let key = attribute.key
      let value = attribute.value
      guard BlockReader.attributeNames.contains(key.text) else {
        report(
          "a cell has no attribute \"\(key.text)\"; it has "
            + BlockReader.attributeNames.joined(separator: ", "), at: key.span,
          suggestion: NearestName.suggestion(for: key.text, among: BlockReader.attributeNames))
        continue
      }
      guard seen.insert(key.text).inserted else {
        report("\(key.text) is given twice", at: key.span)
        continue
      }
      if key.text == "for" {
        exercise = value
      } else if let problem = BlockReader.set(key.text, value.text, in: &cell) {
        let words = ["echo": Cell.Echo.allCases.map(\.rawValue), "cache": ["yes", "no"]]
        report(
          problem, at: value.span.start < value.span.end ? value.span : key.span,
          suggestion: NearestName.suggestion(for: value.text, among: words[key.text] ?? []))
      }
    }
    return exercise
  }

  /// Sets an attribute; what is wrong with its value, or nil.
  private static func set(_ key: String, _ value: String, in cell: inout Cell) -> String? {
    switch key {
    case "caption":
      guard !value.isEmpty else { return "caption is empty" }
      cell.caption = value
    case "fails":
      guard !value.isEmpty else { return "fails needs a part of the message" }
      cell.fails = value
    case "echo":
      guard let echo = Cell.Echo(rawValue: value) else {
        return "echo is show, fold or hide, not \"\(value)\""
      }
      cell.echo = echo
    case "layout":
      guard let columns = Int(value), (1...4).contains(columns) else {
        return "layout is a number of columns from 1 to 4, not \"\(value)\""
      }
      cell.layout = columns
    default:
      guard value == "yes" || value == "no" else { return "cache is yes or no, not \"\(value)\"" }
      cell.isCached = value == "yes"
    }
    return nil
  }

  private mutating func readRole(
    _ info: CellInfo, _ cell: inout Cell, exercise: CellInfo.Word?, index: Int, at fence: FencePlace
  ) {
    let isHint = info.words.first?.text == "hint"
    var role = isHint ? "hint" : "code"
    for (number, word) in info.words.dropFirst().enumerated() {
      guard !isHint, number == 0, BlockReader.roleNames.contains(word.text) else {
        let known = BlockReader.roleNames.map { $0 } + BlockReader.attributeNames.map { $0 + "=" }
        let message = isHint ? "a hint takes for=LABEL only" : "\"\(word.text)\" says nothing here"
        report(
          message, at: word.span,
          suggestion: isHint ? nil : NearestName.suggestion(for: word.text, among: known))
        continue
      }
      role = word.text
    }
    let needsExercise = isHint || role == "solution" || role == "check"
    if needsExercise {
      guard let exercise, !exercise.text.isEmpty else {
        report("a \(role) says whose it is: for=LABEL of an exercise", at: fence.info)
        return
      }
      links.append((index, exercise.text, exercise.span))
      switch role {
      case "solution": cell.role = .solution(exercise: exercise.text)
      case "check": cell.role = .check(exercise: exercise.text)
      default: cell.role = .hint(exercise: exercise.text)
      }
    } else if let exercise {
      report("for= belongs to a solution, a check or a hint", at: exercise.span)
    }
    if role == "exercise" {
      cell.role = .exercise
      if info.labels.isEmpty { report("an exercise needs a #label", at: fence.info) }
    }
  }

  private mutating func readLabel(
    _ info: CellInfo, _ cell: inout Cell, index: Int, at fence: FencePlace
  ) {
    cell.label = "cell-\(index + 1)"
    for extra in info.labels.dropFirst() {
      report("a cell has one label", at: extra.span)
    }
    guard let label = info.labels.first else { return }
    guard CellInfo.isLabel(label.text) else {
      return report(
        "a label has letters, digits, - and _, up to 80 of them", at: label.span)
    }
    guard !(label.text.hasPrefix("cell-") && Int(label.text.dropFirst(5)) != nil) else {
      return report("labels such as cell-3 are given to cells without a label", at: label.span)
    }
    if let line = labelLines[label.text] {
      return report("the label #\(label.text) is taken by the cell in line \(line)", at: label.span)
    }
    labelLines[label.text] = lineNumber(label.span)
    cell.label = label.text
  }

  /// Checks, when all cells are read, that solutions, checks and hints belong to an exercise, and exercises have a
  /// solution.
  mutating func checkLinks() {
    let exercises = cells.filter { $0.role == .exercise }.map(\.label)
    let labels = Set(cells.map(\.label))
    var solutions: [String: Int] = [:]
    for link in links {
      guard exercises.contains(link.label) else {
        let isCell = labels.contains(link.label)
        report(
          isCell
            ? "the cell \"\(link.label)\" is not an exercise"
            : "no exercise is labelled \"\(link.label)\"", at: link.span,
          suggestion: isCell ? nil : NearestName.suggestion(for: link.label, among: exercises))
        continue
      }
      guard case .solution = cells[link.cell].role else { continue }
      if let line = solutions[link.label] {
        report("the exercise \"\(link.label)\" has a solution in line \(line)", at: link.span)
      } else {
        solutions[link.label] = lineNumber(link.span)
      }
    }
    for cell in cells where cell.role == .exercise && solutions[cell.label] == nil {
      warn(
        "the exercise \"\(cell.label)\" has no solution; a run has nothing in its place",
        at: cell.info)
    }
  }
}
