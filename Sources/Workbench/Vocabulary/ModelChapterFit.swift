import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let fitOLS = Command(
    "fit ols", in: modelChapter,
    "Fits a marketing mix model by ordinary least squares, with standard errors.",
    operands: [fitTable], options: fitOptions + [.seed], gives: FitValue.kind.name,
    example: "fit ols retail target=sales channels=tv, radio trend=linear",
    infer: { inference throws(CommandError) in
      try inference.fitShape(isLeastSquares: true)
    },
    run: { invocation in
      try Outcome(value: invocation.fitted(.ols))
    })

  static let fitRidge = Command(
    "fit ridge", in: modelChapter,
    "Fits a marketing mix model with a penalty on the squared coefficients.",
    operands: [fitTable],
    options: fitOptions + [
      Parameter(
        "penalty", .anyOf([.word(["auto"]), .number(0...Double.greatestFiniteMagnitude)]),
        .standard("auto"),
        "The α of ‖y − Xβ‖² + α‖β‖² with standardised X; auto takes the best of a grid."),
      Parameter(
        "penalize", .word(["all", "channels"]), .standard("all"),
        "Which coefficients the penalty shrinks; the intercept never."),
      Parameter(
        "folds", .integer(2...50), .standard("5"),
        "Folds of the cross-validation, in the order of time."),
      .seed,
    ],
    gives: FitValue.kind.name,
    example: "fit ridge retail target=sales channels=tv, radio season=fourier(2) penalty=auto",
    infer: { inference throws(CommandError) in
      try inference.fitShape(isLeastSquares: false)
    },
    run: { invocation in
      let arguments = invocation.arguments
      let scope: MixSpec.PenaltyScope =
        arguments.text("penalize") == "channels" ? .channelsOnly : .everyFeature
      let penalty: MixSpec.Penalty =
        arguments.optionalNumber("penalty").map { .fixed($0) }
        ?? .crossValidated(folds: arguments.integer("folds"))
      return try Outcome(value: invocation.fitted(.ridge(penalty, on: scope)))
    })

  private static let fitTable = Parameter(
    "table", .value(["table"]), "Rows in the order of time, one a period.")

  private static let fitOptions = [
    Parameter("target", .column(of: "table", .numbers), "What is explained, such as sales."),
    Parameter(
      "channels", .list(.column(of: "table", .numbers)), "Columns of spend, in money, each ≥ 0."),
    Parameter(
      "controls", .list(.column(of: "table", .numbers)), .optional,
      "Other columns that move the target; they belong to the baseline."),
    Parameter(
      "date", .column(of: "table", .dates), .optional,
      "The column of dates; without it the table's only one."),
    Parameter(
      "trend", .word(["none", "linear"]), .standard("none"),
      "Slow growth or decline of the baseline."),
    Parameter(
      "season", .anyOf([.word(["none"]), .call(seasons)]), .standard("none"),
      "What comes back: pairs of waves over a year, or over a cycle of so many periods."),
    Parameter(
      "holdout", .anyOf([.integer(1...1_000_000), .number(0...0.9)]), .optional,
      "The last rows, kept to test on: how many, or a share of them (20%)."),
  ]

  private static let seasons = [
    CallSignature("fourier", [.init("pairs", 1...100, standard: 2)]),
    CallSignature(
      "cycle", [.init("periods", 2...100_000), .init("pairs", 1...100, standard: 1)]),
  ]
}

// MARK: - What was asked

extension MixSpec {
  /// What the parameters of a `fit` ask for.
  init(_ arguments: Arguments, regulariser: Regulariser) throws(CommandError) {
    self.init(
      target: arguments.text("target"), channels: arguments.texts("channels"),
      controls: arguments.texts("controls"),
      trend: arguments.text("trend") == "linear" ? .linear : .absent,
      season: try Season(arguments), holdout: Holdout(arguments), regulariser: regulariser,
      seed: UInt64(arguments.integer("seed")))
    try requireOneRoleEach()
  }

  private func requireOneRoleEach() throws(CommandError) {
    var roles: [String: String] = [target: "the target"]
    for (parameter, role, names) in [
      ("channels", "a channel", channels), ("controls", "a control", controls),
    ] {
      for name in names {
        guard let other = roles.updateValue(role, forKey: name) else { continue }
        throw CommandError(
          other == role
            ? "column \"\(name)\" is named twice as \(role)"
            : "column \"\(name)\" is \(other) already and cannot be \(role) too; name it once",
          parameter: parameter, word: name)
      }
    }
  }
}

