import Dispatch
import Statistics
import Synchronization

/// Independent pieces of work on as many threads as there are cores, such as refits of a model.
enum ParallelWork {
  /// Does all the pieces.
  ///
  /// Results stand in the order of the numbers, whatever the order in which they came, so that what is made of them does not
  /// depend on the number of cores. Progress is reported piece by piece; what a piece itself would report is not.
  ///
  /// - Parameters:
  ///   - count: How many pieces.
  ///   - workers: Most threads at once; nil for one a core.
  ///   - unit: What a piece is, in the plural.
  ///   - work: One piece; it must draw from streams of its own.
  /// - Returns: What each gave or threw; nil where it was not done because ``Interruption/isRequested``.
  static func results<Value: Sendable>(
    _ count: Int, workers: Int? = nil, unit: String, _ work: @Sendable (Int) throws -> Value
  ) -> [Result<Value, any Error>?] {
    let isInterrupted = Interruption.isRequested
    let report = WorkProgress.report
    let taken = Atomic(0)
    let done = Atomic(0)
    var found = [Result<Value, any Error>?](repeating: nil, count: count)
    found.withUnsafeMutableBufferPointer { slots in
      nonisolated(unsafe) let slots = slots
      DispatchQueue.concurrentPerform(iterations: min(count, workers ?? 64)) { _ in
        while !isInterrupted() {
          let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
          guard number < count else { return }
          let result = Result {
            try Interruption.asking(
              isInterrupted,
              during: { try WorkProgress.following({ _ in }, during: { try work(number) }) })
          }
          // What was cut short is no result.
          if isInterrupted() { return }
          slots[number] = result
          report(done.wrappingAdd(1, ordering: .relaxed).newValue, count, unit)
        }
      }
    }
    return found
  }
}
