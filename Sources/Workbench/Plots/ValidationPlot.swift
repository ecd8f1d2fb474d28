import Figures
import Marketing
import Tables

/// A validation on a growing past: forecasts beside what came, and how returns moved.
struct ValidationPlot {
  let validation: RollingOrigin
  let title: String?
  let subtitle: String?

  /// What each fold predicted beside what came.
  var forecasts: Chart {
    let folds = validation.folds
    let days = folds.flatMap(\.test.days)
    let actual = folds.flatMap(\.test.actual)
    let positions: Positions =
      days.count == actual.count
      ? .days(days) : .numbers(actual.indices.map { Double($0 + 1) })
    var marks: [Mark] = [.line(.init("actual", x: positions, y: actual, paint: .actual))]
    var start = 0
    for (number, fold) in folds.enumerated() {
      let end = start + fold.test.rowCount
      let place: Positions =
        days.count == actual.count
        ? .days(Array(days[start..<end]))
        : .numbers((start..<end).map { Double($0 + 1) })
      marks.append(
        .line(
          .init(
            number == 0 ? "predicted" : "", x: place, y: fold.test.predicted, paint: .fitted,
            dash: .dashed)))
      if number > 0, let first = fold.test.days.first {
        marks.append(.rule(.init(.day(first), paint: .muted)))
      }
      start = end
    }
    return Chart(
      title ?? finding,
      subtitle: subtitle
        ?? (folds.count == 1
          ? "Predicted from the rows before"
          : "\(folds.count) tests, each predicted from the rows before it; a rule where a fold begins"),
      marks: marks, legend: .above)
  }

  /// Returns on investment by channel over the folds.
  var returns: Chart {
    let folds = validation.folds.indices.map { "fold \($0 + 1)" }
    let marks: [Mark] = validation.channels.enumerated().map { index, channel in
      .line(
        .init(
          channel, x: .categories(folds),
          y: validation.folds.map { $0.roi[index] ?? .nan }, paint: .named))
    }
    return Chart(
      "Returns, fitted again on each fold's past",
      subtitle: "return on investment by channel; each fold's past contains the one before",
      y: Axis("Return on investment", format: .automatic, includesZero: true), marks: marks)
  }

  private var finding: String {
    let fields = Dictionary(
      validation.scalarFields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    guard let skill = fields["skill"] else { return "What each fold predicted" }
    let share = NumberFormat.percent(0).text(abs(skill))
    return skill > 0
      ? "Forecasts have \(share) less squared error than repeating the past"
      : "Repeating the past predicts better: the model has \(share) more squared error"
  }
}
