import Figures
import Notebooks
import Tables
import TestSupport
import Testing

@Suite("Reading a notebook")
struct NotebookReaderTests {
  @Test(
    "Each problem is told at its place",
    arguments: [
      (
        "```mix capton=\"a\"\n```",
        "4:8 error: a cell has no attribute \"capton\"; it has caption, echo, layout, fails, cache, for; did you mean \"caption\"?"
      ),
      (
        "```mix #a\n```\n\n```mix #a\n```", "7:8 error: the label #a is taken by the cell in line 4"
      ),
      (
        "```mix echo=fould\n```",
        "4:13 error: echo is show, fold or hide, not \"fould\"; did you mean \"fold\"?"
      ),
      ("```mix layout=9\n```", "4:15 error: layout is a number of columns from 1 to 4, not \"9\""),
      ("```mix cache=maybe\n```", "4:14 error: cache is yes or no, not \"maybe\""),
      ("a\n\n```mix\nx", "6:1 error: this fence is never closed and swallows the rest of the text"),
      ("```hint for=nix\n```", "4:13 error: no exercise is labelled \"nix\""),
      ("```mix #a\n```\n```mix check for=a\n```", "6:18 error: the cell \"a\" is not an exercise"),
      ("```mix solution\n```", "4:4 error: a solution says whose it is: for=LABEL of an exercise"),
      (
        "```mix exercise #e\n```",
        "4:4 warning: the exercise \"e\" has no solution; a run has nothing in its place"
      ),
      ("```mix caption=\"a\n```", "4:16 error: this text is never closed with \""),
      (
        "```mixx\n```",
        "4:4 warning: \"mixx\" is shown as code; a cell's info string begins with the word mix; did you mean \"mix\"?"
      ),
      (
        "```Mix\n```",
        "4:4 warning: \"Mix\" is shown as code; a cell's info string begins with the word mix; did you mean \"mix\"?"
      ),
      (
        "```mix{a}\n```",
        "4:4 warning: \"mix{a}\" is shown as code; a cell's info string begins with the word mix; did you mean \"mix\"?"
      ),
      (
        "    ```mix\n    ```",
        "4:5 warning: an indented fence is shown as code; a cell's fence begins in column one"
      ),
      (" ```mix\n ```", "4:2 error: the fence of a cell begins in column one"),
      (
        "- a\n\n  ```mix\n  ```",
        "6:3 error: a cell stands at top level, not in a list, a quote or another block"
      ),
      ("a `= | 2` b", "4:4 error: an inline value needs an expression between = and |"),
      (
        "a `= x |` b",
        "4:8 error: an inline value needs a format after |: a number of decimals, percent, money, short, date"
      ),
      ("a[^x]", "4:2 error: no footnote [^x] is defined; write [^x]: and its text"),
      ("[^x]: a", "4:1 warning: nothing mentions the footnote [^x]"),
      ("a[^x]\n\n[^x]: b\n[^x]: c", "7:1 error: the footnote [^x] is defined already in line 6"),
      (
        "<!-- mix: lang ko -->\n\na",
        "4:1 error: this passage is never closed; end it with <!-- mix: end -->"
      ),
      ("<!-- mix: end -->", "4:1 error: no passage is open here"),
      (
        "<!-- mix: lnag ko -->",
        "4:1 error: no directive \"lnag ko\"; there are \"mix: lang CODE\" and \"mix: end\"; did you mean \"lang\"?"
      ),
      (
        "a\n\n<!-- b\n\nc",
        "6:1 error: this comment is never closed and hides the rest; end it with -->"
      ),
      ("a <b>c</b>", "4:3 warning: raw HTML is not shown"),
      ("<div>\na\n</div>", "4:1 warning: raw HTML is not shown"),
      (
        "> [!NOPE]\n> a",
        "4:3 warning: no alert is called \"nope\"; there are NOTE, TIP, IMPORTANT, WARNING and CAUTION"
      ),
      (
        "| a | b |\n|--|\n",
        "5:1 warning: this is no table yet: the row of dashes has 1 columns, the header 2"
      ),
      ("a\n| a |\n|--|\n", "5:1 warning: a table needs a blank line above it"),
      (
        "| a |\n|--|\n| b | c |",
        "6:7 warning: this row has 2 cells, the table 1 columns; the rest is not shown"
      ),
      ("# A {#x}\n\n# B {#x}", "6:5 error: the identifier x is taken by the heading in line 4"),
      (
        "```quiz\nA?\n\n- [ ] a\n- [ ] b\n```",
        "4:1 error: no answer of this quiz is right; mark the right ones with - [x]"
      ),
      (
        "```quiz\nA?\n```",
        "4:1 error: a quiz needs two answers or more, written as - [ ] and - [x]"
      ),
    ])
  func problem(text: String, expected: String) {
    #expect(read(text).problems == [expected])
  }

