import Figures
import Marketing
import Statistics

/// Error against distance from spend shares: what was tried faintly, the fronts' candidates by cluster, winners by name.
struct FrontPlot {
  let view: SearchView
  var title: String?
  var subtitle: String?

  init(view: SearchView) { self.view = view }

  private var front: RobynFront { view.front }

  /// The shapes of clusters; circles are what was tried.
  private static let symbols: [Symbol] = [
    .square, .triangle, .diamond, .pointRight, .cross, .pointLeft,
  ]
  /// More points than this say no more and weigh a lot.
  private static let mostPoints = 650

  /// The chart.
  var chart: Chart {
    let window = self.window
    let tried = front.evaluations.filter { window.contains($0) }
    let rows = NumberFormat.decimals(0)
    let beyond = front.evaluations.count - tried.count
    var marks: [Mark] = [dots("tried", thinned(tried), .circle, .muted, radius: 1.5)]
    let line = firstFront
    if line.count > 1 {
      marks.append(
        .line(
          .init(
            "", x: .numbers(line.map(\.nrmse)), y: line.map(\.rssd), paint: .actual, width: 1)))
    }
    let candidates = front.candidates.filter { window.contains($0.evaluation) }
    if front.clusters.isEmpty {
      marks.append(
        dots("on a front", candidates.map(\.evaluation), .square, .fitted, radius: 3))
    }
    for cluster in front.clusters {
      let own = candidates.filter { $0.cluster == cluster.number }.map(\.evaluation)
      marks.append(
        dots(
          "cluster \(cluster.number)", own, symbol(cluster.number), paint(cluster.number), radius: 3
        ))
    }
    marks.append(ring)
    marks += winners(in: window)
    let words =
      "\(rows.text(Double(front.evaluations.count))) candidates"
      + (beyond > 0 ? ", \(rows.text(Double(beyond))) of them beyond the frame" : "")
      + "; line: the first front; large: winners of their clusters; ring: \(view.chosen.name), "
      + "which the fit is of"
    return Chart(
      title ?? finding, subtitle: subtitle ?? words,
      x: Axis("NRMSE (← better)", domain: window.nrmse),
      y: Axis("DECOMP.RSSD (↓ better)", domain: window.rssd), marks: marks, legend: .above,
      height: 320)
  }

  // MARK: - Marks

  private func dots(
    _ name: String, _ points: [RobynFront.Evaluation], _ symbol: Symbol, _ paint: Paint,
    radius: Double
  ) -> Mark {
    var dot = Mark.Dot(
      name, x: .numbers(points.map(\.nrmse)), y: points.map(\.rssd), symbol: symbol, paint: paint,
      radius: radius)
    dot.isCrowd = points.count > 1
    return .dot(dot)
  }

  private func symbol(_ cluster: Int) -> Symbol {
    Self.symbols[(cluster - 1) % Self.symbols.count]
  }

  private func paint(_ cluster: Int) -> Paint { .slot(cluster - 1) }

  /// A ring around the candidate chosen, below its own symbol.
  private var ring: Mark {
    dots("", [view.chosen.evaluation], .hollowCircle, .actual, radius: 9)
  }

  /// The winners again, larger and with their names.
  private func winners(in window: Window) -> [Mark] {
    var named = view.winners.filter { window.contains($0.evaluation) }
    if !named.contains(where: { $0.name == view.chosen.name }) { named.append(view.chosen) }
    return named.map { winner in
      let cluster = winner.cluster ?? 1
      let isClustered = winner.cluster != nil
      return .dot(
        .init(
          "", x: .numbers([winner.evaluation.nrmse]), y: [winner.evaluation.rssd],
          labels: [label(of: winner)], symbol: isClustered ? symbol(cluster) : .square,
          paint: isClustered ? paint(cluster) : .fitted, radius: 5.5))
    }
  }

  /// Names would lie on each other where winners are near; the legend has the clusters' symbols.
  private func label(of winner: RobynFront.Candidate) -> String {
    winner.name == view.chosen.name ? winner.name : winner.cluster.map(String.init) ?? winner.name
  }

  /// The candidates that no other beats in both of the objectives drawn, from the least error; with lifts the front has
  /// others, good at what is not drawn.
  private var firstFront: [RobynFront.Evaluation] {
    let sorted = front.candidates.filter { $0.front == 1 }.map(\.evaluation).sorted {
      ($0.nrmse, $0.rssd) < ($1.nrmse, $1.rssd)
    }
    var least = Double.infinity
    return sorted.filter { evaluation in
      guard evaluation.rssd < least else { return false }
      least = evaluation.rssd
      return true
    }
  }

  // MARK: - What is in the frame

  /// The ends of both axes.
  private struct Window {
    let nrmse: ClosedRange<Double>
    let rssd: ClosedRange<Double>

    func contains(_ evaluation: RobynFront.Evaluation) -> Bool {
      nrmse.contains(evaluation.nrmse) && rssd.contains(evaluation.rssd)
    }
  }

  /// The first front, nearly all other candidates, and some room: a search begins far out, and what it tried there would
  /// leave the front no place.
  private var window: Window {
    let line = firstFront
    func ends(_ value: (RobynFront.Evaluation) -> Double) -> ClosedRange<Double> {
      let kept = front.candidates.map { value($0.evaluation) }.filter(\.isFinite).sorted()
      let usual = kept.isEmpty ? 0 : quantile(sorted: kept, 0.95)
      let high = max(line.map(value).max() ?? usual, usual, value(view.chosen.evaluation))
      let low = min(kept.first ?? high, high)
      let span = high > low ? high - low : max(0.1 * abs(high), 1e-3)
      return max(0, low - 0.06 * span)...(high + 0.2 * span)
    }
    return Window(nrmse: ends(\.nrmse), rssd: ends(\.rssd))
  }

  /// Every so many of the points, so that they lie as dense as all of them do.
  private func thinned(_ points: [RobynFront.Evaluation]) -> [RobynFront.Evaluation] {
    guard points.count > Self.mostPoints else { return points }
    return (0..<Self.mostPoints).map { points[$0 * points.count / Self.mostPoints] }
  }

  private var finding: String {
    let line = firstFront
    guard front.channels.count > 1 else {
      return "With one channel only the error decides: DECOMP.RSSD is 0 for every candidate"
    }
    guard let first = line.first, let last = line.last, line.count > 1, last.nrmse > first.nrmse
    else { return "One candidate beats all others in both objectives" }
    let format = NumberFormat.decimals(3)
    return "Shares nearer to those of spend, RSSD \(format.text(first.rssd)) to "
      + "\(format.text(last.rssd)), cost an NRMSE of \(format.text(last.nrmse)) instead of "
      + format.text(first.nrmse)
  }
}
