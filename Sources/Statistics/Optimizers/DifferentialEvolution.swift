/// Differential evolution with two-point crossover for one or several objectives over the unit cube, as nevergrad's
/// `TwoPointsDE` has it, the optimiser that Robyn searches with.
///
/// The first candidates are normal around the middle with deviation 1/6. After that members of the population take turns as
/// parents; a donor
///
///     x + F₁(a − b) + F₂(best − x),  F₁ = F₂ = 0.8
///
/// keeps a stretch of the parent's variables, or all but that stretch, and what leaves the cube bounces off its wall once.
/// With several objectives a and b are two different points of the front seen so far (members of the population while it has
/// fewer than three), `best` is the parent itself where it is on the front and otherwise some point of the front; and a
/// candidate takes its parent's place with a probability of the share of objectives in which it is better. With one objective
/// a and b are members, `best` is the best point, and a candidate that is no worse takes the place.
///
/// What a reference point is given for in nevergrad has no part in this: its differential evolution ranks by objectives, not
/// by dominated volume.
///
/// See ``CandidateSource`` for how it is used.
///
/// - Complexity: O(dimensions) to ask, and what ``ParetoArchive/insert(_:objectives:serial:)`` costs to tell.
///
/// Source: nevergrad 1.0.12, optimization/differentialevolution.py with `multiobjective_adaptation`, its default; Storn, Price
/// (1997), "Differential evolution: a simple and efficient heuristic for global optimization over continuous spaces".
public struct DifferentialEvolution: CandidateSource {
  /// The variables of a candidate.
  public let dimensions: Int
  /// The objectives of a candidate.
  public let objectiveCount: Int
  /// The members of the population.
  public let populationSize: Int
  /// What counts how much when a candidate is weighed against its parent; only proportions matter.
  public let objectiveWeights: [Double]
  /// F₁: how much of the difference of two points goes into a donor.
  public var differenceWeight = 0.8
  /// F₂: how far a donor goes towards the best.
  public var bestWeight = 0.8
  /// What nothing told so far dominates.
  public private(set) var archive: ParetoArchive

  private var stream: RandomStream
  private var points: [Double] = []
  private var objectives: [Double] = []
  private var slots: [Int] = []  // where in the archive a member was put; -1 if it never was
  private var serials: [Int] = []
  private var pending: [Double]
  private var asked = 0
  private var isWaiting = false

  /// The beginning of a search.
  ///
  /// - Parameters:
  ///   - dimensions: The variables of a candidate, at least 1.
  ///   - objectives: The objectives to be told, at least 1.
  ///   - stream: The random numbers of this search.
  ///   - populationSize: Members of the population; nevergrad's standard by default.
  ///   - weights: What objectives count when a candidate is weighed against its parent; nil for all the same.
  public init(
    dimensions: Int, objectives: Int, stream: RandomStream, populationSize: Int = 30,
    weights: [Double]? = nil
  ) {
    precondition(
      dimensions > 0 && objectives > 0, "\(dimensions) variables, \(objectives) objectives")
    precondition(populationSize > 0, "a population of \(populationSize)")
    let weights = weights ?? [Double](repeating: 1, count: objectives)
    precondition(
      weights.count == objectives && weights.allSatisfy { $0 >= 0 && $0.isFinite }
        && weights.contains { $0 > 0 }, "weights \(weights) of \(objectives) objectives")
    self.dimensions = dimensions
    objectiveCount = objectives
    self.populationSize = populationSize
    objectiveWeights = weights
    self.stream = stream
    archive = ParetoArchive(dimensions: dimensions, objectives: objectives)
    pending = [Double](repeating: 0, count: dimensions)
  }

  /// Writes the next candidate over an array of ``dimensions`` numbers.
  public mutating func ask(into candidate: inout [Double]) {
    precondition(!isWaiting, "asked again before the last candidate's objectives were told")
    precondition(candidate.count == dimensions, "room for \(candidate.count) variables")
    if asked < populationSize {
      for index in 0..<dimensions {
        pending[index] = bounced(stream.normal(mean: 0.5, deviation: 1.0 / 6))
      }
    } else {
      breed(parent: asked % populationSize)
    }
    for index in 0..<dimensions { candidate[index] = pending[index] }
    isWaiting = true
  }

