/// A block of a notebook's text: what CommonMark and our small extensions make of a stretch of lines.
public indirect enum Block: Sendable, Hashable {
  /// `# …` to `###### …`; the identifier comes from `{#id}` or from the text, unique in the notebook.
  case heading(level: Int, identifier: String, content: [Inline], span: SourceSpan)
  /// A paragraph.
  case paragraph([Inline], span: SourceSpan)
  /// A quotation.
  case quote([Block])
  /// `> [!NOTE]` and its four sisters.
  case alert(Alert, [Block])
  /// A list; `start` is nil for bullets; tight lists have no space between the items.
  case list(items: [ListItem], start: Int?, isTight: Bool)
  /// A fenced or indented block of code that is shown only.
  case code(language: String, text: String)
  /// Display maths, as TeX.
  case math(tex: String, span: SourceSpan)
  /// A pipe table.
  case table(PipeTable)
  /// A paragraph that is one image.
  case figure(image: Image, caption: [Inline])
  /// A thematic break.
  case rule
  /// A cell of the notebook: its index in `Notebook.cells`.
  case cell(Int)
  /// A quiz: its index in `Notebook.quizzes`.
  case quiz(Int)
  /// A passage in one language, between `<!-- mix: lang ko -->` and `<!-- mix: end -->`.
  case passage(language: String, [Block])

  /// The five kinds of alerts.
  public enum Alert: String, Sendable, Hashable, CaseIterable {
    /// What is worth knowing.
    case note
    /// What makes it easier.
    case tip
    /// What is needed to succeed.
    case important
    /// What needs attention at once.
    case warning
    /// What can go wrong.
    case caution
  }

  /// One item of a list.
  public struct ListItem: Sendable, Hashable {
    /// Nil for an ordinary item, else whether the box of a task is ticked.
    public var isDone: Bool?
    /// What the item holds.
    public var blocks: [Block]

    /// An item.
    public init(isDone: Bool? = nil, blocks: [Block]) {
      self.isDone = isDone
      self.blocks = blocks
    }
  }

  /// A pipe table.
  public struct PipeTable: Sendable, Hashable {
    /// How a column is set.
    public enum Alignment: String, Sendable, Hashable {
      /// Not said: texts left.
      case none
      /// `:---`
      case left
      /// `:---:`
      case center
      /// `---:`
      case right
    }
    /// One per column.
    public var alignments: [Alignment]
    /// One per column.
    public var header: [[Inline]]
    /// Each as long as the header.
    public var rows: [[[Inline]]]

    /// A pipe table.
    public init(alignments: [Alignment], header: [[Inline]], rows: [[[Inline]]]) {
      self.alignments = alignments
      self.header = header
      self.rows = rows
    }
  }
}

/// A picture that the text names.
public struct Image: Sendable, Hashable {
  /// The address as written; the renderer decides what is safe to show.
  public var source: String
  /// What a reader who can't see it should know.
  public var alternative: String
  /// The title, "" where there is none.
  public var title: String

  /// A picture.
  public init(source: String, alternative: String, title: String) {
    self.source = source
    self.alternative = alternative
    self.title = title
  }
}

/// What a paragraph is made of.
public indirect enum Inline: Sendable, Hashable {
  /// Plain characters.
  case text(String)
  /// `*…*`
  case emphasis([Inline])
  /// `**…**`
  case strong([Inline])
  /// A code span.
  case code(String)
  /// A link.
  case link(destination: String, title: String, content: [Inline])
  /// A picture within a line.
  case image(Image)
  /// A line end in the source that means a blank.
  case softBreak
  /// A line end that is meant.
  case lineBreak
  /// `` $`…`$ ``, as TeX.
  case math(tex: String, span: SourceSpan)
  /// `` `= fit.r2 | 2` ``: its index in `Notebook.inlineValues`.
  case value(Int)
  /// `[^a]`: the number of the note, from 1, in order of first mention, and how many times it was mentioned before.
  case footnote(number: Int, mention: Int)
}
