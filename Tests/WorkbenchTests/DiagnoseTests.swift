import Figures
import Notebooks
import Tables
import Testing

@Suite("What diagnose says") struct DiagnoseTests {
  private static let head = """
    retail = simulate retail
    f = fit ols retail target=sales channels=tv, digital, radio
    g = fit ridge retail target=sales channels=tv, digital, radio penalty=2

    """

  /// The table of a `diagnose`.
  private static func table(_ cell: String, files: [String: String] = [:]) async throws
    -> TableOutput
  {
    let outputs = try await ModelNotebook(cell, files: files).outputs()
    return try #require(
      outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }.last)
  }

  private static func says(_ table: Table, _ test: String) throws -> String {
    let row = try #require(try table.texts("test").firstIndex(of: test))
    return try table.texts("says")[row] ?? ""
  }

  @Test("One row a test, its numbers those of the fit's fields")
  func rows() async throws {
    let fields = try await ModelNotebook(Self.head + "d = diagnose f").fields()
    for test in ["shapiro_wilk", "jarque_bera", "ljung_box", "breusch_pagan"] {
      #expect(fields["f"]?[test] != nil)
      #expect(fields["d"]?["\(test).statistic"] == fields["f"]?[test], "\(test)")
      #expect(fields["d"]?["\(test).p"] == fields["f"]?["\(test)_p"], "\(test)")
    }
    #expect(fields["d"]?["durbin_watson.statistic"] == fields["f"]?["durbin_watson"])
    #expect(fields["d"]?["largest_vif.statistic"] == fields["f"]?["vif_max"])
    #expect(fields["d"]?["largest_cook.statistic"] == fields["f"]?["cook_max"])
    #expect(
      fields["d"]?["condition_number.statistic"] == fields["f"]?["condition_number"])
  }

  @Test("The lags of Ljung and Box stand beside the test, the worst row by its date")
  func words() async throws {
    let found = try await Self.table(Self.head + "diagnose f")
    #expect(try Self.says(found.table, "ljung_box").hasPrefix("lags 1 to 10:"))
    let worst = try Self.says(found.table, "largest_cook")
    #expect(worst.contains("202") && worst.contains("(sales "))
    #expect(found.formats["p"] == .probability(3))
  }

  @Test("A penalised fit says that Cook's distance is not for it")
  func ridge() async throws {
    let found = try await Self.table(Self.head + "diagnose g")
    #expect(try Self.says(found.table, "largest_cook").hasPrefix("not known: Cook's distance"))
  }

  @Test("A perfect fit says that nothing is left to test")
  func perfect() async throws {
    let lines = (0..<20).map { "\($0 % 7),\(3 + 2 * ($0 % 7))" }.joined(separator: "\n")
    let found = try await Self.table(
      "data = load \"data.csv\"\np = fit ols data target=sales channels=tv\ndiagnose p",
      files: ["data.csv": "tv,sales\n\(lines)\n"])
    for test in ["shapiro_wilk", "durbin_watson", "ljung_box", "largest_cook"] {
      #expect(try Self.says(found.table, test).contains("meets every row"), "\(test)")
    }
  }
}
