public import Tables

/// What one model credits to each channel.
///
/// Credits are conversions and money, not shares: an efficient model's add up to what the journeys brought, neither
/// more nor less. Which model is right the journeys cannot say; see ``AttributionComparison`` for where and why
/// models differ.
public struct Attribution: Sendable, Hashable, Codable {
  /// The model's name, such as `last`, `markov order 1`, `shapley`.
  public internal(set) var model: String
  /// The channels, in the order of the journeys' table.
  public internal(set) var channels: [String]
  /// Conversions credited to each channel; below 0 only under models that say so.
  public internal(set) var credit: [Double]
  /// Value credited to each channel, in the currency of the journeys.
  public internal(set) var valueCredit: [Double]
  /// The share of all conversions that would be lost without each channel, before these were scaled to credits; nil
  /// where the model removes nothing.
  public internal(set) var removalEffects: [Double]?
  /// The standard error of each channel's ``credit`` from sampling permutations; nil where the credit is exact.
  public internal(set) var standardErrors: [Double]?
  /// How sure the credits are; nil until a bootstrap was asked for.
  public internal(set) var intervals: AttributionIntervals?
  /// What a reader of the credits should know of how they came about, as sentences; mostly none.
  public internal(set) var notes: [String]

  /// A result of its parts, each as long as there are channels.
  public init(
    model: String, channels: [String], credit: [Double], valueCredit: [Double],
    removalEffects: [Double]? = nil, standardErrors: [Double]? = nil,
    intervals: AttributionIntervals? = nil, notes: [String] = []
  ) {
    precondition(
      credit.count == channels.count && valueCredit.count == channels.count,
      "\(channels.count) channels, \(credit.count) credits, \(valueCredit.count) values")
    self.model = model
    self.channels = channels
    self.credit = credit
    self.valueCredit = valueCredit
    self.removalEffects = removalEffects
    self.standardErrors = standardErrors
    self.intervals = intervals
    self.notes = notes
  }

  /// All conversions credited.
  public var total: Double { credit.reduce(0, +) }
  /// All value credited.
  public var totalValue: Double { valueCredit.reduce(0, +) }

  /// Each channel's share of the conversions, 0 where there are none.
  public var share: [Double] { Attribution.shares(credit) }
  /// Each channel's share of the value, 0 where there is none.
  public var valueShare: [Double] { Attribution.shares(valueCredit) }

  /// The same result with its intervals.
  public func with(_ intervals: AttributionIntervals) -> Attribution {
    var copy = self
    copy.intervals = intervals
    return copy
  }

  private static func shares(_ values: [Double]) -> [Double] {
    let total = values.reduce(0, +)
    return values.map { total == 0 ? 0 : $0 / total }
  }
}

// MARK: - Tables and fields

extension Attribution {
  /// One row a channel, most credit first: `channel credit share value`, then what the model has of `removal_effect`,
  /// `low`, `high`, `value_low`, `value_high` and `first_rank`, the probability of having the most credit of all.
  public var table: Table {
    let order = channels.indices.sorted { (credit[$1], $0) < (credit[$0], $1) }
    let shares = share
    func numbers(_ name: String, _ values: [Double]) -> Column {
      Column(name, numbers: order.map { values[$0] })
    }
    var columns = [
      Column("channel", texts: order.map { channels[$0] }),
      numbers("credit", credit), numbers("share", shares), numbers("value", valueCredit),
    ]
    if let removalEffects { columns.append(numbers("removal_effect", removalEffects)) }
    if let intervals {
      columns += [
        numbers("low", intervals.credit.map(\.low)), numbers("high", intervals.credit.map(\.high)),
        numbers("value_low", intervals.value.map(\.low)),
        numbers("value_high", intervals.value.map(\.high)),
        numbers("first_rank", intervals.rankProbabilities.map { $0.first ?? .nan }),
      ]
    }
    return Table(columns)
  }

  /// `total`, `total_value`, and by channel `credit`, `share`, `value`, and what the model has of `removal_effect`,
  /// `credit_low` and `credit_high`.
  public var scalarFields: [ScalarField] {
    var fields = [ScalarField("total", total), ScalarField("total_value", totalValue)]
    let parts = channels.map(FieldName.part)
    func add(_ measure: String, _ values: [Double]) {
      for (part, value) in zip(parts, values) where value.isFinite {
        fields.append(ScalarField("\(measure).\(part)", value))
      }
    }
    add("credit", credit)
    add("share", share)
    add("value", valueCredit)
    if let removalEffects { add("removal_effect", removalEffects) }
    if let intervals {
      add("credit_low", intervals.credit.map(\.low))
      add("credit_high", intervals.credit.map(\.high))
    }
    return fields
  }
}

// MARK: - Reading what was written

extension Attribution {
  private enum CodingKeys: String, CodingKey {
    case model, channels, credit, valueCredit, removalEffects, standardErrors, intervals, notes
  }

  /// Reads a result that was encoded, with or without notes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    channels = try container.decode([String].self, forKey: .channels)
    credit = try container.decode([Double].self, forKey: .credit)
    valueCredit = try container.decode([Double].self, forKey: .valueCredit)
    removalEffects = try container.decodeIfPresent([Double].self, forKey: .removalEffects)
    standardErrors = try container.decodeIfPresent([Double].self, forKey: .standardErrors)
    intervals = try container.decodeIfPresent(AttributionIntervals.self, forKey: .intervals)
    notes = try container.decodeIfPresent([String].self, forKey: .notes) ?? []
    guard credit.count == channels.count, valueCredit.count == channels.count else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription:
            "\(channels.count) channels, \(credit.count) credits, \(valueCredit.count) values"))
    }
  }
}
