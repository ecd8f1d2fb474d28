extension Table {
  /// One row a column: kind, cells that are there, missing, distinct, mean, standard deviation, quartiles.
  ///
  /// The columns are `column kind count missing distinct mean sd min q25 median q75 max from to`; those that have no meaning for a
  /// kind are missing. `from` and `to` are the first and last date.
  ///
  /// - Complexity: O(rows × log(rows) × columns).
  public func describe() -> Table {
    let summaries = columns.map(ColumnSummary.init)
    func numbers(_ name: String, _ pick: (ColumnSummary) -> Double) -> Column {
      Column(name, numbers: summaries.map(pick))
    }
    return Table([
      Column("column", texts: columns.map { Optional($0.name) }),
      Column("kind", texts: columns.map { Optional($0.kindName) }),
      numbers("count") { Double($0.count) },
      numbers("missing") { Double($0.missing) },
      numbers("distinct") { Double($0.distinct) },
      numbers("mean", \.mean),
      numbers("sd", \.deviation),
      numbers("min") { $0.quartiles[0] },
      numbers("q25") { $0.quartiles[1] },
      numbers("median") { $0.quartiles[2] },
      numbers("q75") { $0.quartiles[3] },
      numbers("max") { $0.quartiles[4] },
      Column("from", days: summaries.map(\.from)),
      Column("to", days: summaries.map(\.to)),
    ])
  }
}

private struct ColumnSummary {
  var count = 0
  var missing = 0
  var distinct = 0
  var mean = Double.nan
  var deviation = Double.nan
  var quartiles = [Double](repeating: .nan, count: 5)
  var from: Day?
  var to: Day?

  init(_ column: Column) {
    missing = column.missingCount
    count = column.count - missing
    switch column.values {
    case .numbers(let all):
      let present = all.filter { !$0.isNaN }
      let sorted = present.sorted()
      let moments = Moments(present)
      (mean, deviation) = (moments.mean, moments.deviation)
      distinct = sorted.indices.count { $0 == 0 || sorted[$0] != sorted[$0 - 1] }
      quartiles = [0, 0.25, 0.5, 0.75, 1].map { Moments.quantile($0, ofSorted: sorted) }
    case .days(let all):
      let present = all.compactMap { $0 }
      (from, to, distinct) = (present.min(), present.max(), Set(present).count)
    case .texts(let all):
      distinct = Set(all.compactMap { $0 }).count
    }
  }
}
