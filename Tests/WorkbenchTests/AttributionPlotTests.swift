import Figures
import Notebooks
import TestSupport
import Testing
import Workbench

@Suite("Charts and caches of attribution") struct AttributionPlotTests {
  private static let head = """
    seen = simulate journeys count=2000
    revealed = truth seen
    spent = costs seen
    by_first = attribute first seen bootstrap=50
    by_last = attribute last seen bootstrap=50
    chained = attribute markov seen bootstrap=50
    learned = attribute logistic seen bootstrap=0
    grown = attribute trees seen trees=20
    credited = attribute linear seen bootstrap=20

    """

  /// Every command of the chapter that draws, with its kinds.
  private static let plots = [
    "plot credit by_last", "plot credit by_first, by_last, chained truth=revealed",
    "plot credit by_first, by_last, chained, learned, grown, credited", "plot removal chained",
    "plot agreement by_last, chained", "plot agreement by_last, chained, learned kind=moved",
    "plot agreement by_last, chained, learned kind=ranks", "plot ranks chained",
    "plot paths seen", "plot paths seen top=30 steps=8 nulls=no", "plot lengths seen",
    "plot lags seen", "plot transitions seen", "plot transitions seen order=2 least=0.01",
    "plot transitions seen kind=heat order=2", "plot pairs seen", "plot shap learned",
    "plot shap grown kind=bars from=empty", "plot shap grown kind=waterfall",
    "plot calibration learned, grown", "compare by_first, by_last, chained, learned",
  ]

  /// The drawings among what statements show.
  private static func drawings(_ outputs: [Output]) -> [(title: String, svg: String)] {
    outputs.compactMap { output in
      switch output {
      case .chart(let chart): (chart.title, chart.standaloneSVG())
      case .flow(let chart): (chart.title, chart.standaloneSVG())
      default: nil
      }
    }
  }

  /// How large a drawing may be, that a page can carry many; the ribbons of eight channels are the largest.
  private static let mostBytes = 32_000

  @Test("Every chart is well-formed, small, and has a finding", arguments: plots)
  func charts(statement: String) async throws {
    let notebook = try ModelNotebook(Self.head + statement)
    #expect(notebook.complaints == [])
    #expect(try await notebook.failure() == nil)
    let drawn = Self.drawings(try await notebook.outputs())
    #expect(drawn.count == 1)
    for (title, svg) in drawn {
      #expect(!title.isEmpty)
      #expect(xmlFault(svg) == nil)
      #expect((1_000...Self.mostBytes).contains(svg.utf8.count), "\(svg.utf8.count) bytes")
    }
  }

  @Test(
    "The examples of the chapter are right",
    arguments: Engine.registry.commands.filter { $0.chapter == "Attribution" }
      .map(\.example).filter { !$0.contains("data/raw") })
  func examples(example: String) async throws {
    // A name is bound once, and the head has bound those of the examples.
    let words = example.split(separator: " ")
    let statement = words.dropFirst(words.dropFirst().first == "=" ? 2 : 0).joined(separator: " ")
    let notebook = try ModelNotebook(Self.head + statement)
    #expect(notebook.complaints == [])
    let result = try #require(await notebook.result())
    #expect(result.failure == nil)
  }

  /// Names that files may hold, `|` between them.
  private static let hostile = [
    "<script>alert(1)</script>", "</svg><svg onload=1>", "a&b", "x\"\"y", "日本語", "😀",
    "\u{202E}evil", String(repeating: "very ", count: 60), "'; DROP TABLE x;--",
    "= ${x} `b` *em* [l](http://x)", "(start)", "(conversion)", "(null)", "total", "NaN", "-1",
  ]

  /// Paths of one to four of these names; two of three journeys of one touch convert.
  private static var hostileFile: String {
    var text = "path,converted,value\n"
    for number in 0..<240 {
      let path = (0...(number % 4)).map { hostile[(number * 7 + $0 * 5) % hostile.count] }
      text += "\"\(path.joined(separator: "|"))\",\(number % 3 == 0 ? 0 : 1),2\n"
    }
    return text
  }

  @Test("Names from files are drawn as text, whatever they hold")
  func hostileNames() async throws {
    let plots = Self.plots.filter {
      !$0.contains("truth=") && !$0.contains("lags") && !$0.contains("grown")
    }
    let cell =
      "seen = load journeys h.csv separator=\"|\"\n"
      + Self.head.split(separator: "\n").dropFirst(3).joined(separator: "\n") + "\n"
      + plots.joined(separator: "\n")
    let notebook = try ModelNotebook(cell, files: ["h.csv": Self.hostileFile])
    #expect(notebook.complaints == [])
    #expect(try await notebook.failure() == nil)
    let drawn = Self.drawings(try await notebook.outputs())
    #expect(drawn.count == plots.count)
    for (title, svg) in drawn {
      #expect(xmlFault(svg) == nil, "\(title)")
      #expect(!svg.contains("<script") && !svg.contains("<svg onload"))
      #expect(svg.utf8.count <= Self.mostBytes, "\(title): \(svg.utf8.count) bytes")
    }
  }

