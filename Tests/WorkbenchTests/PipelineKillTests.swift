import GRDB
import Notebooks
import Statistics
import TestSupport
import Testing
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite(
  "Killing the daily pipeline", .serialized,
  .enabled(if: !PipelineTrial.program.isEmpty, "the program is not built"))
struct PipelineKillTests {
  private let trial = PipelineTrial()
  private static let seeds = [1, 2, 3]

  /// Starts the program on two years of days.
  private func start(_ seed: Int) throws -> pid_t {
    let texts = [
      PipelineTrial.program, "pipeline", "--days", "730", "--seed", "\(seed)", "--quiet", "--out",
      "\(trial.folder)/out",
    ]
    var words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("OPENBLAS_NUM_THREADS=1"), nil]
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, PipelineTrial.program, nil, nil, &words, &environment) == 0)
    return child
  }

  /// Kills it, which it cannot prevent; whether it had ended by itself before.
  private func end(_ child: pid_t) -> Bool {
    kill(child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0
  }

  @Test("Whenever it is killed, the database is that of one of its runs, whole")
  func killed() async throws {
    var versions: [[UInt8]] = []
    let clock = ContinuousClock()
    var longest = Duration.zero
    for seed in Self.seeds {
      let start = clock.now
      #expect(
        try await trial.run(to: "seed\(seed)") {
          $0.days = 730
          $0.seed = seed
        })
      longest = max(longest, clock.now - start)
      versions.append(try #require(trial.bytes("seed\(seed)")["marketing_data.db"]))
    }
    #expect(Set(versions).count == Self.seeds.count)
    // Kills from the first moment to a little beyond the end.
    let most =
      1.3 * (Double(longest.components.seconds) + Double(longest.components.attoseconds) * 1e-18)
    var stream = RandomStream(seed: 17)
    var (ended, seen) = (0, Set<[UInt8]>())
    for round in 0..<16 {
      let child = try start(Self.seeds[stream.index(below: 3)])
      usleep(UInt32(1e6 * stream.uniform(0.02, min(most, 0.4))))
      if end(child) { ended += 1 }
      guard let bytes = readFile("\(trial.folder)/out/marketing_data.db") else { continue }
      #expect(versions.contains { $0 == bytes }, "round \(round): \(bytes.count) bytes of no run")
      seen.insert(bytes)
      #expect(try trial.query("PRAGMA integrity_check") == [["ok"]])
    }
    #expect(seen.count > 1 || ended < 16, "\(ended) of 16 ended by themselves")
    // A run that is let be puts everything in order.
    #expect(
      try await trial.run {
        $0.days = 730
        $0.seed = 2
      })
    #expect(PipelineTrial.differences(trial.bytes(), trial.bytes("seed2")) == [])
  }
}
