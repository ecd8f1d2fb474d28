import Marketing
import Notebooks

/// How carryover and saturation are written in cells: `geometric(0.6)`, `hill(slope: 2, half: 0.5)`.
///
/// The one place for their words, numbers, bounds and defaults: the commands of this chapter and `fit` share it.
enum TransformCalls {
  /// The kinds of carryover.
  static let adstockCalls: [CallSignature] = [
    CallSignature("geometric", [retention, window]),
    CallSignature("recursive", [retention]),
    CallSignature("delayed", [retention, .init("peak", 0...519), window]),
    CallSignature("binomial", [retention, window]),
    CallSignature("weibull_cdf", [shape, scale, window]),
    CallSignature("weibull_pdf", [shape, scale, window]),
    CallSignature("none", []),
  ]

  /// The kinds of saturation.
  static let saturationCalls: [CallSignature] = [
    CallSignature("hill", [half, .init("slope", 0.1...10, standard: 1)]),
    CallSignature("logistic", [half]),
    CallSignature("tanh", [half]),
    CallSignature("michaelis_menten", [half]),
    CallSignature("negative_exponential", [half]),
    CallSignature("log", [.init("scale", halves)]),
    CallSignature("root", [.init("power", 0.01...1, standard: 0.5)]),
    CallSignature("none", []),
  ]

  /// A retention of 0.999 halves in two years of days or thirteen of weeks; nothing measured lasts longer.
  private static let retention = CallSignature.Number("retention", 0...0.999)
  private static let window = CallSignature.Number("window", 1...520, standard: 13, isWhole: true)
  private static let shape = CallSignature.Number("shape", 0.01...20)
  private static let scale = CallSignature.Number("scale", 0.01...100)
  /// Multiples of the median active period, or money.
  private static let halves = 0.0001...1e12
  private static let half = CallSignature.Number("half", halves)
}

extension Adstock {
  /// The carryover of a call that `TransformCalls.adstockCalls` has bound.
  ///
  /// Before a run a number may be missing that is yet to be calculated; a usual one then stands for it.
  /// - Throws: where the window is not whole, or the peak lies behind it; about `parameter`, at the number's key.
  init(
    _ call: (word: String, numbers: [String: Double]), parameter: String = "kind"
  ) throws(CommandError) {
    func number(_ name: String, else usual: Double = 1) -> Double { call.numbers[name] ?? usual }
    let written = number("window", else: 13)
    guard let window = Int(exactly: written), window >= 1 else {
      throw CommandError(
        "the window is a whole number of periods, not \(Canonical.text(written))",
        parameter: parameter, word: "window")
    }
    if let peak = call.numbers["peak"], call.numbers["window"] != nil, peak > Double(window - 1) {
      throw CommandError(
        "a peak after \(Canonical.text(peak)) periods lies outside a window of \(window); "
          + "make the window longer, or the peak at most \(window - 1)",
        parameter: parameter, word: "peak")
    }
    switch call.word {
    case "geometric": self = .geometric(retention: number("retention", else: 0.5), window: window)
    case "recursive": self = .recursive(retention: number("retention", else: 0.5))
    case "delayed":
      self = .delayed(
        retention: number("retention", else: 0.5), peak: number("peak", else: 0), window: window)
    case "binomial": self = .binomial(retention: number("retention", else: 0.5), window: window)
    case "weibull_cdf":
      self = .weibullCDF(shape: number("shape"), scale: number("scale"), window: window)
    case "weibull_pdf":
      self = .weibullPDF(shape: number("shape"), scale: number("scale"), window: window)
    case "none": self = .none
    default: preconditionFailure("no adstock is called \(call.word)")
    }
  }
}

extension Saturation {
  /// The saturation of a call that `TransformCalls.saturationCalls` has bound.
  ///
  /// Before a run 1 stands for a number that is yet to be calculated.
  init(_ call: (word: String, numbers: [String: Double])) {
    func number(_ name: String) -> Double { call.numbers[name] ?? 1 }
    switch call.word {
    case "hill": self = .hill(half: number("half"), slope: number("slope"))
    case "logistic": self = .logistic(half: number("half"))
    case "tanh": self = .tanh(half: number("half"))
    case "michaelis_menten": self = .michaelisMenten(half: number("half"))
    case "negative_exponential": self = .negativeExponential(half: number("half"))
    case "log": self = .logarithmic(scale: number("scale"))
    case "root": self = .root(power: number("power"))
    case "none": self = .none
    default: preconditionFailure("no saturation is called \(call.word)")
    }
  }
}
