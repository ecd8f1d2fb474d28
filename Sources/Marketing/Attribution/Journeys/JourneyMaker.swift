/// Collects paths with their numbers, equal ones merged, in the order of first appearance.
struct JourneyMaker {
  private var index = PathIndex()
  private var conversions: [Double] = []
  private var value: [Double] = []
  private var nulls: [Double] = []
  private let halfLives: [Double]
  /// By half-life, what the steps of all paths are credited.
  private var credits: [(credit: [Double], value: [Double])]

  /// A maker of a table with credits for these half-lives.
  init(halfLives: [Double] = []) {
    self.halfLives = halfLives
    credits = Array(repeating: ([], []), count: halfLives.count)
  }

  /// Adds journeys along one path.
  ///
  /// `decays` has, by half-life, what the steps of this path are credited.
  mutating func add(
    _ path: ArraySlice<UInt16>, _ conversions: Double, _ value: Double, _ nulls: Double,
    decays: [(credit: [Double], value: [Double])] = []
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
    let start = index.offsets[place]
    for (number, decay) in decays.enumerated() {
      let missing = index.steps.count - credits[number].credit.count
      if missing > 0 {
        credits[number].credit.append(contentsOf: repeatElement(0, count: missing))
        credits[number].value.append(contentsOf: repeatElement(0, count: missing))
      }
      for step in decay.credit.indices {
        credits[number].credit[start + step] += decay.credit[step]
        credits[number].value[start + step] += decay.value[step]
      }
    }
  }

  /// The table of what was added.
  func table(channels: [String]) -> JourneyTable {
    JourneyTable(
      channels: channels, steps: index.steps, offsets: index.offsets, conversions: conversions,
      value: value, nulls: nulls,
      decays: zip(halfLives, credits).map {
        JourneyDecay(halfLifeInDays: $0, credit: $1.credit, value: $1.value)
      })
  }
}

/// Numbers names in the order in which they come.
struct ChannelNames {
  private(set) var all: [String] = []
  private var places: [String: UInt16] = [:]

  /// The number of a name; a new one gets the next.
  mutating func index(of name: String) -> UInt16 {
    guard let place = place(of: name) else {
      preconditionFailure("more than \(JourneyTable.channelLimit) channels")
    }
    return place
  }

  /// The number of a name; nil where there is no room for a new one.
  mutating func place(of name: String) -> UInt16? {
    if let place = places[name] { return place }
    guard all.count < JourneyTable.channelLimit else { return nil }
    let place = UInt16(all.count)
    places[name] = place
    all.append(name)
    return place
  }
}

/// A hash table of paths: open addressing over the packed channel indices.
///
/// A path of up to eight touches of the first 255 channels is its own key, a byte a touch; of a longer one the key is a
/// hash, and the touches are compared.
struct PathIndex {
  /// The channel indices of all paths, one path after the other.
  private(set) var steps: [UInt16] = []
  /// Where each path begins, and where the last one ends.
  private(set) var offsets: [Int] = [0]
  private var slots = [Slot](repeating: Slot(key: 0, place: 0), count: 1 << 10)

  /// The key and, of the path, the place plus one; 0 where free.
  private struct Slot {
    var key: UInt64
    var place: Int
  }

  /// A path's key and whether it is the path itself; no short path has the key of a longer one and the same mark.
  private struct Key {
    let bits: UInt64
    let isWhole: Bool

    @inline(__always)
    init(_ path: UnsafeBufferPointer<UInt16>) {
      var (bits, highest): (UInt64, UInt16) = (0, 0)
      if path.count <= 8 {
        for step in path {
          // Each byte is one more than the channel, so that length is told, too.
          bits = bits &<< 8 | UInt64((step &+ 1) & 0xFF)
          highest = max(highest, step)
        }
        if highest < 255 {
          (self.bits, isWhole) = (bits, true)
          return
        }
      }
      bits = UInt64(path.count)
      for step in path {
        bits = (bits ^ (UInt64(step) &+ 1)) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 32
      }
      (self.bits, isWhole) = (bits, false)
    }
  }

  /// How many paths there are.
  var count: Int { offsets.count - 1 }

  /// The place of a path; a new one gets the next.
  mutating func place(of path: UnsafeBufferPointer<UInt16>) -> Int {
    let key = Key(path)
    let mask = slots.count - 1
    var slot = PathIndex.slot(key.bits) & mask
    while true {
      let entry = slots[slot]
      if entry.place == 0 { break }
      if entry.key == key.bits {
        // A place below 0 marks a path that is longer than its key.
        if key.isWhole, entry.place > 0 { return entry.place - 1 }
        if !key.isWhole, entry.place < 0, isEqual(-entry.place - 1, path) {
          return -entry.place - 1
        }
      }
      slot = (slot + 1) & mask
    }
    let place = count
    slots[slot] = Slot(key: key.bits, place: key.isWhole ? place + 1 : -place - 1)
    steps.append(contentsOf: path)
    offsets.append(steps.count)
    if count * 10 > slots.count * 7 { grow() }
    return place
  }

  /// The key of a path that is its own key; 0 of a longer one.
  static func wholeKey(of path: [UInt16]) -> UInt64 {
    let key = path.withUnsafeBufferPointer { Key($0) }
    return key.isWhole ? key.bits : 0
  }

  /// The places of paths that are their own keys; −1 where one is not known or the key is 0.
  ///
  /// First all slots are touched, so that rows wait for memory together; gives what nobody needs, so that it is done.
  func find(
    _ keys: UnsafePointer<UInt64>, _ count: Int, _ places: UnsafeMutablePointer<Int>
  ) -> UInt64 {
    let mask = slots.count - 1
    var touched: UInt64 = 0
    slots.withUnsafeBufferPointer { slots in
      guard let slots = slots.baseAddress else { return }
      for row in 0..<count { touched &+= slots[PathIndex.slot(keys[row]) & mask].key }
      for row in 0..<count {
        let key = keys[row]
        var slot = PathIndex.slot(key) & mask
        while slots[slot].place != 0, slots[slot].key != key || slots[slot].place < 0 {
          slot = (slot &+ 1) & mask
        }
        places[row] = slots[slot].place &- 1
      }
    }
    return touched
  }

  /// Spreads neighbouring keys; the upper bits of a product depend on all bits.
  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 24)
  }

  private func isEqual(_ place: Int, _ path: UnsafeBufferPointer<UInt16>) -> Bool {
    let start = offsets[place]
    guard offsets[place + 1] - start == path.count else { return false }
    for position in path.indices where steps[start + position] != path[position] { return false }
    return true
  }

  /// Twice the room.
  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [Slot](repeating: Slot(key: 0, place: 0), count: mask + 1)
    for entry in slots where entry.place != 0 {
      var slot = PathIndex.slot(entry.key) & mask
      while larger[slot].place != 0 { slot = (slot + 1) & mask }
      larger[slot] = entry
    }
    slots = larger
  }
}
