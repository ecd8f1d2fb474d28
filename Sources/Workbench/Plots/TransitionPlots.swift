import Figures
import Marketing

/// How journeys step from state to state: a graph, and a heat map of all probabilities.
struct TransitionPlot {
  let fit: MarkovFit
  var title: String?
  var subtitle: String?
  /// Arrows with a smaller share of what leaves their state are left out.
  var leastShare = 0.05

  private static func label(_ state: String) -> String {
    switch state {
    case MarkovFit.start: "start"
    case MarkovFit.conversion: "conversion"
    case MarkovFit.null: "no conversion"
    default: state
    }
  }

  /// All states, most journeys first: the start before them, the ends after them.
  private var states: [String] {
    var flow: [String: Double] = [:]
    var order: [String] = []
    for transition in fit.transitions {
      for state in [transition.from, transition.to] {
        if flow[state] == nil { order.append(state) }
        flow[state, default: 0] += transition.count
      }
    }
    let ends = [MarkovFit.start, MarkovFit.conversion, MarkovFit.null]
    return order.enumerated().filter { !ends.contains($0.element) }.sorted { one, other in
      (flow[other.element] ?? 0, one.offset) < (flow[one.element] ?? 0, other.offset)
    }.map(\.element)
  }

  /// States from the start over the channels to conversion or none, with the probability of each step.
  var graph: FlowChart {
    var nodes = [FlowChart.Node(MarkovFit.start, label: "start", column: 0, paint: .baseline)]
    nodes += states.map { FlowChart.Node($0, column: 1) }
    nodes.append(
      FlowChart.Node(MarkovFit.conversion, label: "conversion", column: 2, paint: .positive))
    nodes.append(FlowChart.Node(MarkovFit.null, label: "no conversion", column: 2, paint: .muted))
    return FlowChart(
      title ?? finding,
      subtitle: subtitle
        ?? "Share of journeys that go from a state to the next; width: the share; dashed: lost"
        + (fit.chain.order > 1 ? "; states are the last \(fit.chain.order) touches" : ""),
      form: .arrows, nodes: nodes,
      links: fit.transitions.map { FlowChart.Link($0.from, $0.to, $0.count) }, unit: "steps",
      leastShare: leastShare)
  }

  /// Where journeys go on, row by row, as numbers in a heat map.
  var heatMap: Chart {
    let most = 20
    let shown = Array(states.prefix(most))
    let rows = [MarkovFit.start] + shown
    let columns = shown + [MarkovFit.conversion, MarkovFit.null]
    struct Step: Hashable {
      let from: String
      let to: String
    }
    let known = Dictionary(
      fit.transitions.map { (Step(from: $0.from, to: $0.to), $0.probability) }
    ) { first, _ in first }
    let values = rows.flatMap { row in
      columns.map { known[Step(from: row, to: $0)] ?? .nan }
    }
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Probability of the next step (columns) from each state (rows); empty: never seen"
        + (states.count > most ? "; the \(most) most frequent of \(states.count) states" : ""))
    chart.marks = [
      .cell(
        .init(
          "probability", columns: columns.map(TransitionPlot.label),
          rows: rows.map(TransitionPlot.label), values: values, scale: .sequential(0...1),
          format: .percent(0)))
    ]
    return chart
  }

  /// The channel that converts most often from where it stands.
  private var finding: String {
    let closing = fit.transitions.filter {
      $0.to == MarkovFit.conversion && $0.from != MarkovFit.start
    }
    guard
      let best = closing.enumerated().max(by: {
        ($0.element.probability, $1.offset) < ($1.element.probability, $0.offset)
      })?.element
    else { return "No journey converted" }
    let share = NumberFormat.percent(best.probability < 0.1 ? 1 : 0).text(best.probability)
    return "\(best.from) is followed by a conversion most often: \(share) of the time"
  }
}
