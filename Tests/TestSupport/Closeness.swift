#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How near a computed number must come.
public enum Tolerance: Sendable {
  /// So many units in the last place of the expected number.
  case ulps(Double)
  /// |found − expected| ≤ this × |expected|.
  case relative(Double)
  /// |found − expected| ≤ this.
  case absolute(Double)
  /// Agreement to so many significant digits: −log10 of the relative error.
  case digits(Double)
}

extension Double {
  /// Whether this number comes near the expected one; equal infinities are near, NaN never is.
  public func isClose(to expected: Double, within tolerance: Tolerance) -> Bool {
    if self == expected { return true }
    let error = abs(self - expected)
    switch tolerance {
    case .ulps(let count): return error <= count * expected.ulp
    case .relative(let share): return error <= share * abs(expected)
    case .absolute(let limit): return error <= limit
    case .digits(let count): return logRelativeError(from: expected) >= count
    }
  }

  /// The number of correct significant digits, as NIST counts them: −log10(|found − certified| / |certified|), at most
  /// 15; where the certified value is 0, −log10 |found|.
  public func logRelativeError(from certified: Double) -> Double {
    if self == certified { return 15 }
    let error = certified == 0 ? abs(self) : abs(self - certified) / abs(certified)
    return min(15, -log10(error))
  }
}
