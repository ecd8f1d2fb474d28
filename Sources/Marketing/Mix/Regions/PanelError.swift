public import Tables

/// What can be wrong with a table of regions, or with what is asked of it.
///
/// Rows are counted from 1, as a reader of the file counts them below its head.
public enum PanelError: Error, Sendable, Hashable {
  /// A row without the name of its region.
  case unnamedRegion(column: String, row: Int)
  /// A region and a date that occur twice.
  case twice(region: String, day: Day?, row: Int)
  /// Dates that other regions have and this one has not; `count` in all.
  case missingRows(region: String, first: Day, count: Int)
  /// Without dates: regions with different numbers of rows.
  case unequalRows(region: String, rows: Int, other: String, otherRows: Int)
  /// Fewer periods than a model needs.
  case tooFewPeriods(Int, needed: Int)
  /// A population that is not the same in all rows of a region.
  case populationChanges(region: String, from: Double, to: Double)
  /// A population of 0 or below.
  case populationNotPositive(region: String, value: Double)
  /// Populations are needed to compare regions, and none are named.
  case noPopulation(regions: Int)
  /// A column of media for what is no channel.
  case unknownChannel(String, known: [String])
  /// Knots that do not fit into the periods.
  case badKnots(String)
  /// A prior for what is no parameter.
  case unknownParameter(String, known: [String], suggestion: String?)
  /// A prior that is none, or that the parameter cannot have.
  case badPrior(parameter: String, why: String)
  /// What the regional model does not offer.
  case notOffered(String)
}

extension PanelError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unnamedRegion(let column, let row):
      "column \"\(column)\" names no region in row \(row); every row belongs to one: "
        + "fill it in or filter the row"
    case .twice(let region, let day, let row):
      "region \"\(region)\" has \(day.map { "\($0)" } ?? "a period") twice, again in row \(row); "
        + "aggregate to one row a region and period first"
    case .missingRows(let region, let first, let count):
      "region \"\(region)\" has no row for \(first)"
        + (count > 1 ? " and \(count - 1) more dates" : "") + ", other regions do; "
        + "add what is missing (with a spend of 0 if nothing was spent) or leave the region out"
    case .unequalRows(let region, let rows, let other, let otherRows):
      "region \"\(region)\" has \(rows) rows, region \"\(other)\" \(otherRows); "
        + "without dates all need the same number: name a column of dates"
    case .tooFewPeriods(let periods, let needed):
      "\(periods) period\(periods == 1 ? "" : "s") a region; at least \(needed) are needed"
    case .populationChanges(let region, let from, let to):
      "the population of region \"\(region)\" changes from \(number(from)) to \(number(to)); "
        + "give one number a region, such as the mean"
    case .populationNotPositive(let region, let value):
      "the population of region \"\(region)\" is \(number(value)); it must be above 0"
    case .noPopulation(let regions):
      "\(regions) regions and no population; name its column, "
        + "for spend and sales are compared per head"
    case .unknownChannel(let name, let known):
      "media are named for \"\(name)\", which is no channel; "
        + "there are \(known.joined(separator: ", "))"
    case .badKnots(let why): why
    case .unknownParameter(let name, let known, let suggestion):
      "no parameter \"\(name)\" for a prior"
        + (suggestion.map { "; did you mean \($0)?" } ?? ";")
        + " there are \(known.joined(separator: ", "))"
    case .badPrior(let parameter, let why):
      "the prior of \(parameter): \(why)"
    case .notOffered(let what): what
    }
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
