/// A model of attribution: who is credited for a conversion that several channels touched.
public enum AttributionModel: Sendable, Hashable, Codable {
  /// Credit by the place of a touch in its journey.
  case rule(AttributionRule)
  /// Credit by what would be lost if a channel were gone, in a chain of touches.
  case markov(MarkovChain)
  /// Credit by what a channel adds to every set of the others.
  case shapley(ShapleyCredit)
  /// Credit by what a model that predicts conversions has learned of each channel.
  case learned(LearnedAttribution)

  /// The model's name in results.
  public var name: String {
    switch self {
    case .rule(let rule): rule.name
    case .markov(let chain): chain.name
    case .shapley(let shapley): shapley.name
    case .learned(let learned): learned.name
    }
  }

  /// What the model credits to each channel of the journeys.
  ///
  /// - Throws: ``AttributionError`` where no journey converted, an option is out of range or its question has no
  /// answer.
  public func attribution(of table: JourneyTable) throws(AttributionError) -> Attribution {
    try checkConverted(table)
    return try attribution(kernel(for: table), table)
  }

  /// The kernel's credits for the counts of the table itself.
  func attribution(
    _ kernel: any CreditKernel, _ table: JourneyTable
  ) throws(AttributionError) -> Attribution {
    let credit = try kernel.credit(PathWeights(table))
    guard credit.isDefined else { throw .effectsCancel(model: name) }
    return Attribution(
      model: name, channels: table.channels, credit: credit.conversions,
      valueCredit: credit.value, removalEffects: credit.removalEffects,
      standardErrors: credit.standardErrors, notes: notes(for: table))
  }

  /// What a reader of the credits should know.
  private func notes(for table: JourneyTable) -> [String] {
    switch self {
    case .rule(let rule): rule.notes(for: table)
    case .markov, .shapley, .learned: []
    }
  }

  /// The model made ready for one table's paths.
  func kernel(for table: JourneyTable) throws(AttributionError) -> any CreditKernel {
    switch self {
    case .rule(let rule): try rule.kernel(for: table)
    case .markov(let chain): try chain.kernel(for: table)
    case .shapley(let shapley): try shapley.kernel(for: table)
    case .learned(let learned): try learned.kernel(for: table)
    }
  }

  /// Whether touching a channel twice in a row is the same to the model as touching it once.
  var ignoresRepeats: Bool {
    switch self {
    case .rule(let rule): rule.ignoresRepeats
    case .markov(let chain): chain.ignoresRepeats
    case .shapley: true
    case .learned: false
    }
  }
}

/// Refuses journeys that credit nobody.
func checkConverted(_ table: JourneyTable) throws(AttributionError) {
  let (conversions, nulls) = (table.totalConversions, table.totalNulls)
  guard conversions + nulls > 0 else { throw .noJourneys }
  guard conversions > 0 else { throw .noConversions(journeys: nulls) }
}

// MARK: - What models share

/// How often each path of a table happened: the table's own counts, or a bootstrap replicate's.
struct PathWeights: Sendable {
  var conversions: [Double]
  var value: [Double]
  var nulls: [Double]
}

extension PathWeights {
  init(_ table: JourneyTable) {
    self.init(conversions: table.conversions, value: table.value, nulls: table.nulls)
  }
}

/// What a kernel credits, by channel.
struct Credit: Sendable {
  var conversions: [Double]
  var value: [Double]
  var removalEffects: [Double]?
  var standardErrors: [Double]?
  /// False where removal effects cancel and shares of them mean nothing; credits are 0 then.
  var isDefined = true
}

/// A model made ready for the paths of one table, so that replicates with other counts cost little.
protocol CreditKernel: Sendable {
  /// The credits if the paths had happened so often; all 0 without a conversion.
  func credit(_ weights: PathWeights) throws(AttributionError) -> Credit
}

/// Models whose credit of a path is a fixed division among its channels.
struct LinearKernel: CreditKernel {
  private let channelCount: Int
  private var offsets = [0]
  private var channels: [UInt16] = []
  private var shares: [Double] = []
  /// The division of value where it is another than that of conversions; else empty.
  private var valueShares: [Double] = []

  init(channelCount: Int) { self.channelCount = channelCount }

  /// The next path's division; shares of a channel that comes twice add up.
  mutating func append(_ path: ArraySlice<UInt16>, _ shares: some Sequence<Double>) {
    for (channel, share) in zip(path, shares) where share != 0 {
      channels.append(channel)
      self.shares.append(share)
    }
    offsets.append(channels.count)
  }

  /// The next path's division by the ages of its touches; a path that never converted divides nothing.
  mutating func append(_ index: Int, of table: JourneyTable, by decay: JourneyDecay) {
    let steps = table.offsets[index]..<table.offsets[index + 1]
    let total = decay.credit[steps].reduce(0, +)
    let totalValue = decay.value[steps].reduce(0, +)
    for step in steps where total > 0 {
      channels.append(table.steps[step])
      let share = decay.credit[step] / total
      shares.append(share)
      // Conversions worth nothing divide the value that a replicate may not have either.
      valueShares.append(totalValue > 0 ? decay.value[step] / totalValue : share)
    }
    offsets.append(channels.count)
  }

  func credit(_ weights: PathWeights) -> Credit {
    Credit(
      conversions: divided(weights.conversions, shares),
      value: divided(weights.value, valueShares.isEmpty ? shares : valueShares))
  }

  private func divided(_ amounts: [Double], _ shares: [Double]) -> [Double] {
    var credit = [Double](repeating: 0, count: channelCount)
    for (path, amount) in amounts.enumerated() where amount != 0 {
      for place in offsets[path]..<offsets[path + 1] {
        credit[Int(channels[place])] += amount * shares[place]
      }
    }
    return credit
  }
}
