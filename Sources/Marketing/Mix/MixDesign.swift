public import Tables

/// The features of a specification, and where their clock starts: everything that turns rows into columns.
///
/// Made from the fitted rows alone and stored in the fit, so that rows of a hold-out or of another table are encoded just as
/// those were, and nothing of them leaks into the fit.
public struct MixDesign: Sendable, Hashable, Codable {
  /// The features, in the order of the coefficients: channels, controls, trend, season.
  public let terms: [MixTerm]
  /// Their names.
  public let names: [String]
  /// The date of the first fitted row: position 0 of trend and season.
  public let origin: Day?
  /// Days from one period to the next.
  public let stepInDays: Int?

  /// The design for fitting these rows.
  public init(_ spec: MixSpec, for data: MixData) throws(MixError) {
    var terms =
      data.channels.indices.map(MixTerm.channel) + data.controls.indices.map(MixTerm.control)
    if spec.trend == .linear { terms.append(.linearTrend) }
    terms += try Self.waves(spec.season, stepInDays: data.stepInDays)
    self.terms = terms
    names = terms.map { $0.name(in: data) }
    origin = data.days.first
    stepInDays = data.stepInDays
    try requireDistinctFields()
  }

  /// The columns of these rows, one array a feature.
  ///
  /// - Throws: Where the model has a trend or a season and was fitted on dates, but these rows have none: their place in
  ///   time would be a guess.
  public func columns(of data: MixData) throws(MixError) -> [[Double]] {
    if origin != nil, data.days.isEmpty, terms.contains(where: { $0.part.needsTime }) {
      throw .noDates(why: "trend and season count from \(origin.map(\.description) ?? "")")
    }
    let positions = data.positions(from: origin, stepInDays: stepInDays)
    return terms.map { $0.column(of: data, at: positions) }
  }

  private static func waves(
    _ season: MixSpec.Season, stepInDays: Int?
  ) throws(MixError) -> [MixTerm] {
    let period: Double
    let pairs: Int
    switch season {
    case .absent:
      return []
    case .yearly(let count):
      guard let stepInDays else {
        throw .noDates(why: "a yearly season needs to know how long a period is")
      }
      period = 365.25 / Double(stepInDays)
      pairs = count
    case .cycle(let periods, let count):
      guard periods.isFinite, periods >= 2 else {
        throw .badOption("the season's cycle", value: periods, allowed: "2 periods or more")
      }
      period = periods
      pairs = count
    }
    // Above half the period a wave repeats, row by row, a slower one.
    let most = Int(min(period / 2, 100))
    guard pairs >= 1, pairs <= most else {
      throw .badOption(
        "the number of seasonal pairs", value: Double(pairs), allowed: "1 to \(most)")
    }
    return (1...pairs).flatMap { harmonic -> [MixTerm] in
      let sine = MixTerm.wave(.sine, harmonic: harmonic, period: period)
      let cosine = MixTerm.wave(.cosine, harmonic: harmonic, period: period)
      // At exactly two rows a cycle the sine is 0 in every row.
      return period == Double(2 * harmonic) ? [cosine] : [sine, cosine]
    }
  }

  private func requireDistinctFields() throws(MixError) {
    var seen: [String: String] = [:]
    for name in names {
      if let other = seen.updateValue(name, forKey: FieldName.part(name)) {
        throw .sameFieldName(other, name)
      }
    }
  }
}

extension SalesPart {
  /// Whether the part is a function of time.
  var needsTime: Bool { self == .trend || self == .season }
}
