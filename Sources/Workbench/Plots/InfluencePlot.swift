import Figures
import Marketing

/// Cook's distance row by row, the worst called by its date.
struct InfluencePlot {
  private let name: String
  private let fit: MixFit
  private let influence: RowInfluence
  private let worst: (row: Int, distance: Double)
  private let title: String?
  private let subtitle: String?

  /// The plot; nil where no row has a distance.
  init?(name: String, fit: MixFit, title: String?, subtitle: String?) {
    guard let influence = fit.diagnostics.influence, let worst = influence.largest else {
      return nil
    }
    self.name = name
    self.fit = fit
    self.influence = influence
    self.worst = worst
    self.title = title
    self.subtitle = subtitle
  }

  var chart: Chart {
    let distances = influence.cooksDistances.map { $0 ?? .nan }
    let line = FitTimeline(fit)
    let (place, actual) = fit.describedRow(worst.row)
    let above = distances.map { $0 > influence.alarm }
    let bars = Mark.Bar(
      "Cook's distance", x: line.training, y: distances,
      paints: above.map { $0 ? Paint.fitted : .muted })
    // Words run from the worst bar towards the middle, above all others.
    let isLate = worst.row > distances.count / 2
    let words = "\(place), \(actual)"
    let label = Mark.Text(
      x: line.trainingPosition(worst.row), y: [worst.distance],
      texts: [isLate ? words + "\u{00A0}\u{00A0}" : "\u{00A0}\u{00A0}" + words],
      anchor: isLate ? .end : .start)
    let marks: [Mark] = [
      .bar(bars), .rule(.init(.y(influence.alarm), paint: .muted)), .text(label),
    ]
    return Chart(
      title ?? finding(above: above.count { $0 }),
      subtitle: subtitle
        ?? "Cook's distance: how far the fit of \(name) moves without the row"
        + "\(fit.describedPeriod); dashed: 4/n",
      x: Axis(fit.training.days.isEmpty ? "row" : ""), y: Axis(includesZero: true), marks: marks,
      legend: .none, height: 180)
  }

  private func finding(above: Int) -> String {
    let (place, _) = fit.describedRow(worst.row)
    let distance = NumberFormat.significant(2).text(worst.distance)
    guard above > 0 else { return "No single row decides the fit of \(name)" }
    return worst.distance > 1
      ? "\(place) alone moves the fit of \(name) far: Cook's distance \(distance)"
      : "\(above) of \(influence.cooksDistances.count) rows move the fit of \(name) more than most, "
        + "\(place) the most (\(distance))"
  }
}

extension FitTimeline {
  /// Where one fitted row stands.
  fileprivate func trainingPosition(_ row: Int) -> Positions {
    switch training {
    case .days(let days): .days([days[row]])
    case .numbers(let numbers): .numbers([numbers[row]])
    case .categories(let names): .categories([names[row]])
    }
  }
}
