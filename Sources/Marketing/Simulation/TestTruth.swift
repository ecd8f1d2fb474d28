public import Tables

/// A simulated test: what was measured, and what there was to measure.
public struct TestResult: Sendable, Hashable, Codable {
  /// What the experimenter gets.
  public let experiment: Experiment
  /// What only the simulator knows.
  public let truth: TestTruth
}

/// The exact effect of a simulated test.
public struct TestTruth: Sendable, Hashable, Codable {
  /// The test's name.
  public let name: String
  /// The channel.
  public let channel: String
  /// The difference in sales within the window, without chance.
  public let lift: Double
  /// What the change sold after the window and before the data end.
  public let later: Double
  /// All the money added; below 0 where it was taken away.
  public let spendChange: Double
  /// What was measured.
  public let measured: Double
  /// The standard error of that.
  public let standardError: Double

  /// What each unit of the changed money brought within the window.
  public var roi: Double { spendChange == 0 ? 0 : lift / spendChange }

  /// The exact lift and the rest under the test's name, `lift.tv_2023_03_06`: `lift`, `later`, `spend_change`, `roi`, and
  /// the measurement's `error` in standard errors.
  public var scalarFields: [ScalarField] {
    let part = FieldName.part(name)
    return [
      ("lift", lift), ("later", later), ("spend_change", spendChange), ("roi", roi),
      ("error", (measured - lift) / standardError),
    ].map { ScalarField("\($0.0).\(part)", $0.1) }
  }

  /// One row a test: `experiment channel spend_change lift measured standard_error later roi`.
  public static func table(of truths: [TestTruth]) -> Table {
    func numbers(_ name: String, _ value: (TestTruth) -> Double) -> Column {
      Column(name, numbers: truths.map(value))
    }
    return Table([
      Column("experiment", texts: truths.map(\.name)),
      Column("channel", texts: truths.map(\.channel)),
      numbers("spend_change", \.spendChange), numbers("lift", \.lift),
      numbers("measured", \.measured), numbers("standard_error", \.standardError),
      numbers("later", \.later), numbers("roi", \.roi),
    ])
  }
}

/// Why a world cannot have a test.
public enum TestError: Error, Sendable, Hashable {
  /// A channel that is not there.
  case unknownChannel(String, known: [String])
  /// A region that is not there.
  case unknownRegion(String, known: [String])
  /// Regions where there are none.
  case noRegions
  /// No week begins on that day; the Monday of the week that holds it, if any.
  case noSuchWeek(Day, of: Day?, through: Day?, containing: Day?)
  /// The window is longer than what is left of the data.
  case tooLate(Day, weeks: Int, left: Int)
  /// A channel that never spent anything has no usual spend.
  case nothingSpent(String)
  /// Less was to be spent in weeks without spend.
  case nothingToTake(String, from: Day)
}

extension TestError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unknownChannel(let name, let known):
      "no channel \"\(name)\" in the simulated world" + Self.near(name, known)
    case .unknownRegion(let name, let known):
      "no region \"\(name)\" in the simulated world" + Self.near(name, known)
    case .noRegions:
      "the national retailer has no regions; leave regions out or test in a simulated panel"
    case .noSuchWeek(let day, _, _, let week?):
      "no week begins on \(day); the week that holds it begins on \(week)"
    case .noSuchWeek(let day, let first?, let last?, nil):
      "\(day) lies outside the data, whose weeks begin from \(first) through \(last)"
    case .noSuchWeek(let day, _, _, nil):
      "\(day) lies outside the data"
    case .tooLate(let day, let weeks, let left):
      "test and outcome take \(weeks) weeks, and from \(day) the data have \(left); start earlier or count fewer weeks"
    case .nothingSpent(let channel):
      "nothing was ever spent on \(channel), so that a test has no usual spend to go by"
    case .nothingToTake(let channel, let day):
      "nothing is spent on \(channel) in the tested weeks from \(day), so there is nothing to take away; "
        + "test weeks in which it is on air"
    }
  }

  private static func near(_ name: String, _ known: [String]) -> String {
    if let near = NearestName.suggestion(for: name, among: known) {
      return "; did you mean \"\(near)\"?"
    }
    let listed = known.prefix(12).joined(separator: ", ")
    return "; it has \(listed)" + (known.count > 12 ? " and \(known.count - 12) more" : "")
  }
}
