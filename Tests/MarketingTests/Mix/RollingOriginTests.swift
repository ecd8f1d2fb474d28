import Marketing
import Tables
import Testing

@Suite("Rolling origin")
struct RollingOriginTests {
  @Test("Each fold is a fit on the past and a forecast of what comes next")
  func folds() throws {
    var spec = linearSpec
    spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.4))
    let table = linearTable(weeks: 120, seed: 9)
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let validation = try fit.rollingOrigin(folds: 5)
    #expect(validation.folds.map(\.trainingRows) == [20, 40, 60, 80, 100])
    #expect(validation.folds.allSatisfy { $0.test.rowCount == 20 })
    var held = spec
    held.holdout = .rows(20)
    let last = try held.fitted(to: MixData(table, for: held))
    #expect(validation.folds[4].test == last.test)
    #expect(validation.folds[4].training == last.training.metrics)
    // Sales follow spend: repeating the past predicts worse.
    let fields = Dictionary(
      uniqueKeysWithValues: validation.scalarFields.map { ($0.name, $0.value) })
    #expect(fields["skill"] ?? 0 > 0.5)
    #expect(fields["roi_min.tv"] ?? 0 <= fields["roi_max.tv"] ?? 0)
    #expect(validation.table.rowCount == 5)
  }

  @Test("The naive forecast is last year's value once there is one")
  func naive() throws {
    let table = linearTable(weeks: 120, seed: 9)
    let fit = try linearSpec.fitted(to: MixData(table, for: linearSpec))
    let validation = try fit.rollingOrigin(folds: 5)
    let sales = try table.numbers("sales")
    func error(_ rows: Range<Int>, _ forecast: (Int) -> Double) -> Double {
      let square = rows.reduce(0) { $0 + (sales[$1] - forecast($1)) * (sales[$1] - forecast($1)) }
      return (square / Double(rows.count)).squareRoot()
    }
    #expect(validation.folds[0].naiveError == error(20..<40) { _ in sales[19] })
    #expect(validation.folds[4].naiveError == error(100..<120) { sales[$0 - 52] })
  }

  @Test("A fold whose past has no spend says so")
  func noSpend() throws {
    let table = try linearTable(weeks: 120, seed: 9).replacing("radio") {
      $0.enumerated().map { $0 < 60 ? 0 : $1 }
    }
    let fit = try linearSpec.fitted(to: MixData(table, for: linearSpec))
    #expect(throws: MixError.self) { try fit.rollingOrigin(folds: 5) }
  }
}
