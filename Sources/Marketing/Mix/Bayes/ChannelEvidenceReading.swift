import Statistics

extension ChannelEvidence {
  /// Draws within so many units of log-likelihood of the best twentieth explain the data as well.
  private static let alike = 2.0
  /// Of those at most so many are looked at, evenly over all.
  private static let mostAlike = 400
  /// Fewer say more of how many draws there are than of the data.
  fileprivate static let fewestAlike = 100

  /// The places of draws that explain the data equally well; empty where densities are unknown, or too few draws do.
  static func best(of draws: Draws) -> [Int] {
    guard let place = draws.index(of: "log_likelihood") else { return [] }
    let values = Array(draws.pooled(place))
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return [] }
    let least = quantile(sorted: sorted, 0.95) - alike
    let close = values.indices.filter { values[$0] >= least }
    guard close.count >= fewestAlike else { return [] }
    let kept = min(mostAlike, close.count)
    return (0..<kept).map { close[$0 * close.count / kept] }
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
    let earlier = values(prior)
    let first = Spread(earlier)
    let before = first.median.isFinite ? first : nil
    let moved = sensitivity?.quantities.first { $0.name == "roi.\(channel)" }
    var contraction: Double?
    var shift: Double?
    // A positive return is known by its logarithm.
    let isPositive = (all + earlier).allSatisfy { $0 > 0 && $0.isFinite }
    let (from, to): (Spread?, Spread) =
      isPositive
      ? (Spread(earlier.map(stableLog)), Spread(all.map(stableLog))) : (before, after)
    if let from, from.deviation > 0, to.deviation.isFinite {
      let ratio = to.deviation / from.deviation
      contraction = 1 - ratio * ratio
      shift = (to.mean - from.mean) / from.deviation
    }
    let good = EquallyGood(
      index, returns: all, alike: alike, largest: spend.channels[index].values.max() ?? 0)
    func evidence(_ sentence: String) -> ChannelEvidence {
      ChannelEvidence(
        channel: channel, prior: before, posterior: after, contraction: contraction, shift: shift,
        priorSensitivity: moved?.prior, likelihoodSensitivity: moved?.likelihood,
        equallyGood: good, sentence: sentence)
    }
    let unsaid = evidence("")
    self = evidence(
      unsaid.words(isSpent: spend.channels[index].values.contains { $0 > 0 }))
  }

  /// What the data said, in words.
  private func words(isSpent: Bool) -> String {
    guard isSpent else {
      return "Nothing was spent on \(channel): its return is what was believed before."
    }
    guard posterior.median.isFinite else {
      return "The draws of the return of \(channel) are no numbers: nothing can be said."
    }
    func range(_ spread: Spread) -> String {
      "\(SpokenNumber.ratio(spread.low)) to \(SpokenNumber.ratio(spread.high))"
    }
    guard let prior, let contraction else {
      return "The return of \(channel) is \(range(posterior)) (90%)\(pull)\(others)."
    }
    let ranges = "from \(range(prior)) before (90%) to \(range(posterior)) after"
    if isSilent {
      return "The data said next to nothing of \(channel): \(ranges); report it as an assumption, "
        + "or test it\(others)."
    }
    if contraction < 0.1 {
      let width = contraction < -0.1 ? "leave it less certain than" : "leave it as wide as"
      return "The data moved the return of \(channel) but \(width) before: \(ranges)\(pull)"
        + "\(others); only a test can narrow it."
    }
    let learnt = contraction < 0.5 ? "said a little" : contraction < 0.9 ? "said much" : "decide"
    return "The data \(learnt) of \(channel): \(ranges)\(pull)\(others)."
  }

  /// Whether prior and data pull in different directions.
  ///
  /// Source: Kallioinen and others (2023); the shift is asked for too, because both matter wherever neither decides alone.
  var isConflict: Bool {
    (priorSensitivity ?? 0) >= PowerScaling.threshold
      && (likelihoodSensitivity ?? 0) >= PowerScaling.threshold && abs(shift ?? 0) > 1
  }

  private var pull: String {
    let isPriorLed = (priorSensitivity ?? 0) >= PowerScaling.threshold
    let isDataLed = (likelihoodSensitivity ?? 0) >= PowerScaling.threshold
    if isConflict { return "; prior and data pull in different directions" }
    if isPriorLed {
      return isDataLed ? "; a stronger prior would still move it" : "; it follows the prior"
    }
    return ""
  }

  private var others: String {
    guard let good = equallyGood else { return "" }
    return "; draws that explain the data equally well have returns of "
      + "\(SpokenNumber.ratio(good.roi.lowerBound)) to \(SpokenNumber.ratio(good.roi.upperBound))"
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
    guard points.count >= ChannelEvidence.fewestAlike else { return nil }
    let sorted = points.map(\.roi).sorted()
    let (low, high) = (quantile(sorted: sorted, 0.05), quantile(sorted: sorted, 0.95))
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
