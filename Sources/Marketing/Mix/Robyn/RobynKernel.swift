import Statistics

/// One candidate after another: columns, ridge within bounds, objectives.
///
/// 1. Carryover and saturation of each channel over all rows.
/// 2. Channels standardised over the rows trained on; their products with each other, with the baseline's features and with
///    the response. Those of the baseline with itself are the frame's.
/// 3. The ridge in standardised coordinates within bounds; where the rule is that the intercept is not below 0 and it is,
///    once more without one, from the same products: with m̃ the means over deviations and n rows,
///
///        H₀ = H + n m̃ m̃ᵀ,   g₀ = g + n ȳ m̃
///
/// 4. The error from the products: RSS = Σ(y − ȳ)² − 2γᵀg + γᵀRγ + n(ȳ − β₀ − γᵀm̃)², R the products without penalties.
///    Its rounding is that of Σ(y − ȳ)², a relative error of 1e-16/(1 − R²). Predictions are made for the rows that validate
///    and test only.
///
/// One workspace; what is allocated for a candidate has the length of a window, of the channels or of the studies, never of
/// the rows. Held to the model as any other is fitted, to 1e-8, by the tests.
final class RobynKernel {
  typealias Numbers = UnsafeMutablePointer<Double>
  private typealias Lanes = SIMD4<Double>

  /// What a candidate is worth.
  struct Outcome {
    /// Why there is nothing to judge; nil where there is.
    var loss: RobynFront.Loss?
    /// The first objective: of the rows that validate, or with none of those trained on; ∞ where nothing could be fitted.
    var nrmse = Double.infinity
    /// ∞ where no channel has an effect.
    var rssd = Double.infinity
    var mapeLift = 0.0
    var trainingNRMSE = Double.infinity
    var testNRMSE: Double?
    /// Of the rows trained on.
    var rmse = Double.infinity
    var r2 = 0.0
    /// α.
    var penalty = 0.0
  }

  let problem: RobynProblem
  private let rows: Int
  /// Columns of the channels over all rows, `stride` apart.
  private let columns: Numbers
  /// The same over the rows trained on, standardised.
  private let standardized: Numbers
  private let scratch: Numbers
  private let stride: Int
  /// Σβx of each channel over the rows trained on.
  private let effects: Numbers
  private let means: Numbers
  private let scales: Numbers
  private let units: Numbers
  private let values: Numbers
  private var system: RobynSystem
  /// R: the products of standardised features.
  private var products: Numbers
  private var intercept = 0.0
  private var frame: RobynFrame?

  init(_ problem: RobynProblem) {
    self.problem = problem
    rows = problem.data.rowCount
    stride = (rows + 7) / 4 * 4
    func numbers(_ count: Int) -> Numbers {
      let numbers = Numbers.allocate(capacity: count)
      numbers.initialize(repeating: 0, count: count)
      return numbers
    }
    let m = problem.channels.count
    columns = numbers(m * stride)
    standardized = numbers(m * stride)
    // Without a channel's spend in a study the length is that of the channel.
    scratch = numbers((problem.channels.map(\.scratchCount).max() ?? 0) + stride)
    effects = numbers(m)
    units = numbers(m)
    values = numbers(problem.names.count)
    means = numbers(Self.mostFeatures)
    scales = numbers(Self.mostFeatures)
    system = RobynSystem(capacity: 16)
    products = numbers(16 * 16)
  }

  deinit {
    for buffer in [
      columns, standardized, scratch, effects, units, values, means, scales, products,
    ] {
      buffer.deallocate()
    }
  }

  static let mostFeatures = 2_000

  /// Σβx by channel over the rows trained on, of the last candidate.
  var effect: [Double] { (0..<problem.channels.count).map { effects[$0] } }

  /// Writes the last candidate's returns by channel; 0 where nothing was spent.
  func returns(into roi: Numbers) {
    for channel in 0..<problem.channels.count {
      let spend = frame?.spend[channel] ?? 0
      roi[channel] = spend > 0 ? effects[channel] / spend : 0
    }
  }

  /// Fits and judges a candidate.
  func evaluate(_ candidate: [Double]) -> Outcome {
    let count = problem.trainingRows(candidate)
    if frame?.count != count { frame = problem.frame(count) }
    guard let frame else { return Outcome(loss: .badRows) }
    for place in 0..<candidate.count { values[place] = candidate[place] }
    makeRoom(for: frame.features)
    for (index, channel) in problem.channels.enumerated() {
      units[index] = channel.column(
        channel.parameters(values), unit: frame.units[index], over: count,
        into: columns + index * stride, scratch: scratch)
    }
    var outcome = Outcome()
    outcome.penalty = problem.penalty(candidate, frame)
    let isSolved = frame.numbers.withUnsafeBufferPointer { numbers -> Bool in
      guard let start = numbers.baseAddress else { return false }
      standardize(frame)
      multiply(frame, start)
      return solve(frame, penalty: outcome.penalty)
    }
    guard isSolved else { return Outcome(loss: .notSolved) }
    judge(frame, &outcome)
    return outcome
  }

