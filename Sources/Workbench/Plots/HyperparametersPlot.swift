import Figures
import Marketing
import Statistics

/// Where hyperparameters were tried in the first and in the last quarter of each trial, and where the winners lie.
///
/// A hill that has narrowed was decided by the objectives; one that has not could be anywhere.
struct HyperparametersPlot {
  let view: SearchView
  var title: String?
  var subtitle: String?
  private let early: [RobynFront.Evaluation]
  private let late: [RobynFront.Evaluation]

  init(view: SearchView) {
    self.view = view
    var last: [Int: Int] = [:]
    for evaluation in view.front.evaluations {
      last[evaluation.trial] = max(last[evaluation.trial] ?? 0, evaluation.iteration)
    }
    func share(_ evaluation: RobynFront.Evaluation) -> Double {
      Double(evaluation.iteration) / Double(max(last[evaluation.trial] ?? 1, 1))
    }
    early = view.front.evaluations.filter { share($0) <= 0.25 }
    late = view.front.evaluations.filter { share($0) > 0.75 }
  }

  private var front: RobynFront { view.front }

  /// More hills than this would be neither small nor legible.
  private static let mostHills = 26

  /// A hyperparameter: its place among the values, its family, its channel.
  private struct Own {
    let index: Int
    let family: String
    /// Empty for those of no channel.
    let channel: String
  }

  private var all: [Own] {
    front.names.enumerated().map { index, name in
      let family = String(name.prefix { $0 != "." })
      return Own(index: index, family: family, channel: String(name.dropFirst(family.count + 1)))
    }
  }

  /// The channels' hyperparameters in one chart; those of the model in another.
  var charts: [Chart] {
    let ofChannels = all.filter { !$0.channel.isEmpty }
    let others = all.filter(\.channel.isEmpty)
    return (ofChannels.isEmpty ? [] : [byChannel(ofChannels)])
      + (others.isEmpty ? [] : [alone(others)])
  }

  // MARK: - By channel

  private func byChannel(_ own: [Own]) -> Chart {
    var families: [String] = []
    for one in own where !families.contains(one.family) { families.append(one.family) }
    let points = max(10, min(24, 360 / max(own.count, 1)))
    var chart = Chart(
      title ?? finding(own),
      subtitle: subtitle
        ?? (all.count <= Self.mostHills
          ? "Densities of what the last quarter of each trial tried, each to its own height; "
            + "dashed: the first quarter"
          : "The middle four fifths of what the last quarter of each trial tried; grey: the first "
            + "quarter")
          + "; diamonds: winners of the clusters; ring: \(view.chosen.name)",
      panels: families.map { family in
        panel(family, own.filter { $0.family == family }, points: points)
      },
      arrangement: .wrapped(columns: nil), sharesX: true, sharesY: false)
    chart.legend = .none
    chart.orientation = .horizontal
    chart.height = max(90, min(700, front.channels.count * 42))
    return chart
  }

  private func panel(_ family: String, _ own: [Own], points: Int) -> Chart.Panel {
    let channels = Positions.categories(own.map(\.channel))
    let range = self.range(own)
    let axis = Axis("", domain: range, ticks: .values(rounds(range)))
    guard all.count <= Self.mostHills else {
      return Chart.Panel(family, marks: intervals(own) + ticks(own), y: axis)
    }
    let pairs = own.map { density($0, points, range) }
    var marks: [Mark] = []
    if pairs.contains(where: { !$0.before.values.isEmpty }) {
      marks.append(
        .ridge(
          .init(
            "tried early", x: channels, hills: pairs.map(\.before), paint: .muted, isOutline: true))
      )
    }
    marks.append(
      .ridge(
        .init(
          "tried late", x: channels, hills: pairs.map(\.after), paint: .fitted,
          paints: own.map { .like($0.channel) })))
    marks += ticks(own)
    return Chart.Panel(family, marks: marks, y: axis)
  }

  /// Where there are too many for hills: the middle four fifths of what was tried, in grey of the first quarter.
  private func intervals(_ own: [Own]) -> [Mark] {
    let channels = Positions.categories(own.map(\.channel))
    func range(_ evaluations: [RobynFront.Evaluation], _ shift: Double) -> Mark.Range {
      let sorted = own.map { one in
        evaluations.map { $0.values[one.index] }.filter(\.isFinite).sorted()
      }
      func ends(_ share: Double) -> [Double] {
        sorted.map { $0.isEmpty ? .nan : quantile(sorted: $0, share) }
      }
      var range = Mark.Range("", x: channels, low: ends(0.1), high: ends(0.9), paint: .muted)
      range.shift = shift
      return range
    }
    var after = range(late, 0.1)
    after.paints = own.map { .like($0.channel) }
    return [.range(range(early, -0.2)), .range(after)]
  }

  /// The winners as diamonds and the chosen one as a ring, at the feet of the hills.
  private func ticks(_ own: [Own]) -> [Mark] {
    let winners = view.winners.filter { $0.name != view.chosen.name }
    func dot(_ candidates: [RobynFront.Candidate], _ symbol: Symbol, _ radius: Double) -> Mark? {
      guard !candidates.isEmpty else { return nil }
      var dot = Mark.Dot(
        "", x: .categories(own.flatMap { one in candidates.map { _ in one.channel } }),
        y: own.flatMap { one in candidates.map { $0.evaluation.values[one.index] } },
        symbol: symbol, paint: .actual, radius: radius)
      dot.shift = 0.42
      dot.isCrowd = symbol == .diamond
      return .dot(dot)
    }
    return [dot(winners, .diamond, 2), dot([view.chosen], .hollowCircle, 3.5)].compactMap(\.self)
  }

