#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Makes strings of bytes, and lets equal long ones share their storage: a column of texts mostly repeats itself.
struct CSVStrings {
  private static let slotCount = 1024
  private var kept = [String](repeating: "", count: slotCount)

  /// The string of bytes that are known to be UTF-8, with eight readable bytes behind them.
  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    // Up to 15 bytes a string has no storage of its own.
    guard bytes.count > 15, bytes.count <= 256, let start = bytes.baseAddress else {
      return String(decoding: bytes, as: UTF8.self)
    }
    let head = Word.load(start) ^ (Word.load(start + bytes.count - 8) &* 0x9E37_79B9_7F4A_7C15)
    let hash = (head ^ UInt64(bytes.count)) &* 0x9E37_79B9_7F4A_7C15
    let slot = Int(hash >> 54)
    let isKept = kept[slot].utf8.withContiguousStorageIfAvailable { old in
      old.count == bytes.count
        && old.baseAddress.map { memcmp($0, start, bytes.count) == 0 } == true
    }
    if isKept == true { return kept[slot] }
    let new = String(decoding: bytes, as: UTF8.self)
    kept[slot] = new
    return new
  }
}
