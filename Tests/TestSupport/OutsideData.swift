#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder of real data and reference results that nobody here made and that this project does not copy.
///
/// It is the folder in the environment variable `MIXBOOK_DATA`, else `shared/data` beside the checkout. Tests that need
/// it say so:
///
///     @Test("Longley", .enabled(if: OutsideData.has("stats/nist_strd/Longley.csv"), "outside data not here"))
public enum OutsideData {
  /// The folder, whether or not it is there.
  public static let folder: String = {
    if let named = getenv("MIXBOOK_DATA") { return String(cString: named) }
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(root)/../shared/data"
  }()

  /// Whether the file is there.
  public static func has(_ path: String) -> Bool { access("\(folder)/\(path)", R_OK) == 0 }

  /// The path of a file.
  public static func path(_ path: String) -> String { "\(folder)/\(path)" }

  /// The bytes of a file; empty where it cannot be read.
  public static func bytes(_ path: String) -> [UInt8] { readFile("\(folder)/\(path)") ?? [] }

  /// The text of a file; "" where it cannot be read.
  public static func text(_ path: String) -> String {
    String(decoding: bytes(path), as: UTF8.self)
  }
}

/// The bytes of a file, or nil where it cannot be read.
public func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return bytes }
    bytes.append(contentsOf: buffer[..<count])
  }
}

/// Writes a file; false where it cannot.
@discardableResult
public func writeFile(_ path: String, _ bytes: [UInt8]) -> Bool {
  guard let file = fopen(path, "wb") else { return false }
  defer { fclose(file) }
  return fwrite(bytes, 1, bytes.count, file) == bytes.count
}
