import Statistics

/// Trend, season, holidays and events fitted before the model, to the target and the calendar alone.
///
/// The estimate is the posterior mode of Prophet's additive model. With target y in units of its largest absolute value and
/// time t in units of the fitted rows' length,
///
///     y = m + k·t + Σⱼ δⱼ max(0, t − sⱼ) + Σ βᵢ xᵢ + ε,   ε ~ N(0, σ²)
///     m, k ~ N(0, 5²),  δⱼ ~ Laplace(0.05),  βᵢ ~ N(0, 10²),  σ ~ N⁺(0, 0.5²)
///
/// where the sⱼ are rows spread evenly over the first 80 % and the xᵢ are waves, levels of months or days, holidays and events.
/// Changes of the rate are thus shrunk, most of them to exactly 0; everything else is practically free. What Prophet hands to
/// a general optimiser is solved here in turns: σ² in closed form, and given σ² a lasso by active sets, exactly.
///
/// Each part of sales then enters the model as one feature, a blend with these weights: the trend less its mean over the
/// fitted rows, so that the level stays the intercept's, the others as they are.
///
/// Cost: some dozen factorisations of order trend and season together.
///
/// Source: Taylor, Letham (2018), "Forecasting at scale", The American Statistician 72; Prophet 1.1, `prophet.stan`.
struct FirstStage {
  /// One blend for each part of sales that was asked for.
  let blends: [MixTerm]

  /// Fits the stage to these rows.
  init(
    _ spec: MixSpec, trend: MixSpec.Trend, calendar: [MixTerm], at positions: [Double],
    for data: MixData
  ) throws(MixError) {
    let trendTerms = Self.terms(of: trend, at: positions)
    let terms = trendTerms + calendar
    guard !terms.isEmpty else {
      blends = []
      return
    }
    let response = try spec.response(data)
    let size = response.reduce(0) { max($0, abs($1)) }
    let unit = size > 0 ? size : 1
    let last = positions.last ?? 0
    let length = last > 0 ? last : 1
    let columns = terms.map {
      $0.column(of: data, at: positions, stepInDays: data.stepInDays ?? 1)
    }
    let scales = terms.indices.map { $0 < trendTerms.count ? length : 1 }
    let regression = ShrunkenRegression(
      columns: [[Double](repeating: 1, count: positions.count)]
        + zip(columns, scales).map { column, scale in column.map { $0 / scale } },
      shrinkage: [.normal(deviation: 5)] + terms.map(Self.shrinkage))
    let solution = regression.mode(for: response.map { $0 / unit })
    let weights = zip(solution.dropFirst(), scales).map { $0 * unit / $1 }
    blends = Self.blends(terms, weights, columns)
  }

  /// Prophet's default priors, in its units.
  private static func shrinkage(of term: MixTerm) -> ShrunkenRegression.Shrinkage {
    switch term {
    case .linearTrend: .normal(deviation: 5)
    case .bend: .laplace(scale: 0.05)
    default: .normal(deviation: 10)
    }
  }

  /// The trend's features: a line, and bends at rows of the first 80 %, the first row not among them.
  private static func terms(of trend: MixSpec.Trend, at positions: [Double]) -> [MixTerm] {
    guard case .piecewise(let wanted) = trend else {
      return trend == .linear ? [.linearTrend] : []
    }
    let history = positions.count * 4 / 5
    let bends = min(max(1, wanted), history - 1)
    guard bends >= 1 else { return [.linearTrend] }
    return [.linearTrend]
      + (1...bends).map { number in
        let row = Double(history - 1) * Double(number) / Double(bends)
        return .bend(number, at: positions[Int(row.rounded(.toNearestOrEven))])
      }
  }

  private static func blends(
    _ terms: [MixTerm], _ weights: [Double], _ columns: [[Double]]
  ) -> [MixTerm] {
    var parts: [SalesPart] = []
    for term in terms where !parts.contains(term.part) { parts.append(term.part) }
    return parts.sorted { $0.rank < $1.rank }.map { part in
      let members = terms.indices.filter { terms[$0].part == part }
      var weighted = members.filter { part != .trend || weights[$0] != 0 }.map {
        MixTerm.Weighted(term: terms[$0], weight: weights[$0])
      }
      if part == .trend {
        let level = members.reduce(0) { $0 + weights[$1] * mean(columns[$1]) }
        weighted.append(MixTerm.Weighted(term: .level, weight: -level))
      }
      return .blend(part, weighted)
    }
  }
}
