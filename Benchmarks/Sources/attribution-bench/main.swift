// What a file of journeys costs from its first byte to the credits of every model, and what the models cost alone.
//
//   attribution-bench paths FILE [workers=2] [separator=comma] [paths=OUT.csv]
//   attribution-bench log FILE [workers=2] [separator=comma] [window=90|none] [gap=30|none] [direct=keep|alone]
//                              [collapse=yes] [paths=OUT.csv]
//   attribution-bench models FILE
//
// The first two read a file of paths or a log of events, then credit by all rules, by Markov chains of order 1 and 2 and by
// both Shapley values, on all cores, and print seconds and some of what was found, to be compared with other programs.
// A pipe can be read where the separator of columns is told, since looking for it takes a second reading. With `paths`,
// the distinct paths are written as CSV instead of being credited, for `scripts/warehouse` to compare.
//
// The third prints the milliseconds of the models alone on a file of paths, the fastest of several runs.
//
// One line of JSON. One run a process, so that the peak of memory is that of the run; repeat it from the shell.

import Marketing
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2, ["paths", "log", "models"].contains(arguments[0]) else {
  print("attribution-bench paths|log|models FILE [option=…]")
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
do {
  if arguments[0] == "models" {
    try await measureModels(arguments[1])
  } else {
    try await measurePass(arguments[0], arguments[1], options)
  }
} catch {
  print("\(error)")
  exit(1)
}
