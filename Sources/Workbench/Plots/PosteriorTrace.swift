import Figures
import Marketing
import Statistics

/// Chains over their draws, with the densities of each: what has converged looks like one.
struct TracePlot {
  let view: PosteriorView
  let quantities: [String]
  var showsDensity = true

  /// Points of a chain's line: as many as a panel has room for.
  private static let points = 250

  /// The chart.
  var chart: Chart {
    let panels = quantities.flatMap(panels)
    var chart = Chart(
      view.title ?? ConvergenceWords.finding(view, quantities),
      subtitle: view.subtitle
        ?? "\(showsDensity ? "Left: density by chain; right: draws in order" : "Draws in order"), "
        + view.describedDraws + (view.divergent.isEmpty ? "" : "; strokes: divergent draws"),
      panels: panels, arrangement: showsDensity ? .wrapped(columns: 2) : .rows,
      sharesX: !showsDensity, sharesY: false)
    chart.legend = view.posterior.draws.chains > 1 ? .above : .none
    chart.height = showsDensity ? 96 : 110
    return chart
  }

  private func panels(_ quantity: String) -> [Chart.Panel] {
    guard let index = view.posterior.draws.index(of: quantity) else { return [] }
    let chains = view.posterior.draws.byChain(index)
    let every = max(1, (view.posterior.draws.length + TracePlot.points - 1) / TracePlot.points)
    let places = Array(stride(from: 0, to: view.posterior.draws.length, by: every))
    let x = Positions.numbers(places.map { Double($0 + 1) })
    var marks: [Mark] = chains.enumerated().map { chain, draws in
      .line(
        .init(
          ConvergenceWords.chain(chain), x: x, y: places.map { draws[$0] }, paint: .slot(chain),
          width: 0.75))
    }
    let divergent = view.divergent.map { Double($0 % view.posterior.draws.length + 1) }
    if !divergent.isEmpty {
      marks.append(.rug(.init("divergent", x: .numbers(divergent), paint: .fitted)))
    }
    let summary = view.posterior.summary(of: quantity)
    let rhat = summary?.rhat.map { "R-hat \(NumberFormat.decimals(3).text($0))" }
    let end = Double(max(view.posterior.draws.length, 2))
    let trace = Chart.Panel(
      showsDensity ? rhat ?? "" : [quantity, rhat].compactMap(\.self).joined(separator: ", "),
      marks: marks, y: Axis(ticks: .fitted, hasGrid: false),
      x: Axis(
        domain: 1...end, ticks: .values([1, (end / 2).rounded(), end]), hasGrid: false))
    guard showsDensity else { return [trace] }
    let densities = chains.enumerated().flatMap { chain, draws -> [Mark] in
      PosteriorDensity(draws, points: 40, bounds: view.bounds(quantity))?.marks(
        ConvergenceWords.chain(chain), paint: .slot(chain), isShaded: false, width: 1.25) ?? []
    }
    return [
      Chart.Panel(
        quantity, marks: densities,
        y: Axis(includesZero: true, ticks: .none, hasGrid: false, isHidden: true),
        x: Axis(ticks: .fitted, hasGrid: false)),
      trace,
    ]
  }
}

/// How often each chain's draws have each rank among all draws: chains that explore the same are flat.
///
/// Source: Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), section 5.2.
struct ChainRankPlot {
  let view: PosteriorView
  let quantities: [String]

  private static let bins = 20

  /// The chart.
  var chart: Chart {
    var chart = Chart(
      view.title ?? ConvergenceWords.finding(view, quantities),
      subtitle: view.subtitle
        ?? "Ranks of each chain's draws among all, against an even share (1); grey: where 95 of 100 "
        + "lie with so many effective draws",
      x: Axis("rank", domain: 0...1, ticks: .values([0.25, 0.5, 0.75]), hasGrid: false),
      y: Axis(format: .decimals(1), includesZero: true), panels: quantities.compactMap(panel))
    chart.legend = .above
    if chart.panels.count == 1 { chart.height = 180 }
    return chart
  }

  private func panel(_ quantity: String) -> Chart.Panel? {
    let draws = view.posterior.draws
    guard let index = draws.index(of: quantity), draws.length > 1 else { return nil }
    let pooled = Array(draws.pooled(index))
    let bins = ChainRankPlot.bins
    var counts = Array(repeating: [Double](repeating: 0, count: bins), count: draws.chains)
    let order = pooled.indices.sorted { (pooled[$0], $0) < (pooled[$1], $1) }
    for (rank, place) in order.enumerated() {
      let bin = min(rank * bins / pooled.count, bins - 1)
      counts[place / draws.length][bin] += 1
    }
    let even = Double(draws.length) / Double(bins)
    let edges = Positions.numbers((0...bins).map { Double($0) / Double(bins) })
    let share = 1 / Double(bins)
    let effective = (view.posterior.summary(of: quantity)?.essBulk ?? 0) / Double(draws.chains)
    var marks: [Mark] = []
    if effective > 0 {
      let variance: Double = (1 - share) / (share * effective)
      let width: Double = 1.96 * variance.squareRoot()  // normal 97.5 % point
      let low = max(0, 1 - width)
      let ends = Positions.numbers([0, 1])
      marks.append(
        .band(.init(x: ends, low: [low, low], high: [1 + width, 1 + width], paint: .muted)))
    }
    marks.append(.rule(.init(.y(1), paint: .muted, dash: .solid)))
    marks += counts.enumerated().map { chain, own in
      let shares = own.map { $0 / even }
      return .line(
        .init(
          ConvergenceWords.chain(chain), x: edges, y: shares + shares.suffix(1),
          paint: .slot(chain), width: 1.25, isStepped: true))
    }
    return Chart.Panel(quantity, marks: marks)
  }
}

/// What charts of chains say first.
enum ConvergenceWords {
  /// `chain 2`.
  static func chain(_ index: Int) -> String { "chain \(index + 1)" }

  /// Whether the chains of these quantities agree.
  static func finding(_ view: PosteriorView, _ quantities: [String]) -> String {
    let known = quantities.compactMap { view.posterior.summary(of: $0) }
    guard let worst = known.max(by: { ($0.rhat ?? 1) < ($1.rhat ?? 1) }), let rhat = worst.rhat
    else { return "Chains of \(view.name)" }
    let format = NumberFormat.decimals(3)
    return rhat < PosteriorFinding.largestRHat
      ? "The chains of \(view.name) agree: R-hat is at most \(format.text(rhat))"
      : "The chains of \(view.name) disagree about \(worst.name): R-hat \(format.text(rhat))"
  }
}
