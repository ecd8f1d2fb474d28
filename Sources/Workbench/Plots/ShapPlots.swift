import Figures

/// What the features of a learned model add to its predictions, row by row.
struct ShapValues {
  /// The features.
  let features: [String]
  /// By row and feature: what the feature adds to the margin (log odds).
  let contributions: [[Double]]
  /// By row and feature: the feature's value; NaN where it is missing.
  let values: [[Double]]
  /// By feature, the mean absolute contribution over all journeys: rows may be the most frequent of them only.
  let importance: [Double]
  /// How many journeys each row stands for; nil counts each once.
  var weights: [Double]?
  /// What is explained, with its unit.
  var measure = "log odds of a conversion"

  /// The features of most importance first.
  var order: [Int] {
    features.indices.sorted { (importance[$1], $0) < (importance[$0], $1) }
  }
}

/// The parts of one prediction.
struct ShapExplanation {
  /// What is explained, such as a path.
  let name: String
  /// The margin without any feature.
  let base: Double
  /// The features, with their values as they are written: `search = 2`.
  let features: [String]
  /// What each adds.
  let contributions: [Double]
}

/// The contributions of features: dots, bars, or one after the other for one prediction.
struct ShapPlot {
  let shap: ShapValues
  /// Features shown, those of most importance.
  var most = 12
  var title: String?
  var subtitle: String?

  private var shown: [Int] { Array(shap.order.prefix(max(1, most))) }

  /// A dot a row (or as many as the pixels hold): where it stands, what the feature adds; its colour, the value.
  var beeswarm: Chart {
    var (names, added, shades, weights) = ([String](), [Double](), [Double](), [Double]())
    for feature in shown {
      let ranks = ShapPlot.ranks(shap.values.map { $0[feature] })
      for (row, own) in shap.contributions.enumerated() {
        names.append(shap.features[feature])
        added.append(own[feature])
        shades.append(ranks[row])
        weights.append(shap.weights?[row] ?? 1)
      }
    }
    var chart = Chart(
      title ?? finding, subtitle: subtitle ?? "What each feature adds to the \(shap.measure)",
      y: Axis("", format: .automatic), legend: .none, orientation: .horizontal)
    chart.marks = [
      .rule(.init(.y(0), paint: .muted, dash: .solid)),
      .swarm(
        .init(
          "journeys", x: .categories(names), y: added, shades: shades,
          weights: shap.weights == nil ? nil : weights, shadeName: "feature's value")),
    ]
    chart.height = max(80, shown.count * 40)
    return chart
  }

  /// The mean absolute contribution of each feature.
  var bars: Chart {
    let importance = shap.importance
    let rows = shown
    let rest = shap.features.count - rows.count
    return Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Mean absolute contribution to the \(shap.measure)"
        + (rest > 0 ? "; \(rest) features of less importance are not shown" : ""),
      y: Axis("", format: .automatic),
      marks: [
        .bar(
          .init(
            "mean contribution", x: .categories(rows.map { shap.features[$0] }),
            y: rows.map { importance[$0] }, paint: .slot(0),
            labels: rows.map { NumberFormat.significant(2).text(importance[$0]) }))
      ], legend: .none, orientation: .horizontal)
  }

  private var finding: String {
    guard let best = shown.first, !shap.contributions.isEmpty else { return "No contributions" }
    return "\(shap.features[best]) moves the prediction most"
  }

  /// Mid-ranks scaled to 0...1; a constant is in the middle, what is missing NaN.
  private static func ranks(_ values: [Double]) -> [Double] {
    let known = values.indices.filter { values[$0].isFinite }.sorted {
      (values[$0], $0) < (values[$1], $1)
    }
    var ranks = [Double](repeating: .nan, count: values.count)
    guard let first = known.first, let last = known.last else { return ranks }
    // By value where there are few different ones, as counts of touches are; else by rank.
    let low = values[first]
    let span = values[last] - low
    let different = Set(known.map { values[$0] }).count
    for (rank, index) in known.enumerated() {
      ranks[index] =
        span <= 0
        ? 0.5
        : different <= 12
          ? (values[index] - low) / span : Double(rank) / Double(max(known.count - 1, 1))
    }
    return ranks
  }
}

/// How one prediction comes about: from the base, a step a feature, to the margin.
struct ShapWaterfallPlot {
  let explanation: ShapExplanation
  var measure = "log odds of a conversion"
  /// Steps shown; the rest is one step.
  var most = 10
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let own = explanation
    let order = own.contributions.indices.sorted {
      (abs(own.contributions[$1]), $0) < (abs(own.contributions[$0]), $1)
    }
    // Steps too small to be written are no steps.
    let large = order.prefix { abs(own.contributions[$0]) >= 0.005 }
    let shown = large.count > most ? large.prefix(most - 1) : large
    let rest = order.dropFirst(shown.count)
    var steps = shown.map { (own.features[$0], own.contributions[$0]) }
    let others = rest.reduce(0) { $0 + own.contributions[$1] }
    if abs(others) >= 0.005 { steps.append(("\(rest.count) others", others)) }
    var (starts, ends) = ([Double](), [Double]())
    var sum = own.base
    for step in steps {
      starts.append(sum)
      sum += step.1
      ends.append(sum)
    }
    let format = NumberFormat.decimals(2)
    let plus = steps.map { ($0.1 > 0 ? "+" : "") + format.text($0.1) }
    var chart = Chart(
      title ?? finding(steps), subtitle: subtitle ?? "From the base to the \(measure)",
      y: Axis("", format: .automatic, includesZero: false), legend: .none,
      orientation: .horizontal)
    // Base and margin are rules: a bar from zero would hide the steps where both are far from it.
    chart.marks = [
      .bar(
        .init(
          "step", x: .categories(ShapWaterfallPlot.unique(steps.map(\.0))), y: ends,
          start: starts, paints: steps.map { $0.1 < 0 ? .negative : .positive }, labels: plus,
          isJoined: true)),
      .rule(.init(.y(own.base), label: "base \(format.text(own.base))", paint: .muted)),
      .rule(.init(.y(sum), label: "\(own.name.isEmpty ? "all" : own.name) \(format.text(sum))")),
    ]
    chart.height = max(80, 26 * steps.count)
    return chart
  }

  private func finding(_ steps: [(String, Double)]) -> String {
    guard let first = steps.first else { return "Nothing moves this prediction" }
    return first.1 < 0
      ? "\(first.0) lowers this prediction most" : "\(first.0) raises this prediction most"
  }

  /// Bars stand by name: of two steps called the same the second gets a number.
  private static func unique(_ names: [String]) -> [String] {
    var counts: [String: Int] = [:]
    return names.map { name in
      let count = counts[name, default: 0] + 1
      counts[name] = count
      return count == 1 ? name : "\(name) (\(count))"
    }
  }
}
