/// A distribution known up to a constant by its logarithm and the gradient of that: what samplers and optimisers need.
///
/// Coordinates are unconstrained: every point of ℝᵈ is allowed, and the logarithm of the Jacobian of the map from there to
/// the parameters' own scales is part of the density. See ``Constraint``.
public protocol LogDensity: Sendable {
  /// The number of coordinates, d.
  var dimension: Int { get }
  /// The names of the quantities that are recorded of each draw, on their own scales.
  var quantityNames: [String] { get }
  /// What computes the density, with scratch memory of its own: one for each chain.
  func makeEvaluator() -> any LogDensityEvaluator
}

/// Computes a density, its gradient and the recorded quantities; used by one thread at a time.
public protocol LogDensityEvaluator: AnyObject {
  /// The logarithm of the density at a point, and its gradient.
  ///
  /// What is no number, or −∞, is where the sampler does not go: a step that ends there is counted as a divergence.
  ///
  /// - Parameters:
  ///   - position: `dimension` coordinates.
  ///   - gradient: Is filled with `dimension` derivatives.
  /// - Returns: The logarithm of the density, up to a constant, the Jacobian included.
  func logDensity(
    at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
  ) -> Double

  /// The quantities at a point.
  ///
  /// Parts of a model that were integrated out are drawn here, from their distribution given the rest.
  ///
  /// - Parameters:
  ///   - position: `dimension` coordinates.
  ///   - quantities: Is filled with one number for each of ``LogDensity/quantityNames``.
  ///   - stream: Random numbers for what is drawn here; one stream a chain, used in the order of the draws.
  func record(
    _ position: UnsafePointer<Double>, into quantities: UnsafeMutablePointer<Double>,
    using stream: inout RandomStream)
}
