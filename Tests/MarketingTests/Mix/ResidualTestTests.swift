import Marketing
import Statistics
import Tables
import TestSupport
import Testing

@Suite("Tests of residuals") struct ResidualTestTests {
  /// Two double-precision solvers agree to far better; SciPy's normal quantiles in Shapiro–Wilk have 7 digits.
  private let agreement = Tolerance.relative(1e-8)
  private let probabilities = Tolerance.relative(1e-6)

  @Test(
    "Statistics and p values are those of SciPy and statsmodels",
    arguments: [MixSpec.Form.additive, .logLog])
  func reference(form: MixSpec.Form) throws {
    let known = try DiagnosticsReference.read()
    let fit = try known.fit(form)
    let expected = form == .additive ? known.additive : known.logLog
    #expect(ResidualTest.lags(forRows: known.sales.count) == expected.lags)
    #expect(fit.diagnostics.tests.map(\.kind) == ResidualTest.Kind.allCases)
    for test in fit.diagnostics.tests {
      let values = try #require(expected.byKind[test.kind])
      let outcome = try #require(test.outcome)
      #expect(test.refusal == nil)
      #expect(outcome.statistic.isClose(to: values[0], within: agreement), "\(test.kind)")
      #expect(outcome.pValue.isClose(to: values[1], within: probabilities), "\(test.kind)")
      #expect(fit.field(test.kind.rawValue) == outcome.statistic)
      #expect(fit.field("\(test.kind.rawValue)_p") == outcome.pValue)
    }
  }

  @Test("Lags are a fifth of the rows, 1 to 10", arguments: [(3, 1), (9, 1), (24, 4), (5_001, 10)])
  func lags(rows: Int, lags: Int) {
    #expect(ResidualTest.lags(forRows: rows) == lags)
  }

  @Test("Three rows give what three rows can, and never a number that is none")
  func threeRows() throws {
    let table = Table([
      Column("tv", numbers: [1, 2, 4]), Column("sales", numbers: [3, 9, 8]),
    ])
    let spec = MixSpec(target: "sales", channels: ["tv"])
    let fit = try spec.fitted(to: MixData(table, for: spec))
    #expect(fit.scalarFields.allSatisfy { $0.value.isFinite })
    #expect(fit.diagnostics[.shapiroWilk]?.outcome != nil)
    for test in fit.diagnostics.tests {
      #expect((test.outcome == nil) != (test.refusal == nil), "\(test.kind)")
    }
  }

  @Test("Shapiro and Wilk's W is known for 5,000 rows and not for 5,001, and says why")
  func manyRows() throws {
    let spec = MixSpec(target: "sales", channels: ["tv"])
    var stream = (0..<5_001).map { Double(($0 * 7_919) % 4_999) }
    func fit() throws -> MixFit {
      let table = Table([
        Column("tv", numbers: stream.map { $0 * 2 }),
        Column("sales", numbers: stream.enumerated().map { $1 + Double(($0 * 31) % 97) }),
      ])
      return try spec.fitted(to: MixData(table, for: spec))
    }
    let long = try fit()
    #expect(long.field("shapiro_wilk") == nil && long.field("shapiro_wilk_p") == nil)
    #expect(long.diagnostics[.shapiroWilk]?.refusal?.contains("5001, where 3 to 5000") == true)
    #expect(long.field("jarque_bera") != nil)
    stream.removeLast()
    #expect(try fit().field("shapiro_wilk") != nil)
  }
}
