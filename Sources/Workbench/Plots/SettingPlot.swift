import Figures
import Marketing

/// A search over one parameter: the error by its value, and the returns by its value.
struct SettingPlot {
  private let record: TransformSearch.Record
  private let title: String?
  private let subtitle: String?
  private let trials: [TransformSearch.Record.Trial]

  init(_ record: TransformSearch.Record, title: String?, subtitle: String?) {
    self.record = record
    self.title = title
    self.subtitle = subtitle
    trials = record.trials.sorted { $0.values[0] < $1.values[0] }
  }

  private var name: String { record.names[0] }
  private var best: TransformSearch.Record.Trial { record.trials[record.best] }
  private var along: Positions { .numbers(trials.map { $0.values[0] }) }

  /// The settings whose error is at most 1 % above the least.
  private var good: [Double] {
    trials.filter { $0.rmse <= 1.01 * best.rmse }.map { $0.values[0] }
  }

  /// The error by the parameter's value, what is equally good marked.
  var errors: Chart {
    let excess = trials.map { best.rmse > 0 ? $0.rmse / best.rmse - 1 : 0 }
    let format = NumberFormat.decimals(2)
    let ends = "\(format.text(good.first ?? 0)) to \(format.text(good.last ?? 0))"
    return Chart(
      title
        ?? (good.count > 1
          ? "Anything from \(ends) fits within 1% of the best"
          : "\(format.text(best.values[0])) fits best, and no neighbour comes within 1%"),
      subtitle: subtitle ?? "error above the least, by \(name); dashed: 1%; points: settings tried",
      x: Axis(name), y: Axis(format: .percent(0), includesZero: true),
      marks: [
        .line(.init("error above the least", x: along, y: excess, paint: .fitted)),
        .dot(.init("", x: along, y: excess, paint: .fitted, radius: 2.5)),
        .rule(.init(.y(0.01), paint: .muted)),
      ], legend: .none, height: 180)
  }

  /// Returns on investment by the parameter's value.
  var returns: Chart {
    var chart = Chart(
      "What the channels return, by \(name)",
      subtitle:
        "return on investment under each setting; between the rules error is within 1% of the least",
      x: Axis(name), y: Axis(includesZero: true))
    chart.marks = record.channels.enumerated().map { index, channel in
      .line(.init(channel, x: along, y: trials.map { $0.roi[index] }))
    }
    for end in Set([good.first, good.last].compactMap(\.self)).sorted() {
      chart.marks.append(.rule(.init(.x(end), paint: .muted)))
    }
    return chart
  }
}
