/// Reads what `BinaryEncoder` wrote; damaged bytes are an error, never a crash.
struct BinaryDecoder {
  /// The value of some bytes.
  static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try DecodingNode(bytes: bytes[...]).read(type)
  }
}

/// What is wrong with the bytes of a cache entry.
enum BinaryDamage: Error {
  /// They end too early or hold something else than is due.
  case damaged
  /// A value that is due is not there.
  case missing(String)
}

private struct DecodingNode: Decoder {
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  let bytes: ArraySlice<UInt8>

  var isMissing: Bool { bytes.first == BinaryTag.missing }

  func plain() throws -> ArraySlice<UInt8> {
    guard bytes.first == BinaryTag.plain else { throw BinaryDamage.damaged }
    return bytes.dropFirst()
  }

  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let plainType = type as? any PlainBinary.Type {
      guard let value = plainType.init(bytes: try plain()) as? Value else {
        throw BinaryDamage.damaged
      }
      return value
    }
    return try Value(from: self)
  }

  func entries(isKeyed: Bool) throws -> [(key: String, node: DecodingNode)] {
    guard bytes.first == BinaryTag.container else { throw BinaryDamage.damaged }
    var rest = bytes.dropFirst()
    guard let count = rest.takeInteger() else { throw BinaryDamage.damaged }
    var found: [(key: String, node: DecodingNode)] = []
    for _ in 0..<count {
      var key = ""
      if isKeyed {
        guard let text = rest.takeText() else { throw BinaryDamage.damaged }
        key = text
      }
      guard let length = rest.takeInteger(), let payload = rest.take(length) else {
        throw BinaryDamage.damaged
      }
      found.append((key, DecodingNode(bytes: payload)))
    }
    return found
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let entries = try entries(isKeyed: true)
    return KeyedDecodingContainer(
      KeyedReader<Key>(nodes: Dictionary(entries.map { ($0.key, $0.node) }) { first, _ in first }))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    UnkeyedReader(nodes: try entries(isKeyed: false).map(\.node))
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    SingleReader(node: self)
  }
}

private struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let nodes: [String: DecodingNode]
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { nodes.keys.compactMap { Key(stringValue: $0) } }

  private func node(_ key: Key) throws -> DecodingNode {
    guard let node = nodes[key.stringValue] else { throw BinaryDamage.missing(key.stringValue) }
    return node
  }

  func contains(_ key: Key) -> Bool { nodes[key.stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try node(key).isMissing }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try node(key).read(type)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try node(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try node(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder {
    guard let node = nodes["super"] else { throw BinaryDamage.missing("super") }
    return node
  }
  func superDecoder(forKey key: Key) throws -> any Decoder { try node(key) }
}

private struct UnkeyedReader: UnkeyedDecodingContainer {
  let nodes: [DecodingNode]
  var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var count: Int? { nodes.count }
  var isAtEnd: Bool { currentIndex >= nodes.count }

  init(nodes: [DecodingNode]) { self.nodes = nodes }

  private mutating func next() throws -> DecodingNode {
    guard !isAtEnd else { throw BinaryDamage.damaged }
    currentIndex += 1
    return nodes[currentIndex - 1]
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { throw BinaryDamage.damaged }
    if nodes[currentIndex].isMissing {
      currentIndex += 1
      return true
    }
    return false
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next().read(type)
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct SingleReader: SingleValueDecodingContainer {
  let node: DecodingNode
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { node.isMissing }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let integer = type as? any (FixedWidthInteger & Decodable).Type {
      var bytes = try node.plain()
      guard let bits = bytes.takeInteger(), bytes.isEmpty,
        let value = SingleReader.integer(integer, bits) as? Value
      else { throw BinaryDamage.damaged }
      return value
    }
    return try node.read(type)
  }

  private static func integer<I: FixedWidthInteger>(_ type: I.Type, _ bits: UInt64) -> I {
    I(truncatingIfNeeded: bits)
  }
}
