import Statistics
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

  /// A channel's spend, what one more unit of it would bring, and when its effect came.
  public struct ChannelSpend: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// Spend row by row, in money.
    public let values: [Double]
    /// The return of the next unit of money, spread over the rows as spend is now; nil where nothing was spent.
    public let marginalReturn: Double?
    /// The part of each row's contribution that the row's own spend caused; the rest was carried over from earlier rows.
    public let immediate: [Double]
    /// The part of each row's contribution that spend before the first row caused.
    public let carriedIn: [Double]
    /// What the rows' spend sells after the last row, were nothing more spent; no part of the contributions.
    public let carriedOut: Double
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
  ///
  /// In an additive model a feature's contribution is its column times its coefficient. In a log–log model the prediction
  /// is ŷ = exp(η₀ + Σ ηₚ) with η₀ the intercept; contributions are the intercept's exp(η₀) and, of every other part,
  ///
  ///     L · ηₚ     with the logarithmic mean L = (ŷ − exp η₀) / (ln ŷ − η₀)
  ///
  /// (the Divisia decomposition of Ang 2004): they add up to ŷ exactly, in whatever order parts are counted, and a part
  /// without effect has none.
  init(
    _ data: MixData, spec: MixSpec, design: MixDesign, intercept: Double, coefficients: [Double]
  ) throws {
    let columns = try design.columns(of: data)
    let effects = zip(columns, coefficients).map { column, coefficient in
      column.map { $0 * coefficient }
    }
    let link = MixLink(spec.form, intercept: intercept, effects: effects, rows: data.rowCount)
    var order: [SalesPart] = [.intercept]
    var sums: [SalesPart: [Double]] = [
      .intercept: [Double](repeating: link.base, count: data.rowCount)
    ]
    for (term, effect) in zip(design.terms, effects) {
      let scaled = link.contribution(of: effect)
      if let sum = sums[term.part] {
        sums[term.part] = zip(sum, scaled).map { $0 + $1 }
      } else {
        order.append(term.part)
        sums[term.part] = scaled
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
    spend = data.channels.indices.map { index in
      ChannelSpend(
        index, data, transform: design.transform(ofChannel: index),
        coefficient: coefficients[index], contribution: sums[.channel(index)] ?? [],
        link: link, effect: effects[index])
    }
    metrics = FitMetrics(actual: actual, predicted: predicted)
  }
}

extension FitWindow {
  /// A window of contributions that are known already; the prediction is their sum.
  init(_ data: MixData, parts: [SalesPart], contributions: [[Double]], spend: [ChannelSpend]) {
    days = data.days
    actual = data.target.values
    components = zip(parts, contributions).sorted { $0.0.rank < $1.0.rank }.map { part, values in
      Component(part: part, name: part.name(in: data), values: values)
    }
    predicted = components.reduce([Double](repeating: 0, count: data.rowCount)) { sum, part in
      zip(sum, part.values).map { $0 + $1 }
    }
    self.spend = spend
    metrics = FitMetrics(actual: actual, predicted: predicted)
  }
}

extension FitWindow.ChannelSpend {
  fileprivate init(
    _ index: Int, _ data: MixData, transform: ChannelTransform, coefficient: Double,
    contribution: [Double], link: MixLink, effect: [Double]
  ) {
    name = data.channels[index].name
    values = data.channels[index].values
    let total = values.reduce(0, +)
    if total > 0 {
      let response = data.throughTime(index) {
        transform.proportionalResponse(of: $0, after: $1)
      }
      let sum = response.indices.reduce(0) { $0 + response[$1] * link.slope(row: $1) }
      marginalReturn = coefficient * (sum / total)
    } else {
      marginalReturn = nil
    }
    let shares = data.throughTime(
      index,
      all: {
        let origins = transform.origins(of: $0, after: $1)
        return [origins.immediate, origins.carriedIn]
      })
    immediate = zip(contribution, shares[0]).map { $0 * $1 }
    carriedIn = zip(contribution, shares[1]).map { $0 * $1 }
    let silence = [Double](repeating: 0, count: transform.tail)
    carriedOut = transform.applied(to: silence, after: data.spendOnCalendar(index)).reduce(0) {
      $0 + link.afterwards(coefficient * $1, last: effect.last ?? 0)
    }
  }
}

extension SalesPart {
  /// The part's name in reports.
  func name(in data: MixData) -> String {
    switch self {
    case .intercept: "intercept"
    case .trend: "trend"
    case .season: "season"
    case .holidays: "holidays"
    case .events: "events"
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
    case .holidays: 3
    case .events: 4
    case .control(let index): 5 + index
    case .channel(let index): 1_000_000 + index
    }
  }
}
