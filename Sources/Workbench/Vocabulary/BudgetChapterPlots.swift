import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let plotPlan = Command(
    "plot plan", in: budgetChapter,
    "What each channel gets today and in the plan, and the bounds it had.",
    operands: [Parameter("plan", .value([PlanValue.kind.name]), "The plan.")],
    options: titles, example: "plot plan best"
  ) { invocation in
    let plan: PlanValue = try invocation.value("plan")
    return Outcome(showing: [
      .chart(
        PlanPlot(
          value: plan, title: invocation.arguments.optionalText("title"),
          subtitle: invocation.arguments.optionalText("subtitle")
        ).chart)
    ])
  }

  static let plotScenarios = Command(
    "plot scenarios", in: budgetChapter,
    "What the best plans of several budgets bring, and what their last unit of money returns.",
    operands: [
      Parameter("scenarios", .value([TableValue.kind.name]), "What `scenarios` gave.")
    ],
    options: titles, example: "plot scenarios outlook"
  ) { invocation in
    let value: TableValue = try invocation.value("scenarios")
    do {
      return Outcome(showing: [
        .chart(
          try ScenarioPlot(
            value.table, title: invocation.arguments.optionalText("title"),
            subtitle: invocation.arguments.optionalText("subtitle")
          ).chart)
      ])
    } catch {
      let name = invocation.arguments.text("scenarios")
      throw CommandError(
        "\"\(name)\" is no table of scenarios; make one with scenarios FIT", parameter: "scenarios",
        word: name)
    }
  }

  static let plotResponse = Command(
    "plot response", in: budgetChapter,
    "Each channel's response curve: where spend was observed, where it is today, where a plan puts it.",
    operands: [fitOperand],
    options: [
      Parameter("plan", .value([PlanValue.kind.name]), .optional, "A plan of this fit, to mark.")
    ] + titles,
    example: "plot response baseline plan=best"
  ) { invocation in
    let fit: FitValue = try invocation.value("fit")
    var plan: PlanValue?
    if invocation.arguments.isGiven("plan") {
      let value: PlanValue = try invocation.value("plan")
      plan = value
      guard value.plan.channels.map(\.name) == fit.fit.responses.map(\.channel) else {
        let name = invocation.arguments.text("plan")
        throw CommandError(
          "\"\(name)\" is a plan for \(value.plan.channels.map(\.name).joined(separator: ", ")), "
            + "the fit has \(fit.fit.responses.map(\.channel).joined(separator: ", "))",
          parameter: "plan", word: name)
      }
    }
    return Outcome(showing: [
      .chart(
        ResponsePlot(
          fit: fit, plan: plan, title: invocation.arguments.optionalText("title"),
          subtitle: invocation.arguments.optionalText("subtitle")
        ).chart)
    ])
  }
}
