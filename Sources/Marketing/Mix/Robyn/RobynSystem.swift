/// The minimum of ½γᵀHγ − gᵀγ within bounds, for the few coefficients of one candidate, without allocation.
///
/// Sets of coefficients at a bound are guessed all at once: those that leave their bounds go to the bound, those that pull
/// away from it are let go (the primal–dual active set of Hintermüller, Ito and Kunisch 2003). Most candidates need none to
/// two such changes. Where guesses go round in circles, one coefficient is changed at a time, that of the largest index
/// (Murty 1974), which ends for every positive definite H.
///
/// Cost: one Cholesky factor of the free coefficients a change, k³/6.
final class RobynSystem {
  typealias Numbers = UnsafeMutablePointer<Double>

  /// H, row by row; both triangles are read.
  let matrix: Numbers
  /// g.
  let moments: Numbers
  /// Least and largest values allowed.
  let lower: Numbers
  let upper: Numbers
  /// γ.
  let solution: Numbers
  /// The most coefficients there is room for.
  let capacity: Int

  private let factor: Numbers
  private let places: UnsafeMutablePointer<Int>
  private let states: UnsafeMutablePointer<State>

  private enum State: UInt8 { case free, atLower, atUpper }

  init(capacity: Int) {
    self.capacity = max(1, capacity)
    let count = self.capacity
    func numbers(_ count: Int) -> Numbers {
      let numbers = Numbers.allocate(capacity: count)
      numbers.initialize(repeating: 0, count: count)
      return numbers
    }
    matrix = numbers(count * count)
    factor = numbers(count * count)
    moments = numbers(count)
    lower = numbers(count)
    upper = numbers(count)
    solution = numbers(count)
    places = .allocate(capacity: count)
    places.initialize(repeating: 0, count: count)
    states = .allocate(capacity: count)
    states.initialize(repeating: .free, count: count)
  }

  deinit {
    for numbers in [matrix, factor, moments, lower, upper, solution] { numbers.deallocate() }
    places.deallocate()
    states.deallocate()
  }

  /// Solves for so many coefficients; false where H is not positive definite, to rounding.
  func solve(_ count: Int) -> Bool {
    precondition(count <= capacity, "\(count) coefficients where there is room for \(capacity)")
    var largest = 0.0
    for j in 0..<count {
      states[j] = lower[j] == upper[j] ? .atLower : .free
      largest = max(largest, abs(moments[j]))
    }
    // What rounding leaves of a multiplier of 0.
    let noise = 1e-13 * largest
    for round in 0..<(40 + 20 * count) {
      guard solveFree(count) else { return false }
      if !change(count, noise, all: round < 12) { return true }
    }
    return false
  }

  /// Moves coefficients between free and bound; false where all are where they belong.
  private func change(_ count: Int, _ noise: Double, all: Bool) -> Bool {
    var changed = false
    for j in stride(from: count - 1, through: 0, by: -1) {
      switch states[j] {
      case .free:
        if solution[j] < lower[j] {
          states[j] = .atLower
        } else if solution[j] > upper[j] {
          states[j] = .atUpper
        } else {
          continue
        }
      case .atLower, .atUpper:
        guard lower[j] < upper[j] else { continue }
        var pull = moments[j]
        let row = matrix + j * count
        for k in 0..<count { pull -= row[k] * solution[k] }
        guard states[j] == .atLower ? pull > noise : pull < -noise else { continue }
        states[j] = .free
      }
      changed = true
      if !all { return true }
    }
    return changed
  }

  /// The free coefficients given those at a bound.
  private func solveFree(_ count: Int) -> Bool {
    // 1. Who is free, and what the others leave of the moments.
    var free = 0
    for j in 0..<count {
      switch states[j] {
      case .free:
        places[free] = j
        free += 1
      case .atLower: solution[j] = lower[j]
      case .atUpper: solution[j] = upper[j]
      }
    }
    for place in 0..<free {
      let j = places[place]
      let row = matrix + j * count
      var sum = moments[j]
      if free < count {
        for k in 0..<count where states[k] != .free { sum -= row[k] * solution[k] }
      }
      // 2. A row of the factor, and the forward substitution with it.
      let own = factor + place * capacity
      for column in 0..<place {
        let other = factor + column * capacity
        var value = row[places[column]]
        for k in 0..<column { value -= own[k] * other[k] }
        // The diagonal holds its inverse.
        own[column] = value * other[column]
        sum -= own[column] * solution[places[column]]
      }
      var pivot = row[j]
      for k in 0..<place { pivot -= own[k] * own[k] }
      guard pivot > 1e-11 * abs(row[j]) else { return false }
      own[place] = 1 / pivot.squareRoot()
      solution[j] = sum * own[place]
    }
    // 3. Backwards.
    for place in stride(from: free - 1, through: 0, by: -1) {
      var sum = solution[places[place]]
      for below in (place + 1)..<max(free, place + 1) {
        sum -= factor[below * capacity + place] * solution[places[below]]
      }
      solution[places[place]] = sum * factor[place * capacity + place]
    }
    return true
  }
}
