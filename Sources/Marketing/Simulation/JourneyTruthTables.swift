public import Tables

extension JourneyTruth {
  /// One row a channel: `channel kind incremental incremental_value credit value share touches cost roas`.
  ///
  /// `incremental` is what is lost if the channel alone is switched off, `credit` its Shapley value; `roas` is
  /// incremental value over cost.
  public var table: Table {
    func numbers(_ name: String, _ value: (Channel) -> Double) -> Column {
      Column(name, numbers: channels.map(value))
    }
    return Table([
      Column("channel", texts: channels.map(\.name)),
      Column("kind", texts: channels.map(\.law.kind.rawValue)),
      numbers("incremental", \.incrementalConversions),
      numbers("incremental_value", \.incrementalValue),
      numbers("credit", \.credit), numbers("value", \.valueCredit),
      Column("share", numbers: share),
      numbers("touches") { Double($0.touches) }, numbers("cost", \.cost),
      numbers("roas") { $0.roas ?? .nan },
    ])
  }

  /// What all touches of each channel that costs something cost: `channel cost`.
  public var costs: Table {
    let paid = channels.filter { $0.law.kind == .paid }
    return Table([
      Column("channel", texts: paid.map(\.name)), Column("cost", numbers: paid.map(\.cost)),
    ])
  }

  /// One row a channel, what generated it: `channel kind cost_per_touch largest_effect half_life half_point
  /// needs_paid pushed readiness reach intent_slope visits_caused reaction`.
  ///
  /// `half_life` and `reaction` are in days; `needs_paid` and `pushed` are 1 or 0.
  public var parameters: Table {
    func numbers(_ name: String, _ value: (JourneyChannel) -> Double) -> Column {
      Column(name, numbers: channels.map { value($0.law) })
    }
    return Table([
      Column("channel", texts: channels.map(\.name)),
      Column("kind", texts: channels.map(\.law.kind.rawValue)),
      numbers("cost_per_touch", \.costPerTouch), numbers("largest_effect", \.largestEffect),
      numbers("half_life", \.halfLifeInDays), numbers("half_point", \.halfPoint),
      numbers("needs_paid") { $0.needsPaidTouch ? 1 : 0 },
      numbers("pushed") { $0.isPushed ? 1 : 0 }, numbers("readiness", \.readiness),
      numbers("reach", \.reach),
      numbers("intent_slope") { simulator.confounding * $0.intentSlope },
      numbers("visits_caused", \.visitsCaused), numbers("reaction", \.reactionInDays),
    ])
  }

  /// One row a setting of the switches, fewest channels first: `on channels conversions value`.
  ///
  /// `on` lists the channels that are on, `channels` is how many there are.
  public var settings: Table {
    let order = conversionsBySetting.indices.sorted {
      ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }
    let names = order.map { setting in
      channels.indices.filter { setting >> $0 & 1 == 1 }.map { channels[$0].name }
        .joined(separator: ", ")
    }
    return Table([
      Column("on", texts: names.map { $0.isEmpty ? "nothing" : $0 }),
      Column("channels", numbers: order.map { Double($0.nonzeroBitCount) }),
      Column("conversions", numbers: order.map { conversionsBySetting[$0] }),
      Column("value", numbers: order.map { valueBySetting[$0] }),
    ])
  }

  /// The truth under the names that an attribution uses, so that claims can compare: `credit.email`, `value.`,
  /// `share.email`; and what only the truth knows: `incremental.email`, `incremental_value.`, `touches.`, `cost.`,
  /// `roas.`, `half_life.`, `largest_effect.email`, `customers`, `days`, `conversions`, `value` (of the log),
  /// `expected`, `expected_value`, `baseline`, `baseline_value`, `caused`, `caused_value`, `baseline_share`,
  /// `confounding`.
  public var scalarFields: [ScalarField] {
    var fields = [
      ScalarField("customers", Double(simulator.count)),
      ScalarField("days", Double(simulator.days)),
      ScalarField("confounding", simulator.confounding),
      ScalarField("conversions", Double(observedConversions)), ScalarField("value", observedValue),
      ScalarField("expected", expectedConversions), ScalarField("expected_value", expectedValue),
      ScalarField("baseline", baseline), ScalarField("baseline_value", baselineValue),
      ScalarField("caused", caused), ScalarField("caused_value", causedValue),
      ScalarField("baseline_share", baseline / expectedConversions),
    ]
    for (channel, share) in zip(channels, share) {
      let part = FieldName.part(channel.name)
      var measures = [
        ("incremental", channel.incrementalConversions),
        ("incremental_value", channel.incrementalValue),
        ("credit", channel.credit), ("value", channel.valueCredit), ("share", share),
        ("touches", Double(channel.touches)), ("cost", channel.cost),
        ("half_life", channel.law.halfLifeInDays), ("largest_effect", channel.law.largestEffect),
      ]
      if let roas = channel.roas { measures.append(("roas", roas)) }
      fields += measures.map { ScalarField("\($0.0).\(part)", $0.1) }
    }
    return fields
  }
}
