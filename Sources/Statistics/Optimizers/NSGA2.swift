/// NSGA-II, an evolutionary search for a whole front, over the unit cube.
///
/// Parents, each twice a generation, meet in tournaments of two that dominance decides, or else crowding; pairs of winners are
/// crossed (simulated binary crossover) and mutated (polynomial); of parents and children together the best fronts live on,
/// the last of them by crowding. The first generation is uniform. A child that came out as a copy of its parent gets one of
/// its variables mutated, so that no evaluation is wasted on it.
///
/// Dominance instead of the paper's rank is what Deb's own code and pymoo compare by; it keeps more of a front's variety.
///
/// See ``CandidateSource`` for how it is used: candidates come a generation at a time, and the last answer of a generation
/// makes the next.
///
/// - Complexity: O(dimensions) to ask, about 100 ns a variable; to tell, beside the archive, what
///   ``ParetoFront/ranks(_:)`` costs for twice the population once a generation.
///
/// Source: Deb, Pratap, Agarwal, Meyarivan (2002), "A fast and elitist multiobjective genetic algorithm: NSGA-II"; operators as
/// in Deb's code with bounds (Deb, Agrawal 1995; Deb, Goyal 1996).
public struct NSGA2: CandidateSource {
  /// The variables of a candidate.
  public let dimensions: Int
  /// The objectives of a candidate.
  public let objectiveCount: Int
  /// Parents and children of a generation, each.
  public let populationSize: Int
  /// The chance that a pair of parents is crossed at all; each variable then is with a chance of one half.
  public var crossoverChance = 0.9
  /// η of crossover, 0 or more: the larger, the nearer children are to their parents.
  public var crossoverIndex = 15
  /// η of mutation, 0 or more: the larger, the smaller the steps; a variable is mutated with a chance of 1/dimensions.
  public var mutationIndex = 20
  /// What nothing told so far dominates.
  public private(set) var archive: ParetoArchive

  private var stream: RandomStream
  private var points: [Double]  // parents, then their children
  private var told: Objectives  // the same
  private var ranks: [Int] = []  // of parents
  private var crowding: [Double] = []
  private var turns: [Int] = []
  private var children = 0  // told so far
  private var bred = 0
  private var asked = 0
  private var isFirstGeneration = true
  private var isWaiting = false
  private var current: [Double]

  /// The beginning of a search.
  ///
  /// - Parameters:
  ///   - dimensions: The variables of a candidate, at least 1.
  ///   - objectives: The objectives to be told, at least 1.
  ///   - stream: The random numbers of this search.
  ///   - populationSize: Candidates of a generation, an even number.
  public init(
    dimensions: Int, objectives: Int, stream: RandomStream, populationSize: Int = 100
  ) {
    precondition(
      dimensions > 0 && objectives > 0, "\(dimensions) variables, \(objectives) objectives")
    precondition(
      populationSize > 1 && populationSize.isMultiple(of: 2), "a population of \(populationSize)")
    self.dimensions = dimensions
    objectiveCount = objectives
    self.populationSize = populationSize
    self.stream = stream
    archive = ParetoArchive(dimensions: dimensions, objectives: objectives)
    points = [Double](repeating: 0, count: 2 * populationSize * dimensions)
    told = Objectives(
      [Double](repeating: .infinity, count: 2 * populationSize * objectives), width: objectives)
    current = [Double](repeating: 0, count: dimensions)
  }

  /// Writes the next candidate over an array of ``dimensions`` numbers.
  public mutating func ask(into candidate: inout [Double]) {
    precondition(!isWaiting, "asked again before the last candidate's objectives were told")
    precondition(candidate.count == dimensions, "room for \(candidate.count) variables")
    if bred == children { breed() }
    let start = (populationSize + children) * dimensions
    for index in 0..<dimensions { current[index] = points[start + index] }
    for index in 0..<dimensions { candidate[index] = current[index] }
    isWaiting = true
  }

  /// Learns the objectives of the candidate asked for last.
  public mutating func tell(_ objectives: [Double]) {
    precondition(isWaiting, "told objectives of a candidate that nobody asked for")
    precondition(objectives.count == objectiveCount, "\(objectives.count) objectives")
    isWaiting = false
    archive.insert(current, objectives: objectives, serial: asked)
    let start = (populationSize + children) * objectiveCount
    for index in 0..<objectiveCount {
      told.values[start + index] = objectives[index].isFinite ? objectives[index] : .infinity
    }
    asked += 1
    children += 1
    if children == populationSize { select() }
  }

  // MARK: - Breeding

  /// The next two children, or one of the first generation.
  private mutating func breed() {
    let start = (populationSize + bred) * dimensions
    if isFirstGeneration {
      for index in 0..<dimensions { points[start + index] = stream.uniform() }
      bred += 1
      return
    }
    let mother = tournament() * dimensions
    let father = tournament() * dimensions
    for index in 0..<dimensions {
      points[start + index] = points[mother + index]
      points[start + dimensions + index] = points[father + index]
    }
    if stream.chance(crossoverChance) {
      var coins: UInt64 = 0
      for index in 0..<dimensions {
        if index.isMultiple(of: 64) { coins = stream.next() }
        if coins & 1 == 1 { cross(start + index, start + dimensions + index) }
        coins >>= 1
      }
    }
    mutate(start, copying: mother)
    mutate(start + dimensions, copying: father)
    bred += 2
  }

