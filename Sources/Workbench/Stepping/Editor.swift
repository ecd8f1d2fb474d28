import Notebooks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The reader's own programs: an editor for a cell, a browser for a report.
enum Editor {
  /// The text after the reader has edited it in `$VISUAL` or `$EDITOR`; nil where that failed.
  static func edited(_ text: String, named name: String, _ terminal: Terminal) -> String? {
    guard let command = variable("VISUAL") ?? variable("EDITOR") else {
      terminal.say("Set EDITOR to the program you want to edit with, for example EDITOR=nano.")
      return nil
    }
    let folder = variable("TMPDIR") ?? "/tmp"
    var template = Array("\(folder)/mixbook-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      terminal.say("There is no temporary folder to edit in.")
      return nil
    }
    let bytes = template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let place = String(decoding: bytes, as: UTF8.self)
    let file = "\(place)/\(name).mix"
    defer {
      unlink(file)
      rmdir(place)
    }
    guard (try? Files.write(Array(text.utf8), to: file)) != nil else { return nil }
    // The editor's own options are allowed (EDITOR="code --wait"); no shell is involved.
    let words = command.split(separator: " ").map(String.init)
    guard run(words + [file], waits: true) == 0, let bytes = Files.bytes(file, atMost: 1 << 20)
    else {
      terminal.say("\(command) did not end well; nothing was changed.")
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Opens a file in the browser, where there is one.
  static func open(_ file: String) {
    #if os(macOS)
      _ = run(["open", file], waits: false)
    #else
      _ = run(["xdg-open", file], waits: false)
    #endif
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  private static func run(_ words: [String], waits: Bool) -> Int32 {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    guard posix_spawnp(&child, words[0], nil, nil, arguments, environ) == 0 else { return -1 }
    guard waits else { return 0 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1, errno == EINTR {}
    return status
  }
}
