import Figures
public import Marketing
public import Notebooks
import Tables

/// What a model of attribution credits, as the value of a name.
public struct AttributionValue: NotebookValue {
  /// The credits.
  public let attribution: Attribution
  /// What the journeys say of each channel, whatever the model: what a comparison gives as reasons.
  public let facts: [ChannelFacts]
  /// How far the chain can be trusted; nil for other models.
  public var chain: ChainCheck?
  /// What a learned model found and how well it foretells; nil for other models.
  public var learned: LearnedResult?

  /// The chain's own test: what its equations say of the whole must be what was observed.
  public struct ChainCheck: Sendable, Hashable, Codable {
    /// How many touches a state remembers.
    public let order: Int
    /// States that some journey went through.
    public let states: Int
    /// The probability of converting from the start, by the equations.
    public let probability: Double
    /// The share of journeys that converted.
    public let rate: Double

    init(_ fit: MarkovFit) {
      order = fit.chain.order
      states = fit.stateCount
      probability = fit.conversionProbability
      rate = fit.observedRate
    }
  }

  /// Credits as the value of a name.
  public init(
    _ attribution: Attribution, facts: [ChannelFacts], chain: ChainCheck? = nil,
    learned: LearnedResult? = nil
  ) {
    self.attribution = attribution
    self.facts = facts
    self.chain = chain
    self.learned = learned
  }

  /// `attribution`.
  public static let kind = Kind(
    "attribution", "What one model credits to each channel: conversions, their value, shares.",
    fields: [
      ("total", "All conversions credited: those of the journeys."),
      ("total_value", "All value credited."),
      ("credit.<channel>", "Conversions credited to the channel."),
      ("share.<channel>", "Its share of them."),
      ("value.<channel>", "Value credited to the channel."),
      ("removal_effect.<channel>", "Share of conversions lost without it; Markov chains only."),
      ("credit_low.<channel>", "Lower end of the interval of its credit, by resampling."),
      ("credit_high.<channel>", "Upper end of the interval of its credit, by resampling."),
      ("first_rank.<channel>", "Share of the resamples in which it has the most credit."),
      ("not_distinguishable", "Pairs of channels whose credits the journeys cannot tell apart."),
      ("order", "Touches that a state remembers; Markov chains only."),
      ("states", "States that some journey went through; Markov chains only."),
      ("conversion_probability", "Of the chain's equations; must be the observed rate."),
      ("observed_rate", "Share of journeys that converted; Markov chains only."),
    ].map { Kind.FieldPattern($0.0, $0.1) } + LearnedResult.patterns)

  /// Totals, credits, shares, and what the model has besides.
  public var fields: [Field] {
    var fields = [
      Field("total", attribution.total), Field("total_value", attribution.totalValue),
    ]
    let parts = Field.parts(attribution.channels)
    func add(_ measure: String, _ values: [Double]) {
      for (part, value) in zip(parts, values) where value.isFinite {
        fields.append(Field("\(measure).\(part)", value))
      }
    }
    add("credit", attribution.credit)
    add("share", attribution.share)
    add("value", attribution.valueCredit)
    if let effects = attribution.removalEffects { add("removal_effect", effects) }
    if let intervals = attribution.intervals {
      add("credit_low", intervals.credit.map(\.low))
      add("credit_high", intervals.credit.map(\.high))
      add("first_rank", intervals.rankProbabilities.map { $0.first ?? 0 })
      fields.append(Field("not_distinguishable", Double(intervals.indistinguishable.count)))
    }
    if let chain {
      fields += [
        Field("order", Double(chain.order)), Field("states", Double(chain.states)),
        Field("conversion_probability", chain.probability), Field("observed_rate", chain.rate),
      ]
    }
    return fields + (learned?.fields ?? [])
  }

  /// The columns of the table of credits.
  public var columns: [ColumnShape]? { ColumnShape.columns(of: attribution.table) }

