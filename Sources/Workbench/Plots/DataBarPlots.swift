import Figures
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let plotBar = Command(
    "plot bar", in: plotChapter, "Bars: columns of numbers by category or date.",
    operands: [tableOperand],
    options: plotOptions(
      Parameter("x", .column(of: "table", .unknown), "The categories or dates; equal ones add up."),
      Parameter("y", .list(.column(of: "table", .numbers)), "The columns of numbers."),
      unitOption,
      Parameter("stack", .flag, .standard("no"), "Whether the bars stand on each other."),
      Parameter(
        "order", .word(["given", "value"]), .standard("given"),
        "Categories as they come, or the largest first."),
      Parameter("most", .integer(2...200), .standard("20"), "Categories kept; the rest is summed.")),
    example: "plot bar monthly x=week y=sales"
  ) { invocation in
    let table = try invocation.filledTable(for: "a chart")
    let names = try invocation.numberColumns("y", of: table, atLeast: 1)
    let x = try PlotPositions(invocation, of: table)
    var columns: [[Double]] = []
    for name in names {
      let numbers = try table.numbers(name)
      columns.append(x.rows.map { numbers[$0].isFinite ? numbers[$0] : 0 })
    }
    let bars = BarSums(x.positions, columns)
    try invocation.requireFewPoints(bars.positions.count * names.count)
    return invocation.shown(barChart(names, bars, x, invocation))
  }

  private static func barChart(
    _ names: [String], _ bars: BarSums, _ x: PlotPositions, _ invocation: Invocation
  ) -> Chart {
    let isStacked = invocation.arguments.flag("stack")
    let unit = invocation.arguments.optionalText("unit")
    var bars = bars
    if invocation.arguments.text("order") == "value" { bars.sortByValue() }
    var title =
      x.days.isEmpty
      ? "Sums of \(PlotWords.names(names)) by \(x.name)"
      : "The course of \(PlotWords.names(names))"
    if names.count == 1, case .categories(let categories) = bars.positions,
      let best = bars.sums[0].indices.max(by: { bars.sums[0][$0] < bars.sums[0][$1] })
    {
      let amount = PlotWords.amount(bars.sums[0][best], unit: unit ?? "")
      title = "With \(amount), \(categories[best]) has the most \(names[0])"
    }
    let marks = zip(names, bars.sums).map { name, sums in
      Mark.bar(Mark.Bar(name, x: bars.positions, y: sums, isStacked: isStacked))
    }
    var chart = Chart(
      title,
      subtitle: PlotWords.subtitle(
        PlotWords.measure(PlotWords.names(names), unit: unit, days: x.days),
        PlotWords.period(x.days)),
      x: Axis(x.days.isEmpty ? x.name : ""),
      y: invocation.valueAxis(bars.sums.flatMap { $0 }), marks: marks)
    if case .categories = bars.positions {
      chart.categoryLimit = invocation.arguments.integer("most")
    }
    if names.count == 1 { chart.legend = .none }
    return chart
  }

  static let plotHistogram = Command(
    "plot histogram", in: plotChapter, "How the values of a column are spread.",
    operands: [tableOperand],
    options: plotOptions(
      Parameter("column", .column(of: "table", .numbers), "The column of numbers."),
      Parameter(
        "bins", .integer(2...200), .optional,
        "About how many bars, of round width; by the Freedman–Diaconis rule where left out."),
      unitOption),
    example: "plot histogram retail column=sales bins=20"
  ) { invocation in
    let table = try invocation.filledTable(for: "a histogram")
    let name = invocation.arguments.text("column")
    let values = try presentNumbers(name, of: table)
    guard let low = values.min(), let high = values.max(), low < high else {
      throw CommandError(
        "column \"\(name)\" holds \(values.isEmpty ? "no number" : "the same number everywhere")",
        parameter: "column")
    }
    let bins = HistogramBins(
      values, low, high, wanted: invocation.arguments.optionalInteger("bins"))
    let (q1, q2, q3) = (quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75))
    let unit = invocation.arguments.optionalText("unit") ?? ""
    let (from, to) = (PlotWords.amount(q1, unit: unit), PlotWords.amount(q3, unit: unit))
    var chart = Chart(
      "Half of all values of \(name) lie between \(from) and \(to)",
      subtitle: PlotWords.subtitle(
        "rows by \(name)" + (unit.isEmpty ? "" : " in \(unit)"), counted(values.count, "value")),
      x: invocation.valueAxis(values, label: name), y: Axis("rows", format: .automatic),
      marks: [
        .bar(Mark.Bar(name, x: .numbers(bins.centres), y: bins.counts, width: bins.width)),
        .rule(Mark.Rule(.x(q2), label: "median \(PlotWords.amount(q2, unit: unit))")),
      ])
    chart.legend = .none
    return invocation.shown(chart)
  }

  /// The numbers of a column that are there.
  private static func presentNumbers(_ name: String, of table: Table) throws -> [Double] {
    do throws(TableError) {
      return try table.numbers(name).filter(\.isFinite)
    } catch {
      throw CommandError.of(error, parameter: "column")
    }
  }
}

