import Notebooks
import TestSupport
import Testing

@Suite("Fields of fits") struct ModelFieldsTests {
  private static let channels = ["tv", "digital", "radio", "print", "social"]

  @Test("Contributions and the baseline add up to the prediction", arguments: ["", "test."])
  func accounting(part: String) async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      kept = split retail part=train rows=26
      later = split retail part=test rows=26
      f = fit ridge retail target=sales channels=tv, digital, radio, print, social
        controls=holiday trend=linear season=fourier(2) holdout=26 penalty=3
      time = contributions f over=time
      """)
    let fields = try await notebook.fields()
    let fit = try #require(fields["f"])
    let sum = Self.channels.reduce(fit[part + "baseline"] ?? .nan) {
      $0 + (fit["\(part)contribution.\($1)"] ?? .nan)
    }
    let shares = Self.channels.reduce(0) { $0 + (fit["\(part)share.\($1)"] ?? .nan) }
    #expect(
      ((fit[part + "baseline"] ?? .nan) / sum + shares).isClose(to: 1, within: .relative(1e-12)))
    if part.isEmpty {
      let predicted = try #require(fields["time"]?["sum.predicted"])
      #expect(sum.isClose(to: predicted, within: .relative(1e-12)))
    }
  }

  @Test("Returns are contributions over spend")
  func returns() async throws {
    let fields = try await ModelNotebook(
      """
      retail = simulate retail
      f = fit ols retail target=sales channels=tv, digital, radio, print, social
      c = contributions f
      r = roi f
      e = evaluate f
      """
    ).fields()
    for channel in Self.channels {
      let contribution = try #require(fields["f"]?["contribution.\(channel)"])
      let spend = try #require(fields["retail"]?["sum.\(channel)"])
      let roi = try #require(fields["f"]?["roi.\(channel)"])
      #expect(roi.isClose(to: contribution / spend, within: .relative(1e-12)))
      #expect(fields["c"]?["\(channel).roi"] == roi)
      #expect(fields["r"]?["\(channel).roi"] == roi)
      // A straight line returns the same for the last unit as for all.
      #expect(roi.isClose(to: fields["f"]?["mroi.\(channel)"] ?? .nan, within: .relative(1e-12)))
      #expect(
        roi.isClose(to: fields["f"]?["coefficient.\(channel)"] ?? .nan, within: .relative(1e-12)))
      // The interval stands around the estimate.
      let (low, high) = (fields["r"]?["\(channel).low"], fields["r"]?["\(channel).high"])
      #expect(low ?? .nan < roi && roi < high ?? .nan)
    }
    #expect(fields["e"]?["training.r2"] == fields["f"]?["r2"])
    #expect(fields["f"]?["penalty"] == 0)
  }

  @Test(
    "The check knows the fields of a fit before it runs, no more and no less",
    arguments: [
      "fit ols retail target=sales channels=tv, digital",
      "fit ols retail target=sales channels=tv controls=holiday trend=linear season=fourier(2)",
      "fit ridge retail target=sales channels=tv, radio season=cycle(4, 2) holdout=20%",
      "fit ridge retail target=sales channels=tv, radio season=cycle(periods: 7) penalty=2 holdout=10",
      "fit ridge retail target=sales channels=tv, radio season=fourier holdout=0 penalize=channels",
      "fit ols retail target=sales channels=tv, radio, print adstock=geometric(0.6), radio: delayed(0.5, peak: 2), print: none",
      "fit ols retail target=sales channels=tv, radio saturation=tv: hill(0.5), radio: log(2) adstock=weibull_pdf(2, 3)",
      "fit ols retail target=sales channels=tv, radio holidays=de",
      "fit ols retail target=sales channels=tv, radio signs=positive",
      "fit lasso retail target=sales channels=tv, radio season=fourier(3) holdout=10",
      "fit elasticnet retail target=sales channels=tv, radio signs=tv: positive penalty=100",
      "fit ols retail target=sales channels=tv, radio saturation=root adstock=geometric(tv: 0.3) order=saturation_first unit=max",
      "fit ols retail target=sales channels=tv, radio form=loglog trend=piecewise(2) season=fourier(2), cycle(13, 2)",
      "fit ridge retail target=sales channels=tv adstock=geometric(0.1..0.8) search=grid(4) dummies=month penalty=1",
      "fit ols retail target=sales channels=tv events=sale: 2023-03-06..2023-03-19, \"Big Day\": 2023-06-05",
    ])
  func knownFields(statement: String) async throws {
    let notebook = try ModelNotebook("retail = simulate retail\nf = \(statement)")
    #expect(notebook.complaints == [])
    let known = try #require(notebook.checked?.shapes["f"]?.fields)
    let found = try #require(await notebook.fields()["f"]?.keys)
    // A channel without a positive contribution has no cost for each unit of it.
    let differing = Set(known).symmetricDifference(found).filter { !$0.contains("cpa.") }
    #expect(differing.isEmpty, "\(differing.sorted())")
    #expect(Set(found).isSubset(of: known))
    #expect(Set(known).count == known.count)
  }

  @Test("The check knows the columns of contributions over time")
  func knownColumns() async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      f = fit ols retail target=sales channels=tv, digital controls=holiday trend=linear season=fourier
      time = contributions f over=time
      part = select time week, baseline_part
      """)
    #expect(
      notebook.checked?.shapes["time"]?.columns?.map(\.name) == [
        "week", "intercept", "trend", "season", "holiday", "tv", "digital", "predicted", "actual",
      ])
    #expect(notebook.complaints.map(\.place) == ["baseline_part"])
  }

  @Test("The columns known before a run are those that it finds")
  func foundColumns() async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      f = fit ols retail target=sales channels=tv, digital controls=holiday trend=piecewise dummies=month
        events=sale: 2023-03-06..2023-03-19
      time = contributions f over=time
      """)
    #expect(notebook.complaints == [])
    let known = notebook.checked?.shapes["time"]?.columns?.map(\.name)
    #expect(known?.contains("events") == true)
    let sums = known?.filter { $0 != "week" }.map { "sum.\($0)" } ?? []
    let found = try #require(await notebook.fields()["time"])
    #expect(!sums.isEmpty && sums.allSatisfy { found[$0] != nil }, "\(found.keys.sorted())")
  }

  @Test("A score knows its fields, and is nought for the truth itself")
  func score() async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      revealed = truth retail
      f = fit ols retail target=sales channels=tv, digital
      s = score f against=revealed
      """)
    #expect(
      notebook.checked?.shapes["s"]?.fields == [
        "error", "ratio.tv", "ratio.digital", "error.tv", "error.digital",
      ])
    let fields = try await notebook.fields()
    let truth = try #require(fields["revealed"]?["roi.tv"])
    let estimate = try #require(fields["f"]?["roi.tv"])
    #expect(fields["s"]?["ratio.tv"] == estimate / truth)
    #expect(fields["s"]?["error.tv"] == estimate - truth)
  }

  @Test("A fit evaluated on the rows that it was fitted on says the same of them")
  func evaluation() async throws {
    let fields = try await ModelNotebook(
      """
      retail = simulate retail
      kept = split retail part=train rows=20
      later = split retail part=test rows=20
      whole = fit ridge retail target=sales channels=tv, digital trend=linear season=fourier holdout=20 penalty=1
      part = fit ridge kept target=sales channels=tv, digital trend=linear season=fourier penalty=1
      e = evaluate part on=later
      """
    ).fields()
    // Fitting on the first rows and holding the last back are the same thing.
    #expect(fields["whole"]?["r2"] == fields["part"]?["r2"])
    #expect(fields["e"]?["later.rmse"] == fields["whole"]?["test.rmse"])
    #expect(fields["e"]?["later.rows"] == 20)
  }
}
