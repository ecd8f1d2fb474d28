import Figures
import Marketing
import Notebooks
import Tables

/// Where journeys come from.
extension Vocabulary {
  static let journeys: [Command] = [loadJourneys, simulateJourneys, events, costs]

  private static let loadJourneys = Command(
    "load journeys", in: attributionChapter,
    "Reads journeys from a table of paths, a log of events (CSV, plain or gzipped) or a sketch, in one pass.",
    operands: [Parameter("file", .path(.read), "The file, relative to the project folder.")],
    options: pathColumns + eventColumns + [windowsOption] + cutOptions,
    gives: JourneysValue.kind.name,
    example: "seen = load journeys data/raw/paths.csv path=path converted=total_conversions",
    infer: { inference throws(CommandError) in
      _ = try isLog(inference.arguments)
      return Shape(kind: JourneysValue.kind.name)
    },
    run: { invocation in
      let file = try invocation.file("file")
      do {
        return Outcome(value: try await read(file, invocation.arguments))
      } catch let error as JourneyError {
        throw CommandError(error, shownAs: file.shownAs, in: invocation.arguments)
      }
    })

  private static let pathColumns = [
    Parameter(
      "path", .column(of: "file", .unknown), .optional,
      "The column of paths, where a row is a path; usual names are found without it."),
    Parameter(
      "converted", .column(of: "file", .unknown), .optional,
      "How many of the row's journeys converted: 0 or 1, or a count."),
    Parameter(
      "nulls", .column(of: "file", .unknown), .optional,
      "How many did not; without it (and without count and journeys) a row with 0 conversions is one that did not."
    ),
    Parameter(
      "count", .column(of: "file", .unknown), .optional,
      "How many journeys the row stands for, all of them converted (1) or none (0)."),
    Parameter(
      "journeys", .column(of: "file", .unknown), .optional,
      "How many journeys the row stands for; converted says how many of them did."),
    Parameter(
      "separator", .text, .standard("\">\""), "What stands between the channels of a path."),
  ]

  private static let eventColumns = [
    Parameter(
      "customer", .column(of: "file", .unknown), .optional,
      "The column of customers, where a row is an event."),
    Parameter(
      "time", .column(of: "file", .unknown), .optional,
      "The column of times: 2026-01-31 23:59:59, with or without a zone, or seconds since 1970."),
    Parameter(
      "channel", .column(of: "file", .unknown), .optional,
      "The column of channels; empty in a row that is a conversion alone."),
    Parameter(
      "conversion", .column(of: "file", .unknown), .optional,
      "The column of conversions: 0, 1, a count, true, false or nothing."),
    Parameter(
      "value", .column(of: "file", .unknown), .optional,
      "What conversions were worth, of a path or an event."),
  ]

  private static let windowsOption = Parameter(
    "windows", .anyOf([.word(["none"]), .list(.number(0.001...36_500))]), .standard("90"),
    "Days before a conversion in which a touch counts; several are answered by one pass. Google offers 7, 30, 60, 90."
  )

  /// How events become journeys.
  private static let cutOptions = [
    Parameter(
      "gap", .anyOf([.word(["none"]), .duration, .number(0.001...36_500)]), .standard("none"),
      "Days without a touch after which a journey is over."),
    Parameter(
      "sales", .word(["new", "shared"]), .standard("new"),
      "A conversion has the touches since the one before (new) or all in its window, those before earlier conversions "
        + "too (shared, as Google Analytics 4, Google Ads and Adobe Analytics)."),
    Parameter(
      "direct", .word(["alone", "keep"]), .optional,
      "Direct visits count only where there is nothing else (alone, the default for events, as Google Analytics 4 does) "
        + "or like any channel (keep, for paths)."),
    Parameter(
      "collapse", .flag, .standard("no"), "Consecutive touches of one channel as one touch."),
    Parameter(
      "halflives", .list(.number(0.001...36_500)), .standard("7"),
      "Half-lives in days for which time decay by the ages of touches is kept."),
    Parameter(
      "holdout", .day, .optional,
      "Journeys that end on this day or later are kept apart, for models to be judged by."),
  ]

