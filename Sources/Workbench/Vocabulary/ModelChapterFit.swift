import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let fitOLS = fit(
    .leastSquares, "Fits a marketing mix model by ordinary least squares, with standard errors.",
    example: "fit ols retail target=sales channels=tv, radio adstock=geometric(0.6)")

  static let fitRidge = fit(
    .ridge, "Fits a marketing mix model with a penalty on the squared coefficients.",
    example: "fit ridge retail target=sales channels=tv, radio season=fourier(2) penalty=auto")

  static let fitLasso = fit(
    .lasso,
    "Fits a marketing mix model with a penalty on the absolute coefficients: the weakest become 0.",
    example: "fit lasso retail target=sales channels=tv, radio season=fourier(4) penalty=auto")

  static let fitElasticNet = fit(
    .elasticNet,
    "Fits a marketing mix model with a penalty on both the absolute and the squared coefficients.",
    example: "fit elasticnet retail target=sales channels=tv, radio mix=0.5 penalty=auto")

  private static func fit(_ method: FitMethod, _ summary: String, example: String) -> Command {
    Command(
      "fit \(method.rawValue)", in: modelChapter, summary,
      operands: [FitOptions.table], options: FitOptions.all(for: method),
      gives: FitValue.kind.name, example: example,
      infer: { inference throws(CommandError) in
        try inference.fitShape(method)
      },
      run: { invocation in
        try Outcome(value: invocation.fitted(method))
      })
  }
}

/// The fitters, by their words.
enum FitMethod: String {
  case leastSquares = "ols"
  case ridge
  case lasso
  case elasticNet = "elasticnet"

  /// How coefficients are kept in check, as the parameters say.
  func regulariser(_ arguments: Arguments) -> MixSpec.Regulariser {
    let scope: MixSpec.PenaltyScope =
      arguments.optionalText("penalize") == "channels" ? .channelsOnly : .everyFeature
    let penalty: MixSpec.Penalty =
      arguments.optionalNumber("penalty").map { .fixed($0) }
      ?? .crossValidated(
        folds: arguments.optionalInteger("folds") ?? 5, gap: arguments.optionalInteger("gap") ?? 0,
        penalties: arguments.isGiven("penalties") ? arguments.numbers("penalties") : nil)
    switch self {
    case .leastSquares: return .ols
    case .ridge: return .ridge(penalty, on: scope)
    case .lasso: return .lasso(penalty, on: scope)
    case .elasticNet:
      return .elasticNet(mix: arguments.optionalNumber("mix") ?? 0.5, penalty, on: scope)
    }
  }
}

extension Invocation {
  /// The fit that the parameters ask for.
  func fitted(_ method: FitMethod) throws -> FitValue {
    let table: TableValue = try value("table")
    let spec = try MixSpec(arguments, regulariser: method.regulariser(arguments))
    let dates = ColumnShape.columns(of: table.table)
    let date = try arguments.dateColumn(among: dates)
    do {
      let data = try MixData(table.table, for: spec, date: date)
      try spec.requireEvents(within: data)
      return FitValue(try spec.fitted(to: data), date: date)
    } catch {
      throw CommandError(error, in: arguments)
    }
  }
}

extension MixSpec {
  /// Refuses an event of which no day lies in the rows: its effect is anybody's guess.
  func requireEvents(within data: MixData) throws(CommandError) {
    guard let first = data.days.first, let start = data.days.last else { return }
    let last = start.advanced(by: (data.stepInDays ?? 1) - 1)
    for event in events where event.last < first || event.first > last {
      throw CommandError(
        "\"\(event.name)\" lies outside the rows, which go from \(first) to \(last)",
        parameter: "events", word: event.name)
    }
  }
}

extension Arguments {
  /// The column of dates: the one named, or the only one; nil where there is none.
  func dateColumn(among columns: [ColumnShape]) throws(CommandError) -> String? {
    if let named = optionalText("date") { return named }
    let dates = columns.filter { $0.holds == .dates }.map(\.name)
    guard dates.count > 1 else { return dates.first }
    throw CommandError(
      "the table has \(dates.count) columns of dates; name one with date=: "
        + dates.prefix(6).joined(separator: ", "), parameter: "table")
  }
}
