public import Tables

/// A chain fitted to journeys: its credits, its own test and its transitions.
public struct MarkovFit: Sendable, Hashable, Codable {
  /// The model.
  public let chain: MarkovChain
  /// The credits, with the removal effects.
  public let attribution: Attribution
  /// States that some journey went through, the start among them.
  public let stateCount: Int
  /// The probability of converting from the start, by the equations of the chain.
  public let conversionProbability: Double
  /// The expected value of a journey, by the equations of the chain.
  public let valuePerJourney: Double
  /// The share of journeys that converted; the equations are right only if ``conversionProbability`` is the same.
  public let observedRate: Double
  /// No probability of converting is further off, relative to the whole one, but for rounding; 0 where the equations
  /// were solved at once.
  public let errorBound: Double
  /// The transitions, by the state they leave and then by first appearance.
  public let transitions: [Transition]

  /// A step from a state to the next, or out of the chain.
  public struct Transition: Sendable, Hashable, Codable {
    /// The state left: its touches joined by ` > `, or `(start)`.
    public let from: String
    /// The state entered, or `(conversion)`, or `(null)`.
    public let to: String
    /// The journeys that took it; one journey can more than once.
    public let count: Double
    /// The share of those that left the state, in 0...1.
    public let probability: Double
  }

  /// The names of the states that are no touches.
  public static let (start, conversion, null) = ("(start)", "(conversion)", "(null)")

  /// One row a transition: `from to count probability`.
  public var transitionTable: Table {
    Table([
      Column("from", texts: transitions.map(\.from)),
      Column("to", texts: transitions.map(\.to)),
      Column("count", numbers: transitions.map(\.count)),
      Column("probability", numbers: transitions.map(\.probability)),
    ])
  }

  /// The fields of the attribution, and `conversion_probability`, `observed_rate`, `states`.
  public var scalarFields: [ScalarField] {
    attribution.scalarFields + [
      ScalarField("conversion_probability", conversionProbability),
      ScalarField("observed_rate", observedRate),
      ScalarField("states", Double(stateCount)),
    ]
  }
}

extension MarkovCounts {
  /// How many states some journey went through.
  func visited(_ flows: MarkovFlows) -> Int {
    (0..<stateCount).count { state in
      flows.ended[state] > 0
        || flows.flow[rowStart[state]..<rowStart[state + 1]].contains { $0 > 0 }
    }
  }

  /// The transitions that some journey took, named.
  func transitions(_ flows: MarkovFlows, _ channels: [String]) -> [MarkovFit.Transition] {
    var found: [MarkovFit.Transition] = []
    for state in 0..<stateCount {
      let row = rowStart[state]..<rowStart[state + 1]
      let outflow = flows.flow[row].reduce(flows.ended[state], +)
      let from = name(state, channels)
      func add(_ to: String, _ count: Double) {
        guard count > 0 else { return }
        found.append(.init(from: from, to: to, count: count, probability: count / outflow))
      }
      for edge in row { add(name(Int(target[edge]), channels), flows.flow[edge]) }
      add(MarkovFit.conversion, flows.converted[state])
      add(MarkovFit.null, flows.ended[state] - flows.converted[state])
    }
    return found
  }

  private func name(_ state: Int, _ channels: [String]) -> String {
    state == 0
      ? MarkovFit.start : window(state - 1).map { channels[Int($0)] }.joined(separator: " > ")
  }
}
