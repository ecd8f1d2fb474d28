import Tables

/// The first byte of every value that the cache writes.
enum BinaryTag {
  static let missing: UInt8 = 0
  static let plain: UInt8 = 1
  static let container: UInt8 = 2
}

/// Types that the cache writes in one piece instead of element by element.
protocol PlainBinary {
  func write(to bytes: inout [UInt8])
  init?(bytes: ArraySlice<UInt8>)
}

extension [UInt8] {
  mutating func append(integer: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: integer >> UInt64(shift)))
    }
  }

  mutating func append(text: String) {
    append(integer: UInt64(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}

extension ArraySlice<UInt8> {
  /// Takes an integer off the front, or nil where there are too few bytes.
  mutating func takeInteger() -> UInt64? {
    guard count >= 8 else { return nil }
    var value: UInt64 = 0
    for (shift, byte) in prefix(8).enumerated() { value |= UInt64(byte) << UInt64(8 * shift) }
    self = dropFirst(8)
    return value
  }

  /// Takes that many bytes off the front, or nil where there are too few.
  mutating func take(_ length: UInt64) -> ArraySlice<UInt8>? {
    guard length <= UInt64(count) else { return nil }
    let taken = prefix(Int(length))
    self = dropFirst(Int(length))
    return taken
  }

  /// Takes a text off the front.
  mutating func takeText() -> String? {
    guard let length = takeInteger(), let bytes = take(length) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Double: PlainBinary {
  func write(to bytes: inout [UInt8]) { bytes.append(integer: bitPattern) }
  init?(bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    guard let bits = bytes.takeInteger(), bytes.isEmpty else { return nil }
    self.init(bitPattern: bits)
  }
}

extension Int: PlainBinary {
  func write(to bytes: inout [UInt8]) { bytes.append(integer: UInt64(bitPattern: Int64(self))) }
  init?(bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    guard let bits = bytes.takeInteger(), bytes.isEmpty else { return nil }
    self.init(Int64(bitPattern: bits))
  }
}

extension Bool: PlainBinary {
  func write(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
  init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == 1, let first = bytes.first, first <= 1 else { return nil }
    self = first == 1
  }
}

extension String: PlainBinary {
  func write(to bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
  init?(bytes: ArraySlice<UInt8>) { self.init(decoding: bytes, as: UTF8.self) }
}

extension Day: PlainBinary {
  func write(to bytes: inout [UInt8]) { Int(daysSinceEpoch).write(to: &bytes) }
  init?(bytes: ArraySlice<UInt8>) {
    guard let days = Int(bytes: bytes) else { return nil }
    self.init(daysSinceEpoch: days)
  }
}

/// Elements whose arrays are written in one piece.
protocol PlainBinaryElement {
  static func write(_ elements: [Self], to bytes: inout [UInt8])
  static func read(_ bytes: ArraySlice<UInt8>) -> [Self]?
}

extension Array: PlainBinary where Element: PlainBinaryElement {
  func write(to bytes: inout [UInt8]) { Element.write(self, to: &bytes) }
  init?(bytes: ArraySlice<UInt8>) {
    guard let elements = Element.read(bytes) else { return nil }
    self = elements
  }
}

extension UInt8: PlainBinaryElement {
  static func write(_ elements: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(contentsOf: elements)
  }
  static func read(_ bytes: ArraySlice<UInt8>) -> [UInt8]? { Array(bytes) }
}

extension Double: PlainBinaryElement {
  static func write(_ elements: [Double], to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + elements.count * 8)
    for element in elements { bytes.append(integer: element.bitPattern) }
  }
  static func read(_ bytes: ArraySlice<UInt8>) -> [Double]? {
    guard bytes.count % 8 == 0 else { return nil }
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / 8).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }
}

/// A missing element is told from all others: no day has this number, no text this length.
private let missingElement = UInt64.max

extension Optional: PlainBinaryElement where Wrapped: PlainBinary {
  static func write(_ elements: [Wrapped?], to bytes: inout [UInt8]) {
    for element in elements {
      guard let element else {
        bytes.append(integer: missingElement)
        continue
      }
      let place = bytes.count
      bytes.append(integer: 0)
      element.write(to: &bytes)
      let length = UInt64(bytes.count - place - 8)
      for shift in 0..<8 {
        bytes[place + shift] = UInt8(truncatingIfNeeded: length >> UInt64(8 * shift))
      }
    }
  }
  static func read(_ bytes: ArraySlice<UInt8>) -> [Wrapped?]? {
    var rest = bytes
    var elements: [Wrapped?] = []
    while !rest.isEmpty {
      guard let length = rest.takeInteger() else { return nil }
      if length == missingElement {
        elements.append(nil)
        continue
      }
      guard let payload = rest.take(length), let element = Wrapped(bytes: payload) else {
        return nil
      }
      elements.append(element)
    }
    return elements
  }
}
