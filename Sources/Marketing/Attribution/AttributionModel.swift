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
