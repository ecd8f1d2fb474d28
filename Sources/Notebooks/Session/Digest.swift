import CBlake2

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The content digest of bytes: BLAKE2b (RFC 7693) with 20 bytes, which no two different inputs share in practice.
public struct Digest: Sendable, Hashable, Codable, CustomStringConvertible {
  /// 40 hexadecimal digits.
  public let description: String

  /// The digest of bytes.
  public init(of bytes: [UInt8]) {
    var state = DigestState()
    bytes.withUnsafeBytes { state.add($0) }
    self = state.finish()
  }

  /// The digest of a text's UTF-8 bytes.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// The digest of a file's bytes, read in pieces; nil where the file cannot be read.
  public init?(ofFile path: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var state = DigestState()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 { break }
      buffer.withUnsafeBytes { state.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    self = state.finish()
  }

  fileprivate init(hexadecimal bytes: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    description = String(decoding: text, as: UTF8.self)
  }

  /// The first 10 digits, for people.
  public var short: String { String(description.prefix(10)) }
}

private struct DigestState {
  private static let length = 20
  private var state = blake2b_state()

  init() { blake2b_init(&state, DigestState.length) }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    blake2b_update(&state, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  mutating func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: DigestState.length)
    blake2b_final(&state, &bytes, DigestState.length)
    return Digest(hexadecimal: bytes)
  }
}
