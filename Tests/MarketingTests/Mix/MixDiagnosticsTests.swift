import Marketing
import Tables
import TestSupport
import Testing

/// What scripts/reference/mix_diagnostics.py prints.
struct DiagnosticsReference: Decodable {
  struct Tests: Decodable {
    let shapiroWilk: [Double]
    let jarqueBera: [Double]
    let ljungBox: [Double]
    let breuschPagan: [Double]
    let lags: Int
    let durbinWatson: Double

    var byKind: [ResidualTest.Kind: [Double]] {
      [
        .shapiroWilk: shapiroWilk, .jarqueBera: jarqueBera, .ljungBox: ljungBox,
        .breuschPagan: breuschPagan,
      ]
    }
  }
  let tv: [Double]
  let radio: [Double]
  let price: [Double]
  let sales: [Double]
  let additive: Tests
  let logLog: Tests
  let vif: [Double]
  let conditionNumber: Double
  let leverages: [Double]
  let cooks: [Double]
  let cookRow: Int
  let acf: [Double]

  /// The fit of the reference, additive or of logarithms.
  func fit(_ form: MixSpec.Form = .additive) throws -> MixFit {
    let table = Table([
      Column("week", days: mondays(sales.count)), Column("tv", numbers: tv),
      Column("radio", numbers: radio), Column("price", numbers: price),
      Column("sales", numbers: sales),
    ])
    var spec = MixSpec(target: "sales", channels: ["tv", "radio"], controls: ["price"])
    spec.form = form
    return try spec.fitted(to: MixData(table, for: spec))
  }

  static func read() throws -> DiagnosticsReference {
    try reference("mix_diagnostics.json", as: DiagnosticsReference.self)
  }
}

@Suite("Diagnostics of fits") struct MixDiagnosticsTests {
  /// Two double-precision solvers of a well-conditioned problem agree to far better.
  private let agreement = Tolerance.relative(1e-9)

  @Test("Variance inflation, condition, Durbin–Watson and autocorrelations are statsmodels'")
  func statsmodels() throws {
    let known = try DiagnosticsReference.read()
    let found = try known.fit().diagnostics
    #expect(found.varianceInflation.map(\.feature) == ["tv", "radio", "price"])
    for (inflation, factor) in zip(found.varianceInflation, known.vif) {
      #expect(inflation.factor?.isClose(to: factor, within: agreement) == true)
    }
    #expect(found.largestInflation?.factor == found.varianceInflation.compactMap(\.factor).max())
    #expect(found.conditionNumber?.isClose(to: known.conditionNumber, within: agreement) == true)
    #expect(
      found.durbinWatson?.isClose(to: known.additive.durbinWatson, within: agreement) == true)
    #expect(found.autocorrelations.count == 6)
    for (value, expected) in zip(found.autocorrelations, known.acf) {
      #expect(value.isClose(to: expected, within: .absolute(1e-10)))
    }
  }

  @Test("Residuals of a log–log model are those of its logarithms")
  func logLog() throws {
    let known = try DiagnosticsReference.read()
    let fit = try known.fit(.logLog)
    let residuals = fit.training.regressionResiduals(.logLog)
    #expect(abs(residuals.reduce(0, +)) < 1e-12)
    #expect(
      fit.diagnostics.durbinWatson?.isClose(to: known.logLog.durbinWatson, within: agreement)
        == true)
  }

  @Test("Every number of the diagnostics has a field, and all are finite")
  func fields() throws {
    let fit = try DiagnosticsReference.read().fit()
    let names = [
      "durbin_watson", "shapiro_wilk", "shapiro_wilk_p", "jarque_bera", "jarque_bera_p",
      "ljung_box", "ljung_box_p", "breusch_pagan", "breusch_pagan_p", "condition_number", "vif_max",
      "cook_max", "cook_row", "vif.tv", "vif.radio", "vif.price",
    ]
    #expect(fit.diagnostics.scalarFields.map(\.name) == names)
    #expect(names.allSatisfy { fit.field($0)?.isFinite == true })
  }

  @Test("A model that meets every row has no residuals to speak of, not those of rounding")
  func perfect() throws {
    let weeks = 40
    let tv = (0..<weeks).map { Double(($0 * 37) % 23) }
    let table = Table([
      Column("tv", numbers: tv), Column("sales", numbers: tv.map { 1e6 / 3 + 0.7 * $0 }),
    ])
    let spec = MixSpec(target: "sales", channels: ["tv"])
    let fit = try spec.fitted(to: MixData(table, for: spec))
    #expect(fit.training.regressionResiduals(.additive).allSatisfy { $0 == 0 })
    #expect(fit.diagnostics.durbinWatson == nil && fit.diagnostics.autocorrelations.isEmpty)
    #expect(fit.diagnostics.influence == nil)
    for test in fit.diagnostics.tests {
      #expect(test.outcome == nil && test.refusal?.contains("meets every row") == true)
    }
    for name in ["shapiro_wilk", "ljung_box_p", "cook_max", "durbin_watson"] {
      #expect(fit.field(name) == nil)
    }
    #expect(fit.field("vif_max")?.isClose(to: 1, within: .relative(1e-12)) == true)
  }

  @Test("A feature that others explain entirely has no factor, the rest keep theirs")
  func dependent() throws {
    var table = linearTable(weeks: 60, seed: 3)
    table = Table(
      table.columns + [Column("twin", numbers: try table.numbers("tv").map { 2 * $0 + 10 })])
    var spec = linearSpec
    spec.channels = ["tv", "radio", "twin"]
    spec.regulariser = .ridge(.fixed(1))
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let factors = fit.diagnostics.varianceInflation.map(\.factor)
    #expect(factors[0] == nil && factors[1] != nil && factors[2] == nil)
    #expect(fit.diagnostics.largestInflation?.feature == "tv")
    #expect(fit.field("vif_max") == nil)
    #expect(fit.diagnostics[.breuschPagan]?.refusal?.contains("combinations") == true)
    #expect(fit.diagnostics[.shapiroWilk]?.outcome != nil)
  }
}
