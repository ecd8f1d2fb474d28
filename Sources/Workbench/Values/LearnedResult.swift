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

  /// Whether journeys that the model has not seen are foretold no better than by the overall rate.
  var foretellsNothing: Bool {
    guard let out = later ?? fit.outOfSample else { return false }
    return out.logLoss >= out.baselineLogLoss
  }

  /// What a reader must know of the credits, the gravest first.
  var sentences: [String] {
    var sentences: [String] = []
    if foretellsNothing {
      sentences.append(
        "The model foretells unseen journeys no better than the overall rate: its credits say little."
      )
    }
    if let logistic = fit.logistic {
      if let separation = logistic.separation {
        sentences.append(separated(by: separation))
      } else if !logistic.isConverged {
        sentences.append("The search for its coefficients did not settle; a larger ridge helps.")
      }
    }
    let total = fit.attribution.total
    guard total > 0 else { return sentences }
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

  /// That some features tell journeys apart without error.
  private func separated(by separation: LogisticFit.Separation) -> String {
    let names = separation.columns.map { fit.features[$0].name }
    let named =
      names.count > 4
      ? names.prefix(4).joined(separator: ", ")
        + " and \(counted(names.count - 4, "further feature"))"
      : names.joined(separator: ", ")
    let subject =
      switch names.count {
      case 0: "The intercept alone tells"
      case 1: "The feature \(named) tells"
      default: "The features \(named) tell"
      }
    return subject + " converting journeys from others"
      + (separation.isComplete ? "" : ", but for some on the border")
      + " without error: coefficients would grow for ever and are where the search stopped; a ridge helps."
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
