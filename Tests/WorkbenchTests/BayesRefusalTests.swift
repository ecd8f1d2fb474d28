import Figures
import Notebooks
import Testing
import Workbench

/// What cannot be modelled is refused where it stands, and says what to do.
@Suite("What Bayesian fits refuse") struct BayesRefusalTests {
  private static let retail = "retail = simulate retail weeks=60 seed=7\n"
  private static let fit =
    "m = fit bayes retail target=sales channels=tv, radio "

  /// Options, whether the check finds it, the words pointed at, parts of the sentence.
  private static let options: [(String, Bool, String, [String])] = [
    (
      "priors=adstock: uniform(2, 1)", true, "adstock",
      ["lower end 2 is not below the upper end 1", "swap or move them"]
    ),
    ("priors=sigma: beta(0, 1)", true, "0", ["a is a number from"]),
    ("priors=sigma: lognormal", true, "lognormal", ["lognormal(location, scale)"]),
    (
      "priors=adstock.tv: normal(0.5, 0.1)", false, "adstock.tv",
      ["normal(0.5, 0.1) reaches beyond what the parameter can be, between 0 and 1", "beta"]
    ),
    (
      "priors=sigma: normal(0, 1)", false, "sigma",
      ["reaches beyond what the parameter can be, above 0", "halfnormal"]
    ),
    ("priors=adstock.tv: fixed(2)", false, "adstock.tv", ["fixed(2) is not between 0 and 1"]),
    ("priors=roj.tv: lognormal(0, 1)", true, "roj", ["did you mean \"roi\"?"]),
    ("priors=roi.tw: lognormal(0, 1)", true, "tw", ["did you mean \"tv\"?"]),
    ("priors=nonsense: lognormal(0, 1)", true, "nonsense", ["is none of intercept, adstock"]),
    (
      "priors=slope.tv: lognormal(0, 1)", true, "slope.tv",
      ["no parameter \"slope.tv\" to give a prior to", "the model has intercept, sigma, adstock"]
    ),
    (
      "priors=mroi.tv: lognormal(0, 1)", true, "mroi.tv",
      ["with effect=roi priors are on roi.tv", "for mroi.tv say effect=mroi"]
    ),
    (
      "preset=pymc priors=adstock: beta(1, 3)", true, "adstock",
      ["with preset=pymc adstock is called adstock_alpha"]
    ),
    ("preset=pymc trend=linear", true, "linear", ["as columns of controls="]),
    ("preset=pymc holidays=de", true, "pymc", ["as columns of controls="]),
    ("preset=pymc effect=roi", true, "roi", ["says its effect itself"]),
    ("preset=pymc unit=max", true, "max", ["says its unit itself"]),
    ("use=lift_test", true, "lift_test", ["there are none", "experiments="]),
    ("warmup=5", true, "5", ["from 20"]),
    ("draws=3", true, "3", ["from 10"]),
    ("accept=1.5", true, "1.5", ["0.51"]),
    ("experiments=retail", true, "retail", ["experiments"]),
  ]

