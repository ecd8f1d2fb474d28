import Marketing
public import Notebooks
import Tables

/// `mixbook pipeline`: from raw campaign rows to a database, a CSV file, a summary and a report, in one command.
///
/// Writes a notebook for the rows at hand (``PipelineNotebook``), runs it as `mixbook run` would, and puts its files into one
/// folder. But for the notebook itself nothing is written before everything has been computed, and the database is replaced as
/// a whole.
public struct PipelineRun {
  private let request: PipelineRequest
  private let terminal: Terminal
  /// Findings of a rule that are printed unless all are wanted.
  private static let examplesPerRule = 3

  /// A run of what was asked.
  public init(_ request: PipelineRequest, on terminal: Terminal) {
    self.request = request
    self.terminal = terminal
  }

  /// Runs; true where all is well.
  public func run() async throws(UsageError) -> Bool {
    let question = try PipelineQuestion(request)
    guard let data = try lookAtData(question) else { return false }
    report(data)
    if request.isStrict, hasDoubts(data.cleaning.audit) {
      terminal.complain("error: --strict, and the data are not clean; nothing was written")
      return false
    }
    let folder = try outputFolder(question.output)
    let page = "\(folder)/pipeline.md"
    var project = Project.around(notebook: page)
    var written: String?
    if let path = question.data, let file = Files.resolved(path) {
      project.readable.append(PipelineRun.folder(of: file))
      written = PipelineRun.relative(file, to: project.folder)
    }
    try requireOtherFile(than: question.data, in: folder)
    OutputWriter.removeLeftovers(of: PipelineRun.fileNames, in: folder)
    let place = PipelineRun.relative(folder, to: project.folder)
    let notebook = PipelineNotebook(
      question: question, data: data, path: written, output: place.isEmpty ? "." : place
    ).text
    return try await run(Array(notebook.utf8), at: page, in: project, folder)
  }

  /// All that a run writes.
  private static let fileNames =
    CampaignExport.fileNames + ["report.html", "run.json", "pipeline.md"]

  /// Refuses to write over the rows that are read.
  private func requireOtherFile(than data: String?, in folder: String) throws(UsageError) {
    guard let data, let file = Files.resolved(data) else { return }
    if PipelineRun.fileNames.contains(where: { Files.resolved("\(folder)/\($0)") == file }) {
      throw UsageError(
        "--data \(data) is a file that this run would write over; give another folder with --out")
    }
  }

  // MARK: - The data

  /// The rows, or nil where they cannot be used, with the reason printed.
  private func lookAtData(_ question: PipelineQuestion) throws(UsageError) -> PipelineData? {
    if let path = question.data, Files.size(path) == nil {
      throw UsageError(
        Files.resolved(path) == nil
          ? "--data \(path): there is no such file"
          : "--data \(path) is not an ordinary file")
    }
    do {
      return try PipelineData(question)
    } catch let error as UsageError {
      throw error
    } catch let error as CSVError {
      terminal.complain("error: \(Terminal.harmless(error.description))")
    } catch let error as CampaignError where error.isOfOptions {
      throw UsageError(Terminal.harmless("--column \(error.inOptions)"))
    } catch let error as CampaignError {
      let place = question.data.map { "\($0): " } ?? ""
      terminal.complain("error: \(Terminal.harmless("\(place)\(error.inOptions)"))")
    } catch {
      terminal.complain("error: \(Terminal.harmless("\(error)"))")
    }
    return nil
  }

  private func hasDoubts(_ audit: CampaignAudit) -> Bool {
    audit.count(.error) + audit.count(.warning) > 0
  }

  /// What was found in the rows, with row and column.
  private func report(_ data: PipelineData) {
    let audit = data.cleaning.audit
    guard !request.isQuiet || (request.isStrict && hasDoubts(audit)) else { return }
    for note in data.notes { terminal.say(Terminal.harmless(note)) }
    if let sentence = data.silenceSentence { terminal.say(Terminal.harmless(sentence)) }
    let serious = audit.findings.filter { $0.rule.severity != .note }
    let isWhole = request.isVerbose || request.isStrict
    let shown =
      request.isVerbose
      ? audit.findings : isWhole ? serious : PipelineRun.examples(of: serious)
    if !serious.isEmpty {
      let counts = audit.counts.filter { $0.rule.severity != .note }
        .map { "\($0.rule.title.lowercased()) \($0.count)" }
      terminal.say("\(counted(serious.count, "finding")): \(counts.joined(separator: ", "))")
    }
    for finding in shown { terminal.say("  \(Terminal.harmless(finding.line))") }
    if shown.count < serious.count {
      terminal.say(
        "  … \(serious.count - shown.count) more in data_problems.csv, or with --verbose")
    }
  }

