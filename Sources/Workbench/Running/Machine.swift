#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the machine has to offer; nothing of it reaches a result.
public enum Machine {
  /// The number of cores that are online.
  public static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
