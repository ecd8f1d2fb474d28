/// Numbers 64-bit keys in the order in which they come: an open-addressing hash table.
///
/// A dictionary would do; this one is some five times as fast, and transitions are looked up once a touch.
struct NumberIndex: Sendable {
  /// The keys, by number.
  private(set) var keys: [UInt64] = []
  /// A key's number plus one; 0 where free.
  private var slots = [UInt32](repeating: 0, count: 1 << 8)

  /// The number of a key; a new one gets the next.
  mutating func number(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = NumberIndex.hash(key) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if keys[number] == key { return number }
      slot = (slot + 1) & mask
    }
    keys.append(key)
    slots[slot] = UInt32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return keys.count - 1
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = [UInt32](repeating: 0, count: mask + 1)
    for (number, key) in keys.enumerated() {
      var slot = NumberIndex.hash(key) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
  }

  private static func hash(_ key: UInt64) -> Int {
    let mixed = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: (mixed ^ (mixed >> 29)) >> 3)
  }
}
