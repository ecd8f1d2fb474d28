public import Statistics

/// What the world can do wrong to an attribution: journeys that credit nobody, a question that has no answer.
public enum AttributionError: Error, Sendable, Hashable {
  /// A table without a journey.
  case noJourneys
  /// Journeys of which none converted.
  case noConversions(journeys: Double)
  /// A channel that was named and is in no journey.
  case unknownChannel(String, among: [String])
  /// An option outside its range.
  case badOption(String, value: Double, allowed: String)
  /// Removal effects of both signs that add up to nothing or less, so that shares of them mean nothing.
  case effectsCancel(model: String)
  /// Equations that neither settled nor are few enough to solve at once.
  case notSettled(states: Int, bound: Double, limit: Int)
  /// Results of different channels, where those of the same are due.
  case otherChannels(model: String, missing: String)
  /// Ages of touches for a half-life that the journeys were not read with.
  case noAges(halfLifeInDays: Double, known: [Double])
  /// A comparison of fewer than two models.
  case tooFewModels(Int)
  /// What a model that learns could not learn from.
  case notLearned(model: String, reason: StatisticsError)
}

extension AttributionError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noJourneys: "the table has no journey; check the columns of the path and of the counts"
    case .noConversions(let journeys):
      "none of \(AttributionError.whole(journeys)) journeys converted, so that there is nothing to credit; "
        + "check the column of conversions"
    case .unknownChannel(let name, let known):
      "no channel \"\(name)\" in the journeys; there are \(AttributionError.listed(known))"
    case .badOption(let name, let value, let allowed):
      "\(name) is \(AttributionError.whole(value)); allowed is \(allowed)"
    case .effectsCancel(let model):
      "the removal effects of \"\(model)\" add up to nothing or less: without some channels more would have converted, so "
        + "that shares mean nothing; `removals` shows the effects, removal=redirect has none below 0"
    case .notSettled(let states, let bound, let limit):
      "the equations of \(states) states settled only to within \(bound), and more than \(limit) states are "
        + "not solved at once; use a lower order"
    case .otherChannels(let model, let missing):
      "\"\(model)\" says nothing of channel \"\(missing)\"; compare results of the same journeys"
    case .noAges(let halfLife, let known):
      "the journeys hold no ages of touches for a half-life of \(AttributionError.whole(halfLife)) days"
        + (known.isEmpty
          ? "; read them from a log of events with this half-life, or say how many days a step counts"
          : ", only for \(known.map(AttributionError.whole).joined(separator: ", ")); use one of these, or "
            + "read the log again with this half-life")
    case .tooFewModels(let count):
      "\(count) model\(count == 1 ? "" : "s") to compare, where at least 2 are due"
    case .notLearned(let model, .oneOutcome(let conversions, 0)):
      "all \(AttributionError.whole(conversions)) journeys converted, so that \"\(model)\" has nothing to learn from; "
        + "give the journeys that did not convert as well, or use a rule"
    case .notLearned(let model, .rankDeficient):
      "\"\(model)\" cannot tell some channels' features apart; give it a ridge above 0, or fewer features"
    case .notLearned(let model, let reason): "\"\(model)\" did not learn: \(reason)"
    }
  }

  private static func whole(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(15).joined(separator: ", ")
    return names.count > 15 ? "\(shown) and \(names.count - 15) more" : shown
  }
}
