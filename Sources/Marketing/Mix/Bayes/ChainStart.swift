import Statistics

/// Where a chain starts.
struct ChainStart {
  /// The seed of the fit.
  let seed: UInt64

  /// The first of a hundred points whose density is a number; eased where it is very steep.
  ///
  /// - Throws: `SamplingError.noFiniteStart` where there is none.
  func point(of model: any PosteriorModel, chain: Int) throws(SamplingError) -> [Double] {
    var stream = RandomStream(seed: seed, named: "posterior.start.\(chain)")
    let evaluator = model.makeEvaluator()
    var gradient = [Double](repeating: 0, count: model.dimension)
    let tries = 100
    for _ in 0..<tries {
      let point = model.start(from: &stream)
      let density = evaluator.logDensity(at: point, gradient: &gradient)
      if density.isFinite, gradient.allSatisfy(\.isFinite) {
        return ModeSearch.eased(point, gradient: gradient, of: model)
      }
    }
    throw .noFiniteStart(chain: chain, tries: tries)
  }
}
