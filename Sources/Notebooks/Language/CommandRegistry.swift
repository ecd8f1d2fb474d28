import Tables

/// All commands and all kinds of values of an engine: the one source of the language's vocabulary.
public struct CommandRegistry: Sendable {
  /// The commands in the order of the reference.
  public let commands: [Command]
  /// The kinds of values, so that the cache can read them back.
  public let values: [any NotebookValue.Type]
  /// The engine's version, as reports and records say it.
  public let engineVersion: String
  /// Reads the columns of a data file without reading all of it, for checks before a run.
  public let peek: @Sendable (_ path: String) -> [ColumnShape]?

  private let byVerb: [String: [Command]]

  /// A registry; two commands of the same words are a programmer's mistake.
  public init(
    commands: [Command], values: [any NotebookValue.Type], engineVersion: String,
    peek: @escaping @Sendable (_ path: String) -> [ColumnShape]? = { _ in nil }
  ) {
    precondition(
      Set(commands.map(\.title)).count == commands.count, "two commands of the same words")
    self.commands = commands
    self.values = [PlainValue.self] + values
    self.engineVersion = engineVersion
    self.peek = peek
    byVerb = Dictionary(grouping: commands) { $0.words[0] }
  }

  /// The kinds by name.
  public var kinds: [String: Kind] {
    Dictionary(values.map { ($0.kind.name, $0.kind) }) { first, _ in first }
  }

  /// The type of values of a kind.
  func valueType(_ kind: String) -> (any NotebookValue.Type)? {
    values.first { $0.kind.name == kind }
  }

  /// The command with the longest words that the statement begins with, or what is wrong with its verb.
  func command(for statement: Statement) throws(Diagnostic) -> Command {
    guard let first = statement.operands.first, case .bare(let verb, let span) = first else {
      throw Diagnostic("a statement begins with a verb", at: statement.span)
    }
    guard let candidates = byVerb[verb] else {
      throw unknownVerb(verb, at: span)
    }
    let words = statement.operands.map { operand in
      if case .bare(let word, _) = operand { word } else { "" }
    }
    let fitting = candidates.filter { words.starts(with: $0.words) }
    if let longest = fitting.max(by: { $0.words.count < $1.words.count }) { return longest }
    let seconds = candidates.compactMap { $0.words.count > 1 ? $0.words[1] : nil }
    let listed = seconds.joined(separator: ", ")
    guard statement.operands.count > 1 else {
      throw Diagnostic("\"\(verb)\" needs a second word: \(listed)", at: span)
    }
    let second = statement.operands[1]
    let near = NearestName.suggestion(for: words[1], among: seconds)
    throw Diagnostic(
      "\"\(verb)\" is followed by one of \(listed), not by \(second.described)", at: second.span,
      suggestion: near)
  }

  private func unknownVerb(_ verb: String, at span: SourceSpan) -> Diagnostic {
    let verbs = byVerb.keys.sorted()
    let near = NearestName.suggestion(for: verb, among: verbs)
    let hint = near == nil ? "; `mixbook commands` lists them" : ""
    return Diagnostic("no command \"\(verb.prefix(40))\"\(hint)", at: span, suggestion: near)
  }
}
