import Marketing
import Notebooks
import Tables
import TestSupport
import Testing

/// The words of `fit` mean what they say: the same question in other words is the same fit.
@Suite("The words of fits") struct FitWordsTests {
  private static let head = "fit ols retail target=sales channels=tv, radio"

  /// Two ways to ask for the same.
  private static let synonyms: [(String, String)] = [
    ("adstock=geometric(0.6)", "adstock=tv: geometric(0.6), radio: geometric(retention: 60%)"),
    ("adstock=geometric(0.6)", "adstock=geometric(radio: 0.6, tv: 0.6, window: 13)"),
    ("adstock=geometric(0.6, tv: 0.3)", "adstock=geometric(tv: 0.3, radio: 0.6)"),
    ("adstock=geometric(0.6), tv: none", "adstock=radio: geometric(0.6)"),
    ("adstock=geometric(tv: 0.6)", "adstock=tv: geometric(0.6)"),
    ("adstock=geometric(0.6..0.6)", "adstock=geometric(0.6)"),
    ("saturation=hill(0.5)", "saturation=michaelis_menten(half: 0.5) order=adstock_first"),
    (
      "saturation=hill(0.5) unit=median",
      "saturation=tv: hill(half: 0.5, slope: 1), radio: hill(0.5)"
    ),
    ("trend=linear", "trend=linear season=none adstock=none saturation=none"),
    ("controls=holiday signs=free", "controls=holiday signs=holiday: free"),
  ]

