import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// A channel's return on investment and how sure the fit is of it.
struct ReturnEstimate {
  let channel: String
  /// Nil where nothing was spent.
  let roi: Double?
  /// The 90 % interval; nil where too few rows were left to draw it from.
  let interval: ClosedRange<Double>?

  /// `1.42 [0.91, 2.03]`.
  var described: String {
    guard let roi else { return "" }
    guard let interval else { return PosteriorWords.format([roi]).text(roi) }
    let format = PosteriorWords.format([interval.lowerBound, roi, interval.upperBound])
    return "\(format.text(roi)) [\(format.text(interval.lowerBound)), "
      + "\(format.text(interval.upperBound))]"
  }
}

extension MixFit {
  /// Returns by channel with their intervals, by draws or by resampling the residuals; see ``MixIntervals``.
  var returnEstimates: [ReturnEstimate] {
    training.channelResults.enumerated().map { index, result in
      let interval = intervals?.roi[index]
      return ReturnEstimate(
        channel: result.channel, roi: result.roi, interval: interval.map { $0.low...$0.high })
    }
  }

  /// Where the intervals of a measure come from and what they do not know, or why there are none.
  func describedIntervals(of measure: String) -> String {
    guard let intervals else { return "Too few rows are left over to draw intervals from." }
    if posterior != nil {
      return "low and high leave 5% of \(intervals.replicates) draws of \(measure) on either side."
    }
    let transforms = search == nil ? "the transforms as given" : "the searched transforms as true"
    return "low and high are the ends of the 90% interval of \(measure): \(intervals.replicates) "
      + "resamples of the residuals in blocks of \(intervals.blockLength), \(transforms)"
      + (penalty > 0 ? ", freed of most of the penalty's pull." : ".")
  }
}

extension FitValue {
  /// One row a channel: `channel spend contribution roi mroi cpa low high`, the last two the 90 % interval of one measure.
  ///
  /// A contribution is proportional to its coefficient, and so, in an additive model, is the marginal return; the cost of an
  /// acquisition is the inverse of the return, so that its ends change places, and there are none where the return may be 0.
  func returnTable(intervalsOf measure: String) -> Table {
    let ends = zip(fit.returnEstimates, fit.training.channelResults).map {
      estimate, result -> ClosedRange<Double>? in
      guard let interval = estimate.interval, let roi = result.roi else { return nil }
      switch measure {
      case "mroi" where fit.posterior != nil:
        guard let summary = fit.posterior?.summary(of: "mroi.\(result.channel)"),
          summary.q5 <= summary.q95
        else { return nil }
        return summary.q5...summary.q95
      case "mroi":
        guard fit.spec.form == .additive, let mroi = result.mroi, roi != 0 else { return nil }
        let ratio = mroi / roi
        let (one, other) = (interval.lowerBound * ratio, interval.upperBound * ratio)
        return min(one, other)...max(one, other)
      case "cpa":
        guard interval.lowerBound > 0 else { return nil }
        return (1 / interval.upperBound)...(1 / interval.lowerBound)
      default: return interval
      }
    }
    return Table(
      fit.training.returnTable.columns + [
        Column("low", numbers: ends.map { $0?.lowerBound ?? .nan }),
        Column("high", numbers: ends.map { $0?.upperBound ?? .nan }),
      ])
  }
}

/// Returns on investment: a row a channel, a symbol a fit, the truth as hollow diamonds.
struct ReturnPlot {
  let fits: [NamedFit]
  var truth: [(channel: String, roi: Double)] = []
  var title: String?
  var subtitle: String?
  /// Returns and intervals of the first fit, where they are not its own: some channels, or what a search says.
  var estimates: [ReturnEstimate]?
  /// Whether numbers stand at the right and channels have their colours; one fit only.
  var showsNumbers = false

  private func estimates(_ named: NamedFit) -> [ReturnEstimate] {
    estimates ?? named.value.fit.returnEstimates
  }

  /// The chart.
  var chart: Chart {
    let hasIntervals = fits.contains { named in
      estimates(named).contains { $0.interval != nil }
    }
    var chart = Chart(
      title ?? (cautions.isEmpty ? finding : "Return on investment by channel"),
      subtitle: subtitle ?? (cautions + [describedMeasure(hasIntervals)]).joined(separator: ". "),
      y: Axis("Return on investment", format: .automatic, includesZero: true),
      legend: .above, orientation: .horizontal)
    chart.marks = [.rule(.init(.y(1), paint: .muted))]
    for (index, named) in fits.enumerated() {
      let known = estimates(named).filter { $0.roi != nil }
      chart.marks += SymbolRows.marks(
        named.name, names: known.map(\.channel), values: known.map { $0.roi ?? .nan },
        intervals: known.map(\.interval), series: index, of: fits.count,
        labels: showsNumbers ? known.map(\.described) : nil,
        paints: showsNumbers ? known.map { .like($0.channel) } : nil)
    }
    if !truth.isEmpty {
      chart.marks.append(
        .dot(
          .init(
            "truth", x: .categories(truth.map(\.channel)), y: truth.map(\.roi), paint: .truth,
            radius: 5)))
    }
    let channels =
      estimates?.count ?? Set(fits.flatMap { $0.value.fit.channelNames }).count
    chart.height = max(90, channels * SymbolRows.height(series: fits.count))
    return chart
  }

  /// What must be read first of fits whose draws do not bear the numbers.
  private var cautions: [String] {
    fits.compactMap { $0.value.fit.posterior?.caution(of: $0.name) }
  }

  /// What a reader should see first.
  private var finding: String {
    guard fits.count == 1, let named = fits.first else {
      return "Return on investment by channel and fit"
    }
    let known = estimates(named).filter { $0.roi != nil }
    guard known.count > 1, let best = known.max(by: { ($0.roi ?? 0) < ($1.roi ?? 0) }),
      let roi = best.roi
    else { return "Return on investment by channel" }
    return "By \(named.name), \(best.channel) returns most: \(NumberFormat.decimals(2).text(roi)) "
      + "for each unit spent"
  }

  private func describedMeasure(_ hasIntervals: Bool) -> String {
    let targets = fits.map(\.value.fit.spec.target)
    let target = Set(targets).count == 1 ? targets.first ?? "target" : "target"
    return "\(target) for each unit of money spent; dashed: pays for itself"
      + (hasIntervals ? "; bars: 90% intervals" : "")
      + (fits.first.flatMap { $0.value.fit.training.describedPeriod }.map { "; \($0)" } ?? "")
  }
}

extension FitWindow {
  /// `2 Jan 2023 – 23 Dec 2024`, or nil without dates.
  var describedPeriod: String? {
    guard let first = days.first, let last = days.last else { return nil }
    return "\(first) to \(last)"
  }
}
