/// Puts numbers in rising order and remembers where they stood: a radix sort with reused memory.
///
/// Linear in the number of values, where a comparing sort of 4,000 draws takes several times as long. Equal values keep
/// their order; −0 comes before 0, NaN at the ends.
struct RankOrder {
  /// The places of the values, from the smallest value to the largest.
  private(set) var places: [UInt32]
  /// The values in rising order.
  private(set) var sorted: [Double]
  private var keys: [UInt64]
  private var otherKeys: [UInt64]
  private var otherPlaces: [UInt32]

  init(count: Int) {
    places = [UInt32](repeating: 0, count: count)
    sorted = [Double](repeating: 0, count: count)
    keys = [UInt64](repeating: 0, count: count)
    otherKeys = keys
    otherPlaces = places
  }

  /// Sorts `count` values.
  mutating func sort(_ values: UnsafeBufferPointer<Double>) {
    precondition(values.count == places.count, "\(values.count) values for \(places.count)")
    // 1. Keys whose order as whole numbers is that of the values: the sign turned for positive, all bits for negative.
    var counts = [Int](repeating: 0, count: 8 * 256)
    counts.withUnsafeMutableBufferPointer { counts in
      keys.withUnsafeMutableBufferPointer { keys in
        for place in 0..<values.count {
          let bits = values[place].bitPattern
          let key = bits >> 63 == 0 ? bits | (1 << 63) : ~bits
          keys[place] = key
          var rest = key
          for digit in 0..<8 {
            counts[digit << 8 | Int(truncatingIfNeeded: rest & 255)] &+= 1
            rest >>= 8
          }
        }
      }
    }
    for place in places.indices { places[place] = UInt32(truncatingIfNeeded: place) }
    // 2. One stable pass for each byte that differs, from the lowest.
    for digit in 0..<8 {
      let base = digit << 8
      var start = 0
      var isSpread = true
      for byte in base..<(base + 256) {
        let count = counts[byte]
        if count == values.count { isSpread = false }
        counts[byte] = start
        start += count
      }
      if isSpread { pass(shift: 8 * UInt64(digit), starts: &counts, base: base) }
    }
    for place in sorted.indices {
      let key = keys[place]
      sorted[place] = Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }
  }

  private mutating func pass(shift: UInt64, starts: inout [Int], base: Int) {
    let count = keys.count
    keys.withUnsafeBufferPointer { keys in
      places.withUnsafeBufferPointer { places in
        otherKeys.withUnsafeMutableBufferPointer { otherKeys in
          otherPlaces.withUnsafeMutableBufferPointer { otherPlaces in
            starts.withUnsafeMutableBufferPointer { starts in
              for index in 0..<count {
                let key = keys[index]
                let digit = base | Int(truncatingIfNeeded: key >> shift & 255)
                let target = starts[digit]
                starts[digit] = target + 1
                otherKeys[target] = key
                otherPlaces[target] = places[index]
              }
            }
          }
        }
      }
    }
    swap(&keys, &otherKeys)
    swap(&places, &otherPlaces)
  }
}
