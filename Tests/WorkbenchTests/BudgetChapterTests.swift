import Figures
import Notebooks
import Tables
import Testing
import Workbench

@Suite("Budgets in notebooks") struct BudgetChapterTests {
  private static let head = """
    retail = simulate retail
    baseline = fit ridge retail
      target   = sales
      channels = tv, digital, radio, print, social
      adstock  = geometric(tv: 0.7, digital: 0.4, radio: 0.3, print: 0.5, social: 0.2)
      saturation = hill(half: 1)
      trend = linear
      season = fourier
    best = optimize baseline
    outlook = scenarios baseline

    """

  private func failure(_ statement: String) async throws -> Complaint? {
    let notebook = try ModelNotebook(Self.head + statement)
    if let complaint = notebook.complaints.first { return complaint }
    return try await notebook.failure()
  }

  private func charts(_ statement: String) async throws -> [Chart] {
    try await ModelNotebook(Self.head + statement).outputs().compactMap {
      if case .chart(let chart) = $0 { chart } else { nil }
    }
  }

  @Test(
    "Every example of the chapter is right",
    arguments: Engine.registry.commands.filter { $0.chapter == "Budgets" }.map(\.example))
  func examples(example: String) async throws {
    let notebook = try ModelNotebook(Self.head + example)
    #expect(notebook.complaints == [])
    let result = try #require(await notebook.result())
    #expect(result.failure == nil)
    #expect(result.cells[0].statements.last?.outputs.isEmpty == false)
  }

  @Test("A plan's fields: amounts add up to the budget, and what the format promises is there")
  func fields() async throws {
    let all = try await ModelNotebook(
      Self.head + "more = optimize baseline budget=80000 upper=50%, tv: 20% fix=print"
    ).fields()
    let best = try #require(all["best"])
    let more = try #require(all["more"])
    let channels = ["tv", "digital", "radio", "print", "social"]
    for plan in [best, more] {
      let sum = channels.reduce(0) { $0 + ((plan["spend.\($1)"] ?? .nan) * 100).rounded() }
      #expect(sum == ((plan["budget"] ?? 0) * 100).rounded())
      let uplift = (plan["predicted"] ?? 0) - (plan["current"] ?? 0)
      #expect(abs(uplift - (plan["uplift"] ?? .nan)) < 1e-6)
      for channel in channels {
        #expect(plan["mroi.\(channel)"] != nil && plan["share.\(channel)"] != nil)
      }
    }
    #expect(more["budget"] == 80_000)
    #expect((more["spend.tv"] ?? .infinity) <= 16_000)
    #expect(abs((more["spend.print"] ?? 0) - (more["current_spend.print"] ?? .nan)) < 0.0051)
    #expect((best["uplift"] ?? -1) > 0)
    // Scenarios: the budget at 100 % is the plan.
    let outlook = try #require(all["outlook"])
    #expect(
      outlook["100_.predicted"] == best["predicted"]
        || outlook["100.predicted"] == best["predicted"])
  }

  @Test(
    "What contradicts is refused at the word, before anything is solved",
    arguments: [
      ("optimize baseline budget=0", "0", "give an amount above 0"),
      ("optimize baseline budget=-5", "-5", "give an amount above 0"),
      ("optimize baseline budget=60000 lower=30%", "30%", "take 30,000 off the lower bounds"),
      ("optimize baseline budget=60000 upper=10%", "10%", "add 30,000 to the upper bounds"),
      ("optimize baseline lower=tvv: 5%", "tvv", "tvv"),
      ("optimize baseline target_roas=5000", "5000", "no budget brings 5,000.00"),
      ("optimize baseline horizon=8", "8", "over=calendar"),
      ("optimize baseline group_upper=screen: 20%", "screen", "no group"),
      (
        "optimize baseline groups=tv: screen, digital: screen group_upper=screen: 4%", "screen: 4%",
        "its channels must get"
      ),
    ])
  func refused(statement: String, place: String, message: String) async throws {
    let failure = try #require(await failure(statement))
    #expect(failure.sentence.contains(message), "\(failure.sentence)")
    #expect(failure.place.contains(place) || place.contains(failure.place), "\(failure.place)")
  }

  @Test("A fit without a positive effect has no plan")
  func noEffect() async throws {
    let notebook = try ModelNotebook(
      """
      d = load d.csv
      f = fit ols d target=sales channels=tv
      optimize f
      """,
      files: ["d.csv": "sales,tv\n9,1\n8,2\n7.2,3\n5.9,4\n5,5\n4.2,6\n"])
    let failure = try #require(await notebook.failure())
    #expect(failure.sentence.contains("no channel with a positive effect (tv)"))
    #expect(failure.place == "f")
  }

  @Test("A calendar plan counts its horizon in the data's periods")
  func calendar() async throws {
    let fields = try await ModelNotebook(
      Self.head
        + "a = optimize baseline over=calendar horizon=13 weeks\nb = optimize baseline over=calendar horizon=13"
    ).fields()
    #expect(fields["a"] == fields["b"])
    let calendar = try #require(fields["a"]?["budget"])
    let steady = try #require(fields["best"]?["budget"])
    #expect(abs(calendar - 13 * steady) < 0.1)
  }

  @Test(
    "The plan's chart has a row a channel; the response curves a panel each, dashed beyond what was observed"
  )
  func plots() async throws {
    let plan = try #require(await charts("plot plan best").first)
    let dots = plan.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
    #expect(dots.map(\.name) == ["today", "plan"])
    #expect(dots.allSatisfy { $0.y.count == 5 })
    let curves = try #require(await charts("plot response baseline plan=best").first)
    #expect(curves.panels.map(\.title) == ["tv", "digital", "radio", "print", "social"])
    for panel in curves.panels {
      let line = try #require(
        panel.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }.first)
      let beyond = try #require(line.dashedBeyond)
      guard case .numbers(let levels) = line.x else { continue }
      #expect(beyond > 0 && (levels.last ?? 0) > beyond)
      #expect(line.y.first == 0)
    }
    let scenarios = try #require(await charts("plot scenarios outlook").first)
    #expect(scenarios.panels.count == 2)
    #expect(
      try await failure("plot scenarios retail")?.sentence.contains("no table of scenarios") == true
    )
  }
}
