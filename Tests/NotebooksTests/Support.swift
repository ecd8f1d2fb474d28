import Notebooks
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A small language to run notebooks with: numbers, sums, and commands that fail or read files.
enum Toy {
  struct Number: NotebookValue {
    let number: Double
    static let kind = Kind(
      "number", "A number.",
      fields: [Kind.FieldPattern("value", "It."), Kind.FieldPattern("half.<part>", "Its half.")])
    var fields: [Field] { [Field("value", number), Field("half.left", number / 2)] }
    var shown: [Output] { [.text("\(number)")] }
  }

  static let number = Command(
    "number", in: "Toy", "A number.",
    operands: [Parameter("amount", .number(-1e9...1e9), "How much.")],
    options: [
      Parameter("times", .integer(1...9), .standard("1"), "Factor."),
      Parameter("mood", .word(["glad", "sad"]), .standard("glad"), "Mood."),
    ],
    gives: "number", example: "a = number 3",
    infer: { _ throws(CommandError) in Shape(kind: "number", fields: ["value", "half.left"]) },
    run: { call in
      Outcome(
        value: Number(
          number: call.arguments.number("amount") * Double(call.arguments.integer("times"))))
    })

  static let sum = Command(
    "sum", in: "Toy", "A sum.",
    operands: [Parameter("parts", .list(.value(["number"])), "Parts.")], gives: "number",
    example: "c = sum a b",
    infer: { _ throws(CommandError) in Shape(kind: "number", fields: ["value", "half.left"]) },
    run: { call in
      let parts = try call.anyValues("parts").compactMap { $0.value as? Number }
      return Outcome(value: Number(number: parts.reduce(0) { $0 + $1.number }))
    })

  static let fail = Command(
    "fail", in: "Toy", "Fails.", example: "fail",
    run: { _ in throw CommandError("it fails on purpose") })

  static let length = Command(
    "length", in: "Toy", "A file's length.",
    operands: [Parameter("path", .path(.read), "File.")], gives: "number",
    example: "n = length a.txt",
    run: { call in
      Outcome(value: Number(number: Double(Files.size(try call.file("path").path) ?? -1)))
    })

  static let show = Command(
    "show", in: "Toy", "Shows.", operands: [Parameter("value", .value([]), "What.")],
    example: "show a",
    run: { call in Outcome(showing: try call.anyValue("value").shown) })

  static let claim = Command(
    "claim", in: "Toy", "Claims.", operands: [Parameter("comparison", .claim, "What.")],
    options: [Parameter("within", .number(0...9), .optional, "Tolerance.")],
    example: "claim a > 1",
    run: { call in
      guard let comparison = call.arguments.optionalExpression("comparison") else {
        throw CommandError("no comparison")
      }
      let verdict = try call.verdict(
        comparison, within: call.arguments.optionalNumber("within") ?? 0)
      return Outcome(showing: [
        .claim(
          ClaimVerdict(
            text: comparison.written, actual: verdict.actual, value: verdict.value,
            holds: verdict.holds, explanation: nil))
      ])
    })

  static let registry = CommandRegistry(
    commands: [
      number, sum, fail, length, show, claim,
      Command.importing(in: "Toy", "Imports.", example: "a = import a from=other"),
    ], values: [Number.self], engineVersion: "test")
}

/// A folder of notebooks that is gone after the test.
final class Playground: Sendable {
  let folder: String

  init() {
    var template = Array("/tmp/mixbook-test-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let bytes = template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    folder = Files.resolved(String(decoding: bytes, as: UTF8.self)) ?? "/tmp"
    write("mixbook.yml", "title: Test\n")
  }

  deinit { remove(folder) }

  private func remove(_ path: String) {
    if Files.isFolder(path) {
      for name in Files.names(in: path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  func write(_ name: String, _ text: String) {
    try? Files.write(Array(text.utf8), to: "\(folder)/\(name)")
  }

  /// A notebook whose cells are given; cell `n` is labelled `c<n>`.
  func notebook(_ name: String, _ cells: String..., prose: String = "Text.") {
    var text = "---\ntitle: \(name)\n---\n\n\(prose)\n"
    for (index, cell) in cells.enumerated() {
      text += "\n```mix #c\(index + 1)\n\(cell)\n```\n"
    }
    write("\(name).md", text)
  }

  func library(
    _ names: String..., overrides: [String: String] = [:]
  ) throws -> Library {
    try LibraryReader.read(
      names.map { "\(folder)/\($0).md" }, in: Project(folder: folder), with: Toy.registry,
      overrides: overrides)
  }

  func run(_ names: String..., fresh: Bool = false) async throws -> [NotebookResult] {
    let library = try LibraryReader.read(
      names.map { "\(folder)/\($0).md" }, in: Project(folder: folder), with: Toy.registry)
    var options = Runner.Options()
    options.isFresh = fresh
    options.jobs = 2
    return await Runner(library, with: Toy.registry, options: options).run()
  }
}

extension NotebookResult {
  func number(_ name: String) -> Double? {
    guard let field = names.first(where: { $0.name == name })?.fields.first,
      case .number(let number) = field.value
    else { return nil }
    return number
  }
}
