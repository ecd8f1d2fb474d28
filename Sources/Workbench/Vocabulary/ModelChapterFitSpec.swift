import Marketing
import Notebooks
import Tables

extension MixSpec {
  /// What the parameters of a `fit` ask for.
  ///
  /// Before a run calculations are not done yet; what they stand for has its default then.
  ///
  /// - Parameters:
  ///   - arguments: The statement's parameters.
  ///   - regulariser: How coefficients are kept in check.
  ///   - standards: The carryover and the saturation, by option, of channels that say nothing.
  /// - Throws: Where a column has two roles, or a transform cannot be.
  init(
    _ arguments: Arguments, regulariser: Regulariser, standards: [String: CallValue] = [:]
  ) throws(CommandError) {
    self.init(
      target: arguments.text("target"), channels: arguments.texts("channels"),
      controls: arguments.texts("controls"), trend: Trend(arguments),
      holdout: Holdout(arguments), regulariser: regulariser,
      seed: UInt64(arguments.optionalInteger("seed") ?? 42))
    seasons = Season.asked(by: arguments)
    holidays = arguments.optionalText("holidays")
    events = arguments.keyedDays("events").map { item in
      Event(
        name: item.key ?? "event", first: item.days.lowerBound, last: item.days.upperBound)
    }
    form = arguments.optionalText("form") == "loglog" ? .logLog : .additive
    unit = SaturationUnit(arguments)
    signs = Self.signs(arguments)
    try requireOneRoleEach()
    let asked = try AskedTransforms(arguments, standards: standards)
    transforms = asked.transforms
    search = asked.search
  }

  private func requireOneRoleEach() throws(CommandError) {
    var roles: [String: String] = [target: "the target"]
    for (parameter, role, names) in [
      ("channels", "a channel", channels), ("controls", "a control", controls),
      ("events", "an event", events.map(\.name)),
    ] {
      for name in names {
        guard let other = roles.updateValue(role, forKey: name) else { continue }
        throw CommandError(
          other == role
            ? "column \"\(name)\" is named twice as \(role)"
            : "column \"\(name)\" is \(other) already and cannot be \(role) too; name it once",
          parameter: parameter, word: name)
      }
    }
  }

  private static func signs(_ arguments: Arguments) -> [String: Sign] {
    var signs: [String: Sign] = [:]
    for (key, word) in arguments.keyedWords("signs") {
      for feature in key.map({ [$0] }) ?? arguments.texts("channels") {
        signs[feature] = Sign(rawValue: word)
      }
    }
    return signs
  }
}

extension MixSpec.Trend {
  /// What `trend=` asks for.
  fileprivate init(_ arguments: Arguments) {
    if let call = arguments.optionalCall("trend") {
      self = .piecewise(bends: Int(exactly: call.numbers["bends"] ?? 1) ?? 1)
    } else {
      self = arguments.optionalText("trend") == "linear" ? .linear : .absent
    }
  }
}

extension MixSpec.Season {
  /// What `season=` and `dummies=` ask for.
  fileprivate static func asked(by arguments: Arguments) -> [MixSpec.Season] {
    let waves = arguments.calls("season").map { call -> MixSpec.Season in
      let pairs = call.number("pairs").flatMap { Int(exactly: $0) } ?? 1
      return call.word == "cycle"
        ? .cycle(periods: call.number("periods") ?? 2, pairs: pairs) : .yearly(pairs: pairs)
    }
    let dummies = arguments.texts("dummies")
    return waves + (dummies.contains("month") ? [.months] : [])
      + (dummies.contains("weekday") ? [.weekdays] : [])
      + (dummies.contains("weekend") ? [.weekend] : [])
  }
}

extension MixSpec.SaturationUnit {
  /// What `unit=` asks for.
  fileprivate init(_ arguments: Arguments) {
    switch arguments.optionalText("unit") {
    case "max": self = .largestPeriod
    case "money": self = .money
    default: self = .medianActivePeriod
    }
  }
}

extension MixSpec.Holdout {
  /// What `holdout=` asks for: rows from 1, a share below.
  fileprivate init(_ arguments: Arguments) {
    switch arguments.optionalNumber("holdout") {
    case nil, 0?: self = .absent
    case let share? where share < 1: self = .share(share)
    case let rows?: self = .rows(Int(exactly: rows) ?? 1)
    }
  }
}
