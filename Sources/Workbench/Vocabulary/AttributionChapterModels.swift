import Figures
import Marketing
import Notebooks
import Tables

/// The commands that credit conversions, one a model.
extension Vocabulary {
  static let attributionModels: [Command] =
    [
      attribute("first", "All credit to the first touch.") { _ throws(CommandError) in .rule(.first)
      },
      attribute(
        "last", "All credit to the last touch.",
        options: [
          Parameter(
            "except", .text, .optional,
            "A channel that is passed over where there is another: last non-direct is except=Direct."
          )
        ]
      ) { arguments throws(CommandError) in
        .rule(arguments.optionalText("except").map { .lastExcept(channel: $0) } ?? .last)
      },
      attribute(
        "linear", "The same credit to every touch.",
        options: [
          Parameter(
            "distinct", .flag, .standard("no"),
            "To every channel instead, however often it was touched.")
        ]
      ) { arguments throws(CommandError) in
        .rule(arguments.flag("distinct") ? .linearDistinct : .linear)
      },
      attribute(
        "decay", "Half as much credit for every half-life before the end.",
        options: [
          Parameter(
            "halflife", .anyOf([.duration, .number(0.001...36_500)]), .standard("7"),
            "Days. Journeys read with times are credited by them, for the half-lives that they were read for."
          ),
          Parameter(
            "step", .number(0...36_500), .standard("1"),
            "Days that a touch stands for where the journeys have no times."),
        ]
      ) { arguments throws(CommandError) in
        .rule(
          .timeDecay(
            halfLifeInDays: arguments.days("halflife") ?? 7, daysPerStep: arguments.number("step")))
      },
      attribute(
        "position", "Credit by the place of the touch: first, between, last.",
        options: positionOptions
      ) { arguments throws(CommandError) in .rule(try positionRule(arguments)) },
      attribute(
        "markov", "Credit by what would be lost without the channel, in a chain of touches.",
        options: [
          Parameter(
            "order", .anyOf([.word(["best"]), .integer(1...4)]), .standard("1"),
            "How many touches a state remembers; best takes the one that foretells held-out journeys best."
          ),
          nullsOption,
          Parameter(
            "removal", .word(removals.map(\.word)), .standard("redirect"),
            "What becomes of journeys whose channel is removed: lost at its door (redirect), failed where they "
              + "touched it (fail), failed and dropped where nothing is left (refit), or gone on without it (detour)."
          ),
        ]
      ) { arguments throws(CommandError) in .markov(arguments.chain) },
      attribute(
        "shapley", "Credit by what a channel adds to every set of the others.",
        options: [
          Parameter(
            "game", .word(["sum", "rate"]), .standard("sum"),
            "What a set is worth: conversions that touched no other channel, or these over all such journeys."
          )
        ]
      ) { arguments throws(CommandError) in
        .shapley(
          ShapleyCredit(
            game: ShapleyCredit.Game(rawValue: arguments.text("game")) ?? .sum,
            seed: UInt64(arguments.integer("seed"))))
      },
    ] + learnedModels

  private static let positionOptions = [
    Parameter(
      "shape", .word(["u", "j", "inverse_j", "w"]), .standard("u"),
      "40/20/40 (u), 20/20/60 (j), 60/20/20 (inverse_j), or first, lead and last 30 % each (w)."),
    Parameter(
      "weights", .list(.number(0...1e9)), .optional,
      "Shares of one's own instead: first, all between, last."),
    Parameter(
      "lead", .text, .optional,
      "The channel whose first touch makes the lead of a w; without it the middle touch does."),
  ]

