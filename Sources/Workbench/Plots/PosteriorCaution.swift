import Figures
import Marketing
import Notebooks
import Statistics

/// What must be read before any number of draws that do not bear it, and in what the numbers are.
extension MixPosterior {
  /// `Do not use ten: R-hat 1.47 on adstock.digital`; nil where nothing stands in the way of the draws.
  ///
  /// What the model or the data cannot say (a return that is the prior's) is no reason: evidence tells that by channel.
  func caution(of name: String) -> String? {
    let serious = findings.filter { $0.severity == .serious }
    let doubtful = findings.filter { $0.severity == .care && $0.kind.isOfSampler }
    guard let worst = Self.worst(serious) ?? Self.worst(doubtful) else { return nil }
    return (serious.isEmpty ? "Read \(name) with care: " : "Do not use \(name): ") + worst.brief
  }

  /// Chains that disagree say most: all else follows from that.
  private static func worst(_ found: [PosteriorFinding]) -> PosteriorFinding? {
    found.first { $0.kind == .rHat } ?? found.first
  }
}

extension PosteriorFinding.Kind {
  /// Whether it is about how draws were made, not about model and data.
  var isOfSampler: Bool {
    switch self {
    case .influentialRows, .predictive, .negativeBaseline, .worseThanAverage, .atPriorsEnd,
      .priorOnly, .conflict, .noSpend:
      false
    default: true
    }
  }
}

extension PosteriorFinding {
  /// A few words instead of the sentence.
  fileprivate var brief: String {
    let about = subject.map { " on \($0)" } ?? ""
    let count = NumberFormat.decimals(0).text(value ?? 0)
    switch kind {
    case .rHat: return "R-hat \(NumberFormat.decimals(2).text(value ?? .nan))\(about)"
    case .effectiveDraws where subject != nil: return "\(count) effective draws\(about)"
    case .effectiveDraws: return "too few draws"
    case .divergent: return "\(value == nil ? "some" : count) draws diverged"
    case .allDivergent: return "every draw diverged"
    case .notANumber: return "draws that are no numbers\(about)"
    case .energy: return "energies hardly explored"
    case .depth: return "trajectories were cut off"
    case .partial: return "sampling was stopped early"
    case .noDraws: return "there are no draws"
    case .negativeBaseline: return "sales without marketing fall below 0"
    case .predictive: return "the model does not draw such data"
    default: return sentence.split(separator: ":").first.map(String.init) ?? sentence
    }
  }
}

extension FitValue {
  /// The same before the tables of a fit; nothing for one without draws.
  func cautionOutput(_ name: String) -> [Output] {
    fit.posterior?.caution(of: name).map { [.text($0 + ".")] } ?? []
  }
}

extension PosteriorView {
  /// The same before a table; nothing where nothing stands in the way.
  var cautionOutput: [Output] { caution.map { [.text($0 + ".")] } ?? [] }

  /// What must be read first; nil where nothing stands in the way of the draws.
  var caution: String? { posterior.caution(of: name) }

  /// A chart's subtitle with what must be read first.
  func warned(_ words: String) -> String {
    subtitle ?? [caution, words].compactMap(\.self).joined(separator: ". ")
  }

  /// A chart's title: what was found, or what is shown where nothing may be concluded.
  func headline(_ finding: String, neutral: String) -> String {
    title ?? (caution == nil ? finding : neutral)
  }

  /// In what the parameters among quantities are measured; nil where none of them is on a scale of the model.
  func units(of quantities: [String]) -> String? {
    let parameters = Set(posterior.parameters)
    var heads: [String] = []
    for name in quantities where parameters.contains(name) {
      let head = name.split(separator: ".").first.map(String.init) ?? name
      if !heads.contains(head) { heads.append(head) }
    }
    func listed(_ known: [String]) -> String? {
      let own = heads.filter(known.contains)
      return own.isEmpty ? nil : own.joined(separator: ", ")
    }
    let target = fit.spec.target
    let seen = fit.training.actual
    let centre = mean(seen)
    let deviation = mean(seen.map { ($0 - centre) * ($0 - centre) }).squareRoot()
    var parts: [String] = []
    switch posterior.model.preset {
    case .standard:
      let amount = NumberFormat.short.text(deviation)
      if let own = listed(Self.onTarget) {
        parts.append("\(own) in standard deviations of \(target), \(amount) each")
      }
      if let own = listed(["saturation"]) {
        parts.append("\(own) in multiples of the \(described(fit.spec.unit))")
      }
    case .pymc:
      let amount = NumberFormat.short.text(seen.max() ?? .nan)
      if let own = listed(Self.onLargest) {
        parts.append("\(own) in shares of the largest \(target), \(amount)")
      }
      if let own = listed(["saturation_lam", "saturation_kappa"]) {
        parts.append("\(own) for spend in shares of its largest period")
      }
    case .meridian:
      let each = posterior.regions.isEmpty ? target : "\(target) per head"
      if let own = listed(Self.onHeads) { parts.append("\(own) in standard deviations of \(each)") }
      if let own = listed(["ec_m"]) {
        parts.append("\(own) in multiples of the median active spend")
      }
    }
    return parts.isEmpty ? nil : "Units: " + parts.joined(separator: "; ") + "."
  }

  private static let onTarget = [
    "intercept", "control", "trend", "season", "holidays", "event", "sigma", "beta",
  ]
  private static let onLargest = [
    "intercept_contribution", "saturation_beta", "saturation_alpha", "gamma_control",
    "gamma_fourier", "y_sigma",
  ]
  private static let onHeads = [
    "knot_values", "tau_g", "gamma_c", "gamma_gc_dev", "xi_c", "beta_m", "sigma",
  ]

  private func described(_ unit: MixSpec.SaturationUnit) -> String {
    switch unit {
    case .medianActivePeriod: "median active period's spend"
    case .largestPeriod: "largest period's spend"
    case .largestCarriedOver: "largest carried-over spend"
    case .money: "unit of money"
    }
  }
}
