import Statistics

/// How a channel's spend becomes its column, candidate after candidate, without allocation for what Robyn searches.
///
/// Carryover by recursion, or by the window's weights, of which those after the last that reaches 1e-12 of the largest are
/// left out: they change no column by more than 1e-12 of the largest spend a period of the window. Then Hill by its
/// logarithm, 1 / (1 + exp(s (ln κu − ln a))), four rows at a time; other saturations, and saturation before carryover, go
/// the long way round by ``ChannelTransform``.
struct RobynChannel: Sendable {
  typealias Numbers = UnsafeMutablePointer<Double>
  private typealias Lanes = SIMD4<Double>

  /// The channel's index.
  let index: Int
  private let base: ChannelTransform
  /// The first two parameters of the carryover, then of the saturation: their fixed values.
  private let fixed: SIMD4<Double>
  /// Which of the parameters is which of a candidate's values.
  private let axes: [(parameter: Int, place: Int)]
  /// Spend a period, after as many zeros as the longest window is, and the spend before the first row.
  private let series: [Double]
  /// Where the first row's period stands in the series.
  private let first: Int
  /// Each row's period after the first row's; nil where no period is missing.
  private let periods: [Int]?
  private let rows: Int
  private let history: [Double]

  /// The column of a channel, with the parameters searched and which of a candidate's values each is; spend in the rows that
  /// are `silent` counts as none.
  init(
    _ index: Int, _ data: MixData, _ transform: ChannelTransform,
    dimensions: [(parameter: ChannelTransform.Parameter, place: Int)], silent: Range<Int> = 0..<0
  ) {
    self.index = index
    base = transform
    rows = data.rowCount
    history = data.earlierSpend[index]
    let places = data.calendarPlaces
    var dense = data.spendOnCalendar(index)
    periods = dense.count == rows ? nil : places
    for row in silent { dense[periods == nil ? row : places[row]] = 0 }
    let lead = max(0, (transform.adstock.reach ?? 1) - 1)
    series = [Double](repeating: 0, count: lead) + history + dense + [0, 0, 0, 0]
    first = lead + history.count
    var fixed = SIMD4<Double>.zero
    for (place, parameter) in transform.adstock.parameters.prefix(2).enumerated() {
      fixed[place] = parameter.value
    }
    for (place, parameter) in transform.saturation.parameters.prefix(2).enumerated() {
      fixed[2 + place] = parameter.value
    }
    self.fixed = fixed
    axes = dimensions.map { dimension in
      switch dimension.parameter {
      case .adstock(let number): (number, dimension.place)
      case .saturation(let number): (2 + number, dimension.place)
      }
    }
  }

  /// The numbers that ``column(_:unit:over:into:scratch:)`` needs room for in its scratch.
  var scratchCount: Int { series.count + 4 }

  /// Parameters of the carryover and the saturation under a candidate's values.
  func parameters(_ values: UnsafePointer<Double>) -> SIMD4<Double> {
    var parameters = fixed
    for axis in axes { parameters[axis.parameter] = values[axis.place] }
    return parameters
  }

