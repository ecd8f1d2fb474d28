import Statistics

/// A Bayesian mix model put to data: a density to sample, and the reading of each draw in the target's unit.
///
/// National and regional models both are one; what is made of draws (contributions, returns, predictions, comparisons with the
/// prior) is written once, in ``MixPosterior``.
protocol PosteriorModel: LogDensity {
  /// The prior by parameter, in the order of ``parameterNames``; what has none of its own (a region's deviation) is left out
  /// of comparisons with the prior.
  var priors: [Prior?] { get }
  /// The parameters: the first of ``LogDensity/quantityNames``; what follows them is recorded for its own sake.
  ///
  /// All models record `log_prior` and `log_likelihood` last.
  var parameterNames: [String] { get }
  /// One draw of all parameters from their priors, in the order of ``parameterNames``.
  func drawPrior(from stream: inout RandomStream) -> [Double]
  /// Coordinates to start a chain from: in the middle of the prior, scattered by the chain's stream.
  func start(from stream: inout RandomStream) -> [Double]
  /// What reads draws; one for each thread.
  func makeReader() -> any PosteriorReader
}

/// Says what one draw of the parameters means for the fitted rows.
protocol PosteriorReader: AnyObject {
  /// Takes a draw: the parameters in the order of ``PosteriorModel/parameterNames``.
  func read(_ parameters: [Double])

  // What the draw read last says.

  /// Contributions to each national row in the target's unit, one array a part, in the order of ``SalesPart`` of the model's
  /// components; they add up to the mean of the row.
  var contributions: [[Double]] { get }
  /// The log-likelihood of each observation: a row, or a region's row.
  var logLikelihood: [Double] { get }
  /// A replicate of the national rows, drawn from the likelihood.
  func replicate(using stream: inout RandomStream) -> [Double]
  /// The return on investment of each channel over the fitted rows; NaN where nothing was spent.
  var roi: [Double] { get }
  /// The return of the next unit of money, spread over the rows as spend is.
  var mroi: [Double] { get }
  /// How sales answer each channel's national spend.
  var responses: [ChannelResponse.Draw] { get }
  /// The coefficient of each design feature on the feature's own scale, the intercept first, for the table of coefficients.
  var coefficients: [Double] { get }
}