  @Test(
    "Front matter is checked word by word",
    arguments: [
      (
        "a",
        "1:1 error: a notebook begins with front matter: a line ---, then title: and a closing line ---"
      ),
      (
        "",
        "1:1 error: a notebook begins with front matter: a line ---, then title: and a closing line ---"
      ),
      ("---\ntitle: a", "1:1 error: the front matter is never closed; end it with a line ---"),
      ("---\nsummary: a\n---", "1:1 error: the front matter has no title"),
      (
        "---\ntitle: a\ntitel: b\n---",
        "3:1 error: front matter has no key \"titel\"; it has title, summary, minutes, after, languages, parameters; did you mean \"title\"?"
      ),
      ("---\ntitle: a\nminutes: soon\n---", "3:10 error: minutes must be a whole number from 1"),
      ("---\ntitle: [a]\n---", "2:8 error: title must be text"),
      ("---\ntitle: &a b\n---", "2:8 error: anchors and aliases are not allowed in front matter"),
      (
        "---\ntitle: a\nlanguages: [en, KO]\n---",
        "3:17 error: a language is a code such as en or pt-BR"
      ),
      (
        "---\r\ntitle: a\r\nminutes: x\r\n---\r\n",
        "3:10 error: minutes must be a whole number from 1"
      ),
    ])
  func frontMatter(text: String, expected: String) {
    #expect(readFile(text).problems == [expected])
  }

  @Test("Unreadable files are told first")
  func unreadable() {
    let large = NotebookReader.read(Array(repeating: 0x61, count: 5_000_000), name: "n.md")
    #expect(large.notebook == nil && large.diagnostics.count == 1)
    let invalid = NotebookReader.read(Array("abc\nd".utf8) + [0xFF, 0x61], name: "n.md")
    #expect(invalid.notebook == nil && invalid.diagnostics.first?.span == SourceSpan(5, 6))
    let zero = NotebookReader.read([0x61, 0], name: "n.md")
    #expect(zero.notebook == nil && zero.diagnostics.first?.span == SourceSpan(1, 2))
  }

  @Test("Parameters have the types of their defaults")
  func parameters() {
    let matter = readFile(
      "---\ntitle: a\nparameters:\n  n: 104\n  s: 5%\n  d: 2024-01-31\n  t: \"7\"\n  f: true\n---"
    ).notebook?.frontMatter
    let day = Day(year: 2024, month: 1, day: 31) ?? Day(daysSinceEpoch: 0)
    let expected: [Scalar] = [.number(104), .number(0.05), .day(day), .text("7"), .flag(true)]
    #expect(matter?.parameters.map(\.value) == expected)
  }

