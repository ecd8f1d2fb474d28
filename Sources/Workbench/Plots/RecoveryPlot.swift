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
        ?? "Median over the worlds of estimate / truth − 1; full colour: off by 100% or more"
        + (score.narrower.isEmpty
          ? "" : "; fewer worlds or channels: \(enumerated(score.narrower)), not ranked"),
      marks: [
        .cell(
          .init(
            "bias", columns: channels, rows: models,
            values: models.flatMap { model in channels.map { bias[[model, $0]] ?? .nan } },
            scale: .diverging(1), format: .percent(0)))
      ])
  }

  private var finding: String {
    let narrower = Set(score.narrower)
    // Only what covers the same can be ranked; where nothing covers all, nothing is.
    let errors = score.models.filter { !narrower.contains($0) }.compactMap { model in
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

extension RecoveryScore {
  /// Models without every channel, or with fewer worlds of one than the fits here: they cannot be ranked with the rest.
  var narrower: [String] {
    let own = rows.filter { !fromElsewhere.contains($0.model) }
    let most = own.map(\.worlds).max() ?? 0
    let rows = Dictionary(grouping: rows, by: \.model)
    let all = channels.count
    return models.filter { model in
      let covered = rows[model] ?? []
      return covered.count < all || covered.contains { $0.worlds < most }
    }
  }
}
