/// One command of the cell language: its words, its parameters with types, what it gives, and what it does.
///
/// The registry of commands drives everything: parsing, `mixbook check`, `mixbook commands`, completion and the generated
/// reference. A command is a value; adding one is adding one value to its chapter.
///
///     Command(
///       "describe", in: "Tables", "One row per column: kind, count, mean, quartiles.",
///       operands: [Parameter("table", .value(["table"]), "The table.")],
///       gives: "table"
///     ) { invocation in … }
public struct Command: Sendable {
  /// What a command does when its statement runs.
  public enum Action: Sendable {
    /// Computes.
    case run(@Sendable (Invocation) async throws -> Outcome)
    /// Fetches a name of another notebook; the runner does it.
    case importing
  }

  /// The verb and its further words: `["fit", "ridge"]`.
  public let words: [String]
  /// The chapter of the reference.
  public let chapter: String
  /// One sentence.
  public let summary: String
  /// The operands, in their order.
  public let operands: [Parameter]
  /// The `key=value` options.
  public let options: [Parameter]
  /// For commands that take keys of the author's choice (`derive T total="tv + radio"`): what they are.
  public let openOptions: OpenOptions?
  /// The kind of its value, or nil where it only shows.
  public let gives: String?
  /// One statement that uses it.
  public let example: String
  /// What is known of the value before it runs; reports what it can see is wrong.
  public let infer: @Sendable (Inference) throws(CommandError) -> Shape
  /// What it does.
  public let action: Action

  /// Keys of the author's choice.
  public struct OpenOptions: Sendable {
    /// What the keys are, for the reference: `new column`.
    public let keyName: String
    /// The keys must be columns of this operand, or nil.
    public let columnsOf: String?
    /// The type of the values.
    public let type: ParameterType
    /// What they mean.
    public let summary: String

    /// Keys of the author's choice.
    public init(keyName: String, columnsOf: String? = nil, type: ParameterType, summary: String) {
      self.keyName = keyName
      self.columnsOf = columnsOf
      self.type = type
      self.summary = summary
    }
  }

  /// A command; `words` is the verb and its further words, blank between.
  public init(
    _ words: String, in chapter: String, _ summary: String, operands: [Parameter] = [],
    options: [Parameter] = [], openOptions: OpenOptions? = nil, gives: String? = nil,
    example: String,
    infer: (@Sendable (Inference) throws(CommandError) -> Shape)? = nil,
    run: @escaping @Sendable (Invocation) async throws -> Outcome
  ) {
    self.init(
      words: words, chapter: chapter, summary: summary, operands: operands, options: options,
      openOptions: openOptions, gives: gives, example: example, infer: infer, action: .run(run))
  }

  init(
    words: String, chapter: String, summary: String, operands: [Parameter], options: [Parameter],
    openOptions: OpenOptions?, gives: String?, example: String,
    infer: (@Sendable (Inference) throws(CommandError) -> Shape)?, action: Action
  ) {
    self.words = words.split(separator: " ").map(String.init)
    self.chapter = chapter
    self.summary = summary
    self.operands = operands
    self.options = options
    self.openOptions = openOptions
    self.gives = gives
    self.example = example
    self.infer = infer ?? { _ in Shape(kind: gives) }
    self.action = action
  }

  /// The words with blanks between.
  public var title: String { words.joined(separator: " ") }

  /// The parameter of that name.
  func parameter(_ name: String) -> Parameter? {
    operands.first { $0.name == name } ?? options.first { $0.name == name }
  }
}

/// What came of a statement.
public struct Outcome: Sendable {
  /// What its name stands for, or nil where it only shows.
  public var value: (any NotebookValue)?
  /// What it shows; nil means what the value shows, and nothing where the statement has a name.
  public var outputs: [Output]?
  /// Files that it gives; the runner writes them.
  public var files: [OutputFile]

  /// A value, shown as its kind shows itself.
  public init(value: any NotebookValue) {
    self.value = value
    outputs = nil
    files = []
  }

  /// Something to show, with or without a value.
  public init(
    showing outputs: [Output], value: (any NotebookValue)? = nil, files: [OutputFile] = []
  ) {
    self.value = value
    self.outputs = outputs
    self.files = files
  }
}

/// What a command says when the world is not as it should be.
public struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public let message: String
  /// The parameter it is about, or nil for the whole statement.
  public let parameter: String?
  /// The word within the parameter it is about, or nil.
  public let word: String?
  /// What the author probably meant, or nil.
  public let suggestion: String?
  /// The exact place in the notebook, where the command knows it: a sign within a quoted text.
  public let place: SourceSpan?

  /// A command's complaint.
  public init(
    _ message: String, parameter: String? = nil, word: String? = nil, suggestion: String? = nil,
    place: SourceSpan? = nil
  ) {
    self.message = message
    self.parameter = parameter
    self.word = word
    self.suggestion = suggestion
    self.place = place
  }

  /// The message.
  public var description: String { message }
}

extension Command {
  /// The command that fetches a name of another notebook; the runner itself carries it out.
  public static func importing(
    in chapter: String, _ summary: String, example: String
  ) -> Command {
    Command(
      words: "import", chapter: chapter, summary: summary,
      operands: [Parameter("name", .importedName, "The name in the other notebook.")],
      options: [Parameter("from", .notebook, "The other notebook, by name.")],
      openOptions: nil, gives: "value", example: example, infer: nil, action: .importing)
  }
}
