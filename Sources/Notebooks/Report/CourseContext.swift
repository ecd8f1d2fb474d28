public import Figures

/// What a page needs to know of the course around it: its lessons in order, its colours, its look.
public struct CourseContext: Sendable {
  /// The course's title.
  public var title: String
  /// One sentence or two on the course.
  public var summary: String?
  /// The lessons in the order in which they are read.
  public var lessons: [Lesson]
  /// The colour of every channel, the same in all charts of the course.
  public var theme: ChartTheme
  /// The look of the pages and their little script.
  public var assets: PageAssets

  /// One lesson, as the index and the neighbours' feet name it.
  public struct Lesson: Sendable, Hashable {
    /// The notebook's name without folder and extension; its page is `<name>.html`.
    public var name: String
    /// The title.
    public var title: String
    /// One sentence on what it is about.
    public var summary: String?
    /// How long a reader needs.
    public var minutes: Int?
    /// The part of the course to which it belongs, "" for the first, unnamed one.
    public var part: String
    /// What came of its run.
    public var status: Status
    /// How many of its claims hold.
    public var claimsHeld: Int
    /// How many claims it makes.
    public var claimCount: Int

    /// What came of a lesson's run.
    public enum Status: Sendable, Hashable {
      /// Every cell did what it should.
      case ran
      /// A statement or a claim failed.
      case failed
      /// There is no result yet, so no page either.
      case notRun
    }

    /// A lesson.
    public init(
      name: String, title: String, summary: String? = nil, minutes: Int? = nil, part: String = "",
      status: Status = .notRun, claimsHeld: Int = 0, claimCount: Int = 0
    ) {
      self.name = name
      self.title = title
      self.summary = summary
      self.minutes = minutes
      self.part = part
      self.status = status
      self.claimsHeld = claimsHeld
      self.claimCount = claimCount
    }

    /// The lesson that a result is of.
    public init(_ result: NotebookResult, part: String = "") {
      let frontMatter = result.notebook.frontMatter
      let claims = result.claims
      let held = claims.count(where: \.holds)
      self.init(
        name: result.notebook.name, title: frontMatter.title, summary: frontMatter.summary,
        minutes: frontMatter.minutes, part: part,
        status: result.failure == nil && held == claims.count ? .ran : .failed,
        claimsHeld: held, claimCount: claims.count)
    }

    /// The number that its name begins with, as a reader says it: `02_baseline_model` is lesson 2.
    public var number: String? {
      let digits = name.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.count < name.count else { return nil }
      let significant = digits.drop { $0 == "0" }
      return significant.isEmpty ? "0" : String(significant)
    }

    /// The address of its page, beside the index.
    public var href: String { PageAddress.escaped(name) + ".html" }
  }

  /// A course; a single notebook is a course of one lesson.
  public init(
    title: String, summary: String? = nil, lessons: [Lesson] = [],
    theme: ChartTheme = ChartTheme(), assets: PageAssets
  ) {
    self.title = title
    self.summary = summary
    self.lessons = lessons
    self.theme = theme
    self.assets = assets
  }

  /// The lessons before and after the one of that name.
  func neighbours(of name: String) -> (previous: Lesson?, next: Lesson?) {
    guard let index = lessons.firstIndex(where: { $0.name == name }) else { return (nil, nil) }
    let previous = lessons[..<index].last { $0.status != .notRun }
    let next = lessons[(index + 1)...].first { $0.status != .notRun }
    return (previous, next)
  }
}

/// The style sheet and the script of every page: texts of the program, never of a notebook.
public struct PageAssets: Sendable, Hashable {
  /// The style sheet.
  public var styleSheet: String
  /// The script, without which nothing breaks; "" for none.
  public var script: String

  /// The style sheet and the script.
  public init(styleSheet: String, script: String) {
    self.styleSheet = styleSheet
    self.script = script
  }
}
