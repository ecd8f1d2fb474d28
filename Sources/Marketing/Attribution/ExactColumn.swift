/// Many exact sums: numbers where numbers hold them, bits beside them only where one does not.
///
/// Counts are whole and fit, so that a column of them takes eight bytes each; sums of money rarely do.
struct ExactColumn: Sendable, Hashable {
  /// Each sum, rounded once.
  let rounded: [Double]
  /// The sums themselves; empty where all are what they are rounded to.
  private let exact: [UInt128]

  init(_ sums: [ExactSum]) {
    rounded = sums.map(\.value)
    let isWhole = zip(sums, rounded).allSatisfy { $0.isTooLarge ? false : ExactSum($1) == $0 }
    exact = isWhole ? [] : sums.map(\.bits)
  }

  var count: Int { rounded.count }

  subscript(_ place: Int) -> ExactSum {
    exact.isEmpty ? ExactSum(rounded[place]) : ExactSum(bits: exact[place])
  }
}
