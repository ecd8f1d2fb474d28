import Figures
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let plotScatter = Command(
    "plot scatter", in: plotChapter, "One column of numbers against another, a point a row.",
    operands: [tableOperand],
    options: plotOptions(
      Parameter("x", .column(of: "table", .numbers), "The column across."),
      Parameter("y", .column(of: "table", .numbers), "The column upwards."),
      Parameter(
        "color", .column(of: "table", .texts), .optional, "A column of texts that colours points."),
      Parameter("line", .flag, .standard("yes"), "Whether a straight line is laid through."),
      unitOption),
    example: "plot scatter retail x=tv y=sales"
  ) { invocation in
    let table = try invocation.filledTable(for: "a chart")
    let (x, y) = (invocation.arguments.text("x"), invocation.arguments.text("y"))
    let (complete, _) = try completeColumns([x, y], of: table)
    guard complete[0].count >= 2 else {
      throw CommandError(
        "\(counted(complete[0].count, "row")) with both \"\(x)\" and \"\(y)\", where 2 are due",
        parameter: "table")
    }
    try invocation.requireFewPoints(complete[0].count)
    let groups = try pointGroups(x, y, of: table, invocation)
    return invocation.shown(
      scatterChart((x, y), (complete[0], complete[1]), groups, invocation))
  }

  /// The points, by the texts that colour them.
  private static func pointGroups(
    _ x: String, _ y: String, of table: Table, _ invocation: Invocation
  ) throws -> [(name: String, x: [Double], y: [Double])] {
    let (across, up) = (try table.numbers(x), try table.numbers(y))
    let rows = across.indices.filter { across[$0].isFinite && up[$0].isFinite }
    guard let color = invocation.arguments.optionalText("color") else {
      return [(y, rows.map { across[$0] }, rows.map { up[$0] })]
    }
    let texts: [String?]
    do throws(TableError) {
      texts = try table.texts(color)
    } catch {
      throw CommandError.of(error, parameter: "color")
    }
    var order: [String] = []
    let members = Dictionary(grouping: rows) { texts[$0] ?? "missing" }
    for row in rows where !order.contains(texts[row] ?? "missing") {
      order.append(texts[row] ?? "missing")
      guard order.count <= 12 else {
        throw CommandError(
          "\"\(color)\" holds more than 12 different texts, too many to tell by colour",
          parameter: "color")
      }
    }
    return order.map { name in
      let rows = members[name] ?? []
      return (name, rows.map { across[$0] }, rows.map { up[$0] })
    }
  }

  private static func scatterChart(
    _ names: (x: String, y: String), _ values: (x: [Double], y: [Double]),
    _ groups: [(name: String, x: [Double], y: [Double])], _ invocation: Invocation
  ) -> Chart {
    let strength = correlation(values.x, values.y)
    var marks: [Mark] = groups.map { .dot(Mark.Dot($0.name, x: .numbers($0.x), y: $0.y)) }
    let slope = covariance(values.x, values.y) / variance(values.x)
    if invocation.arguments.flag("line"), slope.isFinite, let low = values.x.min(),
      let high = values.x.max()
    {
      let level = mean(values.y) - slope * mean(values.x)
      marks.append(
        .line(
          Mark.Line(
            "", x: .numbers([low, high]), y: [level + slope * low, level + slope * high],
            paint: .actual, dash: .dashed)))
    }
    let written = NumberFormat.decimals(2).text(strength)
    let title =
      switch strength {
      case 0.2...: "Where \(names.x) is higher, so is \(names.y): correlation \(written)"
      case ...(-0.2): "Where \(names.x) is higher, \(names.y) is lower: correlation \(written)"
      case -0.2..<0.2:
        "The level of \(names.x) says little about \(names.y): correlation \(written)"
      default: "A point a row: \(names.y) against \(names.x)"
      }
    var chart = Chart(
      title,
      subtitle: PlotWords.subtitle(
        "\(names.y) against \(names.x)", counted(values.x.count, "row")),
      x: Axis(names.x, format: PlotWords.format(values.x)),
      y: invocation.valueAxis(values.y, label: names.y), marks: marks)
    chart.legend = groups.count > 1 ? .above : .none
    return chart
  }

  static let plotCorrelation = Command(
    "plot correlation", in: plotChapter,
    "The correlations of every two columns, as a map with the numbers in it.",
    operands: [tableOperand],
    options: plotOptions(
      columnsOption,
      Parameter(
        "method", .word(["pearson", "rank"]), .standard("pearson"),
        "Pearson's, of straight lines, or Spearman's, of ranks.")),
    example: "plot correlation retail columns=tv, digital, radio, sales"
  ) { invocation in
    let found = try Correlations(invocation)
    var title = "Correlations of \(PlotWords.names(found.names))"
    if let best = found.strongest {
      let value = NumberFormat.decimals(2).text(best.value)
      title =
        best.value > 0
        ? "The closest pair is \(best.first) and \(best.second): \(value)"
        : "The strongest opposites are \(best.first) and \(best.second): \(value)"
    }
    let isRank = invocation.arguments.text("method") == "rank"
    let table = try invocation.table()
    return invocation.shown(
      Chart(
        title,
        subtitle: PlotWords.subtitle(
          isRank ? "Spearman's rank correlation" : "Pearson's correlation, −1 to 1",
          counted(table.rowCount, "row")),
        marks: [
          .cell(
            Mark.Cell(
              "correlation", columns: found.names, rows: found.names, values: found.values,
              scale: .diverging(1), format: .decimals(2)))
        ]))
  }
}
