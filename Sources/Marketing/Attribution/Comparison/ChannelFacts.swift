public import Tables

/// What journeys say of a channel, whatever the model: the counts of which models' credits are made.
public struct ChannelFacts: Sendable, Hashable, Codable {
  /// The channel.
  public let channel: String
  /// The share of conversions whose journey it opened.
  public let opens: Double
  /// The share of conversions whose journey it closed.
  public let closes: Double
  /// The share of conversions whose journey touched it.
  public let touched: Double
  /// The share of those conversions whose journey touched no other channel; 0 where there are none.
  public let alone: Double
  /// How often converting journeys that touched it did so, on average; 0 where there are none.
  public let touchesPerJourney: Double
  /// The share of all journeys that touched it which converted; 0 where there are none.
  public let rate: Double
  /// The share of all journeys, whatever they touched, which converted.
  public let wholeRate: Double

  /// One row a channel: `channel opens closes touched alone touches rate`.
  public static func table(_ facts: [ChannelFacts]) -> Table {
    Table([
      Column("channel", texts: facts.map(\.channel)),
      Column("opens", numbers: facts.map(\.opens)),
      Column("closes", numbers: facts.map(\.closes)),
      Column("touched", numbers: facts.map(\.touched)),
      Column("alone", numbers: facts.map(\.alone)),
      Column("touches", numbers: facts.map(\.touchesPerJourney)),
      Column("rate", numbers: facts.map(\.rate)),
    ])
  }

  /// The facts of every channel of a table, in its order.
  public static func all(of table: JourneyTable) -> [ChannelFacts] {
    let none = [Double](repeating: 0, count: table.channels.count)
    var (opens, closes, touched, alone, touches, journeys) = (none, none, none, none, none, none)
    for index in 0..<table.count {
      let path = table.path(index)
      let (converted, lost) = (table.conversions[index], table.nulls[index])
      guard let first = path.first, let last = path.last else { continue }
      opens[Int(first)] += converted
      closes[Int(last)] += converted
      for channel in path { touches[Int(channel)] += converted }
      let distinct = Set(path)
      for channel in distinct {
        touched[Int(channel)] += converted
        journeys[Int(channel)] += converted + lost
        if distinct.count == 1 { alone[Int(channel)] += converted }
      }
    }
    let conversions = table.totalConversions
    let whole = conversions + table.totalNulls
    func ratio(_ above: Double, _ below: Double) -> Double { below > 0 ? above / below : 0 }
    return table.channels.indices.map { channel in
      ChannelFacts(
        channel: table.channels[channel], opens: ratio(opens[channel], conversions),
        closes: ratio(closes[channel], conversions),
        touched: ratio(touched[channel], conversions),
        alone: ratio(alone[channel], touched[channel]),
        touchesPerJourney: ratio(touches[channel], touched[channel]),
        rate: ratio(touched[channel], journeys[channel]), wholeRate: ratio(conversions, whole))
    }
  }
}

extension String {
  /// Without blanks at its end.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Finds what explains the difference of two models on one channel.
struct ReasonFinder {
  let facts: [ChannelFacts]
  let channel: Int
  /// The first model's share less the second's.
  let difference: Double

  /// What is said of models that agree on all channels.
  static let agreement = AttributionComparison.Reason(
    text: "the two are the same on these journeys", isIdentity: true)

  /// What a model looks at, by its name.
  private enum View {
    case opening
    case closing
    case ends
    case touches
    case distinct
    case rate
    case removal

    /// A name that was told apart, `last (narrow)`, is the model's before the parenthesis.
    init?(_ label: String) {
      let model = label.hasSuffix(")") ? String(label.prefix { $0 != "(" }).trimmedEnd : label
      switch model {
      case "first": self = .opening
      case "last", "time decay": self = .closing
      case "position based", "j-shaped", "inverse j-shaped", "w-shaped": self = .ends
      case "linear": self = .touches
      case "linear distinct", "shapley": self = .distinct
      case "shapley rate": self = .rate
      default:
        if model.hasPrefix("last except") {
          self = .closing
        } else if model.hasPrefix("position ") {
          self = .ends
        } else if model.hasPrefix("markov") {
          self = .removal
        } else {
          return nil
        }
      }
    }
  }

