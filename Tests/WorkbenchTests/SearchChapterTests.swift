import Figures
import Marketing
import Notebooks
import Tables
import Testing
import Workbench

@Suite("What is said of searches") struct SearchChapterTests {
  private static func texts(
    _ statement: String, _ oddity: RobynTrial.Oddity = .none
  ) async throws -> [String] {
    try await RobynTrial.outputs(statement, oddity).compactMap {
      if case .text(let text) = $0 { text } else { nil }
    }
  }

  private static func tables(
    _ statement: String, _ oddity: RobynTrial.Oddity = .none
  ) async throws -> [TableOutput] {
    try await RobynTrial.outputs(statement, oddity).compactMap {
      if case .table(let table) = $0 { table } else { nil }
    }
  }

  @Test("A searched fit says what was searched, what RSSD assumed, and what to mind")
  func shown() async throws {
    let texts = try await Self.texts("show s")
    #expect(
      texts[0].hasPrefix("1\u{202F}200 candidates by differential evolution in 3 trials of 400"))
    #expect(texts[0].contains("the winner of cluster"))
    #expect(
      texts[1].hasPrefix(
        "DECOMP.RSSD asks for effect shares equal to spend shares: one return of 2.10 for all "
          + "channels."
      ))
    #expect(texts[1].contains("'s share of the effect from"))
    #expect(texts[1].contains("the way to its "))
    #expect(
      texts.last?.contains("DECOMP.RSSD had not settled in 2 of the search's 3 trials") ?? false)
    let tables = try await Self.tables("show s")
    #expect(
      tables.map(\.title).prefix(2) == ["What the search weighed", "What DECOMP.RSSD assumed"])
    #expect(
      tables[1].table.names == [
        "channel", "pull", "spend_share", "best_fit_share", "chosen_share", "best_fit_roi",
        "chosen_roi", "implied_roi",
      ])
    #expect(tables[0].table.names.contains("score"))
  }

  @Test("What RSSD moved is said of every front, and of one that it did not move too")
  func prior() async throws {
    for oddity in RobynTrial.Oddity.allCases {
      let texts = try await Self.texts("show s", oddity)
      #expect(texts.contains { $0.hasPrefix("DECOMP.RSSD asks for effect shares") }, "\(oddity)")
    }
    let texts = try await Self.texts("show s", .best)
    #expect(texts[1].contains("Here it moved nothing"))
  }

  @Test("The front is a table of candidates, with one column a hyperparameter")
  func front() async throws {
    let table = try #require(await Self.tables("front s").first).table
    let front = try #require(try RobynTrial().fit.search?.front)
    #expect(table.rowCount == front.candidates.count)
    #expect(
      table.names == [
        "name", "front", "cluster", "score", "nrmse", "rssd", "r2", "penalty", "roi_tv",
        "roi_radio",
        "roi_print", "share_tv", "share_radio", "share_print", "retention_tv", "half_tv",
        "slope_tv", "retention_radio", "half_radio",
        "slope_radio", "retention_print", "half_print", "slope_print", "penalty_place",
      ])
    let lifted = try #require(await Self.tables("front s", .lifts).first).table
    #expect(lifted.names.contains("mape_lift"))
    let validated = try #require(await Self.tables("front s", .validation).first).table
    #expect(validated.names.contains("test_nrmse") && validated.names.contains("training_share"))
  }

  @Test("Clusters show intervals in words, and say why one has none")
  func clusters() async throws {
    let shown = try #require(await Self.tables("clusters s").first)
    #expect(
      shown.table.names == ["cluster", "candidates", "winner", "nrmse", "rssd"]
        + RobynTrial.channels)
    let cell = try #require(try shown.table.texts("tv").first ?? nil)
    #expect(cell.contains("[") && cell.contains("]"))
    #expect(shown.note?.contains("nothing about sampling error") ?? false)
    let thin = try #require(await Self.tables("clusters s", .thin).first)
    #expect(thin.note?.contains("an interval needs at least 3") ?? false)
    #expect(try thin.table.texts("tv").contains { $0.map { !$0.contains("[") } ?? false })
    #expect(
      try await Self.texts("clusters s", .single).first?.contains("a single candidate") ?? false)
    #expect(
      try await Self.texts("clusters s", .unclustered).first?.contains("too few to cluster")
        ?? false)
    let value = try RobynTrial.notebook("s = make search\nc = clusters s")
    let fields = try await value.fields()
    #expect(fields["c"]?["columns"] == 16 && fields["c"]?["rows"] == 3)
  }

  @Test("Convergence of a search is told by objective and trial")
  func convergence() async throws {
    let table = try #require(await Self.tables("convergence s").first).table
    #expect(table.rowCount == 6)
    #expect(try table.texts("converged") == ["yes", "yes", "yes", "yes", "no", "no"])
    let texts = try await Self.texts("convergence s")
    #expect(texts.first?.contains("DECOMP.RSSD in 2 of 3 trials") ?? false)
  }

  @Test("Fields say the same as the tables")
  func fields() async throws {
    let all = try await RobynTrial.notebook(
      "s = make search\ni = implied s\nc = clusters s\nf = front s"
    ).fields()
    let fields = try #require(all["s"])
    for channel in RobynTrial.channels {
      #expect(fields["pull.\(channel)"] == all["i"]?["\(channel).pull"])
      #expect(fields["spend_share.\(channel)"] == all["i"]?["\(channel).spend_share"])
      #expect(fields["effect_share.\(channel)"] == all["i"]?["\(channel).chosen_share"])
      #expect(fields["best_fit_roi.\(channel)"] == all["i"]?["\(channel).best_fit_roi"])
      #expect(fields["implied_roi.\(channel)"] == 2.1)
      #expect(fields["cluster_low.\(channel)"] ?? .nan < fields["cluster_high.\(channel)"] ?? .nan)
    }
    #expect(fields["candidates"] == all["f"]?["rows"])
    #expect(fields["clusters"] == all["c"]?["rows"])
    #expect(fields["evaluations"] == 1_200 && fields["converged"] == 0)
    #expect(fields["mape_lift"] == nil)
    let front = try #require(try RobynTrial().fit.search?.front)
    let chosen = try #require(front.candidates.first { $0.name == front.chosen })
    #expect(fields["rssd"] == chosen.evaluation.rssd && fields["score"] == chosen.score)
  }

  @Test(
    "A fit that no search chose has no front",
    arguments: [
      "front f", "clusters f", "implied f", "w = winner f cluster=1", "plot front f",
      "plot objectives f", "plot hyperparameters f", "plot implied f",
    ])
  func otherFits(statement: String) throws {
    let complaints = try ModelNotebook(
      "retail = simulate retail\nf = fit ols retail target=sales channels=tv\n\(statement)"
    ).complaints
    #expect(complaints.map(\.place) == ["f"])
    #expect(complaints.first?.sentence.contains("search robyn gives one") ?? false, "\(complaints)")
  }

  @Test("A cluster that is not there is refused, with those that are")
  func winner() async throws {
    let failure = try await RobynTrial.notebook("s = make search\nw = winner s cluster=9").failure()
    #expect(failure?.place == "9")
    #expect(failure?.sentence == "no cluster 9; there are 3, counted from 1")
    let single = try await RobynTrial.notebook(
      "s = make search odd=single\nw = winner s cluster=1"
    ).failure()
    #expect(single?.sentence.contains("the candidates were not clustered") ?? false)
  }

  @Test("A search that was cut short says so first of its remarks, and is not kept")
  func interrupted() async throws {
    let texts = try await Self.texts("show s", .interrupted)
    #expect(texts.contains { $0.contains("The search was interrupted after 1,200 models") })
    #expect(FitValue(try RobynTrial(.interrupted).fit, date: "week").isPartial)
    #expect(!FitValue(try RobynTrial().fit, date: "week").isPartial)
  }
}