  @Test("The same question in other words is the same fit", arguments: synonyms)
  func same(first: String, second: String) async throws {
    let fields = try await Self.fields(first, second)
    let (f, g) = (try #require(fields["f"]), try #require(fields["g"]))
    for name in ["r2", "roi.tv", "roi.radio"] {
      // Michaelis–Menten and a Hill curve of slope 1 are rounded in another order.
      let (one, other) = (try #require(f[name]), try #require(g[name]))
      #expect(one.isClose(to: other, within: .relative(1e-9)), "\(name)")
    }
  }

  /// Two questions that are not the same.
  private static let differences: [(String, String)] = [
    ("adstock=geometric(0.6)", "adstock=geometric(tv: 0.6)"),
    ("adstock=geometric(0.6)", "adstock=recursive(0.61)"),
    ("adstock=delayed(0.6, peak: 1)", "adstock=delayed(0.6, peak: 2)"),
    (
      "adstock=geometric(0.6) saturation=hill(1)",
      "adstock=geometric(0.6) saturation=hill(1) order=saturation_first"
    ),
    ("saturation=hill(1)", "saturation=hill(1) unit=max"),
    ("saturation=hill(1)", "saturation=hill(1, slope: 2)"),
    ("trend=linear", "trend=piecewise(2)"),
    ("season=fourier(2)", "season=fourier(2), cycle(13)"),
    ("dummies=month", "season=fourier(2)"),
    ("form=loglog", "form=additive"),
    ("events=a: 2023-03-06..2023-03-12", "events=a: 2023-03-06..2023-03-26"),
  ]

  @Test("Another question is another fit", arguments: differences)
  func different(first: String, second: String) async throws {
    let fields = try await Self.fields(first, second)
    #expect(try #require(fields["f"]?["r2"]) != #require(fields["g"]?["r2"]))
  }

  private static func fields(_ first: String, _ second: String) async throws -> [String: [String:
    Double]]
  {
    let notebook = try ModelNotebook(
      "retail = simulate retail\nf = \(head) \(first)\ng = \(head) \(second)")
    #expect(notebook.complaints == [])
    return try await notebook.fields()
  }

  @Test("The words give the specification that a program would write")
  func specification() async throws {
    let csv = Self.csv
    let table = try CSV().read(text: csv).table
    var spec = MixSpec(
      target: "sales", channels: ["tv", "radio"], trend: .linear,
      season: .cycle(periods: 4, pairs: 1),
      holdout: .rows(4), regulariser: .ridge(.fixed(2), on: .channelsOnly), seed: 7)
    spec.transforms["tv"] = ChannelTransform(
      adstock: .delayed(retention: 0.5, peak: 1, window: 6),
      saturation: .hill(half: 0.8, slope: 1.5),
      order: .saturationFirst)
    spec.transforms["radio"] = ChannelTransform(
      saturation: .root(power: 0.5), order: .saturationFirst)
    spec.unit = .largestPeriod
    let fit = try spec.fitted(to: MixData(table, for: spec))
    let fields = try await ModelNotebook(
      """
      d = load d.csv
      f = fit ridge d target=sales channels=tv, radio trend=linear season=cycle(4) holdout=4
        adstock=tv: delayed(0.5, peak: 1, window: 6) saturation=tv: hill(0.8, slope: 1.5), radio: root
        order=saturation_first unit=max penalty=2 penalize=channels seed=7
      """, files: ["d.csv": csv]
    ).fields()["f"]
    for field in fit.scalarFields { #expect(fields?[field.name] == field.value, "\(field.name)") }
    #expect(fields?.count == Set(fit.scalarFields.map(\.name)).count)
  }

  @Test("A range is searched, on a grid by itself, and the best of it kept")
  func search() async throws {
    let fields = try await ModelNotebook(
      """
      retail = simulate retail
      f = \(Self.head) adstock=geometric(tv: 0..0.8, radio: 0.2)
      g = \(Self.head) adstock=geometric(tv: 0..0.8, radio: 0.2) search=grid(points: 10)
      low = \(Self.head) adstock=geometric(tv: 0, radio: 0.2)
      high = \(Self.head) adstock=geometric(tv: 0.8, radio: 0.2)
      """
    ).fields()
    let (f, g) = (try #require(fields["f"]), try #require(fields["g"]))
    #expect(f == g)
    let retention = try #require(f["retention.tv"])
    #expect(
      (retention * 9 / 0.8).isClose(to: (retention * 9 / 0.8).rounded(), within: .absolute(1e-9)))
    #expect(f["retention.radio"] == 0.2)
    for end in ["low", "high"] {
      #expect(try #require(f["r2"]) >= #require(fields[end]?["r2"]))
    }
  }

  @Test("A fit shows how spend becomes effect, and what was searched")
  func shown() async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      \(Self.head) adstock=geometric(0.1..0.9), radio: none saturation=tv: hill(0.3..2) search=grid(3)
      \(Self.head)
      """)
    let tables = try await notebook.outputs().compactMap { output -> TableOutput? in
      if case .table(let table) = output { table } else { nil }
    }
    let transforms = tables.filter { $0.title == "How spend becomes effect" }
    #expect(transforms.count == 1)
    let table = try #require(transforms.first)
    #expect(table.table.names == ["channel", "adstock", "half_life", "saturation", "half_point"])
    #expect(table.note?.contains("a grid of 9 settings over retention.tv, half.tv") == true)
    #expect(table.note?.contains("at the end") == true)
    guard case .texts(let kinds) = table.table.columns[1].values else {
      Issue.record("adstock is no column of texts")
      return
    }
    #expect(kinds.map { $0?.prefix(9) } == ["geometric", "none"])
  }

  @Test("Signs hold, by word for all channels or by key, and 0 is allowed")
  func signs() async throws {
    let rest = "channels=tv, radio, print, social controls=holiday"
    let fields = try await ModelNotebook(
      """
      retail = simulate retail
      f = fit ols retail target=sales \(rest) signs=positive
      g = fit ridge retail target=sales \(rest) signs=negative, tv: free penalty=1
      h = fit ols retail target=sales \(rest) signs=holiday: negative
      free = fit ols retail target=sales \(rest)
      """
    ).fields()
    let channels = ["tv", "radio", "print", "social"]
    for channel in channels {
      #expect(try #require(fields["f"]?["coefficient.\(channel)"]) >= 0)
    }
    for channel in channels.dropFirst() {
      #expect(try #require(fields["g"]?["coefficient.\(channel)"]) <= 0)
    }
    #expect(try #require(fields["g"]?["coefficient.tv"]) > 0)
    #expect(try #require(fields["free"]?["coefficient.holiday"]) > 0)
    #expect(fields["h"]?["coefficient.holiday"] == 0)
    #expect(fields["h"]?["se.tv"] == nil)
  }

  @Test("The lasso is the elastic net of mix 1, and its penalty sets coefficients to 0")
  func lasso() async throws {
    let rest = "retail target=sales channels=tv, radio, print, social season=fourier(4)"
    let fields = try await ModelNotebook(
      """
      retail = simulate retail
      f = fit lasso \(rest) penalty=10000
      g = fit elasticnet \(rest) mix=1 penalty=10000
      h = fit elasticnet \(rest) mix=0.2 penalty=10000
      a = fit lasso \(rest) adstock=geometric(0.5) folds=3 gap=4
      """
    ).fields()
    let f = try #require(fields["f"])
    #expect(f == fields["g"])
    #expect(f["r2"] != fields["h"]?["r2"])
    #expect(f.contains { $0.key.hasPrefix("coefficient.") && $0.value == 0 })
    #expect(try #require(fields["a"]?["penalty"]) > 0)
  }

  @Test("What a calculation gives is no number before the run, and one in it")
  func calculation() async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      n = fit ols retail target=sales channels=tv
      f = fit ridge retail target=sales channels=tv penalty=n.rows / 52 seed=n.rows holdout=n.rows / 8
      """)
    #expect(notebook.complaints == [])
    let fields = try await notebook.fields()
    #expect(fields["f"]?["penalty"] == 2)
    #expect(fields["f"]?["test.rows"] == 13)
  }

  static var csv: String {
    var text = "week,sales,tv,radio\n"
    for row in 0..<32 {
      let day = Day("2024-01-01")?.advanced(by: 7 * row).description ?? ""
      text +=
        "\(day),\(500 + 40 * (row % 5) + 11 * row),\(10 * (row * 7 % 13)),\(5 * (row * 5 % 11))\n"
    }
    return text
  }
}
