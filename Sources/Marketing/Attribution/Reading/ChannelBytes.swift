/// Numbers channels by the bytes of their names, in the order in which they come.
struct ChannelBytes: Sendable {
  /// The names, by number.
  private(set) var names: [String] = []
  private var spellings: [[UInt8]] = []
  /// Hashes and numbers plus one; 0 where free.
  private var slots = [UInt64](repeating: 0, count: 1 << 8)

  private static let upper: UInt64 = 0xFFFF_FFFF_0000_0000

  /// The bytes of a name.
  func spelling(_ number: Int) -> [UInt8] { spellings[number] }

  /// Takes a path apart; what is wrong with it, or nil.
  mutating func split(
    _ cell: UnsafeBufferPointer<UInt8>, _ separator: [UInt8], into steps: inout [UInt16]
  ) -> JourneyProblem.Kind? {
    let count = cell.count
    var (start, position) = (0, 0)
    while true {
      while position < count, !isSeparator(cell, position, separator) { position += 1 }
      let name = ChannelBytes.trimmed(cell, start, position)
      if name.isEmpty {
        let isWhole = start == 0 && position == count
        return isWhole ? .emptyPath : .emptyTouch(touch: steps.count + 1)
      }
      guard let number = number(of: name) else {
        return .tooManyChannels(limit: JourneyTable.channelLimit)
      }
      steps.append(number)
      if position >= count { return nil }
      position += separator.count
      start = position
    }
  }

  @inline(__always)
  private func isSeparator(
    _ cell: UnsafeBufferPointer<UInt8>, _ position: Int, _ separator: [UInt8]
  ) -> Bool {
    guard cell[position] == separator[0] else { return false }
    if separator.count == 1 { return true }
    guard position + separator.count <= cell.count else { return false }
    for index in 1..<separator.count where cell[position + index] != separator[index] {
      return false
    }
    return true
  }

  /// A part of a cell without the blanks around it.
  @inline(__always)
  static func trimmed(
    _ cell: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> UnsafeBufferPointer<UInt8> {
    var (lower, upper) = (start, end)
    while lower < upper, cell[lower] == 32 || cell[lower] == 9 { lower += 1 }
    while upper > lower, cell[upper - 1] == 32 || cell[upper - 1] == 9 { upper -= 1 }
    return UnsafeBufferPointer(rebasing: cell[lower..<upper])
  }

  /// The number of a name; nil where there are too many.
  @inline(__always)
  mutating func number(of name: UnsafeBufferPointer<UInt8>) -> UInt16? {
    let hash = PathMemo.hash(name)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 1) & mask
    while slots[slot] != 0 {
      let entry = slots[slot]
      let number = Int(entry & 0xFFFF_FFFF) - 1
      if (entry ^ hash) & ChannelBytes.upper == 0, isEqual(number, name) {
        return UInt16(truncatingIfNeeded: number)
      }
      slot = (slot + 1) & mask
    }
    return add(name)
  }

  @inline(__always)
  private func isEqual(_ number: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    spellings[number].withUnsafeBufferPointer { kept in
      guard kept.count == name.count else { return false }
      for index in kept.indices where kept[index] != name[index] { return false }
      return true
    }
  }

  @inline(never)
  private mutating func add(_ name: UnsafeBufferPointer<UInt8>) -> UInt16? {
    guard names.count < JourneyTable.channelLimit else { return nil }
    names.append(String(decoding: name, as: UTF8.self))
    spellings.append(Array(name))
    if names.count * 2 > slots.count {
      slots = Array(repeating: 0, count: slots.count * 2)
      for number in 0..<(names.count - 1) { insert(number) }
    }
    insert(names.count - 1)
    return UInt16(names.count - 1)
  }

  private mutating func insert(_ number: Int) {
    // The bytes behind a kept name must be readable for the hash, as they are in a chunk.
    let padded = spellings[number] + [UInt8](repeating: 0, count: 8)
    let count = spellings[number].count
    let hash = padded.withUnsafeBufferPointer {
      PathMemo.hash(UnsafeBufferPointer(rebasing: $0[..<count]))
    }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 1) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = (hash & ChannelBytes.upper) | UInt64(number + 1)
  }
}
