public import Tables

/// What the world can do wrong to a marketing mix model: data that cannot be modelled, a question that has no answer.
///
/// Rows are counted from 1, as a reader of the file counts them below its head.
public enum MixError: Error, Sendable, Hashable {
  /// A model without a channel explains no marketing.
  case noChannels
  /// A column plays two parts.
  case usedTwice(column: String)
  /// Two features would answer to the same field name.
  case sameFieldName(String, String)
  /// A value is missing; `count` in all, the first at `row`.
  case missing(column: String, row: Int, day: Day?, count: Int)
  /// A value is infinite.
  case infinite(column: String, row: Int)
  /// Spend below zero.
  case negativeSpend(channel: String, row: Int, day: Day?, value: Double)
  /// A column that never changes in the rows of the fit.
  case constant(column: String, value: Double, rows: Int)
  /// Dates are needed, and the table has none.
  case noDates(why: String)
  /// Dates that do not rise: the row's date and the one before it.
  case datesNotRising(row: Int, day: Day, previous: Day)
  /// Fewer rows than the model needs.
  case tooFewRows(rows: Int, needed: Int, coefficients: Int)
  /// A hold-out that leaves nothing on one side.
  case badHoldout(rows: Int, of: Int)
  /// A feature is an exact combination of those before it.
  case collinear(feature: String)
  /// A logarithm of the target was asked for, and there is none.
  case noLogarithm(column: String, row: Int, day: Day?, value: Double)
  /// A country whose calendar is not known.
  case unknownCountry(String, known: [String])
  /// Bounds of a coefficient that leave no number, or that its sign forbids.
  case contradictoryBounds(feature: String, why: String)
  /// No channel has spend in the rows that are fitted.
  case noSpend(channels: [String], rows: Int)
  /// A sign or setting for what is no feature of the model.
  case unknownFeature(String, known: [String])
  /// A search that asks for more settings than it may.
  case searchTooLarge(settings: Int, most: Int)
  /// A fold of a validation cannot be fitted.
  case fold(Int, of: Int, why: String)
  /// Under every setting of a search some feature is a combination of others.
  case nothingFits
  /// Something that a regional model does not do.
  case notForRegions(String)
  /// Sampling was stopped before there was anything to keep, or every draw is no number.
  case noDraws(why: String)
  /// An option outside its range.
  case badOption(String, value: Double, allowed: String)
  /// A prior for what is no parameter of the model.
  case unknownParameter(String, known: [String])
  /// A prior that is improper, or that allows what the parameter cannot be.
  case badPrior(parameter: String, why: String)
  /// What a Bayesian model does not do.
  case notForPriors(what: String, instead: String)
  /// Something that a search as Robyn does it cannot do.
  case notForRobyn(String, instead: String)
  /// A parameter with two ranges.
  case searchedTwice(parameter: String)
  /// No candidate of a search could be judged.
  case noDecomposition(candidates: Int, why: String)
  /// Estimates of several kinds of worlds in one table.
  case severalWorlds([String])
  /// A front was asked for where there is none.
  case noFront
  /// A candidate that is not of the front.
  case noCandidate(String, known: [String])
  /// A cluster that is not there.
  case noCluster(Int, of: Int)
  /// An experiment that cannot be brought into the model.
  case badExperiment(String, why: String)
  /// A model of simulated worlds names a column that they do not have, as its target, a channel or a control.
  case notOfWorld(column: String, part: String, known: [String])
}

