/// What is believed of a number before the data: a distribution with a gradient.
public enum Prior: Sendable, Hashable, Codable {
  /// Normal, by mean and standard deviation.
  case normal(mean: Double, deviation: Double)
  /// The absolute value of a normal of mean 0.
  case halfNormal(deviation: Double)
  /// Normal between two ends.
  case truncatedNormal(mean: Double, deviation: Double, lower: Double, upper: Double)
  /// exp of a normal, by mean and deviation of the logarithm.
  case logNormal(location: Double, scale: Double)
  /// Beta on 0...1.
  case beta(Double, Double)
  /// Gamma, by shape and rate: the mean is shape / rate.
  case gamma(shape: Double, rate: Double)
  /// One over a gamma.
  case inverseGamma(shape: Double, scale: Double)
  /// Exponential, by rate.
  case exponential(rate: Double)
  /// Equal between two ends.
  case uniform(lower: Double, upper: Double)
  /// Student's t, by degrees of freedom, centre and scale; one degree is Cauchy's.
  case student(degrees: Double, location: Double, scale: Double)
  /// The absolute value of a Student's t around 0.
  case halfStudent(degrees: Double, scale: Double)
  /// Laplace's double exponential.
  case laplace(location: Double, scale: Double)
  /// Known: no parameter at all.
  case fixed(Double)
}
