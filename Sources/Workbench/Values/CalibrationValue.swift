import Figures
public import Marketing
public import Notebooks
import Statistics
import Tables

/// What calibration by simulation found, as the value of a name.
public struct CalibrationValue: NotebookValue {
  /// Ranks by quantity.
  public let result: CalibrationResult
  /// The name of the fit whose model was checked.
  public let fit: String

  /// What calibration found, as the value of a name.
  public init(_ result: CalibrationResult, fit: String) {
    self.result = result
    self.fit = fit
  }

  /// `calibration`.
  public static let kind = Kind(
    "calibration",
    "Whether a Bayesian model knows what it claims to know: ranks of simulated truths among its draws.",
    fields: [
      ("replicates", "Data sets that were drawn from the model and fitted."),
      ("failed", "Data sets whose posterior could not be sampled."),
      ("divergent", "Data sets with a trajectory that went astray."),
      ("outside", "Quantities whose ranks leave the band: 0 in 95 of 100 sound models."),
    ].map { Kind.FieldPattern($0.0, $0.1) }
      + [
        ("p", "p value of the χ² test of even ranks"),
        ("mean_z", "Mean of (posterior mean − truth) / posterior deviation"),
        ("sd_z", "Its standard deviation: above 1 posteriors are too narrow"),
        ("coverage", "Share of truths within the 90% interval"),
      ].flatMap { head, meaning in
        [
          Kind.FieldPattern("\(head).<quantity>", "\(meaning), of intercept, sigma."),
          Kind.FieldPattern("\(head).<quantity>.<of>", "The same of roi.tv, adstock.tv."),
        ]
      })

  /// How many replicates, and of each quantity how its ranks lie.
  public var fields: [Field] {
    var fields = [
      Field("replicates", Double(result.replicates)), Field("failed", Double(result.failed)),
      Field("divergent", Double(result.divergent)),
      Field("outside", Double(result.miscalibrated.count)),
    ]
    for one in result.quantities {
      let name = one.name.split(separator: ".").map { Field.part(String($0)) }
        .joined(separator: ".")
      for (head, value) in [
        ("p", one.p), ("mean_z", one.meanZ), ("sd_z", one.deviationZ), ("coverage", one.coverage90),
      ] {
        if let value, value.isFinite { fields.append(Field("\(head).\(name)", value)) }
      }
    }
    return fields
  }

  /// The verdict, then one row a quantity.
  public var shown: [Output] { [.text(verdict), .table(output)] }

  /// What was found, in words.
  var verdict: String {
    guard result.replicates > 1 else {
      return "No data set of \(fit) could be drawn and fitted: nothing is known of its calibration."
    }
    var sentences: [String] = []
    let wrong = result.miscalibrated
    let replicates = counted(result.replicates, "data set")
    if result.isPartial {
      sentences.append(
        "Stopped after \(replicates) of \(result.settings.replicates): what follows is of these.")
    }
    if wrong.isEmpty {
      sentences.append(
        "\(fit) knows what it claims to know: over \(replicates) drawn from its own model all ranks stay "
          + "within the band.")
    } else {
      sentences.append(
        "The posteriors of \(fit) are wrong for "
          + wrong.prefix(5).map { "\($0.name) (\($0.diagnosis.rawValue))" }.joined(separator: ", ")
          + (wrong.count > 5 ? " and \(wrong.count - 5) more" : "")
          + ": over \(replicates) drawn from its own model their ranks leave the band.")
    }
    if result.failed > 0 {
      sentences.append(
        "\(counted(result.failed, "data set")) could not be sampled and count nowhere.")
    }
    if result.divergent * 20 > result.replicates || result.apart * 20 > result.replicates {
      sentences.append(
        "Short chains went astray in \(result.divergent) and did not settle in \(result.apart) of them: "
          + "priors reach where the sampler has trouble.")
    }
    if result.effective < 0.5 * Double(result.settings.draws) {
      sentences.append(
        "The draws that truths were ranked among were not independent: about "
          + "\(NumberFormat.decimals(0).text(result.effective)) in a chain count, "
          + "\(result.settings.draws) were taken; ask for fewer draws or more thinning.")
    }
    return sentences.joined(separator: " ")
  }

  static let columns = [
    "p", "within_band", "mean_z", "sd_z", "coverage", "contraction",
  ]

  /// `quantity p within_band mean_z sd_z coverage contraction says`.
  var table: Table {
    let all = result.quantities
    func numbers(_ name: String, _ value: (CalibrationResult.Quantity) -> Double?) -> Column {
      Column(name, numbers: all.map { value($0) ?? .nan })
    }
    return Table([
      Column("quantity", texts: all.map(\.name)), numbers("p", \.p),
      numbers("within_band") { $0.isCalibrated ? 1 : 0 }, numbers("mean_z", \.meanZ),
      numbers("sd_z", \.deviationZ), numbers("coverage", \.coverage90),
      numbers("contraction", \.contraction),
      Column("says", texts: all.map(\.diagnosis.rawValue)),
    ])
  }

  private var output: TableOutput {
    TableOutput(
      table, title: "Truths among the draws of \(fit)'s model",
      formats: [
        "p": .significant(2), "within_band": .decimals(0), "mean_z": .decimals(2),
        "sd_z": .decimals(2), "coverage": .percent(0), "contraction": .percent(0),
      ],
      emphasisedRows: result.quantities.indices.filter { !result.quantities[$0].isCalibrated },
      note:
        "Each data set was drawn at parameters of the prior and fitted again. mean_z: errors in posterior "
        + "deviations, about 0; sd_z: about 1; coverage: truths within the 90% interval. One p in twenty is "
        + "below 0.05 by chance; the band holds all quantities at once.", shownRows: 40)
  }
}
