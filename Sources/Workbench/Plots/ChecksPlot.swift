import Figures
import Marketing

/// What checks measured: a panel a check, a dot a channel, rules where it passes and where it fails.
struct ChecksPlot {
  let checks: ModelChecks
  let title: String?
  let subtitle: String?

  /// A verdict's symbol: colour alone would not tell them apart.
  private static let symbols: [(Symbol, ModelCheck.Verdict)] = [
    (.circle, .held), (.diamond, .doubtful), (.cross, .broken),
  ]

  /// The name of the row of all channels together.
  private static let all = "all channels"

  /// The chart; checks that were not possible have no panel.
  var chart: Chart {
    let possible = ModelCheck.Kind.allCases.compactMap { kind in
      checks.checks.first { $0.kind == kind && $0.value != nil }
    }
    var chart = Chart(
      title ?? finding(possible),
      subtitle: subtitle
        ?? "Dotted: up to here it passes; dashed: beyond it is broken. Dots: means over the draws, of all channels the median"
        + (possible.contains { isOverall($0.kind) }
          ? "; whiskers: 90% of the draws of what is judged" : ""),
      panels: possible.map(panel), sharesX: false, sharesY: false)
    chart.orientation = .horizontal
    chart.legend = .none
    chart.height = max(110, 24 * (checks.channels.count + 1))
    return chart
  }

  private func isOverall(_ kind: ModelCheck.Kind) -> Bool {
    kind == .placebo || kind == .shuffled
  }

  private func panel(_ check: ModelCheck) -> Chart.Panel {
    let lines = check.lines
    var names = check.channels.map(\.name)
    var values = check.channels.map(\.value)
    var verdicts = check.channels.map(\.verdict)
    var marks: [Mark] = [
      .rule(.init(.y(lines.passes), paint: .muted, dash: .dotted)),
      .rule(.init(.y(lines.fails), paint: .actual, dash: .dashed)),
    ]
    if isOverall(check.kind), let value = check.value, let low = check.low, let high = check.high {
      names.insert(Self.all, at: 0)
      values.insert(value, at: 0)
      verdicts.insert(check.verdict, at: 0)
      marks.append(
        .range(
          .init("", x: .categories([Self.all]), low: [low], high: [high], paint: .actual)))
    }
    for (symbol, kind) in Self.symbols where verdicts.contains(kind) {
      // Rows of other verdicts are missing values, so that all stand in one order.
      let shown = zip(values, verdicts).map { $1 == kind ? $0 : .nan }
      marks.append(
        .dot(
          .init(
            kind.word, x: .categories(names), y: shown, symbol: symbol, paint: paint(kind),
            radius: 4.5)))
    }
    return Chart.Panel(
      "\(check.kind.rawValue): \(check.verdict.word)", marks: marks,
      y: Axis(measure(check.kind), format: .percent(0), includesZero: true))
  }

  private func paint(_ verdict: ModelCheck.Verdict) -> Paint {
    switch verdict {
    case .held: .positive
    case .doubtful: .actual
    case .broken: .negative
    case .notPossible: .muted
    }
  }

  private func measure(_ kind: ModelCheck.Kind) -> String {
    switch kind {
    case .placebo: "noise's return, of real ones"
    case .shuffled: "contribution still found"
    case .perturbed, .refresh: "change of the return"
    }
  }

  private func finding(_ possible: [ModelCheck]) -> String {
    guard !possible.isEmpty else { return "No check was possible" }
    let broken = possible.filter { $0.verdict == .broken }.map(\.kind.rawValue)
    let held = possible.count { $0.verdict == .held }
    if held == possible.count { return "All \(counted(held, "check")) held" }
    return broken.isEmpty
      ? "\(held) of \(counted(possible.count, "check")) held, none is broken"
      : "\(held) of \(counted(possible.count, "check")) held; broken: \(broken.joined(separator: ", "))"
  }
}
