import Notebooks
import Workbench

// Throws mutated notebooks and cells at the reader and the parser: fuzz [cases] [seed]. A finding ends it with 1; a
// crash is a finding that the shell reports.

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let cases = Int(arguments.first ?? 1_000_000)
let seed = arguments.dropFirst().first ?? 42

let folder = "Tests/NotebooksTests/Markdown/Corpus"
var notebooks = Files.names(in: folder).compactMap { Files.bytes("\(folder)/\($0)") }
notebooks += Files.names(in: "notebooks").filter { $0.hasSuffix(".md") }
  .compactMap { Files.bytes("notebooks/\($0)") }.filter { $0.count < 6_000 }
guard !notebooks.isEmpty else { fatalUsage("run it from the project folder: no corpus in \(folder)") }

print("markdown: \(cases) notebooks, seed \(seed)")
let markdown = MarkdownFuzz.run(cases: cases, seed: seed, corpus: notebooks)
for finding in markdown.findings { print("  \(finding.problem): \(finding.text.debugDescription)") }

let examples = Engine.registry.commands.map(\.example)
print("statements: \(cases) cells, seed \(seed)")
let statements = StatementFuzz.run(cases: cases, seed: seed, corpus: examples)
for finding in statements { print("  \(finding)") }

print("\(markdown.findings.count + statements.count) findings")
if !markdown.findings.isEmpty || !statements.isEmpty { fatalUsage("see above") }
