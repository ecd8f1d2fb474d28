import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Regions of a retailer; `truth` reveals what generated them.
  static let simulatePanel = Command(
    "simulate panel", in: "Data",
    "Makes up the weekly sales and advertising of a retailer region by region, whose truth is known.",
    options: [
      Parameter("regions", .integer(2...99), .standard("20"), "How many regions."),
      Parameter("weeks", .integer(20...520), .standard("156"), "How many weeks."),
      Parameter(
        "noise", .share, .standard("0.02"),
        "Chance in a region's week, as a share of its usual sales."),
      Parameter(
        "confounding", .share, .standard("0.5"),
        "How far a region's budgets follow the demand expected there: 0 not at all, 1 wholly."),
      hiddenDemand,
      Parameter("missing", .integer(0...50_000), .standard("0"), "Cells that lose their value."),
      .seed,
    ],
    gives: "table", example: "regions = simulate panel regions=20 weeks=156 seed=42",
    infer: { inference throws(CommandError) in
      let numbers = [
        "tv", "digital", "radio", "print", "social", "price", "population", "sales",
      ]
      return inference.table(
        [ColumnShape("region", .texts), ColumnShape("week", .dates)]
          + numbers.map { ColumnShape($0, .numbers) })
    },
    run: { invocation in
      let arguments = invocation.arguments
      let simulator = PanelSimulator(
        regions: arguments.integer("regions"), weeks: arguments.integer("weeks"),
        noise: arguments.number("noise"), confounding: arguments.number("confounding"),
        hidden: arguments.number("hidden"), missing: arguments.integer("missing"))
      let rows = simulator.regions * simulator.weeks
      guard simulator.missing <= rows else {
        throw CommandError(
          "\(simulator.missing) cells, where at most one a row can go missing: \(rows)",
          parameter: "missing")
      }
      let (table, truth) = try simulator.simulated(seed: UInt64(arguments.integer("seed")))
      return Outcome(value: TableValue(table, truth: .panel(truth)))
    })

  /// How strong the confounder is that no column shows.
  static let hiddenDemand = Parameter(
    "hidden", .number(0...5), .standard("1"),
    "How much demand that no column shows moves sales; 1: by about 4% of them, 3: it drowns the channels that follow it."
  )
}
