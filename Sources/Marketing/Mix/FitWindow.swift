public import Tables

/// What a fitted model says of a stretch of rows: the prediction, taken apart by what caused it.
///
/// The same value describes the rows of the fit, those of its hold-out and those of another table, so that contributions
/// and returns are computed in one place. Accounting holds by construction and is tested: the parts of a row add up to its
/// prediction.
public struct FitWindow: Sendable, Hashable, Codable {
  /// One part of the prediction over time.
  public struct Component: Sendable, Hashable, Codable {
    /// Which part.
    public let part: SalesPart
    /// `intercept`, `trend`, `season`, or the name of the control or channel.
    public let name: String
    /// Its contribution row by row, in the target's unit.
    public let values: [Double]
    /// Their sum.
    public var total: Double { values.reduce(0, +) }
  }

  /// A channel's spend and what one more unit of it would bring.
  public struct ChannelSpend: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// Spend row by row, in money.
    public let values: [Double]
    /// The return of the next unit of money, spread over the rows as spend is now; nil where nothing was spent.
    public let marginalReturn: Double?
    /// The sum of spend.
    public var total: Double { values.reduce(0, +) }
  }

  /// The rows' dates; empty where the data have none.
  public let days: [Day]
  /// What was seen.
  public let actual: [Double]
  /// What the model says: the sum of the components.
  public let predicted: [Double]
  /// The parts of the prediction: intercept, trend, season, controls, then channels.
  public let components: [Component]
  /// Spend by channel, in the order of the channels.
  public let spend: [ChannelSpend]
  /// How near the prediction comes.
  public let metrics: FitMetrics

  /// The number of rows.
  public var rowCount: Int { actual.count }
  /// What was seen minus what the model says.
  public var residuals: [Double] { zip(actual, predicted).map { $0 - $1 } }
  /// The parts that are marketing's.
  public var channels: [Component] { components.filter { !$0.part.isBaseline } }
  /// The parts that are not: intercept, trend, season, controls.
  public var baselineParts: [Component] { components.filter(\.part.isBaseline) }
  /// The sum of the baseline's parts over the rows.
  public var baseline: Double { baselineParts.reduce(0) { $0 + $1.total } }

  /// The baseline row by row.
  public var baselineOverTime: [Double] {
    baselineParts.reduce([Double](repeating: 0, count: rowCount)) { sum, part in
      zip(sum, part.values).map { $0 + $1 }
    }
  }

  /// Takes predictions for these rows apart.
  init(_ data: MixData, design: MixDesign, intercept: Double, coefficients: [Double]) throws {
    let columns = try design.columns(of: data)
    var order: [SalesPart] = [.intercept]
    var sums: [SalesPart: [Double]] = [
      .intercept: [Double](repeating: intercept, count: data.rowCount)
    ]
    for (index, term) in design.terms.enumerated() {
      let effect = columns[index].map { $0 * coefficients[index] }
      if let sum = sums[term.part] {
        sums[term.part] = zip(sum, effect).map { $0 + $1 }
      } else {
        order.append(term.part)
        sums[term.part] = effect
      }
    }
    days = data.days
    actual = data.target.values
    components = order.sorted { $0.rank < $1.rank }.map { part in
      Component(part: part, name: part.name(in: data), values: sums[part] ?? [])
    }
    predicted = components.reduce([Double](repeating: 0, count: data.rowCount)) { sum, part in
      zip(sum, part.values).map { $0 + $1 }
    }
    spend = data.channels.enumerated().map { index, channel in
      let responses = zip(design.terms, coefficients).compactMap { term, coefficient in
        term.part == .channel(index)
          ? term.responseToSpend(in: data).map { $0 * coefficient } : nil
      }
      return ChannelSpend(
        name: channel.name, values: channel.values,
        marginalReturn: responses.isEmpty ? nil : responses.reduce(0, +))
    }
    metrics = FitMetrics(actual: actual, predicted: predicted)
  }
}

extension SalesPart {
  /// The part's name in reports.
  func name(in data: MixData) -> String {
    switch self {
    case .intercept: "intercept"
    case .trend: "trend"
    case .season: "season"
    case .control(let index): data.controls[index].name
    case .channel(let index): data.channels[index].name
    }
  }

  /// The order of reports: the baseline from the bottom up, then marketing.
  var rank: Int {
    switch self {
    case .intercept: 0
    case .trend: 1
    case .season: 2
    case .control(let index): 3 + index
    case .channel(let index): 1_000_000 + index
    }
  }
}
