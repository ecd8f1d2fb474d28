import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// A fit on one page: its numbers, eight panels, and what to beware of.
///
/// The panels are those of Robyn's one-pager: shares and returns, decomposition, decay, response, fit over time, residuals, what
/// comes at once and what later, intervals of returns. Unlike there, every interval says where it comes from.
struct OnePager {
  let name: String
  let value: FitValue
  var title: String?
  var subtitle: String?

  var fit: MixFit { value.fit }

  /// Rows of a panel about channels: more are summed or left out, and that is said.
  static let most = 12

  /// The poster.
  var poster: Poster {
    var poster = Poster(title ?? headline, subtitle: subtitle ?? described)
    poster.caution = caution.map { $0 + "." } ?? ""
    poster.measures = measures
    poster.panels = panels
    poster.note = warnings
    return poster
  }

  /// What must be read first of draws that do not bear their numbers.
  var caution: String? { fit.posterior?.caution(of: name) }

  private var headline: String {
    caution == nil
      ? ContributionPlot(name: name, fit: fit).finding : "What moves \(fit.spec.target), by \(name)"
  }

  /// The model and the rows.
  private var described: String {
    let tested = fit.test.map { " and \($0.rowCount) held out" } ?? ""
    let method = fit.search?.front == nil ? fit.describedMethod : "ridge by a search as Robyn's"
    return
      "\(name): \(fit.spec.target) explained by \(method), \(fit.training.rowCount) rows\(tested)"
      + fit.describedPeriod
  }

  // MARK: - Numbers of the head

  private var measures: [Poster.Measure] {
    var measures: [Poster.Measure] = []
    func add(_ name: String, _ value: Double?, _ format: NumberFormat) {
      if let value, value.isFinite { measures.append(.init(name, format.text(value))) }
    }
    let (two, three) = (NumberFormat.decimals(2), NumberFormat.decimals(3))
    let isTested = fit.test != nil
    add(isTested ? "R² fitted" : "R²", fit.training.metrics.r2, two)
    add("R² hold-out", fit.test?.metrics.r2, two)
    add(isTested ? "NRMSE fitted" : "NRMSE", fit.training.metrics.nrmse, three)
    add("NRMSE hold-out", fit.test?.metrics.nrmse, three)
    add(isTested ? "MAPE hold-out" : "MAPE", (fit.test ?? fit.training).metrics.mape, .percent(1))
    if let front = fit.search?.front {
      let own = front.candidates.first { $0.name == front.chosen }
      add("DECOMP.RSSD", own?.evaluation.rssd, three)
      if let own, !front.settings.lifts.isEmpty {
        add("MAPE.LIFT", own.evaluation.mapeLift, three)
      }
      measures.append(
        .init(
          "candidate of \(NumberFormat.decimals(0).text(Double(front.evaluations.count)))",
          front.chosen))
    }
    if fit.penalty > 0 { add("penalty", fit.penalty, .significant(3)) }
    if let posterior = fit.posterior {
      let largest = posterior.parameters.compactMap { posterior.summary(of: $0)?.rhat }
      add("largest R-hat", largest.filter(\.isFinite).max(), two)
      add("draws", Double(posterior.draws.count), .decimals(0))
    }
    add("Durbin–Watson", fit.diagnostics.durbinWatson, two)
    return measures
  }

  // MARK: - The foot

  private var warnings: String {
    guard let first = fit.warnings.first else { return "No warning of the fit." }
    let count = fit.warnings.count
    let head =
      count == 1
      ? (caution == nil ? "Read with care. " : "")
      : "\(count) reasons to read with care, the first: "
    return head + first.description
  }
}
