import Figures
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

@Suite("What attributions are asked for") struct AttributionFieldsTests {
  private static let models = [
    "first", "last", "last except=Direct", "linear", "linear distinct=yes", "decay",
    "decay halflife=3 step=1", "position", "position shape=j", "position shape=w lead=Email",
    "position weights=1,0,3", "markov", "markov order=2", "markov order=best", "markov nulls=no",
    "markov removal=fail", "markov removal=refit", "shapley", "shapley game=rate", "logistic",
    "logistic features=presence", "trees trees=20",
  ]

  /// `attribute MODEL made OPTIONS`: options come after the journeys.
  private static func statement(_ model: String) -> String {
    let words = model.split(separator: " ")
    return "a = attribute \(words[0]) made \(words.dropFirst().joined(separator: " ")) bootstrap=0"
  }

  @Test("Credits add up to the conversions, shares to 1, value to the value", arguments: models)
  func contract(model: String) async throws {
    let notebook = try ModelNotebook("made = simulate journeys\n" + Self.statement(model))
    #expect(notebook.complaints == [])
    let fields = try await notebook.fields()
    let (made, a) = (try #require(fields["made"]), try #require(fields["a"]))
    func sum(_ measure: String) -> (count: Int, sum: Double) {
      let own = a.filter { $0.key.hasPrefix("\(measure).") }
      return (own.count, own.values.reduce(0, +))
    }
    #expect(made["channels"] == 8)
    #expect(
      a["total"]?.isClose(to: made["conversions"] ?? .nan, within: .relative(1e-12)) ?? false)
    for (measure, whole) in [
      ("credit", made["conversions"]), ("share", 1), ("value", made["value"]),
    ] {
      let found = sum(measure)
      #expect(found.count == 8)
      #expect(
        found.sum.isClose(to: try #require(whole), within: .relative(1e-9)), "\(measure) \(found)")
    }
    #expect(a["total_value"]?.isClose(to: made["value"] ?? .nan, within: .relative(1e-12)) ?? false)
    if model.hasPrefix("markov") {
      #expect(sum("removal_effect").count == 8 && (a["order"] ?? 0) >= 1)
      let (solved, seen) = (a["conversion_probability"] ?? .nan, a["observed_rate"] ?? .nan)
      #expect(solved.isClose(to: seen, within: .relative(1e-10)))
    }
    if model.hasPrefix("logistic") || model.hasPrefix("trees") {
      #expect((a["auc"] ?? 0) > 0.6 && (a["log_loss"] ?? 9) < (a["baseline_log_loss"] ?? 0))
      #expect(a["auc_out"] != nil)
    }
  }

  @Test("Intervals hold the credit, and ranks are probabilities")
  func intervals() async throws {
    let fields = try await ModelNotebook(
      """
      made = simulate journeys
      a = attribute markov made bootstrap=100
      r = ranks a
      """
    ).fields()
    let a = try #require(fields["a"])
    var first = 0.0
    for (path, credit) in a where path.hasPrefix("credit.") {
      let channel = path.dropFirst("credit.".count)
      #expect((a["credit_low.\(channel)"] ?? .infinity) <= credit)
      #expect((a["credit_high.\(channel)"] ?? -.infinity) >= credit)
      first += a["first_rank.\(channel)"] ?? .nan
    }
    #expect(first.isClose(to: 1, within: .absolute(1e-9)))
    #expect(a["not_distinguishable"] != nil)
    let ranks = try #require(fields["r"])
    #expect(ranks["rows"] == 8)
    for rank in 1...8 {
      #expect(ranks["sum.rank_\(rank)"]?.isClose(to: 1, within: .absolute(1e-9)) ?? false)
    }
  }

  @Test("Names that differ only in spelling stay apart, each under a name of its own")
  func spelling() async throws {
    let notebook = try ModelNotebook(
      """
      seen = load journeys t.csv
      a = attribute linear seen bootstrap=0
      c = attribute markov seen bootstrap=20
      """,
      files: [
        "t.csv": """
        path,converted
        Email > E-Mail,1
        email,1
        e mail > 😀,2
        Brand (new) > email_2,1
        """
      ])
    let fields = try await notebook.fields()
    let a = try #require(fields["a"])
    #expect(fields["seen"]?["channels"] == 7)
    let expected = [
      "email": 0.5, "email_3": 1, "email_2": 0.5, "e_mail": 0.5, "e_mail_2": 1, "unnamed": 1,
      "brand_new": 0.5,
    ]
    for (channel, credit) in expected { #expect(a["credit.\(channel)"] == credit, "\(channel)") }
    #expect(a.filter { $0.key.hasPrefix("share.") }.count == 7)
    let shares = a.filter { $0.key.hasPrefix("share.") }.values.reduce(0, +)
    #expect(shares.isClose(to: 1, within: .absolute(1e-12)))
    // Every measure calls a channel the same.
    let c = try #require(fields["c"])
    for measure in ["value", "removal_effect", "credit_low", "credit_high", "first_rank"] {
      #expect(
        Set(c.keys.filter { $0.hasPrefix("\(measure).") }.map { $0.dropFirst(measure.count + 1) })
          == Set(expected.keys.map { $0[...] }), "\(measure)")
    }
    let shown = try await ModelNotebook("seen = load journeys t.csv\nshow seen", beside: notebook)
      .outputs()
    guard case .table(let table)? = shown.first else {
      Issue.record("no table")
      return
    }
    #expect(table.note?.contains("differ only in spelling and are counted apart.") ?? false)
  }

  @Test("Windows, gaps, direct visits and repeats are as the words say")
  func words() async throws {
    let log = """
      customer_id,timestamp,channel,conversion,value
      A,2026-01-01,tv,0,
      A,2026-01-19,email,0,
      A,2026-01-20,email,0,
      A,2026-01-21,Direct,1,10
      B,2026-03-01,Direct,1,5
      C,2026-03-01,tv,0,
      """
    let fields = try await ModelNotebook(
      """
      plain = load journeys log.csv windows=30,7
      long = attribute linear plain window=30 bootstrap=0
      short = attribute linear plain window=7 bootstrap=0
      kept = load journeys log.csv direct=keep
      every = attribute linear kept bootstrap=0
      once = load journeys log.csv collapse=yes
      thin = attribute linear once bootstrap=0
      parted = load journeys log.csv gap=10 days
      recent = attribute first parted bootstrap=0
      halves = load journeys log.csv halflives=1
      aged = attribute decay halves halflife=1 bootstrap=0
      """, files: ["log.csv": log]
    ).fields()
    func share(_ name: String, _ channel: String) -> Double {
      fields[name]?["credit.\(channel)"] ?? .nan
    }
    // tv, email, email; Direct counts where there is nothing else.
    #expect(share("long", "tv").isClose(to: 1 / 3, within: .absolute(1e-12)))
    #expect(share("long", "email").isClose(to: 2 / 3, within: .absolute(1e-12)))
    #expect(share("long", "direct") == 1)
    #expect(share("short", "tv") == 0 && share("short", "email") == 1)
    #expect(share("every", "tv") == 0.25 && share("every", "direct") == 1.25)
    #expect(share("thin", "tv") == 0.5 && share("thin", "email") == 0.5)
    #expect(share("recent", "email") == 1 && share("recent", "tv") == 0)
    // After 1 and 2 days, half and a quarter; tv is 20 days old.
    let weights = [0.5, 0.25, 1.0 / 1_048_576]
    #expect(
      share("aged", "tv").isClose(
        to: weights[2] / weights.reduce(0, +), within: .absolute(1e-12)))
    #expect(fields["plain"]?["journeys"] == 3 && fields["parted"]?["journeys"] == 4)
    #expect(fields["plain"]?["value"] == 15)
  }

