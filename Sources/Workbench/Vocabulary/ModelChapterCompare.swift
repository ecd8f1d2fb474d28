import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let compare = Command(
    "compare", in: modelChapter,
    "Sets fits side by side, how near each comes and what return it gives each channel; or attributions, where they "
      + "agree and why not.",
    operands: [
      Parameter(
        "results", .list(.value([FitValue.kind.name, AttributionValue.kind.name])),
        "Two fits or more, or two attributions or more of the same journeys.")
    ],
    gives: TableValue.kind.name, example: "compare baseline, carried",
    infer: { inference throws(CommandError) in
      let kinds = Set(inference.shapes("results").compactMap(\.kind))
      let isFits = kinds == [FitValue.kind.name]
      try inference.arguments.requireDifferentNames(
        "results", atLeast: 2, called: isFits ? "fits" : "results")
      guard isFits else { return Shape(kind: TableValue.kind.name) }
      return .table(texts: "fit", numbers: comparedColumns)
    },
    run: { invocation in
      let results = try invocation.anyValues("results")
      guard results.allSatisfy({ $0.value is FitValue }) else {
        return try invocation.comparedAttributions("results")
      }
      let fits = try invocation.namedFits("results")
      let table = comparison(of: fits)
      let targets = Set(fits.map(\.value.fit.spec.target))
      let output = TableOutput(
        table.withoutEmptyColumns, title: "The fits side by side", formats: FitValue.metricFormats,
        note: targets.count > 1
          ? "The fits explain different targets (\(targets.sorted().joined(separator: ", "))): "
            + "rmse cannot be compared." : nil,
        shownRows: 40)
      let chart = ReturnPlot(fits: fits).chart
      return Outcome(
        showing: fits.flatMap { $0.value.cautionOutput($0.name) }
          + [.table(output), .chart(chart)],
        value: TableValue(table, formats: FitValue.metricFormats))
    })

  private static let comparedColumns = [
    "rows", "r2", "rmse", "mape", "penalty", "test_r2", "test_rmse", "test_mape",
  ]

  /// One row a fit.
  private static func comparison(of fits: [NamedFit]) -> Table {
    func numbers(_ name: String, _ value: (MixFit) -> Double?) -> Column {
      Column(name, numbers: fits.map { value($0.value.fit) ?? .nan })
    }
    return Table([
      Column("fit", texts: fits.map(\.name)),
      numbers("rows") { Double($0.training.rowCount) },
      numbers("r2", \.training.metrics.r2),
      numbers("rmse", \.training.metrics.rmse),
      numbers("mape", \.training.metrics.mape),
      // Priors are no penalty of one number.
      numbers("penalty") { $0.posterior == nil ? $0.penalty : nil },
      numbers("test_r2") { $0.test?.metrics.r2 },
      numbers("test_rmse") { $0.test?.metrics.rmse },
      numbers("test_mape") { $0.test?.metrics.mape },
    ])
  }
}

/// A fit under the name that the notebook gives it.
struct NamedFit {
  let name: String
  let value: FitValue
}

extension Invocation {
  /// The fits of a list, with their names.
  func namedFits(_ parameter: String) throws -> [NamedFit] {
    try anyValues(parameter).map { name, value in
      guard let fit = value as? FitValue else {
        throw CommandError("\"\(name)\" is not a fit", parameter: parameter, word: name)
      }
      return NamedFit(name: name, value: fit)
    }
  }
}

extension Arguments {
  /// Refuses a name that is listed twice, and fewer than are due.
  func requireDifferentNames(
    _ parameter: String, atLeast least: Int, called noun: String = "fits"
  ) throws(CommandError) {
    let names = texts(parameter)
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw CommandError("\"\(name)\" is listed twice", parameter: parameter, word: name)
    }
    guard names.count >= least else {
      throw CommandError(
        "\(least) \(noun) or more are compared; here is \(names.count)", parameter: parameter)
    }
  }
}
