import Marketing
import Notebooks

/// What `search robyn` takes beside what every fitter takes.
enum SearchOptions {
  private static let byChannel = KeySpace.elements(of: ["channels"])

  /// All options, in the order of the reference.
  static let all =
    FitOptions.columns + transforms + baseline + [signs] + breeding + choosing
    + [FitOptions.holdout, .seed]

  /// Robyn's own ranges, for every channel that says nothing else.
  static let usual: [String: CallValue] = [
    "adstock": CallValue("recursive", numbers: ["retention": .range(0...0.8)]),
    "saturation": CallValue("hill", numbers: ["half": .range(0.3...1), "slope": .range(0.5...3)]),
  ]

  private static let transforms = [
    Parameter(
      "adstock",
      .keyed(
        KeyedType(
          byChannel,
          .call(
            TransformCalls.adstockCalls.map { $0.searchable(but: ["window"], keys: byChannel) }))),
      .standard("recursive(0..0.8)"),
      "How long spend works, with ranges to search; recursive is Robyn's geometric. Scales in "
        + "periods."
    ),
    Parameter(
      "saturation",
      .keyed(
        KeyedType(
          byChannel,
          .call(TransformCalls.saturationCalls.map { $0.searchable(keys: byChannel) }))),
      .standard("hill(half: 0.3..1, slope: 0.5..3)"),
      "How effect levels off; half-points as shares of the largest carried-over spend."),
  ]

  /// Trend, season and holidays are fitted before the model, so that they have Robyn's defaults.
  private static let baseline = FitOptions.baseline.map { parameter in
    switch parameter.name {
    case "trend":
      Parameter(
        "trend", parameter.type, .standard("piecewise(25)"),
        "Slow growth or decline, fitted before the model from the fitted rows alone.")
    case "season":
      Parameter(
        "season", parameter.type, .standard("fourier(3)"),
        "What comes back, fitted before the model too; needs dates. season=none without.")
    default: parameter
    }
  }

  private static let signs = Parameter(
    "signs",
    .keyed(
      KeyedType(.elements(of: ["channels", "controls"]), .word(["positive", "negative", "free"]))),
    .optional,
    "Signs that coefficients must have, 0 always allowed: channels are positive and controls free "
      + "where left out.")

  private static let breeding = [
    Parameter(
      "iterations", .integer(20...200_000), .standard("2000"),
      "Candidates that each trial breeds."),
    Parameter(
      "trials", .integer(1...100), .standard("5"),
      "Independent searches, whose candidates make the fronts together."),
    Parameter(
      "optimizer", .word(["de", "nsga2"]), .standard("de"),
      "How candidates are bred: by Robyn's differential evolution with two-point crossover, or by "
        + "NSGA-II."),
    Parameter(
      "penalty_scale", .word(["linear", "log"]), .standard("linear"),
      "How the penalty's range is walked: in equal steps as Robyn does, or in equal ratios."),
    Parameter(
      "penalty", .anyOf([.range, .number(0...1)]), .optional,
      "The part of the penalty's range that is searched, 0..1 from Robyn's least λ to its "
        + "largest."),
    Parameter(
      "validation", .anyOf([.range, .number(0.1...0.95)]), .optional,
      "The share of rows that is trained on, searched too; of the rest the first half validates."),
    Parameter(
      "lifts", .value([TableValue.kind.name]), .optional,
      "Lift studies, a row each: channel, first, last, lift and, where it is not immediate, scope. "
        + "They make MAPE.LIFT the third objective."),
    Parameter(
      "stop", .word(["full", "early"]), .standard("full"),
      "Whether a trial runs to its end, or until its objectives have converged by Robyn's rule."),
  ]

  private static let choosing = [
    Parameter(
      "clusters", .integer(1...100), .optional,
      "How many clusters the candidates make; without it 3 to 10, by the elbow."),
    Parameter(
      "choose",
      .anyOf([
        .word(["best"]),
        .call([CallSignature("cluster", [.init("number", 1...1_000, isWhole: true)])]),
        .text,
      ]), .standard("best"),
      "Whose fit it is: the winner of least score, cluster(2), or a candidate such as \"2_517\"."),
  ]
}

