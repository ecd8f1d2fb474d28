/// The mean; NaN of an empty list. Corrected by a second pass, so that adding 10¹⁵ to every number costs nothing.
public func mean(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let n = Double(values.count)
  let first = values.reduce(0, +) / n
  return first + values.reduce(0) { $0 + ($1 - first) } / n
}

/// The sample variance (divisor n − 1) in two passes; NaN below two numbers.
public func variance(_ values: [Double]) -> Double {
  guard values.count > 1 else { return .nan }
  let centre = mean(values)
  return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
}

/// The sample standard deviation (divisor n − 1); NaN below two numbers.
public func standardDeviation(_ values: [Double]) -> Double { variance(values).squareRoot() }
