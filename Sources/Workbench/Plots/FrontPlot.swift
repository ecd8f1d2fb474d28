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
    var marks: [Mark] = [dots("tried", thinned(tried, in: window), .circle, .muted, radius: 1.5)]
    let line = firstFront
    if line.count > 1 {
      marks.append(
        .line(
          .init(
            "", x: .numbers(line.map(\.nrmse)), y: line.map(\.rssd), paint: .actual, width: 1)))
    }
    if front.clusters.isEmpty {
      marks.append(
        dots("on a front", front.candidates.map(\.evaluation), .square, .fitted, radius: 3))
    }
    for cluster in front.clusters {
      let own = front.candidates.filter { $0.cluster == cluster.number }.map(\.evaluation)
      marks.append(
        dots(
          "cluster \(cluster.number)", own, symbol(cluster.number), paint(cluster.number), radius: 3
        ))
    }
    marks.append(ring)
    marks += winners
    let words =
      "\(rows.text(Double(front.evaluations.count))) candidates"
      + (beyond > 0 ? ", \(rows.text(Double(beyond))) of them beyond the frame" : "")
      + "; line: the first front; names: winners of their clusters; ring: \(view.chosen.name), "
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
  private var winners: [Mark] {
    var named = view.winners
    if !named.contains(where: { $0.name == view.chosen.name }) { named.append(view.chosen) }
    return named.map { winner in
      let cluster = winner.cluster ?? 1
      let isClustered = winner.cluster != nil
      return .dot(
        .init(
          "", x: .numbers([winner.evaluation.nrmse]), y: [winner.evaluation.rssd],
          labels: [winner.name], symbol: isClustered ? symbol(cluster) : .square,
          paint: isClustered ? paint(cluster) : .fitted, radius: 5.5))
    }
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

  /// All candidates of the fronts, and of what was tried the better part: a search begins far out.
  private var window: Window {
    func ends(
      _ value: (RobynFront.Evaluation) -> Double
    ) -> ClosedRange<Double> {
      let kept = front.candidates.map { value($0.evaluation) }.filter(\.isFinite)
      let tried = front.evaluations.map(value).filter(\.isFinite).sorted()
      let low = min(kept.min() ?? 0, tried.first ?? 0)
      let usual = tried.isEmpty ? low : quantile(sorted: tried, 0.75)
      let high = max(kept.max() ?? low, usual)
      let room = high > low ? 0.04 * (high - low) : max(0.05 * abs(high), 1e-3)
      return max(0, low - room)...(high + room)
    }
    return Window(nrmse: ends(\.nrmse), rssd: ends(\.rssd))
  }

  /// One point a spot of a grid fine enough to look like all of them.
  private func thinned(
    _ points: [RobynFront.Evaluation], in window: Window
  ) -> [RobynFront.Evaluation] {
    var kept = points
    var cells = 120.0
    while kept.count > Self.mostPoints, cells > 4 {
      var seen: Set<[Int]> = []
      kept = points.filter { point in
        seen.insert([
          place(point.nrmse, in: window.nrmse, of: cells),
          place(point.rssd, in: window.rssd, of: cells / 2),
        ]).inserted
      }
      cells *= 0.8
    }
    return kept
  }

  private func place(_ value: Double, in range: ClosedRange<Double>, of cells: Double) -> Int {
    let width = range.upperBound - range.lowerBound
    return width > 0 ? Int((value - range.lowerBound) / width * cells) : 0
  }

  private var finding: String {
    let line = firstFront
    guard let first = line.first, let last = line.last, line.count > 1, last.nrmse > first.nrmse
    else { return "One candidate beats all others in both objectives" }
    let format = NumberFormat.significant(2)
    return "Shares nearer to those of spend, RSSD \(format.text(first.rssd)) to "
      + "\(format.text(last.rssd)), cost an NRMSE of \(format.text(last.nrmse)) instead of "
      + format.text(first.nrmse)
  }
}
