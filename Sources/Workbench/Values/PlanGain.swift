import Figures
import Marketing
import Notebooks
import Tables

extension PlanValue {
  /// What the draws of a posterior say of the plan: one row of numbers, and one sentence in plain words.
  func gain(_ judgement: PlanJudgement) -> TableOutput {
    TableOutput(
      Table([
        Column("expected_gain", numbers: [judgement.expectedGain]),
        Column("gain_low", numbers: [judgement.low]),
        Column("gain_high", numbers: [judgement.high]),
        Column("p_better", numbers: [judgement.probabilityBetter]),
        Column("cvar", numbers: [judgement.cvar]),
      ]), title: "How sure the plan is",
      formats: [
        "expected_gain": .significant(4), "gain_low": .significant(4),
        "gain_high": .significant(4), "p_better": .percent(0), "cvar": .significant(4),
      ], note: described(judgement))
  }

  private func described(_ judgement: PlanJudgement) -> String {
    let count = judgement.gains.count
    let better = judgement.gains.count { $0 > 0 }
    let whole =
      better == count
      ? "All \(count) draws of the model bring more"
      : better == 0
        ? "None of \(count) draws of the model brings more"
        : "\(better) of \(count) draws of the model bring more"
    let mean = amount(judgement.expectedGain)
    var text =
      "\(whole) \(target) with this plan than with today's spend \(describedSpan): \(mean) on average, "
      + "between \(amount(judgement.low)) and \(amount(judgement.high)) in nine of ten, and "
      + "\(amount(judgement.cvar)) in the worst tenth."
    let aversion = plan.problem.riskAversion
    if aversion > 0 {
      text +=
        " The plan was made with risk=\(NumberFormat.significant(2).text(aversion)): "
        + (aversion == 1
          ? "the worst tenth alone counted."
          : "that share of what counted was the worst tenth.")
    }
    if plan.budget > plan.currentBudget * 1.0005 {
      text += " The money beyond today's is not taken off."
    }
    return text
  }

  /// A gain with its sign, so that a loss is seen.
  private func amount(_ gain: Double) -> String {
    let text = PlotWords.amount(abs(gain))
    return gain < 0 ? "−\(text)" : text
  }
}
