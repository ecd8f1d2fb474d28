import Statistics

/// The linear part of a regional mix model, ready to be integrated out.
///
/// Knots b, regions' levels τ and controls' slopes γ_g = γ + ξ δ_g have normal priors and enter linearly:
///
///     r = 1 ⊗ W b + B D v + ε      b ~ N(0, κ),  v ~ N(0, I),  ε ~ N(0, σ²)
///
/// with r what media leave of the target, v = (τ, γ, δ) in units of their priors' deviations and D those deviations.
/// W b is the same in all regions, so it only meets the regions' mean: along the eigenvectors φ_k of W Wᵀ
/// (eigenvalues d_k)
///
///     V₀⁻¹ = I / σ² − Σ_k φ_k φ_kᵀ ⊗ 1 1ᵀ/G · (1/σ² − 1/s_k),   s_k = σ² + κ G d_k
///
/// and the rest is one system of the size of v (Woodbury):
///
///     M = I + D Bᵀ V₀⁻¹ B D,   log |V| = log |V₀| + log |M|,   v̂ = M⁻¹ D Bᵀ V₀⁻¹ r
///
/// Everything that does not depend on σ and ξ is worked out here, once.
struct MeridianBaseline: Sendable {
  /// A part of Bᵀ V₀⁻¹ B that is divided by its own s_k.
  struct Group: Sendable {
    let eigenvalue: Double
    /// Lower triangle by rows; nil where `vector` says it.
    let matrix: [Double]?
    /// The matrix is the product of this vector with itself.
    let vector: [Double]
  }

  let regions: Int
  let periods: Int
  let controls: Int
  /// Levels of regions, then slopes, then the slopes' deviations control by control.
  let count: Int
  let levels: Int
  /// The region of each level.
  let levelRegions: [Int]
  /// The prior variance of the knots.
  let knotVariance: Double
  let levelDeviations: [Double]
  let slopeDeviations: [Double]
  /// The part of Bᵀ V₀⁻¹ B that is divided by σ²; lower triangle by rows.
  let plain: [Double]
  let groups: [Group]
  /// d_k.
  let eigenvalues: [Double]
  /// φ_k, vector by vector; empty where each period is a vector of its own.
  let vectors: [Double]
  /// W, period by period, and the eigenvectors of Wᵀ W, vector by vector; empty where W is the identity.
  let knotWeights: [Double]
  let knotVectors: [Double]
  let knots: Int

  /// Whether slopes differ by region.
  var hasRegions: Bool { regions > 1 }

  init(
    _ scaling: MeridianScaling, weights: [Double], knots: Int, knotDeviation: Double,
    levelRegions: [Int], levelDeviations: [Double], slopeDeviations: [Double]
  ) throws(StatisticsError) {
    regions = scaling.regions
    periods = scaling.periods
    controls = scaling.controls
    levels = levelRegions.count
    self.levelRegions = levelRegions
    self.levelDeviations = levelDeviations
    self.slopeDeviations = slopeDeviations
    knotVariance = knotDeviation * knotDeviation
    self.knots = knots
    let size = levels + controls + (regions > 1 ? regions * controls : 0)
    count = size
    let (all, means) = Self.products(scaling, levelRegions: levelRegions, count: size)
    var plain = all
    let scale = Double(scaling.regions)
    if knots == scaling.periods {
      // Each period has its own knot: W is the identity.
      (eigenvalues, vectors) = ([Double](repeating: 1, count: knots), [])
      (knotWeights, knotVectors) = ([], [])
      var shared = [Double](repeating: 0, count: size * size)
      for t in 0..<scaling.periods {
        for i in 0..<size {
          let factor = scale * means[t * size + i]
          for j in 0...i { shared[i * size + j] += factor * means[t * size + j] }
        }
      }
      for index in plain.indices { plain[index] -= shared[index] }
      groups = [Group(eigenvalue: 1, matrix: shared, vector: [])]
    } else {
      let found = try KnotEigenvectors(weights, knots: knots, periods: scaling.periods)
      (eigenvalues, vectors) = (found.values, found.overPeriods)
      (knotWeights, knotVectors) = (weights, found.overKnots)
      var groups: [Group] = []
      for k in 0..<knots {
        var vector = [Double](repeating: 0, count: size)
        for t in 0..<scaling.periods {
          let weight = found.overPeriods[k * scaling.periods + t] * scale.squareRoot()
          for j in 0..<size { vector[j] += weight * means[t * size + j] }
        }
        for i in 0..<size {
          for j in 0...i { plain[i * size + j] -= vector[i] * vector[j] }
        }
        groups.append(Group(eigenvalue: found.values[k], matrix: nil, vector: vector))
      }
      self.groups = groups
    }
    self.plain = plain
  }

  /// Bᵀ B (lower triangle by rows), and the means of B's rows over the regions, period by period.
  private static func products(
    _ scaling: MeridianScaling, levelRegions: [Int], count: Int
  ) -> (all: [Double], means: [Double]) {
    let (regions, periods, controls) = (scaling.regions, scaling.periods, scaling.controls)
    let levels = levelRegions.count
    var all = [Double](repeating: 0, count: count * count)
    var means = [Double](repeating: 0, count: periods * count)
    for region in 0..<regions {
      // The columns that are not 0 in this region: their places, and which of 1, z₁, z₂ … they are.
      var local: [(place: Int, kind: Int)] = []
      if let level = levelRegions.firstIndex(of: region) { local.append((level, 0)) }
      for control in 0..<controls { local.append((levels + control, control + 1)) }
      if regions > 1 {
        for control in 0..<controls {
          local.append((levels + controls + control * regions + region, control + 1))
        }
      }
      let series = (0...controls).map { kind in
        (0..<periods).map { t in
          kind == 0 ? 1 : scaling.control(kind - 1, region: region, period: t)
        }
      }
      for (i, kindOfI) in local {
        for t in 0..<periods { means[t * count + i] += series[kindOfI][t] / Double(regions) }
        for (j, kindOfJ) in local where j <= i {
          all[i * count + j] += zip(series[kindOfI], series[kindOfJ]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
    }
    return (all, means)
  }
}

/// The directions in which knots move the periods: W Wᵀ = Σ_k d_k φ_k φ_kᵀ and Wᵀ W = Σ_k d_k u_k u_kᵀ,
/// φ_k = W u_k / √d_k.
private struct KnotEigenvectors {
  let values: [Double]
  /// φ_k, vector by vector.
  let overPeriods: [Double]
  /// u_k, vector by vector.
  let overKnots: [Double]

  init(_ weights: [Double], knots: Int, periods: Int) throws(StatisticsError) {
    var product = Matrix(rows: knots, columns: knots)
    for i in 0..<knots {
      for j in 0..<knots {
        var sum = 0.0
        for t in 0..<periods { sum += weights[t * knots + i] * weights[t * knots + j] }
        product[i, j] = sum
      }
    }
    let found = try SymmetricEigenvalues(product)
    values = found.values
    var (first, second): ([Double], [Double]) = ([], [])
    for k in 0..<knots {
      let vector = (0..<knots).map { found.vectors[$0, k] }
      let root = found.values[k].squareRoot()
      second += vector
      for t in 0..<periods {
        var sum = 0.0
        for j in 0..<knots { sum += weights[t * knots + j] * vector[j] }
        first.append(sum / root)
      }
    }
    (overPeriods, overKnots) = (first, second)
  }
}

extension MeridianScaling {
  /// A scaled control in one region and period.
  func control(_ control: Int, region: Int, period: Int) -> Double {
    self.control[(control * regionBlocks + region / 4) * periods + period][region % 4]
  }
}
