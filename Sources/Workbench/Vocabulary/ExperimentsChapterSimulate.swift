import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let simulateExperiment = Command(
    "simulate experiment", in: experimentsChapter,
    "Tests a channel in a simulated world: spend is changed for some weeks, and the generator itself says what that "
      + "sold, but for the error of a measurement.",
    operands: [
      Parameter(
        "data", .value([TableValue.kind.name]),
        "What simulate retail or simulate panel gave, as it came.")
    ],
    options: [
      Parameter("channel", .column(of: "data", .numbers), "The channel."),
      Parameter("start", .day, "The Monday of the first week of changed spend."),
      Parameter("weeks", .integer(1...520), .standard("6"), "Weeks of changed spend."),
      Parameter(
        "extra", .anyOf([.percent(-1...100), .anyNumber]), .standard("50%"),
        "What is added each week: a percentage of the channel's usual weekly spend, or an amount over all tested "
          + "regions; below 0 for less, -100% for a hold-out, in which nothing is spent."),
      Parameter(
        "outcome", .integer(0...520), .standard("4"),
        "Further weeks whose sales count, for what is carried over."),
      Parameter(
        "noise", .number(1e-6...1), .standard("0.01"),
        "Chance in a week's sales about those of the twin that stands for no change, as a share of them."
      ),
      Parameter(
        "regions", .list(.text), .optional, "Regions of a panel; all where left out."),
      Parameter(
        "name", .text, .optional, "The test's name; the channel's and the first day without it."),
      .seed,
    ],
    gives: TableValue.kind.name,
    example: "measured = simulate experiment retail channel=tv start=2023-03-06 extra=50%",
    infer: { inference throws(CommandError) in
      let numbers = ["extra_spend", "spend_change", "lift", "standard_error"]
      return inference.table(
        ["experiment", "channel"].map { ColumnShape($0, .texts) }
          + ["start", "end", "outcome_end"].map { ColumnShape($0, .dates) }
          + numbers.map { ColumnShape($0, .numbers) } + [ColumnShape("regions", .texts)])
    },
    run: { invocation in
      let test = try simulator(invocation.arguments)
      let seed = UInt64(invocation.arguments.integer("seed"))
      do {
        let result: TestResult
        switch try invocation.tableValue("data").truth {
        case .retail(let truth): result = try test.simulated(in: truth, seed: seed)
        case .panel(let truth): result = try test.simulated(in: truth, seed: seed)
        default:
          throw CommandError(
            "what generated \"\(invocation.arguments.text("data"))\" can't be tested; take what comes straight "
              + "from simulate retail or simulate panel", parameter: "data")
        }
        return Outcome(
          value: TableValue(
            Experiment.table(of: [result.experiment]), truth: .tests([result.truth]),
            formats: [
              "extra_spend": .decimals(0), "spend_change": .decimals(0), "lift": .decimals(0),
              "standard_error": .decimals(0),
            ]))
      } catch let error as TestError {
        throw CommandError(error, invocation.arguments)
      } catch let error as MixError {
        guard case .badOption(let name, _, _) = error else { throw error }
        throw CommandError(error.description, parameter: name)
      }
    })

  private static func simulator(_ arguments: Arguments) throws(CommandError) -> TestSimulator {
    let change: TestSimulator.Change
    switch arguments.keyedAmounts("extra").first?.amount {
    case .share(let share)?: change = .share(share)
    case .amount(let money)?: change = .money(money)
    case nil: throw CommandError("say how much is spent more, or less", parameter: "extra")
    }
    guard let start = arguments.optionalDay("start") else {
      throw CommandError("say when the test begins", parameter: "start")
    }
    return TestSimulator(
      name: arguments.optionalText("name"), channel: arguments.text("channel"), start: start,
      weeks: arguments.integer("weeks"), change: change,
      outcomeWeeks: arguments.integer("outcome"), noise: arguments.number("noise"),
      regions: arguments.texts("regions"))
  }
}

extension CommandError {
  /// What a world says against a test, at the word that it is about.
  fileprivate init(_ error: TestError, _ arguments: Arguments) {
    let parameter: String
    var word: String?
    switch error {
    case .unknownChannel: parameter = "channel"
    case .unknownRegion(let name, _): (parameter, word) = ("regions", name)
    case .noRegions: parameter = "regions"
    case .noSuchWeek: parameter = "start"
    case .tooLate: parameter = arguments.isGiven("weeks") ? "weeks" : "start"
    case .nothingSpent: parameter = "channel"
    case .nothingToTake: parameter = "extra"
    }
    self.init(error.description, parameter: parameter, word: word)
  }
}
