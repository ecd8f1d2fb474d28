import Notebooks
import TestSupport
import Testing
import Workbench

/// Searches that run: what they give is what the check foretold.
@Suite("Searches in notebooks") struct SearchRunTests {
  private static let head = "retail = simulate retail weeks=104 seed=7\n"

  @Test(
    "The check knows the fields of a search before it runs, no more and no less",
    arguments: [
      "", "controls=holiday trend=none season=fourier(2) holidays=de", "validation=0.6..0.8",
      "holdout=10 season=none", "adstock=weibull_pdf(0.5..4, 1..6), radio: recursive(0.3)",
      "optimizer=nsga2 penalty_scale=log penalty=0..0.3 signs=free stop=early",
      "events=sale: 2023-03-06..2023-03-19 dummies=month",
      "lifts=studies",
    ])
  func knownFields(options: String) async throws {
    let notebook = try ModelNotebook(
      Self.head + "studies = load studies.csv\n"
        + "s = search robyn retail target=sales channels=tv, radio, print iterations=400 trials=2 "
        + options,
      files: ["studies.csv": "channel,first,last,lift\ntv,2022-03-07,2022-04-03,90000\n"])
    #expect(notebook.complaints == [])
    let known = try #require(notebook.checked?.shapes["s"]?.fields)
    let failure = try await notebook.failure()
    #expect(failure == nil)
    let found = try #require(await notebook.fields()["s"]?.keys)
    // No cost of a channel that sells nothing; no pull where shares agree; no interval of a small cluster.
    let irregular = ["cpa.", "pull.", "cluster_low.", "cluster_high.", "roi_low.", "roi_high."]
    let differing = Set(known).symmetricDifference(found).filter { name in
      !irregular.contains { name.contains($0) }
    }
    #expect(differing.isEmpty, "\(differing.sorted())")
    #expect(Set(found).isSubset(of: known), "\(Set(found).subtracting(known).sorted())")
    #expect(Set(known).count == known.count)
  }

  @Test("A search asked, chosen from and asked again agrees with itself")
  func agreement() async throws {
    let notebook = try ModelNotebook(
      Self.head
        + """
        s = search robyn retail target=sales channels=tv, digital, radio iterations=600 trials=2
        again = search robyn retail target=sales channels=tv, digital, radio iterations=600 trials=2
        f = front s
        c = clusters s
        i = implied s
        v = convergence s
        other = winner s cluster=2
        """)
    #expect(notebook.complaints == [])
    #expect(try await notebook.failure() == nil)
    let all = try await notebook.fields()
    let fit = try #require(all["s"])
    #expect(fit == all["again"])
    #expect(fit["evaluations"] ?? 0 <= 1_200 && fit["evaluations"] ?? 0 > 1_000)
    #expect(fit["candidates"] == all["f"]?["rows"] && fit["clusters"] == all["c"]?["rows"])
    #expect(all["v"]?["rows"] == 4)
    for channel in ["tv", "digital", "radio"] {
      #expect(fit["pull.\(channel)"] == all["i"]?["\(channel).pull"])
      let shares = all["i"]?["\(channel).chosen_share"] ?? .nan
      #expect(shares.isClose(to: fit["effect_share.\(channel)"] ?? .nan, within: .relative(1e-9)))
    }
    // The fit is fitted as any other at the candidate's settings, and says what the search said.
    let effects = ["tv", "digital", "radio"].map { fit["contribution.\($0)"] ?? .nan }
    let share = effects[0] / effects.reduce(0, +)
    #expect(share.isClose(to: fit["effect_share.tv"] ?? .nan, within: .relative(1e-6)))
    #expect(all["other"]?["evaluations"] == fit["evaluations"])
    #expect(all["other"]?["rssd"] != fit["rssd"])
    #expect(fit["hypervolume"] ?? 0 > 0 && fit["hypervolume"] ?? 2 <= 1)
  }

  @Test("A candidate by its name, and one that is on no front")
  func choice() async throws {
    let search = "search robyn retail target=sales channels=tv, radio iterations=300 trials=1 "
    let first = try ModelNotebook(Self.head + "s = \(search)\nf = front s")
    let result = try #require(await first.result())
    let front = try #require(result.names.first { $0.name == "f" })
    #expect(!front.fields.isEmpty)
    let failure = try await ModelNotebook(Self.head + "s = \(search) choose=\"1_1\"").failure()
    #expect(failure?.place == "\"1_1\"", "\(String(describing: failure))")
    #expect(failure?.sentence.contains("1_1") ?? false)
    #expect(failure?.sentence.contains("the best are 1_") ?? false)
    let cluster = try await ModelNotebook(Self.head + "s = \(search) choose=cluster(90)").failure()
    #expect(cluster?.place == "cluster(90)", "\(String(describing: cluster))")
    #expect(cluster?.sentence.contains("no cluster 90; there are ") ?? false)
  }

  @Test("Rows that no search can use are refused at the word")
  func data() async throws {
    let silent = try await ModelNotebook(
      Self.head + "z = derive retail none=\"tv * 0\"\ns = search robyn z target=sales channels=none"
    ).failure()
    #expect(silent?.place == "none", "\(String(describing: silent))")
    let short = try await ModelNotebook(
      Self.head + "z = head retail rows=12\n"
        + "s = search robyn z target=sales channels=tv, radio validation=0.5..0.8"
    ).failure()
    #expect(short?.place == "0.5..0.8", "\(String(describing: short))")
    #expect(short?.sentence.contains("leaves 4 of the 12 rows") ?? false)
  }
}
