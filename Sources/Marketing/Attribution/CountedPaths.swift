/// What is counted of one path.
struct PathSums: Sendable {
  var conversions = ExactSum()
  var value = ExactSum()
  var nulls = ExactSum()
  /// Where the path came first: the chunk of the file and the row in it.
  var first: UInt64

  mutating func add(_ other: PathSums) {
    conversions.add(other.conversions)
    value.add(other.value)
    nulls.add(other.nulls)
    first = min(first, other.first)
  }

  var isTooLarge: Bool { conversions.isTooLarge || value.isTooLarge || nulls.isTooLarge }
}

/// One worker's distinct paths and their sums; the parts of all workers make a table that no order of work changes.
struct CountedPaths: Sendable {
  private var index = PathIndex()
  /// By the place of the path.
  var sums: [PathSums] = []

  /// The place of a path that stands somewhere in the file.
  mutating func place(of steps: [UInt16], first: UInt64) -> Int {
    let place = steps.withUnsafeBufferPointer { index.place(of: $0) }
    if place == sums.count {
      sums.append(PathSums(first: first))
    } else if first < sums[place].first {
      sums[place].first = first
    }
    return place
  }

  /// All parts as one table, in the order of the file, each with the names of its channels; nil where a sum is too large.
  static func merged(_ parts: [(paths: CountedPaths, channels: [String])]) -> JourneyTable? {
    let sorted = parts.sorted { $0.paths.sums.count > $1.paths.sums.count }
    guard var all = sorted.first?.paths else { return JourneyTable([]) }
    var names = ChannelNames()
    for name in sorted[0].channels { _ = names.index(of: name) }
    for part in sorted.dropFirst() {
      all.add(part.paths, places: part.channels.map { names.index(of: $0) })
    }
    return all.table(names.all)
  }

  private mutating func add(_ other: CountedPaths, places: [UInt16]) {
    var steps: [UInt16] = []
    for path in other.sums.indices {
      steps.removeAll(keepingCapacity: true)
      for position in other.index.offsets[path]..<other.index.offsets[path + 1] {
        steps.append(places[Int(other.index.steps[position])])
      }
      let place = steps.withUnsafeBufferPointer { index.place(of: $0) }
      if place == sums.count {
        sums.append(other.sums[path])
      } else {
        sums[place].add(other.sums[path])
      }
    }
  }

  /// Paths sorted by first appearance, and channels likewise.
  private func table(_ names: [String]) -> JourneyTable? {
    if sums.contains(where: \.isTooLarge) { return nil }
    let order = sums.indices.map { (sums[$0].first, $0) }.sorted { $0 < $1 }.map(\.1)
    var places = [UInt16?](repeating: nil, count: names.count)
    var channels: [String] = []
    var steps: [UInt16] = []
    steps.reserveCapacity(index.steps.count)
    var offsets = [0]
    offsets.reserveCapacity(order.count + 1)
    for path in order {
      for position in index.offsets[path]..<index.offsets[path + 1] {
        let channel = Int(index.steps[position])
        if let place = places[channel] {
          steps.append(place)
        } else {
          places[channel] = UInt16(channels.count)
          steps.append(UInt16(channels.count))
          channels.append(names[channel])
        }
      }
      offsets.append(steps.count)
    }
    return JourneyTable(
      channels: channels, steps: steps, offsets: offsets,
      conversions: order.map { sums[$0].conversions.value },
      value: order.map { sums[$0].value.value }, nulls: order.map { sums[$0].nulls.value })
  }
}
