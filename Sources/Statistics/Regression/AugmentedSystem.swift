/// A least-squares problem with its QR decomposition, solved to full precision by iterative refinement.
///
/// The normal equations are written as one system in the residuals r and the coefficients x,
///
///     r + A·x = b,    Aᵀ·r = c,
///
/// whose residuals f = b − r − A·x and g = c − Aᵀ·r are computed with error-free products and sums (about 32 digits), solved
/// for a correction through the QR factors, and added until the correction is lost in rounding. r and x are kept in
/// two parts, so the answer is that of the given A and b to nearly all digits while the condition number is below 10¹⁴.
///
/// Source: Björck (1967), "Iterative refinement of linear least squares solutions I"; two-part r and x as Demmel, Hida,
/// Riedy, Li (2009), "Extra-precise iterative refinement for overdetermined least squares problems".
///
/// Notation: n rows, p columns, A = `design` (+ `remainder`), Q·R = A·P with pivots P.
struct AugmentedSystem {
  let design: Matrix
  /// What rounding took from the design when it was formed, if known.
  let remainder: Matrix?
  let decomposition: PivotedQR
  let upper: Matrix

  /// The residuals and the coefficients, each in two parts.
  struct Solution {
    var residuals: [TwoPart]
    var coefficients: [TwoPart]
  }

  init(design: Matrix, remainder: Matrix?, decomposition: PivotedQR) {
    self.design = design
    self.remainder = remainder
    self.decomposition = decomposition
    upper = decomposition.upper
  }

  /// Solves for a right side (b, c).
  func solve(_ b: [TwoPart], _ c: [Double]) -> Solution {
    var solution = Solution(
      residuals: [TwoPart](repeating: TwoPart(), count: design.rows),
      coefficients: [TwoPart](repeating: TwoPart(), count: design.columns))
    var lastSize = Double.infinity
    // Each round gains the digits that the condition leaves (2 at 10¹⁴): 12 rounds are enough for two parts.
    for _ in 0..<12 {
      let (f, g) = defect(solution, b, c)
      let (dr, dx) = correction(f, g)
      let size = zip(dx, solution.coefficients).reduce(0.0) { largest, pair in
        let scale = abs(pair.1.high)
        return max(largest, scale > 0 ? abs(pair.0) / scale : (pair.0 == 0 ? 0 : .infinity))
      }
      // Stop where a round no longer halves the correction: what is left is rounding.
      if size.isFinite, size > 0.5 * lastSize { break }
      for row in dr.indices { solution.residuals[row].add(dr[row]) }
      for column in dx.indices { solution.coefficients[column].add(dx[column]) }
      if size < 0x1p-60 { break }
      lastSize = size
    }
    return solution
  }

  /// f and g of a tentative solution, rounded only at the end.
  private func defect(
    _ solution: Solution, _ b: [TwoPart], _ c: [Double]
  ) -> ([Double], [Double]) {
    let rows = design.rows
    var f = b
    for row in 0..<rows { f[row].subtract(solution.residuals[row]) }
    var g = [Double](repeating: 0, count: design.columns)
    for column in 0..<design.columns {
      let x = solution.coefficients[column]
      var sum = TwoPart(c[column])
      for row in 0..<rows {
        let low = remainder?.elements[column &* rows &+ row] ?? 0
        let a = design.elements[column &* rows &+ row]
        f[row].subtractProduct(a, low, x)
        sum.subtractProduct(a, low, solution.residuals[row])
      }
      g[column] = sum.value
    }
    return (f.map(\.value), g)
  }

  /// The solution for the right side (f, g) in plain precision:
  /// h = R⁻ᵀ·Pᵀ·g, (d₁, d₂) = Qᵀ·f, dx = P·R⁻¹·(d₁ − h), dr = Q·(h, d₂).
  private func correction(_ f: [Double], _ g: [Double]) -> ([Double], [Double]) {
    let order = design.columns
    let h = Triangular.solveUpperTransposed(
      upper, order: order, decomposition.pivots.map { g[$0] })
    var d = decomposition.transposedRotation(of: f)
    let z = Triangular.solveUpper(upper, order: order, (0..<order).map { d[$0] - h[$0] })
    for index in 0..<order { d[index] = h[index] }
    var x = [Double](repeating: 0, count: order)
    for (place, column) in decomposition.pivots.enumerated() { x[column] = z[place] }
    return (decomposition.rotation(of: d), x)
  }
}

/// A number as the unevaluated sum of two, some 32 digits.
///
/// Source: Dekker (1971), "A floating-point technique for extending the available precision"; sums after Knuth, products
/// by a fused multiply-add.
struct TwoPart {
  var high = 0.0
  var low = 0.0

  init(_ high: Double = 0, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The exact product of two numbers.
  init(product a: Double, _ b: Double) {
    high = a * b
    low = (-high).addingProduct(a, b)
  }

  var value: Double { high + low }

  mutating func add(_ b: Double) {
    let sum = high + b
    let bb = sum - high
    let error = (high - (sum - bb)) + (b - bb)
    renormalize(sum, low + error)
  }

  mutating func subtract(_ other: TwoPart) {
    add(-other.high)
    add(-other.low)
  }

  /// Subtracts (a + low part of a) · x.
  mutating func subtractProduct(_ a: Double, _ aLow: Double, _ x: TwoPart) {
    let product = TwoPart(product: a, x.high)
    add(-product.high)
    let small = product.low + (a * x.low + aLow * x.high)
    renormalize(high, low - small)
  }

  private mutating func renormalize(_ a: Double, _ b: Double) {
    high = a + b
    low = b - (high - a)
  }
}
