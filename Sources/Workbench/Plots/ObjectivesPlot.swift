import Figures
import Marketing

/// How each objective moved over a search: medians of twenty stretches of each trial, with the scatter around them.
struct ObjectivesPlot {
  let view: SearchView
  var title: String?
  var subtitle: String?

  init(view: SearchView) { self.view = view }

  /// Bands of more trials than this would hide each other.
  private static let mostBands = 6

  private var convergence: [RobynFront.Convergence] { view.front.convergence }

  private var objectives: [String] {
    convergence.reduce(into: []) { names, told in
      if !names.contains(told.objective) { names.append(told.objective) }
    }
  }

  /// The chart, a panel an objective.
  var chart: Chart {
    let trials = Set(convergence.map(\.trial)).count
    var chart = Chart(
      title ?? SearchTables(view: view).convergenceHeadline,
      subtitle: subtitle
        ?? "Medians of twenty stretches of each trial, from its first candidates to its last"
        + (trials <= Self.mostBands ? "; bands: one standard deviation" : ""),
      x: Axis(
        "stretch of the trial",
        ticks: .values([1, 5, 10, 15, 20])),
      panels: objectives.map { panel($0, bands: trials <= Self.mostBands) },
      arrangement: .wrapped(columns: nil), sharesY: false)
    chart.legend = .above
    chart.height = 190
    return chart
  }

  private func panel(_ objective: String, bands: Bool) -> Chart.Panel {
    var marks: [Mark] = []
    let own = convergence.filter { $0.objective == objective }
    let dashes: [Dash] = [.solid, .dashed, .dotted]
    for told in own where bands {
      marks.append(
        .band(
          .init(
            x: stretches(told), low: zip(told.medians, told.deviations).map { max(0, $0 - $1) },
            high: zip(told.medians, told.deviations).map { $0 + $1 }, paint: .slot(told.trial - 1)))
      )
    }
    for told in own {
      marks.append(
        .line(
          .init(
            bands ? "trial \(told.trial)" : "", x: stretches(told), y: told.medians,
            paint: bands ? .slot(told.trial - 1) : .muted, dash: dashes[(told.trial - 1) % 3])))
    }
    return Chart.Panel(
      SearchView.name(of: objective), marks: marks, y: Axis("", includesZero: true))
  }

  private func stretches(_ told: RobynFront.Convergence) -> Positions {
    .numbers(told.medians.indices.map { Double($0 + 1) })
  }
}
