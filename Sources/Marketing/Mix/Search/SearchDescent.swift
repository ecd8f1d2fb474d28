import Statistics

/// Downhill walks over the settings: the coefficients are solved for at every step, so that only the transforms' parameters
/// are searched (variable projection, Golub and Pereyra 1973).
///
/// With Z(θ) the standardised features and β(θ) the best coefficients, the objective's gradient is that at fixed β,
///
///     dP/dθ = −2 rᵀ (dZ/dθ) β,
///
/// because P is at its least in β (envelope theorem).
struct SearchDescent {
  private let search: TransformSearch
  private let fitter: SettingFitter

  init(_ search: TransformSearch, _ fitter: SettingFitter) {
    self.search = search
    self.fitter = fitter
  }

  /// The end of a walk from a point of the unit cube; nil where features are dependent there.
  func walk(from start: [Double]) -> End? {
    guard point(start) != nil else { return nil }
    let scale = fitter.response.reduce(0) { $0 + $1 * $1 }
    let objective = SmoothFunction { place in
      // A step to where features are dependent is answered by a wall.
      guard let found = self.point(place) else {
        return (1e6, [Double](repeating: 0, count: place.count))
      }
      return (found.objective / scale, found.gradient.map { $0 / scale })
    }
    let optimum = BoxMinimizer().minimum(
      of: objective, from: start, lower: start.map { _ in 0 }, upper: start.map { _ in 1 })
    guard let end = point(optimum.point) else { return nil }
    return End(place: optimum.point, trial: end.trial)
  }

  /// Where a walk ended.
  struct End {
    /// The point of the unit cube.
    let place: [Double]
    let trial: TransformSearch.Record.Trial
  }

  /// Settings around an end, so far away that the error is up to 5 % larger: along each parameter, and in directions at
  /// random, 40 a parameter and at most 400 in all.
  ///
  /// A descent alone knows one setting and would call it the only good one.
  func surroundings(
    of end: End, _ stream: inout RandomStream
  ) -> [TransformSearch.Record.Trial] {
    let count = end.place.count
    var directions: [[Double]] = (0..<count).flatMap { axis in
      [-1.0, 1.0].map { sign in (0..<count).map { $0 == axis ? sign : 0 } }
    }
    for _ in 0..<min(400, 40 * count) {
      let draw = (0..<count).map { _ in stream.normal() }
      let length = draw.reduce(0) { max($0, abs($1)) }
      directions.append(draw.map { $0 / max(length, 1e-12) })
    }
    return directions.flatMap { trials(from: end, along: $0) }
  }

  /// Settings along a direction: at what bisection finds on the way to 5 % above the least error, or to the cube's side.
  private func trials(
    from end: End, along direction: [Double]
  ) -> [TransformSearch.Record.Trial] {
    let room =
      zip(end.place, direction).map { place, step in
        step > 0 ? (1 - place) / step : step < 0 ? -place / step : .infinity
      }.min() ?? 0
    guard room > 1e-6, room.isFinite else { return [] }
    var found: [TransformSearch.Record.Trial] = []
    var (near, far) = (0.0, room)
    var length = room
    for _ in 0..<6 {
      let place = zip(end.place, direction).map { min(max($0 + length * $1, 0), 1) }
      guard let point = point(place) else { return found }
      found.append(point.trial)
      if point.rmse > 1.05 * end.trial.rmse { far = length } else { near = length }
      if near == room { return found }
      length = (near + far) / 2
    }
    return found
  }

  /// The fit at a point of the unit cube.
  struct Point {
    let values: [Double]
    let objective: Double
    let gradient: [Double]
    let rmse: Double
    let roi: [Double]

    var trial: TransformSearch.Record.Trial { .init(values: values, rmse: rmse, roi: roi) }
  }

  /// The fit at a point of the unit cube, and the objective's gradient there; nil where features are dependent.
  func point(_ place: [Double]) -> Point? {
    let values = zip(search.dimensions, place).map { $0.value(at: $1) }
    let transforms = search.transforms(of: fitter.spec, at: values)
    let channels = fitter.spec.channels
    let fixed = fitter.fixedColumns
    let columns =
      channels.enumerated().map { index, channel in
        transforms[channel].map { fitter.column(index, $0) } ?? fixed[index]
      } + fixed[channels.count...]
    let gram = FeatureGram(columns)
    let moments = gram.standardized.transposeTimes(fitter.response)
    guard
      let beta = fitter.coefficients(
        products: gram.products, moments: moments, scales: gram.scales)
    else { return nil }
    let fitted = gram.standardized.times(beta)
    let residuals = zip(fitter.response, fitted).map { $0 - $1 }
    let square = residuals.reduce(0) { $0 + $1 * $1 }
    let penalty = beta.indices.reduce(0) {
      $0 + fitter.squarePenalties[$1] * beta[$1] * beta[$1]
        + 2 * fitter.absolutePenalties[$1] * abs(beta[$1])
    }
    let gradient = search.dimensions.indices.map { axis in
      slope(axis, transforms, gram, beta, residuals)
        * search.dimensions[axis].slope(at: place[axis])
    }
    let slopes = zip(beta, gram.scales).map { $1 > 0 ? $0 / $1 : 0 }
    return Point(
      values: values, objective: square + penalty, gradient: gradient,
      rmse: (square / Double(residuals.count)).squareRoot(),
      roi: fitter.returns(slopes: slopes, columns: columns, means: gram.means))
  }

  /// dP/dθ of one parameter: −2β (rᵀ dz), dz the change of the standardised column, its own scale's change included.
  private func slope(
    _ axis: Int, _ transforms: [String: ChannelTransform], _ gram: FeatureGram, _ beta: [Double],
    _ residuals: [Double]
  ) -> Double {
    let dimension = search.dimensions[axis]
    guard let channel = fitter.spec.channels.firstIndex(of: dimension.channel),
      gram.scales[channel] > 0, let transform = transforms[dimension.channel]
    else { return 0 }
    let change = fitter.change(channel, transform, dimension.parameter)
    let centre = mean(change)
    let column = gram.standardized.column(channel)
    let rows = Double(column.count)
    var (along, own, overlap) = (0.0, 0.0, 0.0)
    for row in column.indices {
      let moved = change[row] - centre
      along += residuals[row] * moved
      own += residuals[row] * column[row]
      overlap += column[row] * moved
    }
    let scale = gram.scales[channel]
    return -2 * beta[channel] * (along - own * overlap / rows) / scale
  }
}
