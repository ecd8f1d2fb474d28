import Notebooks
import Tables
import Testing

@Suite("Simulated panels and stacked tables in a notebook")
struct SimulatePanelTests {
  @Test("A panel, its truth over all regions and in each, and a fit scored against it")
  func panel() async throws {
    let result = try await DataTrial(
      """
      p = simulate panel regions=6 weeks=60
      same = simulate panel regions=6 weeks=60 seed=42
      other = simulate panel regions=6 weeks=60 seed=43
      answer = truth p
      truth p
      nation = aggregate p by=week sum=tv, digital, radio, print, social, sales
      f = fit ols nation target=sales channels=tv, digital, radio, print, social trend=linear
      s = score f against=answer
      """
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("p.rows") == 360 && result.number("answer.rows") == 360)
    #expect(result.number("answer.regions") == 6)
    #expect(result.number("p.sum.sales") == result.number("same.sum.sales"))
    #expect(result.number("p.sum.sales") != result.number("other.sum.sales"))
    #expect(result.number("answer.spend.tv") == result.number("p.sum.tv"))
    let ratio = result.number("f.roi.tv") / result.number("answer.roi.tv")
    #expect(result.number("s.ratio.tv") == ratio)
    #expect(result.number("answer.roi.tv.r06") > 0)
    let titles = result.outputs.compactMap { output in
      if case .table(let table) = output { table.title } else { nil }
    }
    #expect(titles.contains("What generated the data, over all 6 regions"))
    #expect(titles.contains("True return on investment, region by region"))
  }

  @Test(
    "Options outside their range are marked",
    arguments: [
      ("simulate panel regions=1", "from 2 to 99", "1"),
      ("simulate panel weeks=19", "from 20 to 520", "19"),
      ("simulate panel hidden=6", "from 0 to 5", "6"),
      ("simulate retail hidden=-1", "from 0 to 5", "-1"),
      ("simulate panel regions=2 weeks=20 missing=41", "at most one a row", "41"),
    ])
  func refused(cell: String, sentence: String, marked: String) async throws {
    let result = try await DataTrial(cell).run()
    #expect(result.sentence.contains(sentence), "\(result.rendered)")
    #expect(result.marked(in: cell).contains(marked))
  }

  @Test("Hidden demand moves sales and leaves spend alone")
  func hidden() async throws {
    let result = try await DataTrial(
      """
      usual = simulate retail
      same = simulate retail hidden=1
      drowned = simulate retail hidden=3
      a = truth usual
      b = truth drowned
      """
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("usual.sum.sales") == result.number("same.sum.sales"))
    #expect(result.number("usual.sum.digital") == result.number("drowned.sum.digital"))
    #expect(result.number("a.roi.digital") == result.number("b.roi.digital"))
    #expect(abs(result.number("b.demand") / result.number("a.demand") - 3) < 1e-9)
  }

  @Test("Rows of several tables, with or without their names")
  func stack() async throws {
    let result = try await DataTrial(
      """
      a = load a.csv date=day
      b = load b.csv
      both = stack a, b
      named = stack a, b, a source=from
      """,
      files: ["a.csv": "day,x,y\n2024-01-01,1,\n", "b.csv": "y,x,day\nu,3,2024-01-03\nv,4,\n"]
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("both.rows") == 3 && result.number("both.sum.x") == 8)
    #expect(result.number("both.missing.day") == 1 && result.number("both.missing.y") == 1)
    #expect(result.number("named.rows") == 4 && result.number("named.columns") == 4)
    #expect(result.number("named.sum.x") == 9)
  }

  @Test(
    "Tables that do not go together are refused before anything runs",
    arguments: [
      ("b = select a week, tv\nc = stack a, b", "\"b\" has no column \"digital\""),
      ("b = derive a more=\"tv + 1\"\nc = stack a, b", "has a column \"more\""),
      ("c = stack a", "two tables or more"),
      ("c = stack a, a source=tv", "have a column \"tv\" already"),
    ])
  func unlike(cell: String, sentence: String) async throws {
    let result = try await DataTrial("a = simulate retail\n" + cell).run()
    #expect(result.isFoundByCheck && result.sentence.contains(sentence), "\(result.rendered)")
  }

  @Test("Columns of different kinds are refused")
  func kinds() async throws {
    let result = try await DataTrial(
      "a = load a.csv\nb = load b.csv\nc = stack a, b",
      files: ["a.csv": "x\n1\n", "b.csv": "x\nu\n"]
    ).run()
    #expect(
      result.sentence.contains("\"x\" holds numbers in one table and texts in another"),
      "\(result.rendered)")
  }
}
