import Figures
import Marketing
import Statistics

extension MixFit {
  /// `least squares`, `ridge`, `lasso`, `elastic net`.
  var describedMethod: String {
    switch spec.regulariser {
    case .ols: spec.signs.isEmpty ? "least squares" : "least squares with given signs"
    case .ridge: search?.front == nil ? "ridge" : "ridge, searched as Robyn does"
    case .elasticNet(let mix, _, _): mix == 1 ? "lasso" : "elastic net"
    case .priors(let model):
      model.describedKind + (model.approximation == nil ? "" : ", approximated")
    }
  }

  /// Which penalty, and where it comes from; nil without one.
  var describedPenalty: String? {
    let (source, scope): (MixSpec.Penalty, MixSpec.PenaltyScope)
    var amount = "Penalty \(NumberFormat.significant(3).text(penalty))"
    switch spec.regulariser {
    case .ols, .priors: return nil
    case .ridge(let penalty, let whom): (source, scope) = (penalty, whom)
    case .elasticNet(let mix, let penalty, let whom):
      (source, scope) = (penalty, whom)
      if mix < 1 {
        amount += " (\(NumberFormat.percent(0).text(mix)) of it on absolute coefficients)"
      }
    }
    let whom = scope == .channelsOnly ? "on channels only" : "on every feature"
    switch source {
    case .fixed:
      return "\(amount) \(whom), \(search?.front == nil ? "given" : "found by the search")."
    case .crossValidated(let folds, let gap, _):
      let left = gap == 0 ? "" : ", \(gap) rows left out before each test"
      return "\(amount) \(whom), chosen by cross-validation in the order of time, "
        + "\(folds) folds\(left)."
    }
  }

  /// What stands beside coefficients, or why nothing does.
  var describedPrecision: String {
    if let posterior {
      return "mean and sd are those of \(posterior.draws.count) draws; low and high leave 5% of "
        + "\(posterior.kept.count) of them on either side."
    }
    if leastSquares != nil {
      let searched = search == nil ? "" : ", the transforms that were searched taken as true"
      return
        "low and high are the ends of the 95% interval\(searched); vif is the variance inflation."
    }
    var text =
      spec.regulariser == .ols
      ? "Coefficients are held to their signs; classical standard errors would not say so."
      : "A penalty biases coefficients; classical standard errors would not say so."
    let zeros = coefficients.count { $0.coefficient == 0 }
    if zeros > 0 {
      text += " \(zeros) of \(coefficients.count) coefficients \(zeros == 1 ? "is" : "are") 0."
    }
    if let certificate {
      text += " Solved to \(NumberFormat.significant(1).text(certificate)) of what is optimal"
      switch spec.regulariser {
      case .elasticNet: text += " (duality gap or slope)."
      case .ols, .ridge, .priors: text += " (optimality conditions)."
      }
    }
    return text
  }

  /// The warnings in one paragraph; features that move with others in one sentence.
  var describedWarnings: String { described(warnings) }

  /// Warnings in one paragraph, likewise.
  func described(_ warnings: [MixWarning]) -> String {
    var entangled: [String] = []
    var open: [String] = []
    var sentences: [String] = []
    for warning in warnings {
      if case .nearlyCollinear(let feature, _) = warning {
        entangled.append(feature)
      } else if case .returnsOpen(let channel, let low, let high) = warning {
        let two = NumberFormat.decimals(2)
        open.append("\(channel) returns from \(two.text(low)) to \(two.text(high))")
      } else {
        sentences.append(warning.description)
      }
    }
    if entangled.count == 1 {
      sentences.append(
        "\(entangled[0]) moves with the other features: its own effect is poorly determined.")
    } else if let last = entangled.last {
      sentences.append(
        "\(entangled.dropLast().joined(separator: ", ")) and \(last) move with other features: "
          + "their own effects are poorly determined.")
    }
    if !open.isEmpty {
      sentences.append(
        "Settings that fit within 1% of the best give \(enumerated(open)): report the range, not "
          + "the winner.")
    }
    return "Read with care: " + sentences.joined(separator: " ")
  }
}

extension BayesianModel {
  /// `a Bayesian model`, and whose.
  fileprivate var describedKind: String {
    switch preset {
    case .standard: "a Bayesian model"
    case .pymc: "a Bayesian model as PyMC-Marketing's"
    case .meridian: "a Bayesian model as Meridian's"
    }
  }
}