  private func makeRoom(for features: Int) {
    guard features > system.capacity else { return }
    precondition(features <= Self.mostFeatures, "\(features) features")
    system = RobynSystem(capacity: features)
    products.deallocate()
    products = .allocate(capacity: features * features)
    products.initialize(repeating: 0, count: features * features)
  }

  // MARK: - Products

  private func standardize(_ frame: RobynFrame) {
    let count = frame.count
    let n = Double(count)
    for channel in 0..<frame.channels {
      let column = columns + channel * stride
      let z = standardized + channel * stride
      // What stands beyond the rows trained on must not count.
      let whole = count / 4 * 4
      var sums = Lanes.zero
      for row in Swift.stride(from: 0, to: whole, by: 4) { sums += load(column, row) }
      var sum = sums.sum()
      for row in whole..<count { sum += column[row] }
      let mean = sum / n
      var squares = Lanes.zero
      for row in Swift.stride(from: 0, to: whole, by: 4) {
        let centred = load(column, row) - mean
        store(centred, z, row)
        squares += centred * centred
      }
      var square = squares.sum()
      for row in whole..<frame.width {
        z[row] = row < count ? column[row] - mean : 0
        square += z[row] * z[row]
      }
      let scale = (square / n).squareRoot()
      means[channel] = mean
      // What rounding leaves of a constant is no spread.
      scales[channel] = scale > 1e-13 * abs(mean) ? scale : 0
      let inverse = scales[channel] > 0 ? 1 / scale : 0
      for row in Swift.stride(from: 0, to: frame.width, by: 4) {
        store(load(z, row) * inverse, z, row)
      }
      effects[channel] = 0
    }
    for feature in frame.channels..<frame.features {
      means[feature] = frame.means[feature - frame.channels]
      scales[feature] = frame.scales[feature - frame.channels]
    }
  }

  /// R and g, channels with everything, four columns at a time.
  private func multiply(_ frame: RobynFrame, _ numbers: UnsafePointer<Double>) {
    let (k, m, width) = (frame.features, frame.channels, frame.width)
    for channel in 0..<m {
      let z = UnsafePointer(standardized + channel * stride)
      // The channels after this one, itself first.
      dots(z, from: UnsafePointer(z), apart: stride, count: m - channel, width) {
        products[channel * k + channel + $0] = $1
        products[(channel + $0) * k + channel] = $1
      }
      // The baseline's features, and the response after them.
      dots(z, from: numbers, apart: width, count: k - m + 1, width) { place, product in
        if place < k - m {
          products[channel * k + m + place] = product
          products[(m + place) * k + channel] = product
        } else {
          system.moments[channel] = product
        }
      }
    }
    let own = numbers + frame.productStart
    let moments = numbers + frame.momentStart
    for row in 0..<(k - m) {
      for column in 0..<(k - m) {
        products[(m + row) * k + m + column] = own[row * (k - m) + column]
      }
      system.moments[m + row] = moments[row]
    }
  }

