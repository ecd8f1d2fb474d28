import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Daily ads of a shop; `truth` reveals what generated them and which mistakes were planted.
  static let simulateAds = Command(
    "simulate ads", in: "Data",
    "Makes up a shop's daily ad campaigns whose truth is known, with a real export's mistakes.",
    options: [
      Parameter("days", .integer(14...5_000), .standard("90"), "How many days."),
      Parameter("start", .day, .standard("2024-10-01"), "The first day."),
      Parameter(
        "problems", .flag, .standard("yes"),
        "Whether cells go missing, go wrong or change their sign, and rows are repeated or lost."),
      .seed,
    ],
    gives: "table", example: "ads = simulate ads days=90 seed=42",
    infer: { inference throws(CommandError) in
      let numbers = AdsTruth.measures.map { ColumnShape($0, .numbers) }
      return inference.table(
        [ColumnShape("date", .dates), ColumnShape("campaign_name", .texts)] + numbers)
    },
    run: { invocation in
      let arguments = invocation.arguments
      var simulator = AdsSimulator(
        days: arguments.integer("days"), hasProblems: arguments.flag("problems"))
      if let start = arguments.optionalDay("start") { simulator.start = start }
      guard AdsSimulator.starts.contains(simulator.start) else {
        throw CommandError(
          "the first day is \(simulator.start); it must lie from \(AdsSimulator.starts.lowerBound) "
            + "through \(AdsSimulator.starts.upperBound)", parameter: "start")
      }
      let (table, truth) = try simulator.simulated(seed: UInt64(arguments.integer("seed")))
      return Outcome(value: TableValue(table, truth: .ads(truth)))
    })
}
