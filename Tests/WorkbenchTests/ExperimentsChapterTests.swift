import Figures
import Notebooks
import Tables
import Testing

/// Three tests as an experimenter would write them down.
private let sheet = """
  experiment,channel,start,end,outcome_end,extra_spend,lift,standard_error
  spring,tv,2023-03-06,2023-04-16,2023-05-14,20000,150000,30000
  summer,radio,2023-06-05,2023-07-02,,-5000,-24000,8000
  autumn,tv,2023-09-04,2023-10-01,2023-10-15,-30000,-90000,45000

  """

@Suite("Experiments in a notebook")
struct ExperimentsChapterTests {
  @Test("Written tests: implied returns by the formula, and a chart")
  func written() async throws {
    let result = try await DataTrial(
      """
      t = load t.csv
      e = experiments t
      experiments t
      d = experiments t period=day
      plot experiments e title="What we tested"
      """, files: ["t.csv": sheet]
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("e.experiments") == 3 && result.number("e.warnings") == 0)
    // Six weeks of 20,000; 150,000 of sales, give or take 1.645 times 30,000.
    #expect(result.number("e.spend.spring") == 120_000)
    #expect(result.number("e.roi.spring") == 1.25)
    #expect(abs(result.number("e.low.spring") - (150_000 - 49_345.609) / 120_000) < 1e-7)
    #expect(abs(result.number("e.high.spring") - (150_000 + 49_345.609) / 120_000) < 1e-7)
    // Less of both is a return above 0.
    #expect(result.number("e.roi.summer") == 1.2)
    #expect(result.number("e.low.summer") < 1.2 && result.number("e.high.summer") > 1.2)
    #expect(result.number("d.spend.spring") == 42 * 20_000)
    let charts = result.outputs.compactMap { output in
      if case .chart(let chart) = output { chart.title } else { nil }
    }
    #expect(charts == ["What we tested"])
  }

  @Test("Columns under other names, and what is missing is asked for by name")
  func columns() async throws {
    let text = sheet.replacing("standard_error", with: "se").replacing("channel", with: "medium")
    let fine = try await DataTrial(
      "t = load t.csv\ne = experiments t standard_error=se channel=medium", files: ["t.csv": text]
    ).run()
    #expect(fine.problems.isEmpty, "\(fine.rendered)")
    #expect(fine.number("e.standard_error.autumn") == 45_000)
    let lacking = try await DataTrial(
      "t = load t.csv\ne = experiments t channel=medium", files: ["t.csv": text]
    ).run()
    #expect(lacking.sentence.contains("standard_error="), "\(lacking.rendered)")
    let wrong = try await DataTrial(
      "t = load t.csv\ne = experiments t channel=medium standard_error=sd", files: ["t.csv": text]
    ).run()
    #expect(wrong.sentence.contains("no column \"sd\""), "\(wrong.rendered)")
    let kind = try await DataTrial(
      "t = load t.csv\ne = experiments t lift=channel", files: ["t.csv": sheet]
    ).run()
    #expect(kind.sentence.contains("texts, where numbers are due"), "\(kind.rendered)")
    #expect(kind.marked(in: "t = load t.csv\ne = experiments t lift=channel") == "channel")
  }

  @Test(
    "What no test can be is refused with its row",
    arguments: [
      ("2023-04-16", "2023-02-16", "row 1 begins on 2023-03-06 and ends on 2023-02-16"),
      ("2023-05-14", "2023-04-10", "counts sales until 2023-04-10"),
      ("30000\n", "0\n", "standard error of \"spring\" in row 1 is 0"),
      ("8000", "-8000", "must be above 0"),
      ("20000", "0", "changes no spend"),
      ("-24000", "", "\"lift\" has no value in row 2"),
      ("summer", "Spring", "rows 1 and 2 both name"),
      ("radio", "", "\"channel\" has no value in row 2"),
    ])
  func refused(found: String, put: String, sentence: String) async throws {
    let result = try await DataTrial(
      "t = load t.csv\ne = experiments t",
      files: ["t.csv": sheet.replacing(found, with: put, maxReplacements: 1)]
    ).run()
    #expect(result.sentence.contains(sentence), "\(result.rendered)")
    #expect(!result.isFoundByCheck)
  }

