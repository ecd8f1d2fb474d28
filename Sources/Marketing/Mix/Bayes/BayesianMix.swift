public import Statistics

/// A national Bayesian marketing mix model put to data: a density for a sampler, and the reading of its draws.
///
///     y_t = b₀ + Σ_c β_c S(A(x_c))_t + Σ_j γ_j z_jt + ε_t
///
/// in scaled units; priors, scales and names are those of the model's preset. Carryover may be geometric, delayed, binomial or
/// none, saturation Hill, logistic, Michaelis–Menten or none. Where a channel's prior is on its return or share, its
/// coefficient is solved from it, β = effect / (factor · Σh): what is sampled and what the rows then return are the same
/// number exactly.
///
/// The sampler's coordinates are not the parameters: normal linear coefficients are integrated out under a normal likelihood,
/// others move in directions that nothing is correlated with (``BaselineBasis``), and an effect moves as the logarithm of
/// coefficient × spread of its feature, which is what data know of a channel whatever its curve's shape. The distribution
/// of the parameters is the preset's exactly; integrated coefficients are drawn back when a draw is recorded.
///
/// The gradient costs about as much as two densities, whatever the number of parameters.
public struct BayesianMix: LogDensity, PosteriorModel {
  /// What the sampler moves in.
  public enum Coordinates: Sendable, Hashable {
    /// Those in which little is correlated.
    case adapted
    /// Logarithms of positive parameters, logits of shares, the others as they are, nothing integrated out: what other
    /// systems do, for comparison with them.
    case plain
  }

  let shape: MixShape
  /// What is to be told of the data.
  public let warnings: [MixWarning]

  /// Puts a model to the rows that are fitted.
  ///
  /// - Parameters:
  ///   - spec: Names the columns; its transforms say the kinds of carryover and saturation and their windows, while the
  ///     values of their parameters are left to the priors.
  ///   - model: Priors, likelihood, experiments.
  ///   - rows: The fitted rows.
  ///   - design: Their features.
  ///   - coordinates: What the sampler moves in; the posterior is the same.
  /// - Throws: `MixError` for priors of unknown parameters, improper or contradictory ones, for transforms that have no
  ///   priors, and for experiments outside the rows.
  public init(
    spec: MixSpec, model: BayesianModel, rows: MixData, design: MixDesign,
    coordinates: Coordinates = .adapted
  ) throws(MixError) {
    guard spec.form == .additive else {
      throw .notForPriors(
        what: "a log–log model", instead: "an additive one, with likelihood=lognormal if need be")
    }
    var assembly = try MixAssembly(spec: spec, model: model, rows: rows, design: design)
    shape = try assembly.shape(adapts: coordinates == .adapted)
    warnings = shape.channels.filter { !$0.isActive }.map { .nothingSpent(channel: $0.name) }
  }

  /// The number of coordinates: parameters that are neither fixed nor integrated out.
  public var dimension: Int { shape.dimension }

  /// The parameters, then the logarithms of prior and likelihood.
  public var quantityNames: [String] { parameterNames + ["log_prior", "log_likelihood"] }

  /// What computes the density; one for each chain.
  public func makeEvaluator() -> any LogDensityEvaluator { MixEvaluator(shape) }

  /// The parameters' names, in the order of draws.
  public var parameterNames: [String] { shape.parameters.map(\.name) }

  /// Each parameter's prior.
  public var priors: [Prior?] { shape.parameters.map(\.prior) }

  /// One draw of all parameters from their priors.
  public func drawPrior(from stream: inout RandomStream) -> [Double] {
    shape.parameters.map { $0.prior.draw(from: &stream) }
  }

