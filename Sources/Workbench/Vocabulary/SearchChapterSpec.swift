import Marketing
import Notebooks
import Tables

extension MixSpec {
  /// What a `search robyn` asks for.
  init(robyn arguments: Arguments, lifts: [LiftStudy] = []) throws(CommandError) {
    // The search finds the penalty; this one is never fitted with.
    try self.init(
      arguments, regulariser: .ridge(.fixed(1)), standards: SearchOptions.usual)
    var settings = try RobynSearch(arguments)
    settings.lifts = lifts
    let dimensions = search?.dimensions ?? []
    guard !dimensions.isEmpty || settings.searchesMore else {
      throw CommandError(
        "there is nothing to search: adstock and saturation have no range such as "
          + "recursive(0..0.8), and penalty= is one number",
        parameter: arguments.isGiven("adstock") ? "adstock" : "penalty")
    }
    search = TransformSearch(dimensions, method: .robyn(settings))
    baselineStage = .estimatedFirst
    unit = .largestCarriedOver
    interceptRule = .nonNegative
    try takeSigns(arguments)
  }

  /// Media sell or do nothing unless said otherwise.
  private mutating func takeSigns(_ arguments: Arguments) throws(CommandError) {
    for channel in channels { signs[channel] = .positive }
    for (key, word) in arguments.keyedWords("signs") {
      for name in key.map({ [$0] }) ?? channels where channels.contains(name) {
        guard word != "negative" else {
          throw CommandError(
            "\"\(name)\" can have no share of the effect when all it may do is to lose sales, "
              + "and shares are what the search compares; make it a control, or leave its sign "
              + "free",
            parameter: "signs", word: key ?? word)
        }
        signs[name] = Sign(rawValue: word)
      }
    }
  }
}

extension RobynSearch {
  /// Whether there is something to search beside transforms.
  fileprivate var searchesMore: Bool {
    func isOpen(_ range: ClosedRange<Double>) -> Bool { range.lowerBound < range.upperBound }
    return isOpen(penaltyRange) || (trainingShare.map(isOpen) ?? false)
  }
}

extension Inference {
  /// The fields and columns of a search's fit, as far as they are known before it runs.
  func searchShape() throws(CommandError) -> Shape {
    var spec = try MixSpec(robyn: arguments)
    guard case .robyn(var settings)? = spec.search?.method else {
      return Shape(kind: FitValue.kind.name)
    }
    // Which studies there are is the table's to say; that there are some is known.
    if arguments.named["lifts"] != nil {
      settings.lifts = spec.channels.prefix(1).map { channel in
        LiftStudy(
          channel: channel, first: Day(daysSinceEpoch: 0), last: Day(daysSinceEpoch: 0), lift: 1)
      }
      spec.search?.method = .robyn(settings)
    }
    let table = shape("table")
    let known = table.columns.map { $0.contains { $0.holds == .unknown } ? nil : $0 } ?? nil
    let date = try known.map { columns throws(CommandError) in
      try arguments.dateColumn(among: columns)
    }
    let isHeldOut =
      settings.trainingShare != nil
      || (arguments.named["holdout"] != nil && arguments.optionalNumber("holdout") != 0)
    let areFeaturesKnown = !["trend", "season"].contains(where: arguments.hasCalculation)
    return Shape(
      kind: FitValue.kind.name, columns: date.map { FitValue.columns(of: spec, date: $0) },
      fields: areFeaturesKnown
        ? FitValue.fieldNames(of: spec, hasTest: isHeldOut)
          + FitValue.searchFieldNames(of: spec, settings) : nil)
  }
}
