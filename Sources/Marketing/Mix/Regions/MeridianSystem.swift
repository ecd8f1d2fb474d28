import Statistics

/// A small symmetric positive definite system: factor, inverse, solution, a draw.
///
/// Own loops, so that no library decides the bits; scratch memory of its own.
final class MeridianSystem {
  let size: Int
  /// The matrix, then its factor: lower triangle by rows.
  let matrix: UnsafeMutablePointer<Double>
  /// The transposed inverse of the factor, by rows.
  private let inverseFactor: UnsafeMutablePointer<Double>
  /// The inverse: lower triangle by rows.
  let inverse: UnsafeMutablePointer<Double>

  init(size: Int) {
    self.size = size
    let capacity = max(size * size, 1)
    matrix = .allocate(capacity: capacity)
    matrix.initialize(repeating: 0, count: capacity)
    inverseFactor = .allocate(capacity: capacity)
    inverseFactor.initialize(repeating: 0, count: capacity)
    inverse = .allocate(capacity: capacity)
    inverse.initialize(repeating: 0, count: capacity)
  }

  deinit {
    matrix.deallocate()
    inverseFactor.deallocate()
    inverse.deallocate()
  }

  /// Factors the matrix in its place.
  ///
  /// - Returns: The logarithm of its determinant; NaN where it is not positive definite.
  func factor() -> Double {
    var logarithm = 0.0
    for i in 0..<size {
      let row = matrix + i * size
      for j in 0..<i {
        let other = matrix + j * size
        row[j] = (row[j] - dot(row, other, j)) / other[j]
      }
      let rest = row[i] - dot(row, row, i)
      guard rest > 0 else { return .nan }
      row[i] = rest.squareRoot()
      logarithm += stableLog(rest)
    }
    return logarithm
  }

  /// The inverse, of the factor.
  func invert() {
    for j in 0..<size {
      let column = inverseFactor + j * size
      column[j] = 1 / matrix[j * size + j]
      for i in (j + 1)..<max(size, j + 1) {
        let row = matrix + i * size
        column[i] = -dot(row + j, column + j, i - j) / row[i]
      }
    }
    for i in 0..<size {
      let first = inverseFactor + i * size
      for j in 0...i {
        inverse[i * size + j] = dot(first + i, inverseFactor + j * size + i, size - i)
      }
    }
  }

  /// Solves in place.
  func solve(_ vector: UnsafeMutablePointer<Double>) {
    for i in 0..<size {
      let row = matrix + i * size
      vector[i] = (vector[i] - dot(row, vector, i)) / row[i]
    }
    solveTransposed(vector)
  }

  /// Solves with the transposed factor, in place: of independent normals it makes a draw with the inverse as
  /// covariance.
  func solveTransposed(_ vector: UnsafeMutablePointer<Double>) {
    for i in stride(from: size - 1, through: 0, by: -1) {
      let row = matrix + i * size
      vector[i] /= row[i]
      for j in 0..<i { vector[j] -= row[j] * vector[i] }
    }
  }

  /// Σ aᵢ bᵢ, in the order of the lanes.
  @inline(__always)
  private func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    let (rawA, rawB) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var (first, second) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index &+ 8 <= count {
      let offset = index &* 8
      first +=
        rawA.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
        * rawB.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
      second +=
        rawA.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD4<Double>.self)
        * rawB.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD4<Double>.self)
      index &+= 8
    }
    var total = (first + second).sum()
    while index < count {
      total += a[index] * b[index]
      index &+= 1
    }
    return total
  }
}
