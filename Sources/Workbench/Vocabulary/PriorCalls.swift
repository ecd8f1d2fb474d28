import Marketing
import Notebooks
import Statistics

/// How priors are written in cells: `beta(2, 2)`, `lognormal(0.2, 0.9)`.
///
/// The one place for their words, numbers, bounds and defaults.
enum PriorCalls {
  /// The distributions.
  static let calls: [CallSignature] = [
    CallSignature("normal", [number("mean"), width("sd")]),
    CallSignature("halfnormal", [width("sd")]),
    CallSignature("truncatednormal", [number("mean"), width("sd"), number("low"), number("high")]),
    CallSignature("lognormal", [number("location"), width("scale")]),
    CallSignature("beta", [width("a"), width("b")]),
    CallSignature("gamma", [width("shape"), width("rate")]),
    CallSignature("inversegamma", [width("shape"), width("scale")]),
    CallSignature("exponential", [width("rate")]),
    CallSignature("uniform", [number("low"), number("high")]),
    CallSignature("student", [width("df"), number("location", standard: 0), width("scale", 1)]),
    CallSignature("halfstudent", [width("df"), width("scale", 1)]),
    CallSignature("cauchy", [number("location", standard: 0), width("scale", 1)]),
    CallSignature("laplace", [number("location"), width("scale")]),
    CallSignature("fixed", [number("value")]),
  ]

  /// A number without bounds of its own.
  private static func number(_ name: String, standard: Double? = nil) -> CallSignature.Number {
    .init(name, -1e12...1e12, standard: standard)
  }

  /// A scale or shape: above 0.
  private static func width(_ name: String, _ standard: Double? = nil) -> CallSignature.Number {
    .init(name, 1e-9...1e12, standard: standard)
  }
}

extension Prior {
  /// The prior of a call that `PriorCalls.calls` has bound.
  ///
  /// Before a run 1 stands for a number that is yet to be calculated.
  init(_ call: CallValue) {
    func number(_ name: String) -> Double { call.number(name) ?? 1 }
    switch call.word {
    case "normal": self = .normal(mean: number("mean"), deviation: number("sd"))
    case "halfnormal": self = .halfNormal(deviation: number("sd"))
    case "truncatednormal":
      self = .truncatedNormal(
        mean: number("mean"), deviation: number("sd"), lower: number("low"), upper: number("high"))
    case "lognormal": self = .logNormal(location: number("location"), scale: number("scale"))
    case "beta": self = .beta(number("a"), number("b"))
    case "gamma": self = .gamma(shape: number("shape"), rate: number("rate"))
    case "inversegamma": self = .inverseGamma(shape: number("shape"), scale: number("scale"))
    case "exponential": self = .exponential(rate: number("rate"))
    case "uniform": self = .uniform(lower: number("low"), upper: number("high"))
    case "student":
      self = .student(
        degrees: number("df"), location: number("location"), scale: number("scale"))
    case "halfstudent": self = .halfStudent(degrees: number("df"), scale: number("scale"))
    case "cauchy":
      self = .student(degrees: 1, location: number("location"), scale: number("scale"))
    case "laplace": self = .laplace(location: number("location"), scale: number("scale"))
    case "fixed": self = .fixed(number("value"))
    default: preconditionFailure("no prior is called \(call.word)")
    }
  }
}

extension CallValue {
  /// Whether a number of the call is yet to be calculated.
  var hasCalculation: Bool { numbers.values.contains(where: \.isCalculation) }
}