  /// The first few of each rule, in the order of the rows.
  private static func examples(of findings: [CampaignFinding]) -> [CampaignFinding] {
    var seen: [CampaignRule: Int] = [:]
    return findings.filter { finding in
      seen[finding.rule, default: 0] += 1
      return seen[finding.rule, default: 0] <= examplesPerRule
    }
  }

  // MARK: - The notebook

  private func run(
    _ notebook: [UInt8], at place: String, in project: Project, _ folder: String
  ) async throws(UsageError) -> Bool {
    do throws(FileError) {
      try Files.makeFolder(folder)
      try Files.update(notebook, at: place)
    } catch {
      terminal.complain("error: \(error)")
      return false
    }
    let library = try LibraryReader.read([place], in: project, with: Engine.registry)
    var options = Runner.Options()
    options.usesCache = false
    let runner = Runner(library, with: Engine.registry, options: options)
    let results = await runner.run()
    let troubles =
      library.problems.filter { $0.notebook == "pipeline" }.map(\.rendered)
      + results.flatMap { result in
        result.troubles.map { $0.rendered(in: result.notebook.source) }
      }
    guard let result = results.first, !result.hasFailed, troubles.isEmpty else {
      for trouble in troubles { terminal.complain("\n" + terminal.painted(diagnostic: trouble)) }
      return false
    }
    let course = CourseContext(of: library)
    let hooks = await PageHooks(project: project).hooks(for: result.notebook)
    let given = await runner.files(of: result)
    var files = given.map { (name: PipelineRun.name(of: $0.path), bytes: $0.bytes) }
    files.append(("report.html", Array(Report(result, in: course, hooks: hooks).html.utf8)))
    files.append(("run.json", Array(RunRecord(result).json.utf8)))
    return write(files, to: folder)
  }

  /// Puts the files into the folder, and says so.
  private func write(_ files: [(name: String, bytes: [UInt8])], to folder: String) -> Bool {
    do {
      for file in files { try OutputWriter.write(file.bytes, at: "\(folder)/\(file.name)") }
    } catch {
      terminal.complain("error: \(error)")
      return false
    }
    if !request.isQuiet, let summary = files.first(where: { $0.name == "data_summary.txt" }) {
      terminal.say("")
      terminal.say(Terminal.harmless(String(decoding: summary.bytes, as: UTF8.self)))
      let names = files.map(\.name) + ["pipeline.md"]
      terminal.say("Wrote \(request.output)/: \(names.joined(separator: ", "))")
    }
    return true
  }

  // MARK: - Places

  private func outputFolder(_ output: String) throws(UsageError) -> String {
    let whole = output.hasPrefix("/") ? output : "\(Files.workingFolder)/\(output)"
    if Files.size(whole) != nil, !Files.isFolder(whole) {
      throw UsageError("--out \(output) is a file, where a folder is due")
    }
    do throws(FileError) {
      try Files.makeFolder(whole)
    } catch {
      throw UsageError("--out \(output): \(error)")
    }
    return Files.resolved(whole) ?? whole
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// A path as seen from a folder, so that no notebook names the machine that it was written on.
  static func relative(_ path: String, to folder: String) -> String {
    let file = path.split(separator: "/")
    let base = folder.split(separator: "/")
    let shared = zip(file, base).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: base.count - shared)
    return (up + file[shared...].map(String.init)).joined(separator: "/")
  }
}

extension CampaignFinding {
  /// `row 17, spend: "abc" no number; …`.
  fileprivate var line: String {
    let place =
      row.map { "row \($0)" }
      ?? [campaign, day.map { "\($0)" }].compactMap { $0 }.joined(separator: ", ")
    let cell = column.map { ", \($0.rawValue)" } ?? ""
    let value = found.isEmpty ? "" : " \"\(found)\""
    return String(
      "\(place)\(cell)\(value): \(rule.title.lowercased()); \(sentence)".map {
        $0.isNewline ? " " : $0
      })
  }
}

extension CampaignError {
  /// Whether an option is to blame and not the file.
  fileprivate var isOfOptions: Bool {
    switch self {
    case .unknownColumn, .neededColumn, .sameColumn, .badCalculation: true
    default: false
    }
  }

  /// The description with the words of the command line.
  fileprivate var inOptions: String {
    switch self {
    case .noColumns(let missing, let names):
      let example = missing[0].rawValue
      let words = missing.map(\.rawValue).joined(separator: ", ")
      return
        "no column for \(words) among \(CampaignError.listed(names)); say which it is with --column "
        + "\(example)=\"NAME\""
        + (missing.contains(where: \.isCount)
          ? ", or that there is none with --column \(missing.first(where: \.isCount)?.rawValue ?? "clicks")=none"
          : "")
    case .ambiguousDates(let found, let row, let count):
      let others = count > 1 ? " and \(count - 1) more" : ""
      return
        "\"\(found)\" in row \(row)\(others) can be day-month or month-day, and no date decides; say "
        + "--dates day-first or --dates month-first"
    default: return description
    }
  }
}
