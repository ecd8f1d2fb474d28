import Figures
public import Marketing
public import Notebooks
import Tables

/// What models find of the truth in simulated worlds, as the value of a name.
public struct RecoveryValue: NotebookValue {
  /// Estimates beside truths, world by world.
  public let score: RecoveryScore

  /// A recovery as the value of a name.
  public init(_ score: RecoveryScore) { self.score = score }

  /// `recovery`.
  public static let kind = Kind(
    "recovery", "Which models find the returns of simulated worlds, and which do not.",
    fields: [
      ("worlds", "Worlds that were simulated."),
      ("error.<fit>", "Median over channels and worlds of |estimate / truth − 1|."),
      ("bias.<fit>.<channel>", "Median of estimate / truth − 1; above 0 overstated."),
      ("rmse.<fit>.<channel>", "Root mean squared error of the return."),
      ("coverage.<fit>.<channel>", "Share of the truths within the fit's own 90% interval."),
    ].map { Kind.FieldPattern($0.0, $0.1) })

  /// Errors by fit; bias, error and coverage by fit and channel.
  public var fields: [Field] { score.scalarFields.map { Field($0.name, $0.value) } }

  /// Whether it was stopped before all worlds were fitted.
  public var isPartial: Bool { score.isPartial }

  /// How near each fit comes, then one row a fit and channel.
  public var shown: [Output] {
    [
      .text(described),
      .table(
        TableOutput(
          score.table, title: "Estimated and true returns over \(worlds)",
          formats: [
            "worlds": .decimals(0), "truth": .decimals(2), "mean": .decimals(2),
            "bias": .percent(0), "low": .percent(0), "high": .percent(0), "rmse": .decimals(2),
            "coverage": .percent(0),
          ],
          note:
            "bias: the median of estimate / truth − 1, low and high its quartiles over the worlds; rmse in "
            + "units of the return; coverage: worlds in which the fit's own 90% interval held the truth.",
          shownRows: 60)),
    ]
  }

  private var worlds: String { counted(score.recovery.worlds, "simulated world") }

  /// The fits from the nearest to the farthest, and what the numbers leave out.
  private var described: String {
    let order = score.models.compactMap { model in
      score.error(of: model).map { (model: model, error: $0) }
    }.sorted { ($0.error, $0.model) < ($1.error, $1.model) }
    let simulator = score.recovery.simulator
    var sentences = [
      "Over \(worlds) of \(simulator.weeks) weeks a return is off by "
        + order.map { "\(NumberFormat.percent(0).text($0.error)) with \($0.model)" }
        .joined(separator: ", ") + ", in the median over channels and worlds."
    ]
    for (model, count) in score.failures.sorted(by: { $0.key < $1.key }) {
      sentences.append("\(model) could not be fitted to \(counted(count, "world")).")
    }
    if !score.withoutExperiments.isEmpty {
      sentences.append(
        "The experiments of \(score.withoutExperiments.joined(separator: ", ")) were left out: they measured "
          + "another world.")
    }
    if !score.fromElsewhere.isEmpty {
      sentences.append(
        "Estimates of \(score.fromElsewhere.joined(separator: ", ")) are from a table, in the worlds that it names."
      )
    }
    let narrower = score.narrower
    if !narrower.isEmpty, score.models.count > 1 {
      sentences.append(
        "\(enumerated(narrower)) cover\(narrower.count == 1 ? "s" : "") fewer worlds or channels, and "
          + "\(narrower.count == 1 ? "is" : "are") not to be ranked with the rest.")
    }
    if score.isPartial { sentences.append("It was stopped before all worlds were fitted.") }
    return sentences.joined(separator: " ")
  }
}
