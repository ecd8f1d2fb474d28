import Figures
import Marketing
import Statistics

/// Draws of two to four quantities against each other, divergent ones as crosses: what cannot be told apart lies on a line.
struct PairPlot {
  let view: PosteriorView
  let quantities: [String]

  /// Draws shown of each pair.
  private var most: Int { quantities.count < 3 ? 500 : quantities.count == 3 ? 240 : 140 }

  /// The chart.
  var chart: Chart {
    let series = quantities.map(view.pooled)
    let count = series.map(\.count).min() ?? 0
    let every = max(1, (count + most - 1) / most)
    let shown = Array(stride(from: 0, to: count, by: every))
    let divergent = Array(view.divergent.filter { $0 < count }.prefix(most / 2))
    let windows = series.map(window)
    /// The draws that a panel has in its frame: a dot beyond it would stand on the axis or a neighbour.
    func framed(_ places: [Int], _ column: Int, _ row: Int) -> [Int] {
      places.filter {
        windows[column].contains(series[column][$0]) && windows[row].contains(series[row][$0])
      }
    }
    let beyond = shown.count { place in
      series.indices.contains { !windows[$0].contains(series[$0][place]) }
    }
    let size = quantities.count - 1
    let panels = (1...size).flatMap { row in
      (0..<size).map { column -> Chart.Panel in
        let foot = Axis(quantities[column], domain: windows[column], hasGrid: false)
        guard column < row else {
          return Chart.Panel(marks: [], y: Axis(hasGrid: false, isHidden: true), x: foot)
        }
        let inside = framed(shown, column, row)
        let astray = framed(divergent, column, row)
        var marks: [Mark] = [
          .dot(
            .init(
              "draws", x: .numbers(inside.map { series[column][$0] }),
              y: inside.map { series[row][$0] }, paint: .slot(0), radius: size > 1 ? 1.5 : 2))
        ]
        if !astray.isEmpty {
          marks.append(
            .dot(
              .init(
                "divergent", x: .numbers(astray.map { series[column][$0] }),
                y: astray.map { series[row][$0] }, symbol: .cross, paint: .fitted, radius: 3)))
        }
        let r = PairPlot.correlation(series[row], series[column])
        return Chart.Panel(
          "r = \(NumberFormat.decimals(2).text(r))", marks: marks,
          y: Axis(quantities[row], domain: windows[row], hasGrid: false, isHidden: column > 0),
          x: foot)
      }
    }
    var chart = Chart(
      view.title ?? finding(series),
      subtitle: view.subtitle
        ?? "\(shown.count) of \(count) draws\(beyond > 0 ? ", \(beyond) beyond the frame" : ""); r: correlation"
        + (view.divergent.isEmpty ? "; no draw diverged" : "; crosses: divergent draws"),
      panels: panels, arrangement: .wrapped(columns: size))
    chart.legend = divergent.isEmpty ? .none : .above
    chart.height = size == 1 ? 300 : size == 2 ? 170 : 130
    return chart
  }

  /// From the 0.2 % to the 99.8 % quantile with a margin: a single stray draw would leave no room for the others.
  private func window(_ draws: [Double]) -> ClosedRange<Double> {
    let sorted = draws.filter(\.isFinite).sorted()
    guard sorted.count > 1 else { return 0...1 }
    let (low, high) = (quantile(sorted: sorted, 0.002), quantile(sorted: sorted, 0.998))
    guard low < high else { return (low - 1)...(high + 1) }
    let margin = 0.04 * (high - low)
    return (low - margin)...(high + margin)
  }

  private func finding(_ series: [[Double]]) -> String {
    let pairs = series.indices.flatMap { row in (0..<row).map { ($0, row) } }
    let strongest = pairs.max {
      abs(PairPlot.correlation(series[$0.0], series[$0.1]))
        < abs(PairPlot.correlation(series[$1.0], series[$1.1]))
    }
    guard let (one, other) = strongest else { return "Draws against each other" }
    let r = PairPlot.correlation(series[one], series[other])
    let number = NumberFormat.decimals(2).text(r)
    guard abs(r) >= 0.3 else { return "No two of these quantities go together much" }
    return abs(r) > 0.7
      ? "\(quantities[one]) and \(quantities[other]) can hardly be told apart: correlation \(number)"
      : "\(quantities[one]) and \(quantities[other]) go together: correlation \(number)"
  }

  /// Pearson's correlation; 0 where one does not move.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let pairs = zip(x, y).filter { $0.0.isFinite && $0.1.isFinite }
    let count = Double(max(pairs.count, 1))
    let a = pairs.reduce(0) { $0 + $1.0 } / count
    let b = pairs.reduce(0) { $0 + $1.1 } / count
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (p, q) in pairs {
      xx += (p - a) * (p - a)
      yy += (q - b) * (q - b)
      xy += (p - a) * (q - b)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
  }

  /// The two parameters that go together most, and the one that goes most with either.
  static func standard(_ view: PosteriorView) -> [String] {
    // A few hundred draws tell which: all pairs of all draws would take long with many regions.
    let names = Array(view.posterior.parameters.prefix(80))
    let every = max(1, view.posterior.draws.count / 400)
    let series = names.map { name in
      let draws = view.pooled(name)
      return stride(from: 0, to: draws.count, by: every).map { draws[$0] }
    }
    guard names.count > 1 else { return names }
    var best = (0, 1, -1.0)
    for row in names.indices {
      for column in 0..<row {
        let r = abs(correlation(series[row], series[column]))
        if r > best.2 { best = (column, row, r) }
      }
    }
    let third = names.indices.filter { $0 != best.0 && $0 != best.1 }.max { one, other in
      closeness(series, one, best) < closeness(series, other, best)
    }
    return [names[best.0], names[best.1]] + (third.map { [names[$0]] } ?? [])
  }

  private static func closeness(
    _ series: [[Double]], _ index: Int, _ pair: (Int, Int, Double)
  ) -> Double {
    max(
      abs(correlation(series[index], series[pair.0])),
      abs(correlation(series[index], series[pair.1])))
  }
}
