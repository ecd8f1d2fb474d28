import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Journeys, and who is credited for their conversions.
  static let attribution: [Command] =
    journeys + attributionModels
    + [roas, orders, transitions, removalEffects, pairEffects, positions, ranks, pathsOfJourneys]
    + attributionPlots

  static let attributionChapter = "Attribution"

  /// The operand of every command that asks journeys.
  static let journeysOperand = Parameter(
    "journeys", .value([JourneysValue.kind.name]), "The journeys.")

  static let attributionOperand = Parameter(
    "attribution", .value([AttributionValue.kind.name]), "The credits.")

  /// Which window of a sketch is asked.
  static let windowOption = Parameter(
    "window", .anyOf([.duration, .number(0.001...36_500)]), .optional,
    "Days before a conversion in which a touch counts; one of those the journeys were read for, by default the "
      + "longest.")

  private static let costsOption = Parameter(
    "costs", .value([TableValue.kind.name]),
    "A table whose first column of texts names channels, and whose column `cost` is what each cost."
  )

  private static let roas = Command(
    "roas", in: attributionChapter,
    "Value credited for each unit of money spent, with the interval of the credit.",
    operands: [attributionOperand], options: [costsOption],
    gives: TableValue.kind.name, example: "roas credited costs=spent",
    infer: { inference throws(CommandError) in
      .table(texts: "channel", numbers: ["cost", "credit", "value", "roas", "low", "high", "cpa"])
    },
    run: { invocation in
      let value: AttributionValue = try invocation.value("attribution")
      let costs = try invocation.costs("costs", of: value.attribution.channels)
      let table = value.attribution.returnTable(costs: costs.amounts)
      return Outcome(
        table: TableOutput(
          table.withoutEmptyColumns,
          title: "Return on ad spend by \(value.attribution.model)",
          formats: [
            "cost": .decimals(0), "credit": .decimals(1), "value": .decimals(0),
            "roas": .decimals(2), "low": .decimals(2), "high": .decimals(2), "cpa": .decimals(2),
          ],
          note: (costs.unknown.isEmpty
            ? "" : "Without a cost: \(costs.unknown.joined(separator: ", ")). ")
            + (costs.strangers.isEmpty
              ? ""
              : "Costs of no channel, not counted: \(costs.strangers.joined(separator: ", ")). ")
            + "roas is value credited over cost, cpa cost over conversions credited: no better than the credit."
            + (value.attribution.intervals == nil
              ? "" : " low and high are of roas. \(AttributionIntervals.fixed)"),
          shownRows: 40))
    })

  private static let orders = Command(
    "orders", in: attributionChapter,
    "Says how many touches a chain should remember: the loss of each order on journeys held out.",
    operands: [journeysOperand],
    options: [
      windowOption,
      Parameter("largest", .integer(1...4), .standard("4"), "The largest order tried."),
      Parameter(
        "folds", .integer(2...50), .standard("5"), "Into how many folds journeys are dealt."),
      .seed,
    ],
    gives: TableValue.kind.name, example: "orders seen",
    infer: { inference throws(CommandError) in
      Shape(kind: TableValue.kind.name)
    },
    run: { invocation in
      let table = try invocation.journeyTable()
      let arguments = invocation.arguments
      return try invocation.attributed {
        let choice = try MarkovOrderSearch(
          largestOrder: arguments.integer("largest"), folds: arguments.integer("folds"),
          seed: UInt64(arguments.integer("seed"))
        ).choice(for: table)
        return Outcome(
          table: TableOutput(
            choice.table, title: "Order \(choice.best) foretells unseen journeys best",
            emphasisedRows: [choice.best - 1],
            note:
              "Mean loss in nats a journey of \(NumberFormat.automatic.text(choice.journeys)) journeys held "
              + "out; less is better. The simplest within one standard error of that is order \(choice.simplest). "
              + "Judged are chains of collapsed repeats whose longer memories lean on shorter ones where they were "
              + "seldom seen; attribute markov does neither."
          ))
      }
    })

  private static let transitions = Command(
    "transitions", in: attributionChapter,
    "The steps of the chain of touches: from where to where, how often, with what probability.",
    operands: [journeysOperand],
    options: [windowOption, orderOption, nullsOption], gives: TableValue.kind.name,
    example: "transitions seen order=1",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [
          ColumnShape("from", .texts), ColumnShape("to", .texts), ColumnShape("count", .numbers),
          ColumnShape("probability", .numbers),
        ])
    },
    run: { invocation in
      let fit = try invocation.markovFit()
      return Outcome(
        table: TableOutput(
          fit.transitionTable, title: "Steps between \(counted(fit.stateCount, "state"))",
          formats: ["count": .automatic, "probability": .decimals(4)]))
    })

  private static let removalEffects = Command(
    "removals", in: attributionChapter,
    "The share of conversions lost without each channel, under each of the four meanings of removal.",
    operands: [journeysOperand], options: [windowOption, orderOption, nullsOption],
    gives: TableValue.kind.name, example: "removals seen",
    infer: { inference throws(CommandError) in
      .table(texts: "channel", numbers: removals.map(\.word))
    },
    run: { invocation in
      let table = try invocation.journeyTable()
      let columns = try removals.map { word, removal in
        var chain = invocation.arguments.chain
        chain.removal = removal
        let effects = try invocation.attributed { try chain.removalEffects(of: table) }
        return Column(word, numbers: effects)
      }
      return Outcome(
        table: TableOutput(
          Table([Column("channel", texts: table.channels)] + columns),
          title: "What is lost without a channel, in four meanings",
          formats: Dictionary(
            removals.map { ($0.word, NumberFormat.percent(1)) }, uniquingKeysWith: { $1 }),
          note: "Shares of the conversions. redirect: walks end at the channel; fail: those that "
            + "touched it fail; refit: the same, those of which nothing is left taken out; detour: "
            + "only its touches are taken out.",
          shownRows: 40))
    })

  private static let pairEffects = Command(
    "pairs", in: attributionChapter,
    "What would be lost without two channels at once, and how far that differs from the sum of both.",
    operands: [journeysOperand], options: [windowOption, orderOption, nullsOption],
    gives: TableValue.kind.name, example: "pairs seen",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [
          ColumnShape("first", .texts), ColumnShape("second", .texts),
          ColumnShape("removal_effect", .numbers), ColumnShape("overlap", .numbers),
        ])
    },
    run: { invocation in
      let table = try invocation.journeyTable()
      let effects = try invocation.attributed {
        try invocation.arguments.chain.pairEffects(of: table)
      }
      return Outcome(table: TableOutput(pairs: effects, of: table.channels))
    })

  private static let positions = Command(
    "positions", in: attributionChapter,
    "Shapley values by the place of the touch: what each channel earns as first, second, third touch.",
    operands: [journeysOperand], options: [windowOption], gives: TableValue.kind.name,
    example: "positions seen",
    infer: { inference throws(CommandError) in
      Shape(kind: TableValue.kind.name)
    },
    run: { invocation in
      let table = try invocation.journeyTable()
      let ordered = try invocation.attributed { try ShapleyCredit.ordered(table) }
      return Outcome(
        table: TableOutput(
          ordered.wideTable, title: "Shapley values by the place of the touch",
          formats: Dictionary(
            ordered.wideTable.names.dropFirst().map { ($0, NumberFormat.decimals(1)) },
            uniquingKeysWith: { $1 }),
          note: "A row sums to the channel's Shapley value, in conversions.", shownRows: 40))
    })

  private static let ranks = Command(
    "ranks", in: attributionChapter,
    "How probable each rank of each channel is over the resamples of the journeys.",
    operands: [attributionOperand], gives: TableValue.kind.name, example: "ranks credited",
    infer: { inference throws(CommandError) in
      Shape(kind: TableValue.kind.name)
    },
    run: { invocation in
      let value: AttributionValue = try invocation.value("attribution")
      let intervals = try invocation.intervals(of: value)
      let formats = intervals.channels.indices.map {
        ("rank_\($0 + 1)", NumberFormat.percent(0))
      }
      return Outcome(
        table: TableOutput(
          intervals.rankTable, title: "How sure the ranks are",
          formats: Dictionary(formats) { first, _ in first }, note: intervals.sentence,
          shownRows: 40))
    })
}

