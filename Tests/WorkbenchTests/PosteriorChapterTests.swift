import Figures
import Marketing
import Notebooks
import Statistics
import Tables
import TestSupport
import Testing
import Workbench

@Suite("Words that ask draws") struct PosteriorChapterTests {
  private static let own = [
    "posterior", "convergence", "evidence", "loo", "predictive", "sensitivity", "plot forest",
    "plot ridges", "plot prior_posterior", "plot predictive", "plot gain", "plot trace",
    "plot chain_ranks", "plot energy", "plot joint", "plot convergence",
  ]

  private static func table(_ statement: String, _ place: Int = 0) async throws -> TableOutput {
    let tables = try await PosteriorCells.outputs(statement).compactMap {
      if case .table(let table) = $0 { table } else { nil }
    }
    #expect(tables.indices.contains(place))
    return tables.indices.contains(place) ? tables[place] : TableOutput(Table([]))
  }

  @Test("Every example of the chapter is right", arguments: own)
  func examples(title: String) async throws {
    let command = try #require(Engine.registry.commands.first { $0.title == title })
    let notebook = try PosteriorCells.notebook(command.example)
    #expect(notebook.complaints == [])
    #expect(try await !PosteriorCells.outputs(command.example).isEmpty)
  }

  @Test("A fit of single numbers is told what has draws", arguments: own)
  func withoutDraws(title: String) async throws {
    let command = try #require(Engine.registry.commands.first { $0.title == title })
    let statement =
      title == "plot gain"
      ? "straight = optimize plain\nplot gain straight"
      : String(command.example.split(separator: " of=")[0]).replacing("bayes", with: "plain")
    let failure = try #require(await PosteriorCells.notebook(statement).failure())
    #expect(
      failure.sentence
        == (title == "plot gain"
          ? "\"straight\" was made of single numbers, not of draws; optimise a fit of fit bayes"
          : "\"plain\" has no draws; fit bayes and fit meridian give them"))
    #expect(failure.place == (title == "plot gain" ? "straight" : "plain"))
  }

  @Test("An unknown quantity is answered with those there are, and the nearest")
  func unknown() async throws {
    let failure = try #require(
      await PosteriorCells.notebook("plot trace bayes of=roi.tw").failure())
    #expect(
      failure.sentence.hasPrefix("no quantity \"roi.tw\" in the draws of \"bayes\"; there are"))
    #expect(failure.place == "roi.tw")
    let five = try #require(
      await PosteriorCells.notebook(
        "plot joint bayes of=roi.tv, roi.radio, sigma, intercept, baseline"
      ).failure())
    #expect(five.sentence == "5 quantities, where 4 have room; name fewer")
    let one = try #require(await PosteriorCells.notebook("plot joint bayes of=roi.tv").failure())
    #expect(one.sentence == "a pair needs two quantities; here is one")
  }

  @Test("One row a quantity, with the numbers of its summary")
  func posterior() async throws {
    let output = try await Self.table("posterior bayes what=returns")
    let names = try output.table.texts("quantity").compactMap(\.self)
    #expect(
      names == [
        "roi.tv", "roi.radio", "mroi.tv", "mroi.radio", "contribution.tv", "contribution.radio",
        "baseline",
      ])
    let posterior = try #require(try PosteriorTrial(divergent: 40).fit.posterior)
    let summary = try #require(posterior.summary(of: names[0]))
    #expect(try output.table.numbers("mean")[0] == summary.mean)
    #expect(try output.table.numbers("r_hat")[0] == summary.rhat)
    #expect(output.note?.contains("All chains agree") == true)
    let all = try await Self.table("off = make draws stuck=yes\nposterior off")
    #expect(!all.emphasisedRows.isEmpty && all.note?.contains("not to be relied on") == true)
  }

  @Test("Convergence leads with the verdict; chains follow, and what they disagree about")
  func convergence() async throws {
    let outputs = try await PosteriorCells.outputs(
      "off = make draws stuck=yes divergent=7\nconvergence off")
    guard case .text(let words)? = outputs.first else {
      Issue.record("no words")
      return
    }
    #expect(words.hasPrefix("Do not use the draws of off.") && words.contains("7 draws diverged"))
    let told = outputs.compactMap { if case .text(let words) = $0 { words } else { nil } }
    #expect(told.count == 3 && told[1].contains("only a test can tell"))
    #expect(told[2] == "Serious: 7 draws went astray.")
    let chains = try await Self.table("convergence bayes")
    #expect(try chains.table.numbers("divergences") == [40, 0, 0, 0])
    #expect(chains.emphasisedRows == [0])
    #expect(outputs.count == 5)
    let worst = try await Self.table(
      "off = make draws stuck=yes divergent=7\nconvergence off", 1)
    #expect(worst.emphasisedRows.isEmpty && worst.note?.contains("bold") == false)
    #expect(worst.table.names.prefix(2) == ["quantity", "r_hat"])
  }

  @Test(
    "What must not be used says so before every table",
    arguments: [
      "posterior", "evidence", "loo", "predictive", "sensitivity", "roi", "contributions",
      "coefficients",
    ])
  func cautions(word: String) async throws {
    for (fit, isSound) in [("bayes", false), ("sound", true)] {
      let outputs = try await PosteriorCells.outputs("sound = make draws\n\(word) \(fit)")
      var first: String?
      if case .text(let words)? = outputs.first { first = words }
      #expect(first == (isSound ? nil : "Do not use bayes: some draws diverged."))
    }
  }

  @Test("A fit is shown with the returns of all channels first, all of them")
  func shown() async throws {
    let returns = try await Self.table("show bayes")
    #expect(try returns.table.texts("quantity")[0] == "roi.tv")
    #expect(returns.shownRows >= returns.table.rowCount)
    let parameters = try await Self.table("show bayes", 2)
    #expect(try parameters.table.texts("quantity").contains("adstock.tv"))
    #expect(parameters.note?.contains("in standard deviations of sales") == true)
    #expect(try await Self.table("show bayes rows=3").shownRows == 3)
  }

  @Test("Coefficients of draws have no t and no p")
  func coefficients() async throws {
    let table = try await Self.table("coefficients bayes").table
    #expect(Set(table.names).isSubset(of: ["feature", "mean", "sd", "low", "high"]))
    let fields = FitValue(try PosteriorTrial().fit, date: "week").fields.map(\.path)
    #expect(!fields.contains { $0.hasPrefix("t.") || $0.hasPrefix("p.") || $0.hasPrefix("vif") })
    #expect(fields.contains { $0.hasPrefix("coefficient.") })
  }

  @Test("A name of the other preset is told what it is called here")
  func vocabularies() throws {
    func complaint(_ rest: String) throws -> String? {
      try PosteriorCells.notebook(
        "b = fit bayes retail target=sales channels=tv, radio\n\(rest)"
      ).complaints.first?.sentence
    }
    #expect(
      try complaint("  priors = adstock_alpha.tv: beta(2, 2)")
        == "adstock_alpha.tv belongs to preset=pymc; here it is called adstock.tv")
    #expect(
      try complaint("  preset = pymc\n  priors = roi: lognormal(0, 1)")
        == "with preset=pymc priors are on coefficients, not on returns: saturation_beta")
    #expect(
      try complaint("  effect = coefficient\n  priors = roi: lognormal(0, 1)")
        == "with effect=coefficient priors are on beta; for roi say effect=roi")
  }

  @Test("What the data said, in words and in numbers")
  func evidence() async throws {
    let told = try await Self.table("evidence bayes")
    #expect(try told.table.texts("says")[0] == "The data said much of tv.")
    let numbers = try await Self.table("evidence bayes", 1)
    #expect(try numbers.table.numbers("contraction")[0].isClose(to: 8.0 / 9, within: .ulps(1)))
    #expect(!numbers.table.names.contains("equally_low"))
  }

  @Test("Fits of the same rows are compared, those of others refused")
  func leaveOneOut() async throws {
    let output = try await Self.table("same = make draws\nloo bayes, same")
    #expect(try output.table.numbers("difference")[0] == 0)
    #expect(output.note?.contains("equally well") == true)
    #expect(try await Self.table("loo bayes").table.names.contains("difference") == false)
    let failure = try #require(
      await PosteriorCells.notebook("short = make draws weeks=52\nloo bayes, short").failure())
    #expect(
      failure.sentence.hasPrefix("\"short\" is a fit of other rows than \"bayes\" (52 and 104"))
  }

  @Test("Checks say which side of the drawn series the seen one lies on")
  func checks() async throws {
    let output = try await Self.table("predictive bayes")
    #expect(
      try output.table.texts("says")
        == [
          "the model draws such a sum",
          "the largest row that was seen is more than the model draws",
        ])
  }

  @Test("Power scaling has its words beside its numbers")
  func sensitivity() async throws {
    let output = try await Self.table("sensitivity bayes what=parameters")
    #expect(output.table.rowCount == 6)
    let words = try output.table.texts("says").compactMap(\.self)
    let known: Set = ["–", "weak likelihood", "prior–data conflict"]
    #expect(Set(words).isSubset(of: known))
    let prior = try output.table.numbers("prior")
    #expect(zip(prior, prior.dropFirst()).allSatisfy { $0 >= $1 })
  }
}
