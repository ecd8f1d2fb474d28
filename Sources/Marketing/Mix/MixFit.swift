import Tables

/// A fitted marketing mix model: the one result of every fitter.
///
/// Contributions, returns, tables and fields are functions of `training`, the rows that were fitted, and, where a hold-out
/// was asked for, of `test`, the rows that were not: the model is then fitted on the training rows only and *not* refitted on
/// all, so that both parts speak of the same coefficients.
public struct MixFit: Sendable, Hashable, Codable {
  /// A number that was estimated, and how sure it is.
  public struct Estimate: Sendable, Hashable, Codable {
    /// `intercept`, or the feature's name.
    public let name: String
    /// The part of sales that it belongs to.
    public let part: SalesPart
    /// On the feature's own scale: target units for each unit of the feature.
    public let coefficient: Double
    /// Nil where the fitter gives none: a penalty biases coefficients, and classical errors would not say so.
    public let precision: Precision?
  }

  /// The classical precision of a least-squares coefficient.
  ///
  /// Of a posterior: the standard deviation, the mean over it, twice the probability of the less likely sign, and the interval
  /// that leaves 2.5 % of the draws on either side.
  public struct Precision: Sendable, Hashable, Codable {
    /// The standard error.
    public let standardError: Double
    /// Coefficient over standard error.
    public let t: Double
    /// The two-sided probability of so large a t, were the coefficient 0.
    public let p: Double
    /// The lower end of the 95 % interval.
    public let low: Double
    /// The upper end of the 95 % interval.
    public let high: Double
  }

  /// One penalty that was tried, and the mean squared error of predictions on the folds left out.
  public struct PenaltyScore: Sendable, Hashable, Codable {
    /// The penalty.
    public let penalty: Double
    /// The mean over the folds of the mean squared error.
    public let meanSquaredError: Double
  }

  /// What only ordinary least squares can say of the whole fit.
  public struct LeastSquaresSummary: Sendable, Hashable, Codable {
    /// 1 − (1 − R²)(n − 1)/(n − p − 1).
    public let adjustedR2: Double
    /// Akaike's criterion, −2 log L + 2(p + 1): the error variance is not counted, as in statsmodels.
    public let aic: Double
    /// Schwarz's criterion, −2 log L + (p + 1) log n.
    public let bic: Double
    /// The F statistic of all features together.
    public let f: Double
    /// Its probability, were all coefficients 0.
    public let fP: Double
    /// √(Σ e² / (n − p − 1)).
    public let residualStandardError: Double
    /// n − p − 1.
    public let degreesOfFreedom: Int
  }

  /// What was fitted: the transforms that a search found stand in it.
  public let spec: MixSpec
  /// What was asked: the specification with its search.
  public let asked: MixSpec
  /// How rows become features.
  public let design: MixDesign
  /// All rows, those of a hold-out included: what validations fit again.
  public let data: MixData
  /// The design's columns over the fitted rows, one array a feature.
  public let features: [[Double]]
  /// What is sold without anything that the model knows of.
  public let intercept: Estimate
  /// The features' coefficients: channels, controls, trend, season.
  public let coefficients: [Estimate]
  /// The fitted rows.
  public let training: FitWindow
  /// The rows of the hold-out.
  public let test: FitWindow?
  /// The penalty α of ‖y − Xβ‖² + α‖β‖² with standardised X; 0 for ordinary least squares.
  public let penalty: Double
  /// The penalties tried by cross-validation, rising; empty where none was.
  public let penaltyCurve: [PenaltyScore]
  /// How far the solution may be from the best at most, relative to the objective, where the fitter goes by steps: the
  /// duality gap of an elastic net, the violation of the optimality conditions of a bounded fit; nil for a closed form.
  public let certificate: Double?
  /// What ordinary least squares says of the whole fit; nil for a ridge.
  public let leastSquares: LeastSquaresSummary?
  /// What residuals and features tell of the model's troubles.
  public let diagnostics: MixDiagnostics
  /// The settings of the transforms that were tried; nil where all were given.
  public let search: TransformSearch.Record?
  /// Intervals of contributions and returns by resampling; nil where none could be drawn.
  public let intervals: MixIntervals?
  /// Reasons to trust the fit less.
  public let warnings: [MixWarning]
  /// Draws of everything that the fit says, where it was sampled; all single numbers are then their means.
  public var posterior: MixPosterior?

  /// The channels' names.
  public var channelNames: [String] { training.spend.map(\.name) }

