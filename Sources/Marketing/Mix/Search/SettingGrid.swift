import Statistics

/// All settings of a grid, fitted out of one table of products.
///
/// Every column that some setting uses is computed once; one matrix product gives all their products with each other; each
/// setting then picks the few that it needs and solves a small system. Ten thousand settings of five channels cost less
/// than ten thousand transforms would.
struct SettingGrid {
  private let fitter: SettingFitter
  private let search: TransformSearch
  private let values: [[Double]]
  /// The dimensions of each channel, in the order of the channels.
  private let axes: [[Int]]
  /// Where a channel's columns begin among all.
  private let starts: [Int]
  private let columns: [[Double]]
  private let gram: FeatureGram
  private let moments: [Double]

  init(_ search: TransformSearch, _ values: [[Double]], _ fitter: SettingFitter) {
    self.search = search
    self.values = values
    self.fitter = fitter
    let spec = fitter.spec
    axes = spec.channels.map { channel in
      search.dimensions.indices.filter { search.dimensions[$0].channel == channel }
    }
    let fixed = fitter.fixedColumns
    var all: [[Double]] = []
    var starts: [Int] = []
    for (index, channel) in spec.channels.enumerated() {
      starts.append(all.count)
      guard !axes[index].isEmpty else {
        all.append(fixed[index])
        continue
      }
      let base = spec.transforms[channel] ?? ChannelTransform()
      for combination in Self.combinations(axes[index].map { values[$0].count }) {
        var transform = base
        for (axis, choice) in zip(axes[index], combination) {
          transform = transform.setting(
            search.dimensions[axis].parameter, to: values[axis][choice])
        }
        all.append(fitter.column(index, transform))
      }
    }
    let baseline = all.count
    all += fixed[spec.channels.count...]
    self.starts = starts + Array(baseline..<all.count)
    columns = all
    gram = FeatureGram(all)
    moments = gram.standardized.transposeTimes(fitter.response)
  }

  /// The fits of all settings, the last dimension changing fastest; settings whose features are dependent are left out.
  func trials() -> [TransformSearch.Record.Trial] {
    let square = fitter.response.reduce(0) { $0 + $1 * $1 }
    let rows = Double(fitter.data.rowCount)
    let totals = columns.map { $0.reduce(0, +) }
    return Self.combinations(values.map(\.count)).compactMap { combination in
      let picked = picked(combination)
      let products = Matrix(rows: picked.count, columns: picked.count) {
        gram.products[picked[$0], picked[$1]]
      }
      let right = picked.map { moments[$0] }
      guard
        let solution = fitter.coefficients(
          products: products, moments: right, scales: picked.map { gram.scales[$0] })
      else { return nil }
      let explained = products.times(solution)
      let error = solution.indices.reduce(square) {
        $0 + solution[$1] * (explained[$1] - 2 * right[$1])
      }
      let slopes = zip(solution, picked).map { gram.scales[$1] > 0 ? $0 / gram.scales[$1] : 0 }
      let roi =
        fitter.spec.form == .additive
        ? fitter.additiveReturns(slopes, totals: picked.map { totals[$0] })
        : fitter.returns(
          slopes: slopes, columns: picked.map { columns[$0] }, means: picked.map { gram.means[$0] })
      return TransformSearch.Record.Trial(
        values: zip(values, combination).map { $0[$1] },
        rmse: (max(0, error) / rows).squareRoot(), roi: roi)
    }
  }

  /// The columns of a setting: one a channel, then the baseline's.
  private func picked(_ combination: [Int]) -> [Int] {
    var picked = starts
    for (channel, axes) in axes.enumerated() {
      var place = 0
      for axis in axes { place = place * values[axis].count + combination[axis] }
      picked[channel] = starts[channel] + place
    }
    return picked
  }

  /// All choices of one index below each count, the last changing fastest; one empty choice of none.
  private static func combinations(_ counts: [Int]) -> [[Int]] {
    let total = counts.reduce(1, *)
    return (0..<total).map { number in
      var rest = number
      var choice = [Int](repeating: 0, count: counts.count)
      for axis in counts.indices.reversed() {
        choice[axis] = rest % counts[axis]
        rest /= counts[axis]
      }
      return choice
    }
  }
}
