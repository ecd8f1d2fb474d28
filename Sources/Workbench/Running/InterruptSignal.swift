import Statistics
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C as a question that long computations ask, instead of an end in the middle of a file.
///
/// The first one asks whatever samples to come back with what it has, and says so; the second ends the process at once.
enum InterruptSignal {
  private static let hasCome = Atomic(false)

  /// Whether Ctrl-C was pressed since ``whileAsking(_:)`` began.
  static var isSet: Bool { hasCome.load(ordering: .relaxed) }

  /// What the terminal is told at the first one, on a line of its own.
  private static let notice: StaticString = """

    stopping: what is being sampled comes back with the draws it has, a search with what it found; Ctrl-C again ends at once

    """

  /// Does some work under which Ctrl-C asks computations to stop.
  static func whileAsking<Result>(_ work: () async -> Result) async -> Result {
    hasCome.store(false, ordering: .relaxed)
    signal(SIGINT) { _ in
      // Only what a signal handler may do: a store, a write, and the way back to what the system does.
      InterruptSignal.hasCome.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
      let notice = InterruptSignal.notice
      _ = write(STDERR_FILENO, notice.utf8Start, notice.utf8CodeUnitCount)
    }
    defer { signal(SIGINT, SIG_DFL) }
    return await Interruption.asking({ isSet }, during: work)
  }
}