extension OrderedShapley {
  /// Places of their own; later touches are one column.
  private static let places = 6

  /// One row a channel: `channel touch_1 touch_2 … later total`, the largest total first.
  fileprivate var wideTable: Table {
    let order = channels.indices.sorted { (totals[$1], $0) < (totals[$0], $1) }
    let longest = credit.map(\.count).max() ?? 0
    var columns = [Column("channel", texts: order.map { channels[$0] })]
    for place in 0..<min(longest, OrderedShapley.places) {
      columns.append(
        Column(
          "touch_\(place + 1)",
          numbers: order.map { place < credit[$0].count ? credit[$0][place] : 0 }))
    }
    if longest > OrderedShapley.places {
      columns.append(
        Column(
          "later",
          numbers: order.map { credit[$0].dropFirst(OrderedShapley.places).reduce(0, +) }))
    }
    return Table(columns + [Column("total", numbers: order.map { totals[$0] })])
  }
}

extension TableOutput {
  /// Removal effects of pairs, one row a pair, the largest overlap first.
  init(pairs effects: [[Double]], of channels: [String]) {
    var rows: [(first: String, second: String, effect: Double, overlap: Double)] = []
    for first in channels.indices {
      for second in channels.indices where second > first {
        rows.append(
          (
            channels[first], channels[second], effects[first][second],
            effects[first][first] + effects[second][second] - effects[first][second]
          ))
      }
    }
    rows = rows.enumerated()
      .sorted { ($1.element.overlap, $0.offset) < ($0.element.overlap, $1.offset) }
      .map(\.element)
    self.init(
      Table([
        Column("first", texts: rows.map(\.first)), Column("second", texts: rows.map(\.second)),
        Column("removal_effect", numbers: rows.map(\.effect)),
        Column("overlap", numbers: rows.map(\.overlap)),
      ]), title: "What is lost without two channels at once",
      formats: ["removal_effect": .decimals(4), "overlap": .decimals(4)],
      note:
        "overlap is the sum of both effects less the effect of both: the share of conversions whose walk passes "
        + "both, and which each claims for itself.")
  }
}
