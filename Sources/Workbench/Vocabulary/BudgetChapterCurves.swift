import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let response = Command(
    "response", in: budgetChapter,
    "What each channel would bring at other levels of steady spend, and whether such spend was ever observed.",
    operands: [fitOperand],
    options: [
      Parameter(
        "points", .integer(2...1_000), .standard("25"), "Levels of spend for each channel."),
      Parameter(
        "upto", .number(0.1...100), .standard("1.5"),
        "The highest level, as a multiple of the largest observed."),
    ],
    gives: TableValue.kind.name, example: "response baseline",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [ColumnShape("channel", .texts)]
          + ["spend", "sales", "roi", "mroi"].map { ColumnShape($0, .numbers) }
          + [ColumnShape("observed", .texts)])
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      let table = fit.fit.responses.table(
        points: invocation.arguments.integer("points"),
        upTo: invocation.arguments.number("upto"))
      return Outcome(
        table: TableOutput(
          table, title: "What channels bring at other levels of spend",
          formats: [
            "spend": .decimals(0), "sales": .significant(4), "roi": .decimals(2),
            "mroi": .decimals(2),
          ],
          note:
            "Each level is spent every period for ever; beyond the largest observed spend the curve is its shape, not data."
        ))
    })
}

extension [ChannelResponse] {
  /// Levels of spend by channel: `channel spend sales roi mroi observed`.
  fileprivate func table(points: Int, upTo multiple: Double) -> Table {
    var (names, observed): ([String], [String]) = ([], [])
    var (spend, sales, roi, mroi): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for response in self {
      let largest = response.spend.max() ?? 0
      let top = largest > 0 ? largest * multiple : 1
      for point in 0..<points {
        let level = top * Double(point) / Double(points - 1)
        let brought = response.steady(level)
        names.append(response.channel)
        spend.append(level)
        sales.append(brought)
        roi.append(level > 0 ? brought / level : .nan)
        let slope = response.steadySlope(level)
        mroi.append(slope.isFinite ? slope : .nan)
        observed.append(level <= largest ? "yes" : "no")
      }
    }
    return Table([
      Column("channel", texts: names), Column("spend", numbers: spend),
      Column("sales", numbers: sales), Column("roi", numbers: roi),
      Column("mroi", numbers: mroi), Column("observed", texts: observed),
    ])
  }
}