  private static let simulateJourneys = Command(
    "simulate journeys", in: attributionChapter,
    "Makes up customers' journeys over eight channels, whose truth is known: who would have bought anyway.",
    options: [
      Parameter("count", .integer(1...5_000_000), .standard("1000"), "How many customers."),
      Parameter("days", .integer(7...3_650), .standard("90"), "How many days."),
      Parameter(
        "confounding", .share, .standard("1"),
        "How far a hidden intent decides who is touched: 0 not at all, 1 wholly."),
      windowsOption,
    ] + cutOptions.filter { $0.name != "holdout" } + [
      Parameter(
        "holdout", .number(0...0.9), .standard("0"),
        "The last share of the days, kept apart for models to be judged by."),
      .seed,
    ],
    gives: JourneysValue.kind.name, example: "seen = simulate journeys count=1000 seed=42",
    run: { invocation in
      let arguments = invocation.arguments
      let simulator = JourneySimulator(
        count: arguments.integer("count"), days: arguments.integer("days"),
        confounding: arguments.number("confounding"))
      let (events, truth) = try simulator.simulated(seed: UInt64(arguments.integer("seed")))
      var log = journeyLog(arguments, direct: .keep)
      let held = arguments.number("holdout")
      if held > 0 {
        let days = Double(simulator.days) * (1 - held)
        log.split = JourneyLog.time(of: simulator.start.advanced(by: Int(days)))
      }
      do {
        let reading = try await log.read(CSVWriter().bytes(events), name: "simulated journeys")
        return Outcome(
          value: JourneysValue(
            reading.sketch, notes: reading.notes, events: events, truth: truth))
      } catch let error as JourneyError {
        throw CommandError(error, shownAs: "simulated journeys", in: arguments)
      }
    })

  private static let events = Command(
    "events", in: attributionChapter,
    "The single touches of simulated journeys, in the order of time.",
    operands: [journeysOperand], gives: TableValue.kind.name, example: "events seen",
    infer: { inference throws(CommandError) in Shape(kind: TableValue.kind.name) },
    run: { invocation in
      let value: JourneysValue = try invocation.value("journeys")
      guard let events = value.events else {
        throw CommandError(
          "only simulated journeys keep their touches; `load` reads a log of events as a table",
          parameter: "journeys")
      }
      return Outcome(value: TableValue(events))
    })

  private static let costs = Command(
    "costs", in: attributionChapter,
    "What the touches of each paid channel of simulated journeys cost.",
    operands: [journeysOperand], gives: TableValue.kind.name, example: "spent = costs seen",
    infer: { inference throws(CommandError) in .table(texts: "channel", numbers: ["cost"]) },
    run: { invocation in
      let value: JourneysValue = try invocation.value("journeys")
      guard let truth = value.truth else {
        throw CommandError(
          "only simulated journeys know their costs; `load` reads a table of channels and costs",
          parameter: "journeys")
      }
      return Outcome(value: TableValue(truth.costs, formats: ["cost": .decimals(0)]))
    })
}

// MARK: - Reading

extension Vocabulary {
  private static func isLog(_ arguments: Arguments) throws(CommandError) -> Bool? {
    let path = ["path", "converted", "nulls", "count", "journeys"].first(where: arguments.isGiven)
    let event = ["customer", "time", "channel", "conversion"].first(where: arguments.isGiven)
    let counts = ["nulls", "count", "journeys"].filter(arguments.isGiven)
    if counts.count > 1 {
      throw CommandError(
        "nulls are the journeys of a row that did not convert, count all of them where converted is 0 or 1, "
          + "journeys all of them where converted is a part; give one of the three",
        parameter: counts[1])
    }
    if let path, let event {
      throw CommandError(
        "\(path) is of a file with a path a row, \(event) of one with an event a row; give those of one kind",
        parameter: event)
    }
    return path != nil ? false : event != nil ? true : nil
  }

