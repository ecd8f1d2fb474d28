/// Collects paths with their numbers, equal ones merged, in the order of first appearance.
struct JourneyMaker {
  private var index = PathIndex()
  private var conversions: [Double] = []
  private var value: [Double] = []
  private var nulls: [Double] = []

  /// Adds journeys along one path.
  mutating func add(
    _ path: ArraySlice<UInt16>, _ conversions: Double, _ value: Double, _ nulls: Double
  ) {
    let place = path.withUnsafeBufferPointer { index.place(of: $0) }
    if place == self.conversions.count {
      self.conversions.append(conversions)
      self.value.append(value)
      self.nulls.append(nulls)
    } else {
      self.conversions[place] += conversions
      self.value[place] += value
      self.nulls[place] += nulls
    }
  }

  /// The table of what was added.
  func table(channels: [String]) -> JourneyTable {
    JourneyTable(
      channels: channels, steps: index.steps, offsets: index.offsets, conversions: conversions,
      value: value, nulls: nulls)
  }
}

/// Numbers names in the order in which they come.
struct ChannelNames {
  private(set) var all: [String] = []
  private var places: [String: UInt16] = [:]

  /// The number of a name; a new one gets the next.
  mutating func index(of name: String) -> UInt16 {
    if let place = places[name] { return place }
    precondition(
      all.count < JourneyTable.channelLimit, "more than \(JourneyTable.channelLimit) channels")
    let place = UInt16(all.count)
    places[name] = place
    all.append(name)
    return place
  }
}

/// A hash table of paths: open addressing over the packed channel indices.
struct PathIndex {
  /// The channel indices of all paths, one path after the other.
  private(set) var steps: [UInt16] = []
  /// Where each path begins, and where the last one ends.
  private(set) var offsets: [Int] = [0]
  /// The upper half of a path's hash and its place plus one; 0 where free.
  private var slots = [UInt64](repeating: 0, count: 1 << 10)

  private static let upperHalf: UInt64 = 0xFFFF_FFFF_0000_0000

  /// How many paths there are.
  var count: Int { offsets.count - 1 }

  /// The place of a path; a new one gets the next.
  mutating func place(of path: UnsafeBufferPointer<UInt16>) -> Int {
    let hash = PathIndex.hash(path)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let entry = slots[slot]
      let place = Int(entry & 0xFFFF_FFFF) - 1
      if (entry ^ hash) >> 32 == 0, isEqual(place, path) { return place }
      slot = (slot + 1) & mask
    }
    let place = count
    slots[slot] = (hash & PathIndex.upperHalf) | UInt64(place + 1)
    steps.append(contentsOf: path)
    offsets.append(steps.count)
    if count * 5 > slots.count * 3 { grow() }
    return place
  }

  private func isEqual(_ place: Int, _ path: UnsafeBufferPointer<UInt16>) -> Bool {
    let start = offsets[place]
    guard offsets[place + 1] - start == path.count else { return false }
    for position in path.indices where steps[start + position] != path[position] { return false }
    return true
  }

  /// Twice the room; the slot's lower bits need the whole hash again.
  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [UInt64](repeating: 0, count: mask + 1)
    steps.withUnsafeBufferPointer { all in
      for place in 0..<count {
        let path = UnsafeBufferPointer(rebasing: all[offsets[place]..<offsets[place + 1]])
        let hash = PathIndex.hash(path)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while larger[slot] != 0 { slot = (slot + 1) & mask }
        larger[slot] = (hash & PathIndex.upperHalf) | UInt64(place + 1)
      }
    }
    slots = larger
  }

  /// Multiply and fold per touch: few paths differ so little that this confuses them, and equality is checked anyway.
  @inline(__always)
  private static func hash(_ path: UnsafeBufferPointer<UInt16>) -> UInt64 {
    var hash = UInt64(path.count)
    for step in path {
      hash = (hash ^ (UInt64(step) &+ 1)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    return hash
  }
}
