import CLAPACKE

/// An elastic net as the solver sees it: every column, and the response, of mean square 1.
///
/// Notation: n rows, zⱼ column j less its mean (with an intercept) over its length uⱼ, v the response likewise over its
/// length σ; βⱼ = bⱼ·uⱼ/σ for the coefficient bⱼ of the column as given. A penalty on bⱼ·sⱼ, sⱼ the scale that is
/// penalised, becomes one on βⱼ with the factors wⱼtⱼ (absolute) and wⱼtⱼ² (square), tⱼ = sⱼ/uⱼ.
struct ElasticNetProblem {
  let rows: Int
  let columns: Int
  let hasIntercept: Bool
  /// What was taken off each column.
  let means: [Double]
  /// The population standard deviation of each column; 0 where it is constant.
  let deviations: [Double]
  /// uⱼ; 0 for a column that cannot get a coefficient.
  let lengths: [Double]
  let responseMean: Double
  /// σ; 1 where the response is constant.
  let responseScale: Double
  /// Z, n × p.
  let scaled: Matrix
  /// v.
  let response: [Double]
  /// ‖v‖²/n: 1, or 0 for a constant response.
  let responseSquare: Double
  /// Zᵀv/n.
  let projections: [Double]
  /// ZᵀZ/n, where p is small enough against n for the covariance updates.
  let gram: Matrix?
  /// wⱼ.
  let weights: [Double]
  /// tⱼ.
  let ratios: [Double]
  /// The bounds of βⱼ.
  let lower: [Double]
  let upper: [Double]

  init(_ design: Matrix, _ y: [Double], _ net: ElasticNet) throws(StatisticsError) {
    (rows, columns, hasIntercept) = (design.rows, design.columns, net.hasIntercept)
    var z = design
    var (means, deviations, lengths) = ([Double](), [Double](), [Double]())
    for column in 0..<design.columns {
      let range = (column * design.rows)..<((column + 1) * design.rows)
      let scale = z.elements.withUnsafeMutableBufferPointer {
        ColumnScale(normalizing: UnsafeMutableBufferPointer(rebasing: $0[range]), net)
      }
      means.append(scale.mean)
      deviations.append(scale.deviation)
      lengths.append(scale.length)
    }
    var v = y
    let scale = v.withUnsafeMutableBufferPointer {
      ColumnScale(normalizing: $0, isStandardized: false, hasIntercept: net.hasIntercept)
    }
    let sigma = scale.length > 0 ? scale.length : 1
    let count = Double(max(1, design.rows))
    self.means = means
    self.deviations = deviations
    self.lengths = lengths
    responseMean = scale.mean
    responseScale = sigma
    responseSquare = scale.length > 0 ? 1 : 0
    response = v
    scaled = z
    projections = z.products(with: v).map { $0 / count }
    gram = ElasticNetProblem.isSmall(design) ? try z.meanGram() : nil
    weights = net.penaltyWeights ?? [Double](repeating: 1, count: design.columns)
    ratios = lengths.indices.map {
      lengths[$0] > 0 ? (net.isStandardized ? deviations[$0] / lengths[$0] : 1 / lengths[$0]) : 0
    }
    // A column without a length keeps the coefficient nearest to 0 that its bounds allow.
    let bounds = lengths.indices.map { column -> (Double, Double) in
      let (low, high) = net.bounds(of: column)
      let factor = lengths[column] / sigma
      guard factor > 0 else { return (0, 0) }
      // 0 stays 0 even where the factor overflows.
      return (low == 0 ? 0 : low * factor, high == 0 ? 0 : high * factor)
    }
    lower = bounds.map(\.0)
    upper = bounds.map(\.1)
  }

  /// Whether p² products are worth their memory and their n·p² multiplications.
  private static func isSmall(_ design: Matrix) -> Bool {
    design.columns <= max(200, min(design.rows, 4_000))
  }

  /// Coefficients and intercept for the columns as given.
  func onOwnScale(_ beta: [Double], _ net: ElasticNet) -> (intercept: Double, slopes: [Double]) {
    let slopes = beta.indices.map { column -> Double in
      let (low, high) = net.bounds(of: column)
      guard lengths[column] > 0 else { return min(max(0, low), high) }
      // Clamped once more, because the bounds were rounded on the way in.
      return min(max(beta[column] * (responseScale / lengths[column]), low), high)
    }
    guard hasIntercept else { return (0, slopes) }
    return (responseMean - zip(slopes, means).reduce(0) { $0 + $1.0 * $1.1 }, slopes)
  }
}

