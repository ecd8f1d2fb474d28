import Figures
import Marketing
import Statistics

/// Saturation curves side by side, with half points and, where there is a table, the spend behind them.
///
/// Bounded curves are shares of their limit; unbounded ones, which have none, of their value at the right end.
struct SaturationPlot {
  let kinds: [Saturation]
  /// The right end of the axis.
  var upTo: Double?
  var observed: Observed?

  /// The spend of a table.
  struct Observed {
    let name: String
    let spend: [Double]
    let unit: SpendUnit
    var largest: Double { spend.max() ?? 0 }
  }

  private static let points = 60

  /// The chart.
  var chart: Chart {
    let unit = observed?.unit.amount ?? 1
    let end = upTo ?? usualEnd
    let x = (0...SaturationPlot.points).map { end * Double($0) / Double(SaturationPlot.points) }
    var marks: [Mark] = []
    var dots: [Mark] = []
    for kind in kinds {
      let name = label(kind, upTo: end / unit)
      let top = kind.limit ?? kind.value(at: end / unit)
      marks.append(
        .line(
          .init(
            name, x: .numbers(x), y: x.map { kind.value(at: $0 / unit) / top },
            dashedBeyond: observed?.largest)))
      if kind != .none, let half = kind.halfPoint(upTo: end / unit), half * unit <= end {
        dots.append(
          .dot(
            .init(
              "", x: .numbers([half * unit]), y: [kind.value(at: half) / top], paint: .like(name),
              radius: 5)))
      }
    }
    var share = Axis(format: .percent(0), includesZero: true)
    share.domain = 0...1
    guard let observed else {
      return Chart(
        finding, subtitle: describedMeasure, x: Axis("spend in multiples of the unit"), y: share,
        marks: marks + dots, legend: .above)
    }
    let positive = observed.spend.filter { $0 > 0 }
    let (low, high) = (positive.min() ?? 0, positive.max() ?? 1)
    let bins =
      low < high
      ? HistogramBins(positive, low, high, wanted: 25)
      : HistogramBins([low * 0.999, low * 1.001], low * 0.999, low * 1.001, wanted: 2)
    let bar = Mark.Bar(
      observed.name, x: .numbers(bins.centres), y: bins.counts, paint: .muted, width: bins.width)
    var chart = Chart(
      finding, subtitle: describedMeasure,
      x: Axis("\(observed.name) a row", format: PlotWords.format([end])),
      panels: [
        Chart.Panel(marks: marks + dots, y: share, height: 220),
        Chart.Panel(
          "rows by \(observed.name), those with spend", marks: [.bar(bar)],
          y: Axis(format: .automatic, includesZero: true), height: 70),
      ], arrangement: .rows, sharesY: false)
    chart.legend = .above
    return chart
  }

  /// `hill(half: 0.5, slope: 2), half at 12 k`.
  private func label(_ kind: Saturation, upTo end: Double) -> String {
    guard let observed, kind != .none, let half = kind.halfPoint(upTo: end) else {
      return kind.described
    }
    return "\(kind.described), half at \(PlotWords.amount(half * observed.unit.amount))"
  }

  private var finding: String {
    let bounded = kinds.filter { $0.limit != nil }
    guard let observed else {
      return kinds.count == 1
        ? "Each further unit of spend brings less"
        : "Curves of saturation with their half points"
    }
    guard kinds.count == 1, let kind = bounded.first else {
      return "Curves of saturation over the spend on \(observed.name)"
    }
    let reached = kind.value(at: observed.largest / observed.unit.amount)
    return "The largest row of \(observed.name) reaches \(NumberFormat.percent(0).text(reached)) "
      + "of the largest effect"
  }

  private var describedMeasure: String {
    let hasUnbounded = kinds.contains { $0.limit == nil }
    let hasBounded = kinds.contains { $0.limit != nil }
    let measure =
      !hasUnbounded
      ? "Share of the largest effect"
      : hasBounded
        ? "Share of the largest effect, or of that at the right end for curves without limit"
        : "Share of the effect at the right end"
    return PlotWords.subtitle(
      "\(measure); points: half of it",
      observed.map { "\($0.unit.described); dashed: beyond the largest row" } ?? "")
  }

  /// Half as much again as was ever spent; without a table four times the last half point.
  private var usualEnd: Double {
    if let observed { return roundUp(observed.largest * 1.5) }
    let halves = kinds.compactMap { $0.limit == nil ? nil : $0.halfPoint(upTo: 1) }
    return roundUp(max(halves.max() ?? 0.5, 0.5) * 4)
  }

  /// The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten.
  private func roundUp(_ value: Double) -> Double {
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    let step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].first { $0 * power >= value * (1 - 1e-12) }
    return (step ?? 10) * power
  }
}