  @Test(
    "Values stand where the file says, whatever contains them",
    arguments: [
      "a `` ` `` \\`= q *b `= x.y | 2`*", "> - a\n>   b `= x.y | 2` c",
      "| a |\n|---|\n| `= x.y | 2` |",
      "| a |\n|---|\n| `= x.y \\| 2` |", "é가 `=x.y|2`", "# h `= x.y | 2` {#a}",
      "1. a\n\n   b\n   `= x.y\n   | 2`",
      "[`= x.y | 2`](a)", "- [x] `= x.y | 2`", "> [!NOTE]\n> `= x.y | 2`",
      "z[^a]\n\n[^a]: `= x.y | 2`",
      "```hint for=a\n`= x.y | 2`\n```", "```quiz\n`= x.y | 2`\n```",
    ], ["\n", "\r\n"])
  func values(text: String, lineEnd: String) {
    let all = ("\u{FEFF}---\ntitle: T\n---\n" + text).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .joined(separator: lineEnd)
    let notebook = readFile(all).notebook
    let values = notebook?.inlineValues ?? []
    #expect(values.map { notebook?.source.text($0.expression) } == ["x.y"])
    #expect(values.map { $0.format.map { notebook?.source.text($0) } } == ["2"])
  }

  @Test("A cell's body is its bytes")
  func cells() {
    let notebook = read(
      "a\r\n\r\n```mix exercise #e caption=\"A \\\"b\\\"\" echo=hide layout=2 fails=\"no\" cache=no\r\nx = 1\r\n  b\r\n```\r\n\n~~~mix\n~~~\n\n```mix solution for=e\ny\n```"
    ).notebook
    #expect(
      notebook?.cells.map { notebook?.source.text($0.body) } == ["x = 1\r\n  b\r\n", "", "y\n"])
    #expect(notebook?.cells.map(\.label) == ["e", "cell-2", "cell-3"])
    let cell = notebook?.cells.first
    #expect(cell?.caption == "A \"b\"" && cell?.echo == .hide && cell?.layout == 2)
    #expect(cell?.fails == "no" && cell?.isCached == false && cell?.role == .exercise)
  }

  @Test("A quiz has its question, answers and reasons")
  func quiz() {
    let quiz = read("```quiz\nA?\n\n- [x] b\n  > c\n- [ ] d\n\n> e\n```").notebook?.quizzes.first
    #expect(quiz?.answers.map(\.isRight) == [true, false])
    #expect(quiz?.answers.map(\.text) == [[.text("b")], [.text("d")]])
    #expect(quiz?.answers.map(\.justification.count) == [1, 1])
  }

  @Test("Of very many problems the first 200 are listed")
  func manyProblems() {
    let problems = read(String(repeating: "<b>x</b> ", count: 500)).problems
    #expect(problems.count == 201)
    #expect(problems.last?.hasSuffix("warning: 300 more problems are not listed") == true)
  }

  @Test("Deep nesting is refused or cut, and told")
  func nesting() {
    #expect(read(String(repeating: "> ", count: 200) + "a").notebook == nil)
    let cut = read(String(repeating: "> ", count: 90) + "a")
    #expect(
      cut.problems == [
        "4:1 error: the text is nested more than 64 deep; what lies deeper is left out"
      ])
    let stars = String(repeating: "*a ", count: 5_000) + String(repeating: "b*", count: 5_000)
    #expect(read(stars).problems.count == 1)
  }

  @Test(
    "A megabyte of malice takes seconds at most, not minutes", .serialized,
    arguments: [
      "> ", "- ", "[", "![[]()", "[a](<b", "`", "`` ` ", "*a ", "**a _b ", "<!--", "<a ", "&#",
      "\\",
      "| a ", "|\n", "| a |\n", "\n", "- a\n", "[^a]", "[^a]: b\n", "$`a`$", "`= a` ", "# a\n",
      "```mix\n```\n",
      "[a]: b\n", "<b>", "(", "_a_", "![a](b)\n\n", "{#a}", "> [!NOTE]\n", "a[^b]\n\n",
    ])
  func malice(piece: String) {
    let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    let start = ContinuousClock.now
    let bytes = Array("---\ntitle: T\n---\n\(text)".utf8)
    let notebook = NotebookReader.read(bytes, name: "n.md").notebook
    if let notebook { _ = ProseHTML(notebook).markup(notebook.blocks).html.utf8.count }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // About one second alone; the tests share their cores with others, and a square would take minutes.
    #expect(seconds < 10, "\(seconds) s for \(piece)")
  }
}
