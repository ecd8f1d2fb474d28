import Notebooks
import Tables
import Testing

/// A command with every form of keyed value, and one that lists calls.
private enum Keyed {
  static let decays = [
    CallSignature("none"),
    CallSignature(
      "geometric",
      [.init("retention", 0...0.99, isSearchable: true), .init("window", 1...1000, standard: 13)],
      keys: .elements(of: ["channels"])),
    CallSignature(
      "delayed",
      [
        .init("retention", 0...0.99, isSearchable: true),
        .init("peak", 0...12, standard: 1, isSearchable: true),
      ]),
  ]

  static let model = Command(
    "model", in: "Keyed", "A model.", operands: [Parameter("table", .text, "Rows.")],
    options: [
      Parameter(
        "adstock", .keyed(KeyedType(.elements(of: ["channels"]), .call(decays))), .optional,
        "Decay."),
      Parameter("channels", .list(.word(["tv", "radio", "price"])), .optional, "Channels."),
      Parameter("controls", .list(.word(["price", "weather"])), .optional, "Controls."),
      Parameter(
        "signs",
        .keyed(
          KeyedType(.elements(of: ["channels", "controls"]), .word(["positive", "negative"]))),
        .optional, "Signs."),
      Parameter(
        "low",
        .keyed(
          KeyedType(.elements(of: ["channels"]), .anyOf([.percent(0...1), .number(0...1e9)]))),
        .optional, "Bounds."),
      Parameter(
        "events", .keyed(KeyedType(.free("event"), .dayRange, allowsPlain: false)), .optional,
        "Events."),
      Parameter(
        "priors",
        .keyed(
          KeyedType(
            .paths(["adstock", "intercept"], elementsOf: ["channels"]),
            .call([CallSignature("beta", [.init("a", 0...9), .init("b", 0...9)])]),
            allowsPlain: false)), .optional, "Priors."),
      Parameter(
        "season",
        .anyOf([.word(["none"]), .list(.call([CallSignature("fourier", [.init("pairs", 1...9)])]))]
        ),
        .standard("none"), "Season."),
    ],
    gives: "number", example: "m = model t",
    run: { call in
      let low = call.arguments.keyedAmounts("low").reduce(0.0) { sum, item in
        if case .amount(let amount) = item.amount { sum + amount } else { sum }
      }
      return Outcome(value: Toy.Number(number: low))
    })

  static let plot = Command(
    "plot decay", in: "Keyed", "A chart.",
    operands: [
      Parameter("calls", .list(.call(decays.map { CallSignature($0.word, $0.numbers) })), "Calls.")
    ],
    example: "plot decay geometric(0.6)", run: { _ in Outcome(showing: []) })

  static let registry = CommandRegistry(
    commands: [model, plot, Toy.number], values: [Toy.Number.self], engineVersion: "test")

  /// The cell checked, with its source.
  static func checked(_ cell: String) -> (notebook: CheckedNotebook, source: SourceText) {
    let source = SourceText(name: "cell", text: cell)
    var notebook = Notebook(source: source, name: "cell", frontMatter: FrontMatter())
    notebook.cells = [
      Cell(label: "c", body: SourceSpan(0, source.bytes.count), info: SourceSpan(0, 0))
    ]
    return (NotebookChecker.check(notebook, with: registry), source)
  }

  /// The arguments of the cell's first statement, which must be right.
  static func arguments(_ cell: String) throws -> Arguments {
    let (notebook, source) = checked(cell)
    #expect(
      notebook.diagnostics.isEmpty, "\(notebook.diagnostics.map { $0.rendered(in: source) })")
    return try #require(notebook.cells.first?.first?.arguments)
  }
}

