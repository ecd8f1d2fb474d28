import GRDB
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of one test in which pipelines run, by the engine or by the built program; removed with all that is in it.
final class PipelineTrial: Sendable {
  let folder: String
  /// What a pipeline writes.
  static let files = [
    "data_changes.csv", "data_problems.csv", "data_summary.txt", "facebook_ads_processed.csv",
    "marketing_data.db", "pipeline.md", "report.html", "run.json",
  ]
  /// The built program, beside the test bundle; "" where it is not there.
  static let program: String = {
    var folder = CommandLine.arguments[0].split(separator: "/").dropLast().map(String.init)
    while !folder.isEmpty {
      let candidate = "/" + folder.joined(separator: "/") + "/mixbook"
      if access(candidate, X_OK) == 0 { return candidate }
      folder.removeLast()
    }
    return ""
  }()

  init() {
    var template = Array("/tmp/mixbook-pipeline-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    folder = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { PipelineTrial.remove(folder) }

  private static func remove(_ path: String) {
    if Files.isFolder(path) {
      for name in Files.names(in: path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  // MARK: - Running

  /// Runs the pipeline quietly; true where all is well.
  func run(
    to output: String = "out", data: String? = nil,
    _ change: (inout PipelineRequest) -> Void = { _ in }
  ) async throws -> Bool {
    var request = PipelineRequest()
    request.output = "\(folder)/\(output)"
    request.isQuiet = true
    if let data {
      try write(data, to: "ads.csv")
      request.data = "\(folder)/ads.csv"
    }
    change(&request)
    let terminal = Terminal(isInteractive: false, hasColour: false, width: 80)
    return try await PipelineRun(request, on: terminal).run()
  }

  /// Runs the built program in the folder as a user would: `mixbook pipeline --data ads.csv --out out …`.
  func program(_ arguments: String..., data: [UInt8]? = nil) throws -> (status: Int32, said: String)
  {
    try program(words: arguments, data: data)
  }

  /// The same with a list of words.
  func program(words: [String], data: [UInt8]? = nil) throws -> (status: Int32, said: String) {
    var words = words
    if let data {
      try #require(writeFile("\(folder)/ads.csv", data))
      words = ["pipeline", "--data", "ads.csv", "--out", "out"] + words
    }
    let quoted = words.map { word in
      "'" + word.map { $0 == "'" ? "'\\''" : "\($0)" }.joined() + "'"
    }
    let status = system(
      "cd '\(folder)' && OPENBLAS_NUM_THREADS=1 '\(PipelineTrial.program)' "
        + "\(quoted.joined(separator: " ")) > .said 2>&1")
    let said = readFile("\(folder)/.said") ?? []
    return ((status >> 8) & 0xFF, String(decoding: said, as: UTF8.self))
  }

  // MARK: - What is there

  func write(_ text: String, to name: String) throws {
    try #require(writeFile("\(folder)/\(name)", Array(text.utf8)))
  }

  func names(_ output: String = "out") -> [String] { Files.names(in: "\(folder)/\(output)") }

  func text(_ name: String, in output: String = "out") -> String {
    String(decoding: readFile("\(folder)/\(output)/\(name)") ?? [], as: UTF8.self)
  }

  /// The files of a run that are not those of another; what a killed run left over is none.
  static func differences(_ one: [String: [UInt8]], _ other: [String: [UInt8]]) -> [String] {
    Set(one.keys).union(other.keys).filter { !$0.hasSuffix(".tmp") && one[$0] != other[$0] }
      .sorted()
  }

  /// All files of a run by name.
  func bytes(_ output: String = "out") -> [String: [UInt8]] {
    Dictionary(
      uniqueKeysWithValues: names(output).map { ($0, readFile("\(folder)/\(output)/\($0)") ?? []) })
  }

  /// The rows of a query of the database, each cell as a text.
  func query(_ sql: String, in output: String = "out") throws -> [[String]] {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(
      path: "\(folder)/\(output)/marketing_data.db", configuration: configuration)
    return try queue.read { database in
      try Row.fetchAll(database, sql: sql).map { row in
        row.databaseValues.map { value in
          switch value.storage {
          case .null: "NULL"
          case .int64(let number): "\(number)"
          case .double(let number): CSVWriter.spelling(number)
          case .string(let text): text
          case .blob: "blob"
          }
        }
      }
    }
  }
}

/// `system` is hidden from Swift because of its name's other uses; the shell does what a user's shell does.
@_silgen_name("system") private func system(_ command: UnsafePointer<CChar>) -> Int32
