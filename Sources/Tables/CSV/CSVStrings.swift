/// Makes strings of bytes, and lets equal long ones share their storage: a column of texts mostly repeats itself.
struct CSVStrings {
  private static let slotCount = 1024
  private var kept = [String](repeating: "", count: slotCount)

  /// The string of bytes that are known to be UTF-8.
  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    // Up to 15 bytes a string has no storage of its own.
    guard bytes.count > 15, bytes.count <= 256 else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var hash: UInt64 = 14_695_981_039_346_656_037  // FNV-1a
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    let slot = Int((hash >> 20) % UInt64(CSVStrings.slotCount))
    if kept[slot].utf8.elementsEqual(bytes) { return kept[slot] }
    let new = String(decoding: bytes, as: UTF8.self)
    kept[slot] = new
    return new
  }
}
