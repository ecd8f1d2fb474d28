/// A notebook as a value, as `NotebookReader` reads it from a Markdown file.
///
/// Nothing in it has run.
public struct Notebook: Sendable {
  /// The file's text.
  public var source: SourceText
  /// The file's name without folder and extension: `02_baseline_model`.
  public var name: String
  /// What the YAML front matter says.
  public var frontMatter: FrontMatter
  /// The text and the places of the cells, top to bottom.
  public var blocks: [Block]
  /// Every block of the `mix` family in source order, nested ones too.
  public var cells: [Cell]
  /// Every `` `= …` `` in source order.
  public var inlineValues: [InlineValue]
  /// Every quiz in source order.
  public var quizzes: [Quiz]
  /// The footnotes, in order of first mention.
  public var footnotes: [[Block]]

  /// A notebook.
  public init(
    source: SourceText, name: String, frontMatter: FrontMatter, blocks: [Block] = [],
    cells: [Cell] = [], inlineValues: [InlineValue] = [], quizzes: [Quiz] = [],
    footnotes: [[Block]] = []
  ) {
    self.source = source
    self.name = name
    self.frontMatter = frontMatter
    self.blocks = blocks
    self.cells = cells
    self.inlineValues = inlineValues
    self.quizzes = quizzes
    self.footnotes = footnotes
  }
}

/// The YAML block at the head of a notebook.
public struct FrontMatter: Sendable, Hashable {
  /// The lesson's title; required.
  public var title = ""
  /// One sentence on what it is about.
  public var summary: String?
  /// How long a reader needs.
  public var minutes: Int?
  /// The lesson before, by name.
  public var after: String?
  /// Language codes, the first the main one; empty means English only.
  public var languages: [String] = []
  /// The parameters with their defaults, in source order; the type of the default is the type.
  public var parameters: [Parameter] = []

  /// A parameter that `--set name=value` can change.
  public struct Parameter: Sendable, Hashable {
    /// What cells call it.
    public var name: String
    /// The default as written in YAML.
    public var value: Scalar
    /// Where the default stands.
    public var span: SourceSpan

    /// A parameter.
    public init(name: String, value: Scalar, span: SourceSpan) {
      self.name = name
      self.value = value
      self.span = span
    }
  }

  /// Front matter without anything.
  public init() {}
}

/// A fenced block of the `mix` family.
public struct Cell: Sendable, Hashable {
  /// What the block is for.
  public enum Role: Sendable, Hashable {
    /// Statements that run.
    case code
    /// Statements for the learner to complete; a run does not run them.
    case exercise
    /// The answer to the exercise of that label; a run runs it in the exercise's place.
    case solution(exercise: String)
    /// Claims on the learner's names for the exercise of that label.
    case check(exercise: String)
    /// Text that helps with the exercise of that label; not a list of statements.
    case hint(exercise: String)
  }

  /// How the report shows the statements.
  public enum Echo: String, Sendable, Hashable, CaseIterable {
    /// In full.
    case show
    /// Folded, one click away.
    case fold
    /// Not at all.
    case hide
  }

  /// What the block is for.
  public var role: Role = .code
  /// `#label`, or `cell-N` where there is none.
  public var label: String
  /// The caption of its figures and tables.
  public var caption: String?
  /// How the report shows the statements.
  public var echo = Echo.show
  /// Columns of figures, 1...4.
  public var layout = 1
  /// The part of a message with which the cell must fail, or nil.
  public var fails: String?
  /// Whether its statements' results may come from the cache.
  public var isCached = true
  /// The statements, or a hint's Markdown, as written, without the fences.
  public var body: SourceSpan
  /// The info string.
  public var info: SourceSpan
  /// For a hint: its text as blocks.
  public var hint: [Block] = []

  /// A cell.
  public init(label: String, body: SourceSpan, info: SourceSpan) {
    self.label = label
    self.body = body
    self.info = info
  }
}

/// `` `= fit.roi.tv | 2` ``: an expression and how to write its value.
public struct InlineValue: Sendable, Hashable {
  /// The expression, between `=` and `|`.
  public var expression: SourceSpan
  /// The format after `|`, or nil where there is none.
  public var format: SourceSpan?

  /// An inline value.
  public init(expression: SourceSpan, format: SourceSpan?) {
    self.expression = expression
    self.format = format
  }
}

/// A quiz: a question with right and wrong answers, each with its justification.
public struct Quiz: Sendable, Hashable {
  /// One answer to choose.
  public struct Answer: Sendable, Hashable {
    /// Whether it is right.
    public var isRight: Bool
    /// The answer.
    public var text: [Inline]
    /// Why, from the `>` lines below it.
    public var justification: [Block]

    /// An answer.
    public init(isRight: Bool, text: [Inline], justification: [Block]) {
      self.isRight = isRight
      self.text = text
      self.justification = justification
    }
  }
  /// What comes before the answers.
  public var question: [Block]
  /// Two or more.
  public var answers: [Answer]

  /// A quiz.
  public init(question: [Block], answers: [Answer]) {
    self.question = question
    self.answers = answers
  }
}
