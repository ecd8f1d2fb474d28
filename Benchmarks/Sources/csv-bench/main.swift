// How many megabytes of CSV the reader takes in a second, on one core.
//
//   csv-bench [megabytes a file, default 256]
//
// The files are synthetic and seeded; the best of three runs counts, since the page cache is warm from the second on.

import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    // SplitMix64: Steele, Lea, Flood (2014).
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Writes about so many bytes; the same thousand rows over and over, so that writing takes little time.
func write(_ path: String, megabytes: Int, columns: Int, cell: (Int, inout Generator) -> String) {
  var generator = Generator(state: 42)
  let header = (0..<columns).map { "c\($0)" }.joined(separator: ",") + "\n"
  var rows = ""
  for _ in 0..<1_000 {
    rows += (0..<columns).map { cell($0, &generator) }.joined(separator: ",") + "\n"
  }
  guard let file = fopen(path, "wb") else { return }
  defer { fclose(file) }
  let (top, body) = (Array(header.utf8), Array(rows.utf8))
  fwrite(top, 1, top.count, file)
  for _ in 0..<max(1, megabytes * 1_000_000 / body.count) { fwrite(body, 1, body.count, file) }
}

func peakMegabytes() -> Int {
  var usage = rusage()
  getrusage(0, &usage)  // 0 is RUSAGE_SELF, which the two systems type differently
  return Int(usage.ru_maxrss) / 1_024
}

func measure(_ title: String, _ path: String, _ reader: CSV) {
  var status = stat()
  guard stat(path, &status) == 0 else { return }
  let megabytes = Double(status.st_size) / 1e6
  var best = Double.infinity
  var rows = 0
  for _ in 0..<3 {
    let clock = ContinuousClock()
    let time = clock.measure {
      do { rows = try reader.read(path: path).table.rowCount } catch { print("\(error)") }
    }
    let parts = time.components
    best = min(best, Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
  }
  let speed = Int((megabytes / best).rounded())
  let name = title + String(repeating: " ", count: max(0, 36 - title.count))
  print(
    "\(name) \(speed) MB/s  (\(Int(megabytes)) MB, \(rows) rows; peak so far \(peakMegabytes()) MB)"
  )
}

let megabytes = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 256
let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
let path = "\(folder)/csv-bench-\(getpid()).csv"
defer { unlink(path) }

write(path, megabytes: megabytes, columns: 20) { _, generator in
  let tenths = Int.random(in: 0...99_999, using: &generator)
  return "\(tenths / 10).\(tenths % 10)"
}
measure("one decimal, 2 of 20 columns", path, CSV(columns: ["c3", "c15"]))
measure("one decimal, 20 columns", path, CSV())
write(path, megabytes: megabytes, columns: 20) { _, generator in
  "\(Double.random(in: 0...1_000, using: &generator))"
}
measure("17 digits, 20 columns", path, CSV())
let words = ["facebook", "search", "tv", "a longer name of a campaign", "\"quoted, with comma\""]
write(path, megabytes: megabytes, columns: 6) { column, generator in
  switch column {
  case 0: "\(Day(daysSinceEpoch: Int.random(in: 18_000...20_000, using: &generator)))"
  case 1, 2: words[Int.random(in: words.indices, using: &generator)]
  case 3: "\(Int.random(in: 0...100_000, using: &generator))"
  default: "\(Double(Int.random(in: 0...9_999_999, using: &generator)) / 100)"
  }
}
measure("dates, texts and numbers, 6 columns", path, CSV())
measure("the same, numbers only", path, CSV(columns: ["c3", "c4", "c5"]))
