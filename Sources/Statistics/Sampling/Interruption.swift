/// Whether whoever waits for a long computation has asked it to stop.
///
/// Samplers look at it between draws and come back with what they have, marked as partial.
///
///     Interruption.$isRequested.withValue({ flag.isSet }) { try sampler.sample(density) }
public enum Interruption {
  /// Says whether to stop; never, unless a caller binds it.
  ///
  /// It is asked from several threads.
  @TaskLocal public static var isRequested: @Sendable () -> Bool = { false }
}