  @Test("A path of 10,000 touches and 200 channels are drawn and credited like others")
  func large() async throws {
    let long = (0..<10_000).map { ["A", "B", "C", "D"][($0 * $0 / 7) % 4] }
    let wide = (0..<200).map { "ch\($0) > ch\($0 + 1),\($0 % 2)" }
    let notebook = try ModelNotebook(
      """
      seen = load journeys long.csv
      chained = attribute markov seen bootstrap=20
      credited = attribute linear seen bootstrap=0
      plot paths seen
      plot lengths seen
      plot transitions seen
      many = load journeys wide.csv
      every = attribute shapley many bootstrap=0
      linked = attribute markov many bootstrap=0
      plot credit every, linked
      plot pairs many
      plot transitions many kind=heat
      plot paths many
      """,
      files: [
        "long.csv": "path,converted\n\(long.joined(separator: " > ")),1\nA > B,0\nA,1\n",
        "wide.csv": "path,converted\n\(wide.joined(separator: "\n"))\n",
      ])
    #expect(try await notebook.failure() == nil)
    let fields = try await notebook.fields()
    #expect(fields["seen"]?["touches"] == 10_003 && fields["many"]?["channels"] == 201)
    let shares = (fields["every"] ?? [:]).filter { $0.key.hasPrefix("share.") }
    #expect(shares.count == 201)
    #expect(shares.values.reduce(0, +).isClose(to: 1, within: .absolute(1e-9)))
    for (title, svg) in Self.drawings(try await notebook.outputs()) {
      #expect(xmlFault(svg) == nil)
      #expect(svg.utf8.count <= Self.mostBytes, "\(title): \(svg.utf8.count) bytes")
    }
  }

  // MARK: - Caches

  @Test("Journeys and credits come back from the cache as they were")
  func cache() async throws {
    let files = [
      "log.csv": """
      customer_id,timestamp,channel,conversion,value
      A,2026-01-01,tv,0,
      A,2026-01-20,email,1,9.9
      B,2026-01-02,email,0,
      B,2026-01-03,direct,1,5
      C,2026-02-05,direct,0,
      """
    ]
    let cell =
      Self.head + """
        log = load journeys log.csv windows=30,7 halflives=3,7 holdout=2026-01-10
        """
    let first = try ModelNotebook(cell, files: files)
    let fields = try await first.fields()
    #expect(fields.count == 10 && fields["log"]?["conversions"] == 2)
    // Only what is new is computed: its inputs are read back.
    let questions = """

      plot ranks chained
      plot shap learned kind=waterfall
      plot credit chained truth=revealed
      show log
      show learned
      short = attribute decay log window=7 halflife=3 bootstrap=20
      back = roas chained costs=spent
      near = score chained against=revealed
      plot lags log
      """
    let second = try ModelNotebook(cell + questions, beside: first)
    let result = try #require(await second.result())
    #expect(result.failure == nil)
    let again = try await second.fields()
    for (name, own) in fields { #expect(again[name] == own, "\(name)") }
    // All of it in a folder without a cache says the same.
    let fresh = try ModelNotebook(cell + questions, files: files)
    // As text, because a missing number does not equal itself.
    let computed = try await fresh.fields().mapValues { $0.mapValues { "\($0)" } }
    #expect(computed == again.mapValues { $0.mapValues { "\($0)" } })
    #expect(computed.count == 13)
    func shown(_ notebook: ModelNotebook) async throws -> [String] {
      try await notebook.outputs().map { output in
        switch output {
        case .table(let table): "\(table.title ?? "") \(table.table) \(table.note ?? "")"
        case .chart(let chart): chart.standaloneSVG()
        case .flow(let chart): chart.standaloneSVG()
        default: "\(output)"
        }
      }
    }
    let words = try await shown(fresh)
    #expect(words.count == 7)
    let cached = try await shown(second)
    #expect(cached == words)
    let all = try #require(await second.result())
    let isCached = all.cells.allSatisfy(\.isFromCache)
    #expect(isCached)
  }

  @Test("A file that changed is read anew")
  func changed() async throws {
    let cell = "seen = load journeys t.csv\na = attribute last seen bootstrap=20"
    let first = try ModelNotebook(cell, files: ["t.csv": "path,converted\nA > B,1\nB > A,0\n"])
    #expect(try await first.fields()["a"]?["credit.b"] == 1)
    let second = try ModelNotebook(
      cell, beside: first, files: ["t.csv": "path,converted\nA > B,1\nB > A,1\n"])
    #expect(try await second.fields()["a"]?["credit.a"] == 1)
    #expect(try await second.fields()["seen"]?["conversions"] == 2)
    let third = try ModelNotebook(cell, beside: first, files: ["t.csv": "path,converted\nA,-1\n"])
    #expect(try await third.failure()?.place == "t.csv")
  }
}