/// Sums of columns at each different position, in the order of first mention.
private struct BarSums {
  private(set) var positions: Positions
  private(set) var sums: [[Double]]

  init(_ positions: Positions, _ columns: [[Double]]) {
    func grouped<Key: Hashable>(_ keys: [Key]) -> ([Key], [[Double]]) {
      var slots: [Key: Int] = [:]
      var order: [Key] = []
      var sums = [[Double]](repeating: [], count: columns.count)
      for (row, key) in keys.enumerated() {
        let slot = slots[key] ?? order.count
        if slot == order.count {
          slots[key] = slot
          order.append(key)
          for column in columns.indices { sums[column].append(0) }
        }
        for column in columns.indices { sums[column][slot] += columns[column][row] }
      }
      return (order, sums)
    }
    switch positions {
    case .categories(let names):
      let (order, sums) = grouped(names)
      (self.positions, self.sums) = (.categories(order), sums)
    case .days(let days):
      let (order, sums) = grouped(days)
      (self.positions, self.sums) = (.days(order), sums)
    case .numbers(let numbers):
      let (order, sums) = grouped(numbers.map { PlotWords.category($0) })
      (self.positions, self.sums) = (.categories(order), sums)
    }
  }

  /// The largest total first; calendars stay as they are.
  mutating func sortByValue() {
    guard case .categories(let names) = positions else { return }
    let totals = names.indices.map { slot in sums.reduce(0) { $0 + $1[slot] } }
    let order = names.indices.sorted { (-totals[$0], $0) < (-totals[$1], $1) }
    positions = .categories(order.map { names[$0] })
    sums = sums.map { column in order.map { column[$0] } }
  }
}

extension PlotWords {
  /// A number as the name of a category.
  static func category(_ number: Double) -> String { NumberFormat.automatic.text(number) }
}

/// Bars of equal, round width over a range of numbers.
struct HistogramBins {
  let centres: [Double]
  let counts: [Double]
  let width: Double

  /// The number of bars is wanted, or 2 × interquartile range / ∛n wide (Freedman and Diaconis 1981), at least 8 and at
  /// most 60 of them.
  init(_ values: [Double], _ low: Double, _ high: Double, wanted: Int?) {
    let spread = quantile(values, 0.75) - quantile(values, 0.25)
    var root = 1.0
    while root * root * root < Double(values.count) { root += 1 }
    let ideal = spread > 0 ? (high - low) / (2 * spread / root) : root
    let count = wanted ?? max(8, min(60, Int(exactly: ideal.rounded()) ?? 20))
    let ticks = RoundTicks.ticks(low, high, count: count)
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : (high - low) / Double(count)
    let start = (low / step).rounded(.down) * step
    // At least one bar; the largest value belongs to the last.
    let bars = max(1, min(1_000, Int(exactly: ((high - start) / step).rounded(.down)) ?? 999) + 1)
    var counts = [Double](repeating: 0, count: bars)
    for value in values {
      let place = Int(exactly: ((value - start) / step).rounded(.down)) ?? 0
      counts[min(max(0, place), bars - 1)] += 1
    }
    // A largest value that lies on an edge would stand alone behind it.
    if bars > 1, counts[bars - 1] > 0, start + Double(bars - 1) * step >= high {
      counts[bars - 2] += counts[bars - 1]
      counts.removeLast()
    }
    self.counts = counts
    centres = counts.indices.map { start + (Double($0) + 0.5) * step }
    width = step
  }
}
