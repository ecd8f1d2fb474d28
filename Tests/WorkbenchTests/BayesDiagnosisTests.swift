import Figures
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

/// Fits that come back although something is wrong: what they show begins with it.
@Suite("Bayesian fits that say what is wrong with them") struct BayesDiagnosisTests {
  private static let retail = "retail = simulate retail weeks=60\n"
  private static let fit = "m = fit bayes retail target=sales channels=tv, radio "

  /// The words that come before the first table or chart of what the last statement shows.
  private static func lead(_ statements: String) async throws -> String {
    let result = try #require(try await ModelNotebook(retail + statements).result())
    #expect(result.failure == nil, "\(statements): \(result.failure?.sentence ?? "")")
    var words: [String] = []
    for output in result.cells.last?.statements.last?.outputs ?? [] {
      guard case .text(let text) = output else { break }
      words.append(text)
    }
    #expect(!words.isEmpty, "no words come first in \(statements)")
    return words.joined(separator: " ")
  }

  @Test("Too few draws of a hard model: not to be used, and the reason in the next words")
  func tooFew() async throws {
    let lead = try await Self.lead(Self.fit + "saturation=hill draws=10 warmup=20\nshow m")
    #expect(lead.hasPrefix("Do not use the draws of this fit. "), "\(lead)")
    #expect(lead.contains("10 draws of each chain are too few"), "\(lead)")
    let short = try await Self.lead(Self.fit + "chains=1 draws=10 warmup=20\nshow m")
    #expect(short.hasPrefix("Do not use the draws of this fit. "), "\(short)")
  }

  @Test("Chains that do not agree: the gate of R-hat, where it is missed and by how much")
  func gate() async throws {
    let statements =
      Self.fit
      + "draws=20 warmup=20 accept=0.51 priors=sigma: fixed(0.00001), roi: lognormal(0, 5)"
    let lead = try await Self.lead(statements + "\nshow m")
    #expect(lead.hasPrefix("Do not use the draws of this fit. "), "\(lead)")
    #expect(lead.contains("The chains do not agree on "), "\(lead)")
    #expect(lead.contains("where less than 1.01 is due"), "\(lead)")
    let fields = try await ModelNotebook(Self.retail + statements).fields()["m"]
    #expect(fields?["rhat_max"].map { $0 > 1.05 } == true)
  }

  @Test("A run whose trajectories go astray comes back and leads with that")
  func allDivergent() async throws {
    let statements =
      Self.fit
      + "draws=20 warmup=20 accept=0.51 priors=sigma: fixed(0.000000001), roi: lognormal(0, 5)"
    let lead = try await Self.lead(statements + "\nshow m")
    #expect(lead.hasPrefix("Do not use the draws of this fit."), "\(lead)")
    #expect(lead.contains(" went astray"), "\(lead)")
    let fields = try await ModelNotebook(Self.retail + statements).fields()["m"]
    #expect(fields?["divergences"].map { $0 > 40 } == true)
    // What is made of it says so too.
    let plan = try await Self.lead(statements + "\np = optimize m\nshow p")
    #expect(plan.hasPrefix("The fit behind this plan is not to be used: "), "\(plan)")
    #expect(plan.contains(" went astray"), "\(plan)")
  }

  @Test("A channel without spend has its prior for a return, and the fit says so first")
  func noSpend() async throws {
    let statements =
      "z = derive retail flat=\"0 * tv\"\n"
      + "m = fit bayes z target=sales channels=tv, flat season=fourier(1)"
    let lead = try await Self.lead(statements + "\nshow m")
    #expect(
      lead.contains("Nothing was spent on flat: its return is what was believed before"), "\(lead)")
    let fields = try #require(try await ModelNotebook(Self.retail + statements).fields()["m"])
    // A log-normal of 0.2 and 0.9 has this mean.
    let mean = try #require(fields["mean.roi.flat"])
    #expect(abs(mean - 1.831) < 0.25, "\(mean)")
    #expect(fields["mean.contribution.flat"] == 0)
  }

  @Test("What the sampler does not know of stands below: rows in which the target is below 0")
  func otherWarnings() async throws {
    let statements =
      "z = derive retail some=\"sales - 620000\"\n"
      + "m = fit bayes z target=some channels=tv, radio draws=40 warmup=60\nshow m"
    let outputs = try await ModelNotebook(Self.retail + statements).outputs()
    guard case .text(let last)? = outputs.last else {
      Issue.record("no words at the end")
      return
    }
    #expect(last.hasPrefix("Read with care: The target is below 0 in "), "\(last)")
  }
}

