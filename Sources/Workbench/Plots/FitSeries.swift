import Figures
import Marketing
import Tables

/// The rows of a fit and of its hold-out as positions along one axis of time.
struct FitTimeline {
  let training: Positions
  let test: Positions?
  /// Where the hold-out begins.
  let testStart: Mark.Rule.Place?

  init(_ fit: MixFit) {
    let rows = fit.training.rowCount
    training = FitTimeline.positions(fit.training, after: 0)
    test = fit.test.map { FitTimeline.positions($0, after: rows) }
    switch test {
    case .days(let days)?: testStart = days.first.map { .day($0) }
    case .numbers?: testStart = .x(Double(rows) + 0.5)
    default: testStart = nil
    }
  }

  /// A rule where the hold-out begins.
  func rule(label: String) -> [Mark] {
    testStart.map { [.rule(.init($0, label: label, paint: .muted))] } ?? []
  }

  private static func positions(_ window: FitWindow, after rows: Int) -> Positions {
    window.days.isEmpty
      ? .numbers(window.actual.indices.map { Double(rows + $0 + 1) }) : .days(window.days)
  }
}

/// What was seen, what the model says, and the difference.
struct FitSeriesPlot {
  let name: String
  let fit: MixFit
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let line = FitTimeline(fit)
    var chart = Chart(
      title ?? finding, subtitle: subtitle ?? describedMeasure,
      x: Axis(fit.training.days.isEmpty ? "row" : ""),
      panels: [
        Chart.Panel(marks: seriesMarks(line), y: Axis(fit.spec.target), height: 220),
        Chart.Panel(
          marks: residualMarks(line), y: Axis("Actual minus fitted", includesZero: true),
          height: 90),
      ],
      arrangement: .rows)
    chart.legend = .above
    return chart
  }

  /// Actual and predicted alone, the stretch of the hold-out shaded.
  var overview: Chart {
    let line = FitTimeline(fit)
    let windows = [fit.training] + (fit.test.map { [$0] } ?? [])
    let all = windows.flatMap { $0.actual + $0.predicted }.filter(\.isFinite)
    var axis = Axis(fit.spec.target, format: .short)
    var marks: [Mark] = []
    if let low = all.min(), let high = all.max(), low < high {
      let room = 0.04 * (high - low)
      axis.domain = (low - room)...(high + room)
      if let test = line.test {
        marks.append(
          .band(
            .init(
              "", x: test, low: [Double](repeating: low - room, count: test.count),
              high: [Double](repeating: high + room, count: test.count), paint: .muted)))
      }
    }
    marks += seriesMarks(line)
    return Chart(
      title ?? finding,
      subtitle: subtitle ?? describedMeasure + (fit.test == nil ? "" : "; shaded: hold-out"),
      x: Axis(fit.training.days.isEmpty ? "row" : ""), y: axis, marks: marks, legend: .above,
      height: 190)
  }

  private func seriesMarks(_ line: FitTimeline) -> [Mark] {
    var marks = line.rule(label: "hold-out")
    func add(_ window: FitWindow, _ x: Positions, isTest: Bool) {
      marks.append(.line(.init("actual", x: x, y: window.actual, paint: .actual, width: 1.25)))
      marks.append(
        .line(
          .init(
            isTest ? "predicted" : "fitted", x: x, y: window.predicted, paint: .fitted,
            dash: isTest ? .dashed : .solid)))
    }
    add(fit.training, line.training, isTest: false)
    if let test = fit.test, let x = line.test { add(test, x, isTest: true) }
    return marks
  }

  private func residualMarks(_ line: FitTimeline) -> [Mark] {
    var marks: [Mark] = [.rule(.init(.y(0), paint: .muted, dash: .solid))]
    marks += line.rule(label: "")
    marks.append(
      .line(.init("", x: line.training, y: fit.training.residuals, paint: .muted, width: 1.25)))
    if let test = fit.test, let x = line.test {
      marks.append(.line(.init("", x: x, y: test.residuals, paint: .muted, width: 1.25)))
    }
    return marks
  }

  private var finding: String {
    guard let r2 = fit.training.metrics.r2 else { return "\(name): actual and fitted" }
    let share = NumberFormat.percent(0)
    guard let test = fit.test?.metrics.r2 else {
      return "\(name) explains \(share.text(r2)) of the variation in \(fit.spec.target)"
    }
    return "\(name) explains \(share.text(r2)) of the variation in \(fit.spec.target); "
      + "R² on the hold-out is \(NumberFormat.decimals(2).text(test))"
  }

  private var describedMeasure: String {
    let error = fit.training.metrics.mape.map {
      "; mean error \(NumberFormat.percent(1).text($0))"
    }
    return "\(fit.spec.target), actual and fitted\(fit.describedPeriod)\(error ?? "")"
  }
}

extension MixFit {
  /// `, 2023-01-02 to 2024-12-23`, from the first fitted row to the last of the hold-out; "" without dates.
  var describedPeriod: String {
    guard let first = training.days.first, let last = (test ?? training).days.last else {
      return ", \(training.rowCount + (test?.rowCount ?? 0)) rows"
    }
    return ", \(first) to \(last)"
  }
}
