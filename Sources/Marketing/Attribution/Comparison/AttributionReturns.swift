public import Tables

extension Attribution {
  /// What each channel earned for what it cost, most value first: `channel cost credit value roas low high cpa`.
  ///
  /// `roas` is the value credited over the cost, `cpa` the cost over the conversions credited; both are as right as the
  /// credit is. `low` and `high` are the interval of the value over the cost, the cost taken as known. Where there is no
  /// cost, or it is 0, ratios are missing.
  ///
  /// - Parameter costs: Money spent on each channel in the time of the journeys, in their order; NaN where unknown.
  /// - Returns: A table with a row a channel.
  public func returnTable(costs: [Double]) -> Table {
    precondition(costs.count == channels.count, "a cost for each channel is due")
    let order = channels.indices.sorted { (valueCredit[$1], $0) < (valueCredit[$0], $1) }
    func numbers(_ name: String, _ value: (Int) -> Double) -> Column {
      Column(name, numbers: order.map(value))
    }
    func over(_ above: Double, _ below: Double) -> Double { below > 0 ? above / below : .nan }
    return Table([
      Column("channel", texts: order.map { channels[$0] }),
      numbers("cost") { costs[$0] },
      numbers("credit") { credit[$0] },
      numbers("value") { valueCredit[$0] },
      numbers("roas") { over(valueCredit[$0], costs[$0]) },
      numbers("low") { over(intervals?.value[$0].low ?? .nan, costs[$0]) },
      numbers("high") { over(intervals?.value[$0].high ?? .nan, costs[$0]) },
      numbers("cpa") { over(costs[$0], credit[$0]) },
    ])
  }
}

extension Attribution {
  /// The same credits with the channels in another order.
  func ordered(as names: [String]) -> Attribution {
    guard channels != names else { return self }
    let own = Dictionary(zip(channels, channels.indices)) { first, _ in first }
    let places = names.compactMap { own[$0] }
    var copy = self
    copy.channels = places.map { channels[$0] }
    copy.credit = places.map { credit[$0] }
    copy.valueCredit = places.map { valueCredit[$0] }
    copy.removalEffects = removalEffects.map { effects in places.map { effects[$0] } }
    copy.standardErrors = standardErrors.map { errors in places.map { errors[$0] } }
    copy.intervals = intervals?.ordered(by: places)
    return copy
  }

  /// The same credits under another name, where two results of one model stand side by side.
  public func labelled(_ label: String) -> Attribution {
    var copy = self
    copy.model = label
    return copy
  }
}
