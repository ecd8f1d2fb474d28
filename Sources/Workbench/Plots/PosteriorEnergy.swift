import Figures
import Marketing
import Statistics

/// The energies of the draws beside how far energy moves from draw to draw.
///
///     E-BFMI = Σ (Eₜ − Eₜ₋₁)² / Σ (Eₜ − Ē)²
///
/// Source: Betancourt (2016), "Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo"; below 0.3 the
/// sampler cannot follow the tails.
struct EnergyPlot {
  let view: PosteriorView

  /// The chart.
  var chart: Chart {
    let chains = view.posterior.chains.map(\.energy)
    let marginal = chains.flatMap { energy in
      let centre = energy.isEmpty ? 0 : mean(energy)
      return energy.map { $0 - centre }
    }
    let moves = chains.flatMap { zip($0, $0.dropFirst()).map { $1 - $0 } }
    var marks: [Mark] = []
    if let density = PosteriorDensity(marginal, points: 80) {
      marks += density.marks("energy of draws, from its mean", paint: .slot(0))
    }
    if let density = PosteriorDensity(moves, points: 80) {
      marks += density.marks("change from draw to draw", paint: .slot(1), dash: .dashed)
    }
    let fractions = chains.map { energyBFMI($0) }
    let known = fractions.compactMap(\.self)
    let format = NumberFormat.decimals(2)
    let listed = fractions.map { $0.map(format.text) ?? "–" }.joined(separator: ", ")
    var title = "Energy of the draws of \(view.name)"
    if let least = known.min() {
      title =
        least < PosteriorFinding.leastEnergy
        ? "Energy moves too little from draw to draw: E-BFMI \(format.text(least))"
        : "Energy moves as far as it has to: E-BFMI is at least \(format.text(least))"
    }
    return Chart(
      view.title ?? title,
      subtitle: view.subtitle
        ?? "Densities; alike is well explored; E-BFMI by chain: \(listed) (below 0.3 is too little)",
      x: Axis("energy", hasGrid: false),
      y: Axis(includesZero: true, ticks: .none, hasGrid: false, isHidden: true), marks: marks,
      legend: .above, height: 190)
  }
}

/// R-hat against effective draws, a point a quantity, with the gates that sound chains pass.
struct ConvergencePlot {
  let view: PosteriorView

  private struct Spot {
    let name: String
    let effective: Double
    let rhat: Double
    var fails: Bool {
      rhat >= PosteriorFinding.largestRHat || effective < PosteriorFinding.fewestEffective
    }
  }

  /// The chart; nil where no quantity has diagnostics.
  var chart: Chart? {
    let parameters = view.posterior.parameters
    let names = parameters + view.returns.filter { !parameters.contains($0) }
    let spots = names.compactMap { name -> Spot? in
      guard let summary = view.posterior.summary(of: name), let rhat = summary.rhat,
        let bulk = summary.essBulk, rhat.isFinite, bulk > 0
      else { return nil }
      return Spot(name: name, effective: min(bulk, summary.essTail ?? bulk), rhat: rhat)
    }
    guard !spots.isEmpty else { return nil }
    let failing = spots.filter(\.fails).sorted { ($1.rhat, $0.name) < ($0.rhat, $1.name) }
    let sound = spots.filter { !$0.fails }
    let labels = labels(failing, among: spots)
    let most = spots.map(\.rhat).max() ?? 1
    var marks: [Mark] = [
      .rule(.init(.y(PosteriorFinding.largestRHat), label: "R-hat 1.01", paint: .muted)),
      .rule(.init(.x(PosteriorFinding.fewestEffective), label: "400 draws", paint: .muted)),
    ]
    if !sound.isEmpty {
      marks.append(
        .dot(
          .init(
            "sound", x: .numbers(sound.map(\.effective)), y: sound.map(\.rhat),
            paint: .positive, radius: 3.5)))
    }
    if !failing.isEmpty {
      marks.append(
        .dot(
          .init(
            "beyond a gate", x: .numbers(failing.map(\.effective)), y: failing.map(\.rhat),
            labels: labels, symbol: .triangle, paint: .fitted, radius: 4.5)))
    }
    let title =
      failing.isEmpty
      ? "All \(spots.count) quantities of \(view.name) pass: R-hat below 1.01, more than 400 effective draws"
      : "\(failing.count) of \(spots.count) quantities of \(view.name) do not pass, worst \(failing[0].name)"
    return Chart(
      view.title ?? title,
      subtitle: view.subtitle
        ?? "A point a parameter or return; sound ones lie at the lower right, \(view.describedDraws)",
      x: Axis("Effective draws, the fewer of bulk and tails", format: .short, kind: .log),
      y: Axis(
        "R-hat", format: .decimals(most < 1.1 ? 3 : 2),
        domain: min(0.999, spots.map(\.rhat).min() ?? 1)...max(1.012, most + 0.1 * (most - 1))),
      marks: marks, legend: .none, height: 220)
  }

  /// The names of the worst, as far as there is room: none over another, none at the right edge.
  private func labels(_ failing: [Spot], among spots: [Spot]) -> [String] {
    func place(_ spot: Spot) -> (x: Double, y: Double) {
      (stableLog(spot.effective), spot.rhat)
    }
    let xs = spots.map { place($0).x } + [stableLog(PosteriorFinding.fewestEffective)]
    let ys = spots.map { place($0).y } + [PosteriorFinding.largestRHat]
    let width = max((xs.max() ?? 1) - (xs.min() ?? 0), 1e-9)
    let height = max((ys.max() ?? 1) - (ys.min() ?? 0), 1e-9)
    var taken: [(x: Double, y: Double)] = []
    return failing.map { spot in
      let own = place(spot)
      // A third of the panel is as wide as a long name, a tenth of it as high as two lines.
      let isFree = taken.allSatisfy {
        abs($0.x - own.x) > 0.35 * width || abs($0.y - own.y) > 0.1 * height
      }
      guard taken.count < 8, isFree else { return "" }
      taken.append(own)
      return spot.name
    }
  }
}
