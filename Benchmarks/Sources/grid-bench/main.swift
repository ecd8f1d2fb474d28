// How long a search over a grid of 10,000 transform settings takes: 104 weeks of five channels, the carryover and the
// half-point of two of them at 10 values each, a trend and two pairs of waves in the baseline.
//
//   grid-bench [runs, default 5]
//
// One core; the fits before and after the grid are timed with it. Also prints five channels' carryovers at 7 values each,
// 16,807 settings, by least squares and with positive signs.

import Marketing

func spec(_ signs: MixSpec.Sign?) -> MixSpec {
  let channels = ["tv", "digital", "radio", "print", "social"]
  var spec = MixSpec(
    target: "sales", channels: channels, controls: ["holiday"], trend: .linear,
    season: .yearly(pairs: 2))
  for channel in channels {
    spec.transforms[channel] = ChannelTransform(
      adstock: .geometric(retention: 0.4), saturation: .hill(half: 1, slope: 1))
    if let signs { spec.signs[channel] = signs }
  }
  return spec
}

func dimension(
  _ channel: String, _ parameter: ChannelTransform.Parameter, _ range: ClosedRange<Double>
) -> TransformSearch.Dimension {
  TransformSearch.Dimension(channel: channel, parameter: parameter, range: range)
}

func measure(_ title: String, _ spec: MixSpec, runs: Int) throws {
  let data = try MixData(RetailSimulator(weeks: 104).simulated(seed: 7).table, for: spec)
  var best = Double.infinity
  var fit: MixFit?
  for _ in 0..<runs {
    let clock = ContinuousClock()
    let start = clock.now
    fit = try spec.fitted(to: data)
    let spent = (clock.now - start).components
    best = min(best, Double(spent.seconds) + Double(spent.attoseconds) * 1e-18)
  }
  guard let fit, let record = fit.search else { return }
  let tried = record.trials.count
  let found = record.trials[record.best]
  print(
    "\(title): \(best) s, \(tried) settings, \(Int(Double(tried) / best)) settings/s, rmse \(found.rmse)"
  )
}

let runs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
do {
  for signs in [nil, MixSpec.Sign.positive] {
    let name = signs == nil ? "" : ", positive signs"
    var two = spec(signs)
    two.search = TransformSearch(
      [
        dimension("tv", .adstock(0), 0...0.9), dimension("tv", .saturation(0), 0.25...4),
        dimension("digital", .adstock(0), 0...0.9), dimension("digital", .saturation(0), 0.25...4),
      ], method: .grid(points: 10))
    try measure("grid 10 x 10 x 10 x 10\(name)", two, runs: runs)
    var five = spec(signs)
    five.search = TransformSearch(
      five.channels.map { dimension($0, .adstock(0), 0...0.9) }, method: .grid(points: 7))
    try measure("grid 7 to the power of 5\(name)", five, runs: runs)
  }
} catch {
  print("\(error)")
}
