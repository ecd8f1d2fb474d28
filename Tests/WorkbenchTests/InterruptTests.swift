import Notebooks
import Testing
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C on the program itself, in the middle of a fit that would take minutes.
@Suite(
  "Ctrl-C while sampling", .serialized,
  .enabled(if: !Program.path.isEmpty, "the program is not built"))
struct InterruptTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/mixbook-interrupt-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let bytes = template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    folder = String(decoding: bytes, as: UTF8.self)
  }

  private func write(_ options: String) throws {
    let page = """
      ---
      title: Long
      ---

      ```mix #data
      retail = simulate retail weeks=80
      ```

      ```mix #long
      m = fit bayes retail target=sales channels=tv, radio \(options)
      claim m.rhat_max > 0
      ```
      """
    try Files.write(Array(page.utf8), to: "\(folder)/long.md")
  }

  /// Runs, interrupts after some seconds, and waits: what was printed, and how long it took from there.
  private func interrupted(after seconds: Double) -> (output: String, wait: Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    let run = Program.run(
      "run long.md & pid=$!; sleep \(seconds); kill -INT $pid; wait $pid; echo status=$?",
      in: folder)
    return (run.output, clock.now - start - .seconds(seconds))
  }

  private var page: String {
    String(
      decoding: Files.bytes("\(folder)/artifacts/reports/long.html") ?? [], as: UTF8.self)
  }

  @Test("With draws there: they come back, the report leads with it, and nothing is kept")
  func sampling() throws {
    try write("warmup=100 draws=100000")
    for round in 1...2 {
      let (output, wait) = interrupted(after: 2)
      // The second round samples again: a fit from the cache would have ended before the signal.
      #expect(output.contains("status=1"), "round \(round): \(output)")
      #expect(wait < .seconds(20), "round \(round): \(wait)")
      #expect(output.contains("stopping: what is being sampled comes back"), "\(output)")
      #expect(output.contains("Ctrl-C again ends at once"), "\(output)")
      #expect(output.contains("interrupted: what was being sampled is partial"), "\(output)")
      #expect(output.contains("the run was interrupted before this statement"), "\(output)")
      #expect(page.contains("Partial: sampling was stopped after "), "round \(round)")
      #expect(page.contains(" of 100000 draws of each of "), "round \(round)")
    }
    let why = Program.run("why long", in: folder).output
    #expect(why.contains("stale  long"), "\(why)")
    #expect(why.contains("fresh  data"), "\(why)")
  }

  @Test("During warm-up there is nothing to come back with, and that is said")
  func warmup() throws {
    try write("warmup=100000 draws=10")
    let (output, wait) = interrupted(after: 1.5)
    #expect(output.contains("status=1"), "\(output)")
    #expect(wait < .seconds(20), "\(wait)")
    #expect(output.contains("stopping: "), "\(output)")
    #expect(
      output.contains("stopped while all chains were in their 100000 iterations of warm-up"),
      "\(output)")
    #expect(page.contains("stopped while all chains were in their 100000 iterations"))
    #expect(Program.run("why long", in: folder).output.contains("stale  long"))
  }
}
