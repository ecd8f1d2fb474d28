import Marketing
import Notebooks
import Statistics
import Tables

extension CommandError {
  /// What a model complains of, at the word that it is about.
  ///
  /// - Parameters:
  ///   - error: What was thrown.
  ///   - arguments: The statement's parameters.
  ///   - data: The parameter that holds the rows: what no other word is to blame for stands there.
  init(_ error: any Error, in arguments: Arguments, data: String = "table") {
    switch error {
    case let error as CommandError: self = error
    case let error as MixError: self.init(error, arguments, data)
    case let error as PanelError: self.init(error, arguments, data)
    case let error as TableError: self.init(error, arguments, data)
    case let error as StatisticsError: self.init(error, arguments, data)
    default: self.init("\(error)")
    }
  }

  private init(_ error: MixError, _ arguments: Arguments, _ data: String) {
    let message = error.description
    switch error {
    case .constant(let column, _, let rows) where column == arguments.optionalText("target"):
      self.init(
        "\"\(column)\" is the same in all \(rows) rows of the fit, so that there is nothing to explain; "
          + "take another target, or other rows", column: column, arguments, data)
    case .usedTwice(let column):
      self.init(message, column: column, arguments, data)
    case .missing(let column, _, _, _), .infinite(let column, _), .constant(let column, _, _),
      .negativeSpend(let column, _, _, _), .collinear(let column), .sameFieldName(_, let column):
      self.init(message, column: column, arguments, data)
    case .noLogarithm(let column, _, _, _):
      self.init(message, column: column, arguments, data)
    case .unknownCountry:
      self.init(message, parameter: "holidays")
    case .unknownFeature(let name, let known):
      self.init(
        message, parameter: "signs", word: name,
        suggestion: NearestName.suggestion(for: name, among: known))
    case .unknownParameter(let name, _):
      self.init(message, parameter: "priors", word: name)
    case .badPrior(let name, _):
      self.init(message, prior: name, arguments)
    case .badExperiment(let name, _):
      self.init(
        message, parameter: arguments.isGiven("lifts") ? "lifts" : "experiments", word: name)
    case .notOfWorld:
      self.init(message, parameter: arguments.isGiven("fits") ? "fits" : data)
    case .noDraws:
      self.init(message, parameter: arguments.isGiven("warmup") ? "warmup" : data)
    case .notForPriors, .notForRegions, .severalWorlds:
      self.init(message)
    case .notForRobyn:
      self.init(message, parameter: arguments.isGiven("validation") ? "validation" : data)
    case .searchedTwice:
      self.init(message, parameter: "adstock")
    case .noDecomposition, .noFront:
      self.init(message, parameter: data)
    case .noCandidate, .noCluster:
      self.init(message, parameter: arguments.isGiven("cluster") ? "cluster" : "choose")
    case .contradictoryBounds(let feature, _):
      self.init(message, parameter: arguments.isGiven("signs") ? "signs" : data, word: feature)
    case .noSpend:
      self.init(message, parameter: "channels")
    case .fold:
      self.init(message, parameter: arguments.isGiven("folds") ? "folds" : "fit")
    case .searchTooLarge, .nothingFits:
      self.init(message, parameter: arguments.isGiven("search") ? "search" : data)
    case .noChannels:
      self.init(message, parameter: "channels")
    case .noDates(let why):
      self.init(message, parameter: arguments.optionWanting(calendar: why) ?? data)
    case .datesNotRising, .tooFewRows:
      self.init(message, parameter: data)
    case .badHoldout:
      self.init(message, parameter: "holdout")
    case .badOption(let name, _, _):
      if name.contains("weekend") {
        self.init(message, parameter: "dummies", word: "weekend")
      } else if name.contains("weekday") {
        self.init(message, parameter: "dummies", word: "weekday")
      } else if name.contains("trained on") {
        self.init(message, parameter: "validation")
      } else {
        let parameter =
          name.contains("first past")
          ? "start" : ["penalty", "holdout", "season"].first { name.contains($0) }
        self.init(message, parameter: parameter ?? (name.contains("held") ? "holdout" : "season"))
      }
    }
  }

