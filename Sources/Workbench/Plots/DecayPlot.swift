import Figures
import Marketing

/// Decay curves of several kinds of carryover, with their half-lives.
struct DecayPlot {
  let kinds: [Adstock]
  let isCumulative: Bool
  var periods: Int?

  /// The chart.
  var chart: Chart {
    let shown = periods ?? usualPeriods
    var marks: [Mark] = isCumulative ? [.rule(.init(.y(0.5), label: "half", paint: .muted))] : []
    for kind in kinds {
      let weights = kind.weights(count: shown).map { $0 / kind.weightSum }
      let name = label(kind)
      let y = isCumulative ? running(weights) : weights
      let x = y.indices.map { Double($0) }
      marks.append(.line(.init(name, x: .numbers(x), y: y)))
      if let halfLife = kind.halfLife, halfLife <= Double(y.count - 1) {
        let point = Mark.Dot(
          "", x: .numbers([halfLife]), y: [interpolated(y, at: halfLife)], paint: .like(name),
          radius: 5)
        marks.append(.dot(point))
      }
    }
    let measure =
      isCumulative
      ? "Share of a period's effect that has arrived so many periods after its spend began"
      : "Share of a period's effect by periods after the spend"
    var share = Axis(format: .percent(0), includesZero: true)
    if isCumulative { share.domain = 0...1 }
    return Chart(
      finding, subtitle: "\(measure); points: half-life",
      x: Axis(isCumulative ? "periods since the spend" : "lag in periods"),
      y: share, marks: marks, legend: .above)
  }

  /// `geometric(retention: 0.6), half-life 1.4`.
  private func label(_ kind: Adstock) -> String {
    guard let halfLife = kind.halfLife else { return kind.described }
    return "\(kind.described), half-life \(NumberFormat.decimals(1).text(halfLife))"
  }

  /// What a reader should see first.
  private var finding: String {
    let known = kinds.compactMap { kind in kind.halfLife.map { (kind: kind, halfLife: $0) } }
    guard let least = known.min(by: { $0.halfLife < $1.halfLife }),
      let most = known.max(by: { $0.halfLife < $1.halfLife })
    else { return "Without carryover all of the effect comes at once" }
    let format = NumberFormat.decimals(1)
    guard known.count > 1 else {
      return "Half of the effect has come after \(format.text(least.halfLife)) periods"
    }
    return "Half of the effect has come after \(format.text(least.halfLife)) to "
      + "\(format.text(most.halfLife)) periods"
  }

  /// Until 99 % of the slowest has come, and at most a window and a bit.
  private var usualPeriods: Int {
    let needed = kinds.map { kind -> Int in
      var arrived = 0.0
      for (lag, weight) in kind.weights(count: 120).enumerated() {
        arrived += weight / kind.weightSum
        if arrived >= 0.99 { return lag + 2 }
      }
      return 120
    }
    return max(6, needed.max() ?? 0)
  }

  /// 0 at the beginning, then what has arrived by the end of each period.
  private func running(_ weights: [Double]) -> [Double] {
    weights.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
  }

  private func interpolated(_ y: [Double], at x: Double) -> Double {
    let index = min(Int(x), y.count - 2)
    let share = x - Double(index)
    return y[index] * (1 - share) + y[index + 1] * share
  }
}