  /// Coordinates to start a chain from, scattered by the chain's stream.
  ///
  /// Carryover and saturation start about the middle of their priors, effects where channels together move about a third of
  /// what the baseline leaves unexplained, σ about the size of that.
  public func start(from stream: inout RandomStream) -> [Double] {
    var start = [Double](repeating: 0, count: dimension)
    let unexplained = max(shape.unexplained, 1e-9)
    let share = 0.3 * unexplained / Double(max(1, shape.channels.count)).squareRoot()
    for entry in shape.ordinary {
      let prior = shape.parameters[entry.parameter].prior
      let middle =
        entry.parameter == shape.sigma
        ? shape.sigmaGuess : prior.support.coordinate(of: prior.quantile(0.5))
      start[entry.coordinate] = middle + stream.uniform(-0.7, 0.7)
    }
    for entry in shape.softened {
      start[entry.coordinate] = stream.uniform(-0.7, 1.3)
    }
    for channel in shape.channels {
      if let turn = channel.turn { start[turn.coordinate] = stream.uniform(-0.7, 1.5) }
      switch channel.coordinate {
      case .logSpread(let coordinate):
        start[coordinate] = stableLog(share) + stream.uniform(-1, 1)
      case .spread(let coordinate): start[coordinate] = share * stream.uniform(-1, 1)
      case .own, .none: break
      }
    }
    for index in shape.basis.sampled.indices {
      let place = shape.linearStart + index
      start[place] = stream.uniform(-1, 1)
      if !shape.adapts {
        let parameter = shape.columnParameters[shape.basis.sampled[index]]
        start[place] = shape.parameters[parameter].prior.quantile(0.5) + 0.1 * start[place]
      }
    }
    return start
  }

  /// The logarithm of the joint density of parameters and scaled target on the parameters' own scales: no Jacobian, all
  /// constants.
  ///
  /// - Parameter parameters: In the order of ``parameterNames``.
  /// - Returns: log prior + log likelihood, experiments included.
  public func logJoint(_ parameters: [Double]) -> Double {
    let reader = MixReader(shape)
    reader.take(parameters)
    let densities = reader.densities()
    return densities.prior + densities.likelihood
  }

  /// What one draw of the parameters says of the rows, in the target's unit.
  public struct Reading: Sendable {
    /// Contributions row by row, by part of sales: they add up to the mean of each row.
    public let contributions: [SalesPart: [Double]]
    /// Contribution over spend by channel; NaN where nothing was spent.
    public let roi: [Double]
    /// The return of the next 1 % of spend by channel.
    public let mroi: [Double]
    /// The log-likelihood of each row.
    public let logLikelihood: [Double]
    /// How sales answer spend, by channel.
    public let responses: [ChannelResponse.Draw]
  }

  /// Reads one draw.
  ///
  /// - Parameter parameters: In the order of ``parameterNames``.
  /// - Returns: Contributions, returns, likelihood.
  public func reading(_ parameters: [Double]) -> Reading {
    let reader = MixReader(shape)
    reader.read(parameters)
    return Reading(
      contributions: Dictionary(
        uniqueKeysWithValues: zip(reader.partsInOrder, reader.contributions)),
      roi: reader.roi, mroi: reader.mroi, logLikelihood: reader.logLikelihood,
      responses: reader.responses)
  }

  /// The parameter that each coordinate stands for: with plain coordinates its logarithm, logit or itself.
  public var coordinateNames: [String] {
    var names = [String](repeating: "", count: dimension)
    for entry in shape.ordinary + shape.softened {
      names[entry.coordinate] = shape.parameters[entry.parameter].name
    }
    for channel in shape.channels {
      if let turn = channel.turn, let half = channel.parameters[2] {
        names[turn.coordinate] = shape.parameters[half].name
      }
      switch channel.coordinate {
      case .logSpread(let coordinate), .spread(let coordinate):
        names[coordinate] = shape.parameters[channel.effect].name
      case .own, .none: break
      }
    }
    for (index, column) in shape.basis.sampled.enumerated() {
      names[shape.linearStart + index] = shape.parameters[shape.columnParameters[column]].name
    }
    return names
  }

  func makeReader() -> any PosteriorReader { MixReader(shape) }
}

extension MixShape {
  /// The norm of what the baseline alone leaves of the scaled target.
  var unexplained: Double {
    var rest = target
    for i in 0..<basis.count {
      let vector = basis.basis[(i * width)..<((i + 1) * width)]
      let share = zip(vector, rest).reduce(0) { $0 + $1.0 * $1.1 }
      for (place, value) in vector.enumerated() { rest[place] -= share * value }
    }
    return rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Where σ starts, as a coordinate.
  var sigmaGuess: Double {
    let size = unexplained / Double(rowCount).squareRoot() / residualScale
    return parameters[sigma].prior.support.coordinate(
      of: parameters[sigma].prior.clamped(max(0.7 * size, 1e-6)))
  }
}

extension Prior {
  /// A number well inside the support, as near as can be.
  func clamped(_ x: Double) -> Double {
    let (lower, upper) = (quantile(0.001), quantile(0.999))
    return min(max(x, lower), upper)
  }
}
