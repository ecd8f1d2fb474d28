extension MixSpec {
  /// Fits a model of regions to their panel: Meridian's, with the priors of the specification's regulariser.
  ///
  /// Contributions, returns and curves are the nation's: sums over the regions.
  ///
  /// - Parameters:
  ///   - panel: Regions over the same periods, or a nation.
  ///   - settings: Knots and decay.
  /// - Returns: A fit with draws.
  /// - Throws: ``PanelError`` or ``MixError`` for what cannot be modelled so.
  public func fitted(
    to panel: MixPanel, settings: MeridianSettings = MeridianSettings()
  ) throws -> MixFit {
    guard case .priors(let bayes) = regulariser else {
      preconditionFailure("a model of regions has priors")
    }
    let model = try MeridianMix(panel, model: bayes, settings: settings)
    let national = panel.national
    let (design, leftOut) = try MixDesign(self, for: national).withoutConstants(of: national)
    return try PosteriorFit(
      model: model, spec: self, bayes: bayes, data: national, rows: national, design: design,
      parts: PosteriorFit.parts(of: design),
      regions: panel.regions.count > 1 ? panel.regions : [],
      warnings: leftOut.map { .leftOut(feature: $0) }
    ).fitted()
  }
}
