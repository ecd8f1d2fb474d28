import Notebooks
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the built program as a user would and reads what it prints.
enum Program {
  /// The program lies beside the test bundle.
  static let path: String = {
    var folder = CommandLine.arguments[0].split(separator: "/").dropLast().map(String.init)
    while !folder.isEmpty {
      let candidate = "/" + folder.joined(separator: "/") + "/mixbook"
      if access(candidate, X_OK) == 0 { return candidate }
      folder.removeLast()
    }
    return ""
  }()

  static func run(_ arguments: String, in folder: String, input: String = "") -> (
    status: Int32, output: String
  ) {
    let output = "\(folder)/.output"
    // In braces, so that what a "&" parts stays in the folder.
    let command =
      "cd '\(folder)' && { printf '\(input)' | '\(path)' \(arguments); } > '\(output)' 2>&1"
    let status = system(command)
    let bytes = Files.bytes(output) ?? []
    return ((status >> 8) & 0xFF, String(decoding: bytes, as: UTF8.self))
  }
}

/// `system` is hidden from Swift because of its name's other uses; the shell does what a user's shell does.
@_silgen_name("system") private func system(_ command: UnsafePointer<CChar>) -> Int32

@Suite("The command line", .enabled(if: !Program.path.isEmpty, "the program is not built"))
struct CommandLineTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/mixbook-cli-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let bytes = template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    folder = String(decoding: bytes, as: UTF8.self)
    try write(
      "good.md",
      """
      ---
      title: Good
      parameters:
        level: 2
      ---

      Twice is `= twice | 1`.

      ```mix #one
      twice = compute level * 2
      show twice
      claim twice > 3
      ```
      """)
    try write(
      "mixbook.yml", "title: Test\nnotebooks: .\nparts:\n  - title: Part\n    notebooks: [good]\n")
  }

  private func write(_ name: String, _ text: String) throws {
    try Files.write(Array(text.utf8), to: "\(folder)/\(name)")
  }

  @Test("A course runs, writes its pages and records, and is unchanged the second time")
  func course() throws {
    let first = Program.run("run", in: folder)
    #expect(first.status == 0, "\(first.output)")
    #expect(first.output.contains("good  1 of 1 cells  1 of 1 claims hold"))
    #expect(first.output.contains("Open artifacts/reports/index.html"))
    let page = try #require(Files.bytes("\(folder)/artifacts/reports/good.html"))
    #expect(String(decoding: page, as: UTF8.self).contains("Twice is"))
    #expect(Files.size("\(folder)/artifacts/runs/good.json") != nil)
    let second = Program.run("run", in: folder)
    #expect(second.output.contains("unchanged"))
    #expect(Files.bytes("\(folder)/artifacts/reports/good.html") == page)
    #expect(Program.run("run --check", in: folder).status == 0)
    try write("artifacts/reports/good.html", "old")
    let stale = Program.run("run --check", in: folder)
    #expect(stale.status == 1)
    #expect(stale.output.contains("stale: artifacts/reports/good.html"))
  }

  @Test("A claim that fails ends with 1 and its place; a setting can make it fail")
  func claim() {
    let run = Program.run("run good --set level=1", in: folder)
    #expect(run.status == 1)
    #expect(run.output.contains("good.md:12:1: error: this claim does not hold: 2 > 3"))
  }

  @Test(
    "Wrong usage ends with 2",
    arguments: [
      "run --nonsense", "run nowhere.md", "run --set level", "run --set lvel=1", "frobnicate",
      "why good#nowhere", "run --only good#nowhere", "commands nothing", "step",
      "run --allow-read nowhere",
    ])
  func usage(arguments: String) {
    let run = Program.run(arguments, in: folder)
    #expect(run.status == 2, "\(run.output)")
    #expect(!run.output.isEmpty)
  }

  @Test("check reports everything at once and ends with 1")
  func check() throws {
    #expect(Program.run("check", in: folder).status == 0)
    try write("bad.md", "---\ntitel: Bad\n---\n\n```mix\nshwo x\ny = compute 1 +\n```\n")
    let run = Program.run("check bad.md", in: folder)
    #expect(run.status == 1)
    for part in ["bad.md:2:1", "bad.md:6:1", "bad.md:7:"] { #expect(run.output.contains(part)) }
    #expect(run.output.contains("did you mean \"show\""))
  }

  @Test("why explains, and one cell can be run alone")
  func why() {
    _ = Program.run("run", in: folder)
    #expect(Program.run("why good#one", in: folder).output.contains("fresh  one:"))
    let changed = Program.run("why good#one --set level=3", in: folder)
    #expect(changed.output.contains("stale"))
    #expect(changed.output.contains("the input level was computed anew"))
    let only = Program.run("run --only good#one", in: folder)
    #expect(only.status == 0)
    #expect(only.output.contains("✓ holds: twice > 3"))
  }

  @Test("A notebook is stepped through in a pipe, and the place is kept")
  func step() {
    let first = Program.run("step good", in: folder, input: "?\\n\\nq\\n")
    #expect(first.status == 0, "\(first.output)")
    #expect(first.output.contains("✓ holds: twice > 3"))
    #expect(first.output.contains("[2/2]"))
    let second = Program.run("step good", in: folder, input: "s twice\\nb\\nnonsense\\n")
    #expect(second.output.contains("Back where you left off"))
    #expect(second.output.contains("\n4\n") || second.output.contains("> 4\n"))
    #expect(second.output.contains("is no command here"))
  }

  @Test("Two runs at once and a kill in mid-run leave a cache that works")
  func concurrency() {
    let both = Program.run("run --fresh & '\(Program.path)' run --fresh; wait", in: folder)
    #expect(both.status == 0, "\(both.output)")
    let killed = Program.run("run --fresh & sleep 0.01; kill -9 $!; true", in: folder)
    #expect(killed.status == 0)
    #expect(Program.run("run", in: folder).status == 0)
  }
}
