import Notebooks
import TestSupport
import Testing
import Workbench

/// Numbers of calls that other values of the notebook say: a searched transform used again.
@Suite("Fits of searched transforms") struct FitCallTests {
  private static let head = "fit ols retail target=sales channels=tv, radio"

  /// A search, and its transform in a fit with a hold-out.
  private static func cell(_ range: String, radio: String = "0.2") -> String {
    """
    retail = simulate retail
    searched = \(head) adstock=geometric(tv: \(range), radio: \(radio)) search=grid(3)
    checked = \(head) holdout=26
      adstock = tv: geometric(searched.retention.tv), radio: geometric(searched.retention.radio)
      saturation = hill(half: 2 * searched.retention.tv)
    """
  }

  @Test("A searched retention is what the second fit takes, as if it had been written")
  func reused() async throws {
    let notebook = try ModelNotebook(Self.cell("0.1..0.9"))
    #expect(notebook.complaints == [])
    let fields = try await notebook.fields()
    let (searched, checked) = (try #require(fields["searched"]), try #require(fields["checked"]))
    let tv = try #require(searched["retention.tv"])
    #expect([0.1, 0.5, 0.9].contains { tv.isClose(to: $0, within: .absolute(1e-12)) })
    #expect(checked["retention.tv"] == tv)
    #expect(checked["retention.radio"] == 0.2)
    #expect(checked["half.tv"] == 2 * tv)
    #expect(checked["test.r2"] != nil)
    let written = try await ModelNotebook(
      """
      retail = simulate retail
      f = \(Self.head) adstock=geometric(tv: \(tv), radio: 0.2) saturation=hill(\(2 * tv)) holdout=26
      """
    ).fields()
    #expect(checked == written["f"])
  }

  @Test("Changing what the first fit takes computes the second anew, and why says so")
  func staleness() async throws {
    let notebook = try ModelNotebook(Self.cell("0.1..0.9"))
    _ = try await notebook.result()
    func library(_ cell: String) throws -> Library {
      let page = "---\ntitle: Models\n---\n\n```mix\n\(cell)\n```\n"
      _ = writeFile("\(notebook.folder)/models.md", Array(page.utf8))
      return try LibraryReader.read(
        ["\(notebook.folder)/models.md"],
        in: Project.around(notebook: "\(notebook.folder)/models.md"), with: Engine.registry)
    }
    func verdicts(_ library: Library) -> [Freshness.Verdict] {
      Freshness(library, with: Engine.registry).verdicts(on: "models")
    }
    #expect(verdicts(try library(Self.cell("0.1..0.9"))).map(\.isFresh) == [true, true, true])
    let changed = try library(Self.cell("0.15..0.85"))
    let found = verdicts(changed)
    #expect(found.map(\.isFresh) == [true, false, false])
    #expect(found.last?.reasons == ["the input searched was computed anew"])
    let result = try #require(await Runner(changed, with: Engine.registry).run().first)
    #expect(result.failure == nil)
    func retention(_ name: String) -> Scalar? {
      let named = result.names.first(where: { $0.name == name })
      return named?.fields.first(where: { $0.name == "retention.tv" })?.value
    }
    #expect(retention("checked") == retention("searched"))
    guard case .number(let tv)? = retention("checked") else {
      Issue.record("no retention")
      return
    }
    #expect([0.15, 0.5, 0.85].contains { tv.isClose(to: $0, within: .absolute(1e-12)) })
    #expect(verdicts(changed).map(\.isFresh) == [true, true, true])
  }

  private static let base = """
    retail = simulate retail
    n = \(head) adstock=geometric(0.3) saturation=hill(1)

    """

  /// Every place where a call stands, with numbers that are known when it runs.
  private static let places = [
    "a = adstock retail column=tv kind=geometric(n.retention.tv)\nshow a",
    "a = adstock retail column=tv kind=delayed(n.r2, peak: 20, window: n.rows / 4)\nclaim a.rows > 1",
    "a = adstock retail column=tv kind=weibull_cdf(shape: n.half.tv, scale: 2 * n.half.tv)",
    "a = saturate retail column=tv kind=hill(half: 0.5 * n.half.tv, slope: max(n.slope.tv, 1))",
    "plot decay geometric(n.retention.tv), geometric(n.retention.tv / 2), recursive(0.3)",
    "plot decay delayed(0.5, peak: 20, window: n.rows / 2) weibull_pdf(n.half.tv, n.half.tv)",
    "plot curves hill(half: n.half.tv), root(n.r2) over=retail column=tv",
    "f = \(head) season=fourier(n.rows / 26)\nclaim f.coefficient.season_sin_4 != 0",
    "f = \(head) season=cycle(n.rows / 8, pairs: 2) trend=piecewise(n.rows / 52)\nclaim f.vif.trend > 0",
    "f = \(head) adstock=geometric(0..0.8) search=grid(points: n.rows / 26)\nclaim f.retention.tv < 1",
    "f = \(head) adstock=geometric(0..0.8) search=gradient(starts: n.rows / 104)",
    "f = \(head) adstock=delayed(0.5, peak: 0..20, window: n.rows / 4) search=grid(3)",
    "f = \(head) adstock=weibull_pdf(n.half.tv, n.half.tv)\nclaim f.half_life.tv > 0",
    "f = \(head) saturation=root(n.r2), tv: log(n.half.tv)\nclaim f.half_point.tv > 0",
    "p = optimize n lower=tv: 5%, radio: n.spend.radio / 1000 upper=90%, tv: n.spend.tv",
    "scenarios n budgets=90%, n.spend.tv / n.rows",
  ]

  @Test(
    "Wherever a call or a keyed number stands it takes fields and calculations", arguments: places)
  func place(statement: String) async throws {
    let notebook = try ModelNotebook(Self.base + statement)
    #expect(notebook.complaints == [])
    #expect(try await notebook.failure() == nil)
  }

  /// What is refused before the run: statement, words pointed at, part of the sentence.
  private static let refusedByCheck: [(String, String, String)] = [
    ("f = \(head) adstock=geometric(n.retention.tvv)", "n.retention.tvv", "retention.tv"),
    ("f = \(head) saturation=hill(half: 0.5 * n.halff.tv)", "n.halff.tv", "no field"),
    ("plot decay geometric(m.retention.tv)", "m", "no name \"m\" is bound"),
    ("p = optimize n lower=tv: 5%, radio: n.spend.radoi", "n.spend.radoi", "spend.radio"),
    ("f = fit ridge retail target=sales channels=tv penalty=n.penaltyy", "n.penaltyy", "penalty"),
    ("f = \(head) adstock=geometric(n.r2) search=grid", "grid", "nothing to search"),
  ]

  @Test("A wrong name or field is found before the run, at the word", arguments: refusedByCheck)
  func check(statement: String, place: String, part: String) throws {
    let complaints = try ModelNotebook(Self.base + statement).complaints
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.place == place)
    #expect(complaints.first?.sentence.contains(part) ?? false, "\(complaints)")
  }

  /// What the run refuses: statement, words pointed at, part of the sentence.
  private static let refusedByRun: [(String, String, String)] = [
    ("f = \(head) adstock=geometric(tv: n.rows)", "n.rows", "from 0 to 0.999, not 104"),
    ("f = \(head) season=fourier(n.r2)", "n.r2", "pairs is a whole number from 1 to 100"),
    ("f = \(head) adstock=delayed(0.5, peak: n.rows / 4)", "peak", "outside a window of 13"),
    ("plot decay geometric(n.retention.tv), geometric(n.retention.tv)", "geometric", "there twice"),
    ("f = \(head) adstock=delayed(0.5, peak: 0..20, window: n.rows / 8)", "peak", "0 to 12"),
  ]

  @Test("A value that is not allowed stops the run at the word", arguments: refusedByRun)
  func run(statement: String, place: String, part: String) async throws {
    let notebook = try ModelNotebook(Self.base + statement)
    #expect(notebook.complaints == [])
    let failure = try await notebook.failure()
    #expect(failure?.place == place, "\(String(describing: failure))")
    #expect(failure?.sentence.contains(part) ?? false, "\(String(describing: failure))")
  }
}
