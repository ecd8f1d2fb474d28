import Statistics

extension ChannelEvidence {
  /// Draws within so many units of log-likelihood of the best explain the data as well.
  static let alike = 2.0
  /// Of those at most so many are looked at.
  private static let mostAlike = 400

  /// The places of the draws that explain the data as well as the best, the best first; empty where densities are unknown.
  static func best(of draws: Draws) -> [Int] {
    guard let place = draws.index(of: "log_likelihood") else { return [] }
    let values = Array(draws.pooled(place))
    guard let best = values.filter(\.isFinite).max() else { return [] }
    let close = values.indices.filter { values[$0] >= best - alike }
    return Array(close.sorted { (values[$0], $1) > (values[$1], $0) }.prefix(mostAlike))
  }

  /// What draws say of a channel.
  init(
    of channel: String, index: Int, draws: Draws, prior: Draws, sensitivity: PowerScaling?,
    alike: [MixPosterior.Kept], spend: MixData
  ) {
    func values(_ draws: Draws) -> [Double] {
      draws.index(of: "roi.\(channel)").map { Array(draws.pooled($0)) } ?? []
    }
    let all = values(draws)
    let after = Spread(all)
    let first = Spread(values(prior))
    let before = first.median.isFinite ? first : nil
    let moved = sensitivity?.quantities.first { $0.name == "roi.\(channel)" }
    var contraction: Double?
    var shift: Double?
    if let before, before.deviation > 0, after.deviation.isFinite {
      let ratio = after.deviation / before.deviation
      contraction = 1 - ratio * ratio
      shift = (after.mean - before.mean) / before.deviation
    }
    let good = EquallyGood(
      index, returns: all, alike: alike, largest: spend.channels[index].values.max() ?? 0)
    self.init(
      channel: channel, prior: before, posterior: after, contraction: contraction, shift: shift,
      priorSensitivity: moved?.prior, likelihoodSensitivity: moved?.likelihood,
      equallyGood: good,
      sentence: Self.sentence(
        channel, isSpent: spend.channels[index].values.contains { $0 > 0 }, before, after,
        contraction, moved, good))
  }

  private static func sentence(
    _ channel: String, isSpent: Bool, _ before: Spread?, _ after: Spread, _ contraction: Double?,
    _ moved: PowerScaling.Sensitivity?, _ good: EquallyGood?
  ) -> String {
    guard isSpent else {
      return "Nothing was spent on \(channel): its return is what was believed before."
    }
    guard after.median.isFinite else {
      return "The draws of the return of \(channel) are no numbers: nothing can be said."
    }
    func range(_ spread: Spread) -> String {
      "\(SpokenNumber.ratio(spread.low)) to \(SpokenNumber.ratio(spread.high))"
    }
    var text: String
    if let before, let contraction {
      let learnt =
        contraction < 0.1
        ? "The data said next to nothing"
        : contraction < 0.5
          ? "The data said a little" : contraction < 0.9 ? "The data said much" : "The data decide"
      text =
        "\(learnt) of \(channel): from \(range(before)) before (90%) to \(range(after)) after"
      if contraction < 0.1 { text += "; report it as an assumption, or test it" }
    } else {
      text = "The return of \(channel) is \(range(after)) (90%)"
    }
    let isPriorLed = (moved?.prior ?? 0) >= PowerScaling.threshold
    let isDataLed = (moved?.likelihood ?? 0) >= PowerScaling.threshold
    if isPriorLed, isDataLed {
      text += "; prior and data pull in different directions"
    } else if isPriorLed {
      text += "; it follows the prior"
    }
    if let good, good.count > 1 {
      text +=
        "; \(good.count) draws that explain the data equally well have returns of "
        + "\(SpokenNumber.ratio(good.roi.lowerBound)) to \(SpokenNumber.ratio(good.roi.upperBound))"
    }
    return text + "."
  }
}

extension ChannelEvidence.Spread {
  /// Of draws; those that are no number do not count.
  init(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else {
      self.init(mean: .nan, deviation: .nan, low: .nan, median: .nan, high: .nan)
      return
    }
    self.init(
      mean: Statistics.mean(sorted),
      deviation: sorted.count > 1 ? standardDeviation(sorted) : 0,
      low: quantile(sorted: sorted, 0.05), median: quantile(sorted: sorted, 0.5),
      high: quantile(sorted: sorted, 0.95))
  }
}

extension ChannelEvidence.EquallyGood {
  /// A channel's returns over draws that explain the data equally well, and by terciles of half-life and half-point.
  fileprivate init?(
    _ channel: Int, returns: [Double], alike: [MixPosterior.Kept], largest: Double
  ) {
    let points = alike.compactMap { kept -> (roi: Double, life: Double, half: Double?)? in
      guard returns.indices.contains(kept.draw), returns[kept.draw].isFinite,
        let piece = kept.responses[channel].pieces.first
      else { return nil }
      let money = piece.transform.halfPoint(upTo: largest * piece.spendShare)
      return (
        returns[kept.draw], piece.transform.adstock.halfLife ?? 0,
        money.map { piece.spendShare > 0 ? $0 / piece.spendShare : $0 }
      )
    }
    guard let low = points.map(\.roi).min(), let high = points.map(\.roi).max() else {
      return nil
    }
    func terciles(_ values: [Double]) -> [Double] {
      let sorted = values.sorted()
      return [quantile(sorted: sorted, 1 / 3.0), quantile(sorted: sorted, 2 / 3.0)]
    }
    let lives = terciles(points.map(\.life))
    let halves = terciles(points.map { $0.half ?? 0 })
    var groups: [Int: [Int]] = [:]
    for (place, point) in points.enumerated() {
      let key =
        3 * lives.count { point.life > $0 } + halves.count { (point.half ?? 0) > $0 }
      groups[key, default: []].append(place)
    }
    func range(_ values: [Double]) -> ClosedRange<Double> {
      (values.min() ?? 0)...(values.max() ?? 0)
    }
    self.init(
      count: points.count, roi: low...high,
      settings: groups.sorted { ($0.value.count, $1.key) > ($1.value.count, $0.key) }.map {
        let members = $0.value.map { points[$0] }
        let money = members.compactMap(\.half).filter(\.isFinite)
        return Setting(
          halfLife: range(members.map(\.life)),
          halfPoint: money.isEmpty ? nil : range(money),
          share: Double(members.count) / Double(points.count), roi: range(members.map(\.roi)))
      })
  }
}
