import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// A fit with draws under the name that the notebook gives it, and what the author says of the chart.
struct PosteriorView {
  let name: String
  let fit: MixFit
  let posterior: MixPosterior
  var title: String?
  var subtitle: String?
  /// Whether quantities keep their whole names, because several measures stand side by side.
  var isWhole = false

  /// The draws of a quantity, chain after chain.
  func pooled(_ quantity: String) -> [Double] {
    posterior.draws.index(of: quantity).map { Array(posterior.draws.pooled($0)) } ?? []
  }

  /// The draws of a quantity before the data; empty where there are none.
  func priorDraws(_ quantity: String) -> [Double] {
    posterior.prior.index(of: quantity).map { Array(posterior.prior.pooled($0)) } ?? []
  }

  /// The quantities of a parameter's list, or of none given the standard ones.
  func quantities(
    _ given: [String], parameter: String = "of", most: Int, standard: () -> [String]
  ) throws -> [String] {
    guard !given.isEmpty else { return Array(standard().prefix(most)) }
    for name in given where posterior.draws.index(of: name) == nil {
      let known = posterior.draws.names
      throw CommandError(
        "no quantity \"\(name)\" in the draws of \"\(self.name)\"; there are "
          + PlotWords.names(known) + "; posterior \(self.name) lists them", parameter: parameter,
        word: name, suggestion: NearestName.suggestion(for: name, among: known))
    }
    guard given.count <= most else {
      throw CommandError(
        "\(given.count) quantities, where \(most) have room; name fewer", parameter: parameter)
    }
    return given
  }

  /// The parameters whose chains agree least, the worst first.
  var leastAgreed: [String] {
    posterior.parameters.compactMap { posterior.summary(of: $0) }
      .filter { ($0.rhat ?? .nan).isFinite }.enumerated()
      .sorted { one, other in
        (other.element.rhat ?? 1, one.offset) < (one.element.rhat ?? 1, other.offset)
      }
      .map(\.element.name)
  }

  /// The returns of all channels.
  var returns: [String] { posterior.channels.map { "roi.\($0)" } }

  /// What a panel about a quantity is headed: the channel for a return, else the quantity's own name.
  func label(_ quantity: String) -> String {
    guard !isWhole else { return quantity }
    for head in ["roi.", "mroi.", "contribution."] where quantity.hasPrefix(head) {
      let channel = String(quantity.dropFirst(head.count))
      if posterior.channels.contains(channel) { return channel }
    }
    return quantity
  }

  /// The same view for quantities that may be of several measures.
  func naming(_ quantities: [String]) -> PosteriorView {
    var own = self
    own.isWhole = Set(quantities.map { $0.prefix { $0 != "." } }).count > 1
    return own
  }

  /// What a quantity can be, as far as prior or kind say so.
  func bounds(_ quantity: String) -> ClosedRange<Double> {
    let all = PosteriorDensity.unbounded
    let head = String(quantity.prefix { $0 != "." })
    let own = posterior.model.priors
    if let prior = own[quantity] ?? own[head] {
      switch prior.support {
      case .above(let low): return low...all.upperBound
      case .below(let high): return all.lowerBound...high
      case .between(let low, let high): return low...high
      case .free, .known: return all
      }
    }
    // A thousand draws of the prior on one side of 0 are no chance.
    let before = priorDraws(quantity).filter(\.isFinite)
    guard before.count > 100, before.allSatisfy({ $0 >= 0 }) else { return all }
    let isShare = ["adstock", "adstock_alpha", "alpha_m", "contribution_share"].contains(head)
    return 0...(isShare ? 1 : all.upperBound)
  }

  /// The density of a quantity's draws.
  func density(_ quantity: String, points: Int = 64) -> PosteriorDensity? {
    PosteriorDensity(pooled(quantity), points: points, bounds: bounds(quantity))
  }

  /// The density of its draws before the data.
  func priorDensity(_ quantity: String, points: Int = 64) -> PosteriorDensity? {
    PosteriorDensity(priorDraws(quantity), points: points, bounds: bounds(quantity))
  }

  /// The colour of a quantity: its channel's, where it is of one.
  func paint(_ quantity: String) -> Paint {
    let channel = posterior.channels.first { quantity.hasSuffix(".\($0)") }
    return channel.map { .like($0) } ?? .fitted
  }

  /// The positions of the divergent draws, counted as ``pooled(_:)`` does.
  var divergent: [Int] {
    posterior.chains.enumerated().flatMap { chain, told in
      told.isDivergent.prefix(posterior.draws.length).enumerated()
        .filter { $0.element }.map { chain * posterior.draws.length + $0.offset }
    }
  }

  /// `4 chains of 1 000 draws`, and whether there should have been more.
  var describedDraws: String {
    let draws = posterior.draws
    let length = NumberFormat.decimals(0).text(Double(draws.length))
    let chains = "\(draws.chains) chain\(draws.chains == 1 ? "" : "s") of \(length) draws"
    return posterior.isPartial ? "\(chains), stopped early" : chains
  }
}

extension Invocation {
  /// The fit in an operand with its draws.
  ///
  /// - Throws: For a fit of single numbers, and where sampling was stopped before the first draw.
  func posterior(_ operand: String = "fit") throws -> PosteriorView {
    let fit: FitValue = try value(operand)
    return try posterior(of: fit, named: arguments.text(operand), operand)
  }

  /// A fit with its draws.
  func posterior(of fit: FitValue, named name: String, _ operand: String) throws -> PosteriorView {
    guard let posterior = fit.fit.posterior else {
      throw CommandError(
        "\"\(name)\" has no draws; fit bayes and fit meridian give them", parameter: operand,
        word: name)
    }
    return PosteriorView(
      name: name, fit: fit.fit, posterior: posterior, title: arguments.optionalText("title"),
      subtitle: arguments.optionalText("subtitle"))
  }

  /// The same for what is told of chains.
  func sampledPosterior() throws -> PosteriorView {
    let view = try drawnPosterior()
    guard view.posterior.quickLook == nil else {
      throw CommandError(
        "\"\(view.name)\" is an approximation: no chain made its draws; fit it with method=nuts",
        parameter: "fit", word: view.name)
    }
    return view
  }

  /// The same for what needs draws to be drawn.
  func drawnPosterior(_ operand: String = "fit") throws -> PosteriorView {
    let view = try posterior(operand)
    guard view.posterior.draws.length > 1 else {
      throw CommandError(
        "\"\(view.name)\" was stopped before its second draw: there is nothing to draw; fit it again",
        parameter: operand, word: view.name)
    }
    return view
  }
}
