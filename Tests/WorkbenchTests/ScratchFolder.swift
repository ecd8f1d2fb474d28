import Notebooks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of one test, removed with all that is in it when nobody needs it any more.
final class ScratchFolder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/mixbook-test-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    path = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in names {
      let file = "\(path)/\(name)"
      if unlink(file) != 0 { rmdir(file) }
    }
    rmdir(path)
  }

  /// What is in it, hidden files too.
  var names: [String] { Files.names(in: path) }
}
