import Notebooks
import Testing

@Suite("Simulated ads in a notebook")
struct SimulateAdsTests {
  @Test("The rows, and the truth with its problems by kind")
  func truth() async throws {
    let result = try await DataTrial(
      """
      ads = simulate ads days=90 seed=42 start=2024-10-01
      same = simulate ads
      other = simulate ads seed=43
      clean = simulate ads problems=no
      answer = truth ads
      truth ads
      """
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("ads.rows") == 358 && result.number("clean.rows") == 360)
    #expect(result.number("same.sum.clicks") == result.number("ads.sum.clicks"))
    #expect(result.number("other.sum.clicks") != result.number("ads.sum.clicks"))
    #expect(result.number("answer.problems") == 35)
    #expect(result.number("answer.problems.missing") == 12)
    #expect(result.number("answer.rows") == 360 && result.number("answer.days") == 90)
    // The clean rows' totals are the truth's.
    let spend = ["brand_awareness", "product_launch", "retargeting", "lead_gen"].map {
      result.number("answer.spend.\($0)")
    }
    #expect(abs(spend.reduce(0, +) - result.number("clean.sum.spend")) < 0.005)
    #expect(
      result.number("answer.claimed_roas.retargeting") > 4 * result.number("answer.roi.retargeting")
    )
    let tables = result.outputs.compactMap { output in
      if case .table(let table) = output { table.title } else { nil }
    }
    #expect(tables.contains("Problems planted into the rows"))
  }

  @Test("The check knows the columns, and options outside their range are marked")
  func shape() async throws {
    let unknown = try await DataTrial("a = simulate ads\nb = select a date, sales").run()
    #expect(unknown.isFoundByCheck && unknown.sentence.contains("sales"), "\(unknown.rendered)")
    let few = try await DataTrial("simulate ads days=13").run()
    #expect(few.sentence.contains("from 14 to 5000"), "\(few.rendered)")
    let cell = "simulate ads start=1500-01-01"
    let early = try await DataTrial(cell).run()
    #expect(early.sentence.contains("1583-01-01 through 9900-12-31"), "\(early.rendered)")
    #expect(early.marked(in: cell) == "1500-01-01")
  }

  @Test("A fit of the daily series is scored under the campaigns' names")
  func score() async throws {
    let result = try await DataTrial(
      """
      ads = simulate ads days=200 problems=no
      answer = truth ads
      b = filter ads campaign_name == "Brand Awareness"
      x = select b date, spend
      brand = rename x brand_awareness=spend
      l = filter ads campaign_name == "Lead Gen"
      y = select l date, spend, revenue
      lead = rename y lead_gen=spend
      both = join brand lead on=date
      f = fit ols both target=revenue channels=brand_awareness, lead_gen trend=linear
      s = score f against=answer
      plot roi f truth=answer
      """
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    for name in ["brand_awareness", "lead_gen"] {
      let ratio = result.number("f.roi.\(name)") / result.number("answer.roi.\(name)")
      #expect(result.number("s.ratio.\(name)") == ratio)
    }
    #expect(result.number("s.ratio.retargeting").isNaN)
  }
}
