import Notebooks

extension Vocabulary {
  /// Showing, claiming, importing: what every notebook needs.
  static let core: [Command] = [show, claim, compute, importing]

  private static let chapter = "Notebook"

  private static let show = Command(
    "show", in: chapter, "Shows a value as its kind shows itself.",
    operands: [
      Parameter("value", .value([]), "What to show.")
    ],
    options: [
      Parameter("rows", .integer(1...1_000), .standard("12"), "Rows of a table to show.")
    ],
    example: "show retail rows=5"
  ) { invocation in
    // Without a word of the author a table that knows how many of its rows matter shows those.
    let rows = invocation.arguments.integer("rows")
    let isGiven = invocation.arguments.isGiven("rows")
    let outputs = try invocation.anyValue("value").shown.map { output in
      guard case .table(var table) = output else { return output }
      table.shownRows = isGiven ? rows : max(rows, table.shownRows)
      return Output.table(table)
    }
    return Outcome(showing: outputs)
  }

  private static let claim = Command(
    "claim", in: chapter,
    "Claims something about results; the notebook fails at this line where it does not hold.",
    operands: [
      Parameter("comparison", .claim, "Two calculations with < <= > >= == != or ~ between.")
    ],
    options: [
      Parameter(
        "within", .number(0...Double.greatestFiniteMagnitude), .optional,
        "The tolerance of ~, in the unit of the two sides."),
      Parameter("else", .text, .optional, "What it means where the claim does not hold."),
    ],
    example: "claim fit.r2 > 0.8",
    infer: { inference throws(CommandError) in
      let arguments = inference.arguments
      if let comparison = arguments.optionalExpression("comparison"), comparison.usesNear,
        !arguments.isGiven("within")
      {
        throw CommandError("~ needs a tolerance: within=0.1", parameter: "comparison")
      }
      return Shape(kind: nil)
    },
    run: { invocation in
      guard let comparison = invocation.arguments.optionalExpression("comparison") else {
        throw CommandError("a claim is a comparison", parameter: "comparison")
      }
      let verdict = try invocation.verdict(
        comparison, within: invocation.arguments.optionalNumber("within") ?? 0)
      let tolerance = invocation.arguments.optionalNumber("within")
      let text = comparison.written + (tolerance.map { " within \(Canonical.text($0))" } ?? "")
      return Outcome(showing: [
        .claim(
          ClaimVerdict(
            text: text, actual: verdict.actual, value: verdict.value, holds: verdict.holds,
            explanation: invocation.arguments.optionalText("else")))
      ])
    })

  private static let compute = Command(
    "compute", in: chapter, "Does a calculation with numbers and fields and keeps the result.",
    operands: [
      Parameter("calculation", .expression, "Numbers, fields, + - * / and functions.")
    ],
    gives: PlainValue.kind.name,
    example: "lift = compute carried.r2 - baseline.r2"
  ) { invocation in
    guard let expression = invocation.arguments.optionalExpression("calculation") else {
      throw CommandError("a calculation is due", parameter: "calculation")
    }
    let scalar = try invocation.scalar(expression)
    if case .number(let number) = scalar, !number.isFinite {
      throw CommandError(
        "\(expression.written) has no finite value", parameter: "calculation")
    }
    return Outcome(value: PlainValue(scalar))
  }

  private static let importing = Command.importing(
    in: chapter, "Takes a name over from another notebook, computed or from the cache.",
    example: "retail = import retail from=02_baseline_model")
}