  /// The credits, most first, with what a reader must know of them.
  public var shown: [Output] { [.table(output)] + (learned.map { [.table($0.evaluation)] } ?? []) }

  /// The credits as a table with its finding.
  var output: TableOutput {
    // The interval of the value, too, would be more than a page is wide.
    var names = [
      "channel", "credit", "low", "high", "share", "value", "removal_effect", "first_rank",
    ]
    if attribution.totalValue == 0 { names.removeAll { $0 == "value" } }
    let table = attribution.table
    return TableOutput(
      Table(names.compactMap { name in table.columns.first { $0.name == name } }), title: finding,
      formats: AttributionValue.formats, note: note, shownRows: 40)
  }

  /// "By markov order 1, Search Ad has most credit: 23.4% of 1,203 conversions".
  private var finding: String {
    if let learned, learned.foretellsNothing {
      return
        "\(attribution.model.capitalisedFirst) foretells no better than the overall rate; its credits say little"
    }
    let shares = attribution.share
    guard let first = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) }) else {
      return "Credit by \(attribution.model)"
    }
    return "By \(attribution.model), \(attribution.channels[first]) has most credit: "
      + "\(NumberFormat.percent(1).text(shares[first])) of "
      + "\(NumberFormat.automatic.text(attribution.total)) "
      + (attribution.total == 1 ? "conversion" : "conversions")
  }

  /// What the numbers rest on.
  private var note: String? {
    var sentences = (learned?.sentences ?? []) + attribution.notes.map(\.asSentence)
    if let chain {
      sentences.append(
        "The chain has \(counted(chain.states, "state")); its probability of converting, "
          + "\(NumberFormat.significant(6).text(chain.probability)), must be the observed rate, "
          + "\(NumberFormat.significant(6).text(chain.rate)).")
    }
    if let intervals = attribution.intervals {
      sentences += [intervals.meaning, intervals.sentence]
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// How credits are written, by column.
  static let formats: [String: NumberFormat] = [
    "credit": .decimals(1), "share": .percent(1), "value": .decimals(0),
    "removal_effect": .decimals(4), "low": .decimals(1), "high": .decimals(1),
    "value_low": .decimals(0), "value_high": .decimals(0), "first_rank": .percent(0),
  ]
}

extension AttributionIntervals {
  /// What low and high are, and what they hold fixed.
  var meaning: String {
    "low and high are the \(NumberFormat.percent(0).text(level)) interval over \(replicates) resamples of the journeys"
      + (undefined > 0
        ? " (\(undefined) more credit nobody and are left out)" : "")
      + ": how else the conversions that happened might be divided, not whether the model is right. "
      + AttributionIntervals.fixed
  }

  /// What intervals do not know.
  static let fixed =
    "The number of conversions and what an order is worth on average are held fixed: that these, too, are chance "
    + "is not in the intervals."

  /// Which channels cannot be told apart, those with most credit first.
  var sentence: String {
    guard channels.count > 1 else { return "There is one channel only." }
    let certain = "at \(NumberFormat.percent(0).text(level)), each pair by itself"
    let compared =
      channels.count > AttributionIntervals.pairLimit
      ? " Each channel was compared with the \(AttributionIntervals.neighbours) that follow it in credit only."
      : ""
    guard !indistinguishable.isEmpty else {
      return "All channels can be told apart \(certain).\(compared)"
    }
    let shown = indistinguishable.prefix(4).map { "\($0.first) and \($0.second)" }
    let rest = indistinguishable.count - shown.count
    return "Not distinguishable \(certain): \(shown.joined(separator: "; "))"
      + (rest > 0 ? "; and \(counted(rest, "further pair"))." : ".") + compared
  }
}

extension String {
  /// The text with its first letter in capitals.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// A note as a sentence: with a capital and a point.
  var asSentence: String { hasSuffix(".") ? capitalisedFirst : "\(capitalisedFirst)." }
}