extension MixError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noChannels:
      "no channels: name at least one column of spend"
    case .usedTwice(let column):
      "column \"\(column)\" is used twice; it can be the target, a channel or a control, and once"
    case .sameFieldName(let first, let second):
      "\"\(first)\" and \"\(second)\" are both called \(FieldName.part(first)) in results; rename one"
    case .missing(let column, let row, let day, let count):
      "column \"\(column)\" has no value in row \(row)\(place(day))"
        + (count > 1 ? " and in \(count - 1) more" : "") + "; clean or filter the table first"
    case .infinite(let column, let row):
      "column \"\(column)\" is infinite in row \(row), or so large or small that sums of squares overflow; "
        + "use another unit"
    case .negativeSpend(let channel, let row, let day, let value):
      "spend on \"\(channel)\" is \(number(value)) in row \(row)\(place(day)); spend must be 0 or more: "
        + "correct the refund or credit note first"
    case .constant(let column, let value, let rows):
      "column \"\(column)\" is \(value) in all \(rows) rows of the fit; "
        + "what never changes cannot be told from the base: leave it out"
    case .noDates(let why):
      "no column of dates, and \(why)"
    case .datesNotRising(let row, let day, let previous) where day == previous:
      "\(day) occurs twice, in rows \(row - 1) and \(row); aggregate to one row a period first"
    case .datesNotRising(let row, let day, let previous):
      "row \(row) has \(day) after \(previous); sort by date first"
    case .tooFewRows(let rows, let needed, let coefficients):
      "\(rows) row\(rows == 1 ? "" : "s") for \(coefficients) coefficients; at least \(needed) rows are due: "
        + "use more data, fewer features or ridge"
    case .badHoldout(let rows, let all):
      "a hold-out of \(rows) of \(all) rows; both parts need at least one row"
    case .collinear(let feature):
      "\"\(feature)\" is an exact combination of other features; leave one out or use ridge"
    case .noLogarithm(let column, let row, let day, let value):
      "\"\(column)\" is \(number(value)) in row \(row)\(place(day)); a logarithm needs a target above 0 in every row"
    case .unknownCountry(let country, let known):
      "no calendar of holidays for \"\(country)\"; there is one for \(known.joined(separator: ", "))"
    case .contradictoryBounds(let feature, let why):
      "the coefficient of \"\(feature)\" cannot be fitted: \(why)"
    case .noSpend(let channels, let rows):
      "nothing was spent on any of \(channels.joined(separator: ", ")) in the \(rows) rows of the fit; "
        + "shares of the spend need a channel that was paid for: check the columns, or fit other rows"
    case .unknownFeature(let name, let known):
      "no feature \"\(name)\" in the model; it has \(known.joined(separator: ", "))"
    case .searchTooLarge(let settings, let most):
      "the grid has \(settings) settings; at most \(most) are tried: use fewer points, narrower ranges or "
        + "search by gradient"
    case .fold(let number, let all, let why):
      "fold \(number) of \(all) cannot be fitted: \(why)"
    case .nothingFits:
      "under every setting that was tried some feature is an exact combination of others; leave one out or use ridge"
    case .notForRegions(let what):
      "a regional model has no \(what)"
    case .noDraws(let why):
      "there is no draw of the posterior: \(why)"
    case .badOption(let name, let value, let allowed):
      "\(name) is \(number(value)); allowed is \(allowed)"
    case .unknownParameter(let name, let known):
      "no parameter \"\(name)\" to give a prior to; "
        + (NearestName.suggestion(for: name, among: known).map { "did you mean \"\($0)\"? " } ?? "")
        + "the model has \(known.joined(separator: ", "))"
    case .badPrior(let parameter, let why):
      "the prior of \"\(parameter)\" cannot be used: \(why)"
    case .notForPriors(let what, let instead):
      "\(what) cannot be given priors; use \(instead)"
    case .notForRobyn(let what, let instead):
      "a search as Robyn does it has no place for \(what); use \(instead)"
    case .searchedTwice(let parameter):
      "\(parameter) has two ranges to be searched over; give one"
    case .noDecomposition(let candidates, let why):
      "none of \(candidates) candidates can be judged: \(why); try wider bounds, less of a baseline or other channels"
    case .severalWorlds(let worlds):
      "the column \"world\" has \(worlds.joined(separator: ", ")): the same seed is another world in each, and their errors "
        + "do not belong together; filter the table to one of them"
    case .noFront:
      "there is no front of candidates: the fit is not of a search as Robyn does it"
    case .noCandidate(let name, let known):
      "no candidate \"\(name)\" on the front; the best are \(known.prefix(8).joined(separator: ", "))"
    case .noCluster(let number, let all):
      all == 0
        ? "no cluster \(number): the candidates were not clustered"
        : "no cluster \(number); there are \(all), counted from 1"
    case .badExperiment(let name, let why):
      "experiment \"\(name)\": \(why)"
    case .notOfWorld(let column, let part, let known):
      "\"\(column)\" is no \(part) of the simulated retailer, which has \(known.joined(separator: ", ")); "
        + "take a fit of its columns"
    }
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() ? SpokenNumber.money(value) : SpokenNumber.ratio(value)
  }

  private func place(_ day: Day?) -> String { day.map { " (\($0))" } ?? "" }
}
