import Figures
import Marketing

/// What tests imply: a row a test, its return with the 90 % interval, the truth as hollow diamonds where it is known.
struct ExperimentsPlot {
  let value: ExperimentsValue
  var truth: [TestTruth] = []
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let names = value.experiments.map(\.name)
    let implied = value.implied
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Lift over the money that the test changed; bars: 90% intervals; dashed: pays for itself",
      y: Axis("Return on the money changed", format: .automatic, includesZero: true),
      legend: .above, orientation: .horizontal)
    chart.marks = [.rule(.init(.y(1), paint: .muted))]
    chart.marks += SymbolRows.marks(
      "measured", names: names, values: implied.map(\.roi),
      intervals: implied.map { $0.low...$0.high }, series: 0, of: 1)
    let known = truth.filter { names.contains($0.name) }
    if !known.isEmpty {
      chart.marks.append(
        .dot(
          .init(
            "truth", x: .categories(known.map(\.name)), y: known.map(\.roi), paint: .truth,
            radius: 5)))
    }
    chart.height = max(90, names.count * SymbolRows.height(series: 1))
    return chart
  }

  /// What a reader should see first.
  private var finding: String {
    let implied = value.implied
    guard let first = implied.first, let name = value.experiments.first?.name else {
      return "What the experiments imply"
    }
    guard implied.count > 1 else {
      let format = NumberFormat.decimals(2)
      return "By \(name), each unit returned \(format.text(first.roi)), "
        + "\(format.text(first.low)) to \(format.text(first.high))"
    }
    let clear = implied.count { $0.low > 0 }
    return "\(clear) of \(implied.count) experiments tell the return from nothing"
  }
}
