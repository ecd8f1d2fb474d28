import Figures
import Marketing
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  /// How spend becomes effect, and the calendar: transforms of columns, and their charts.
  static let transforms: [Command] = [adstock, saturate, plotDecay, plotCurves, holidays]

  static let transformChapter = "Carryover and saturation"

  private static let adstock = Command(
    "adstock", in: transformChapter,
    "Adds a column of spend after carryover: what is at work in each row.",
    operands: [
      Parameter("table", .value(["table"]), "The table, rows in the order of time, one a period.")
    ],
    options: [
      spendColumn,
      Parameter(
        "kind", .call(TransformCalls.adstockCalls),
        "How the effect spreads over the periods after: geometric(0.6). Windows and scales are in rows; weights sum to "
          + "1 but for recursive."),
      intoOption("<column>_adstock"),
    ],
    gives: "table", example: "carried = adstock retail column=tv kind=geometric(0.6)",
    infer: { inference throws(CommandError) in
      if let call = inference.arguments.optionalCall("kind") { _ = try Adstock(call) }
      return inference.withColumn(suffix: "adstock")
    },
    run: { invocation in
      let value = try invocation.tableValue()
      let spend = try invocation.spend(in: value.table)
      try invocation.requireOrder(of: value.table)
      guard let call = invocation.arguments.optionalCall("kind") else {
        throw CommandError("a kind of carryover is due", parameter: "kind")
      }
      let adstock = try Adstock(call)
      let name = invocation.newColumn(suffix: "adstock")
      var made = try invocation.table(value, adding: name, adstock.applied(to: spend))
      made.notes.append("\(name): \(adstock.described)\(adstock.describedMemory).")
      return Outcome(value: made)
    })

  private static let saturate = Command(
    "saturate", in: transformChapter,
    "Adds a column of spend after saturation: the share of the largest effect that each row reaches.",
    operands: [tableOperand],
    options: [
      spendColumn,
      Parameter(
        "kind", .call(TransformCalls.saturationCalls),
        "The curve: hill(slope: 2, half: 0.5); its half or scale in multiples of the unit."),
      spendUnitOption, intoOption("<column>_saturated"),
    ],
    gives: "table",
    example: "bent = saturate retail column=tv kind=hill(slope: 2, half: 0.5) unit=median",
    infer: { inference throws(CommandError) in inference.withColumn(suffix: "saturated") },
    run: { invocation in
      let value = try invocation.tableValue()
      let spend = try invocation.spend(in: value.table)
      guard let call = invocation.arguments.optionalCall("kind") else {
        throw CommandError("a curve is due", parameter: "kind")
      }
      let saturation = Saturation(call)
      let unit = try SpendUnit(invocation, spend)
      let name = invocation.newColumn(suffix: "saturated")
      let bent = saturation.applied(to: spend.map { $0 / unit.amount })
      var made = try invocation.table(value, adding: name, bent)
      made.notes.append(
        "\(name): \(saturation.described), \(unit.described).\(saturation.describedHalf(spend, unit))"
      )
      return Outcome(value: made)
    })

  static let spendColumn = Parameter(
    "column", .column(of: "table", .numbers), "The column of spend, in money, each ≥ 0.")

  static let spendUnitOption = Parameter(
    "unit", .word(["median", "max", "money"]), .standard("median"),
    "What counts as 1: the median of the rows with spend, the largest, or one unit of money.")

  private static func intoOption(_ standard: String) -> Parameter {
    Parameter("into", .newColumn, .optional, "The column's name; \(standard) where left out.")
  }
}

/// The money that counts as 1 on the axis of a saturation.
struct SpendUnit {
  let amount: Double
  /// "1 is 12,300, the median of 80 rows with spend".
  let described: String

