import Figures
public import Marketing
public import Notebooks
import Statistics
import Tables

/// A fitted logistic regression of an outcome as the value of a name.
public struct ClassifierValue: NotebookValue {
  /// The regression.
  public let fit: OutcomeFit

  /// A regression as the value of a name.
  public init(_ fit: OutcomeFit) { self.fit = fit }

  /// `classifier`.
  public static let kind = Kind(
    "classifier", "A model of a yes or no: how the odds of an outcome depend on numbers.",
    fields: [
      ("rate", "Share of the rows with the outcome."),
      ("auc", "Chance that a row with the outcome is rated above one without."),
      ("log_loss", "Mean loss of the predictions, nats."),
      ("baseline_log_loss", "That of predicting the overall rate."),
      ("brier", "Mean squared error of the predictions."),
      ("auc_out", "The same for rows that the model has not seen."),
      ("log_loss_out", "The same for rows that the model has not seen."),
      ("baseline_log_loss_out", "The same for rows that the model has not seen."),
      ("brier_out", "The same for rows that the model has not seen."),
      ("intercept", "Log-odds where all features are 0."),
      ("coefficient.<feature>", "Log-odds for one more of the feature, on its own scale."),
      ("odds_ratio.<feature>", "What one more of the feature multiplies the odds by."),
      ("se.<feature>", "Standard error of a coefficient."),
    ].map { Kind.FieldPattern($0.0, $0.1) })

  /// Scores, coefficients, odds ratios, standard errors.
  public var fields: [Field] {
    var fields = [Field("rate", fit.logistic.rate)] + ClassifierScore.fields(fit.inSample, "")
    if let out = fit.outOfSample { fields += ClassifierScore.fields(out, "_out") }
    fields.append(Field("intercept", fit.logistic.intercept))
    for (index, name) in fit.regression.features.enumerated() {
      let part = Field.part(name)
      fields.append(Field("coefficient.\(part)", fit.logistic.coefficients[index]))
      fields.append(Field("odds_ratio.\(part)", fit.logistic.oddsRatios[index]))
      fields.append(Field("se.\(part)", fit.logistic.standardErrors[index]))
    }
    return fields.filter {
      if case .number(let number) = $0.value { number.isFinite } else { true }
    }
  }

  /// The coefficients, how well the outcome is foretold, and reasons for care.
  public var shown: [Output] {
    var cautions: [String] = []
    if !fit.logistic.isConverged { cautions.append("Newton's steps did not settle.") }
    if let separation = fit.logistic.separation {
      let names = separation.columns.map { fit.regression.features[$0] }
      cautions.append(
        "\(names.isEmpty ? "The intercept" : names.joined(separator: ", ")) "
          + "\(separation.isComplete ? "tells" : "all but tells") the outcomes apart, so that coefficients have no end; "
          + "a larger penalty holds them.")
    }
    return [
      .table(
        TableOutput(
          fit.coefficientTable, title: "What moves the odds of \(fit.regression.target)",
          formats: ClassifierValue.formats,
          note: (cautions + [
            "Errors are those of a ridge of \(NumberFormat.automatic.text(fit.regression.ridge))."
          ])
          .joined(separator: " "), shownRows: 40)),
      .table(evaluation),
    ]
  }

  /// How well the outcome is foretold.
  var evaluation: TableOutput {
    var rows = [("seen", fit.inSample)]
    if let out = fit.outOfSample {
      if case .lastRows = fit.regression.validation {
        rows.append(("last rows, not seen", out))
      } else {
        rows.append(("not seen, by folds", out))
      }
    }
    return ClassifierScore.output(rows, title: "How well \(fit.regression.target) is foretold")
  }

  static let formats: [String: NumberFormat] = [
    "coefficient": .significant(4), "error": .significant(3), "z": .decimals(2),
    "odds_ratio": .decimals(3),
  ]
}