  private static func positionRule(_ arguments: Arguments) throws(CommandError) -> AttributionRule {
    let weights = arguments.numbers("weights")
    if arguments.isGiven("weights") {
      guard weights.count == 3 else {
        throw CommandError(
          "\(counted(weights.count, "weight")), where three are due: first, between, last",
          parameter: "weights")
      }
      guard !arguments.isGiven("shape") else {
        throw CommandError("shape and weights say the same; keep one", parameter: "shape")
      }
      guard !arguments.isGiven("lead") else {
        throw CommandError(
          "weights are of the first touch, all between and the last; only shape=w has a lead",
          parameter: "lead")
      }
      guard weights.reduce(0, +) > 0 else {
        throw CommandError("weights of 0 alone credit nobody", parameter: "weights")
      }
      return .position(starter: weights[0], player: weights[1], closer: weights[2])
    }
    let shape = arguments.text("shape")
    if arguments.isGiven("lead"), shape != "w" {
      throw CommandError("only shape=w has a lead", parameter: "lead")
    }
    switch shape {
    case "j": return .jShaped
    case "inverse_j": return .inverseJShaped
    case "w": return .wShaped(leadChannel: arguments.optionalText("lead"))
    default: return .positionBased
    }
  }

  static let orderOption = Parameter(
    "order", .integer(1...4), .standard("1"), "How many touches a state remembers.")

  static let nullsOption = Parameter(
    "nulls", .flag, .standard("yes"), "Whether journeys without a conversion are part of the chain."
  )

  static let removals: [(word: String, removal: MarkovChain.Removal)] = [
    ("redirect", .redirect), ("fail", .fail), ("refit", .failAndRefit), ("detour", .detour),
  ]

  /// What every model takes: the window, and how its intervals are drawn.
  static func creditOptions(bootstrap: Int) -> [Parameter] {
    [
      windowOption,
      Parameter(
        "bootstrap", .integer(0...100_000), .standard("\(bootstrap)"),
        "Resamples of the journeys for intervals, 20 or more; 0 leaves intervals out."),
      Parameter(
        "level", .number(0.01...0.999), .standard("90%"), "The probability of the intervals."),
      .seed,
    ]
  }

  private static func attribute(
    _ word: String, _ summary: String, options: [Parameter] = [],
    model: @escaping @Sendable (Arguments) throws(CommandError) -> AttributionModel
  ) -> Command {
    Command(
      "attribute \(word)", in: attributionChapter, summary, operands: [journeysOperand],
      options: options + creditOptions(bootstrap: 500), gives: AttributionValue.kind.name,
      example: "credited = attribute \(word) seen",
      infer: { inference throws(CommandError) in
        try inference.arguments.checkBootstrap()
        _ = try model(inference.arguments)
        return Shape(kind: AttributionValue.kind.name)
      },
      run: { invocation in
        var model = try model(invocation.arguments)
        let table = try invocation.journeyTable()
        if case .rule(.timeDecay) = model { try invocation.arguments.checkAges(of: table) }
        if case .markov(var chain) = model, invocation.arguments.optionalText("order") == "best" {
          chain.order = try invocation.bestOrder(of: table)
          model = .markov(chain)
        }
        return Outcome(value: try await invocation.credits(of: model, on: table))
      })
  }
}

extension Arguments {
  /// Days that were given as a number or as a length of time; nil where they were left out.
  func days(_ name: String) -> Double? {
    if let number = optionalNumber(name) { return number }
    guard let duration = optionalDuration(name) else { return nil }
    let days: Double =
      switch duration.unit {
      case .days: 1
      case .weeks: 7
      case .months: 365.25 / 12
      case .years: 365.25
      }
    return Double(duration.count) * days
  }

  /// Refuses a half-life that journeys with times were not read for, and steps where ages are known.
  ///
  /// Counting a day a touch instead would be another model under the same name. Where `step` is given, it was asked for.
  func checkAges(of table: JourneyTable) throws(CommandError) {
    guard !table.decays.isEmpty else { return }
    let halfLife = days("halflife") ?? 7
    let isKnown = table.decay(halfLifeInDays: halfLife) != nil
    if isKnown, isGiven("step") {
      throw CommandError(
        "the journeys hold the ages of touches in days; step is for journeys without times",
        parameter: "step")
    }
    if !isKnown, !isGiven("step") {
      let known = table.decays.map { NumberFormat.automatic.text($0.halfLifeInDays) }
      throw CommandError(
        "the journeys were read for half-lives of \(enumerated(known)) days, not for "
          + "\(NumberFormat.automatic.text(halfLife)); add it to halflives= where they are read, or count "
          + "touches instead of days with step=",
        parameter: isGiven("halflife") ? "halflife" : "journeys")
    }
  }