  @Test("Simulated journeys, their truth, touches and costs fit together")
  func simulated() async throws {
    let fields = try await ModelNotebook(
      """
      made = simulate journeys count=2000 seed=7
      revealed = truth made
      touched = events made
      spent = costs made
      chain = attribute markov made bootstrap=0
      closing = attribute last made bootstrap=0
      near = score chain against=revealed
      far = score closing against=revealed
      back = roas chain costs=spent
      sides = compare chain, closing
      """
    ).fields()
    let (made, revealed) = (try #require(fields["made"]), try #require(fields["revealed"]))
    #expect(revealed["customers"] == 2000)
    #expect(revealed["conversions"] == fields["touched"]?["sum.conversion"])
    #expect((made["conversions"] ?? .infinity) <= (revealed["conversions"] ?? 0))
    // What marketing caused is divided among the channels, and that is not all.
    let credits = revealed.filter { $0.key.hasPrefix("credit.") }.values.reduce(0, +)
    #expect(credits.isClose(to: revealed["caused"] ?? .nan, within: .relative(1e-6)))
    #expect((revealed["baseline_share"] ?? 0) > 0.1)
    let chain = try #require(fields["chain"])
    for name in ["near", "far"] {
      let score = try #require(fields[name])
      #expect((0...1).contains(score["total_variation"] ?? -1))
      #expect((-1...1).contains(score["rank_correlation"] ?? -2))
      // More is handed out than marketing caused.
      #expect((score["excess"] ?? 0) > 1)
    }
    // Half the sum of the errors is what is with the wrong channels.
    let near = try #require(fields["near"])
    let errors = near.filter { $0.key.hasPrefix("error.") }.values.map(abs).reduce(0, +)
    #expect((errors / 2).isClose(to: near["total_variation"] ?? .nan, within: .relative(1e-9)))
    let (back, spent) = (try #require(fields["back"]), try #require(fields["spent"]))
    let cost = try #require(spent["sum.cost"])
    #expect(back["sum.cost"]?.isClose(to: cost, within: .relative(1e-12)) ?? false)
    let (paid, credit) = (back["search_ad.roas"], chain["value.search_ad"])
    let own = revealed["cost.search_ad"] ?? .nan
    #expect((paid ?? .nan).isClose(to: (credit ?? .nan) / own, within: .relative(1e-9)))
    #expect(fields["sides"]?["rows"] == 8)
  }

  @Test("A hold-out judges learned models by later journeys")
  func holdout() async throws {
    let notebook = try ModelNotebook(
      """
      made = simulate journeys count=3000 holdout=0.3
      a = attribute logistic made bootstrap=0
      b = attribute trees made trees=50
      """)
    let fields = try await notebook.fields()
    for name in ["a", "b"] {
      let own = try #require(fields[name])
      #expect((own["auc_out"] ?? 0) > 0.55 && (own["auc_out"] ?? 1) < 0.95)
      #expect((own["log_loss_out"] ?? 9) < (own["baseline_log_loss_out"] ?? 0))
    }
    let outputs = try await ModelNotebook(
      "made = simulate journeys count=3000 holdout=0.3\nattribute logistic made bootstrap=0",
      beside: notebook
    ).outputs()
    let tables = outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
    #expect(try tables.last?.table.texts("data") == ["seen", "later, not seen"])
  }

  @Test("Costs go to the channel that is meant, and to one only")
  func costs() async throws {
    let fields = try await ModelNotebook(
      """
      seen = load journeys t.csv
      spent = load cost.csv
      a = attribute linear seen bootstrap=0
      r = roas a costs=spent
      """,
      files: [
        "t.csv": "path,converted,value\nEmail,1,8\nemail,1,6\nTV Spot,1,10\n",
        "cost.csv": "channel,cost\nEmail,4\nemail,2\ntv_spot,5\n",
      ]
    ).fields()
    let back = try #require(fields["r"])
    #expect(back["sum.cost"] == 11 && back["rows"] == 3)
    #expect(back["sum.roas"] == 7)
  }
}
