/// Mean and deviation of numbers that are there.
struct Moments {
  let count: Int
  let mean: Double
  /// The sample standard deviation (n − 1); NaN of fewer than two.
  let deviation: Double

  /// In two passes, so that a large mean costs no digits.
  init(_ values: [Double]) {
    count = values.count
    mean = values.isEmpty ? .nan : exactSum(values) / Double(values.count)
    let center = mean
    let squares = exactSum(values.map { ($0 - center) * ($0 - center) })
    deviation = values.count < 2 ? .nan : (squares / Double(values.count - 1)).squareRoot()
  }

  /// The quantile of sorted numbers with linear interpolation (Hyndman and Fan 1996, type 7: what R and NumPy do).
  static func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    guard let last = values.last else { return .nan }
    let position = Double(values.count - 1) * share
    let lower = Int(position)
    guard lower + 1 < values.count else { return last }
    return values[lower] + (position - Double(lower)) * (values[lower + 1] - values[lower])
  }
}
