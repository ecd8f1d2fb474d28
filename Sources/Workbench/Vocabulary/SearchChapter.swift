import Figures
import Marketing
import Notebooks
import Tables

/// Searching for models as Meta's Robyn does, and asking what the search found.
extension Vocabulary {
  static let searches: [Command] =
    [searchRobyn, front, clusters, winner, implied] + searchPlots

  static let searchChapter = "Robyn-style search"

  /// The operand of every command that asks a search.
  static let searchedFit = Parameter(
    "fit", .value([FitValue.kind.name]), "A fit that a search chose: that of search robyn.")

  private static let searchRobyn = Command(
    "search robyn", in: searchChapter,
    "Breeds ridge models with their carryover, saturation and penalty for fit, and for effect "
      + "shares that look like spend shares, as Meta's Robyn does; names the one chosen.",
    operands: [FitOptions.table], options: SearchOptions.all, gives: FitValue.kind.name,
    example: "search robyn retail target=sales channels=tv, radio "
      + "adstock=recursive(0..0.8), radio: weibull_pdf(0.5..4, 1..6)",
    infer: { inference throws(CommandError) in
      try inference.requireLiftColumns()
      return try inference.searchShape()
    },
    run: { invocation in
      let arguments = invocation.arguments
      let table: TableValue = try invocation.value("table")
      let lifts = try invocation.lifts()
      let spec = try MixSpec(robyn: arguments, lifts: lifts.map(\.study))
      let date = try arguments.dateColumn(among: ColumnShape.columns(of: table.table))
      do {
        let data = try MixData(table.table, for: spec, date: date)
        try spec.requireEvents(within: data)
        try lifts.require(within: data, arguments)
        let fit = try spec.fitted(to: data)
        try arguments.requireClusters(in: fit)
        return Outcome(value: FitValue(fit, date: date))
      } catch {
        throw CommandError(error, in: arguments)
      }
    })

  private static let front = Command(
    "front", in: searchChapter,
    "The candidates on a search's fronts, one row each: objectives, penalty, returns, "
      + "hyperparameters.",
    operands: [searchedFit], gives: TableValue.kind.name, example: "front searched",
    infer: { inference throws(CommandError) in
      try inference.requireSearch()
      return Shape(kind: TableValue.kind.name)
    },
    run: { invocation in
      Outcome(table: SearchTables(view: try invocation.searched()).candidates)
    })

  private static let clusters = Command(
    "clusters", in: searchChapter,
    "The clusters of a search's front, one row each: how many candidates, the winner, its "
      + "returns with intervals.",
    operands: [searchedFit], gives: TableValue.kind.name, example: "clusters searched",
    infer: { inference throws(CommandError) in
      try inference.requireSearch()
      guard let parts = inference.searchedChannels else { return Shape(kind: TableValue.kind.name) }
      return SearchTables.clusterShape(parts)
    },
    run: { invocation in
      let view = try invocation.searched()
      let tables = SearchTables(view: view)
      guard !view.front.clusters.isEmpty else {
        let why = view.describedMissingIntervals.joined(separator: " ")
        return Outcome(
          showing: [.text(why.isEmpty ? "The front was not clustered." : why)],
          value: TableValue(tables.clusters))
      }
      return Outcome(showing: [.table(tables.shownClusters)], value: TableValue(tables.clusters))
    })

  private static let winner = Command(
    "winner", in: searchChapter,
    "The winner of a cluster of a search as a fit of its own, at its settings and on the same "
      + "rows.",
    operands: [searchedFit],
    options: [Parameter("cluster", .integer(1...1_000), "The number of the cluster.")],
    gives: FitValue.kind.name, example: "second = winner searched cluster=2",
    infer: { inference throws(CommandError) in
      try inference.requireSearch()
      let fit = inference.shape("fit")
      return Shape(kind: FitValue.kind.name, columns: fit.columns, fields: fit.fields)
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      _ = try invocation.searched()
      do {
        let winner = try fit.fit.fit(ofCluster: invocation.arguments.integer("cluster"))
        return Outcome(value: FitValue(winner, date: fit.date))
      } catch {
        throw CommandError(error, in: invocation.arguments, data: "fit")
      }
    })

  private static let implied = Command(
    "implied", in: searchChapter,
    "What DECOMP.RSSD assumed of each channel's return, and how far it pulled the candidate "
      + "chosen from the best fit.",
    operands: [searchedFit], gives: TableValue.kind.name, example: "implied searched",
    infer: { inference throws(CommandError) in
      try inference.requireSearch()
      return .table(texts: "channel", numbers: SearchTables.impliedColumns)
    },
    run: { invocation in
      let view = try invocation.searched()
      let table = SearchTables(view: view).implied
      return Outcome(
        showing: [
          .text(view.describedPrior), .table(table), .chart(ImpliedReturnsPlot(view: view).chart),
        ], value: TableValue(table))
    })
}

// MARK: - Whether a fit is a search's

extension Invocation {
  /// The search behind the operand `fit`.
  func searched() throws -> SearchView {
    let fit: FitValue = try value("fit")
    guard let view = SearchView(fit: fit.fit) else {
      throw CommandError.noSearch(arguments.text("fit"))
    }
    return view
  }
}

extension Inference {
  /// Refuses a fit of which the check knows that no search chose it.
  func requireSearch() throws(CommandError) {
    guard let fields = shape("fit").fields, !fields.contains("rssd") else { return }
    throw .noSearch(arguments.text("fit"))
  }

  /// Whether the fit is known to be a search's.
  var isSearched: Bool { shape("fit").fields?.contains("rssd") ?? false }

  /// The channels of a searched fit under their field names, where they are known.
  fileprivate var searchedChannels: [String]? {
    shape("fit").fields?.filter { $0.hasPrefix("spend_share.") }.map {
      String($0.dropFirst("spend_share.".count))
    }
  }
}

extension CommandError {
  /// That a fit has no front.
  fileprivate static func noSearch(_ name: String) -> CommandError {
    CommandError(
      "no search as Robyn's chose \"\(name)\": it has no front; search robyn gives one",
      parameter: "fit", word: name)
  }
}