  @Test("Lifts of the wrong sign and overlaps are said, not refused")
  func remarks() async throws {
    let text = sheet.replacing("-24000", with: "24000").replacing("2023-05-14", with: "2023-09-10")
    let result = try await DataTrial(
      "t = load t.csv\ne = experiments t\nexperiments t", files: ["t.csv": text]
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    // Summer's sign; spring overlaps both others.
    #expect(result.number("e.warnings") == 3)
    let notes = result.outputs.compactMap { output in
      if case .table(let table) = output { table.note } else { nil }
    }.joined()
    #expect(notes.contains("summer: less was spent and more was sold, by 3"))
    #expect(notes.contains("spring and autumn test tv at the same time and place"))
    #expect(notes.contains("spring and summer overlap"))
  }

  @Test("Tests of a simulated world: stacked, read, drawn with their truth")
  func simulated() async throws {
    let result = try await DataTrial(
      """
      retail = simulate retail hidden=3 confounding=0.95
      a = simulate experiment retail channel=digital start=2023-03-06 weeks=6 extra=50% outcome=4
      b = simulate experiment retail channel=social start=2023-08-07 weeks=4 extra=-100% name="dark social"
      c = simulate experiment retail channel=tv start=2022-10-03 extra=20000 noise=0.002
      all = stack a, b, c
      e = experiments all
      answer = truth all
      one = truth a
      plot experiments e truth=answer
      truth all
      """
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("e.experiments") == 3)
    #expect(result.number("answer.lift.dark_social") < 0)
    #expect(result.number("answer.roi.dark_social") > 0)
    #expect(result.number("one.lift.digital_2023_03_06") > 0)
    for name in ["digital_2023_03_06", "dark_social", "tv_2022_10_03"] {
      #expect(result.number("e.spend.\(name)") == result.number("answer.spend_change.\(name)"))
      let error =
        (result.number("e.lift.\(name)") - result.number("answer.lift.\(name)"))
        / result.number("e.standard_error.\(name)")
      #expect(abs(error - result.number("answer.error.\(name)")) < 1e-9)
      #expect(abs(error) < 5)
    }
    guard
      case .chart(let chart)? = result.outputs.first(where: {
        if case .chart = $0 { true } else { false }
      })
    else {
      Issue.record("no chart")
      return
    }
    // A rule, whiskers, dots, and the truth's diamonds.
    #expect(chart.marks.count == 4)
  }

  @Test("Regions of a panel")
  func panel() async throws {
    let result = try await DataTrial(
      """
      p = simulate panel regions=5 weeks=60
      a = simulate experiment p channel=tv start=2022-06-06 regions=r01, r04
      b = simulate experiment p channel=tv start=2022-09-05
      all = stack a, b
      e = experiments all
      experiments all
      """
    ).run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("e.spend.tv_2022_06_06") < result.number("e.spend.tv_2022_09_05"))
    guard case .table(let shown)? = result.outputs.last else {
      Issue.record("no table")
      return
    }
    #expect(shown.table.names[2] == "regions")
    #expect(try shown.table.texts("regions") == ["r01; r04", "all"])
  }

  @Test(
    "What the world cannot have is marked where it stands",
    arguments: [
      ("channel=tvv start=2023-03-06", "no column \"tvv\"", "tvv"),
      ("channel=sales start=2023-03-06", "no channel \"sales\"", "sales"),
      (
        "channel=digital start=2023-03-08", "the week that holds it begins on 2023-03-06",
        "2023-03-08"
      ),
      ("channel=digital start=2029-01-01", "lies outside the data", "2029-01-01"),
      ("channel=digital start=2023-12-04 weeks=20", "from 2023-12-04 the data have 4", "20"),
      ("channel=digital start=2023-03-06 extra=-150%", "from -100%", "-150%"),
      ("channel=digital start=2023-03-06 extra=0", "any change of spend but 0", "0"),
      ("channel=digital start=2023-03-06 noise=0", "noise is a number", "0"),
      ("channel=digital start=2023-03-06 regions=r01", "has no regions", "r01"),
    ])
  func marked(options: String, sentence: String, marked: String) async throws {
    let cell = "r = simulate retail\na = simulate experiment r \(options)"
    let result = try await DataTrial(cell).run()
    #expect(result.sentence.contains(sentence), "\(result.rendered)")
    #expect(result.marked(in: cell) == marked, "\(result.rendered)")
  }

  @Test("Only what comes straight from the simulators can be tested")
  func strangers() async throws {
    for made in ["select r week, tv, sales", "sort r by=sales"] {
      let result = try await DataTrial(
        "r = simulate retail\nt = \(made)\na = simulate experiment t channel=tv start=2023-03-06"
      ).run()
      #expect(result.sentence.contains("can't be tested"), "\(result.rendered)")
    }
    let truth = try await DataTrial(
      "r = simulate retail\nx = truth r\na = simulate experiment r channel=digital start=2023-03-06\n"
        + "e = experiments a\nplot experiments e truth=x"
    ).run()
    #expect(truth.sentence.contains("not the truth of simulated tests"), "\(truth.rendered)")
  }
}
