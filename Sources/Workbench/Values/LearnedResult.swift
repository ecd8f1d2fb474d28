import Figures
public import Marketing
import Notebooks
public import Statistics
import Tables

/// A learned model of attribution, and how well it foretells journeys that it has not seen.
public struct LearnedResult: Sendable, Codable {
  /// The model, learned from all journeys.
  public let fit: LearnedFit
  /// How well one learned from earlier journeys foretells the later ones; nil where none were kept apart.
  public let later: ClassifierScore?

  static let patterns: [Kind.FieldPattern] = [
    ("auc", "Chance that a converting journey is rated above one that is not; learned models."),
    ("log_loss", "Mean loss of the predictions, nats; learned models."),
    ("baseline_log_loss", "That of predicting the overall rate; learned models."),
    ("brier", "Mean squared error of the predictions; learned models."),
    ("auc_out", "The same for journeys that the model has not seen."),
    ("log_loss_out", "The same for journeys that the model has not seen."),
    ("baseline_log_loss_out", "The same for journeys that the model has not seen."),
    ("brier_out", "The same for journeys that the model has not seen."),
    (
      "clipped_share", "Share of the conversions whose credit was clipped, an effect being below 0."
    ),
    (
      "undecided_share",
      "Share of the conversions of journeys in which no touch has an effect above 0."
    ),
    ("rows", "Journeys that look different to the model."),
    ("coefficient.<feature>", "Log-odds for one more of the feature; logistic regression."),
  ].map { Kind.FieldPattern($0.0, $0.1) }

  var fields: [Field] {
    var found = ClassifierScore.fields(fit.inSample, "")
    if let out = later ?? fit.outOfSample { found += ClassifierScore.fields(out, "_out") }
    let own: Set = ["clipped_share", "undecided_share", "rows"]
    found += fit.scalarFields.filter { own.contains($0.name) }.map { Field($0.name, $0.value) }
    if let logistic = fit.logistic {
      found += zip(Field.parts(fit.features.map(\.name)), logistic.coefficients).map {
        Field("coefficient.\($0)", $1)
      }
    }
    return found
  }

  /// One row for journeys seen, one for others: `data journeys rate auc log_loss baseline_log_loss brier`.
  var evaluation: TableOutput {
    var rows = [("seen", fit.inSample)]
    if let later {
      rows.append(("later, not seen", later))
    } else if let out = fit.outOfSample {
      rows.append(("not seen, by folds", out))
    }
    return ClassifierScore.output(
      rows, title: "How well conversions are foretold by \(fit.model.name)")
  }

  /// What a reader must know of the credits.
  var sentences: [String] {
    let total = fit.attribution.total
    guard total > 0 else { return [] }
    var sentences: [String] = []
    func percent(_ part: Double) -> String { NumberFormat.percent(1).text(part / total) }
    if fit.clipped > 0 {
      sentences.append(
        "Effects below 0 were clipped; the credit of \(percent(fit.clipped)) of the conversions rests on that."
      )
    }
    if fit.undecided > 0 {
      sentences.append(
        "In the journeys of \(percent(fit.undecided)) no touch has an effect above 0; their touches share alike."
      )
    }
    if !fit.unknownChannels.isEmpty {
      sentences.append(
        "Channels of the journeys held out that the model never saw: "
          + "\(fit.unknownChannels.joined(separator: ", ")).")
    }
    return sentences
  }
}

extension ClassifierScore {
  /// The scores under their names.
  static func fields(_ score: ClassifierScore, _ suffix: String) -> [Field] {
    (score.areaUnderCurve.map { [Field("auc\(suffix)", $0)] } ?? []) + [
      Field("log_loss\(suffix)", score.logLoss),
      Field("baseline_log_loss\(suffix)", score.baselineLogLoss),
      Field("brier\(suffix)", score.brier),
    ]
  }

  /// Scores side by side.
  static func output(_ rows: [(String, ClassifierScore)], title: String) -> TableOutput {
    func numbers(_ name: String, _ value: (ClassifierScore) -> Double) -> Column {
      Column(name, numbers: rows.map { value($0.1) })
    }
    return TableOutput(
      Table([
        Column("data", texts: rows.map(\.0)),
        numbers("trials", \.trials), numbers("rate", \.rate),
        numbers("auc") { $0.areaUnderCurve ?? .nan },
        numbers("log_loss", \.logLoss), numbers("baseline_log_loss", \.baselineLogLoss),
        numbers("brier", \.brier),
      ]), title: title,
      formats: [
        "trials": .decimals(0), "rate": .percent(1), "auc": .decimals(3), "log_loss": .decimals(4),
        "baseline_log_loss": .decimals(4), "brier": .decimals(4),
      ],
      note:
        "auc: 0.5 is chance, 1 perfect; log_loss: less is better, baseline_log_loss is that of predicting the overall "
        + "rate. A good prediction is no proof of cause.")
  }
}