@Suite("Values by key, ranges and calls")
struct KeyedArgumentsTests {
  @Test("A call takes numbers, ranges and keys of channels, in any order of options")
  func calls() throws {
    let each = try Keyed.arguments(
      "m = model t adstock=geometric(tv: 0.7, radio: 0.1..0.5) channels=tv, radio")
    let call = try #require(each.keyedCalls("adstock").first)
    #expect(call.key == nil)
    #expect(call.call.keyed == ["tv": .number(0.7), "radio": .range(0.1...0.5)])
    #expect(call.call.numbers == ["window": .number(13)])
    #expect(call.call.hasRange)
    let all = try Keyed.arguments("m = model t adstock=geometric(10%..90%, window: 4) channels=tv")
    #expect(
      all.keyedCalls("adstock").first?.call.numbers
        == ["retention": .range(0.1...0.9), "window": .number(4)])
  }

  @Test("Values by key keep their order; one without a key stands for the rest")
  func keyed() throws {
    let arguments = try Keyed.arguments(
      """
      m = model t
        channels = tv, radio
        adstock  = geometric(0.6), tv: delayed(0.7, peak: 0..3), radio: none
        signs    = tv: positive, price: negative
        controls = price
        low      = tv: 5%, radio: 10000
        events   = "Black Friday": 2024-11-29..2024-12-02, strike: 2024-03-01
        priors   = adstock.tv: beta(2, 2), intercept: beta(1, 3)
        season   = fourier(2), fourier(3)
      """)
    let decays = arguments.keyedCalls("adstock")
    #expect(decays.map(\.key) == [nil, "tv", "radio"])
    #expect(decays.map(\.call.word) == ["geometric", "delayed", "none"])
    #expect(decays[1].call.numbers["peak"] == .range(0...3))
    #expect(decays[1].call.number("retention") == 0.7)
    #expect(arguments.keyedWords("signs").map(\.word) == ["positive", "negative"])
    #expect(arguments.keyedAmounts("low").map(\.amount) == [.share(0.05), .amount(10_000)])
    let events = arguments.keyedDays("events")
    #expect(events.map(\.key) == ["Black Friday", "strike"])
    #expect(events[0].days.lowerBound == Day("2024-11-29"))
    #expect(events[0].days.upperBound == Day("2024-12-02"))
    #expect(events[1].days.lowerBound == events[1].days.upperBound)
    #expect(arguments.keyedCalls("priors").map(\.key) == ["adstock.tv", "intercept"])
    #expect(arguments.calls("season").map { $0.number("pairs") } == [2, 3])
  }

  @Test("An operand may be a list of calls, with commas or blanks")
  func listOfCalls() throws {
    for cell in [
      "plot decay geometric(0.6), delayed(0.5, peak: 2), none",
      "plot decay geometric(0.6) delayed(0.5, peak: 2) none",
    ] {
      let calls = try Keyed.arguments(cell).calls("calls")
      #expect(calls.map(\.word) == ["geometric", "delayed", "none"])
      #expect(calls[1].number("peak") == 2)
    }
    #expect(try Keyed.arguments("plot decay geometric(0.6)").calls("calls").count == 1)
  }

  private static let mistakes: [(String, String, String, String?)] = [
    ("adstock=tvv: none channels=tv, radio", "tvv", "none of the channels", "tv"),
    ("adstock=cinema: none channels=tv, radio", "cinema", "none of the channels: tv, radio", nil),
    ("channels=tv adstock=geometric(tvv: 0.5)", "tvv", "none of the channels", "tv"),
    ("channels=tv adstock=geometric(widnow: 5)", "widnow", "none of the channels", "window"),
    ("channels=tv adstock=geometric(x: 0.5)", "x", "nor of the numbers retention, window", nil),
    ("adstock=none signs=tv: positive", "tv", "none of the channels or controls", nil),
    ("channels=tv adstock=tv: none, tv: none", "tv", "given twice", nil),
    ("channels=tv adstock=geometric(tv: 0.5, tv: 0.6)", "tv", "given twice", nil),
    ("channels=tv adstock=geometric(0.5, retention: 0.6)", "retention", "given twice", nil),
    ("channels=tv adstock=tv: geometric(tv: 0.5)", "tv", "geometric has no \"tv\"", nil),
    ("channels=tv adstock=tv: geometrc(0.5)", "geometrc", "adstock of tv is none or", "geometric"),
    ("channels=tv adstock=tv: none, none", "none", "stands without a key", nil),
    ("adstock=geometric(0.5..1.5)", "0.5..1.5", "from 0 to 0.99", nil),
    ("adstock=geometric(0.5, window: 2..5)", "2..5", "one number, not a range", nil),
    ("adstock=geometric(\"x\")", "\"x\"", "takes numbers", nil),
    ("adstock=geometric(0.1..n.value)", "0.1..n.value", "ends of a range are written", nil),
    ("adstock=geometric(3 / 2)", "3 / 2", "from 0 to 0.99, not 1.5", nil),
    ("adstock=geometric(max())", "max()", "can't take 0 numbers", nil),
    ("adstock=geometric(2024-01-01)", "2024-01-01", "takes numbers", nil),
    ("adstock=geometric()", "geometric()", "needs its retention", nil),
    ("adstock=none(1)", "1", "takes no numbers", nil),
    ("adstock=delayed(1..0.5)", "1..0.5", "smaller number to the larger", nil),
    ("channels=tv signs=tv: posittive", "posittive", "signs of tv is one of", "positive"),
    ("channels=tv low=tv: 120%", "120%", "low of tv is a percentage from 0% to 100%", nil),
    ("channels=tv low=tv: -5", "-5", "low of tv is", nil),
    ("channels=tv low=tv:", ":", "a value is missing after \"tv:\"", nil),
    ("events=2024-01-01", "2024-01-01", "key: value by event", nil),
    ("events=x: 2024-03-02..2024-03-01", "2024-03-02..2024-03-01", "the earlier date", nil),
    ("events=x: 2024-03-02..2024-02-30", "2024-03-02..2024-02-30", "dates such as", nil),
    ("events=\"\": 2024-03-02", "\"\"", "the name of this event is empty", nil),
    ("channels=tv priors=adstokc.tv: beta(1, 1)", "adstokc", "none of adstock", "adstock"),
    ("channels=tv priors=adstock.tvv: beta(1, 1)", "tvv", "none of the channels", "tv"),
    ("season=x: fourier(2)", "x: fourier(2)", "not a value for \"x\"", nil),
    ("season=fourier(2), fuorier(2)", "fuorier", "not \"fuorier\"", "fourier"),
    ("channels=tv: 3", "tv: 3", "channels is one of", nil),
  ]

  @Test("Each mistake is found before anything runs, at its word", arguments: mistakes)
  func mistake(options: String, word: String, part: String, suggestion: String?) throws {
    let (notebook, source) = Keyed.checked("m = model t \(options)\n")
    #expect(notebook.diagnostics.count == 1, "\(notebook.diagnostics.map(\.sentence))")
    let diagnostic = try #require(notebook.diagnostics.first)
    #expect(diagnostic.message.contains(part), "\(diagnostic.sentence)")
    #expect(source.text(diagnostic.span) == word)
    #expect(diagnostic.suggestion == suggestion)
  }

  @Test("Of two of the same key the second is marked")
  func second() throws {
    let cell = "m = model t channels=tv signs=tv: positive, tv: negative"
    let (notebook, _) = Keyed.checked(cell)
    #expect(notebook.diagnostics.first?.span.start == 44)
  }

  @Test("A key whose list is wrong itself is not complained of as well")
  func brokenList() {
    let (notebook, _) = Keyed.checked("m = model t channels=tvv adstock=tv: none")
    #expect(notebook.diagnostics.map(\.suggestion) == ["tv"])
    #expect(notebook.diagnostics.first?.message.contains("channels is one of") == true)
  }

  @Test("Calculations stand for numbers by key")
  func calculation() async throws {
    let place = Playground()
    place.notebook(
      "a", "n = number 3\nm = model t channels=tv, radio low=n.value + 1, tv: n.value * 2")
    let library = try LibraryReader.read(
      ["\(place.folder)/a.md"], in: Project(folder: place.folder), with: Keyed.registry)
    let result = try #require(await Runner(library, with: Keyed.registry).run().first)
    #expect(result.number("m") == 10)
  }

  private static let spellings: [(String, String, String?)] = [
    ("geometric(0.7)", "geometric(retention: 0.70)", nil),
    ("geometric(tv: 0.7, radio: 0.1)", "geometric(radio: 0.1, tv: 0.7, window: 13)", nil),
    ("geometric(0.7)", "geometric(tv: 0.7)", "geometric(\"tv\": 0.7, window: 13)"),
    ("geometric(0.7)", "geometric(0.1..0.9)", "geometric(retention: 0.1..0.9, window: 13)"),
    (
      "tv: none", "tv: none, radio: delayed(0.5)",
      "\"tv\": none(), \"radio\": delayed(peak: 1, retention: 0.5)"
    ),
    ("none", "tv: none", "\"tv\": none()"),
  ]

  @Test(
    "What means the same has one key in the cache, what does not has another", arguments: spellings)
  func keys(first: String, second: String, canonical: String?) async throws {
    let place = Playground()
    func library(_ adstock: String) throws -> Library {
      place.notebook("a", "m = model t channels=tv, radio adstock=\(adstock)")
      return try LibraryReader.read(
        ["\(place.folder)/a.md"], in: Project(folder: place.folder), with: Keyed.registry)
    }
    _ = await Runner(try library(first), with: Keyed.registry).run()
    let verdict = try #require(
      Freshness(try library(second), with: Keyed.registry).verdicts(on: "a").first)
    #expect(verdict.isFresh == (canonical == nil))
    if let canonical {
      #expect(verdict.reasons.first?.hasSuffix("and is \(canonical)") == true, "\(verdict.reasons)")
    }
  }

  @Test("A share and an amount of the same number are two things to the cache")
  func shares() async throws {
    let place = Playground()
    func library(_ low: String) throws -> Library {
      place.notebook("a", "m = model t channels=tv low=tv: \(low)")
      return try LibraryReader.read(
        ["\(place.folder)/a.md"], in: Project(folder: place.folder), with: Keyed.registry)
    }
    _ = await Runner(try library("5%"), with: Keyed.registry).run()
    let verdicts = Freshness(try library("0.05"), with: Keyed.registry).verdicts(on: "a")
    #expect(verdicts.first?.isFresh == false)
  }

  @Test("Endless and deep keyed values are refused or read, never followed without bound")
  func hostile() {
    let many = (0..<20_000).map { "k\($0): 1" }.joined(separator: ", ")
    #expect(first("m = model t low=\(many)")?.contains("elements in a statement") == true)
    #expect(first("m = model t low=f(\(many))")?.contains("elements in a statement") == true)
    let deep = String(repeating: "a: f(", count: 100_000)
    #expect(first("m = model t low=\(deep)")?.contains("nest deeper") == true)
    #expect(first("m = model t low=\(String(repeating: "a: ", count: 100_000))") != nil)
    #expect(first("m = model t low=: 3")?.contains("a value is expected") == true)
    // Each key is wrong: as many complaints, quickly.
    let wrong = (0..<9_000).map { "k\($0): 1" }.joined(separator: ", ")
    #expect(
      Keyed.checked("m = model t channels=tv low=\(wrong)").notebook.diagnostics.count == 9_000)
  }

  private func first(_ cell: String) -> String? {
    Keyed.checked(cell).notebook.diagnostics.first?.message
  }

  @Test("The reference says what keys, ranges and calls mean")
  func reference() throws {
    let entry = try #require(CommandReference(Keyed.registry).entry(["model"]))
    let wanted = [
      "none or geometric(retention, window: 13) or delayed(retention, peak: 1)",
      "one for all, or key: value by element of channels",
      "a range for a number means search",
      "geometric(key: number, …)",
      "a percentage from 0% to 100%",
      "dates such as 2024-11-29..2024-12-02; key: value by event",
    ]
    for part in wanted { #expect(entry.contains(part), "\(entry)") }
  }
}