  private init(_ error: PanelError, _ arguments: Arguments, _ data: String) {
    let message = error.description
    switch error {
    case .twice(_, let day?, let row) where !arguments.isGiven("region"):
      self.init(
        "\(day) occurs twice, again in row \(row); name the column of regions with region=, or "
          + "aggregate to one row a period first", parameter: data)
    case .unnamedRegion, .twice, .missingRows, .unequalRows:
      self.init(message, parameter: arguments.isGiven("region") ? "region" : data)
    case .populationChanges, .populationNotPositive:
      self.init(message, parameter: "population")
    case .noPopulation: self.init(message, parameter: "region")
    case .unknownChannel(let name, _): self.init(message, parameter: "media", word: name)
    case .badKnots: self.init(message, parameter: arguments.isGiven("knots") ? "knots" : data)
    case .unknownParameter(let name, _, _):
      self.init(message, parameter: "priors", word: name)
    case .badPrior(let name, _): self.init(message, prior: name, arguments)
    case .tooFewPeriods, .notOffered: self.init(message, parameter: data)
    }
  }

  /// About a prior: at its key, or at the key of its kind; where it was not written, at what it was made from.
  private init(_ message: String, prior name: String, _ arguments: Arguments) {
    let keys = arguments.keyed("priors").compactMap(\.key)
    let family = name.split(separator: ".").first.map(String.init) ?? name
    guard let key = [name, family].first(where: keys.contains) else {
      self.init(message)
      return
    }
    self.init(message, parameter: "priors", word: key)
  }

  private init(_ error: TableError, _ arguments: Arguments, _ data: String) {
    switch error {
    case .noColumn(let column, let names):
      let near = NearestName.suggestion(for: column, among: names)
      let listed = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
      let table = arguments.optionalText(data).map { " in \"\($0)\"" } ?? ""
      self.init(
        "no column \"\(column)\"\(table)" + (near == nil ? "; it has \(listed)" : ""),
        column: column, arguments, data, suggestion: near)
    case .wrongKind(let column, _, _):
      self.init(error.description, column: column, arguments, data)
    default:
      self.init(error.description, parameter: data)
    }
  }

  private init(_ error: StatisticsError, _ arguments: Arguments, _ data: String) {
    if case .tooFewRows(_, _, let purpose) = error, purpose.contains("folds") {
      self.init(error.description, parameter: "folds")
    } else if error.description.hasPrefix("an outcome in column"), arguments.isGiven("target") {
      self.init(error.description, parameter: "target")
    } else {
      self.init(error.description, parameter: data)
    }
  }

  /// About a column: at the last parameter that names it, or that made it, or else where the rows come from.
  private init(
    _ message: String, column: String, _ arguments: Arguments, _ data: String,
    suggestion: String? = nil
  ) {
    let named = ["controls", "channels", "target", "date"].first {
      arguments.isGiven($0) && arguments.texts($0).contains(column)
    }
    let made = named == nil ? arguments.optionMaking(feature: column) : nil
    self.init(
      message, parameter: named ?? made?.parameter ?? data,
      word: named == nil ? made?.word : column, suggestion: suggestion)
  }
}

extension Arguments {
  /// The option that a feature comes from which is no column, and the word in it.
  fileprivate func optionMaking(feature: String) -> (parameter: String, word: String?)? {
    if keyed("events").contains(where: { $0.key == feature }) { return ("events", feature) }
    if feature.hasPrefix("month_") { return ("dummies", "month") }
    if feature.hasPrefix("weekday_") { return ("dummies", "weekday") }
    if feature == "weekend" { return ("dummies", "weekend") }
    if feature == "holidays" { return ("holidays", nil) }
    if feature.hasPrefix("season") { return ("season", nil) }
    return feature.hasPrefix("trend") ? ("trend", nil) : nil
  }

  /// The option that asks for what only a calendar knows, going by the complaint.
  fileprivate func optionWanting(calendar complaint: String) -> String? {
    if !texts("dummies").isEmpty, complaint.contains("level for each") { return "dummies" }
    if isGiven("season"), complaint.contains("season") { return "season" }
    let words = complaint.split(separator: " ").map(String.init)
    if isGiven("holidays"), words.contains("holidays") { return "holidays" }
    return isGiven("events") && complaint.contains("calendar") ? "events" : nil
  }
}
