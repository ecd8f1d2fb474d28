import Marketing
import Tables
import TestSupport
import Testing

@Suite("Influence of rows") struct RowInfluenceTests {
  @Test("Leverages and Cook's distances are those of statsmodels")
  func statsmodels() throws {
    let known = try DiagnosticsReference.read()
    let fit = try known.fit()
    let found = try #require(fit.diagnostics.influence)
    #expect(found.cooksDistances.count == known.cooks.count)
    for (value, expected) in zip(found.leverages, known.leverages) {
      #expect(value.isClose(to: expected, within: .relative(1e-9)))
    }
    for (value, expected) in zip(found.cooksDistances, known.cooks) {
      // A residual near 0 loses digits that its square shows twice.
      #expect(abs((value ?? .nan) - expected) <= 1e-9 * (known.cooks.max() ?? 0))
    }
    #expect(found.largest?.row == known.cookRow - 1)
    #expect(fit.field("cook_row") == Double(known.cookRow))
    #expect(
      fit.field("cook_max")?.isClose(to: known.cooks.max() ?? 0, within: .relative(1e-9)) == true)
    #expect(found.alarm.isClose(to: 4.0 / 24, within: .ulps(1)))
  }

  @Test(
    "Penalties and bounds have none",
    arguments: [MixSpec.Regulariser.ridge(.fixed(1)), .elasticNet(mix: 1, .fixed(1)), .ols])
  func withoutPenalties(regulariser: MixSpec.Regulariser) throws {
    var spec = linearSpec
    spec.regulariser = regulariser
    if regulariser == .ols { spec.signs = ["tv": .positive] }
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 40, seed: 2), for: spec))
    #expect(fit.diagnostics.influence == nil)
    #expect(fit.field("cook_max") == nil && fit.field("cook_row") == nil)
  }

  @Test("A row that alone decides a coefficient has no distance, and is not the largest")
  func alone() throws {
    // The event is a dummy of one week.
    var spec = linearSpec
    let days = mondays(40)
    spec.events = [MixSpec.Event(name: "launch", first: days[7], last: days[7])]
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 40, seed: 2), for: spec))
    let found = try #require(fit.diagnostics.influence)
    #expect(found.leverages[7].isClose(to: 1, within: .absolute(1e-12)))
    #expect(found.cooksDistances[7] == nil)
    #expect(found.largest != nil && found.largest?.row != 7)
  }
}