  @inline(__always)
  private func dots(
    _ z: UnsafePointer<Double>, from first: UnsafePointer<Double>, apart: Int, count: Int,
    _ width: Int, _ keep: (Int, Double) -> Void
  ) {
    var place = 0
    while place + 4 <= count {
      var (s0, s1, s2, s3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      let (c0, c1) = (first + place * apart, first + (place + 1) * apart)
      let (c2, c3) = (first + (place + 2) * apart, first + (place + 3) * apart)
      for row in Swift.stride(from: 0, to: width, by: 4) {
        let value = load(z, row)
        s0 += value * load(c0, row)
        s1 += value * load(c1, row)
        s2 += value * load(c2, row)
        s3 += value * load(c3, row)
      }
      keep(place, s0.sum())
      keep(place + 1, s1.sum())
      keep(place + 2, s2.sum())
      keep(place + 3, s3.sum())
      place += 4
    }
    while place < count {
      var sum = Lanes.zero
      let column = first + place * apart
      for row in Swift.stride(from: 0, to: width, by: 4) { sum += load(z, row) * load(column, row) }
      keep(place, sum.sum())
      place += 1
    }
  }

  // MARK: - Ridge

  private func solve(_ frame: RobynFrame, penalty: Double) -> Bool {
    let k = frame.features
    let n = Double(frame.count)
    for feature in 0..<k {
      let scale = scales[feature]
      let bounds = frame.bounds[feature]
      system.lower[feature] = scale > 0 ? bounds.lowerBound * scale : 0
      system.upper[feature] = scale > 0 ? bounds.upperBound * scale : 0
      let row = feature * k
      for column in 0..<k { system.matrix[row + column] = products[row + column] }
      system.matrix[row + feature] =
        scale > 0 ? products[row + feature] + penalty * frame.penaltyWeights[feature] : 1
    }
    guard system.solve(k) else { return false }
    intercept = frame.responseMean - tilt(k)
    guard intercept < 0, problem.spec.interceptRule == .nonNegative else { return true }
    intercept = 0
    let less = penalty * (1 - frame.penaltyWithoutIntercept)
    for feature in 0..<k where scales[feature] > 0 {
      let ratio = n * means[feature] / scales[feature]
      let row = feature * k
      system.matrix[row + feature] -= less * frame.penaltyWeights[feature]
      for column in 0..<k where scales[column] > 0 {
        system.matrix[row + column] += ratio * means[column] / scales[column]
      }
      system.moments[feature] += ratio * frame.responseMean
    }
    guard system.solve(k) else { return false }
    // The error is reckoned about the mean.
    for feature in 0..<k where scales[feature] > 0 {
      system.moments[feature] -= n * means[feature] / scales[feature] * frame.responseMean
    }
    return true
  }

  /// γᵀm̃.
  private func tilt(_ k: Int) -> Double {
    var sum = 0.0
    for feature in 0..<k where scales[feature] > 0 {
      sum += system.solution[feature] * means[feature] / scales[feature]
    }
    return sum
  }

  // MARK: - Objectives

  private func judge(_ frame: RobynFrame, _ outcome: inout Outcome) {
    let (k, m) = (frame.features, frame.channels)
    let n = Double(frame.count)
    // 1. The error over the rows trained on.
    var rss = frame.responseSquare
    for feature in 0..<k {
      let row = products + feature * k
      var explained = -2 * system.moments[feature]
      for column in 0..<k { explained += row[column] * system.solution[column] }
      rss += system.solution[feature] * explained
    }
    let lost = frame.responseMean - intercept - tilt(k)
    rss = max(0, rss + n * lost * lost)
    outcome.rmse = (rss / n).squareRoot()
    outcome.trainingNRMSE = RobynObjectives.nrmse(
      squaredErrors: rss, rows: frame.count, range: frame.responseRange)
    outcome.r2 = 1 - rss / frame.responseSquare
    outcome.nrmse = outcome.trainingNRMSE
    // 2. Shares of effect and of spend.
    for channel in 0..<m {
      effects[channel] =
        scales[channel] > 0 ? system.solution[channel] / scales[channel] * means[channel] * n : 0
    }
    outcome.rssd = RobynObjectives.decompositionDistance(
      effect: effect, spend: frame.spend, punishesZeros: problem.settings.punishesZeros)
    // 3. The rows after them, and lift studies.
    if rows > frame.count {
      let half = frame.count + (rows - frame.count + 1) / 2
      outcome.nrmse = nrmse(frame, frame.count..<half, range: frame.validationRange)
      let test = nrmse(frame, half..<rows, range: frame.testRange)
      outcome.testNRMSE = test.isFinite ? test : nil
      if !outcome.nrmse.isFinite { outcome.loss = .constantValidation }
    }
    if !problem.lifts.placed.isEmpty { outcome.mapeLift = liftError(frame) }
    if !outcome.rssd.isFinite { outcome.loss = .noEffect }
    if !outcome.nrmse.isFinite { outcome.rssd = .infinity }
  }

  /// NRMSE over rows that were not trained on.
  private func nrmse(_ frame: RobynFrame, _ rowRange: Range<Int>, range: Double) -> Double {
    let (k, m) = (frame.features, frame.channels)
    var square = 0.0
    frame.baseline.withUnsafeBufferPointer { baseline in
      problem.data.target.values.withUnsafeBufferPointer { actual in
        for row in rowRange {
          var residual = actual[row] - intercept
          for feature in 0..<k where scales[feature] > 0 {
            let x =
              feature < m ? columns[feature * stride + row] : baseline[(feature - m) * rows + row]
            residual -= system.solution[feature] / scales[feature] * x
          }
          square += residual * residual
        }
      }
    }
    return RobynObjectives.nrmse(squaredErrors: square, rows: rowRange.count, range: range)
  }

  /// MAPE.LIFT: what a study's spend sold is the channel's column less what it would be without that spend.
  private func liftError(_ frame: RobynFrame) -> Double {
    let sold = zip(problem.lifts.placed, problem.silenced).map { study, silenced -> Double in
      let column = columns + study.channel * stride
      var feature = study.rows.reduce(0) { $0 + column[$1] }
      if let silenced {
        let rest = scratch + silenced.scratchCount
        silenced.column(
          silenced.parameters(values), unit: units[study.channel], over: frame.count, into: rest,
          scratch: scratch)
        for row in study.rows { feature -= rest[row] }
      }
      let scale = scales[study.channel]
      return scale > 0 ? system.solution[study.channel] / scale * feature * study.part : 0
    }
    return problem.lifts.error(of: sold)
  }

  @inline(__always)
  private func load(_ numbers: UnsafePointer<Double>, _ index: Int) -> Lanes {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private func store(_ lanes: Lanes, _ numbers: Numbers, _ index: Int) {
    UnsafeMutableRawPointer(numbers + index).storeBytes(of: lanes, as: Lanes.self)
  }
}