  /// What `unit=` asks for.
  init(_ invocation: Invocation, _ spend: [Double], column: String = "column") throws {
    let active = spend.filter { $0 > 0 }
    let asked = invocation.arguments.text("unit")
    guard asked == "money" || !active.isEmpty else {
      let name = invocation.arguments.text(column)
      throw CommandError(
        "column \"\(name)\" is 0 in every row and has no \(asked == "max" ? "largest" : asked) to measure by; "
          + "take unit=money", parameter: column, word: name)
    }
    switch asked {
    case "money":
      amount = 1
      described = "measured in money"
    case "max":
      amount = active.max() ?? 1
      described = "1 is \(PlotWords.amount(amount)), the largest"
    default:
      amount = median(active)
      described =
        "1 is \(PlotWords.amount(amount)), the median of \(counted(active.count, "row")) with spend"
    }
  }
}

extension Adstock {
  /// ", half-life 1.4 periods, mean lag 1.5, over 13 periods"; "" without carryover.
  var describedMemory: String {
    guard let halfLife, let meanLag else { return "" }
    let format = NumberFormat.decimals(1)
    let window = reach.map { ", over \(counted($0, "period"))" } ?? ", without end"
    return ", half-life \(format.text(halfLife)) periods, mean lag \(format.text(meanLag))\(window)"
  }
}

extension Saturation {
  /// " Half of the largest effect is reached at 6,150 a row."; "" for a straight line.
  fileprivate func describedHalf(_ spend: [Double], _ unit: SpendUnit) -> String {
    let largest = (spend.max() ?? 0) / unit.amount
    guard self != .none, let half = halfPoint(upTo: largest) else { return "" }
    let top = limit == nil ? "the effect of the largest row" : "the largest effect"
    return " Half of \(top) is reached at \(PlotWords.amount(half * unit.amount)) a row."
  }
}

extension Inference {
  /// The shape of the table with the column that the command adds.
  fileprivate func withColumn(suffix: String) -> Shape {
    guard let columns = columns(), let column = arguments.optionalText("column") else {
      return table(nil)
    }
    let name = arguments.optionalText("into") ?? "\(column)_\(suffix)"
    return table(columns.filter { $0.name != name } + [ColumnShape(name, .numbers)])
  }
}

extension Invocation {
  fileprivate func newColumn(suffix: String) -> String {
    arguments.optionalText("into") ?? "\(arguments.text("column"))_\(suffix)"
  }

  /// The spend in the column of `parameter`: a number in every row, none negative.
  func spend(in table: Table, _ parameter: String = "column") throws -> [Double] {
    let name = arguments.text(parameter)
    let spend: [Double]
    do throws(TableError) {
      spend = try table.numbers(name)
    } catch {
      throw CommandError.of(error, parameter: parameter)
    }
    if spend.isEmpty {
      throw CommandError("the table has no rows", parameter: parameter, word: name)
    }
    if let row = spend.firstIndex(where: { !$0.isFinite }) {
      throw CommandError(
        "\"\(name)\" has no value in row \(row + 1); say what it is with clean, or drop the row",
        parameter: parameter, word: name)
    }
    if let row = spend.firstIndex(where: { $0 < 0 }) {
      throw CommandError(
        "\"\(name)\" is \(Canonical.text(spend[row])) in row \(row + 1); spend is never negative",
        parameter: parameter, word: name)
    }
    return spend
  }

  /// Refuses rows that are not one a period in the order of time, where the table says when they are.
  fileprivate func requireOrder(of table: Table) throws {
    let dates = table.columns.filter { $0.kind == .dates }
    guard let date = dates.first, dates.count == 1 else { return }
    let days = try table.days(date.name).compactMap { $0 }
    for (day, next) in zip(days, days.dropFirst()) where next <= day {
      throw CommandError(
        day == next
          ? "\(day) is there twice; carryover needs one row a period: aggregate or filter first"
          : "\(next) stands after \(day); carryover needs the order of time: sort by \(date.name) first",
        parameter: "table")
    }
  }

  /// The table with a column of that name, replaced where it is there.
  func table(_ value: TableValue, adding name: String, _ numbers: [Double]) throws -> TableValue {
    var made = TableValue(
      Table(value.table.columns.filter { $0.name != name } + [Column(name, numbers: numbers)]),
      notes: value.notes, formats: value.formats)
    made.formats[name] = nil
    return made
  }
}
