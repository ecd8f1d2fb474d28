import Statistics

/// All about the rows that candidates are trained on which no candidate changes: the baseline's features and their products,
/// the response, bounds, the range of penalties.
///
/// Made of those rows alone; with validation there is one for each number of rows trained on.
struct RobynFrame: Sendable {
  /// The specification with the bounds of these rows.
  let spec: MixSpec
  /// How many rows, from the first, are trained on.
  let count: Int
  /// The rows up to a multiple of four.
  let width: Int
  /// How many features are channels; the rest is the baseline.
  let channels: Int
  /// How many features there are.
  let features: Int
  /// The money that counts as 1 by channel; nil where each candidate's carried-over spend says.
  let units: [Double?]
  /// Means and standard deviations of the baseline's features; a deviation of 0 for one that never changes.
  let means: [Double]
  let scales: [Double]
  /// The least and the largest coefficient allowed, channels first.
  let bounds: [ClosedRange<Double>]
  /// Which coefficients the penalty shrinks: 1 or 0.
  let penaltyWeights: [Double]
  /// The mean of the response, Σ(y − ȳ)² and its range over the rows trained on.
  let responseMean: Double
  let responseSquare: Double
  let responseRange: Double
  /// The range over the rows that validate and that test; 0 where there are none.
  let validationRange: Double
  let testRange: Double
  /// Spend by channel over the rows trained on.
  let spend: [Double]
  /// From the place in the range of penalties to α.
  let penalty: RobynPenalty
  /// By how much the same penalty is a smaller α without an intercept.
  let penaltyWithoutIntercept: Double
  /// The baseline's features over all rows, as they are, one after another.
  let baseline: [Double]
  /// The standardised features of the baseline, each `width` long and 0 beyond the rows; then the response less its mean, as
  /// long; then the products of the baseline's features with each other, then with the response.
  let numbers: [Double]

  /// Where the response begins in ``numbers``.
  var responseStart: Int { (features - channels) * width }
  /// Where the products begin.
  var productStart: Int { responseStart + width }
  /// Where the products with the response begin.
  var momentStart: Int { productStart + (features - channels) * (features - channels) }

  /// The frame of the first `count` of the rows of a search, by a specification without a search whose transforms lie in the
  /// middle of their ranges.
  ///
  /// Features of a baseline that was estimated first and that have neither bounds nor a sign get Robyn's bounds.
  init(_ asked: MixSpec, _ data: MixData, count: Int) throws {
    let rows = data.rows(0..<count)
    try rows.requireVariation()
    let design = try MixDesign(asked, for: rows).withoutConstants(of: rows).design
    var spec = asked
    for (name, bounds) in RobynBounds.bounds(for: design)
    where spec.signs[name] == nil && spec.bounds[name] == nil {
      spec.bounds[name] = bounds
    }
    self.spec = spec
    let fitted = try design.columns(of: rows)
    let solver = try MixSolver(spec, design, columns: fitted, rows: count)
    let m = data.channels.count
    self.count = count
    width = (count + 3) / 4 * 4
    channels = m
    features = design.terms.count
    units = (0..<m).map {
      spec.unit == .largestCarriedOver ? nil : design.transform(ofChannel: $0).unit
    }
    bounds = solver.bounds
    penaltyWeights = solver.penaltyWeights
    let response = rows.target.values
    let responseMean = mean(response)
    self.responseMean = responseMean
    let centred = response.map { $0 - responseMean }
    responseSquare = centred.reduce(0) { $0 + $1 * $1 }
    responseRange = Self.range(response[...])
    let half = count + (data.rowCount - count + 1) / 2
    validationRange = Self.range(data.target.values[count..<half])
    testRange = Self.range(data.target.values[half...])
    spend = rows.channels.map { $0.values.reduce(0, +) }
    penalty = try RobynPenalty(design, for: rows)
    penaltyWithoutIntercept = RobynPenalty.withoutIntercept(1, target: response)
    baseline = Array(try design.columns(of: data)[m...].joined())
    let gram = FeatureGram(Array(fitted[m...]))
    means = gram.means
    scales = gram.scales
    let padding = [Double](repeating: 0, count: width - count)
    let columns = (0..<(features - m)).map { gram.standardized.column($0) + padding }
    let target = centred + padding
    numbers =
      Array(columns.joined()) + target
      + columns.flatMap { first in columns.map { dotProduct(first, $0) } }
      + columns.map { dotProduct($0, target) }
  }

  private static func range(_ values: ArraySlice<Double>) -> Double {
    (values.max() ?? 0) - (values.min() ?? 0)
  }
}

private func dotProduct(_ first: [Double], _ second: [Double]) -> Double {
  zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
}
