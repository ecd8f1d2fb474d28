import Figures
import Marketing
import Statistics

/// Journeys step by step, from the first touch to conversion or none: a Sankey diagram.
struct PathSankey {
  let journeys: JourneyTable
  /// Touches shown; what comes after them is left out, and journeys go on to their end.
  var steps = 4
  /// Whether journeys that did not convert are shown.
  var showsNulls = true
  /// Only so many of the most frequent paths; nil takes all.
  var most: Int?
  var title: String?
  var subtitle: String?

  private static let conversion = "(conversion)"
  private static let null = "(null)"

  /// The chart; touches of a channel in a row count once.
  var chart: FlowChart {
    let table = journeys.collapsed()
    let limit = max(1, min(steps, 8))
    let weights = (0..<table.count).map {
      table.conversions[$0] + (showsNulls ? table.nulls[$0] : 0)
    }
    let order = (0..<table.count).sorted { (weights[$1], $0) < (weights[$0], $1) }
    let shown = most.map { Array(order.prefix(max(1, $0))) } ?? Array(0..<table.count)
    let longest = min(limit, shown.map { table.path($0).count }.max() ?? 1)
    let flows = counted(table, shown, longest)
    // First, so that no number of channels crowds them out.
    var nodes = [
      FlowChart.Node(PathSankey.conversion, label: "conversion", column: longest, paint: .positive)
    ]
    if showsNulls {
      nodes.append(
        FlowChart.Node(PathSankey.null, label: "no conversion", column: longest, paint: .muted))
    }
    for step in 0..<longest {
      for channel in table.channels {
        nodes.append(FlowChart.Node(key(channel, step), label: channel, column: step))
      }
    }
    var chart = FlowChart(
      title ?? finding(table), subtitle: subtitle ?? described(table, shown, longest, weights),
      form: .ribbons, nodes: nodes, links: flows,
      headings: (1...longest).map(PathSankey.heading) + ["outcome"],
      unit: showsNulls ? "journeys" : "conversions")
    chart.format = .automatic
    return chart
  }

  private func key(_ channel: String, _ step: Int) -> String { "\(step) \(channel)" }

  private static func heading(_ number: Int) -> String {
    let ending = number == 1 ? "st" : number == 2 ? "nd" : number == 3 ? "rd" : "th"
    return "\(number)\(ending) touch"
  }

  private func counted(_ table: JourneyTable, _ shown: [Int], _ longest: Int) -> [FlowChart.Link] {
    var links: [FlowChart.Link] = []
    for index in shown {
      let path = table.path(index).prefix(longest).map { table.channels[Int($0)] }
      guard !path.isEmpty else { continue }
      let (converted, lost) = (table.conversions[index], showsNulls ? table.nulls[index] : 0)
      guard converted + lost > 0 else { continue }
      for step in 1..<max(path.count, 1) {
        links.append(
          FlowChart.Link(key(path[step - 1], step - 1), key(path[step], step), converted + lost))
      }
      let last = key(path[path.count - 1], path.count - 1)
      if converted > 0 { links.append(FlowChart.Link(last, PathSankey.conversion, converted)) }
      if lost > 0 { links.append(FlowChart.Link(last, PathSankey.null, lost)) }
    }
    return PathSankey.merged(links)
  }

  /// Equal flows added up: there are as many as steps between channels, not as many as paths.
  private static func merged(_ links: [FlowChart.Link]) -> [FlowChart.Link] {
    struct Ends: Hashable {
      let from: String
      let to: String
    }
    var slots: [Ends: Int] = [:]
    var result: [FlowChart.Link] = []
    for link in links {
      let ends = Ends(from: link.from, to: link.to)
      if let slot = slots[ends] {
        result[slot].amount += link.amount
      } else {
        slots[ends] = result.count
        result.append(link)
      }
    }
    return result
  }

  private func finding(_ table: JourneyTable) -> String {
    var opens = [Double](repeating: 0, count: table.channels.count)
    for index in 0..<table.count {
      if let first = table.path(index).first { opens[Int(first)] += table.conversions[index] }
    }
    guard let best = opens.indices.max(by: { opens[$0] < opens[$1] }), opens[best] > 0 else {
      return "No journey converted"
    }
    let share = NumberFormat.percent(0).text(opens[best] / opens.reduce(0, +))
    return "\(table.channels[best]) opens \(share) of the journeys that convert"
  }