  /// The transform under a candidate's values; its unit is that of the transform it was made of.
  func transform(_ values: [Double]) -> ChannelTransform {
    values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return base }
      return transform(parameters(start))
    }
  }

  private func transform(_ parameters: SIMD4<Double>) -> ChannelTransform {
    var changed = base
    for axis in axes {
      changed = changed.setting(
        axis.parameter < 2 ? .adstock(axis.parameter) : .saturation(axis.parameter - 2),
        to: parameters[axis.parameter])
    }
    return changed
  }

  /// The column of all rows.
  ///
  /// - Parameters:
  ///   - parameters: From ``parameters(_:)``.
  ///   - given: The money that counts as 1; nil to take it from the largest carried-over spend.
  ///   - fitted: How many rows, from the first, that is taken from.
  ///   - column: Room for the rows and three more.
  ///   - scratch: Room for ``scratchCount`` numbers.
  /// - Returns: The money that counts as 1.
  @discardableResult
  func column(
    _ parameters: SIMD4<Double>, unit given: Double?, over fitted: Int, into column: Numbers,
    scratch: Numbers
  ) -> Double {
    let saturates: Bool
    switch base.saturation {
    case .none: saturates = false
    case .hill: saturates = true
    default: return slowColumn(parameters, unit: given, over: fitted, into: column)
    }
    guard base.order == .adstockFirst else {
      return slowColumn(parameters, unit: given, over: fitted, into: column)
    }
    carryOver(parameters, into: column, scratch: scratch)
    guard saturates else { return given ?? 1 }
    var unit = given ?? 0
    if given == nil {
      for row in 0..<fitted { unit = max(unit, column[row]) }
      if unit <= 0 { unit = 1 }
    }
    hill(half: parameters[2] * unit, slope: parameters[3], column)
    return unit
  }

  // MARK: - Carryover

  private func carryOver(
    _ parameters: SIMD4<Double>, into column: Numbers, scratch: Numbers
  ) {
    series.withUnsafeBufferPointer { series in
      guard let x = series.baseAddress else { return }
      let length = series.count - first - 4
      let carried = periods == nil ? column : scratch
      switch base.adstock {
      case .none:
        for period in 0..<length { carried[period] = x[first + period] }
      case .recursive:
        let theta = parameters[0]
        var stock = 0.0
        for period in 0..<first { stock = x[period] + theta * stock }
        for period in 0..<length {
          stock = x[first + period] + theta * stock
          carried[period] = stock
        }
      case .geometric, .delayed, .binomial, .weibullCDF, .weibullPDF:
        convolve(x + first, adstock(parameters).windowWeights, length, into: carried)
      }
      guard let periods else { return }
      for row in 0..<rows { column[row] = scratch[periods[row]] }
    }
  }

  private func adstock(_ parameters: SIMD4<Double>) -> Adstock {
    let (first, second) = (parameters[0], parameters[1])
    switch base.adstock {
    case .none: return .none
    case .recursive: return .recursive(retention: first)
    case .geometric(_, let window): return .geometric(retention: first, window: window)
    case .delayed(_, _, let window):
      return .delayed(retention: first, peak: second, window: window)
    case .binomial(_, let window): return .binomial(retention: first, window: window)
    case .weibullCDF(_, _, let window):
      return .weibullCDF(shape: first, scale: second, window: window)
    case .weibullPDF(_, _, let window):
      return .weibullPDF(shape: first, scale: second, window: window)
    }
  }

  /// Σ_l w_l x_{t−l}, four periods at a time; `x` has as many numbers before it as the window and four after its end.
  private func convolve(
    _ x: UnsafePointer<Double>, _ weights: [Double], _ length: Int, into sums: Numbers
  ) {
    let largest = weights.max() ?? 0
    let last = weights.lastIndex { $0 >= 1e-12 * largest } ?? 0
    weights.withUnsafeBufferPointer { w in
      var period = 0
      while period + 4 <= length {
        var sum = Lanes.zero
        for lag in 0...last { sum += w[lag] * load(x, period - lag) }
        store(sum, sums, period)
        period += 4
      }
      while period < length {
        var sum = 0.0
        for lag in 0...last { sum += w[lag] * x[period - lag] }
        sums[period] = sum
        period += 1
      }
    }
  }

  // MARK: - Saturation

  /// 1 / (1 + (κ/a)ˢ) in place.
  private func hill(half: Double, slope: Double, _ column: Numbers) {
    let logHalf = VectorElementary.log(max(half, 1e-300))
    for place in rows..<(rows + 3) { column[place] = 0 }
    for row in stride(from: 0, to: rows, by: 4) {
      let carried = load(column, row)
      var positive = carried
      positive.replace(with: 1e-300, where: carried .< 1e-300)
      let ratio = logHalf - VectorElementary.log(positive)
      var share = 1 / (1 + VectorElementary.exp(slope * ratio))
      share.replace(with: 0, where: carried .<= 0)
      store(share, column, row)
    }
  }

  private func slowColumn(
    _ parameters: SIMD4<Double>, unit given: Double?, over fitted: Int, into column: Numbers
  ) -> Double {
    var changed = transform(parameters)
    let dense = Array(series[first..<(series.count - 4)])
    func rowsOf(_ values: [Double]) -> [Double] {
      periods.map { $0.map { values[$0] } } ?? values
    }
    changed.unit =
      given
      ?? MixSpec.SaturationUnit.largestCarriedOver.amount(
        of: Array(rowsOf(changed.adstock.applied(to: dense, after: history)).prefix(fitted)))
    for (row, value) in rowsOf(changed.applied(to: dense, after: history)).enumerated() {
      column[row] = value
    }
    return changed.unit
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
