import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Planning budgets.
  static let budgets: [Command] = [
    optimize, scenarios, response, plotPlan, plotScenarios, plotResponse,
  ]

  static let budgetChapter = "Budgets"

  private static let optimize = Command(
    "optimize", in: budgetChapter,
    "Splits a budget over the channels of a fit so that it brings the most, and says why.",
    operands: [fitOperand],
    options: [budgetParameter] + boundParameters + [
      risk,
      Parameter(
        "target_roas", .number(1e-9...1e9), .optional,
        "Instead of a given budget: the largest one, up to three times the budget, whose best plan brings so "
          + "much for each unit of money."),
    ],
    gives: PlanValue.kind.name,
    example: "optimize baseline budget=60000 lower=5% upper=60%, tv: 40%",
    infer: { inference throws(CommandError) in Shape(kind: PlanValue.kind.name) },
    run: { invocation in
      let question = try BudgetQuestion(invocation)
      var problem = question.problem
      if let target = invocation.arguments.optionalNumber("target_roas") {
        problem.goal = .targetROAS(target)
      }
      do throws(BudgetError) {
        return Outcome(value: question.value(try problem.solved()))
      } catch {
        throw CommandError(error, in: invocation.arguments)
      }
    })

  private static let scenarios = Command(
    "scenarios", in: budgetChapter,
    "The best plans at several budgets: what they bring, and what the last unit of money returns.",
    operands: [fitOperand],
    options: [
      Parameter(
        "budgets", .list(.anyOf([.percent(0...100), anyAmount])),
        .standard("90%, 100%, 110%, 120%, 150%"),
        "Budgets: shares of `budget`, or amounts."),
      budgetParameter,
    ] + boundParameters + [risk],
    gives: TableValue.kind.name, example: "scenarios baseline budgets=90%, 100%, 120% upper=50%",
    infer: { inference throws(CommandError) in
      // Whether the fit has draws, whose gains have columns of their own, may be known only after it has run.
      guard let fields = inference.shape("fit").fields else {
        return Shape(kind: TableValue.kind.name)
      }
      return .table(
        texts: "scenario",
        numbers: ["budget", "predicted", "uplift", "roi", "marginal_return"]
          + (fields.contains("divergences") ? ["gain_low", "gain_high", "p_better"] : []))
    },
    run: { invocation in
      let question = try BudgetQuestion(invocation)
      let multiples = invocation.arguments.keyedAmounts("budgets").map { item in
        switch item.amount {
        case .share(let share): share
        case .amount(let money): money / question.problem.budget
        }
      }
      do throws(BudgetError) {
        let scenarios = try question.problem.scenarios(at: multiples)
        return Outcome(
          table: TableOutput(
            scenarios.table, title: scenarios.finding(question.period),
            formats: PlanValue.formats,
            note: (question.doubt.map { "\($0) " } ?? "") + scenarios.note(question.target)))
      } catch {
        throw CommandError(error, in: invocation.arguments, budget: "budgets")
      }
    })
}

extension BudgetScenarios {
  fileprivate func finding(_ period: String) -> String {
    guard let first = plans.first, let last = plans.last, plans.count > 1 else {
      return "The best plan"
    }
    let format = NumberFormat.decimals(2)
    let short = NumberFormat.short
    return
      "The last unit of money brings \(format.text(first.multiplier)) at \(short.text(first.budget)) "
      + "and \(format.text(last.multiplier)) at \(short.text(last.budget))"
  }

  fileprivate func note(_ target: String) -> String {
    let beyond = zip(multiples, plans).filter { _, plan in
      plan.channels.contains(where: \.isBeyondObserved)
    }.map { NumberFormat.percent(0).text($0.0) }
    var measure =
      "uplift: \(target) beyond those of today's spend; marginal_return: what the last unit of budget brings."
    if plans.allSatisfy({ $0.judgement != nil }) {
      measure +=
        " Nine of ten draws put the uplift between gain_low and gain_high; p_better: the share of draws that "
        + "put it above 0."
    }
    return beyond.isEmpty
      ? measure
      : measure + " Beyond observed spend in some channel: \(beyond.joined(separator: ", "))."
  }
}
