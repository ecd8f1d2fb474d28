/// An optimiser that is asked for points of the unit cube and told how they did: the caller evaluates them when and how it
/// likes, one at a time.
///
///     var source = DifferentialEvolution(dimensions: 3, objectives: 2, stream: RandomStream(seed: 7))
///     var candidate = [Double](repeating: 0, count: 3)
///     for _ in 0..<2_000 {
///       source.ask(into: &candidate)
///       source.tell(errors(candidate))
///     }
///     source.archive.front
///
/// Asking and telling take turns. A source owns its stream of random numbers: the same stream and the same answers give the
/// same candidates to the last bit, and a copy goes on like the original. Objectives are to be small; one that is not finite
/// marks a failed candidate, worse than all others.
public protocol CandidateSource: Sendable {
  /// The variables of a candidate, each in 0...1.
  var dimensions: Int { get }

  /// The objectives to tell of a candidate.
  var objectiveCount: Int { get }

  /// What nothing told so far dominates, with serials from 0 in the order of asking.
  var archive: ParetoArchive { get }

  /// Writes the next candidate over an array of ``dimensions`` numbers.
  mutating func ask(into candidate: inout [Double])

  /// Learns the objectives of the candidate asked for last.
  mutating func tell(_ objectives: [Double])
}