  /// The one of two parents that dominates the other, or else is less crowded; where neither is, the first drawn.
  private mutating func tournament() -> Int {
    let (one, other) = (drawn(), drawn())
    if ranks[one] != ranks[other] {
      let (better, worse) = ranks[one] < ranks[other] ? (one, other) : (other, one)
      if told.isNowhereWorse(better, worse) { return better }
    }
    return crowding[other] > crowding[one] ? other : one
  }

  /// A parent; all have had their turn before one has its second.
  private mutating func drawn() -> Int {
    if turns.isEmpty { turns = stream.shuffled(0..<populationSize) }
    return turns.removeLast()
  }

  /// Simulated binary crossover of two numbers within 0...1.
  private mutating func cross(_ first: Int, _ second: Int) {
    let low = min(points[first], points[second])
    let high = max(points[first], points[second])
    guard high - low > 1e-14 else { return }
    let u = stream.uniform()
    // β of the paper on either side, so spread that no child leaves the bounds.
    func spread(_ room: Double) -> Double {
      let alpha = 2 - 1 / power(1 + 2 * room / (high - low), crossoverIndex + 1)
      let ratio = u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha)
      return root(ratio, crossoverIndex + 1)
    }
    let middle = low + high
    let lower = 0.5 * (middle - spread(low) * (high - low))
    let upper = 0.5 * (middle + spread(1 - high) * (high - low))
    let isSwapped = stream.chance(0.5)
    points[first] = within(isSwapped ? upper : lower)
    points[second] = within(isSwapped ? lower : upper)
  }

  /// Mutates each variable with a chance of 1/dimensions, and one in any case where the child is a copy of its parent.
  private mutating func mutate(_ start: Int, copying parent: Int) {
    var isCopy = true
    for index in 0..<dimensions {
      if stream.chance(1 / Double(dimensions)) { mutate(start + index) }
      if points[start + index] != points[parent + index] { isCopy = false }
    }
    if isCopy { mutate(start + stream.index(below: dimensions)) }
  }

  /// Polynomial mutation of a number within 0...1.
  private mutating func mutate(_ place: Int) {
    let (x, u) = (points[place], stream.uniform())
    let isDown = u < 0.5
    let room = power(isDown ? 1 - x : x, mutationIndex + 1)
    let tail = isDown ? u : 1 - u
    let step = 1 - root(2 * tail + (1 - 2 * tail) * room, mutationIndex + 1)
    points[place] = within(isDown ? x - step : x + step)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (power, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { power *= square }
      square *= square
      left >>= 1
    }
    return power
  }

  private func root(_ value: Double, _ degree: Int) -> Double {
    var (root, left) = (value, degree)
    while left > 1, left & 1 == 0 {
      root.formSquareRoot()
      left >>= 1
    }
    return left == 1 ? root : stableExp(stableLog(root) / Double(left))
  }

  private func within(_ value: Double) -> Double { min(1, max(0, value)) }

  // MARK: - Survival

  /// Makes the better half of parents and children the parents of the next generation.
  private mutating func select() {
    let first = isFirstGeneration ? populationSize : 0
    let table = Objectives(
      Array(told.values[(first * objectiveCount)...]), width: objectiveCount)
    let ranked = ParetoFront.ranks(table)
    var fronts = [[Int]](repeating: [], count: ranked.max() ?? 0)
    for (index, rank) in ranked.enumerated() { fronts[rank - 1].append(index) }
    var survivors: [Int] = []
    ranks.removeAll(keepingCapacity: true)
    crowding.removeAll(keepingCapacity: true)
    for (number, front) in fronts.enumerated() where survivors.count < populationSize {
      let distances = ParetoFront.crowding(table, of: front)
      var places = Array(front.indices)
      if survivors.count + front.count > populationSize {
        places.sort { (-distances[$0], $0) < (-distances[$1], $1) }
        places.removeLast(survivors.count + front.count - populationSize)
      }
      for place in places {
        survivors.append(first + front[place])
        ranks.append(number + 1)
        crowding.append(distances[place])
      }
    }
    var kept: [Double] = []
    kept.reserveCapacity(points.count)
    var values: [Double] = []
    values.reserveCapacity(told.values.count)
    for survivor in survivors {
      kept += points[(survivor * dimensions)..<((survivor + 1) * dimensions)]
      values += told.values[(survivor * objectiveCount)..<((survivor + 1) * objectiveCount)]
    }
    points.replaceSubrange(0..<kept.count, with: kept)
    told.values.replaceSubrange(0..<values.count, with: values)
    children = 0
    bred = 0
    isFirstGeneration = false
  }
}
