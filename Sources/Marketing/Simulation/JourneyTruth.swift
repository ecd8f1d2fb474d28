/// What generated simulated journeys: the answer that models of attribution are scored against.
///
/// A channel is switched off by taking away its touches and those that they cause, everything else being equal: the
/// same customers, intents and draws, as no real experiment can have it. The last coin, to buy or not, is replaced by
/// its probability. All numbers are so expectations over that coin alone, for these very customers.
public struct JourneyTruth: Sendable, Hashable, Codable {
  /// A channel's law and what it did.
  public struct Channel: Sendable, Hashable, Codable {
    /// How it reaches, persuades and costs.
    public let law: JourneyChannel
    /// Touches in the log.
    public let touches: Int
    /// Expected conversions with everything on less those with this channel off: what an experiment would find.
    public let incrementalConversions: Double
    /// The same of value, euros.
    public let incrementalValue: Double
    /// The Shapley value of expected conversions over all settings of the switches; channels add up to `caused`.
    public let credit: Double
    /// The same of value, euros.
    public let valueCredit: Double

    /// The channel's name.
    public var name: String { law.name }
    /// What all touches cost, euros.
    public var cost: Double { Double(touches) * law.costPerTouch }
    /// Incremental value over cost; nil for what costs nothing.
    public var roas: Double? { cost > 0 ? incrementalValue / cost : nil }
  }

  /// The seed.
  public let seed: UInt64
  /// The options.
  public let simulator: JourneySimulator
  /// Conversions in the log.
  public let observedConversions: Int
  /// Their value, euros.
  public let observedValue: Double
  /// The channels.
  public let channels: [Channel]
  /// Expected conversions by setting of the switches: bit i of the index is 1 where channel i is on.
  public let conversionsBySetting: [Double]
  /// Expected value by setting, euros.
  public let valueBySetting: [Double]

  /// Expected conversions with every channel on.
  public var expectedConversions: Double { conversionsBySetting[conversionsBySetting.count - 1] }
  /// Expected value with every channel on, euros.
  public var expectedValue: Double { valueBySetting[valueBySetting.count - 1] }
  /// Expected conversions with every channel off: who would have bought anyway.
  public var baseline: Double { conversionsBySetting[0] }
  /// Expected value with every channel off, euros.
  public var baselineValue: Double { valueBySetting[0] }
  /// Expected conversions that marketing as a whole caused.
  public var caused: Double { expectedConversions - baseline }
  /// Expected value that marketing as a whole caused, euros.
  public var causedValue: Double { expectedValue - baselineValue }
  /// Each channel's share of what was caused, by Shapley value; sums to 1.
  public var share: [Double] { channels.map { caused == 0 ? 0 : $0.credit / caused } }
  /// Each channel's share of the value that was caused.
  public var valueShare: [Double] {
    channels.map { causedValue == 0 ? 0 : $0.valueCredit / causedValue }
  }

  /// Expected conversions with the channels of these names on and all others off; nil where a name is none of them.
  public func conversions(with names: [String]) -> Double? {
    setting(names).map { conversionsBySetting[$0] }
  }

  /// Expected value with the channels of these names on and all others off, euros; nil where a name is none of them.
  public func value(with names: [String]) -> Double? {
    setting(names).map { valueBySetting[$0] }
  }

  private func setting(_ names: [String]) -> Int? {
    var setting = 0
    for name in names {
      guard let place = channels.firstIndex(where: { $0.name == name }) else { return nil }
      setting |= 1 << place
    }
    return setting
  }
}

extension JourneyTruth {
  /// The truth of customers whose outcomes were added up.
  init(
    seed: UInt64, simulator: JourneySimulator, laws: [JourneyChannel], outcomes: JourneyOutcomes,
    touches: [Int], observedConversions: Int, observedValue: Double
  ) {
    self.seed = seed
    self.simulator = simulator
    self.observedConversions = observedConversions
    self.observedValue = observedValue
    let worth = outcomes.worth()
    conversionsBySetting = worth.conversions
    valueBySetting = worth.value
    let shapley = outcomes.shapley()
    let all = worth.conversions.count - 1
    channels = laws.enumerated().map { index, law in
      let off = all ^ 1 << index
      return Channel(
        law: law, touches: touches[index],
        incrementalConversions: worth.conversions[all] - worth.conversions[off],
        incrementalValue: worth.value[all] - worth.value[off],
        credit: shapley.conversions[index], valueCredit: shapley.value[index])
    }
  }
}
