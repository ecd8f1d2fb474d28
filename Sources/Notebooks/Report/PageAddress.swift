/// Addresses within a page and between pages.
enum PageAddress {
  /// A text as part of a URL: letters, digits and `-._~` stay, all other bytes become `%XX`.
  static func escaped(_ text: String) -> String {
    var output: [UInt8] = []
    for byte in text.utf8 { append(byte, keeping: "-._~", to: &output) }
    return String(decoding: output, as: UTF8.self)
  }

  /// Data as an address that needs no request: `data:text/csv;charset=utf-8,…`.
  static func data(_ text: String, mediaType: String) -> String {
    var output = Array("data:\(mediaType);charset=utf-8,".utf8)
    for byte in text.utf8 { append(byte, keeping: "-._~,:;=()/*!@$", to: &output) }
    return String(decoding: output, as: UTF8.self)
  }

  /// A label as an anchor that is never empty: letters, digits, `-` and `_`, all else as `-`.
  ///
  /// It has no point: the anchors with points are the page's own.
  static func anchor(_ label: String) -> String {
    let kept = String(
      label.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" ? $0 : "-" })
    return kept.isEmpty ? "-" : kept
  }

  private static func append(_ byte: UInt8, keeping marks: StaticString, to output: inout [UInt8]) {
    let isKept: Bool
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      isKept = true
    default:
      isKept = marks.withUTF8Buffer { $0.contains(byte) }
    }
    guard !isKept else { return output.append(byte) }
    let digits = Array("0123456789ABCDEF".utf8)
    output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
