#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Says why and ends with 1.
func fatalUsage(_ message: String) -> Never {
  print(message)
  exit(1)
}
