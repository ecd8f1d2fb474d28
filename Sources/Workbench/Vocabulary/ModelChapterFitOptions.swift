import Marketing
import Notebooks

/// What the commands that fit a marketing mix model take.
enum FitOptions {
  static let table = Parameter(
    "table", .value(["table"]), "Rows in the order of time, one a period.")

  /// All options of a fitter, in the order of the reference.
  static func all(for method: FitMethod) -> [Parameter] {
    columns + transforms + baseline + form + penalty(of: method) + [.seed]
  }

  /// The columns of the table by the part that they play.
  static let columns = [
    Parameter("target", .column(of: "table", .numbers), "What is explained, such as sales."),
    Parameter(
      "channels", .list(.column(of: "table", .numbers)), "Columns of spend, in money, each ≥ 0."),
    Parameter(
      "controls", .list(.column(of: "table", .numbers)), .optional,
      "Other columns that move the target; they belong to the baseline."),
    Parameter(
      "date", .column(of: "table", .dates), .optional,
      "The column of dates; without it the table's only one."),
  ]

  private static let byChannel = KeySpace.elements(of: ["channels"])

  private static let transforms = [
    Parameter(
      "adstock",
      .keyed(
        KeyedType(
          byChannel,
          .call(
            TransformCalls.adstockCalls.map { $0.searchable(but: ["window"], keys: byChannel) }))),
      .standard("none"), "How long spend works; retention and peak in periods."),
    Parameter(
      "saturation",
      .keyed(
        KeyedType(
          byChannel,
          .call(TransformCalls.saturationCalls.map { $0.searchable(keys: byChannel) }))),
      .standard("none"), "How effect levels off; half-points and scales in multiples of the unit."),
    Parameter(
      "order", .word(["adstock_first", "saturation_first"]), .standard("adstock_first"),
      "Whether spend is carried over before it saturates, or its effect after."),
    Parameter(
      "unit", .word(["median", "max", "money"]), .standard("median"),
      "The spend that counts as 1 in saturation: the median active period's, the largest, or 1."),
    Parameter(
      "search",
      .call([
        CallSignature("grid", [.init("points", 2...1_000, standard: 10, isWhole: true)]),
        CallSignature("gradient", [.init("starts", 1...1_000, standard: 8, isWhole: true)]),
      ]), .optional,
      "How ranges in adstock and saturation are searched; without it a grid of 10 values each, or by "
        + "gradient where that is more than 10,000 settings."),
  ]

  /// What the baseline is made of beside controls.
  static let baseline = [
    Parameter(
      "trend",
      .anyOf([
        .word(["none", "linear"]),
        .call([CallSignature("piecewise", [.init("bends", 1...50, standard: 1, isWhole: true)])]),
      ]), .standard("none"),
      "Slow growth or decline of the baseline: a line, or one that bends at equal distances."),
    Parameter(
      "season", .anyOf([.word(["none"]), .list(.call(seasons))]), .standard("none"),
      "What comes back: pairs of waves over a year, or over a cycle of so many periods."),
    Parameter(
      "dummies", .list(.word(["month", "weekday", "weekend"])), .optional,
      "A level for each month of the calendar, each day of the week, or the weekend (daily data)."),
    Parameter(
      "holidays", .word(HolidayCalendar.countries.map(\.code)), .optional,
      "The country whose public holidays are counted, by its code, or the days of shopping."),
    Parameter(
      "events", .keyed(KeyedType(.free("event"), .dayRange, allowsPlain: false)), .optional,
      "What happened once, each with an effect of its own; both days included."),
  ]

  private static let seasons = [
    CallSignature("fourier", [.init("pairs", 1...100, standard: 2, isWhole: true)]),
    CallSignature(
      "cycle",
      [.init("periods", 2...100_000), .init("pairs", 1...100, standard: 1, isWhole: true)]),
  ]

  private static let form = [
    Parameter(
      "form", .word(["additive", "loglog"]), .standard("additive"),
      "Whether effects add up, or multiply (logarithms of target and spend)."),
    Parameter(
      "signs",
      .keyed(
        KeyedType(
          .elements(of: ["channels", "controls", "events"]),
          .word(["positive", "negative", "free"]))), .optional,
      "Signs that coefficients must have; without keys for all channels. 0 is always allowed."),
    holdout,
  ]

  /// The last rows, kept away from the fit.
  static let holdout = Parameter(
    "holdout", .anyOf([.integer(1...1_000_000), .number(0...0.9)]), .optional,
    "The last rows, kept to test on: how many, or a share of them (20%).")

  private static func penalty(of method: FitMethod) -> [Parameter] {
    let objective: String
    switch method {
    case .leastSquares: return []
    case .ridge: objective = "The α of ‖y − Xβ‖² + α‖β‖² with standardised X"
    case .lasso: objective = "The λ of ‖y − Xβ‖²/2n + λ‖β‖₁ with standardised X"
    case .elasticNet:
      objective = "The λ of ‖y − Xβ‖²/2n + λ(m‖β‖₁ + (1 − m)‖β‖²/2) with standardised X, m the mix"
    }
    let mix = Parameter(
      "mix", .number(0.01...1), .standard("0.5"),
      "The share of the penalty that is on the absolute coefficients; 1 is the lasso.")
    return [
      Parameter(
        "penalty", .anyOf([.word(["auto"]), .number(0...Double.greatestFiniteMagnitude)]),
        .standard("auto"), "\(objective); auto takes the best in cross-validation.")
    ] + (method == .elasticNet ? [mix] : []) + [
      Parameter(
        "penalties", .list(.number(0...Double.greatestFiniteMagnitude)), .optional,
        "The penalties that penalty=auto tries; a wide grid of its own where left out."),
      Parameter(
        "penalize", .word(["all", "channels"]), .standard("all"),
        "Which coefficients the penalty shrinks; the intercept never."),
      Parameter(
        "folds", .integer(2...50), .standard("5"),
        "Folds of the cross-validation, in the order of time."),
      Parameter(
        "gap", .integer(0...10_000), .standard("0"),
        "Rows left out between a fold's fit and its test, so that carryover does not leak."),
    ]
  }
}
