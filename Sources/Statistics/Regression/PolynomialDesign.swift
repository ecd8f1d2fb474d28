/// The powers x, x², …, x^degree as the columns of a design, with what rounding took from each.
///
/// High powers of one variable are so nearly collinear that the 16th digit of x^k decides the 7th of a coefficient; fits
/// that are given the remainders too solve the polynomial itself, not a rounded neighbour.
///
///     let powers = PolynomialDesign(x, degree: 10)
///     let fit = try LeastSquares().fit(powers.design, to: y, remainder: powers.remainder)
public struct PolynomialDesign: Sendable, Hashable, Codable {
  /// One column a power, from the first.
  public let design: Matrix
  /// Exact power − rounded power, to some 32 digits.
  public let remainder: Matrix

  /// The powers of a variable.
  public init(_ x: [Double], degree: Int) {
    precondition(degree >= 1, "a polynomial of degree \(degree)")
    var (high, low) = (x, [Double](repeating: 0, count: x.count))
    var (columns, remainders) = ([high], [low])
    for _ in 1..<degree {
      for row in x.indices {
        let product = TwoPart(product: high[row], x[row])
        let small = product.low + low[row] * x[row]
        high[row] = product.high + small
        low[row] = small - (high[row] - product.high)
      }
      columns.append(high)
      remainders.append(low)
    }
    design = Matrix(columns: columns, rows: x.count)
    remainder = Matrix(columns: remainders, rows: x.count)
  }
}
