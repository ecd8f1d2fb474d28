import Marketing
public import Notebooks
import Tables

/// `mixbook sketch`: journeys of any number in one small file, and such files of parts as one.
///
/// A file is read once, whatever is asked of it later, and what is written grows with the distinct paths. The result is
/// sorted by name, so that the same journeys give the same bytes however they were cut into parts.
public struct SketchRun {
  private let request: SketchRequest
  private let terminal: Terminal

  /// A run of what was asked.
  public init(_ request: SketchRequest, on terminal: Terminal) {
    self.request = request
    self.terminal = terminal
  }

  /// Runs; true where all is well.
  public func run() async throws(UsageError) -> Bool {
    let question = try SketchQuestion(request)
    try requireOtherFile()
    do {
      var parts: [(name: String, sketch: JourneySketch)] = []
      for file in request.files {
        parts.append((file, try await sketch(of: file, question)))
      }
      let whole = try JourneySketch.merged(parts)
      let bytes = whole.encoded()
      try Files.update(bytes, at: request.output)
      if !request.isQuiet { report(whole, size: bytes.count) }
      return true
    } catch let error as UsageError {
      throw error
    } catch let error as JourneyError {
      terminal.complain("error: \(Terminal.harmless(error.description))")
    } catch let error as FileError {
      terminal.complain("error: \(Terminal.harmless(error.description))")
    } catch {
      terminal.complain("error: \(Terminal.harmless("\(error)"))")
    }
    return false
  }

  private func sketch(of file: String, _ question: SketchQuestion) async throws -> JourneySketch {
    guard Files.size(file) != nil else {
      throw UsageError(
        Files.resolved(file) == nil
          ? "\(file): there is no such file" : "\(file) is not an ordinary file")
    }
    if request.merges {
      guard let bytes = Files.bytes(file) else {
        throw UsageError("\(file) cannot be read, or has more than 2 GB")
      }
      return try JourneySketch(encoded: bytes, name: file)
    }
    if SketchRun.looksLikeSketch(file) {
      throw UsageError("\(file) is a sketch already; --merge makes one of several")
    }
    let (log, paths) = (question.log, question.file)
    let source = try JourneySource.of(
      path: file, pathColumn: paths.pathColumn, customerColumn: log.customerColumn,
      timeColumn: log.timeColumn)
    switch source {
    case .events: return try await log.read(path: file).sketch
    case .paths:
      if let option = question.logOptions.first {
        throw UsageError("\(option) is for logs of events; \(file) has paths, without times")
      }
      return try await paths.read(path: file).sketch
    }
  }

  private static func looksLikeSketch(_ file: String) -> Bool {
    JourneySketch.isSketch(FilePeek.beginning(of: file, atMost: 64) ?? [])
  }

  /// Refuses to write over what is read.
  private func requireOtherFile() throws(UsageError) {
    if Files.isFolder(request.output) {
      throw UsageError("--output \(request.output) is a folder, where a file is due")
    }
    guard let output = Files.resolved(request.output) else { return }
    if let same = request.files.first(where: { Files.resolved($0) == output }) {
      throw UsageError("--output \(request.output) is \(same), which is read; name another file")
    }
  }

  // MARK: - What is printed

  private func report(_ sketch: JourneySketch, size: Int) {
    let table = sketch.table
    let customers = sketch.customers > 0 ? ", \(counted(sketch.customers, "customer"))" : ""
    terminal.say(
      "\(counted(sketch.rows, "row"))\(customers), \(counted(sketch.channels.count, "channel")), "
        + counted(sketch.count, "distinct path"))
    for window in sketch.windows {
      guard let seen = sketch.table(window: window) else { continue }
      let name = window.map { "within \(SketchRun.number($0)) days: " } ?? ""
      terminal.say(
        "  \(name)\(SketchRun.number(seen.totalConversions)) conversions worth "
          + "\(SketchRun.number(seen.totalValue)), \(SketchRun.number(seen.totalNulls)) journeys without; "
          + counted(seen.count, "path"))
    }
    if table.totalConversions == 0 {
      terminal.say("note: nothing converted, so that no model can credit anybody")
    }
    for note in sketch.notes { terminal.say("note: \(Terminal.harmless(note))") }
    if request.files.count > 1, sketch.rules.hasTimes {
      terminal.say(
        "note: customers with events in more than one file are several customers here; cut logs by customer"
      )
    }
    terminal.say("Wrote \(Terminal.harmless(request.output)) (\(counted(size, "byte")))")
  }

  /// Whole numbers as they are, others with two places.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    return rest == 0 ? "\(whole)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
