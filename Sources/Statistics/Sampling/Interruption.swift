/// Whether whoever waits for a long computation has asked it to stop.
///
/// Samplers look at it between draws and come back with what they have, marked as partial.
///
///     Interruption.asking({ flag.isSet }, during: { try sampler.sample(density) })
public enum Interruption {
  /// A closure inside a type: as a task-local value of its own a closure crashes optimised code of Swift 6.3.
  private struct Question: Sendable {
    let ask: @Sendable () -> Bool
  }

  @TaskLocal private static var question = Question { false }

  /// Says whether to stop; never, unless a caller of `asking` said how to know.
  ///
  /// It is asked from several threads. Capture it before going to threads that are not the task's own.
  public static var isRequested: @Sendable () -> Bool { question.ask }

  /// Does work during which ``isRequested`` is the given question.
  public static func asking<Result>(
    _ isRequested: @escaping @Sendable () -> Bool, during work: () throws -> Result
  ) rethrows -> Result {
    try $question.withValue(Question(ask: isRequested), operation: work)
  }

  /// Does asynchronous work during which ``isRequested`` is the given question.
  public static func asking<Result>(
    _ isRequested: @escaping @Sendable () -> Bool,
    isolation: isolated (any Actor)? = #isolation,
    during work: () async throws -> Result
  ) async rethrows -> Result {
    try await $question.withValue(Question(ask: isRequested), operation: work)
  }
}
