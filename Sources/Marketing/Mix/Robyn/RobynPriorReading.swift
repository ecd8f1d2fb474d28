public import Tables

extension RobynPrior {
  /// What RSSD did between the evaluation that fits best and the one chosen, each with its effects and spend by channel.
  init(
    _ channels: [String], best: RobynFront.Evaluation, bestEffect: [Double], bestSpend: [Double],
    chosen: RobynFront.Evaluation, chosenEffect: [Double], spend: [Double]
  ) {
    let (bestTotal, chosenTotal) = (bestEffect.reduce(0, +), chosenEffect.reduce(0, +))
    let money = spend.reduce(0, +)
    func ratio(_ above: Double, _ below: Double) -> Double { below != 0 ? above / below : 0 }
    self.init(
      channels: channels.enumerated().map { index, name in
        Channel(
          name: name, spendShare: ratio(spend[index], money),
          bestFitShare: ratio(bestEffect[index], bestTotal),
          chosenShare: ratio(chosenEffect[index], chosenTotal),
          bestFitROI: ratio(bestEffect[index], bestSpend[index]),
          chosenROI: ratio(chosenEffect[index], spend[index]),
          impliedROI: ratio(chosenTotal, money))
      },
      bestFitNRMSE: best.nrmse, chosenNRMSE: chosen.nrmse, bestFitRSSD: best.rssd,
      chosenRSSD: chosen.rssd, bestFit: best.name)
  }

  /// One row a channel: `channel spend_share best_fit_share chosen_share best_fit_roi chosen_roi implied_roi pull`.
  public var table: Table {
    Table([
      Column("channel", texts: channels.map(\.name)),
      Column("spend_share", numbers: channels.map(\.spendShare)),
      Column("best_fit_share", numbers: channels.map(\.bestFitShare)),
      Column("chosen_share", numbers: channels.map(\.chosenShare)),
      Column("best_fit_roi", numbers: channels.map(\.bestFitROI)),
      Column("chosen_roi", numbers: channels.map(\.chosenROI)),
      Column("implied_roi", numbers: channels.map(\.impliedROI)),
      Column("pull", numbers: channels.map { $0.pull ?? .nan }),
    ])
  }
}