extension RobynSearch {
  /// What the parameters ask for, but for lifts.
  ///
  /// Before a run calculations are not done yet; what they stand for has its default then.
  init(_ arguments: Arguments) throws(CommandError) {
    self.init()
    iterations = arguments.optionalInteger("iterations") ?? iterations
    trials = arguments.optionalInteger("trials") ?? trials
    optimizer = arguments.optionalText("optimizer").flatMap(Optimizer.init(rawValue:)) ?? optimizer
    penaltyScale =
      arguments.optionalText("penalty_scale").flatMap(PenaltyScale.init(rawValue:)) ?? penaltyScale
    penaltyRange = try arguments.searchRange("penalty", within: 0...1) ?? penaltyRange
    trainingShare = try arguments.searchRange("validation", within: 0.1...0.95)
    stopsEarly = arguments.optionalText("stop") == "early"
    clusters = arguments.optionalInteger("clusters")
    guard iterations * trials <= Self.mostEvaluations else {
      throw CommandError(
        "\(trials) trials of \(iterations) iterations are \(trials * iterations) candidates; at "
          + "most \(Self.mostEvaluations) are kept: take fewer of one or the other",
        parameter: arguments.isGiven("iterations") ? "iterations" : "trials")
    }
    if let clusters, clusters > iterations * trials {
      throw CommandError(
        "\(clusters) clusters of \(iterations * trials) candidates: take fewer clusters, or more "
          + "candidates", parameter: "clusters")
    }
    if trainingShare != nil, arguments.named["holdout"] != nil,
      arguments.optionalNumber("holdout") != 0
    {
      throw CommandError(
        "validation= says which rows are held back, and so does holdout=; leave one of the two out",
        parameter: "validation")
    }
    choice = try askedChoice(arguments)
  }

  private func askedChoice(_ arguments: Arguments) throws(CommandError) -> Choice {
    if let call = arguments.optionalCall("choose") {
      guard let number = call.numbers["number"].flatMap({ Int(exactly: $0) }) else { return .best }
      if let clusters, number > clusters {
        throw CommandError(
          "there will be \(clusters) cluster\(clusters == 1 ? "" : "s"), and so no cluster "
            + "\(number)",
          parameter: "choose")
      }
      return .cluster(number)
    }
    guard let name = arguments.optionalText("choose"), name != "best" else { return .best }
    let parts = name.split(separator: "_", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let trial = parts[0], let iteration = parts[1] else {
      throw CommandError(
        "choose is best, cluster(2) or a candidate by trial and iteration such as \"2_517\", not "
          + "\"\(name)\"", parameter: "choose")
    }
    guard (1...trials).contains(trial), (1...iterations).contains(iteration) else {
      throw CommandError(
        "there is no candidate \"\(name)\": trials go from 1 to \(trials), iterations from 1 to "
          + "\(iterations)", parameter: "choose")
    }
    return .candidate(name)
  }
}

extension Arguments {
  /// A range to search, or a number to hold fast; nil where neither was given.
  fileprivate func searchRange(
    _ name: String, within allowed: ClosedRange<Double>
  ) throws(CommandError) -> ClosedRange<Double>? {
    guard let range = optionalRange(name) ?? optionalNumber(name).map({ $0...$0 }) else {
      return nil
    }
    guard range.lowerBound >= allowed.lowerBound, range.upperBound <= allowed.upperBound else {
      throw CommandError(
        "\(name) is a range within \(Self.written(allowed)), not \(Self.written(range))",
        parameter: name)
    }
    return range
  }

  /// `0..1`.
  private static func written(_ range: ClosedRange<Double>) -> String {
    "\(Canonical.text(range.lowerBound))..\(Canonical.text(range.upperBound))"
  }

  /// Refuses more clusters than there are candidates.
  func requireClusters(in fit: MixFit) throws(CommandError) {
    guard let front = fit.search?.front, let wanted = front.settings.clusters,
      wanted > front.candidates.count
    else { return }
    throw CommandError(
      "\(wanted) clusters of \(front.candidates.count) candidates: take at most "
        + "\(front.candidates.count), or more iterations", parameter: "clusters")
  }
}
