import Figures
import Marketing

/// Where models of attribution agree: how alike they rank, how much credit moves between them, and what each gives whom.
struct AgreementPlot {
  let comparison: AttributionComparison
  var title: String?
  var subtitle: String?

  private var models: [String] { comparison.results.map(\.model) }

  /// Models by models: the part of the credit that moves from one to the other.
  var moved: Chart {
    let worst = comparison.disagreements.first
    let words =
      worst.map { pair in
        "Between \(pair.first) and \(pair.second), \(NumberFormat.percent(0).text(pair.moved)) "
          + "of the credit changes hands"
      } ?? "How much credit moves between models"
    return square(
      words, described: "Half the sum of the differences of shares, two models at a time",
      name: "credit moved", values: comparison.moved, scale: .sequential(nil), format: .percent(0))
  }

  /// Models by models: Spearman's correlation of their credits.
  var ranks: Chart {
    square(
      "How alike the models rank the channels",
      described: "Spearman's rank correlation of credits; 1: the same order, −1: the reverse",
      name: "rank correlation", values: comparison.rankCorrelations, scale: .diverging(1),
      format: .decimals(2))
  }

  /// Channels by models: the share of the credit.
  var shares: Chart {
    let sums = comparison.channels.indices.map { channel in
      comparison.results.reduce(0) { $0 + $1.share[channel] }
    }
    let order = sums.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }
    let shown = order.prefix(30)
    var chart = Chart(
      title ?? "What each model gives to whom",
      subtitle: subtitle
        ?? "Share of the credit, by channel and model"
        + (order.count > shown.count ? "; the 30 channels of most credit" : ""))
    chart.marks = [
      .cell(
        .init(
          "share of credit", columns: models, rows: shown.map { comparison.channels[$0] },
          values: shown.flatMap { channel in comparison.results.map { $0.share[channel] } },
          format: .percent(0)))
    ]
    return chart
  }

  private func square(
    _ words: String, described: String, name: String, values: [[Double]], scale: Mark.Cell.Scale,
    format: NumberFormat
  ) -> Chart {
    var chart = Chart(title ?? words, subtitle: subtitle ?? described)
    chart.marks = [
      .cell(
        .init(
          name, columns: models, rows: models, values: values.flatMap { $0 }, scale: scale,
          format: format))
    ]
    return chart
  }
}

/// With what probability each channel is the first, the second and so on, by the replicates of a bootstrap.
struct RankPlot {
  let intervals: AttributionIntervals
  let model: String
  var title: String?
  var subtitle: String?

  /// The chart; nothing is written where the probability is 0.
  var chart: Chart {
    let count = intervals.channels.count
    let means = intervals.rankProbabilities.map { row in
      row.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    }
    let order = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    let rows = Array(order.prefix(30))
    let ranks = 0..<min(count, 12)
    var chart = Chart(
      title ?? finding(order.first),
      subtitle: subtitle
        ?? "Probability of each rank by credit, \(intervals.replicates) resamples, model "
        + "\"\(model)\"" + (count > ranks.count ? "; the first \(ranks.count) ranks" : ""))
    chart.marks = [
      .cell(
        .init(
          "probability", columns: ranks.map { "\($0 + 1)" },
          rows: rows.map { intervals.channels[$0] },
          values: rows.flatMap { channel in
            ranks.map { rank in
              let probability = intervals.rankProbabilities[channel][rank]
              return probability > 0 ? probability : .nan
            }
          }, scale: .sequential(0...1), format: .percent(0)))
    ]
    return chart
  }

  private func finding(_ best: Int?) -> String {
    guard let best, let first = intervals.rankProbabilities[best].first else {
      return "No channels to rank"
    }
    let share = NumberFormat.percent(0).text(first)
    return "\(intervals.channels[best]) has the most credit in \(share) of the resamples"
  }
}
