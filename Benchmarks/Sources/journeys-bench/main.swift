// How long a file of journeys takes to read, and how much memory.
//
//   journeys-bench paths FILE [workers=2] [separator=comma]
//   journeys-bench log FILE [workers=2] [window=90|none] [gap=30|none] [direct=keep|alone] [collapse=yes]
//                           [paths=OUT.csv]
//
// A pipe can be read where the separator of columns is told, since looking for it takes a second reading.
// With `paths`, the distinct paths are written as CSV, for `scripts/warehouse` to compare with other engines.
// One run a process, so that the peak of memory is that of the run; repeat it from the shell.

import Marketing
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

func rounded(_ number: Double) -> Double { (number * 1_000).rounded() / 1_000 }

/// Writes path, conversions, value, nulls; every path in quotes.
func write(_ table: JourneyTable, to path: String) {
  guard let file = fopen(path, "w") else {
    print("\(path) cannot be written")
    exit(1)
  }
  fputs("path,conversions,value,nulls\n", file)
  for index in 0..<table.count {
    let name = table.written(index).split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    let numbers = [table.conversions[index], table.value[index], table.nulls[index]]
    fputs("\"\(name)\",\(numbers.map { "\($0)" }.joined(separator: ","))\n", file)
  }
  fclose(file)
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2, ["paths", "log"].contains(arguments[0]) else {
  print("journeys-bench paths|log FILE [option=…]")
  exit(2)
}
var options: [Substring: Substring] = [:]
for word in arguments.dropFirst(2) {
  let parts = word.split(separator: "=", maxSplits: 1)
  guard parts.count == 2 else {
    print("\"\(word)\" is no option=…")
    exit(2)
  }
  options[parts[0]] = parts[1]
}
let workers = options["workers"].flatMap { Int($0) }
let clock = ContinuousClock()
let start = clock.now
do {
  let reading =
    arguments[0] == "paths"
    ? try await JourneyFile(
      columnSeparator: options["separator"] == "comma" ? .comma : nil, workers: workers
    ).read(path: arguments[1])
    : try await JourneyLog(
      lookbackInDays: Double(options["window"] ?? "90"),
      gapInDays: options["gap"].flatMap { Double($0) },
      direct: options["direct"] == "alone" ? .onlyAlone : .keep,
      isCollapsed: options["collapse"] == "yes", workers: workers
    ).read(path: arguments[1])
  let wall = (clock.now - start).components
  var usage = rusage()
  getrusage(0, &usage)  // 0 is RUSAGE_SELF, which the two systems type differently
  let table = reading.table
  if let path = options["paths"] { write(table, to: String(path)) }
  print(
    "\(rounded(Double(wall.seconds) + Double(wall.attoseconds) / 1e18)) s wall, "
      + "\(rounded(seconds(usage.ru_utime))) s user, \(rounded(seconds(usage.ru_stime))) s system, "
      + "peak \(usage.ru_maxrss / 1_024) MiB")
  print(
    "\(reading.rows) rows, \(table.count) distinct paths, \(table.channels.count) channels, "
      + "\(table.steps.count) touches in them")
  print(
    "conversions \(table.totalConversions), value \(table.totalValue), nulls \(table.totalNulls)")
  for note in reading.notes { print("note: \(note)") }
} catch {
  print("\(error)")
  exit(1)
}
