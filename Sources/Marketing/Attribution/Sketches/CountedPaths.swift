/// What is counted of one path in one slice.
struct PathSums: Sendable {
  var conversions = ExactSum()
  var value = ExactSum()
  var nulls = ExactSum()
  /// Where the path came first: the chunk of the file and the row in it; kept in the path's first slice.
  var first: UInt64

  mutating func add(_ other: PathSums) {
    conversions.add(other.conversions)
    value.add(other.value)
    nulls.add(other.nulls)
    first = min(first, other.first)
  }

  var isTooLarge: Bool { conversions.isTooLarge || value.isTooLarge || nulls.isTooLarge }
}

/// What is credited to one step of a path, for one half-life.
struct StepSums: Sendable {
  var credit = ExactSum()
  var value = ExactSum()
}

/// One worker's distinct paths and their sums; the parts of all workers make a sketch that no order of work changes.
///
/// A slice is one window in one era. All slices share one table of paths, since most journeys are the same path in every
/// window.
struct CountedPaths: Sendable {
  private(set) var index = PathIndex()
  let slices: Int
  let halfLives: Int
  /// By the place of the path, times the slices, plus the slice.
  var sums: [PathSums] = []
  /// Where the steps of a path in a slice begin in `stepSums`, −1 before its first conversion.
  ///
  /// There one half-life follows the other, each as long as the path. Empty without half-lives.
  private var starts: [Int] = []
  private var stepSums: [StepSums] = []
  /// By slice, the conversions of each whole number of days.
  private(set) var lags: [[Int: ExactSum]]
  /// Keeps what is read only to bring it near from being left out as useless.
  private var touched: UInt64 = 0

  init(slices: Int = 1, halfLives: Int = 0) {
    self.slices = slices
    self.halfLives = halfLives
    lags = Array(repeating: [:], count: slices)
  }

  /// How many paths there are.
  var count: Int { index.count }

  /// How many steps the path has.
  func length(_ place: Int) -> Int { index.offsets[place + 1] - index.offsets[place] }

  /// The place of a path that stands somewhere in the file.
  mutating func place(of steps: [UInt16], first: UInt64) -> Int {
    let place = steps.withUnsafeBufferPointer { index.place(of: $0) }
    let slot = place &* slices
    if slot == sums.count {
      for _ in 0..<slices {
        sums.append(PathSums(first: first))
        if halfLives > 0 { starts.append(-1) }
      }
    } else if first < sums[slot].first {
      sums[slot].first = first
    }
    return place
  }

  /// Credits the steps of a path with the weights of one journey, in parts of 2⁴⁰; the last step gets what is left.
  ///
  /// There is one half-life after the other in `weights`, each as long as the path.
  mutating func credit(
    _ place: Int, _ slice: Int, _ conversions: ExactSum, _ value: ExactSum, weights: [UInt64]
  ) {
    let length = length(place)
    var step = start(place, slice, length)
    var weight = 0
    for _ in 0..<halfLives {
      var (left, leftValue) = (conversions, value)
      for _ in 1..<length {
        let (part, partOfValue) = (conversions.part(weights[weight]), value.part(weights[weight]))
        stepSums[step].credit.add(part)
        stepSums[step].value.add(partOfValue)
        left.take(away: part)
        leftValue.take(away: partOfValue)
        step += 1
        weight += 1
      }
      stepSums[step].credit.add(left)
      stepSums[step].value.add(leftValue)
      step += 1
      weight += 1
    }
  }

  /// Adds conversions that came so many days after the first touch.
  mutating func add(lag day: Int, _ conversions: ExactSum, _ slice: Int) {
    lags[slice][day, default: ExactSum()].add(conversions)
  }

  private mutating func start(_ place: Int, _ slice: Int, _ length: Int) -> Int {
    let slot = place * slices + slice
    if starts[slot] < 0 {
      starts[slot] = stepSums.count
      for _ in 0..<(length * halfLives) { stepSums.append(StepSums()) }
    }
    return starts[slot]
  }

  // MARK: - Adding parts

  /// Adds another worker's paths, its channels renumbered.
  mutating func add(_ other: CountedPaths, places: [UInt16]) {
    var steps: [UInt16] = []
    for start in stride(from: 0, to: other.count, by: CountedPaths.blockSize) {
      let block = start..<min(other.count, start + CountedPaths.blockSize)
      let found = find(other, block, places)
      for path in block {
        let first = other.sums[path * slices].first
        var place = found[path - start]
        if place < 0 {
          other.write(path, places, to: &steps)
          place = self.place(of: steps, first: first)
        }
        sums[place * slices].first = min(first, sums[place * slices].first)
        add(other, path, to: place)
      }
    }
    for (slice, bins) in other.lags.enumerated() {
      for (day, number) in bins { add(lag: day, number, slice) }
    }
  }

