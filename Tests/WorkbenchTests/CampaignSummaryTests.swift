import Marketing
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

@Suite("The text summary")
struct CampaignSummaryTests {
  private func summary(
    _ trial: CampaignTrial, problems: [String] = [], changes: [String: Int] = [:]
  ) throws -> String {
    try CampaignSummary(
      trial.results(), fit: trial.fit, plan: trial.plan, problems: problems, changes: changes
    ).text
  }

  /// The words of the line that begins so.
  private func words(after start: String, in text: String) -> [String] {
    let line = text.split(separator: "\n").first { $0.hasPrefix(start) }
    return (line?.dropFirst(start.count).split(separator: " ") ?? []).map(String.init)
  }

  @Test("Every part is there, with the numbers of the tables")
  func numbers() throws {
    let trial = try CampaignTrial()
    let text = try summary(
      trial, problems: ["3 rows have no spend."], changes: ["spend filled": 1_234, "clicks": 2])
    for part in [
      "Data", "Found in the data before cleaning", "Changed by cleaning", "Campaigns",
      "Key metrics", "Model", "Optimal budget beside today's", "Scenarios", "Read with care",
      "Columns",
    ] {
      #expect(text.contains("\n\n\(part)\n\(String(repeating: "-", count: part.count))\n"))
    }
    #expect(words(after: "Rows ", in: text) == ["\(trial.rows.rowCount)"])
    #expect(words(after: "Dates ", in: text) == ["90"])
    #expect(words(after: "First day", in: text) == ["2023-11-01"])
    #expect(words(after: "Last day", in: text) == ["2024-01-29"])
    #expect(words(after: "spend filled", in: text) == ["1,234"])
    #expect(text.contains("\n- 3 rows have no spend.\n"))
    let spend = try trial.rows.numbers("spend").reduce(0, +)
    let cents = try #require(words(after: "Spend ", in: text).first { $0.contains(".") })
    #expect(
      Double(cents.filter { $0 != "," })?.isClose(to: spend, within: .absolute(0.0051)) == true)
    let clicks = try trial.rows.numbers("clicks").reduce(0, +)
    let rate = try #require(words(after: "CTR (clicks / impressions)", in: text).first)
    let impressions = try trial.rows.numbers("impressions").reduce(0, +)
    #expect(rate.hasSuffix("%"))
    #expect(
      Double(rate.dropLast())?.isClose(to: 100 * clicks / impressions, within: .absolute(0.00501))
        == true)
    #expect(words(after: "Rows held out", in: text) == ["18"])
    #expect(words(after: "Type", in: text) == ["ridge"])
    #expect(
      words(after: "Budget, as a share of today's", in: text) == [
        "90%", "100%", "110%", "120%", "150%",
      ])
    for warning in trial.fit.warnings {
      // What features of the calendar share is no campaign's.
      if case .nearlyCollinear(let feature, _) = warning, CampaignTrial.names[feature] == nil {
        continue
      }
      #expect(text.contains(warning.description.prefix(40)))
    }
  }

  @Test("No line is wider than 100 columns, whatever campaigns are called", arguments: [1, 2, 3])
  func width(seed: UInt64) throws {
    let trial = try CampaignTrial(seed: seed)
    let hostile = String(repeating: "キャンペーン", count: 30)
    let names = [
      "brand_awareness": hostile, "product_launch": String(repeating: "x", count: 400),
      "retargeting": "two\nlines\t\u{2028}", "lead_gen": "",
    ]
    let rows = Table(
      trial.rows.columns + [
        Column(
          String(repeating: "y", count: 300),
          numbers: [Double](repeating: 1, count: trial.rows.rowCount))
      ])
    let results = try CampaignResults(
      rows: rows, fit: trial.fit, plan: trial.plan,
      scenarios: try BudgetProblem(responses: trial.fit.responses).scenarios(
        at: (5...14).map { Double($0) / 10 }), names: names)
    let text = try CampaignSummary(
      results, fit: trial.fit, plan: trial.plan, problems: [hostile, "a b " + hostile],
      changes: [hostile: 1]
    ).text
    for line in text.split(separator: "\n") {
      #expect(TerminalWrapping.width(of: String(line)) <= 100, "\(line)")
    }
    #expect(text.contains("two lines"))
    // Ten scenarios do not fit beside each other; all are there.
    for share in 5...14 { #expect(text.contains(" \(share)0%")) }
  }

  @Test("A model that explains little, or finds negative returns, is called so, and no other")
  func care() throws {
    var (weak, strong, negative, positive) = (0, 0, 0, 0)
    for seed in 1...12 {
      let trial = try CampaignTrial(days: 60, seed: UInt64(seed), regulariser: .ols)
      let text = try summary(trial)
      let r2 = try #require(trial.fit.test?.metrics.r2)
      #expect(text.contains("R2 is below 0.4") == (r2 < 0.4))
      if r2 < 0.4 { weak += 1 } else { strong += 1 }
      let roi = try trial.results().contributions.numbers("ROI")
      #expect(text.contains("is negative: the model says") == roi.contains { $0 < 0 })
      if roi.contains(where: { $0 < 0 }) { negative += 1 } else { positive += 1 }
    }
    #expect(weak > 0 && strong > 0 && negative > 0 && positive > 0)
    #expect(try summary(CampaignTrial(holdout: .absent)).contains("Nothing was held out"))
  }

  @Test("Contributions beyond all revenue are called impossible", arguments: [1e-3, 1e6])
  func baseline(penalty: Double) throws {
    let trial = try CampaignTrial(regulariser: .ridge(.fixed(penalty)))
    let isBelow = try trial.fit.wholeWindow().baseline < 0
    #expect(isBelow == (penalty < 1))
    #expect(try summary(trial).contains("The baseline is below zero") == isBelow)
  }

  @Test("The same results give the same text")
  func repeated() throws {
    #expect(try summary(CampaignTrial()) == summary(CampaignTrial()))
  }
}
