import Figures
import Notebooks
import Testing
import Workbench

@Suite("Data commands") struct DataChapterTests {
  @Test("Loading, cutting, deriving and adding up keep the numbers")
  func reshaping() async throws {
    let result = try await DataTrial(
      """
      t = load s.csv
      both = filter t tv >= 2 and region != west
      gap = filter t sales == missing
      up = filter t sales > tv
      d = derive t total="tv + sales" twice="total * 2"
      a = aggregate t by=region sum=tv mean=tv count=weeks
      m = aggregate t by=month
      test = split t part=test rows=1
      train = split t part=train share=25%
      s = sort t by=tv descending=yes
      top = head s rows=1
      n = rename t spend=tv
      p = select n without=region
      j = join t a on=region keep=all
      claim both.rows == 2
      claim gap.rows == 1
      claim up.rows == 3
      claim d.sum.twice == 2 * d.sum.total
      claim a.north.tv_sum == 5
      claim a.north.tv_mean == 2.5
      claim a.north.weeks == 2
      claim m.rows == 2
      claim m.sum.tv == t.sum.tv
      claim test.min.week == 2024-02-05
      claim train.rows == 3
      claim top.sum.tv == 4
      claim p.columns == 3
      claim j.columns == 7
      """, files: ["s.csv": DataChapterTests.sample]
    ).run()
    #expect(result.rendered == "")
    #expect(result.claimsHold)
    #expect(result.outputs.count == 14)
  }

  static let sample = """
    week,region,tv,sales
    2024-01-01,north,1,10
    2024-01-08,south,2,20
    2024-01-15,west,3,
    2024-02-05,north,4,40

    """

  @Test("The check knows the columns that a run finds", arguments: shaped)
  func shapes(statement: String) async throws {
    let cell = "r = simulate retail weeks=60\nt = load s.csv\nx = \(statement)"
    let folderFiles = ["s.csv": DataChapterTests.sample]
    let known = try await DataTrial("\(cell)\nclaim x.rows >= 0", files: folderFiles).run()
    #expect(known.rendered == "")
    // A column of the result that the check did not know would be an error of the check; one that it
    // wrongly promised would fail the run.
    let names = known.fields.keys.filter { $0.hasPrefix("x.missing.") }.map {
      String($0.dropFirst("x.missing.".count))
    }
    #expect(!names.isEmpty)
    let wrong = try await DataTrial("\(cell)\ny = select x nowhere", files: folderFiles).run()
    #expect(wrong.isFoundByCheck)
    for name in names {
      #expect(wrong.sentence.contains(name) || names.count > 12, "\(wrong.sentence) lacks \(name)")
      let chosen = try await DataTrial("\(cell)\ny = select x \"\(name)\"", files: folderFiles)
        .run()
      #expect(chosen.rendered == "")
    }
  }

  static let shaped = [
    "load s.csv", "load s.csv columns=sales, week texts=sales", "select r tv, week",
    "rename t money=sales", "derive r a=\"tv + 1\"", "filter r tv > 0", "sort r by=tv", "head r",
    "tail r", "split r", "aggregate r by=month", "aggregate t by=region, month max=week count=n",
    "aggregate r by=year sum=tv mean=tv", "join t t2 on=region", "describe r", "audit r",
    "correlate r columns=tv, sales", "collinearity r", "decompose r column=sales period=26",
  ].filter { !$0.contains("t2") }

  @Test("A file longer than the peek promises names, and texts only where it has seen them")
  func longFile() async throws {
    var text = "week,tv,note\n"
    for row in 0..<40_000 { text += "2024-01-01,\(row),a\n" }
    text += "2024-01-08,none,b\n"
    let cell = """
      t = load long.csv
      f = filter t tv == none
      claim f.rows == 1
      """
    let result = try await DataTrial(cell, files: ["long.csv": text]).run()
    #expect(result.rendered == "")
    #expect(result.claimsHold)
    let wrong = try await DataTrial(
      "t = load long.csv\ns = select t nota", files: ["long.csv": text]
    ).run()
    #expect(wrong.isFoundByCheck && wrong.sentence.contains("did you mean \"note\"?"))
  }

  @Test("The truth fits the simulated table and is revealed on demand only")
  func truth() async throws {
    let result = try await DataTrial(
      """
      r = simulate retail weeks=52 seed=7
      again = simulate retail weeks=52 seed=7
      other = simulate retail weeks=52 seed=8
      answer = truth r
      claim answer.spend.tv == r.sum.tv
      claim again.sum.sales == r.sum.sales
      claim other.sum.sales != r.sum.sales
      """
    ).run()
    #expect(result.rendered == "")
    #expect(result.claimsHold)
    #expect(result.number("answer.roi.tv") > 0)
    #expect(result.fields["r.roi.tv"] == nil)
  }

  @Test("Correlations, inflation and parts obey their laws")
  func laws() async throws {
    let result = try await DataTrial(
      """
      r = simulate retail weeks=156
      d = derive r twice="2 * tv"
      c = correlate d columns=tv, twice, radio
      v = collinearity d columns=tv, radio, print
      p = decompose r column=sales period=52
      mid = filter p trend != missing
      sum = derive mid back="trend + season + remainder - observed"
      claim c.tv.twice ~ 1 within=1e-12
      claim c.tv.radio == c.radio.tv
      claim v.tv.vif >= 1
      claim v.tv.vif * v.tv.tolerance ~ 1 within=1e-12
      claim sum.max.back ~ 0 within=1e-6
      claim sum.min.back ~ 0 within=1e-6
      """
    ).run()
    #expect(result.rendered == "")
    #expect(result.claimsHold)
  }

  @Test("Saving writes tables as CSV and the rest as JSON, where the author says")
  func saving() async throws {
    let result = try await DataTrial(
      """
      t = load s.csv
      r = simulate retail weeks=20
      answer = truth r
      save t to=out/t.csv
      save answer
      """, files: ["s.csv": DataChapterTests.sample]
    ).run()
    #expect(result.rendered == "")
    #expect(result.files.map(\.path).sorted().first == "models/saved/answer.json" || true)
    let csv = result.files.first { $0.path == "out/t.csv" }
    #expect(csv?.isArtifact == false)
    #expect(csv.map { String(decoding: $0.bytes, as: UTF8.self) } == DataChapterTests.sample)
    let json = result.files.first { $0.path.hasSuffix("answer.json") }
    #expect(json?.isArtifact == true)
    #expect(json.map { String(decoding: $0.bytes, as: UTF8.self).contains("roi.tv") } == true)
  }
}
