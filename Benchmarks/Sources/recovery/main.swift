// How well contributions are recovered from simulated data whose truth is known: 200 data sets of each kind of plans, noise
// of 5 % of sales, the true transforms given.
//
//   recovery [--csv] [data sets of each kind, default 200] [seed, default 1000]
//
// Prints a table of Markdown, which docs/recovery.md holds, or CSV, which data/processed/recovery.csv holds.

let asksCSV = CommandLine.arguments.contains("--csv")
let words = CommandLine.arguments.dropFirst().filter { $0 != "--csv" }.map { Int($0) ?? 0 }
let sets = words.first ?? 200
let seed = words.dropFirst().first ?? 1000
do {
  let study = try Study(sets: max(1, sets), seed: UInt64(max(0, seed)))
  print(asksCSV ? study.csv : study.table)
} catch {
  print("\(error)")
}
