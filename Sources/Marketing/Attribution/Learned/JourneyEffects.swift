import Statistics

/// What each channel of each distinct journey adds to the margin, against the journey without a touch.
struct JourneyEffects: Sendable {
  /// One number for each place of ``JourneyRows/channels``.
  var effects: [Double]
  /// By row, what features of channels that were not touched add; always 0 in a linear model.
  var elsewhere: [Double]

  /// The closed form of a linear model: coefficient times value, whose baseline of zeros is the empty journey.
  init(_ fit: LogisticFit, _ rows: JourneyRows) {
    effects = [Double](repeating: 0, count: rows.channels.count)
    elsewhere = [Double](repeating: 0, count: rows.rows.count)
    let sparse = rows.rows
    for row in 0..<sparse.count {
      for place in sparse.starts[row]..<sparse.starts[row + 1] {
        let effect = fit.coefficients[Int(sparse.columns[place])] * sparse.values[place]
        if rows.slots[place] >= 0 {
          effects[rows.slots[place]] += effect
        } else {
          spread(effect, rows.starts[row]..<rows.starts[row + 1])
        }
      }
    }
  }

  /// Effects of features, one list a feature, gathered by channel.
  init(_ features: [JourneyFeature], _ columns: [[Double]], _ rows: JourneyRows) {
    effects = [Double](repeating: 0, count: rows.channels.count)
    elsewhere = [Double](repeating: 0, count: rows.rows.count)
    var slotOf: [Int: Int] = [:]
    for row in 0..<rows.rows.count {
      let range = rows.starts[row]..<rows.starts[row + 1]
      slotOf.removeAll(keepingCapacity: true)
      for slot in range { slotOf[rows.channels[slot]] = slot }
      for (feature, column) in zip(features, columns) {
        guard let channel = feature.channel else {
          spread(column[row], range)
          continue
        }
        if let slot = slotOf[channel] {
          effects[slot] += column[row]
        } else {
          elsewhere[row] += column[row]
        }
      }
    }
  }

  private mutating func spread(_ effect: Double, _ range: Range<Int>) {
    for slot in range { effects[slot] += effect / Double(range.count) }
  }
}

/// Conversions divided by effects, and what the division had to leave out.
struct JourneyDivision: Sendable {
  var credit: Credit
  /// Conversions times the share of their journey's effects that was below 0 or on channels not touched.
  var clipped = 0.0
  /// Conversions of journeys no touch of which had an effect above 0.
  var undecided = 0.0

  /// Every conversion divided by the effects above 0 of its journey; by its touches equally where there are none.
  init(
    _ effects: JourneyEffects?, _ rows: JourneyRows, _ table: JourneyTable, _ weights: PathWeights
  ) {
    let count = table.channels.count
    credit = Credit(
      conversions: [Double](repeating: 0, count: count),
      value: [Double](repeating: 0, count: count))
    let (conversions, value) = (rows.sums(weights.conversions), rows.sums(weights.value))
    var isUndecided = [Bool](repeating: effects == nil, count: rows.rows.count)
    if let effects {
      for row in conversions.indices where conversions[row] > 0 || value[row] > 0 {
        let range = rows.starts[row]..<rows.starts[row + 1]
        var (above, below) = (0.0, abs(effects.elsewhere[row]))
        for slot in range {
          above += max(0, effects.effects[slot])
          below += max(0, -effects.effects[slot])
        }
        guard above > 0 else {
          isUndecided[row] = true
          clipped += below > 0 ? conversions[row] : 0
          continue
        }
        clipped += conversions[row] * below / (above + below)
        for slot in range where effects.effects[slot] > 0 {
          let share = effects.effects[slot] / above
          credit.conversions[rows.channels[slot]] += conversions[row] * share
          credit.value[rows.channels[slot]] += value[row] * share
        }
      }
    }
    // Touches differ among paths of one row, so that these are gone through one by one.
    for path in 0..<table.count where isUndecided[rows.rowOfPath[path]] {
      let steps = table.path(path)
      undecided += weights.conversions[path]
      for step in steps {
        credit.conversions[Int(step)] += weights.conversions[path] / Double(steps.count)
        credit.value[Int(step)] += weights.value[path] / Double(steps.count)
      }
    }
  }
}
