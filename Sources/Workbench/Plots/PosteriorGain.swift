import Figures
import Marketing
import Notebooks
import Statistics

/// What a plan gains over today's spend, draw by draw: how likely it is to be better, and how bad it may get.
struct GainPlot {
  let value: PlanValue
  let judgement: PlanJudgement
  var title: String?
  var subtitle: String?

  /// The chart; nil without gains.
  var chart: Chart? {
    let gains = judgement.gains.filter(\.isFinite)
    guard let low = gains.min(), let high = gains.max() else { return nil }
    let bins =
      low < high
      ? HistogramBins(gains, low, high, wanted: 32)
      : HistogramBins([low - 1, low + 1], low - 1, low + 1, wanted: 2)
    let share = Double(max(gains.count, 1))
    let format = PlotWords.format(gains)
    let bar = Mark.Bar(
      "draws", x: .numbers(bins.centres), y: bins.counts.map { $0 / share },
      paints: bins.centres.map { $0 < 0 ? .negative : .positive }, width: bins.width)
    let marks: [Mark] = [
      .bar(bar), .rule(.init(.x(0), label: "today", paint: .actual, dash: .solid)),
      .rule(
        .init(
          .x(judgement.expectedGain), label: "mean \(PlotWords.amount(judgement.expectedGain))",
          paint: .positive)),
      .rule(
        .init(
          .x(judgement.cvar), label: "worst tenth \(PlotWords.amount(judgement.cvar))",
          paint: .fitted, dash: .dotted)),
    ]
    return Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Gain of the plan over today's spend \(value.describedSpan), in units of \(value.target), "
        + "by \(gains.count) draws of the posterior",
      x: Axis("gain", format: format, hasGrid: false),
      y: Axis("share of draws", format: .percent(0), includesZero: true), marks: marks,
      legend: .none, height: 200)
  }

  private var finding: String {
    let better = NumberFormat.percent(0).text(judgement.probabilityBetter)
    let mean = PlotWords.amount(judgement.expectedGain)
    let worst = PlotWords.amount(judgement.cvar)
    return "The plan beats today's spend in \(better) of the draws: \(mean) on average, "
      + "\(worst) in the worst tenth"
  }
}
