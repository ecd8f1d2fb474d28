/// Writes any `Encodable` value as bytes, for the cache.
///
/// Each value is a tag byte and a payload: nothing for a missing value; for a keyed container a count, then key, length
/// and payload of each entry; for an unkeyed one a count, then length and payload of each. The arrays that columns and
/// fits are made of are written in one piece. Numbers are little-endian, so the bytes are the same on every machine we
/// run on. It is not a format for exchange: the cache of another engine build is never read.
struct BinaryEncoder {
  /// The bytes of a value.
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = EncodingNode()
    try encoder.write(value)
    return encoder.bytes
  }
}

/// Where one value's bytes are gathered.
///
/// The `Encoder` protocol hands containers around by reference, hence a class.
private final class EncodingNode: Encoder {
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  /// Either plain bytes or the entries of a container.
  private var plain: [UInt8] = []
  private var entries: [(key: String, node: EncodingNode)] = []
  private var isKeyed = false
  private var isContainer = false
  private var isMissing = false

  var bytes: [UInt8] {
    if isMissing { return [BinaryTag.missing] }
    guard isContainer else { return [BinaryTag.plain] + plain }
    var output = [BinaryTag.container]
    output.append(integer: UInt64(entries.count))
    for entry in entries {
      if isKeyed { output.append(text: entry.key) }
      let payload = entry.node.bytes
      output.append(integer: UInt64(payload.count))
      output.append(contentsOf: payload)
    }
    return output
  }

  func child(_ key: String = "") -> EncodingNode {
    let node = EncodingNode()
    entries.append((key, node))
    return node
  }

  func write<Value: Encodable>(_ value: Value) throws {
    // By exact type: an empty array would cast to an array of anything.
    if let writable = value as? any PlainBinary, Value.self is any PlainBinary.Type {
      writable.write(to: &plain)
    } else {
      try value.encode(to: self)
    }
  }

  func setInteger(_ value: UInt64) { plain.append(integer: value) }
  func setMissing() { isMissing = true }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    isContainer = true
    isKeyed = true
    return KeyedEncodingContainer(KeyedWriter<Key>(node: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    isContainer = true
    return UnkeyedWriter(node: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleWriter(node: self) }

  var entryCount: Int { entries.count }
}

private struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: EncodingNode
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws { node.child(key.stringValue).setMissing() }
  func encode(_ value: some Encodable, forKey key: Key) throws {
    try node.child(key.stringValue).write(value)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    node.child(key.stringValue).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    node.child(key.stringValue).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { node.child("super") }
  func superEncoder(forKey key: Key) -> any Encoder { node.child(key.stringValue) }
}

private struct UnkeyedWriter: UnkeyedEncodingContainer {
  let node: EncodingNode
  var codingPath: [any CodingKey] { [] }
  var count: Int { node.entryCount }

  func encodeNil() throws { node.child().setMissing() }
  func encode(_ value: some Encodable) throws { try node.child().write(value) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    node.child().container(keyedBy: type)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    node.child().unkeyedContainer()
  }
  func superEncoder() -> any Encoder { node.child() }
}

private struct SingleWriter: SingleValueEncodingContainer {
  let node: EncodingNode
  var codingPath: [any CodingKey] { [] }

  func encodeNil() throws { node.setMissing() }
  func encode(_ value: some Encodable) throws {
    if let integer = value as? any FixedWidthInteger & Encodable {
      node.setInteger(UInt64(truncatingIfNeeded: integer))
    } else {
      try node.write(value)
    }
  }
}
