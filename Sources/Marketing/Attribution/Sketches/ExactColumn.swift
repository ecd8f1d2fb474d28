/// Many exact sums: numbers where numbers hold them, bits beside them only where one does not.
///
/// Counts are whole and fit, so that a column of them takes eight bytes each; sums of money rarely do.
struct ExactColumn: Sendable, Hashable {
  /// Each sum, rounded once.
  let rounded: [Double]
  /// The sums themselves; empty where all are what they are rounded to.
  private let exact: [UInt128]

  /// The sums of all places from 0.
  init(count: Int, _ sum: (Int) -> ExactSum) {
    var rounded: [Double] = []
    rounded.reserveCapacity(count)
    var isWhole = true
    for place in 0..<count {
      let sum = sum(place)
      let (number, isNumber) = sum.rounded
      rounded.append(number)
      isWhole = isWhole && isNumber
    }
    self.rounded = rounded
    exact = isWhole ? [] : (0..<count).map { sum($0).bits }
  }

  init(_ sums: [ExactSum]) { self.init(count: sums.count) { sums[$0] } }

  var count: Int { rounded.count }

  subscript(_ place: Int) -> ExactSum {
    exact.isEmpty ? ExactSum(rounded[place]) : ExactSum(bits: exact[place])
  }
}