  @Test("Options that contradict each other, priors that are none", arguments: options)
  func option(
    written: String, isFoundByCheck: Bool, place: String, parts: [String]
  ) async throws {
    let cell = Self.retail + Self.fit + written
    let result = try await DataTrial(cell).run()
    #expect(result.isFoundByCheck == isFoundByCheck, "\(result.rendered)")
    #expect(result.marked(in: cell) == place, "\(result.rendered)")
    for part in parts { #expect(result.sentence.contains(part), "\(result.rendered)") }
    // What is meant is said once.
    #expect(result.rendered.components(of: "did you mean") <= 1, "\(result.rendered)")
  }

  /// Statements after the world, the words pointed at, parts of the sentence.
  private static let data: [(String, String, [String])] = [
    (
      "z = derive retail flat=\"0 * tv + 3\"\nm = fit bayes z target=flat channels=tv, radio",
      "flat", ["is the same in all 60 rows", "nothing to explain"]
    ),
    (
      "z = derive retail flat=\"0 * tv + 3\"\n"
        + "m = fit bayes z target=sales channels=tv controls=flat",
      "flat", ["leave it out"]
    ),
    (
      "z = derive retail big=\"sales * 10 ^ 200\"\nm = fit bayes z target=big channels=tv", "big",
      ["overflow", "use another unit"]
    ),
    (
      "z = derive retail big=\"tv * 10 ^ 200\"\nm = fit bayes z target=sales channels=big", "big",
      ["overflow", "use another unit"]
    ),
    (
      "z = derive retail hole=\"log(sales - 10000000)\"\nm = fit bayes z target=hole channels=tv",
      "hole", ["has no value in row"]
    ),
    (
      "z = derive retail low=\"sales - 10000000\"\n"
        + "m = fit bayes z target=low channels=tv likelihood=lognormal", "low",
      ["a logarithm needs a target above 0 in every row"]
    ),
    (
      "a = simulate experiment retail channel=digital start=2022-03-07 weeks=4\n"
        + "e = experiments a\nm = fit bayes retail target=sales channels=tv experiments=e", "e",
      ["it tests \"digital\", which is no channel of the model; there are tv"]
    ),
    (
      "a = simulate experiment retail channel=digital start=2022-03-07 weeks=4\n"
        + "e = experiments a\n"
        + "m = fit bayes retail target=sales channels=tv experiments=e use=roi_prior", "e",
      ["it tests \"digital\", which is no channel of the model; there are tv"]
    ),
    (
      "z = filter retail week < 2022-03-07 or week > 2022-04-03\n"
        + "a = simulate experiment retail channel=tv start=2022-03-07 weeks=4 extra=-100% outcome=0\n"
        + "e = experiments a\nm = fit bayes z target=sales channels=tv experiments=e", "e",
      ["the rows have no spend on tv while it ran", "the spend without the test"]
    ),
    (
      "b = simulate retail seed=7\n"
        + "a = simulate experiment b channel=tv start=2023-10-09 weeks=4\ne = experiments a\n"
        + "m = fit bayes retail target=sales channels=tv experiments=e", "e",
      ["must lie in the fitted rows, which run from 2022-01-03 to 2023-02-26"]
    ),
  ]

  @Test("Rows and tests that no model can take", arguments: data)
  func rows(statements: String, place: String, parts: [String]) async throws {
    let cell = Self.retail + statements
    let result = try await DataTrial(cell).run()
    #expect(!result.isFoundByCheck, "\(result.rendered)")
    #expect(result.marked(in: cell) == place, "\(result.rendered)")
    for part in parts { #expect(result.sentence.contains(part), "\(result.rendered)") }
  }

  private static let regional = "m = fit meridian panel target=sales channels=tv, radio "

  /// Statements after the panel, the words pointed at, parts of the sentence.
  private static let regions: [(String, String, [String])] = [
    (
      "q = filter panel region != r01 or week > 2022-03-01\n"
        + regional.replacing("panel", with: "q") + "region=region population=population",
      "region", ["region \"r01\" has no row for 2022-01-03 and 8 more dates"]
    ),
    (
      "q = stack panel, panel\n" + regional.replacing("panel", with: "q")
        + "region=region population=population",
      "region", ["region \"r01\" has 2022-01-03 twice", "aggregate"]
    ),
    (regional + "region=region", "region", ["3 regions and no population", "name its column"]),
    (regional, "panel", ["2022-01-03 occurs twice", "with region="]),
    (
      "q = derive panel people=\"population + tv\"\n" + regional.replacing("panel", with: "q")
        + "region=region population=people",
      "people", ["the population of region \"r01\" changes from", "one number a region"]
    ),
    (
      "q = derive panel people=\"population * 0\"\n" + regional.replacing("panel", with: "q")
        + "region=region population=people",
      "people", ["must be above 0"]
    ),
    (regional + "region=region population=population knots=90", "90", ["90 knots over 30 periods"]),
    (
      regional + "region=region population=population priors=alpha_m: normal(0, 1)", "alpha_m",
      ["reaches beyond what the parameter can be, between 0 and 1"]
    ),
    (
      regional + "region=region population=population priors=mroi: lognormal(0, 1)", "mroi",
      ["no parameter \"mroi\" for a prior", "roi_m"]
    ),
  ]

  @Test("Regions that do not fit together", arguments: regions)
  func panel(statements: String, place: String, parts: [String]) async throws {
    let cell = "panel = simulate panel regions=3 weeks=30 seed=7\n" + statements
    let result = try await DataTrial(cell).run()
    #expect(result.marked(in: cell) == place, "\(result.rendered)")
    for part in parts { #expect(result.sentence.contains(part), "\(result.rendered)") }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of part: String) -> Int {
    ranges(of: part).count
  }
}
