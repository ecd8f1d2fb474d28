extension ModeSearch {
  /// Slopes of a root mean square beyond this are no place to tune a step size at: a coordinate of unit spread is then
  /// ten thousand deviations away, and chains may freeze where steps are that small.
  private static let steepest = 1e4

  /// A point to start a chain from: the point itself, or where the density is very steep what a short climb leads to.
  ///
  /// The climb ends far from the mode, where about one unit of log density for each coordinate is left to gain: chains
  /// stay spread out.
  ///
  /// - Parameters:
  ///   - point: A point of finite density.
  ///   - gradient: The gradient there.
  ///   - density: The density.
  /// - Returns: The point, or a better one; of finite density and gradient either way.
  public static func eased(
    _ point: [Double], gradient: [Double], of density: any LogDensity
  ) -> [Double] {
    let squares = gradient.reduce(0) { $0 + $1 * $1 }
    guard squares > steepest * steepest * Double(max(1, gradient.count)) else { return point }
    var search = ModeSearch()
    search.gainTolerance = Double(max(1, point.count))
    search.iterationLimit = 50
    guard let end = try? search.mode(of: density, from: point), end.logDensity.isFinite,
      end.gradient.allSatisfy(\.isFinite)
    else { return point }
    return end.position
  }
}
