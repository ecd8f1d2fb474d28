// How well contributions are recovered from simulated data whose truth is known: 200 data sets of each kind of plans, noise
// of 5 % of sales, the true transforms given.
//
//   recovery [data sets of each kind, default 200] [seed, default 1000]
//
// Prints a table of Markdown: docs/recovery.md holds it.

let words = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
let sets = words.first ?? 200
let seed = words.dropFirst().first ?? 1000
do {
  print(try Study(sets: max(1, sets), seed: UInt64(max(0, seed))).table)
} catch {
  print("\(error)")
}