extension MixSpec.Season {
  /// What `season=` asks for.
  fileprivate init(_ arguments: Arguments) throws(CommandError) {
    guard let call = arguments.optionalCall("season") else {
      self = .absent
      return
    }
    guard let pairs = Int(exactly: call.numbers["pairs"] ?? 1) else {
      throw CommandError("the number of pairs of waves is a whole one", parameter: "season")
    }
    switch call.word {
    case "cycle": self = .cycle(periods: call.numbers["periods"] ?? 2, pairs: pairs)
    default: self = .yearly(pairs: pairs)
    }
  }

  /// The names of the features, as far as they don't depend on the data.
  var featureNames: [String] {
    let (pairs, period): (Int, Double?) =
      switch self {
      case .absent, .months, .weekdays: (0, nil)
      case .yearly(let pairs): (pairs, nil)
      case .cycle(let periods, let pairs): (pairs, periods)
      }
    return (0..<max(0, pairs)).flatMap { index -> [String] in
      let names = ["season_sin_\(index + 1)", "season_cos_\(index + 1)"]
      // At exactly two rows a cycle the sine is 0 in every row and left out.
      return period == Double(2 * (index + 1)) ? [names[1]] : names
    }
  }
}

extension MixSpec.Holdout {
  /// What `holdout=` asks for: rows from 1, a share below.
  fileprivate init(_ arguments: Arguments) {
    switch arguments.optionalNumber("holdout") {
    case nil, 0?: self = .absent
    case let share? where share < 1: self = .share(share)
    case let rows?: self = .rows(Int(exactly: rows) ?? 1)
    }
  }
}

extension Invocation {
  /// The fit that the parameters ask for.
  func fitted(_ regulariser: MixSpec.Regulariser) throws -> FitValue {
    let table: TableValue = try value("table")
    let spec = try MixSpec(arguments, regulariser: regulariser)
    let dates = ColumnShape.columns(of: table.table)
    let date = try arguments.dateColumn(among: dates)
    do {
      return FitValue(
        try spec.fitted(to: MixData(table.table, for: spec, date: date)), date: date)
    } catch {
      throw CommandError(error, in: arguments)
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

// MARK: - What is known before it runs

extension Inference {
  /// The fields and columns of a fit.
  func fitShape(isLeastSquares: Bool) throws(CommandError) -> Shape {
    let spec = try MixSpec(arguments, regulariser: .ols)
    let table = shape("table")
    let known = table.columns.map { $0.contains { $0.holds == .unknown } ? nil : $0 } ?? nil
    let date = try known.map { columns throws(CommandError) in
      try arguments.dateColumn(among: columns)
    }
    let isHeldOut =
      // A calculation is not done yet; then there will be a hold-out.
      arguments.named["holdout"] != nil && arguments.optionalNumber("holdout") != 0
    return Shape(
      kind: FitValue.kind.name,
      columns: date.map { FitValue.columns(of: spec, date: $0) },
      fields: FitValue.fieldNames(
        of: spec, isLeastSquares: isLeastSquares, hasTest: isHeldOut))
  }
}

extension FitValue {
  /// The names of the fields that a fit of this specification has, as far as the data are regular.
  static func fieldNames(of spec: MixSpec, isLeastSquares: Bool, hasTest: Bool) -> [String] {
    let channels = spec.channels.map(FieldName.part)
    let features =
      (spec.channels + spec.controls + (spec.trend == .linear ? ["trend"] : [])
      + spec.seasons.flatMap(\.featureNames)).map(FieldName.part)
    let window =
      ["rows", "r2", "rmse", "mae", "mape", "nrmse", "baseline"]
      + ["contribution", "share", "roi", "mroi"].flatMap { measure in
        channels.map { "\(measure).\($0)" }
      }
    var names = window + ["penalty", "intercept"] + features.map { "coefficient.\($0)" }
    if isLeastSquares {
      names += (["intercept"] + features).flatMap { ["se.\($0)", "t.\($0)", "p.\($0)"] }
      names += ["adjusted_r2", "aic", "bic", "f", "f_p", "residual_se"]
    }
    names += ["durbin_watson", "condition_number"] + features.map { "vif.\($0)" }
    return hasTest ? names + window.map { "test.\($0)" } : names
  }

  /// The columns of the contributions over time.
  static func columns(of spec: MixSpec, date: String?) -> [ColumnShape] {
    let parts =
      ["intercept"] + (spec.trend == .linear ? ["trend"] : [])
      + (spec.seasons.isEmpty ? [] : ["season"]) + spec.controls + spec.channels
    let head = date == nil ? "row" : "date"
    var taken: Set = [head, "predicted", "actual"]
    let named = parts.map { part in
      var name = part
      while !taken.insert(name).inserted { name = "contribution_\(name)" }
      return name
    }
    let first = date.map { named.contains($0) || taken.contains($0) ? head : $0 } ?? head
    return [ColumnShape(first, date == nil ? .numbers : .dates)]
      + (named + ["predicted", "actual"]).map { ColumnShape($0, .numbers) }
  }
}