/// The mean, the spread and the length of a column, which is brought to mean square 1 in place.
private struct ColumnScale {
  var mean = 0.0
  var deviation = 0.0
  var length = 0.0

  init(normalizing column: UnsafeMutableBufferPointer<Double>, _ net: ElasticNet) {
    self.init(
      normalizing: column, isStandardized: net.isStandardized, hasIntercept: net.hasIntercept)
  }

  init(
    normalizing column: UnsafeMutableBufferPointer<Double>, isStandardized: Bool, hasIntercept: Bool
  ) {
    guard let memory = column.baseAddress else { return }
    let n = Double(column.count)
    // 1. A power of 2 keeps squares from overflowing; exact.
    var largest = 0.0
    for value in column { largest = max(largest, abs(value)) }
    guard largest > 0 else { return }
    let power = Double(sign: .plus, exponent: Int(largest.exponent), significand: 1)
    for row in column.indices { column[row] /= power }
    // 2. The mean in two passes, the spread about it.
    let ones = [Double](repeating: 1, count: column.count)
    let (centre, spread) = ones.withUnsafeBufferPointer { ones -> (Double, Double) in
      guard let one = ones.baseAddress else { return (0, 0) }
      let centre = VectorLoops.dot(memory, one, column.count) / n
      VectorLoops.add(-centre, times: one, to: memory, column.count)
      let rest = VectorLoops.dot(memory, one, column.count) / n
      VectorLoops.add(-rest, times: one, to: memory, column.count)
      return (centre + rest, VectorLoops.dot(memory, memory, column.count) / n)
    }
    // As `populationDeviation`: below this the spread is but the rounding of the mean.
    let noise = n * centre * 0x1p-52
    let isConstant = spread <= n * 0x1p-52 * spread + noise * noise
    let square = hasIntercept ? spread : spread + centre * centre
    deviation = isConstant ? 0 : spread.squareRoot() * power
    mean = hasIntercept ? centre * power : 0
    // 3. A constant column is left out beside an intercept, and where its spread would have to be 1.
    guard !(isConstant && (hasIntercept || isStandardized)) else {
      column.update(repeating: 0)
      return
    }
    let root = square.squareRoot()
    length = root * power
    let shift = hasIntercept ? 0 : centre
    for row in column.indices { column[row] = (column[row] + shift) / root }
  }
}

extension Matrix {
  /// Xᵀ·v in vector lanes.
  func products(with vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "a vector of \(vector.count) for \(rows) rows")
    return elements.withUnsafeBufferPointer { all in
      vector.withUnsafeBufferPointer { other in
        guard let x = all.baseAddress, let y = other.baseAddress else {
          return [Double](repeating: 0, count: columns)
        }
        return (0..<columns).map { VectorLoops.dot(x + $0 * rows, y, rows) }
      }
    }
  }

  /// v ← v − X·factors, in vector lanes.
  func subtract(times factors: [Double], from vector: inout [Double]) {
    precondition(factors.count == columns && vector.count == rows, "shapes that do not match")
    elements.withUnsafeBufferPointer { all in
      vector.withUnsafeMutableBufferPointer { sums in
        guard let x = all.baseAddress, let v = sums.baseAddress else { return }
        for column in 0..<columns where factors[column] != 0 {
          VectorLoops.add(-factors[column], times: x + column &* rows, to: v, rows)
        }
      }
    }
  }

  /// XᵀX/n with ones on the diagonal of the columns that are not 0, by OpenBLAS's `dsyrk`.
  fileprivate func meanGram() throws(StatisticsError) -> Matrix {
    var product = Matrix(rows: columns, columns: columns)
    guard rows > 0, columns > 0 else { return product }
    guard LinearAlgebraLibrary.isReady, max(elements.count, columns * columns) <= Int(Int32.max)
    else { throw .tooLarge(rows: rows, columns: columns) }
    cblas_dsyrk(
      CblasColMajor, CblasUpper, CblasTrans, .init(columns), .init(rows),
      1 / Double(rows), elements, .init(rows), 0, &product.elements, .init(columns))
    product.elements.withUnsafeMutableBufferPointer { square in
      for column in 0..<columns {
        for row in 0..<column { square[row * columns + column] = square[column * columns + row] }
        if square[column * columns + column] > 0.5 { square[column * columns + column] = 1 }
      }
    }
    return product
  }
}
