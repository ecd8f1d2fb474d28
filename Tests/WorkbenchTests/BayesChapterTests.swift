import Figures
import Marketing
import Notebooks
import Statistics
import Tables
import TestSupport
import Testing
import Workbench

/// Small simulated worlds and few draws: what words say, not how well a sampler does.
private enum World {
  static let retail = "retail = simulate retail weeks=60 seed=7\n"
  static let panel = "panel = simulate panel regions=3 weeks=30 seed=7\n"
  static let few = "draws=40 warmup=60 chains=2"

  /// The table of ``retail``.
  static func table() async throws -> Table {
    let outputs = try await ModelNotebook(retail + "select retail week, sales, tv, radio")
      .outputs()
    guard case .table(let shown)? = outputs.last else { return Table([]) }
    return shown.table
  }
}

@Suite("Bayesian fits in a notebook") struct BayesChapterTests {
  private static let national = "fit bayes retail target=sales channels=tv, radio \(World.few)"
  private static let regional =
    "fit meridian panel target=sales channels=tv, radio region=region population=population "
    + World.few

  private static let fits = [
    national, "\(national) controls=holiday trend=linear season=fourier(2)",
    "\(national) adstock=delayed(window: 6), radio: none saturation=hill, radio: none",
    "\(national) effect=mroi adstock=binomial", "\(national) effect=contribution",
    "\(national) effect=coefficient saturation=logistic holidays=de holdout=8",
    "\(national) preset=pymc controls=holiday season=fourier(2)",
    "\(national) preset=pymc saturation=michaelis_menten, radio: hill adstock=delayed",
    "\(national) likelihood=student(df: 4)", "\(national) dummies=month", regional,
    "\(regional) controls=price knots=5", "\(regional) effect=mroi adstock=binomial",
  ]

  private static func notebook(_ statement: String, _ rest: String = "") throws -> ModelNotebook {
    let world = statement.contains("meridian") ? World.panel : World.retail
    return try ModelNotebook(world + "m = \(statement)\n" + rest)
  }

  @Test("The fields of the contract are there, and every field is one that the check knows")
  func fields() async throws {
    for statement in Self.fits {
      let fields = try #require(
        try await Self.notebook(statement).fields()["m"], "\(statement): no fit")
      for name in ["rhat_max", "ess_bulk_min", "ess_tail_min", "divergences", "draws", "chains"] {
        #expect(fields[name] != nil, "\(statement): \(name)")
      }
      #expect(fields["chains"] == 2 && fields["draws"] == 80)
      let parameter =
        statement.contains("meridian")
        ? "ec_m.tv" : statement.contains("pymc") ? "y_sigma" : "sigma"
      for quantity in [parameter, "roi.tv", "mroi.radio", "contribution.tv", "baseline"] {
        let ends = ["q5", "q50", "q95"].map { fields["\($0).\(quantity)"] ?? .nan }
        #expect(ends[0] <= ends[1] && ends[1] <= ends[2], "\(statement): \(quantity) \(ends)")
        #expect(fields["mean.\(quantity)"] != nil && fields["sd.\(quantity)"] != nil)
      }
      // A claim about each of them is one that the check lets pass.
      let claims = fields.keys.sorted().map { "claim m.\($0) == m.\($0)" }
      let claimed = try Self.notebook(statement, claims.joined(separator: "\n"))
      #expect(claimed.complaints == [], "\(statement)")
    }
  }

  @Test(
    "A field that cannot be there is found by the check, with the nearest one",
    arguments: [
      (national, "roi.tvv", "roi.tv"), (national, "mean.adstock.tw", "mean.adstock.tv"),
      (national, "mean.adstok.tv", "mean.adstock.tv"),
      (national, "rhat_mx", "rhat_max"), (national, "contraction.tw", "contraction.tv"),
      ("\(national) preset=pymc", "mean.saturation_lamb.tv", "mean.saturation_lam.tv"),
      (regional, "mean.ec_n.tv", "mean.ec_m.tv"),
      ("\(regional) knots=3", "mean.knot_values.4", "mean.knot_values."),
    ])
  func typos(statement: String, typo: String, meant: String) throws {
    let complaints = try Self.notebook(statement, "claim m.\(typo) > 0").complaints
    #expect(complaints.count == 1)
    #expect(complaints.first?.place == "m.\(typo)")
    #expect(complaints.first?.sentence.hasPrefix("\"m\" has no field \"\(typo)\"") == true)
    #expect(
      complaints.first?.sentence.contains("did you mean \"\(meant)") == true,
      "\(complaints.first?.sentence ?? "")")
  }

  @Test("The same draws, fields and words on 1, 2 and 8 workers")
  func workers() async throws {
    let table = try await World.table()
    func fit(_ workers: Int) throws -> FitValue {
      var model = BayesianModel()
      (model.sampler.chains, model.sampler.warmup, model.sampler.draws) = (4, 80, 60)
      model.sampler.workers = workers
      var spec = MixSpec(
        target: "sales", channels: ["tv", "radio"], regulariser: .priors(model), seed: 3)
      for channel in spec.channels {
        spec.transforms[channel] = ChannelTransform(
          adstock: .geometric(retention: 0.5, window: 9), saturation: .hill(half: 1, slope: 1))
      }
      return FitValue(try spec.fitted(to: MixData(table, for: spec, date: "week")), date: "week")
    }
    let one = try fit(1)
    for workers in [2, 8] {
      let other = try fit(workers)
      #expect(other.fit.posterior?.draws == one.fit.posterior?.draws)
      #expect(other.fields == one.fields && other.shown == one.shown)
    }
  }

  @Test("A fit is kept: the second run takes it, byte for byte, from the cache")
  func cached() async throws {
    let first = try Self.notebook(Self.national, "show m")
    let seen = try await first.outputs()
    let second = try ModelNotebook(
      World.retail + "m = \(Self.national)\nshow m", beside: first)
    #expect(try await second.outputs() == seen && !seen.isEmpty)
  }

  @Test("One region is the nation")
  func oneRegion() async throws {
    let head = World.panel + "north = filter panel region == r01\n"
    let statement = "fit meridian north target=sales channels=tv, radio \(World.few)"
    let fields = try await ModelNotebook(
      head + "a = \(statement) region=region population=population\nb = \(statement)"
    ).fields()
    let (named, plain) = (try #require(fields["a"]), try #require(fields["b"]))
    #expect(named.count == plain.count && named["mean.tau_g.r01"] == nil)
    for channel in ["tv", "radio"] {
      let mean = "mean.roi_m.\(channel)"
      let (a, b) = (try #require(named[mean]), try #require(plain[mean]))
      // Heads only scale what is scaled away again; rounding alone lets the chains part.
      let spread = try #require(plain["sd.roi_m.\(channel)"])
      #expect(abs(a - b) < 0.5 * spread, "\(a) and \(b), give or take \(spread)")
    }
  }
}
