import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Tests of channels: making them up, reading them, looking at them.
  static let experimentation: [Command] = [experiments, simulateExperiment, plotExperiments]

  static let experimentsChapter = "Experiments"

  private static let experiments = Command(
    "experiments", in: experimentsChapter,
    "Reads tests of channels from a table, one row a test, for a model to heed; names the return that each implies.",
    operands: [tableOperand],
    options: columnOptions + [
      Parameter(
        "period", .word(["day", "week"]), .standard("week"),
        "What extra spend is counted by: a row of the data that the tests belong to.")
    ],
    gives: ExperimentsValue.kind.name, example: "tests = experiments measured",
    infer: { inference throws(CommandError) in
      if let columns = inference.columns() {
        let names = columns.map(\.name)
        for (option, name, isOptional) in columnNames(inference.arguments)
        where !names.contains(name) && (!isOptional || inference.arguments.isGiven(option)) {
          throw lacking(name, option, inference.arguments, names)
        }
      }
      return Shape(kind: ExperimentsValue.kind.name)
    },
    run: { invocation in
      let arguments = invocation.arguments
      let table = try invocation.table()
      for (option, name, isOptional) in columnNames(arguments)
      where !table.names.contains(name) && (!isOptional || arguments.isGiven(option)) {
        throw lacking(name, option, arguments, table.names)
      }
      var columns = ExperimentColumns()
      for (option, path) in columnPaths {
        if let name = arguments.optionalText(option) { columns[keyPath: path] = name }
      }
      do {
        let tests = try Experiment.list(from: table, columns: columns)
        let days = arguments.text("period") == "day" ? 1 : 7
        return Outcome(value: ExperimentsValue(tests, periodInDays: days))
      } catch let error as ExperimentError {
        throw CommandError(error.description, parameter: "table")
      } catch let error as TableError {
        // An option that was given is to blame before one that stands for itself.
        let blamed = columnNames(arguments).filter { $0.name == error.word }
        let given = blamed.first { arguments.isGiven($0.option) }
        throw CommandError.of(error, parameter: given?.option ?? "table")
      }
    })

  private static let plotExperiments = Command(
    "plot experiments", in: experimentsChapter,
    "What each test implies for the return of its channel, with its 90% interval.",
    operands: [
      Parameter("experiments", .value([ExperimentsValue.kind.name]), "The tests.")
    ],
    options: [
      Parameter(
        "truth", .value([TruthValue.kind.name]), .optional,
        "The truth of simulated tests, to mark the exact return.")
    ] + titles,
    example: "plot experiments tests"
  ) { invocation in
    let arguments = invocation.arguments
    let value: ExperimentsValue = try invocation.value("experiments")
    var plot = ExperimentsPlot(
      value: value, title: arguments.optionalText("title"),
      subtitle: arguments.optionalText("subtitle"))
    if arguments.isGiven("truth") {
      let truth: TruthValue = try invocation.value("truth")
      guard case .tests(let tests) = truth.truth else {
        throw CommandError(
          "\"\(arguments.text("truth"))\" is not the truth of simulated tests; take the truth of what "
            + "simulate experiment gave", parameter: "truth")
      }
      plot.truth = tests
    }
    return Outcome(showing: [.chart(plot.chart)])
  }
}

// MARK: - Columns

extension Vocabulary {
  /// The options that name columns, whether a table may do without, and what they hold.
  private static let columnsOfTests: [(name: String, isOptional: Bool, summary: String)] = [
    ("experiment", false, "the tests' names"),
    ("channel", false, "the channels"),
    ("start", false, "the first days of changed spend"),
    ("end", false, "the last days of changed spend"),
    ("outcome_end", true, "the last days whose sales were counted; without it the test's last"),
    ("extra_spend", false, "money added each period, below 0 where it was taken away"),
    ("spend_change", true, "all the money added; without it the same in every period"),
    ("lift", false, "the measured difference in the target over the window"),
    ("standard_error", false, "the standard errors of the lifts"),
    ("regions", true, "regions, with semicolons between; without it all"),
  ]

  private static var columnPaths:
    [(option: String, path: WritableKeyPath<ExperimentColumns, String>)]
  {
    [
      ("experiment", \.experiment), ("channel", \.channel), ("start", \.start), ("end", \.end),
      ("outcome_end", \.outcomeEnd), ("extra_spend", \.extraSpend),
      ("spend_change", \.spendChange), ("lift", \.lift), ("standard_error", \.standardError),
      ("regions", \.regions),
    ]
  }

  private static let columnOptions = columnsOfTests.map { column in
    Parameter(
      column.name, .column(of: "table", .unknown), .optional,
      "The column of \(column.summary). \"\(column.name)\" where left out.")
  }

  /// The columns by option, as asked for or by their own name.
  private static func columnNames(
    _ arguments: Arguments
  ) -> [(option: String, name: String, isOptional: Bool)] {
    columnsOfTests.map {
      ($0.name, arguments.optionalText($0.name) ?? $0.name, $0.isOptional)
    }
  }

  private static func lacking(
    _ name: String, _ option: String, _ arguments: Arguments, _ names: [String]
  ) -> CommandError {
    guard !arguments.isGiven(option) else {
      return .noColumn(
        name, in: arguments.optionalText("table"), among: names, parameter: option)
    }
    let near = NearestName.suggestion(for: name, among: names)
    return CommandError(
      "no column \"\(name)\" in \"\(arguments.optionalText("table") ?? "the table")\"; say which it is: "
        + "\(option)=\(near ?? "COLUMN")", parameter: "table")
  }
}