  /// So many paths wait for memory together.
  private static let blockSize = 64

  /// The places of another worker's paths, −1 of those that are new or too long to be their own keys.
  private mutating func find(
    _ other: CountedPaths, _ block: Range<Int>, _ places: [UInt16]
  ) -> [Int] {
    var steps: [UInt16] = []
    let keys = block.map { path in
      other.write(path, places, to: &steps)
      return PathIndex.wholeKey(of: steps)
    }
    var found = [Int](repeating: -1, count: block.count)
    found.withUnsafeMutableBufferPointer { found in
      keys.withUnsafeBufferPointer { keys in
        guard let keys = keys.baseAddress, let found = found.baseAddress else { return }
        touched &+= index.find(keys, block.count, found)
      }
    }
    for place in found where place >= 0 { touched &+= sums[place * slices].first }
    return found
  }

  /// Adds the numbers of another worker's path to those of a path here.
  private mutating func add(_ other: CountedPaths, _ path: Int, to place: Int) {
    let length = length(place)
    for slice in 0..<slices {
      sums[place * slices + slice].add(other.sums[path * slices + slice])
      guard halfLives > 0, other.starts[path * slices + slice] >= 0 else { continue }
      let from = other.starts[path * slices + slice]
      let to = start(place, slice, length)
      for step in 0..<(length * halfLives) {
        stepSums[to + step].credit.add(other.stepSums[from + step].credit)
        stepSums[to + step].value.add(other.stepSums[from + step].value)
      }
    }
  }

  /// Adds a sketch, its channels renumbered.
  mutating func add(_ sketch: JourneySketch, places: [UInt16]) {
    var steps: [UInt16] = []
    var cursors = [Int](repeating: 0, count: slices)
    for path in 0..<sketch.count {
      steps.removeAll(keepingCapacity: true)
      for step in sketch.path(path) { steps.append(places[Int(step)]) }
      let place = place(of: steps, first: 0)
      for (number, slice) in sketch.slices.enumerated() {
        var more = PathSums(first: 0)
        more.conversions = slice.conversions[path]
        more.value = slice.value[path]
        more.nulls = slice.nulls[path]
        sums[place * slices + number].add(more)
        guard halfLives > 0, more.conversions.bits > 0 else { continue }
        var to = start(place, number, steps.count)
        for decay in slice.decays {
          for step in 0..<steps.count {
            stepSums[to].credit.add(decay.credit[cursors[number] + step])
            stepSums[to].value.add(decay.value[cursors[number] + step])
            to += 1
          }
        }
        cursors[number] += steps.count
      }
    }
    for (number, slice) in sketch.slices.enumerated() {
      for bin in slice.lags { add(lag: bin.day, bin.conversions, number) }
    }
  }

  private func write(_ path: Int, _ places: [UInt16], to steps: inout [UInt16]) {
    steps.removeAll(keepingCapacity: true)
    for position in index.offsets[path]..<index.offsets[path + 1] {
      steps.append(places[Int(index.steps[position])])
    }
  }

  // MARK: - What a sketch is made of

  var isTooLarge: Bool { sums.contains(where: \.isTooLarge) }

  /// The numbers of one slice, paths in the order given.
  func slice(_ slice: Int, _ order: [Int]) -> JourneySlice {
    let places = order.map { $0 * slices + slice }
    var made = JourneySlice(
      conversions: ExactColumn(count: places.count) { sums[places[$0]].conversions },
      value: ExactColumn(count: places.count) { sums[places[$0]].value },
      nulls: ExactColumn(count: places.count) { sums[places[$0]].nulls })
    for halfLife in 0..<halfLives {
      var (credit, value): ([ExactSum], [ExactSum]) = ([], [])
      for path in order where sums[path * slices + slice].conversions.bits > 0 {
        let length = length(path)
        let start = starts[path * slices + slice] + halfLife * length
        for step in start..<(start + length) {
          credit.append(stepSums[step].credit)
          value.append(stepSums[step].value)
        }
      }
      made.decays.append(.init(credit: ExactColumn(credit), value: ExactColumn(value)))
    }
    made.lags = lags[slice].sorted { $0.key < $1.key }.map {
      .init(day: $0.key, conversions: $0.value)
    }
    return made
  }
}
