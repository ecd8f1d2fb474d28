// The checks of one column at a time.

extension AuditRules {
  /// All findings about a column's values.
  func columnFindings(_ column: Column, _ days: [Day?]?) -> [AuditFinding] {
    var findings: [AuditFinding] = []
    let missing = column.missingCount
    if missing > 0 {
      let first = (0..<column.count).first { column[$0] == .missing }
      let share = missing * 100 / max(1, column.count)
      findings.append(
        .init(
          column.name, missing == column.count ? .error : .warning, "missing",
          "\(missing) of \(column.count) cells missing (\(share) %)", row: first.map { $0 + 1 },
          day: first.flatMap { days?[$0] }))
    }
    guard missing < column.count else { return findings }
    if isConstant(column) {
      let value = (0..<column.count).map { column[$0] }.first { $0 != .missing } ?? .missing
      let sentence = "every cell is \(value): the column explains nothing"
      return findings + [.init(column.name, .warning, "constant", sentence)]
    }
    guard case .numbers(let numbers) = column.values else { return findings }
    findings += negatives(column.name, numbers, days)
    findings += outliers(column.name, numbers, days)
    findings += zeroRuns(column.name, numbers, days)
    return findings + variation(column.name, numbers)
  }

  private func isConstant(_ column: Column) -> Bool {
    var first: Cell?
    for row in 0..<column.count where column[row] != .missing {
      if let first, column[row] != first { return false }
      first = column[row]
    }
    return column.count - column.missingCount > 1
  }

  private func negatives(_ name: String, _ numbers: [Double], _ days: [Day?]?) -> [AuditFinding] {
    let rows = numbers.indices.filter { numbers[$0] < 0 }
    guard let first = rows.first else { return [] }
    let sentence =
      "\(counted(rows.count, "negative value")), the first \(CSVWriter.spelling(numbers[first])); "
      + "spend and sales have none"
    return [
      .init(
        name, .warning, "negative", sentence, row: first + 1, day: days?[first])
    ]
  }

  /// By the distance from the median in robust deviations, over the cells that are not 0.
  ///
  /// So flights of media are not outliers of their pauses. Nothing is said where more than half of the cells are equal (the deviation is 0).
  private func outliers(_ name: String, _ numbers: [Double], _ days: [Day?]?) -> [AuditFinding] {
    let sorted = numbers.filter { !$0.isNaN && $0 != 0 }.sorted()
    guard sorted.count >= 8 else { return [] }
    let median = Moments.quantile(0.5, ofSorted: sorted)
    let distances = sorted.map { abs($0 - median) }.sorted()
    // 1.4826 = 1 / Φ⁻¹(3/4): makes the median absolute deviation that of a normal distribution.
    let deviation = 1.4826 * Moments.quantile(0.5, ofSorted: distances)
    guard deviation > 0, deviation.isFinite else { return [] }
    let scores = numbers.map { $0 == 0 || $0.isNaN ? 0 : ($0 - median) / deviation }
    let rows = numbers.indices.filter { abs(scores[$0]) > outlierLimit }
      .sorted { (-abs(scores[$0]), $0) < (-abs(scores[$1]), $1) }
    let findings = rows.map { row in
      let tenths = (abs(scores[row]) * 10).rounded() / 10
      return AuditFinding(
        name, .warning, "outlier",
        "\(CSVWriter.spelling(numbers[row])) is \(CSVWriter.spelling(tenths)) robust deviations "
          + (scores[row] > 0 ? "above" : "below") + " the median \(CSVWriter.spelling(median))",
        row: row + 1, day: days?[row])
    }
    return bounded(findings, name, "outlier")
  }

  private func zeroRuns(_ name: String, _ numbers: [Double], _ days: [Day?]?) -> [AuditFinding] {
    var findings: [AuditFinding] = []
    var start: Int?
    for row in 0...numbers.count {
      if row < numbers.count, numbers[row] == 0 {
        start = start ?? row
      } else if let first = start {
        start = nil
        guard row - first >= max(1, zeroRunLimit) else { continue }
        findings.append(
          .init(
            name, .note, "zeros", "\(row - first) zeros in a row, rows \(first + 1) to \(row)",
            row: first + 1, day: days?[first]))
      }
    }
    return bounded(findings, name, "zeros")
  }

  private func variation(_ name: String, _ numbers: [Double]) -> [AuditFinding] {
    let moments = Moments(numbers.filter { !$0.isNaN })
    let coefficient = moments.deviation / abs(moments.mean)
    guard coefficient < variationLimit else { return [] }
    let percent = (coefficient * 10_000).rounded() / 100
    return [
      .init(
        name, .note, "variation",
        "varies by only \(CSVWriter.spelling(percent)) % of its mean: its effect is hard to tell")
    ]
  }
}
