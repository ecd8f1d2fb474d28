import Statistics

/// Downhill walks over the settings: the coefficients are solved for at every step, so that only the transforms' parameters
/// are searched (variable projection, Golub and Pereyra 1973).
///
/// With Z(θ) the standardised features and β(θ) the best coefficients, the objective's gradient is that at fixed β,
///
///     dP/dθ = −2 rᵀ (dZ/dθ) β,
///
/// because P is at its least in β (envelope theorem).
struct SearchDescent {
  private let search: TransformSearch
  private let fitter: SettingFitter

  init(_ search: TransformSearch, _ fitter: SettingFitter) {
    self.search = search
    self.fitter = fitter
  }

  /// The end of a walk from a point of the unit cube; nil where features are dependent there.
  func walk(from start: [Double]) throws -> TransformSearch.Record.Trial? {
    preconditionFailure("until the minimiser is there")
  }
}