  private func density(
    _ one: Own, _ points: Int, _ range: ClosedRange<Double>
  ) -> (before: Mark.Ridge.Hill, after: Mark.Ridge.Hill) {
    let bounds = self.range([one])
    func own(_ evaluations: [RobynFront.Evaluation]) -> PosteriorDensity? {
      PosteriorDensity(
        evaluations.map { $0.values[one.index] }, points: points, bounds: bounds)
    }
    let (before, after) = (own(early), own(late))
    let peak = after?.peak ?? before?.peak ?? 1
    func hill(_ density: PosteriorDensity?) -> Mark.Ridge.Hill {
      guard let density, peak > 0 else { return Mark.Ridge.Hill(values: [], heights: []) }
      return Mark.Ridge.Hill(values: density.values, heights: density.heights.map { $0 / peak })
    }
    return (hill(before), hill(after))
  }

  /// The range that was searched of hyperparameters of one kind.
  private func range(_ own: [Own]) -> ClosedRange<Double> {
    let dimensions = view.fit.asked.search?.dimensions ?? []
    // The dimensions are the first of the hyperparameters, in their order.
    let asked = own.compactMap { one in
      dimensions.indices.contains(one.index) ? dimensions[one.index].range : nil
    }
    let tried = own.flatMap { one in front.evaluations.map { $0.values[one.index] } }
    let low = asked.map(\.lowerBound).min() ?? tried.min() ?? 0
    let high = asked.map(\.upperBound).max() ?? tried.max() ?? 1
    return low < high ? low...high : low...(low + max(abs(low), 1) * 0.1)
  }

  private func rounds(_ range: ClosedRange<Double>) -> [Double] {
    RoundTicks.ticks(range.lowerBound, range.upperBound, count: 3)
  }

  // MARK: - Of the whole model

  private func alone(_ own: [Own]) -> Chart {
    var chart = Chart(
      title(ofAlone: own),
      subtitle:
        "Density of what was tried in the last quarter of each trial; dashed: in the first; "
        + "strokes: winners of the clusters; upright: \(view.chosen.name)",
      y: Axis(includesZero: true, ticks: .none, hasGrid: false, isHidden: true),
      panels: own.map(alonePanel), arrangement: .wrapped(columns: nil), sharesX: false,
      sharesY: false)
    chart.legend = .none
    chart.height = 90
    return chart
  }

  /// Where the penalty ended, in shares of its range.
  private func title(ofAlone own: [Own]) -> String {
    let tried = own.first { $0.family == "penalty" }.map { one in
      late.map { $0.values[one.index] }.filter(\.isFinite).sorted()
    }
    guard let tried, tried.count > 3 else { return "Where the penalty was tried" }
    let format = NumberFormat.percent(1)
    return
      "At the end the penalty was tried between \(format.text(quantile(sorted: tried, 0.1))) and "
      + "\(format.text(quantile(sorted: tried, 0.9))) of its range"
  }

  private func alonePanel(_ one: Own) -> Chart.Panel {
    func values(_ evaluations: [RobynFront.Evaluation]) -> [Double] {
      evaluations.map { $0.values[one.index] }
    }
    let whole =
      one.family == "penalty" ? front.settings.penaltyRange : front.settings.trainingShare ?? 0...1
    let marked =
      values(late) + [view.chosen.evaluation.values[one.index]]
      + view.winners.map { $0.evaluation.values[one.index] }
    let kept = marked.filter(\.isFinite)
    let (low, high) = (kept.min() ?? whole.lowerBound, kept.max() ?? whole.upperBound)
    // A hill of a hundredth of the frame is a stroke: where it is so narrow, the frame is its own.
    let isNarrow =
      high > low && high - low < 0.1 * (whole.upperBound - whole.lowerBound)
    let bounds = isNarrow ? low...high : whole
    var marks: [Mark] = []
    if !isNarrow, let before = PosteriorDensity(values(early), points: 48, bounds: bounds) {
      marks += before.marks("", paint: .muted, isShaded: false, dash: .dashed, width: 1.25)
    }
    if let after = PosteriorDensity(values(late), points: 48, bounds: bounds) {
      marks += after.marks("", paint: .fitted)
    }
    marks.append(
      .rug(.init(x: .numbers(view.winners.map { $0.evaluation.values[one.index] }), paint: .actual))
    )
    marks.append(.rule(.init(.x(view.chosen.evaluation.values[one.index]), paint: .actual)))
    let name = one.family == "penalty" ? "penalty" : "training share"
    return Chart.Panel(
      isNarrow ? "\(name), the last quarter's part of its range" : name, marks: marks)
  }

  /// Which hyperparameter the search narrowed down most.
  private func finding(_ own: [Own]) -> String {
    func spread(_ evaluations: [RobynFront.Evaluation], _ one: Own) -> Double {
      let sorted = evaluations.map { $0.values[one.index] }.filter(\.isFinite).sorted()
      return sorted.count > 3 ? quantile(sorted: sorted, 0.9) - quantile(sorted: sorted, 0.1) : .nan
    }
    let narrowed = own.map { one in
      (name: front.names[one.index], share: spread(late, one) / spread(early, one))
    }.filter(\.share.isFinite)
    guard narrowed.count > 1, let most = narrowed.min(by: { $0.share < $1.share }),
      let least = narrowed.max(by: { $0.share < $1.share })
    else { return "Where the hyperparameters were tried" }
    let format = NumberFormat.percent(0)
    guard most.share < 0.95 else { return "The search narrowed no transform down" }
    return
      "Of the transforms the search narrowed \(most.name) most, to \(format.text(most.share)) of where it began, and "
      + "\(least.name) "
      + (least.share < 1 ? "least (\(format.text(least.share)))" : "not at all")
  }
}
