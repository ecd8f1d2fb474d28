import Notebooks
import Testing

/// Commands whose calls may take what other values say.
private enum Decays {
  static let decays = [
    CallSignature("none"),
    CallSignature(
      "geometric",
      [
        .init("retention", 0...0.99, isSearchable: true),
        .init("window", 1...100, standard: 13, isWhole: true),
      ], keys: .elements(of: ["channels"])),
  ]

  /// Its value is the sum of all the numbers of its calls, windows left out.
  static let model = Command(
    "model", in: "Decays", "A model.",
    options: [
      Parameter("channels", .list(.word(["tv", "radio"])), .standard("tv, radio"), "Channels."),
      Parameter(
        "adstock", .keyed(KeyedType(.elements(of: ["channels"]), .call(decays))), .optional,
        "Decay."),
      Parameter(
        "kind",
        .anyOf([.word(["auto"]), .call(decays.map { CallSignature($0.word, $0.numbers) })]),
        .standard("auto"), "Decay."),
      Parameter(
        "low",
        .keyed(
          KeyedType(.elements(of: ["channels"]), .anyOf([.percent(0...1), .number(0...1e9)]))),
        .optional, "Bounds."),
      Parameter(
        "penalty", .anyOf([.word(["auto"]), .number(0...9)]), .standard("auto"), "Penalty."),
    ],
    gives: "number", example: "m = model adstock=geometric(0.5)",
    infer: { inference throws(CommandError) in
      let calls = inference.arguments.keyedCalls("adstock").map(\.call)
      let isOpen = calls.contains(where: \.hasCalculation)
      guard isOpen == inference.arguments.hasCalculation("adstock") else {
        throw CommandError("two answers to one question")
      }
      // What is not known before the run gives no fields.
      return Shape(kind: "number", fields: isOpen ? nil : ["value"])
    },
    run: { call in
      let calls = call.arguments.keyedCalls("adstock").map(\.call) + call.arguments.calls("kind")
      var sum = 0.0
      for call in calls where !call.hasCalculation {
        for case .number(let number) in call.keyed.values.sorted(by: ascending) { sum += number }
        sum += call.number("retention") ?? 0
      }
      for case (_, .amount(let amount)) in call.arguments.keyedAmounts("low") { sum += amount }
      return Outcome(value: Toy.Number(number: sum))
    })

  private static func ascending(_ a: Quantity, _ b: Quantity) -> Bool {
    if case .number(let x) = a, case .number(let y) = b { x < y } else { false }
  }

  static let registry = CommandRegistry(
    commands: [model, Toy.number, Toy.sum, Toy.fail], values: [Toy.Number.self],
    engineVersion: "test")

  static func library(_ cell: String, in place: Playground) throws -> Library {
    place.notebook("a", cell)
    return try LibraryReader.read(
      ["\(place.folder)/a.md"], in: Project(folder: place.folder), with: registry)
  }
}

@Suite("Calculations as the numbers of calls")
struct CallCalculationTests {
  private static let values: [(String, Double)] = [
    ("adstock=geometric(n.value)", 0.25),
    ("adstock=geometric(retention: n)", 0.25),
    ("adstock=geometric(2 * n.value)", 0.5),
    ("adstock=geometric(max(n.value, 0.375), window: 4 * n.value)", 0.375),
    ("adstock=geometric(tv: n.value, radio: n.value + 0.5)", 1),
    ("adstock=geometric(n.half.left), tv: geometric(n.value)", 0.375),
    ("kind=geometric(n.half.left + n.value)", 0.375),
    ("kind=geometric(1 / 2)", 0.5),
    ("low=tv: 5%, radio: n.value * 8", 2),
    ("low=n.value", 0.25),
  ]

  @Test("The value is in the call when the command runs", arguments: values)
  func value(options: String, expected: Double) async throws {
    let place = Playground()
    defer { withExtendedLifetime(place) {} }
    let library = try Decays.library("n = number 0.25\nm = model \(options)", in: place)
    #expect(library.problems.isEmpty)
    let result = try #require(await Runner(library, with: Decays.registry).run().first)
    #expect(result.failure == nil, "\(String(describing: result.failure))")
    #expect(result.number("m") == expected)
  }

  /// What is refused before anything runs: options, the words pointed at, part of the message, the suggestion.
  private static let mistakes: [(String, String, String, String?)] = [
    ("adstock=geometric(n.valeu)", "n.valeu", "no field \"valeu\"", "value"),
    ("adstock=geometric(tv: nn.value)", "nn", "retention is a number from 0 to 0.99", "n"),
    ("adstock=tv: geometric(0.5, window: 2 * n.x)", "n.x", "no field \"x\"; it has", nil),
    ("adstock=geometric(later.value)", "later", "no name \"later\" is bound", nil),
    ("adstock=geometric(tvv: n.valeu)", "tvv", "none of the channels", "tv"),
    ("adstock=geometric(minn(n.value))", "minn", "no function", "min"),
    ("kind=geometric(n.valeu)", "n.valeu", "no field \"valeu\"", "value"),
    ("low=tv: 5%, radio: n.valeu", "n.valeu", "no field \"valeu\"", "value"),
    ("low=tv: 2 * n.valeu", "n.valeu", "no field \"valeu\"", "value"),
    ("penalty=n.valeu", "n.valeu", "no field \"valeu\"", "value"),
    ("penalty=nn.value", "nn", "no name \"nn\" is bound", "n"),
  ]

