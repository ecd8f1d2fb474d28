#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Contrast of colours as WCAG 2.2 counts it.
public enum Contrast {
  /// Red, green and blue, 0...1, of `#rrggbb`; black for anything else.
  public static func channels(_ hex: String) -> [Double] {
    guard hex.utf8.count == 7, let number = UInt32(hex.dropFirst(), radix: 16) else {
      return [0, 0, 0]
    }
    return [16, 8, 0].map { Double((number >> $0) & 255) / 255 }
  }

  /// `#rrggbb` of red, green and blue, 0...1.
  static func hex(_ channels: [Double]) -> String {
    "#"
      + channels.map { channel in
        let byte = UInt8(min(max(channel, 0), 1) * 255 + 0.5)
        return (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
  }

  /// Relative luminance, 0...1.
  public static func luminance(_ channels: [Double]) -> Double {
    let linear = channels.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    return zip(linear, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// (L₁ + 0.05) / (L₂ + 0.05), 1...21, of two `#rrggbb`.
  public static func ratio(_ a: String, _ b: String) -> Double {
    ratio(channels(a), channels(b))
  }

  static func ratio(_ a: String, _ b: [Double]) -> Double { ratio(channels(a), b) }

  private static func ratio(_ a: [Double], _ b: [Double]) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  /// The colour over another, as browsers mix them.
  public static func blend(_ colour: String, over ground: String, opacity: Double) -> [Double] {
    zip(channels(colour), channels(ground)).map { $0 * opacity + $1 * (1 - opacity) }
  }
}