  /// What the model says of other rows, encoded as the fitted ones were.
  ///
  /// Rows that follow the model's own without a gap are reached by the carryover of its spend; before others nothing was
  /// spent.
  ///
  /// - Throws: Where the rows lack a column of the model, or dates that its trend and season need.
  public func prediction(on data: MixData) throws -> FitWindow {
    precondition(
      data.channels.count == spec.channels.count && data.controls.count == spec.controls.count,
      "\(data.channels.count) channels and \(data.controls.count) controls for another model")
    let days = training.days + (test?.days ?? [])
    guard let first = data.days.first, let last = days.last, let step = design.stepInDays,
      (1...(step + step / 2)).contains(last.distance(to: first))
    else { return try prediction(onKnown: data) }
    return try prediction(
      onKnown: data.following(self.data.channels.indices.map(self.data.spendOnCalendar)))
  }

  /// What the model says of all its rows, the fitted ones and those held out: the same coefficients, one stretch.
  ///
  /// Spend and contributions over everything that was given; metrics over it are no test of the model, as most rows were
  /// fitted.
  ///
  /// - Returns: The fitted rows' window where nothing was held out.
  /// - Throws: Nothing that the fit did not throw.
  public func wholeWindow() throws -> FitWindow {
    test == nil ? training : try prediction(onKnown: data)
  }

  /// What the model says of other rows, which know what was spent before them.
  func prediction(onKnown data: MixData) throws -> FitWindow {
    if let posterior { return try FitWindow(data, design: design, posterior: posterior) }
    return try FitWindow(
      data, spec: spec, design: design, intercept: intercept.coefficient,
      coefficients: coefficients.map(\.coefficient))
  }

  /// The fit's numbers under the names of the notebook format.
  ///
  /// `rows r2 rmse mae mape nrmse penalty intercept coefficient.<feature> baseline contribution.<channel> share.<channel>
  /// roi.<channel> mroi.<channel> durbin_watson shapiro_wilk shapiro_wilk_p jarque_bera jarque_bera_p ljung_box ljung_box_p
  /// breusch_pagan breusch_pagan_p condition_number vif_max vif.<feature>`; for least squares also `adjusted_r2 aic bic f f_p
  /// residual_se cook_max cook_row`, `se.<feature> t.<feature> p.<feature>`; with a posterior those of
  /// ``MixPosterior/scalarFields``; with a hold-out `test.rows`, `test.r2` and so on.
  public var scalarFields: [ScalarField] {
    var fields = [ScalarField("rows", Double(training.rowCount))] + training.scalarFields
    fields.append(ScalarField("penalty", penalty))
    fields.append(ScalarField("intercept", intercept.coefficient))
    fields += coefficients.map {
      ScalarField("coefficient.\(FieldName.part($0.name))", $0.coefficient)
    }
    for estimate in [intercept] + coefficients {
      guard let precision = estimate.precision else { continue }
      let feature = FieldName.part(estimate.name)
      fields.append(ScalarField("se.\(feature)", precision.standardError))
      fields.append(ScalarField("t.\(feature)", precision.t))
      fields.append(ScalarField("p.\(feature)", precision.p))
    }
    if let leastSquares { fields += leastSquares.scalarFields }
    fields += transformFields + (intervals?.scalarFields ?? [])
    fields += diagnostics.scalarFields + (posterior?.scalarFields ?? [])
    if let test {
      fields.append(ScalarField("test.rows", Double(test.rowCount)))
      fields += test.scalarFields.map { ScalarField("test.\($0.name)", $0.value) }
    }
    return fields.filter(\.value.isFinite)
  }
}

extension MixFit {
  /// Memory and saturation by channel: `half_life.<channel>`, `mean_lag.<channel>`, `half_point.<channel>` (money),
  /// `unit.<channel>`, and each parameter under its name, `retention.<channel>`.
  private var transformFields: [ScalarField] {
    channelNames.enumerated().flatMap { index, channel -> [ScalarField] in
      let transform = design.transform(ofChannel: index)
      let part = FieldName.part(channel)
      var fields = transform.parameters.map {
        ScalarField("\(transform.name(of: $0)).\(part)", transform.value(of: $0).value)
      }
      func add(_ name: String, _ value: Double?) {
        if let value { fields.append(ScalarField("\(name).\(part)", value)) }
      }
      add("half_life", transform.adstock.halfLife)
      add("mean_lag", transform.adstock.meanLag)
      if transform.saturation != .none {
        add("half_point", transform.halfPoint(upTo: training.spend[index].values.max() ?? 0))
        add("unit", transform.unit)
      }
      return fields
    }
  }
}

extension MixFit.LeastSquaresSummary {
  /// The summary under its field names.
  public var scalarFields: [ScalarField] {
    [
      ScalarField("adjusted_r2", adjustedR2), ScalarField("aic", aic), ScalarField("bic", bic),
      ScalarField("f", f), ScalarField("f_p", fP),
      ScalarField("residual_se", residualStandardError),
    ]
  }
}