  /// The reason, where one of the counts points the way the difference goes.
  func reason(_ first: String, _ second: String) -> AttributionComparison.Reason? {
    guard let one = View(first), let other = View(second) else { return nil }
    if let text = sameModel(first, second) { return .init(text: text, isIdentity: false) }
    if own.closes > 0, let passed = [first, second].first(where: { $0.hasPrefix("last except") }),
      passed.dropFirst("last except ".count).hasPrefix(own.channel),
      [first, second].contains(where: { $0 == "last" })
    {
      return .init(
        text:
          "\(name) closes \(percent(own.closes)) of the converting journeys; passed over, all but the journeys of "
          + "it alone go to the touch before",
        isIdentity: false)
    }
    if first == "first" && second == "last" || first == "last" && second == "first" {
      return .init(
        text: "\(name) opens \(percent(own.opens)) of the converting journeys and closes "
          + "\(percent(own.closes)); the difference is the whole of it",
        isIdentity: true)
    }
    // What the first model looks at, against what the second does, and the same the other way round.
    return text(one, other, difference).map { .init(text: $0, isIdentity: false) }
      ?? text(other, one, -difference).map { .init(text: $0, isIdentity: false) }
  }

  /// Why one model differs from itself; nil for two models.
  private func sameModel(_ first: String, _ second: String) -> String? {
    func plain(_ label: String) -> Substring { label.prefix { $0 != "(" && $0 != "," } }
    if first.hasPrefix("markov"), second.hasPrefix("markov") {
      let (one, other) = (first.contains(", removal"), second.contains(", removal"))
      if one || other { return "the two do not mean the same by removing a channel" }
      if first.contains("without nulls") != second.contains("without nulls") {
        return "only one of the two sees journeys that did not convert"
      }
    }
    guard first != second, plain(first) == plain(second), first.hasSuffix(")") else { return nil }
    return "the same model: the journeys are others, by their window or what counts as a touch"
  }

  /// Why the model of the first view credits so much more (or less) than that of the second; nil where the counts do
  /// not point that way, or where the other order of the two is the one that is explained.
  private func text(_ one: View, _ other: View, _ gap: Double) -> String? {
    switch (one, other) {
    case (.opening, .touches), (.opening, .distinct), (.opening, .ends), (.opening, .removal),
      (.opening, .rate), (.opening, .closing):
      guard (own.opens > own.closes) == (gap > 0) else { return nil }
      return "\(name) opens \(percent(own.opens)) of the converting journeys and closes "
        + percent(own.closes)
    case (.closing, .touches), (.closing, .distinct), (.closing, .ends), (.closing, .removal),
      (.closing, .rate):
      guard (own.closes > own.opens) == (gap > 0) else { return nil }
      return "\(name) closes \(percent(own.closes)) of the converting journeys and opens "
        + percent(own.opens)
    case (.ends, .touches), (.ends, .distinct), (.ends, .removal), (.ends, .rate):
      let ends = (own.opens + own.closes) / 2
      guard (ends > touchShare) == (gap > 0) else { return nil }
      return "\(name) stands at \(percent(ends)) of the ends of converting journeys and makes "
        + "\(percent(touchShare)) of their touches"
    case (.touches, .distinct):
      guard (own.touchesPerJourney > usualTouches) == (gap > 0) else { return nil }
      return "a converting journey with \(name) touches it \(number(own.touchesPerJourney)) times, "
        + "where \(number(usualTouches)) are usual; \"linear\" counts each touch"
    case (.rate, .touches), (.rate, .distinct), (.rate, .removal):
      guard (own.rate > own.wholeRate) == (gap > 0) else { return nil }
      return "journeys with \(name) convert at \(percent(own.rate)), all at "
        + "\(percent(own.wholeRate)); only the rate looks at journeys that did not convert"
    case (.removal, .touches), (.removal, .distinct):
      // Removal counts a shared conversion in full for everyone it passed, and one alone only once.
      guard (own.alone < usualAlone) == (gap > 0) else { return nil }
      return "\(percent(own.alone)) of the conversions with \(name) had no other channel, where "
        + "\(percent(usualAlone)) are usual; removal counts a shared conversion in full for each channel"
    default: return nil
    }
  }

  private var own: ChannelFacts { facts[channel] }
  private var name: String { "\"\(own.channel)\"" }

  /// The channel's share of all touches of converting journeys.
  private var touchShare: Double {
    let all = facts.reduce(0) { $0 + $1.touched * $1.touchesPerJourney }
    return all > 0 ? own.touched * own.touchesPerJourney / all : 0
  }

  /// The mean of touches per journey, channels weighted by conversions touched.
  private var usualTouches: Double { usual(\.touchesPerJourney) }

  /// The mean share of conversions without another channel, weighted so.
  private var usualAlone: Double { usual(\.alone) }

  private func usual(_ fact: (ChannelFacts) -> Double) -> Double {
    let all = facts.reduce(0) { $0 + $1.touched }
    return all > 0 ? facts.reduce(0) { $0 + $1.touched * fact($1) } / all : 0
  }

  private func percent(_ share: Double) -> String { "\(number(share * 100))%" }

  /// One decimal.
  private func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