  /// Learns the objectives of the candidate asked for last.
  public mutating func tell(_ told: [Double]) {
    precondition(isWaiting, "told objectives of a candidate that nobody asked for")
    precondition(told.count == objectiveCount, "\(told.count) objectives")
    isWaiting = false
    let slot = archive.slot(inserting: pending, objectives: told, serial: asked) ?? -1
    if asked < populationSize {
      points.append(contentsOf: pending)
      for objective in told { objectives.append(objective.isFinite ? objective : .infinity) }
      slots.append(slot)
      serials.append(asked)
    } else {
      let parent = asked % populationSize
      if takesPlace(of: parent, told) {
        for index in 0..<dimensions { points[parent * dimensions + index] = pending[index] }
        for index in 0..<objectiveCount {
          objectives[parent * objectiveCount + index] =
            told[index].isFinite ? told[index] : .infinity
        }
        slots[parent] = slot
        serials[parent] = asked
      }
    }
    asked += 1
  }

  private mutating func takesPlace(of parent: Int, _ told: [Double]) -> Bool {
    if objectiveCount == 1 { return told[0].isFinite && told[0] <= objectives[parent] }
    var (better, total) = (0.0, 0.0)
    for index in 0..<objectiveCount {
      total += objectiveWeights[index]
      if told[index].isFinite, told[index] < objectives[parent * objectiveCount + index] {
        better += objectiveWeights[index]
      }
    }
    return better > total * stream.uniform()
  }

  /// A child of a member, into `pending`.
  private mutating func breed(parent: Int) {
    let start = parent * dimensions
    // 1. The points of the donor, as starts in the archive's points or the population's.
    let isOnFront = slots[parent] >= 0 && archive.serials[slots[parent]] == serials[parent]
    let best =
      isOnFront || archive.count == 0
      ? nil : archive.slot(stream.index(below: archive.count)) * dimensions
    let usesFront = objectiveCount > 1 && archive.count > 2
    let one: Int
    let other: Int
    if usesFront {
      let first = stream.index(below: archive.count)
      let second = stream.index(below: archive.count - 1)
      one = archive.slot(first) * dimensions
      other = archive.slot(second < first ? second : second + 1) * dimensions
    } else {
      one = stream.index(below: populationSize) * dimensions
      other = stream.index(below: populationSize) * dimensions
    }
    // 2. The parent's stretch.
    let keeps = dimensions >= 4 ? drawnStretch() : nil
    let forced = dimensions >= 4 ? 0 : stream.index(below: dimensions)
    // 3. The donor where the parent's variables are not kept.
    for index in 0..<dimensions {
      let x = points[start + index]
      let isKept: Bool
      if let keeps {
        isKept = (index >= keeps.first && index < keeps.end) == keeps.isInside
      } else {
        isKept = index != forced && stream.uniform() > 0.5  // too few variables for stretches
      }
      if isKept {
        pending[index] = x
        continue
      }
      let difference =
        usesFront
        ? archive.storage[one + index] - archive.storage[other + index]
        : points[one + index] - points[other + index]
      let way = best.map { archive.storage[$0 + index] - x } ?? 0
      pending[index] = bounced(x + differenceWeight * difference + bestWeight * way)
    }
  }

  /// A stretch of variables, neither none nor all of them, and whether the parent's are kept inside or outside of it.
  private mutating func drawnStretch() -> (first: Int, end: Int, isInside: Bool) {
    let one = stream.index(below: dimensions + 1)
    let draw = stream.index(below: dimensions)
    let other = draw < one ? draw : draw + 1
    var (first, end) = (min(one, other), max(one, other))
    if first == 0, end == dimensions {
      let cut = 1 + stream.index(below: dimensions - 1)
      if stream.chance(0.5) { first = cut } else { end = cut }
    }
    return (first, end, stream.chance(0.5))
  }

  /// What lies beyond a wall of 0...1 as far within; no further than the other wall.
  private func bounced(_ value: Double) -> Double {
    if value < 0 { return min(1, -value) }
    return value > 1 ? max(0, 2 - value) : value
  }
}
