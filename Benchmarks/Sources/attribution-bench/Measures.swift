#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Seconds since it was made, by the wall clock and of the processor.
struct Stopwatch {
  private let clock = ContinuousClock()
  private let start = ContinuousClock().now
  private let used = Usage()

  var seconds: Double {
    let wall = (clock.now - start).components
    return Double(wall.seconds) + Double(wall.attoseconds) / 1e18
  }

  var processorSeconds: Double {
    let now = Usage()
    return now.user - used.user + now.system - used.system
  }
}

/// What the process has used so far.
struct Usage {
  let user: Double
  let system: Double
  let peakInMiB: Int

  init() {
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    var usage = rusage()
    getrusage(0, &usage)  // 0 is RUSAGE_SELF, which the two systems type differently
    (user, system) = (seconds(usage.ru_utime), seconds(usage.ru_stime))
    peakInMiB = Int(usage.ru_maxrss) / 1_024
  }
}

/// How long the parts of a process take, one after the other.
struct Phases {
  private let clock = Stopwatch()
  private var before = (wall: 0.0, processor: 0.0)
  private(set) var found: [(String, String)] = []

  /// Ends a part.
  mutating func end(_ name: String) {
    let now = (wall: clock.seconds, processor: clock.processorSeconds)
    found.append((name, "\(rounded(now.wall - before.wall))"))
    found.append(("\(name)_cpu", "\(rounded(now.processor - before.processor))"))
    before = now
  }

  /// All parts, and the whole.
  mutating func all() -> [(String, String)] {
    before = (0, 0)
    end("seconds")
    return found
  }
}

/// A number to so many places.
func rounded(_ number: Double, _ places: Int = 3) -> Double {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  return (number * scale).rounded() / scale
}

/// An object of JSON whose values are JSON already.
func json(_ pairs: [(String, String)]) -> String {
  "{" + pairs.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
}

/// A list of texts.
func json(_ texts: [String]) -> String {
  let quoted = texts.map { text in
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 32:
        "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: "\(scalar)"
      }
    }
    return "\"\(escaped.joined())\""
  }
  return "[" + quoted.joined(separator: ", ") + "]"
}
