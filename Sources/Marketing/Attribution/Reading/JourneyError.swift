public import Tables

/// Why a file of journeys could not be read: all problems found, up to a bound, each with its place.
///
/// Printed, it is one line a problem:
///
///     journeys.csv:17:9: "-1" in column conversions, where a number from 0 on is due
public struct JourneyError: Error, Sendable, Hashable {
  /// The file as the caller named it.
  public let file: String
  /// What is wrong, from top to bottom; never empty.
  public let problems: [JourneyProblem]
  /// Whether the reader stopped looking because there were too many.
  public let stoppedEarly: Bool

  /// An error of one or more problems.
  public init(file: String, problems: [JourneyProblem], stoppedEarly: Bool = false) {
    self.file = file
    self.problems = problems
    self.stoppedEarly = stoppedEarly
  }

  init(_ error: CSVError) {
    self.init(
      file: error.file,
      problems: error.problems.map {
        JourneyProblem(.csv($0.kind), line: $0.line, column: $0.column, field: $0.field)
      },
      stoppedEarly: error.stoppedEarly)
  }

  init(file: String, _ kind: JourneyProblem.Kind, line: Int = 0) {
    self.init(file: file, problems: [JourneyProblem(kind, line: line)])
  }
}

extension JourneyError: CustomStringConvertible {
  /// One line a problem: `file:line:column: sentence`.
  public var description: String {
    var lines = problems.map { "\(file)\($0.place): \($0.sentence)" }
    if stoppedEarly { lines.append("\(file): further problems not listed") }
    return lines.joined(separator: "\n")
  }
}

/// One thing wrong with a file of journeys and where it is.
public struct JourneyProblem: Sendable, Hashable, Codable {
  /// What is wrong.
  public let kind: Kind
  /// The line, from 1; 0 where the problem is the file as a whole.
  public let line: Int
  /// The character in that line, from 1; 0 where the problem has none.
  public let column: Int
  /// The field in its record, from 1; 0 where the problem has none.
  public let field: Int

  /// What can be wrong.
  public enum Kind: Sendable, Hashable, Codable {
    /// The file is no CSV file, or a cell does not hold what its column must.
    case csv(CSVProblem.Kind)
    /// No column was named for a role, and none has a usual name for it.
    case noUsualColumn(role: String, among: [String])
    /// A path without any touch.
    case emptyPath
    /// Two separators with nothing between, or one at an end; touches count from 1.
    case emptyTouch(touch: Int)
    /// A number below 0.
    case negative(found: String, column: String)
    /// Neither 0 nor 1 where all of a row's journeys converted or none did.
    case notAllOrNone(found: String, column: String)
    /// A row that stands for fewer journeys than converted.
    case tooFewJourneys(found: String, conversions: Double)
    /// A number beyond what sums can hold exactly.
    case tooLarge(found: String, column: String)
    /// More channels than a table can hold.
    case tooManyChannels(limit: Int)
    /// A separator of channels that is only blanks, or holds the quote or a line's end.
    case badSeparator(String)
    /// An event without a customer.
    case emptyCustomer
    /// An event that is neither a touch of a channel nor a conversion.
    case emptyChannel
    /// Something else where a time is due.
    case badTime(found: String, column: String)
    /// Conversions of one customer that share so many touches that it can hardly be one customer.
    case sharedTooOften(limit: Int)
    /// A sum beyond what can be held.
    case sumTooLarge
    /// An option outside its range.
    case badOption(String, found: String, allowed: String)
    /// Sketches that were made by different rules.
    case otherRules(difference: String, than: String)
    /// A file that is no sketch of journeys.
    case noSketch
    /// A sketch in a format that this version does not know.
    case unknownSketchVersion(found: Int, known: Int)
    /// A sketch whose bytes were cut off or changed.
    case damagedSketch(String)
  }

  /// A problem at a place.
  public init(_ kind: Kind, line: Int = 0, column: Int = 0, field: Int = 0) {
    self.kind = kind
    self.line = line
    self.column = column
    self.field = field
  }

  /// `:17:4`, `:17` or nothing.
  public var place: String {
    line == 0 ? "" : column == 0 ? ":\(line)" : ":\(line):\(column)"
  }

  /// What was found, what was expected and what to do.
  public var sentence: String {
    switch kind {
    case .csv(let kind): CSVProblem(kind, line: line, column: column, field: field).sentence
    case .noUsualColumn(let role, let names):
      "no column for the \(role) among \(names.prefix(15).joined(separator: ", "))"
        + "\(names.count > 15 ? " and \(names.count - 15) more" : ""); say which it is"
    case .emptyPath: "a journey without any touch; drop the row, or name what was touched"
    case .emptyTouch(let touch): "touch \(touch) of the path has no channel"
    case .negative(let found, let column):
      "\"\(found)\" in column \(column), where a number from 0 on is due"
    case .notAllOrNone(let found, let column):
      "\"\(found)\" in column \(column), where 0 or 1 is due, since count says how many journeys went so; "
        + "where conversions are a part of a row's journeys, give journeys= instead of count="
    case .tooFewJourneys(let found, let conversions):
      "\"\(found)\" journeys, of which \(JourneyRules.written(conversions)) converted; as many or more are due"
    case .tooLarge(let found, let column):
      "\"\(found)\" in column \(column), where a number below \(Int(ExactSum.limit)) is due"
    case .tooManyChannels(let limit):
      "more than \(limit) channels; is the separator of channels right, and the column of paths?"
    case .badSeparator(let text):
      "\"\(text)\" cannot separate channels; a sign such as > is due"
    case .emptyCustomer: "an event without a customer"
    case .emptyChannel: "an event without a channel that is no conversion either"
    case .badTime(let found, let column):
      "\"\(found)\" in column \(column), where a time such as 2026-01-31 23:59:59, or seconds since "
        + "1970, is due"
    case .sharedTooOften(let limit):
      "the conversions of one customer have more than \(limit) touches in all; look whether the column of "
        + "customers is right, take a shorter window, or give every conversion only the touches since the one before"
    case .sumTooLarge: "the sum of a column is too large to be held exactly"
    case .badOption(let name, let found, let allowed): "\(name): \(found), where \(allowed) due"
    case .otherRules(let difference, let other):
      "made by other rules than \(other): \(difference); make all parts with the same options"
    case .noSketch: "no sketch of journeys; make one with: mixbook sketch FILE -o part.sketch"
    case .unknownSketchVersion(let found, let known):
      "a sketch of format \(found), where this version reads format \(known); make it anew"
    case .damagedSketch(let what): "a damaged sketch: \(what); copy it again or make it anew"
    }
  }
}
