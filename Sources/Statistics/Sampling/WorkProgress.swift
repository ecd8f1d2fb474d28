/// How far a long computation has come, for whoever waits for it.
///
/// A search or a sampler reports; the caller that shows progress listens. It never changes a result.
///
///     WorkProgress.following({ print("\($0.done) of \($0.total)") }, during: { try search() })
public enum WorkProgress {
  /// A state of the work.
  public struct State: Sendable, Hashable {
    /// Units done, such as evaluations.
    public let done: Int
    /// Units in all, as far as is known.
    public let total: Int
    /// What a unit is, in the plural: `models`.
    public let unit: String
  }

  /// A closure inside a type: as a task-local value of its own a closure crashes optimised code of Swift 6.3.
  private struct Listener: Sendable {
    let hear: @Sendable (State) -> Void
  }

  @TaskLocal private static var listener = Listener { _ in }

  /// Tells the listener, if there is one, how far the work has come.
  ///
  /// It may be called from several threads. Capture it before going to threads that are not the task's own.
  public static var report: @Sendable (_ done: Int, _ total: Int, _ unit: String) -> Void {
    let listener = listener
    return { listener.hear(State(done: $0, total: $1, unit: $2)) }
  }

  /// Does work whose progress the listener hears.
  public static func following<Result>(
    _ hear: @escaping @Sendable (State) -> Void, during work: () throws -> Result
  ) rethrows -> Result {
    try $listener.withValue(Listener(hear: hear), operation: work)
  }

  /// Does asynchronous work whose progress the listener hears.
  public static func following<Result>(
    _ hear: @escaping @Sendable (State) -> Void,
    isolation: isolated (any Actor)? = #isolation,
    during work: () async throws -> Result
  ) async rethrows -> Result {
    try await $listener.withValue(Listener(hear: hear), operation: work)
  }
}
