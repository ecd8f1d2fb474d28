import Notebooks
import Testing

@Suite("Checked before run")
struct NotebookCheckerTests {
  private static let mistakes: [(String, String, String, String?)] = [
    ("nubmer 3", "nubmer", "no command", "number"),
    ("a = number 3 tiems=2", "tiems", "no option", "times"),
    ("a = number 3 mood=gald", "gald", "mood is one of glad, sad", "glad"),
    ("a = number \"three\"", "\"three\"", "amount is a number", nil),
    ("a = number 3 times=2.5", "2.5", "times is a whole number", nil),
    ("a = number 3 times=99", "99", "from 1 to 9", nil),
    ("a = number 3 times=2 times=3", "times", "given twice", nil),
    ("a = number", "number", "needs a number", nil),
    ("a = number 3 4", "4", "one too many", nil),
    ("show b", "b", "no name \"b\" is bound before this", nil),
    ("alpha = number 1\nshow alhpa", "alhpa", "no name", "alpha"),
    ("a = number 1\na = number 2", "a", "bound already, in line 8", nil),
    ("a = number 1\nclaim a.valeu > 1", "a.valeu", "has no field", "value"),
    ("a = number 1\nclaim sin(a.value) > 1", "sin", "no function", "min"),
    ("x = show y", "y", "no name", nil),
    ("a = import b from=nowhere", "nowhere", "there is no notebook", nil),
  ]

  @Test("Each mistake is found without running, at its word", arguments: mistakes)
  func mistake(cell: String, word: String, part: String, suggestion: String?) throws {
    let place = Playground()
    place.notebook("a", cell)
    let library = try place.library("a")
    let problems = try #require(library.problems.first)
    let found = problems.diagnostics.filter { $0.message.contains(part) }
    let diagnostic = try #require(found.first, "\(problems.rendered)")
    #expect(problems.source.text(diagnostic.span) == word)
    #expect(diagnostic.suggestion == suggestion)
    #expect(!library.canRun("a"))
  }

  @Test("All mistakes are reported at once, with place, line and carets")
  func rendered() throws {
    let place = Playground()
    place.notebook("a", "shwo x\nb = number 1 tims=2\nclaim b.value > 0")
    let library = try place.library("a")
    #expect(
      library.problems.first?.rendered == """
        a.md:8:1: error: no command "shwo"; did you mean "show"?
          shwo x
          ^^^^

        a.md:9:14: error: "number" has no option "tims"; did you mean "times"?
          b = number 1 tims=2
                       ^^^^
        """)
  }

  @Test("Notebooks that import from each other are refused where the ring closes")
  func cycle() throws {
    let place = Playground()
    place.notebook("a", "x = import y from=b")
    place.notebook("b", "y = import x from=a")
    let library = try place.library("a")
    let text = library.problems.map(\.rendered).joined()
    #expect(text.contains("import from each other: a → b → a"))
    #expect(!library.canRun("a"))
  }

  @Test("A cell that must fail is not an error, and binds nothing")
  func failing() throws {
    let place = Playground()
    place.write(
      "a.md",
      """
      ---
      title: a
      ---

      ```mix #bad fails="no command"
      x = nubmer 3
      ```

      ```mix
      x = number 3
      ```
      """)
    #expect(try place.library("a").canRun("a"))
  }

  @Test("Parameters are typed by their defaults")
  func parameters() async throws {
    let place = Playground()
    place.write(
      "a.md",
      "---\ntitle: a\nparameters:\n  level: 3\n---\n\n```mix\nx = number level\n```\n")
    let usual = try place.library("a")
    #expect(await Runner(usual, with: Toy.registry).run().first?.number("x") == 3)
    let set = try place.library("a", overrides: ["level": "4.5"])
    #expect(await Runner(set, with: Toy.registry).run().first?.number("x") == 4.5)
    let wrong = try place.library("a", overrides: ["level": "high"])
    #expect(wrong.problems.first?.rendered.contains("level is a number such as 3") == true)
    #expect(throws: UsageError.self) { try place.library("a", overrides: ["levle": "4"]) }
  }
}
