/// The lines that open and close a fenced block.
enum Fence {
  /// The mark (`` ` `` or `~`), the length and the indentation of a line that could open a fence, or nil.
  static func opening(
    _ line: ArraySlice<UInt8>
  ) -> (mark: UInt8, length: Int, indentation: Int)? {
    let indentation = line.prefix { $0 == 0x20 }.count
    guard indentation <= 3 else { return nil }
    let rest = line.dropFirst(indentation)
    guard let mark = rest.first, mark == 0x60 || mark == 0x7E else { return nil }
    let length = rest.prefix { $0 == mark }.count
    guard length >= 3 else { return nil }
    if mark == 0x60, rest.dropFirst(length).contains(0x60) { return nil }
    return (mark, length, indentation)
  }

  /// Whether a line closes a fence of that mark and length.
  static func closes(_ line: ArraySlice<UInt8>, mark: UInt8, length: Int) -> Bool {
    guard let fence = opening(line), fence.mark == mark, fence.length >= length else {
      return false
    }
    return line.dropFirst(fence.indentation + fence.length).allSatisfy {
      $0 == 0x20 || $0 == 0x09 || $0 == 0x0D
    }
  }
}