  @Test("Names and fields are checked before anything runs, at the word", arguments: mistakes)
  func mistake(options: String, word: String, part: String, suggestion: String?) throws {
    let library = try Decays.library(
      "n = number 0.25\nm = model \(options)\nlater = number 1", in: Playground())
    let problems = try #require(library.problems.first)
    #expect(problems.diagnostics.count == 1, "\(problems.diagnostics.map(\.sentence))")
    let diagnostic = try #require(problems.diagnostics.first)
    #expect(diagnostic.message.contains(part), "\(diagnostic.sentence)")
    #expect(problems.source.text(diagnostic.span) == word)
    #expect(diagnostic.suggestion == suggestion)
  }

  /// What only the run can know.
  private static let refusals: [(String, String, String)] = [
    ("adstock=geometric(n.value)", "n.value", "retention is a number from 0 to 0.99, not 2.5"),
    ("adstock=geometric(0.5, window: n.value)", "n.value", "window is a whole number"),
    ("adstock=geometric(tv: 0.5, radio: 2 * n.value)", "2 * n.value", "not 5"),
    ("adstock=tv: geometric(n.value / 0)", "n.value / 0", "not inf"),
    // Of two the first in the text.
    ("adstock=geometric(n.value, window: n.half.left)", "n.value", "retention"),
    ("kind=geometric(0.5, n.value) adstock=geometric(n.half.left)", "n.value", "window"),
    ("low=tv: 0 - n.value", "0 - n.value", "not -2.5"),
  ]

  @Test("A value that is not allowed is refused when it is known, at the word", arguments: refusals)
  func refusal(options: String, word: String, part: String) async throws {
    let place = Playground()
    defer { withExtendedLifetime(place) {} }
    let library = try Decays.library("n = number 2.5\nm = model \(options)", in: place)
    #expect(library.problems.isEmpty)
    let result = try #require(await Runner(library, with: Decays.registry).run().first)
    let failure = try #require(result.failure)
    #expect(failure.sentence.contains(part), "\(failure.sentence)")
    let source = try #require(library.checked["a"]).notebook.source
    #expect(source.text(failure.span) == word)
  }

  @Test("What a call mentions is an input: fresh while that is, stale after, and why says so")
  func staleness() async throws {
    let place = Playground()
    func cell(_ n: Int, _ other: Int, _ retention: String) -> String {
      "n = number 0.\(n)\no = number \(other)\nm = model adstock=tv: geometric(\(retention))"
    }
    func verdict(_ cell: String) throws -> Freshness.Verdict {
      let library = try Decays.library(cell, in: place)
      return try #require(Freshness(library, with: Decays.registry).verdicts(on: "a").last)
    }
    let first = try Decays.library(cell(5, 1, "n.value"), in: place)
    #expect(first.checked["a"]?.cells[0].last?.inputs == ["n"])
    _ = await Runner(first, with: Decays.registry).run()
    #expect(try verdict(cell(5, 1, "n.value")).isFresh)
    #expect(try verdict(cell(5, 2, "n.value")).isFresh)
    let changed = try verdict(cell(6, 1, "n.value"))
    #expect(!changed.isFresh)
    #expect(changed.reasons == ["the input n was computed anew"])
    let rewritten = try verdict(cell(5, 1, "n.half.left"))
    #expect(!rewritten.isFresh)
    #expect(
      rewritten.reasons == [
        "the option adstock was \"tv\": geometric(retention: input 1.value, window: 13) and is "
          + "\"tv\": geometric(retention: input 1.half.left, window: 13)"
      ])
    let again = await Runner(
      try Decays.library(cell(6, 1, "n.value"), in: place), with: Decays.registry
    ).run()
    #expect(again.first?.number("m") == 0.6)
  }

  @Test("A calculation without names is done at once: the number and its spelling are one")
  func constants() async throws {
    let place = Playground()
    _ = await Runner(
      try Decays.library("m = model adstock=geometric(0.5)", in: place), with: Decays.registry
    ).run()
    let library = try Decays.library("m = model adstock=geometric(1 / 2)", in: place)
    let call = library.checked["a"]?.cells[0].first?.arguments.keyedCalls("adstock").first?.call
    #expect(call?.number("retention") == 0.5)
    #expect(call?.hasCalculation == false)
    #expect(Freshness(library, with: Decays.registry).verdicts(on: "a").first?.isFresh == true)
  }

  @Test("Before the run such a number is unknown, neither a number nor a range")
  func unknown() throws {
    let library = try Decays.library(
      "n = number 0.25\nm = model adstock=geometric(n.value, window: 4)\nk = sum m",
      in: Playground()
    )
    #expect(library.problems.isEmpty)
    let arguments = try #require(library.checked["a"]?.cells[0][1].arguments)
    let call = try #require(arguments.keyedCalls("adstock").first?.call)
    #expect(call.hasCalculation && arguments.hasCalculation("adstock"))
    #expect(!arguments.hasCalculation("kind") && !arguments.hasCalculation("channels"))
    #expect(call.number("retention") == nil)
    #expect(!call.hasRange)
    #expect(call.fixedNumbers == ["window": 4])
  }
}
