import Figures

extension Gallery {
  /// Journeys over three touches: the first column opens, the last is the outcome.
  static let sankey: FlowChart = {
    var nodes: [FlowChart.Node] = []
    for step in 0..<3 {
      nodes += channels.map { .init("\(step) \($0)", label: $0, column: step) }
    }
    nodes.append(.init("sale", label: "conversion", column: 3, paint: .positive))
    nodes.append(.init("none", label: "no conversion", column: 3, paint: .muted))
    var links: [FlowChart.Link] = []
    for step in 0..<3 {
      for (i, from) in channels.enumerated() {
        let own = "\(step) \(from)"
        let weight = Double((i * 7 + step * 3) % 5 + 1) * (step == 0 ? 90 : step == 1 ? 40 : 15)
        links.append(.init(own, "sale", weight / Double(12 - 2 * step)))
        links.append(.init(own, "none", weight))
        guard step < 2 else { continue }
        for (k, to) in channels.enumerated() where k != i {
          links.append(.init(own, "\(step + 1) \(to)", weight * Double((i + k) % 4) / 12))
        }
      }
    }
    return FlowChart(
      "Most journeys end before their third touch", subtitle: "Journeys by touch, width: how many",
      form: .ribbons, nodes: nodes, links: links,
      headings: ["1st touch", "2nd touch", "3rd touch", "outcome"], unit: "journeys",
      format: .decimals(0))
  }()

  /// Names that do not fit beside nodes, and more of them than are kept.
  static let manyFlows: FlowChart = {
    let names = (0..<14).map { "A channel with a long name, \($0)" }
    var nodes: [FlowChart.Node] = []
    for step in 0..<3 { nodes += names.map { .init("\(step) \($0)", label: $0, column: step) } }
    var links: [FlowChart.Link] = []
    for step in 0..<2 {
      for (i, from) in names.enumerated() {
        for (k, to) in names.enumerated() {
          let amount = Double((i * 5 + k * 3 + step) % 11) * Double(14 - i)
          links.append(.init("\(step) \(from)", "\(step + 1) \(to)", amount))
        }
      }
    }
    return FlowChart(
      "Fourteen channels", form: .ribbons, nodes: nodes, links: links, format: .decimals(0))
  }()

  /// States on a ring between the start and the two ends.
  static let transitions: FlowChart = {
    var nodes = [FlowChart.Node("start", column: 0, paint: .baseline)]
    nodes += channels.map { .init($0, column: 1) }
    nodes.append(.init("conversion", column: 2, paint: .positive))
    nodes.append(.init("no conversion", column: 2, paint: .muted))
    var links: [FlowChart.Link] = []
    for (i, from) in channels.enumerated() {
      links.append(.init("start", from, Double(60 - 10 * i)))
      links.append(.init(from, "conversion", Double(3 + 2 * i)))
      links.append(.init(from, "no conversion", Double(40 - 4 * i)))
      for (k, to) in channels.enumerated() {
        links.append(.init(from, to, Double((i * 3 + k * 5) % 7) * 3))
      }
    }
    return FlowChart(
      "Search is followed by a conversion most often", subtitle: "Share of steps; dashed: lost",
      form: .arrows, nodes: nodes, links: links, unit: "steps", leastShare: 0.08)
  }()

  /// What features add to a prediction, by row, coloured by the feature's value.
  static let beeswarm: Chart = {
    let count = 700
    var (names, added, shades) = ([String](), [Double](), [Double]())
    for (index, name) in channels.enumerated() {
      let (value, error) = (noise(count, seed: UInt64(40 + index)), noise(count, seed: 9))
      for row in 0..<count {
        let shade = min(max(value[row] / 4 + 0.5, 0), 1)
        names.append(name)
        added.append((shade - 0.4) * (index == 2 ? -1 : 1) / Double(index + 1) + error[row] * 0.03)
        shades.append(row % 50 == 0 ? .nan : shade)
      }
    }
    var chart = Chart(
      "TV moves the prediction most", subtitle: "What each feature adds to the log odds",
      marks: [
        .rule(.init(.y(0), paint: .muted, dash: .solid)),
        .swarm(
          .init(
            "journeys", x: .categories(names), y: added, shades: shades,
            shadeName: "feature's value")),
      ], legend: .none, orientation: .horizontal)
    chart.height = 200
    return chart
  }()
}
