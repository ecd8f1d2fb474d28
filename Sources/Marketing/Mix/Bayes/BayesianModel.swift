public import Statistics

/// What a Bayesian marketing mix model adds to a specification: priors, a likelihood, experiments, a sampler.
public struct BayesianModel: Sendable, Hashable, Codable {
  /// Whose scaling, transforms and defaults are meant; parameters are called as that system calls them.
  public enum Preset: String, Sendable, Hashable, Codable {
    /// Ours: priors on returns, centred scales.
    case standard
    /// Those of PyMC-Marketing's `MMM`.
    case pymc
    /// Those of Google's Meridian.
    case meridian
  }

  /// What a channel's prior is on.
  public enum Effect: String, Sendable, Hashable, Codable {
    /// The coefficient of the scaled feature.
    case coefficient
    /// The return on investment; the coefficient is solved from it.
    case roi
    /// The return of the next 1 % of spend.
    case mroi
    /// The share of all sales.
    case contribution
  }

  /// How the target scatters around its mean.
  public enum Likelihood: Sendable, Hashable, Codable {
    /// Normal.
    case normal
    /// Student's t with so many degrees of freedom: outliers pull less.
    case student(degrees: Double)
    /// Log-normal: the target's logarithm scatters normally around the logarithm of the sum of the contributions.
    ///
    /// That sum is then the median of a row, and contributions and returns are parts of medians: the mean of a row is
    /// exp(σ²/2) times as large, 2 % more at σ = 0.2.
    case logNormal
  }

  /// How experiments enter.
  public enum ExperimentUse: String, Sendable, Hashable, Codable {
    /// Simulated through the whole model: dates, spend, carryover, outcome window.
    case throughModel
    /// As the prior of the channel's return, as Meridian does.
    case roiPrior
    /// As a lift of the saturation curve alone, as PyMC-Marketing does.
    case liftTest
  }

  /// What stands for the posterior where a quick look is enough.
  public enum Approximation: String, Sendable, Hashable, Codable, CaseIterable {
    /// The normal distribution with the mode and the curvature of the posterior, in the sampler's coordinates.
    case laplace
    /// Normal distributions met on the way up to the mode, one climb for each chain.
    case pathfinder
  }

  /// Whose defaults.
  public var preset = Preset.standard
  /// Priors that replace the preset's, by parameter: `adstock`, `adstock.tv`, `roi`, `intercept`, `control.price`, `sigma`.
  ///
  /// The names are those of the preset's parameters; one without a channel stands for all that are not named.
  public var priors: [String: Prior] = [:]
  /// What the channels' priors are on.
  public var effect = Effect.roi
  /// How the target scatters.
  public var likelihood = Likelihood.normal
  /// Tests of single channels.
  public var experiments: [Experiment] = []
  /// How they enter.
  public var experimentUse = ExperimentUse.throughModel
  /// The sampler.
  public var sampler = NUTS()
  /// What is drawn from instead of the posterior; nil where chains sample the posterior itself.
  public var approximation: Approximation?

  /// A model with the defaults of the preset.
  public init(preset: Preset = .standard) {
    self.preset = preset
    if preset == .pymc { effect = .coefficient }
  }
}
