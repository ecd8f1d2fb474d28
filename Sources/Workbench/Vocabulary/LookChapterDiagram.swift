import Figures
import Notebooks
import Tables

extension Vocabulary {
  static let diagram = Command(
    "diagram", in: lookingChapter, "Draws what leads to what: boxes and arrows from left to right.",
    operands: [
      Parameter(
        "arrows", .text,
        "Arrows with commas between: a > b, b > c > d; .> is dashed; (words) behind an arrow's end "
          + "label it.")
    ],
    options: [
      Parameter("title", .text, .optional, "What the diagram says."),
      Parameter("subtitle", .text, .optional, "A second line."),
      Parameter("unobserved", .list(.text), .optional, "Boxes that nobody measured."),
      Parameter("treatment", .list(.text), .optional, "Boxes that are set by us."),
      Parameter("outcome", .list(.text), .optional, "Boxes that are to be explained."),
      Parameter("steps", .list(.text), .optional, "Boxes that are steps of a program."),
    ],
    openOptions: Command.OpenOptions(
      keyName: "box", type: .text, summary: "The words in the box of that name."),
    example: "diagram \"demand > spend, demand > sales, spend > sales\" unobserved=demand",
    infer: { inference throws(CommandError) in
      _ = try diagram(inference.arguments)
      return Shape(kind: nil)
    },
    run: { invocation in
      Outcome(showing: [.diagram(try diagram(invocation.arguments))])
    })

  private static func diagram(_ arguments: Arguments) throws(CommandError) -> Diagram {
    guard let bound = arguments.named["arrows"] else {
      throw CommandError("arrows are due", parameter: "arrows")
    }
    var reader = ArrowReader(
      arguments.text("arrows"), QuotedPlace(arguments.text("arrows"), endingWith: bound.span))
    try reader.read()
    let kinds: [(String, Diagram.Node.Kind)] = [
      ("unobserved", .unobserved), ("treatment", .treatment), ("outcome", .outcome),
      ("steps", .step),
    ]
    var nodes = reader.keys.map { Diagram.Node($0) }
    for (parameter, kind) in kinds {
      for name in arguments.texts(parameter) {
        guard let index = reader.keys.firstIndex(of: name) else {
          throw CommandError(
            "no arrow begins or ends at \"\(name)\"", parameter: parameter, word: name,
            suggestion: NearestName.suggestion(for: name, among: reader.keys))
        }
        nodes[index].kind = kind
      }
    }
    for open in arguments.open {
      guard case .text(let label) = open.bound.value else { continue }
      guard let index = reader.keys.firstIndex(of: open.key) else {
        throw CommandError(
          "\"diagram\" has no option and no box \"\(open.key)\"", word: open.key,
          suggestion: NearestName.suggestion(for: open.key, among: reader.keys))
      }
      nodes[index].label = label
    }
    let outcomes = arguments.texts("outcome")
    let title = outcomes.isEmpty ? "What leads to what" : "What leads to \(enumerated(outcomes))"
    return Diagram(
      arguments.optionalText("title") ?? title,
      subtitle: arguments.optionalText("subtitle") ?? "", nodes: nodes, edges: reader.edges)
  }
}

/// Reads "a > b, b .> c (label)" and says at which sign it stumbles.
private struct ArrowReader {
  private let text: [Character]
  private let place: QuotedPlace
  private var position = 0
  private(set) var keys: [String] = []
  private(set) var edges: [Diagram.Edge] = []

  /// More boxes or arrows than a reader can follow.
  private static let mostBoxes = 60
  private static let mostArrows = 200

  init(_ text: String, _ place: QuotedPlace) {
    self.text = Array(text)
    self.place = place
  }

  mutating func read() throws(CommandError) {
    repeat {
      var from = try box()
      guard peek() == ">" || peek() == "." else {
        throw error("an arrow is due here: \">\", or \".>\" for a dashed one")
      }
      while let sign = peek(), sign == ">" || sign == "." {
        let isDashed = sign == "."
        position += 1
        if isDashed {
          guard peek() == ">" else { throw error("a dashed arrow is written \".>\"") }
          position += 1
        }
        let to = try box()
        guard from != to else { throw error("an arrow leads from \"\(from)\" to itself") }
        let label = try label()
        edges.append(Diagram.Edge(from, to, label: label, isDashed: isDashed))
        guard edges.count <= ArrowReader.mostArrows else {
          throw error("more than \(ArrowReader.mostArrows) arrows")
        }
        from = to
      }
    } while take(",")
    guard peek() == nil else { throw error("an arrow or a comma is due here") }
  }

  /// The next sign that is no blank.
  private mutating func peek() -> Character? {
    while position < text.count, text[position].isWhitespace { position += 1 }
    return position < text.count ? text[position] : nil
  }

  private mutating func take(_ sign: Character) -> Bool {
    guard peek() == sign else { return false }
    position += 1
    return true
  }

  private mutating func box() throws(CommandError) -> String {
    _ = peek()
    let start = position
    while position < text.count, !">.,()".contains(text[position]) { position += 1 }
    let words = String(text[start..<position]).split(whereSeparator: \.isWhitespace)
    let key = words.joined(separator: " ")
    guard !key.isEmpty else {
      position = start
      throw error("a box's name is due here")
    }
    if !keys.contains(key) { keys.append(key) }
    guard keys.count <= ArrowReader.mostBoxes else {
      throw error("more than \(ArrowReader.mostBoxes) boxes")
    }
    return key
  }

  private mutating func label() throws(CommandError) -> String {
    guard take("(") else { return "" }
    let start = position
    while position < text.count, text[position] != ")" { position += 1 }
    guard position < text.count else {
      position = start - 1
      throw error("this parenthesis is not closed")
    }
    defer { position += 1 }
    return String(text[start..<position])
  }

  private func error(_ reason: String) -> CommandError {
    CommandError(reason, place: place.character(position))
  }
}