@Suite("Plans of fits with draws") struct PlanGainTests {
  @Test("The judgement has fields, a row and a sentence")
  func judged() async throws {
    let fields = try await PosteriorCells.notebook("claim best.p_better > 0").fields()
    let best = try #require(fields["best"])
    let outputs = try await PosteriorCells.outputs("show best")
    let tables = outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
    let gain = try #require(tables.first { $0.table.names.contains("p_better") })
    for name in ["expected_gain", "gain_low", "gain_high", "p_better", "cvar"] {
      #expect(try gain.table.numbers(name) == [best[name] ?? .nan], "\(name)")
    }
    #expect(best["gain_low"] ?? .nan <= best["expected_gain"] ?? .nan)
    #expect(best["cvar"] ?? .nan <= best["expected_gain"] ?? .nan)
    let sentence = try #require(gain.note)
    #expect(sentence.contains("than with today's spend a week"), "\(sentence)")
    #expect(sentence.contains("on average, between "), "\(sentence)")
    #expect(sentence.hasSuffix("in the worst tenth."), "\(sentence)")
    // Draws about the plan's own curves: their mean is near what those say.
    let (expected, uplift) = (best["expected_gain"] ?? .nan, best["uplift"] ?? .nan)
    #expect(abs(expected - uplift) < 0.2 * abs(uplift), "\(expected) and \(uplift)")
  }

  @Test("A plan that is averse to risk has better bad cases, and no better mean")
  func averse() async throws {
    let fields = try await PosteriorCells.notebook("calm = optimize bayes risk=1").fields()
    let (best, calm) = (try #require(fields["best"]), try #require(fields["calm"]))
    // Amounts are rounded to cents.
    #expect((calm["cvar"] ?? .nan) >= (best["cvar"] ?? .nan) - 0.1)
    #expect((calm["expected_gain"] ?? .nan) <= (best["expected_gain"] ?? .nan) + 0.1)
    let outputs = try await PosteriorCells.outputs("optimize bayes risk=0.5")
    let notes = outputs.compactMap { if case .table(let table) = $0 { table.note } else { nil } }
    #expect(notes.contains { $0.contains("made with risk=0.5") })
  }

  @Test("Without draws there is nothing to be averse to, and no judgement")
  func plain() async throws {
    let failure = try #require(
      await PosteriorCells.notebook("calm = optimize plain risk=0.5").failure())
    #expect(failure.sentence.contains("this fit has single numbers"))
    #expect(failure.place == "0.5")
    let complaints = try PosteriorCells.notebook("calm = optimize plain risk=2").complaints
    #expect(complaints.first?.place == "2")
    let fields = try await PosteriorCells.notebook("straight = optimize plain").fields()
    #expect(fields["straight"]?["p_better"] == nil)
  }

  @Test("Scenarios have the span of their uplift by the draws")
  func scenarios() async throws {
    let outputs = try await PosteriorCells.outputs("scenarios bayes budgets=90%, 100%, 120%")
    guard case .table(let shown)? = outputs.first else {
      Issue.record("no table")
      return
    }
    let (low, high) = (
      try shown.table.numbers("gain_low"), try shown.table.numbers("gain_high")
    )
    let (uplift, better) = (
      try shown.table.numbers("uplift"), try shown.table.numbers("p_better")
    )
    for row in 0..<3 { #expect(low[row] < uplift[row] && uplift[row] < high[row]) }
    #expect(better[0] <= better[1] && better[1] <= better[2])
    #expect(shown.note?.contains("Nine of ten draws put the uplift between") == true)
    let plain = try await PosteriorCells.outputs("scenarios plain")
    guard case .table(let straight)? = plain.first else {
      Issue.record("no table")
      return
    }
    #expect(!straight.table.names.contains("p_better"))
    #expect(straight.note?.contains("p_better") == false)
  }
}