  /// The chain that `order`, `nulls` and `removal` ask for.
  var chain: MarkovChain {
    let removal = optionalText("removal")
    return MarkovChain(
      order: optionalInteger("order") ?? 1, usesNulls: flag("nulls"),
      removal: Vocabulary.removals.first { $0.word == removal }?.removal ?? .redirect)
  }

  /// Refuses a number of resamples that gives no interval.
  func checkBootstrap() throws(CommandError) {
    if let count = optionalInteger("bootstrap"), (1..<20).contains(count) {
      throw CommandError(
        "\(counted(count, "resample")), where 20 or more give an interval and 0 none",
        parameter: "bootstrap")
    }
  }
}

extension Invocation {
  /// The distinct paths of the journeys within the window asked for.
  func journeyTable() throws -> JourneyTable {
    let value: JourneysValue = try value("journeys")
    return try value.table(window: arguments.days("window"), parameter: "window")
  }

  /// What work gives, complaints of models at the word that they are about.
  func attributed<Answer>(_ work: () throws -> Answer) throws -> Answer {
    do { return try work() } catch let error as AttributionError {
      throw CommandError(error, in: arguments)
    }
  }

  /// The order that foretells held-out journeys best.
  fileprivate func bestOrder(of table: JourneyTable) throws -> Int {
    try attributed {
      try MarkovOrderSearch(seed: UInt64(arguments.integer("seed"))).choice(for: table).best
    }
  }

  /// The chain of the journeys.
  func markovFit() throws -> MarkovFit {
    let table = try journeyTable()
    return try attributed { try arguments.chain.fit(to: table) }
  }

  /// The same for work that waits.
  func attributedLater<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
    do { return try await work() } catch let error as AttributionError {
      throw CommandError(error, in: arguments)
    }
  }

  /// A model's credits, with intervals where they are asked for; `known` are those without, where they are at hand.
  func credits(
    of model: AttributionModel, on table: JourneyTable, known: Attribution? = nil
  ) async throws -> AttributionValue {
    try arguments.checkBootstrap()
    return try await attributedLater {
      let credited =
        if arguments.integer("bootstrap") > 0 {
          try await AttributionBootstrap(
            replicates: arguments.integer("bootstrap"), level: arguments.number("level"),
            seed: UInt64(arguments.integer("seed"))
          ).attributions(of: [model], on: table)[0]
        } else if let known {
          known
        } else {
          try model.attribution(of: table)
        }
      var chain: AttributionValue.ChainCheck?
      if case .markov(let markov) = model { chain = .init(try markov.fit(to: table)) }
      return AttributionValue(credited, facts: ChannelFacts.all(of: table), chain: chain)
    }
  }

  /// The intervals of credits, or what to do where there are none.
  func intervals(of value: AttributionValue) throws -> AttributionIntervals {
    guard let intervals = value.attribution.intervals else {
      throw CommandError(
        "\"\(arguments.text("attribution"))\" was attributed without resampling, or by too few conversions for it; "
          + "take bootstrap=500 there", parameter: "attribution")
    }
    return intervals
  }
}

extension CommandError {
  /// What a model of attribution complains of, at the option that it is about.
  init(_ error: AttributionError, in arguments: Arguments) {
    var parameter = "journeys"
    var word: String?
    var suggestion: String?
    switch error {
    case .unknownChannel(let name, let known):
      parameter = ["except", "lead"].first { arguments.optionalText($0) == name } ?? parameter
      word = parameter == "journeys" ? nil : name
      suggestion = NearestName.suggestion(for: name, among: known)
    case .badOption(let name, _, _):
      let options = [
        ("half-life", "halflife"), ("days per step", "step"), ("share", "weights"),
        ("order", "order"), ("fold", "folds"), ("replicates", "bootstrap"), ("level", "level"),
        ("removal", "removal"),
      ]
      parameter = options.first { name.contains($0.0) }?.1 ?? parameter
    case .effectsCancel: parameter = "removal"
    case .notSettled: parameter = "order"
    default: break
    }
    self.init(
      error.description,
      parameter: arguments.named[parameter] == nil ? "journeys" : parameter, word: word,
      suggestion: suggestion)
  }
}
