import Figures
import Marketing

/// Who recovers what: models by channels, the colour the median error, red where a return is understated.
struct RecoveryPlot {
  let score: RecoveryScore
  let title: String?
  let subtitle: String?

  /// The bias map.
  var chart: Chart {
    let rows = score.rows
    let (models, channels) = (score.models, score.channels)
    let bias = Dictionary(
      rows.map { ([$0.model, $0.channel], $0.bias ?? .nan) },
      uniquingKeysWith: { first, _ in first })
    return Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Median over the worlds of estimate / truth − 1; full colour: off by 100% or more",
      marks: [
        .cell(
          .init(
            "bias", columns: channels, rows: models,
            values: models.flatMap { model in channels.map { bias[[model, $0]] ?? .nan } },
            scale: .diverging(1), format: .percent(0)))
      ])
  }

  private var finding: String {
    let errors = score.models.compactMap { model in
      score.error(of: model).map { (model: model, error: $0) }
    }
    guard let best = errors.min(by: { $0.error < $1.error }) else {
      return "Bias by fit and channel"
    }
    let share = NumberFormat.percent(0).text(best.error)
    return errors.count > 1
      ? "\(best.model) comes nearest to the truth: a return is off by \(share)"
      : "With \(best.model) a return is off by \(share)"
  }
}
