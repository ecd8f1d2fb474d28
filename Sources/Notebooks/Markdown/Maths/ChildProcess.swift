#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program run with some input, never by a shell, within bounds of time and size.
enum ChildProcess {
  /// The path of a program on `PATH`, or nil.
  static func path(of program: String) -> String? {
    guard let variable = getenv("PATH") else { return nil }
    for folder in String(cString: variable).split(separator: ":") where folder.hasPrefix("/") {
      let path = "\(folder)/\(program)"
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// What the program writes to its standard output; nil where it can't start, fails, is too slow or says too much.
  static func output(
    of path: String, _ arguments: [String], input: [UInt8], byteLimit: Int, seconds: Int
  ) -> [UInt8]? {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child = spawn(path, arguments, end: ends[1])
    close(ends[1])
    guard let child else { return nil }
    let output = exchange(ends[0], input, byteLimit, milliseconds: seconds * 1_000)
    if output == nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? output : nil
  }

  /// Starts the program with a socket as its standard input and output.
  private static func spawn(_ path: String, _ arguments: [String], end: Int32) -> pid_t? {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    posix_spawn_file_actions_adddup2(&actions, end, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), nil]
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    return posix_spawn(&child, path, &actions, nil, &words, &environment) == 0 ? child : nil
  }

  private static func exchange(
    _ end: Int32, _ input: [UInt8], _ byteLimit: Int, milliseconds: Int
  ) -> [UInt8]? {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      var yes: Int32 = 1
      setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
      let flags: Int32 = 0
    #endif
    // The input is far smaller than a socket's buffer, so that this cannot wait for the child.
    var rest = input[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(end, $0.baseAddress, $0.count, flags) }
      guard count > 0 else { return nil }
      rest = rest.dropFirst(count)
    }
    shutdown(end, Int32(SHUT_WR))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(milliseconds)) > 0 else { return nil }
      let count = recv(end, &buffer, buffer.count, 0)
      if count == 0 { return output }
      guard count > 0, output.count + count <= byteLimit else { return nil }
      output += buffer[..<count]
    }
  }
}
