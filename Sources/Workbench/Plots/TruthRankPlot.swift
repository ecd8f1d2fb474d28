import Figures
import Marketing
import Statistics

/// The ranks of simulated truths, a panel a quantity, with the band that sound models stay within.
struct TruthRankPlot {
  let value: CalibrationValue
  let quantities: [CalibrationResult.Quantity]
  var showsHistogram = false
  var title: String?
  var subtitle: String?

  private static let classes = 10

  /// The chart.
  var chart: Chart {
    let range = extent
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle ?? explanation,
      x: Axis("rank of the truth", domain: 0...1, ticks: .values([0, 0.5, 1]), hasGrid: false),
      y: Axis(
        showsHistogram ? "share over even share" : "share of ranks below, less an even share",
        format: .decimals(showsHistogram ? 1 : 2), domain: range),
      panels: quantities.map(panel), arrangement: .wrapped(columns: 3), sharesX: true,
      sharesY: true)
    chart.legend = .none
    chart.height = quantities.count == 1 ? 200 : 110
    return chart
  }

  private var extent: ClosedRange<Double> {
    let ends = quantities.flatMap { one -> [Double] in
      let curve = curve(one)
      return curve.y + curve.low + curve.high
    }
    let (low, high) = (ends.min() ?? -1, ends.max() ?? 1)
    return low < high ? low...high : -1...1
  }

  private struct Curve {
    var x: [Double]
    var y: [Double]
    var low: [Double]
    var high: [Double]
  }

  private func curve(_ quantity: CalibrationResult.Quantity) -> Curve {
    let one = quantity.distribution
    guard showsHistogram else {
      func less(_ values: [Double]) -> [Double] {
        [0] + zip(values, one.positions).map { $0 - $1 }
      }
      return Curve(
        x: [0] + one.positions, y: less(one.shares), low: less(one.lower), high: less(one.upper))
    }
    let classes = min(TruthRankPlot.classes, quantity.ranks.draws + 1)
    let (counts, expected) = quantity.ranks.histogram(classes: classes)
    let shares = zip(counts, expected).map { Double($0) / max($1, 1e-9) }
    let total = Double(max(1, quantity.ranks.ranks.count))
    // Of a single class 99 of 100 sound models: normal 99.5 % point of a binomial.
    let widths = expected.map { 2.576 * ((1 - $0 / total) / max($0, 1e-9)).squareRoot() }
    func closed(_ values: [Double]) -> [Double] { values + values.suffix(1) }
    return Curve(
      x: (0...classes).map { Double($0) / Double(classes) }, y: closed(shares),
      low: closed(widths.map { max(0, 1 - $0) }), high: closed(widths.map { 1 + $0 }))
  }

  private func panel(_ quantity: CalibrationResult.Quantity) -> Chart.Panel {
    let curve = curve(quantity)
    let x = Positions.numbers(curve.x)
    let isSound = quantity.isCalibrated
    return Chart.Panel(
      isSound ? quantity.name : "\(quantity.name): \(quantity.diagnosis.rawValue)",
      marks: [
        .band(.init(x: x, low: curve.low, high: curve.high, paint: .muted)),
        .rule(.init(.y(showsHistogram ? 1 : 0), paint: .muted, dash: .solid)),
        .line(
          .init(
            "ranks", x: x, y: curve.y, paint: isSound ? .slot(0) : .fitted, width: 1.5,
            isStepped: showsHistogram)),
      ])
  }

  private var finding: String {
    let wrong = quantities.filter { !$0.isCalibrated }
    guard let first = wrong.first else {
      return "All \(quantities.count) quantities of \(value.fit)'s model are calibrated"
    }
    return
      "\(wrong.count) of \(quantities.count) quantities of \(value.fit)'s model are not calibrated: "
      + "\(first.name) is \(first.diagnosis.rawValue)"
  }

  private var explanation: String {
    let sets = "\(value.result.replicates) data sets drawn from the model and fitted"
    return showsHistogram
      ? "\(sets); grey: where a class of ranks lies in 99 of 100 sound models"
      : "\(sets); grey: where all curves together stay in 95 of 100 sound models"
  }
}
