import Figures
import Marketing
import Statistics
import Tables

extension OnePager {
  /// The eight panels, in reading order.
  var panels: [Poster.Panel] {
    let residuals = ResidualPlot(name: name, fit: fit)
    let decay = ChannelDecayPlot(fit: fit, most: Self.most)
    return [
      panel("Spend, effect and return", shares),
      panel(
        "Decomposition",
        WaterfallPlot(
          name: "", fit: fit, subtitle: "\(fit.spec.target) over the fitted rows, part by part",
          most: Self.most
        ).chart),
      panel("Decay", decay.chart, data: decay.table),
      panel("Response curves", ResponseLinesPlot(fit: fit).chart),
      panel(
        "Actual and predicted",
        FitSeriesPlot(
          name: name, fit: fit,
          subtitle: "\(fit.spec.target) a \(fit.periodName)"
            + (fit.test == nil ? "" : "; shaded: hold-out")
        ).overview),
      panel("Residuals", residuals.againstFitted, data: residuals.table),
      panel("At once and carried over", CarryoverPlot(fit: fit, most: Self.most).chart),
      panel("Intervals of returns", returns),
    ]
  }

  /// A panel; where the draws bear no conclusion its title draws none.
  private func panel(_ name: String, _ chart: Chart, data: Table? = nil) -> Poster.Panel {
    var own = chart
    if caution != nil { own.title = name }
    return Poster.Panel(name, own, data: data)
  }

  private var shares: Chart {
    var chart = SharePlot(
      name: name, fit: fit,
      subtitle: "Shares of spend and of contributions; ROI: contribution by spend",
      most: Self.most, showsReturns: true
    ).chart
    let rows = min(fit.channelNames.count, Self.most)
    chart.height = max(90, 30 * rows)
    return chart
  }

  // MARK: - Returns

  /// Returns with the intervals that the kind of fit has, or why there are none.
  private var returns: Chart {
    let shown = fit.training.largestChannels(most: Self.most)
    let left = fit.channelNames.count - shown.count
    let folded = left > 0 ? " \(left) of \(fit.channelNames.count) channels not drawn." : ""
    if let posterior = fit.posterior { return forest(posterior, shown, folded) }
    let (source, ends) = intervals
    let estimates = fit.returnEstimates
    let known = shown.map { index in
      ReturnEstimate(
        channel: estimates[index].channel, roi: estimates[index].roi, interval: ends[index])
    }.filter { $0.roi != nil }
    guard !known.isEmpty else {
      return reason("Nothing was spent in the fitted rows, so that there is no return.")
    }
    var plot = ReturnPlot(fits: [NamedFit(name: name, value: value)])
    plot.subtitle = "\(source) Dashed: pays for itself.\(folded)"
    plot.estimates = known
    plot.showsNumbers = true
    var chart = plot.chart
    chart.legend = .none
    return chart
  }

  /// By channel, and in words where they come from or why there are none.
  private var intervals: (String, [ClosedRange<Double>?]) {
    let own = fit.returnEstimates.map(\.interval)
    let resampled: String
    if let intervals = fit.intervals {
      let searched = fit.search == nil ? "" : ", the searched transforms taken as true"
      resampled =
        "90% by \(intervals.replicates) resamples of the residuals in blocks of "
        + "\(intervals.blockLength)\(searched)."
    } else {
      resampled = "No intervals: too few rows are left over to resample residuals."
    }
    guard let front = fit.search?.front else { return (resampled, own) }
    let chosen = front.candidates.first { $0.name == front.chosen }
    guard let chosen, let number = chosen.cluster,
      let cluster = front.clusters.first(where: { $0.number == number })
    else { return ("No cluster of candidates; instead: " + resampled, own) }
    guard let ends = cluster.roi, ends.count == own.count else {
      let count = "\(cluster.count) \(cluster.count == 1 ? "candidate" : "candidates")"
      return ("The cluster has \(count), too few for an interval; instead: " + resampled, own)
    }
    return (
      "95% of the mean over cluster \(number)'s \(cluster.count) candidates: how far they agree, "
        + "no sampling error; the winner itself may lie outside.",
      ends.map { min($0.low, $0.high)...max($0.low, $0.high) }
    )
  }

  private func forest(_ posterior: MixPosterior, _ shown: [Int], _ folded: String) -> Chart {
    guard posterior.draws.length > 1 else {
      return reason("Sampling was stopped before its second draw.")
    }
    let names = fit.channelNames
    let view = PosteriorView(name: name, fit: fit, posterior: posterior)
    var chart = ForestPlot(
      view: view, quantities: shown.map { "roi.\(names[$0])" }, measure: "Return on investment",
      breakEven: 1
    ).chart
    // What must be read first stands in the head.
    if let caution, chart.subtitle.hasPrefix("\(caution). ") {
      chart.subtitle.removeFirst(caution.count + 2)
    }
    chart.subtitle =
      "By \(NumberFormat.decimals(0).text(Double(posterior.draws.count))) draws of the posterior. "
      + chart.subtitle + "." + folded
    return chart
  }

  /// Words where there is nothing to draw.
  private func reason(_ words: String) -> Chart {
    Chart("No intervals of returns", subtitle: words, panels: [])
  }
}

extension ResidualPlot {
  /// The numbers behind the chart by prediction: a row a row of the data.
  var table: Table {
    let windows = [fit.training] + (fit.test.map { [$0] } ?? [])
    let days = windows.flatMap(\.days)
    let rows = windows.reduce(0) { $0 + $1.rowCount }
    let first =
      days.count == rows
      ? Column("date", days: days) : Column("row", numbers: (0..<rows).map { Double($0 + 1) })
    return Table([
      first, Column("predicted", numbers: windows.flatMap(\.predicted)),
      Column("residual", numbers: windows.flatMap(\.residuals)),
    ])
  }
}
