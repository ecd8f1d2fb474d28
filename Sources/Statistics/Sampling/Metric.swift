/// How a sampler measures distances: a linear map F from coordinates in which the density looks round to its own.
///
/// With the inverse mass matrix M⁻¹ = F Fᵀ, momenta p of mass M become Fᵀ p, which are standard normal. A trajectory then
/// needs only two products with a triangle a step, F p to move and Fᵀ g for the gradient, while energies and turns are
/// plain dot products.
final class Metric {
  /// Whether F is a lower triangle and not a diagonal.
  private(set) var isDense = false
  private let blocks: Int
  private let pool: LanePool
  /// The diagonal of F where it is one.
  private let scale: LaneVector
  // Panels of eight rows, column by column: of F (columns up to the diagonal) and of Fᵀ (columns from the diagonal).
  private let forward: LaneVector
  private let transposed: LaneVector

  /// The identity.
  init(dimension: Int, allowsDense: Bool) {
    pool = LanePool(dimension: dimension, vectors: 1)
    blocks = pool.blocks
    scale = pool.vector()
    let columns = max(1, allowsDense ? 4 * blocks * (blocks + 1) : 0)
    forward = .allocate(capacity: columns)
    transposed = .allocate(capacity: columns)
    forward.initialize(repeating: .zero, count: columns)
    transposed.initialize(repeating: .zero, count: columns)
    set(diagonal: [Double](repeating: 1, count: dimension))
  }

  deinit {
    forward.deallocate()
    transposed.deallocate()
  }

  /// Sets F to a diagonal.
  func set(diagonal: [Double]) {
    isDense = false
    let numbers = Lanes.numbers(scale)
    for (place, value) in diagonal.enumerated() { numbers[place] = value }
  }

  /// Sets F to the lower triangle of a matrix given row by row.
  func set(triangle: [Double], dimension: Int) {
    isDense = true
    for block in 0..<blocks {
      let left = forward + 4 * block * (block + 1)
      for column in 0..<(8 * (block + 1)) {
        var lanes = SIMD8<Double>.zero
        for lane in 0..<8 {
          let row = 8 * block + lane
          if row < dimension, column <= row { lanes[lane] = triangle[row * dimension + column] }
        }
        left[column] = lanes
      }
      let right = transposed + transposedOffset(block)
      for row in (8 * block)..<(8 * blocks) {
        var lanes = SIMD8<Double>.zero
        for lane in 0..<8 {
          let column = 8 * block + lane
          if row < dimension, column <= row { lanes[lane] = triangle[row * dimension + column] }
        }
        right[row - 8 * block] = lanes
      }
    }
  }

  /// position ← position + step · F p.
  @inline(__always)
  func move(_ position: LaneVector, along p: LaneVector, by step: Double) {
    guard isDense else {
      for block in 0..<blocks { position[block] += step * (scale[block] * p[block]) }
      return
    }
    let numbers = Lanes.numbers(p)
    var panel = forward
    for block in 0..<blocks {
      let columns = 8 &* (block &+ 1)
      position[block] += step * product(panel, numbers, columns)
      panel += columns
    }
  }

  /// result ← Fᵀ g.
  @inline(__always)
  func whiten(_ g: LaneVector, into result: LaneVector) {
    guard isDense else {
      for block in 0..<blocks { result[block] = scale[block] * g[block] }
      return
    }
    var panel = transposed
    var numbers = Lanes.numbers(g)
    for block in 0..<blocks {
      let columns = 8 &* (blocks &- block)
      result[block] = product(panel, numbers, columns)
      panel += columns
      numbers += 8
    }
  }

  /// Σ panelⱼ xⱼ, in two sums so that additions need not wait for each other.
  @inline(__always)
  private func product(
    _ panel: LaneVector, _ x: UnsafeMutablePointer<Double>, _ columns: Int
  ) -> SIMD8<Double> {
    var (even, odd) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var column = 0
    while column < columns {
      even += panel[column] * x[column]
      odd += panel[column &+ 1] * x[column &+ 1]
      column &+= 2
    }
    return even + odd
  }

  private func transposedOffset(_ block: Int) -> Int {
    8 * block * blocks - 4 * block * (block - 1)
  }
}