  private func described(
    _ table: JourneyTable, _ shown: [Int], _ longest: Int, _ weights: [Double]
  ) -> String {
    var words = (showsNulls ? "Journeys" : "Converting journeys") + " by touch; width: how many"
    if let most, most < table.count {
      let all = weights.reduce(0, +)
      let part = shown.reduce(0) { $0 + weights[$1] }
      words +=
        "; the \(shown.count) most frequent paths, "
        + "\(NumberFormat.percent(0).text(all > 0 ? part / all : 0)) of all"
    }
    if table.offsets.indices.dropFirst().contains(where: {
      table.offsets[$0] - table.offsets[$0 - 1] > longest
    }) {
      words += "; longer journeys go from touch \(longest) to their outcome"
    }
    return words
  }
}

/// How many journeys have how many touches, and how often they convert.
struct PathLengthPlot {
  /// The probability that the intervals of shares are meant to have.
  private static let level = 0.9

  let journeys: JourneyTable
  var title: String?
  var subtitle: String?

  /// The chart: journeys above, the share that converts below.
  var chart: Chart {
    let longest = 12
    var (counts, converted) = ([Double](), [Double]())
    for index in 0..<journeys.count {
      let place = min(max(journeys.path(index).count, 1), longest) - 1
      while counts.count <= place {
        counts.append(0)
        converted.append(0)
      }
      counts[place] += journeys.conversions[index] + journeys.nulls[index]
      converted[place] += journeys.conversions[index]
    }
    let names = counts.indices.map { $0 + 1 == longest ? "\(longest)+" : "\($0 + 1)" }
    let x = Positions.categories(names)
    let rates = zip(counts, converted).map { $0 > 0 ? $1 / $0 : .nan }
    let hasNulls = journeys.totalNulls > 0
    var panels = [
      Chart.Panel(
        hasNulls ? "Journeys" : "Converting journeys",
        marks: [.bar(.init("journeys", x: x, y: counts, paint: .baseline))],
        y: Axis("", format: .short), height: 130)
    ]
    if hasNulls {
      let ends = zip(counts, converted).map { count, converted in
        count > 0
          ? wilsonInterval(successes: converted, trials: count, level: PathLengthPlot.level)
          : (low: .nan, high: .nan)
      }
      panels.append(
        Chart.Panel(
          "Share that converts",
          marks: [
            .range(
              .init(
                "conversion rate", x: x, low: ends.map(\.low), high: ends.map(\.high),
                middle: rates, paint: .fitted))
          ], y: Axis("", format: .percent(0), includesZero: true), height: 130))
    }
    var chart = Chart(
      title ?? finding(counts, rates),
      subtitle: subtitle
        ?? "by number of touches"
        + (hasNulls
          ? "; whiskers: \(NumberFormat.percent(0).text(PathLengthPlot.level)) intervals" : ""),
      x: Axis("touches"), panels: panels, arrangement: .rows)
    chart.legend = .none
    chart.orientation = .vertical
    return chart
  }

  private func finding(_ counts: [Double], _ rates: [Double]) -> String {
    let all = counts.reduce(0, +)
    guard all > 0, let first = counts.first else { return "No journeys" }
    let share = NumberFormat.percent(0).text(first / all)
    return journeys.totalConversions > 0
      ? "\(share) of all journeys have one touch only"
      : "\(share) of all journeys have one touch only, and none converts"
  }
}

/// Days from the first touch to the conversion: a histogram.
struct LagPlot {
  /// Conversions by whole days, from 0.
  let conversions: [Double]
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let last = (conversions.lastIndex { $0 > 0 } ?? 0) + 1
    let all = conversions.reduce(0, +)
    var sum = 0.0
    var median = 0
    for (day, count) in conversions.enumerated() {
      sum += count
      if sum >= all / 2 {
        median = day
        break
      }
    }
    // Whole weeks where days would be too thin to see.
    let width = last > 180 ? 7 : 1
    let bins = stride(from: 0, to: last, by: width).map { start in
      conversions[start..<min(start + width, conversions.count)].reduce(0, +)
    }
    let centres = bins.indices.map { Double($0 * width) + Double(width - 1) / 2 }
    let first = conversions.first ?? 0
    let share = NumberFormat.percent(0).text(all > 0 ? first / all : 0)
    var chart = Chart(
      title
        ?? (all > 0
          ? "Half of all conversions come within \(median) \(median == 1 ? "day" : "days") of the "
            + "first touch; \(share) on the same day" : "No conversion has a time"),
      subtitle: subtitle
        ?? "Conversions by days since the first touch" + (width > 1 ? ", in weeks" : ""),
      x: Axis("days since the first touch"), y: Axis("conversions", format: .automatic),
      marks: [
        .bar(
          .init(
            "conversions", x: .numbers(centres), y: bins, paint: .slot(0), width: Double(width)))
      ], legend: .none)
    if all > 0 { chart.marks.append(.rule(.init(.x(Double(median)), label: "median"))) }
    return chart
  }
}
