import Figures
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let plotLine = Command(
    "plot line", in: plotChapter, "Columns of numbers over time, or over another column.",
    operands: [tableOperand],
    options: plotOptions(
      Parameter("y", .list(.column(of: "table", .numbers)), "The columns to draw."),
      Parameter(
        "x", .column(of: "table", .unknown), .optional,
        "Where they stand; the first column of dates by default, else the rows' numbers."),
      unitOption,
      Parameter("panels", .flag, .standard("no"), "Whether every column gets a panel of its own."),
      Parameter("zero", .flag, .standard("no"), "Whether zero is on the axis.")),
    example: "plot line retail y=sales x=week"
  ) { invocation in
    let table = try invocation.filledTable(for: "a chart")
    let names = try invocation.numberColumns("y", of: table, atLeast: 1)
    let x = try PlotPositions(invocation, of: table)
    try invocation.requireFewPoints(x.rows.count * names.count)
    let series = try names.map { name in
      let numbers = try table.numbers(name)
      return Mark.Line(name, x: x.positions, y: x.rows.map { numbers[$0] })
    }
    return invocation.shown(lineChart(series, x, invocation))
  }

  private static func lineChart(
    _ series: [Mark.Line], _ x: PlotPositions, _ invocation: Invocation
  ) -> Chart {
    let names = series.map(\.name)
    let unit = invocation.arguments.optionalText("unit")
    var title = "The course of \(PlotWords.names(names))"
    if let only = series.first, names.count == 1, !x.days.isEmpty,
      let peak = only.y.indices.filter({ !only.y[$0].isNaN }).max(by: { only.y[$0] < only.y[$1] })
    {
      let amount = PlotWords.amount(only.y[peak], unit: unit ?? "")
      let moment = PlotWords.moment(x.days[peak], in: x.days)
      title = "The peak of \(only.name), \(amount), is \(moment)"
    }
    let subtitle = PlotWords.subtitle(
      PlotWords.measure(PlotWords.names(names), unit: unit, days: x.days),
      PlotWords.period(x.days))
    let includesZero = invocation.arguments.flag("zero") ? true : nil
    let axis = Axis(x.days.isEmpty ? x.name : "")
    guard invocation.arguments.flag("panels"), series.count > 1 else {
      let y = invocation.valueAxis(series.flatMap(\.y), includesZero: includesZero)
      return Chart(title, subtitle: subtitle, x: axis, y: y, marks: series.map { .line($0) })
    }
    let panels = series.map { line in
      Chart.Panel(
        line.name, marks: [.line(line)],
        y: invocation.valueAxis(line.y, includesZero: includesZero), height: 90)
    }
    var chart = Chart(
      title, subtitle: subtitle, x: axis, panels: panels, arrangement: .rows, sharesY: false)
    chart.legend = .none
    return chart
  }

  static let plotSpend = Command(
    "plot spend", in: plotChapter,
    "Every channel's spend over time, in small panels of one scale.",
    operands: [tableOperand],
    options: plotOptions(
      Parameter("channels", .list(.column(of: "table", .numbers)), "The columns of spend."),
      dateOption, unitOption,
      Parameter(
        "scale", .word(["shared", "own"]), .standard("shared"),
        "One scale for all, or for each channel its own.")),
    example: "plot spend retail channels=tv, digital, radio, print, social"
  ) { invocation in
    let table = try invocation.filledTable(for: "a chart")
    let names = try invocation.numberColumns("channels", of: table, atLeast: 1)
    let x = try PlotPositions(invocation, of: table, "date")
    try invocation.requireFewPoints(x.rows.count * names.count)
    let spend = try names.map { name in
      let numbers = try table.numbers(name)
      return x.rows.map { numbers[$0] }
    }
    return invocation.shown(spendChart(names, spend, x, invocation))
  }

  private static func spendChart(
    _ names: [String], _ spend: [[Double]], _ x: PlotPositions, _ invocation: Invocation
  ) -> Chart {
    let totals = spend.map { $0.reduce(0) { $1.isFinite ? $0 + $1 : $0 } }
    let all = totals.reduce(0, +)
    var title = "Spend by channel"
    if let most = totals.indices.max(by: { totals[$0] < totals[$1] }), all > 0, names.count > 1 {
      let share = NumberFormat.percent(0).text(totals[most] / all)
      title = "The largest share of spend, \(share), goes to \(names[most])"
    }
    let isOwn = invocation.arguments.text("scale") == "own"
    let panels = names.indices.map { index in
      Chart.Panel(
        names[index],
        marks: [.area(Mark.Area(names[index], x: x.positions, y: spend[index]))],
        y: isOwn ? invocation.valueAxis(spend[index]) : nil)
    }
    let unit = invocation.arguments.optionalText("unit")
    var chart = Chart(
      title,
      subtitle: PlotWords.subtitle(
        PlotWords.measure("spend", unit: unit, days: x.days), PlotWords.period(x.days)),
      y: invocation.valueAxis(spend.flatMap { $0 }), panels: panels, sharesY: !isOwn)
    chart.legend = .none
    return chart
  }

  static let plotDecomposition = Command(
    "plot decomposition", in: plotChapter,
    "A series and its trend, season and remainder, one above the other.",
    operands: [tableOperand],
    options: plotOptions(seriesOption, periodOption, dateOption, unitOption),
    example: "plot decomposition retail column=sales period=52"
  ) { invocation in
    let series = try DecomposedSeries(invocation)
    try invocation.requireFewPoints(series.observed.count * 4)
    return invocation.shown(decompositionChart(series, invocation))
  }

  private static func decompositionChart(
    _ series: DecomposedSeries, _ invocation: Invocation
  ) -> Chart {
    let unit = invocation.arguments.optionalText("unit")
    let days = series.days ?? []
    let x: Positions =
      series.days.map { .days($0) } ?? .numbers(series.observed.indices.map { Double($0 + 1) })
    func panel(_ title: String, _ values: [Double], height: Int) -> Chart.Panel {
      Chart.Panel(
        title,
        marks: [.line(Mark.Line(title, x: x, y: values, paint: .like(series.name)))],
        y: invocation.valueAxis(values), height: height)
    }
    let season = series.parts.season
    let swing = (season.max() ?? 0) - (season.min() ?? 0)
    var panels = [
      panel("observed", series.observed, height: 100),
      panel("trend", series.parts.trend.map { $0 ?? .nan }, height: 70),
      panel("season", season, height: 70),
    ]
    if series.hasRemainder {
      var remainder = panel("remainder", series.parts.remainder.map { $0 ?? .nan }, height: 70)
      remainder.marks.insert(.rule(Mark.Rule(.y(0), paint: .muted, dash: .solid)), at: 0)
      panels.append(remainder)
    }
    var chart = Chart(
      "The season moves \(series.name) by \(PlotWords.amount(swing, unit: unit ?? "")) "
        + "between its low and its high",
      subtitle: PlotWords.subtitle(
        PlotWords.measure(series.name, unit: unit, days: days),
        "season of \(series.parts.period) rows", PlotWords.period(days),
        series.hasRemainder ? "" : "two seasons, too few for a remainder"),
      x: Axis(series.days == nil ? "row" : ""),
      panels: panels, arrangement: .rows, sharesY: false)
    chart.legend = .none
    return chart
  }
}
