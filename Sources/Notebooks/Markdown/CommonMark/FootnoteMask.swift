/// Footnote marks hidden from libcmark, which would take `[^1]: word` for the definition of a link.
///
/// In the copy that libcmark reads, the brackets of every `[^id]` are two control characters, so all offsets stay; other
/// control characters of the file, and lone carriage returns, are replaced first, so that none can be forged.
enum FootnoteMask {
  /// Stands for `[`.
  static let open: UInt8 = 0x01
  /// Stands for `]`.
  static let close: UInt8 = 0x02

  /// The copy for libcmark: as long as the bytes, from an offset on masked, blank before.
  static func masked(_ bytes: [UInt8]) -> [UInt8] {
    var output = bytes
    for index in output.indices {
      if output[index] == open || output[index] == close { output[index] = 0x1A }
      if output[index] == 0x0D, index + 1 == output.count || output[index + 1] != 0x0A {
        output[index] = 0x20
      }
    }
    var index = 0
    while index + 3 < output.count {
      guard output[index] == 0x5B, output[index + 1] == 0x5E,
        let end = identifierEnd(in: output, from: index + 2), !isEscaped(output, at: index)
      else {
        index += 1
        continue
      }
      output[index] = open
      output[end] = close
      index = end + 1
    }
    return output
  }

  /// A string as the author wrote it.
  static func unmasked(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == open || $0 == close }) else { return text }
    let bytes = text.utf8.map { $0 == open ? 0x5B : $0 == close ? 0x5D : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The offset of the `]` after an identifier of 1 to 64 letters, digits, `-` and inner `_`, or nil.
  private static func identifierEnd(in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while index < bytes.count, index - start <= 64 {
      let byte = bytes[index]
      if byte == 0x5D { return index > start && bytes[index - 1] != 0x5F ? index : nil }
      let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
      let isDigit = byte >= 0x30 && byte <= 0x39
      let isMark = byte == 0x2D || (byte == 0x5F && index > start)
      guard isLetter || isDigit || isMark || byte >= 0x80 else { return nil }
      index += 1
    }
    return nil
  }

  private static func isEscaped(_ bytes: [UInt8], at offset: Int) -> Bool {
    var backslashes = 0
    var index = offset
    while index > 0, bytes[index - 1] == 0x5C {
      backslashes += 1
      index -= 1
    }
    return backslashes % 2 == 1
  }
}
