import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Where data come from, and where they go.
  static let sources: [Command] = [
    load, simulateRetail, simulatePanel, simulateAds, truth, save,
  ]

  private static let chapter = "Data"

  private static let load = Command(
    "load", in: chapter,
    "Reads a CSV file, plain or gzipped, into a table and notes every decision that it took.",
    operands: [
      Parameter("path", .path(.read), "The file, relative to the project folder.")
    ],
    options: [
      Parameter(
        "date", .column(of: "path", .unknown), .optional,
        "A column that must hold dates; dates written like 2024-01-31 are found without it."),
      Parameter(
        "columns", .list(.column(of: "path", .unknown)), .optional,
        "The columns to read, in this order; all where left out."),
      Parameter(
        "texts", .list(.column(of: "path", .unknown)), .optional,
        "Columns to keep as texts though they look like numbers: postcodes, keys."),
      Parameter(
        "separator", .anyOf([.word(separatorWords), .text]), .optional,
        "What stands between fields; told from the first lines where left out."),
      Parameter(
        "numbers", .word(["plain", "comma_thousands", "decimal_comma"]), .standard("plain"),
        "How numbers are written: 1234.5, 1,234.5 or 1.234,5."),
      Parameter(
        "days", .word(["unambiguous", "day_first", "month_first"]), .standard("unambiguous"),
        "How dates such as 03/04/2024 are read."),
      Parameter(
        "missing", .list(.text), .optional,
        "Further words for a missing cell, besides nothing, NA, NaN and null."),
    ],
    gives: "table", example: "sales = load data/raw/sales.csv date=week",
    infer: { inference throws(CommandError) in try loadedShape(inference) },
    run: { invocation in
      let file = try invocation.file("path")
      let options = try readerOptions(invocation.arguments)
      do throws(CSVError) {
        let reading = try options.read(path: file.path)
        return Outcome(
          value: TableValue(reading.table, notes: reading.notes.map { "\($0.sentence)." }))
      } catch {
        throw complaint(error, shownAs: file.shownAs, invocation.arguments)
      }
    })

  private static let separatorWords = ["comma", "semicolon", "tab", "bar"]

  private static func separator(_ arguments: Arguments) throws(CommandError) -> CSV.Separator? {
    guard let written = arguments.optionalText("separator") else { return nil }
    switch written {
    case "comma", ",": return .comma
    case "semicolon", ";": return .semicolon
    case "tab", "\t": return .tab
    case "bar", "|": return .bar
    default:
      throw CommandError(
        "fields are separated by \",\", \";\", \"|\" or a tab, not by \"\(written.prefix(20))\"",
        parameter: "separator",
        suggestion: NearestName.suggestion(for: written, among: separatorWords))
    }
  }

  private static func readerOptions(_ arguments: Arguments) throws(CommandError) -> CSV {
    let columns = arguments.texts("columns")
    if let double = firstDouble(columns) {
      throw CommandError(
        "column \"\(double)\" is named twice", parameter: "columns", word: double)
    }
    var csv = CSV(separator: try separator(arguments), columns: columns.isEmpty ? nil : columns)
    csv.dateColumn = arguments.optionalText("date")
    for name in arguments.texts("texts") { csv.kinds[name] = .texts }
    if let date = csv.dateColumn, csv.kinds[date] != nil {
      throw CommandError("column \"\(date)\" cannot be date and text", parameter: "texts")
    }
    csv.missing += arguments.texts("missing")
    csv.numberStyle =
      switch arguments.text("numbers") {
      case "comma_thousands": .commaThousands
      case "decimal_comma": .decimalComma
      default: .plain
      }
    csv.dateOrder =
      switch arguments.text("days") {
      case "day_first": .dayFirst
      case "month_first": .monthFirst
      default: .unambiguous
      }
    return csv
  }

  /// The first problems of a file, each with its line and column there.
  static func complaint(
    _ error: CSVError, shownAs file: String, _ arguments: Arguments
  ) -> CommandError {
    if let problem = error.problems.first, case .noColumn(let name, let names) = problem.kind {
      let asked = ["date", "columns", "texts"].first { arguments.texts($0).contains(name) }
      return .noColumn(name, in: file, among: names, parameter: asked ?? "path")
    }
    let most = 3
    var sentences = error.problems.prefix(most).map { "\(file)\($0.place): \($0.sentence)" }
    let rest = error.problems.count - sentences.count
    if rest > 0 {
      sentences.append("\(rest)\(error.stoppedEarly ? " or more" : "") further problems like these")
    }
    return CommandError(sentences.joined(separator: "; "), parameter: "path")
  }

  private static func loadedShape(_ inference: Inference) throws(CommandError) -> Shape {
    let arguments = inference.arguments
    let separator = try separator(arguments)
    guard separator == nil, var columns = inference.columnsOfFile("path") else {
      return inference.table(nil)
    }
    let names = columns.map(\.name)
    for parameter in ["date", "columns", "texts"] {
      for name in arguments.texts(parameter) where !names.contains(name) {
        let file = arguments.optionalText("path")
        throw .noColumn(name, in: file, among: names, parameter: parameter)
      }
    }
    let isPlain = !["numbers", "days", "missing"].contains { arguments.isGiven($0) }
    let texts = arguments.texts("texts")
    columns = columns.map { column in
      if column.name == arguments.optionalText("date") { return ColumnShape(column.name, .dates) }
      if texts.contains(column.name) { return ColumnShape(column.name, .texts) }
      return isPlain ? column : ColumnShape(column.name, .unknown)
    }
    let wanted = arguments.texts("columns")
    guard !wanted.isEmpty else { return inference.table(columns) }
    return inference.table(wanted.compactMap { name in columns.first { $0.name == name } })
  }

  /// The first word that comes twice.
  static func firstDouble(_ words: [String]) -> String? {
    var seen: Set<String> = []
    return words.first { !seen.insert($0).inserted }
  }
}

