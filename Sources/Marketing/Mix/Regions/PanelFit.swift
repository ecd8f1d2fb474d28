public import Tables

extension MixSpec {
  /// The posterior of a regional model, Meridian's, told as one of the nation.
  ///
  /// Contributions and returns are sums over the regions, responses have a piece for each. The baseline has knots instead of
  /// trend, season and events, and is known for the fitted rows alone: nothing is held out, and no other rows are predicted.
  ///
  /// - Parameters:
  ///   - panel: The rows of all regions; its columns are those that the specification names.
  ///   - settings: Knots, decay and the last lag.
  /// - Returns: The fit of the national rows.
  /// - Throws: `MixError` and `PanelError` for what cannot be modelled; `SamplingError` where sampling cannot begin.
  public func fitted(
    to panel: MixPanel, settings: MeridianSettings = MeridianSettings()
  ) throws -> MixFit {
    guard case .priors(let bayes) = regulariser else {
      throw MixError.notForRegions("fitter but sampling; give it priors")
    }
    guard holdout == .absent else {
      throw MixError.notForRegions(
        "hold-out: its baseline is known for the fitted rows alone; leave it out")
    }
    guard trend == .absent, seasons.isEmpty, holidays == nil, events.isEmpty else {
      throw MixError.notForRegions(
        "trend, season, holidays or events: knots take their place; leave them out")
    }
    guard signs.isEmpty, search == nil, form == .additive else {
      throw MixError.notForRegions("signs, search or log–log form: priors take their place")
    }
    let rows = panel.national
    precondition(
      channels == rows.channels.map(\.name) && controls == rows.controls.map(\.name),
      "a panel of other columns")
    let design = try MixDesign(self, for: rows)
    let model = try MeridianMix(panel, model: bayes, settings: settings)
    return try PosteriorFit(
      model: model, spec: self, bayes: bayes, data: rows, rows: rows, design: design,
      parts: PosteriorFit.parts(of: design), regions: panel.regions,
      warnings: rowWarnings(
        rows, fittedRows: rows.rowCount * panel.regions.count,
        coefficients: design.terms.count + 1)
    ).fitted()
  }
}
