/// The mean; NaN of an empty list.
///
/// Corrected by a second pass, so that adding 10¹⁵ to every number costs nothing.
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

/// The quantile of a sample, type 7 (R's and NumPy's default): linear between the order statistics at (n−1)·p.
///
/// NaN of an empty list, and where a value is NaN.
public func quantile(_ values: [Double], _ p: Double) -> Double {
  precondition(p >= 0 && p <= 1, "a quantile at \(p)")
  guard !values.isEmpty, !values.contains(where: \.isNaN) else { return .nan }
  return quantile(sorted: values.sorted(), p)
}

/// The quantile of values already in rising order; NaN of an empty list.
public func quantile(sorted values: [Double], _ p: Double) -> Double {
  precondition(p >= 0 && p <= 1, "a quantile at \(p)")
  guard let last = values.last else { return .nan }
  let place = Double(values.count - 1) * p
  let below = Int(place)
  guard below + 1 < values.count else { return last }
  let share = place - Double(below)
  return share == 0 ? values[below] : values[below] + share * (values[below + 1] - values[below])
}

/// The median.
///
/// The same bits as `quantile` at a half, by selection instead of sorting: O(n).
public func median(_ values: [Double]) -> Double {
  guard !values.isEmpty, !values.contains(where: \.isNaN) else { return .nan }
  var values = values
  let middle = (values.count - 1) / 2
  return values.withUnsafeMutableBufferPointer { buffer in
    select(middle, of: buffer)
    guard buffer.count % 2 == 0 else { return buffer[middle] }
    // What stands behind the selected place is no smaller; the least of it comes next in order.
    let next = buffer[(middle + 1)...].min() ?? buffer[middle]
    return buffer[middle] + 0.5 * (next - buffer[middle])
  }
}

/// Puts the number that has this place in rising order there, smaller ones before it, larger ones behind (Hoare 1961).
private func select(_ place: Int, of buffer: UnsafeMutableBufferPointer<Double>) {
  var (low, high) = (0, buffer.count - 1)
  while low < high {
    // The median of three keeps rising and falling lists from being the worst case.
    let (a, b, c) = (buffer[low], buffer[low + (high - low) / 2], buffer[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (left, right) = (low, high)
    while left <= right {
      while buffer[left] < pivot { left += 1 }
      while buffer[right] > pivot { right -= 1 }
      if left <= right {
        buffer.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if place <= right {
      high = right
    } else if place >= left {
      low = left
    } else {
      return
    }
  }
}

/// The median of the distances from the median, times 1.4826 (so that it estimates a normal standard deviation, as in R).
public func medianAbsoluteDeviation(_ values: [Double], scale: Double = 1.4826) -> Double {
  let centre = median(values)
  return scale * median(values.map { abs($0 - centre) })
}

/// The skewness m₃ / m₂^(3/2) with population moments (SciPy's default); NaN where all values are equal.
public func skewness(_ values: [Double]) -> Double {
  let spread = moment(values, 2)
  return moment(values, 3) / (spread * spread.squareRoot())
}

/// The kurtosis m₄ / m₂² with population moments, 3 for a normal; NaN where all values are equal.
public func kurtosis(_ values: [Double]) -> Double {
  let spread = moment(values, 2)
  return moment(values, 4) / (spread * spread)
}

/// The population moment of an order about the mean.
private func moment(_ values: [Double], _ order: Int) -> Double {
  let centre = mean(values)
  let sum = values.reduce(0) { total, value in
    var power = 1.0
    for _ in 0..<order { power *= value - centre }
    return total + power
  }
  return sum / Double(values.count)
}

// MARK: - Two variables and more

/// The sample covariance (divisor n − 1).
public func covariance(_ first: [Double], _ second: [Double]) -> Double {
  precondition(first.count == second.count, "\(first.count) and \(second.count) values")
  guard first.count > 1 else { return .nan }
  let (a, b) = (mean(first), mean(second))
  return zip(first, second).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) } / Double(first.count - 1)
}

/// Pearson's correlation, in −1...1; NaN where one of the two is constant.
public func correlation(_ first: [Double], _ second: [Double]) -> Double {
  let (a, b) = (standardDeviation(first), standardDeviation(second))
  guard a > 0, b > 0 else { return .nan }
  return min(1, max(-1, covariance(first, second) / a / b))
}

/// Spearman's correlation: Pearson's of the ranks, ties sharing their mean rank.
public func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double {
  correlation(ranks(first), ranks(second))
}

/// The rank of each value from 1, ties sharing their mean rank.
public func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}

/// The sample covariances of every two columns.
public func covarianceMatrix(_ matrix: Matrix) -> Matrix {
  symmetric(matrix, covariance)
}

/// Pearson's correlations of every two columns, 1 on the diagonal; NaN where a column is constant.
public func correlationMatrix(_ matrix: Matrix) -> Matrix {
  symmetric(matrix, correlation)
}

private func symmetric(_ matrix: Matrix, _ measure: ([Double], [Double]) -> Double) -> Matrix {
  let columns = matrix.columnArrays
  var result = Matrix(rows: columns.count, columns: columns.count)
  for first in columns.indices {
    for second in 0...first {
      let value = measure(columns[first], columns[second])
      result[first, second] = value
      result[second, first] = value
    }
  }
  return result
}
