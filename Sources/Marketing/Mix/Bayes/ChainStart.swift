import Statistics

/// Where a chain starts.
struct ChainStart {
  /// The seed of the fit.
  let seed: UInt64

  /// The first of a hundred points whose density is a number, else the last; eased where it is very steep.
  func point(of model: any PosteriorModel, chain: Int) -> [Double] {
    var stream = RandomStream(seed: seed, named: "posterior.start.\(chain)")
    let evaluator = model.makeEvaluator()
    var gradient = [Double](repeating: 0, count: model.dimension)
    var point: [Double] = []
    for _ in 0..<100 {
      point = model.start(from: &stream)
      let density = evaluator.logDensity(at: point, gradient: &gradient)
      if density.isFinite, gradient.allSatisfy(\.isFinite) {
        return ModeSearch.eased(point, gradient: gradient, of: model)
      }
    }
    return point
  }
}