  private static func read(
    _ file: Invocation.FileAccess, _ arguments: Arguments
  ) async throws -> JourneysValue {
    let head = FilePeek.beginning(of: file.path, atMost: 64) ?? []
    if file.path.hasSuffix(".sketch") || JourneySketch.isSketch(head) {
      let options = (pathColumns + eventColumns + [windowsOption] + cutOptions).map(\.name)
      for option in options where arguments.isGiven(option) {
        throw CommandError(
          "a sketch holds journeys that were cut already; give \(option) where it is made",
          parameter: option)
      }
      guard let bytes = Files.bytes(file.path) else {
        throw CommandError("\(file.shownAs) can't be read", parameter: "file")
      }
      let sketch = try JourneySketch(encoded: bytes, name: file.shownAs)
      return JourneysValue(sketch, notes: sketch.notes)
    }
    let source: JourneySource =
      if let isLog = try isLog(arguments) {
        isLog ? .events : .paths
      } else {
        try JourneySource.of(path: file.path)
      }
    switch source {
    case .events:
      var log = journeyLog(arguments, direct: .onlyAlone)
      log.customerColumn = arguments.optionalText("customer")
      log.timeColumn = arguments.optionalText("time")
      log.channelColumn = arguments.optionalText("channel")
      log.conversionColumn = arguments.optionalText("conversion")
      log.valueColumn = arguments.optionalText("value")
      log.split = arguments.optionalDay("holdout").map(JourneyLog.time)
      let reading = try await log.read(path: file.path)
      return JourneysValue(reading.sketch, notes: reading.notes)
    case .paths:
      for option in ["windows", "gap", "sales", "halflives", "holdout"]
      where arguments.isGiven(option) {
        throw CommandError(
          "a table of paths has no times; \(option) is for a log of events", parameter: option)
      }
      let reader = JourneyFile(
        pathColumn: arguments.optionalText("path"),
        conversionsColumn: arguments.optionalText("converted"),
        valueColumn: arguments.optionalText("value"),
        nullsColumn: arguments.optionalText("nulls"),
        countColumn: arguments.optionalText("count"),
        journeysColumn: arguments.optionalText("journeys"),
        separator: arguments.text("separator"))
      let reading = try await reader.read(path: file.path)
      var table = reading.table
      if arguments.optionalText("direct") == "alone" { table = table.withoutDirect() }
      if arguments.flag("collapse") { table = table.collapsed() }
      let isAsRead = table == reading.table
      return JourneysValue(
        isAsRead ? reading.sketch : JourneySketch(table), notes: reading.notes)
    }
  }

  /// How events are cut into journeys.
  private static func journeyLog(
    _ arguments: Arguments, direct standard: JourneyLog.DirectRule
  ) -> JourneyLog {
    let windows = arguments.numbers("windows")
    let direct = arguments.optionalText("direct")
    return JourneyLog(
      windowsInDays: windows.isEmpty ? [nil] : windows.sorted(by: >),
      halfLivesInDays: arguments.numbers("halflives"), gapInDays: arguments.days("gap"),
      conversions: arguments.text("sales") == "shared" ? .shared : .afterTheLast,
      direct: direct == "alone" ? .onlyAlone : direct == "keep" ? .keep : standard,
      isCollapsed: arguments.flag("collapse"))
  }
}

extension CommandError {
  /// What a file of journeys complains of, at the column that it is about.
  init(_ error: JourneyError, shownAs file: String, in arguments: Arguments) {
    if let problem = error.problems.first, case .csv(.noColumn(let name, let names)) = problem.kind
    {
      let options = [
        "path", "converted", "nulls", "count", "journeys", "customer", "time", "channel",
        "conversion", "value",
      ]
      let asked = options.first { arguments.optionalText($0) == name }
      self = .noColumn(name, in: file, among: names, parameter: asked ?? "file")
      return
    }
    let most = 3
    var sentences = error.problems.prefix(most).map { "\(file)\($0.place): \($0.sentence)" }
    let rest = error.problems.count - sentences.count
    if rest > 0 {
      sentences.append("\(rest)\(error.stoppedEarly ? " or more" : "") further problems like these")
    }
    self.init(
      sentences.joined(separator: "; "),
      parameter: error.problems.first.flatMap { arguments.option(of: $0.kind) } ?? "file")
  }
}

extension Arguments {
  /// The option that a problem of a file is about: one that was given, or nil.
  fileprivate func option(of kind: JourneyProblem.Kind) -> String? {
    let columns = [
      "path", "converted", "nulls", "count", "journeys", "customer", "time", "channel",
      "conversion", "value",
    ]
    func naming(_ column: String) -> String? {
      columns.first { isGiven($0) && optionalText($0) == column }
    }
    switch kind {
    case .badSeparator: return isGiven("separator") ? "separator" : nil
    case .sharedTooOften: return isGiven("sales") ? "sales" : nil
    case .notAllOrNone: return isGiven("count") ? "count" : nil
    case .tooFewJourneys: return isGiven("journeys") ? "journeys" : nil
    case .badOption(let name, _, _):
      let options = [("window", "windows"), ("half-li", "halflives"), ("gap", "gap")]
      return options.first { name.contains($0.0) && isGiven($0.1) }?.1
    case .negative(_, let column), .tooLarge(_, let column), .badTime(_, let column),
      .csv(.notANumber(_, let column)), .csv(.tooLarge(_, let column)):
      return naming(column)
    default: return nil
    }
  }
}
