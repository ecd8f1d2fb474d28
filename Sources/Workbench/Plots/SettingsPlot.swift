import Figures
import Marketing
import Notebooks

/// The fit over two searched parameters: colour is the error, lines are returns.
///
/// Where more than two parameters were searched each cell shows the best of all settings with those two values.
struct SettingsPlot {
  private let record: TransformSearch.Record
  private let x: Int
  private let y: Int
  private let channel: Int
  private let title: String?
  private let subtitle: String?

  init(
    _ record: TransformSearch.Record, x: String?, y: String?, channel: String?, title: String?,
    subtitle: String?
  ) throws {
    guard case .grid = record.method, record.names.count >= 2 else {
      throw CommandError(
        "a heat map needs a grid over two parameters; this search has "
          + "\(record.names.count == 1 ? "one" : "no grid")", parameter: "fit")
    }
    func index(_ name: String?, _ parameter: String, standard: Int) throws -> Int {
      guard let name else { return standard }
      guard let index = record.names.firstIndex(of: name) else {
        throw CommandError(
          "no searched parameter \"\(name)\"; there are \(record.names.joined(separator: ", "))",
          parameter: parameter)
      }
      return index
    }
    let first = try index(x, "x", standard: 0)
    let second = try index(y, "y", standard: first == 0 ? 1 : 0)
    guard first != second else {
      throw CommandError("x and y are the same parameter; name two", parameter: "y")
    }
    self.record = record
    self.x = first
    self.y = second
    let own = String(record.names[first].drop { $0 != "." }.dropFirst())
    let wanted = channel ?? own
    guard let place = record.channels.firstIndex(of: wanted) else {
      throw CommandError(
        "no channel \"\(wanted)\"; there are \(record.channels.joined(separator: ", "))",
        parameter: "roi")
    }
    self.channel = place
    self.title = title
    self.subtitle = subtitle
  }

  var chart: Chart {
    let along = Set(record.trials.map { $0.values[x] }).sorted()
    let upwards = Set(record.trials.map { $0.values[y] }).sorted(by: >)
    var errors = [Double](repeating: .nan, count: along.count * upwards.count)
    var returns = errors
    let least = record.trials[record.best].rmse
    for trial in record.trials {
      guard let column = along.firstIndex(of: trial.values[x]),
        let row = upwards.firstIndex(of: trial.values[y])
      else { continue }
      let cell = row * along.count + column
      let excess = least > 0 ? trial.rmse / least - 1 : 0
      if !(errors[cell] <= excess) {
        errors[cell] = excess
        returns[cell] = trial.roi[channel]
      }
    }
    let best = record.trials[record.best].values
    let name = record.channels[channel]
    let sorted = returns.filter(\.isFinite).sorted()
    let levels = levels(sorted)
    // Strong colour where the fit is good; below nine tenths of the best all is equally bad.
    let shown = errors.map { $0.isFinite ? max(0.9, 1 / (1 + $0)) : $0 }
    var cell = Mark.Cell(
      "fit against the best", columns: labels(along), rows: labels(upwards), values: shown,
      scale: .sequential(0.9...1), format: .percent(0), isPrinted: false)
    cell.contours = Mark.Cell.Contours(
      "return on \(name)", values: returns, levels: levels, format: .decimals(1))
    if let column = along.firstIndex(of: best[x]), let row = upwards.firstIndex(of: best[y]) {
      cell.marked = Mark.Cell.Spot(row: row, column: column)
    }
    return Chart(
      title ?? finding(errors, returns, name),
      subtitle: subtitle
        ?? "least error over error, by \(record.names[x]) (along) and \(record.names[y]) (upwards); "
        + "lines: return on \(name); ring: the best",
      marks: [.cell(cell)])
  }

  private func finding(_ errors: [Double], _ returns: [Double], _ name: String) -> String {
    let good = zip(errors, returns).filter { $0.0 <= 0.01 }.map(\.1)
    guard let low = good.min(), let high = good.max(), good.count > 1 else {
      return "One setting fits best, and none comes within 1%"
    }
    let format = NumberFormat.decimals(1)
    return "Within 1% of the best fit, \(name) returns anything from \(format.text(low)) "
      + "to \(format.text(high))"
  }

  /// About five round returns between the ends.
  private func levels(_ sorted: [Double]) -> [Double] {
    guard let low = sorted.first, let high = sorted.last, high > low else { return [] }
    let rough = (high - low) / 6
    var step = 0.1
    for next in [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] where next <= rough { step = next }
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step).rounded(.down))
    guard first <= last, last - first < 30 else { return [] }
    return (first...last).map { Double($0) * step }
  }

  private func labels(_ values: [Double]) -> [String] {
    let format: NumberFormat = values.contains { $0 >= 100 } ? .significant(3) : .decimals(2)
    let texts = values.map(format.text)
    // Names of cells must differ.
    return Set(texts).count == texts.count ? texts : values.map { "\($0)" }
  }
}
