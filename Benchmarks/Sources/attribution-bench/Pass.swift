import Marketing
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads journeys as the options say.
private func read(
  _ kind: String, _ file: String, _ options: [Substring: Substring]
) async throws -> JourneyReading {
  let workers = options["workers"].flatMap { Int($0) }
  let separator: CSV.Separator? = options["separator"] == "comma" ? .comma : nil
  if kind == "paths" {
    return try await JourneyFile(columnSeparator: separator, workers: workers).read(path: file)
  }
  return try await JourneyLog(
    windowsInDays: [Double(options["window"] ?? "90")],
    gapInDays: options["gap"].flatMap { Double($0) },
    direct: options["direct"] == "alone" ? .onlyAlone : .keep,
    isCollapsed: options["collapse"] == "yes", columnSeparator: separator, workers: workers
  ).read(path: file)
}

/// The whole way of one file, and what the yardsticks print of it.
func measurePass(
  _ kind: String, _ file: String, _ options: [Substring: Substring]
) async throws {
  var phases = Phases()
  let reading = try await read(kind, file, options)
  let table = reading.table
  phases.end("read")
  if let path = options["paths"] {
    write(table, to: String(path))
    return print(json([("rows", "\(reading.rows)"), ("notes", json(reading.notes))]))
  }
  // Yardsticks halve the credit with each step of a path, and in a log with each seven days.
  let decay = AttributionRule.timeDecay(halfLifeInDays: kind == "paths" ? 1 : 7, daysPerStep: 1)
  let rules = [.first, .linear, decay, .positionBased, .last, .jShaped, .wShaped()]
  let models =
    rules.map { AttributionModel.rule($0) } + [.markov(MarkovChain(order: 2))]
    + ShapleyCredit.Game.allCases.map { .shapley(ShapleyCredit(game: $0)) }
  async let fitted = MarkovChain(order: 1).fit(to: table)
  let (first, linear, decayed, position) = try await credits(of: models, on: table)
  let chain = try await fitted
  phases.end("models")
  let email = table.channels.firstIndex(of: "Email") ?? 0
  let effects = chain.attribution.removalEffects ?? []
  let share = effects.isEmpty ? .nan : effects[email] / effects.reduce(0, +)
  print(
    json(
      phases.all() + [
        ("mib", "\(Usage().peakInMiB)"),
        ("rows", "\(reading.rows)"), ("ndist", "\(table.count)"),
        (
          "check",
          json([
            ("first", "\(rounded(first.credit[email]))"),
            ("linear_v", "\(rounded(linear.valueCredit[email], 2))"),
            ("decay", "\(rounded(decayed.credit[email]))"),
            ("pos", "\(rounded(position.credit[email]))"), ("markov", "\(rounded(share, 6))"),
            ("trans", "\(transitions(of: chain, table))"),
          ])
        ),
      ]))
}

/// The credits of all models, as many at once as there are cores; the first four are given.
private func credits(
  of models: [AttributionModel], on table: JourneyTable
) async throws -> (Attribution, Attribution, Attribution, Attribution) {
  try await withThrowingTaskGroup(of: (Int, Attribution).self) { group in
    // Those that take longest come last in the list.
    for (place, model) in models.enumerated().reversed() {
      group.addTask { (place, try model.attribution(of: table)) }
    }
    var found: [Int: Attribution] = [:]
    for try await (place, attribution) in group { found[place] = attribution }
    guard let first = found[0], let second = found[1], let third = found[2], let fourth = found[3]
    else { preconditionFailure("\(found.count) models") }
    return (first, second, third, fourth)
  }
}

/// All steps of all journeys, ends included: those of the chain, in which repeats stand still, and the repeats.
private func transitions(of chain: MarkovFit, _ table: JourneyTable) -> Double {
  var count = chain.transitions.reduce(0) { $0 + $1.count }
  for index in 0..<table.count {
    let path = table.path(index)
    let repeats = zip(path, path.dropFirst()).count { $0 == $1 }
    count += Double(repeats) * (table.conversions[index] + table.nulls[index])
  }
  return count
}

/// Writes path, conversions, value, nulls; every path in quotes.
private func write(_ table: JourneyTable, to path: String) {
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
