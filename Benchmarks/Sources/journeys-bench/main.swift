// How long a file of journeys takes to read, and how much memory.
//
//   journeys-bench paths FILE [workers]
//   journeys-bench log FILE [workers [days of lookback [alone]]]
//
// With `alone`, Direct counts only where it is alone.
//
// One run a process, so that the peak of memory is that of the run; repeat it from the shell.

import Marketing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

func rounded(_ number: Double) -> Double { (number * 1_000).rounded() / 1_000 }

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2, ["paths", "log"].contains(arguments[0]) else {
  print("journeys-bench paths|log FILE [workers]")
  exit(2)
}
let workers = arguments.count > 2 ? Int(arguments[2]) : nil
let days = arguments.count > 3 ? Double(arguments[3]) : 90
let direct: JourneyLog.DirectRule = arguments.last == "alone" ? .onlyAlone : .keep
let clock = ContinuousClock()
let start = clock.now
do {
  let reading =
    arguments[0] == "paths"
    ? try await JourneyFile(workers: workers).read(path: arguments[1])
    : try await JourneyLog(lookbackInDays: days, direct: direct, workers: workers).read(
      path: arguments[1])
  let wall = (clock.now - start).components
  var usage = rusage()
  getrusage(0, &usage)  // 0 is RUSAGE_SELF, which the two systems type differently
  let table = reading.table
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
