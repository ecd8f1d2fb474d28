import Marketing

/// A row of a chart about channels: one channel, or those that have no row of their own.
struct ChannelRow {
  let name: String
  let spend: Double
  let contribution: Double
  /// The part of the contribution that spend of the same period caused.
  let immediate: Double
  let isRest: Bool

  /// Contribution for each unit of money; nil where nothing was spent.
  var roi: Double? { spend > 0 ? contribution / spend : nil }
}

extension FitWindow {
  /// The channels that matter most by spend or by effect, in their order, and the others' sums as the last row.
  func channelRows(most: Int) -> [ChannelRow] {
    let results = channelResults
    let kept = Set(largestChannels(most: results.count > most ? most - 1 : most))
    var rows = results.indices.filter(kept.contains).map { index in
      let own = results[index]
      return ChannelRow(
        name: own.channel, spend: own.spend, contribution: own.contribution,
        immediate: own.immediate, isRest: false)
    }
    let rest = results.indices.filter { !kept.contains($0) }.map { results[$0] }
    guard !rest.isEmpty else { return rows }
    var name = "\(rest.count) others"
    while results.contains(where: { $0.channel == name }) { name += " together" }
    rows.append(
      ChannelRow(
        name: name, spend: rest.reduce(0) { $0 + $1.spend },
        contribution: rest.reduce(0) { $0 + $1.contribution },
        immediate: rest.reduce(0) { $0 + $1.immediate }, isRest: true))
    return rows
  }

  /// The channels of the largest share of spend or effect, whichever is more, at most so many, in their order.
  func largestChannels(most: Int) -> [Int] {
    let results = channelResults
    let spend = results.reduce(0) { $0 + $1.spend }
    let effect = results.reduce(0) { $0 + abs($1.contribution) }
    let weights = results.map { own in
      max(
        spend > 0 ? own.spend / spend : 0, effect > 0 ? abs(own.contribution) / effect : 0)
    }
    let ranked = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
    return ranked.prefix(max(most, 0)).sorted()
  }
}

extension MixFit {
  /// What one row is: `week`, `day`, `month`; `period` where that is not known.
  var periodName: String {
    switch design.stepInDays {
    case 1: "day"
    case 7: "week"
    case let step? where (28...31).contains(step): "month"
    default: "period"
    }
  }
}
