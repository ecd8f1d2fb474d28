import Figures
import Marketing
import Notebooks
import Tables

/// Response curves as small multiples: solid where spend was observed, dashed beyond, today and a plan as points.
struct ResponsePlot {
  let fit: FitValue
  var plan: PlanValue?
  var title: String?
  var subtitle: String?

  /// Points of a curve: enough for a smooth line in a small panel; fewer where bands, smooth by themselves, go along.
  private static func points(_ response: ChannelResponse) -> Int {
    response.draws.isEmpty ? 60 : 32
  }

  /// The chart.
  var chart: Chart {
    let responses = fit.fit.responses
    let target = fit.fit.spec.target
    var chart = Chart(
      title ?? ResponseWords.finding(responses),
      subtitle: subtitle
        ?? "\(target) a period by steady spend a period; dashed: beyond the largest observed; strokes: observed periods"
        + (responses.contains { !$0.draws.isEmpty } ? "; bands: 50% and 90% of the draws" : ""),
      x: Axis(format: .short), y: Axis(format: .short, includesZero: true),
      panels: responses.indices.map { panel(responses[$0], $0) }, sharesX: false, sharesY: true)
    chart.legend = .above
    return chart
  }

  private func panel(_ response: ChannelResponse, _ place: Int) -> Chart.Panel {
    let observed = response.spend
    let today = observed.isEmpty ? 0 : observed.reduce(0, +) / Double(observed.count)
    let largest = observed.max() ?? 0
    let planned = plan.map {
      $0.plan.channels[place].spend / Double($0.plan.problem.span.periods)
    }
    let end = max(1.25 * largest, 1.1 * (planned ?? 0), largest > 0 ? 0 : 1)
    let points = Self.points(response)
    let levels = (0..<points).map { end * Double($0) / Double(points - 1) }
    var marks: [Mark] = [.rug(.init(x: .numbers(observed)))]
    if let bands = response.steadyBands(at: levels) {
      let (x, paint) = (Positions.numbers(levels), Paint.like(response.channel))
      marks += [
        .band(.init(x: x, low: bands.low5, high: bands.high95, paint: paint)),
        .band(.init(x: x, low: bands.low25, high: bands.high75, paint: paint, isInner: true)),
      ]
    }
    marks += [
      .line(
        .init(
          "", x: .numbers(levels), y: levels.map(response.steady),
          paint: .like(response.channel), dashedBeyond: largest)),
      .dot(
        .init(
          "today", x: .numbers([today]), y: [response.steady(today)], symbol: .hollowCircle,
          paint: .actual, radius: 5)),
    ]
    if let planned {
      marks.append(
        .dot(
          .init(
            "plan", x: .numbers([planned]), y: [response.steady(planned)], paint: .fitted,
            radius: 5)))
    }
    return Chart.Panel(response.channel, marks: marks)
  }
}

/// Response curves of all channels on the same axes: what steady spend brings, the mean of today as a point.
struct ResponseLinesPlot {
  let fit: MixFit
  var title: String?
  var subtitle: String?
  /// How many curves there may be.
  var most = 8

  /// The channels drawn.
  private var shown: [ChannelResponse] {
    let responses = fit.responses
    let spending = responses.indices.filter { responses[$0].spend.contains { $0 > 0 } }
    let largest = Set(fit.training.largestChannels(most: most))
    return spending.filter(largest.contains).map { responses[$0] }
  }

  /// The chart.
  var chart: Chart {
    let shown = shown
    let period = fit.periodName
    var lines: [Mark] = []
    var (today, brought, ends, tops): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for response in shown {
      let mean = response.spend.reduce(0, +) / Double(response.spend.count)
      let largest = response.spend.max() ?? 0
      let end = 1.25 * largest
      let points = response.draws.isEmpty ? 40 : 24
      let levels = (0..<points).map { end * Double($0) / Double(points - 1) }
      let sales = levels.map(response.steady)
      lines.append(
        .line(
          .init(
            response.channel, x: .numbers(levels), y: sales, paint: .like(response.channel),
            dashedBeyond: largest)))
      today.append(mean)
      brought.append(response.steady(mean))
      ends.append(end)
      tops.append(sales.last ?? .nan)
    }
    let paints = shown.map { Paint.like($0.channel) }
    var chart = Chart(
      title ?? ResponseWords.finding(shown), subtitle: subtitle ?? measure(shown, period),
      x: Axis("spend a \(period)", format: .short),
      y: Axis("\(fit.spec.target) a \(period)", format: .short, includesZero: true),
      legend: .none, height: 200)
    chart.marks =
      lines + [
        .dot(
          .init("mean spend", x: .numbers(today), y: brought, paints: paints, radius: 4.5)),
        .dot(
          .init(
            "", x: .numbers(ends), y: tops, labels: shown.map(\.channel), paints: paints,
            radius: 1)),
      ]
    return chart
  }

  private func measure(_ shown: [ChannelResponse], _ period: String) -> String {
    let left = fit.channelNames.count - shown.count
    return "By steady spend a \(period); point: mean spend; dashed: never observed"
      + (left > 0 ? "; \(left) of \(fit.channelNames.count) not drawn" : "")
  }
}

/// What is said of response curves.
enum ResponseWords {
  /// Where the next unit of money brings most and least.
  static func finding(_ responses: [ChannelResponse]) -> String {
    let returns = responses.map { response in
      let observed = response.spend
      let today = observed.isEmpty ? 0 : observed.reduce(0, +) / Double(observed.count)
      return (response.channel, response.steadySlope(today))
    }.filter { $0.1.isFinite }
    guard returns.count > 1, let best = returns.max(by: { $0.1 < $1.1 }),
      let worst = returns.min(by: { $0.1 < $1.1 })
    else { return "What channels bring at other levels of spend" }
    let format = NumberFormat.decimals(2)
    return "The next unit of money brings most in \(best.0) (\(format.text(best.1))) "
      + "and least in \(worst.0) (\(format.text(worst.1)))"
  }
}
