#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which build of the engine runs.
///
/// Two builds may compute differently, so the build is part of every content key. It never reaches an artifact: there the
/// version stands, which is the same on every machine.
public enum EngineBuild {
  /// The version with the size and the time of the running program's file.
  public static func identity(version: String) -> String {
    guard let path = executablePath else { return version }
    var status = stat()
    guard stat(path, &status) == 0 else { return version }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return "\(version) \(status.st_size) \(time.tv_sec).\(time.tv_nsec)"
  }

  private static var executablePath: String? {
    #if canImport(Glibc)
      return Files.resolved("/proc/self/exe")
    #else
      return CommandLine.arguments.first.flatMap { Files.resolved($0) }
    #endif
  }
}
