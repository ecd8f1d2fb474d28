/// What may be set of a regional mix model beside its priors; the defaults are Meridian's.
public struct MeridianSettings: Sendable, Hashable, Codable {
  /// Where the baseline may bend over time; between two knots it is a straight line.
  public enum Knots: Sendable, Hashable, Codable {
    /// One for a nation (a constant), one a period for several regions.
    case automatic
    /// So many, equally far apart, the first and the last period among them; 1 is a constant.
    case count(Int)
    /// At these periods, counted from 0.
    case at([Int])
  }

  /// How an effect wears off.
  public enum Decay: String, Sendable, Hashable, Codable {
    /// w_l ∝ αˡ.
    case geometric
    /// w_l ∝ (1 − l / (L + 1))^(1/α − 1): nothing is left after the last lag L.
    case binomial
  }

  /// The baseline's knots.
  public var knots = Knots.automatic
  /// The decay of all channels.
  public var decay = Decay.geometric
  /// The last lag L at which spend still works.
  public var largestLag = 8

  /// Meridian's defaults.
  public init() {}
}

extension MeridianSettings.Knots {
  /// The weight of each knot in each period, period by period: `weights[t * count + k]`.
  ///
  /// A period between two knots shares its weight between them by its distance from each; before the first and after
  /// the last knot those alone count.
  func weights(periods: Int, regions: Int) throws(PanelError) -> (count: Int, weights: [Double]) {
    let places = try self.places(periods: periods, regions: regions)
    var weights = [Double](repeating: 0, count: periods * places.count)
    for t in 0..<periods {
      let after = places.firstIndex { $0 >= t } ?? places.count
      if after == 0 || (after < places.count && places[after] == t) {
        weights[t * places.count + after] = 1
      } else if after == places.count {
        weights[t * places.count + after - 1] = 1
      } else {
        let gap = Double(places[after] - places[after - 1])
        weights[t * places.count + after - 1] = Double(places[after] - t) / gap
        weights[t * places.count + after] = Double(t - places[after - 1]) / gap
      }
    }
    return (places.count, weights)
  }

  private func places(periods: Int, regions: Int) throws(PanelError) -> [Int] {
    switch self {
    case .automatic: return regions == 1 ? [0] : Array(0..<periods)
    case .count(let count):
      guard count >= 1, count <= periods else {
        throw .badKnots("\(count) knots over \(periods) periods; give 1 to \(periods)")
      }
      if count == 1 { return [0] }
      // Whole periods, rounded down as NumPy's `linspace` to integers does.
      return (0..<count).map { $0 * (periods - 1) / (count - 1) }
    case .at(let places):
      guard let first = places.first, let last = places.last, first >= 0, last < periods,
        zip(places, places.dropFirst()).allSatisfy({ $0 < $1 })
      else {
        throw .badKnots(
          "knots at \(places) over \(periods) periods; they rise, from 0 to at most \(periods - 1)")
      }
      return places
    }
  }
}
