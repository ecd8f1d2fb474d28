/// What a check says, for a report.
struct CheckSentence {
  let kind: ModelCheck.Kind
  let verdict: ModelCheck.Verdict
  let value: Double
  let low: Double
  let high: Double
  let draws: Int
  /// The channel that decided; nil where all did.
  let worst: String?
  /// How many other channels are beyond the line that passes.
  let others: Int
  let refreshRows: Int

  /// The finding, the measure and the line.
  var text: String { "\(finding): \(measure); up to \(line) passes." }

  private var line: String { SpokenNumber.percent(kind.lines.passes) }

  private var spread: String {
    "\(SpokenNumber.percent(low)) to \(SpokenNumber.percent(high)) over \(counted(draws, "draw"))"
  }

  private var finding: String {
    switch (kind, verdict) {
    case (.placebo, .held): "Noise is given little"
    case (.placebo, .doubtful): "Noise is given credit"
    case (.placebo, _): "Noise is given as much as advertising"
    case (.shuffled, .held): "Most of the effect is learnt from the data"
    case (.shuffled, .doubtful): "Part of the effect is the method's, not the data's"
    case (.shuffled, _): "Half of the effect or more is the method's, not the data's"
    case (.perturbed, .held): "Small errors in spend change little"
    case (.perturbed, .doubtful): "Small errors in spend move returns"
    case (.perturbed, _): "Small errors in spend move returns a lot"
    case (.refresh, .held): "New rows change little"
    case (.refresh, .doubtful): "New rows move returns"
    case (.refresh, _): "New rows move returns a lot"
    }
  }

  private var measure: String {
    let value = SpokenNumber.percent(value)
    let more = others > 0 ? ", \(counted(others, "more channel")) beyond the line" : ""
    switch kind {
    case .placebo:
      return "spend in random order is given \(value) of the return of real channels (\(spread))"
    case .shuffled:
      return
        "with all rows of spend in random order \(value) of the contributions is still found (\(spread))"
    case .perturbed:
      return
        "with errors of 5% in every cell the return of \(worst ?? "") moves by \(value) on average"
        + " (\(spread)\(more))"
    case .refresh:
      return
        "with each \(counted(refreshRows, "row")) more the return of \(worst ?? "") moves by \(value) on "
        + "average (\(SpokenNumber.percent(low)) to \(SpokenNumber.percent(high)) over "
        + "\(counted(draws, "refresh", "refreshes"))\(more))"
    }
  }
}