// MARK: - Simulating

extension Vocabulary {
  private static let simulateRetail = Command(
    "simulate retail", in: chapter,
    "Makes up the weekly sales and advertising of a retailer whose truth is known.",
    options: [
      Parameter("weeks", .integer(20...5_000), .standard("104"), "How many weeks."),
      Parameter(
        "noise", .share, .standard("0.01"), "Chance in a week's sales, as a share of usual sales."),
      Parameter(
        "confounding", .share, .standard("0.85"),
        "How far budgets follow the demand that the retailer expects: 0 not at all, 1 wholly."),
      hiddenDemand,
      Parameter("missing", .integer(0...5_000), .standard("0"), "Cells that lose their value."),
      .seed,
    ],
    gives: "table", example: "retail = simulate retail weeks=104 seed=42",
    infer: { inference throws(CommandError) in
      let numbers = ["tv", "digital", "radio", "print", "social", "holiday", "sales"]
      return inference.table(
        [ColumnShape("week", .dates)] + numbers.map { ColumnShape($0, .numbers) })
    },
    run: { invocation in
      let arguments = invocation.arguments
      let simulator = RetailSimulator(
        weeks: arguments.integer("weeks"), noise: arguments.number("noise"),
        confounding: arguments.number("confounding"), missing: arguments.integer("missing"),
        hidden: arguments.number("hidden"))
      guard simulator.missing <= simulator.weeks else {
        throw CommandError(
          "\(simulator.missing) cells, where at most one a week can go missing: \(simulator.weeks)",
          parameter: "missing")
      }
      let (table, truth) = try simulator.simulated(seed: UInt64(arguments.integer("seed")))
      return Outcome(value: TableValue(table, truth: .retail(truth)))
    })

  private static let truth = Command(
    "truth", in: chapter, "Reveals what generated simulated data, channel by channel.",
    operands: [
      Parameter(
        "data", .value([TableValue.kind.name, JourneysValue.kind.name]), "The simulated data.")
    ], gives: "truth", example: "answer = truth retail"
  ) { invocation in
    let value = try invocation.anyValue("data")
    let journeys = (value as? JourneysValue)?.truth.map(Truth.journeys)
    guard let truth = journeys ?? (value as? TableValue)?.truth else {
      throw CommandError(
        "nothing is known of what generated \"\(invocation.arguments.text("data"))\"; only what "
          + "comes straight from `simulate` has a truth", parameter: "data")
    }
    return Outcome(value: TruthValue(truth))
  }
}
