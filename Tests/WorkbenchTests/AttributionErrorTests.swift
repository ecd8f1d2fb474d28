import Notebooks
import Testing
import Workbench

@Suite("Errors of attribution") struct AttributionErrorTests {
  private static let files = [
    "t.csv": "path,converted\nC1 > C2 > C3,1\nC1,0\nC2 > C3,0\n",
    "log.csv": """
    customer_id,timestamp,channel,conversion,value
    A,2026-01-01,tv,0,
    A,2026-01-20,email,1,9.9
    B,2026-01-02,email,0,
    B,2026-01-03,direct,1,5
    C,2026-02-05,direct,0,
    """,
    "many.csv": "path,converted,n\nA,1,5\nB,2,7\nC,3,1\n",
    "header.csv": "path,converted\n",
    "headerlog.csv": "customer_id,timestamp,channel,conversion\n",
    "empty.csv": "",
    "none.csv": "path,converted\nA > B,0\nB,0\n",
    "all.csv": "path,converted\nA > B,1\nB,1\n",
    "hollow.csv": "path,converted\nA > B,1\n,1\nA > > B,1\n",
    "below.csv": "path,converted,value\nA,1,3\nB,1,-5\nC,-1,0\n",
    "clock.csv": "customer_id,timestamp,channel,conversion\nA,2026-13-01,tv,1\n,2026-01-01,tv,1\n",
    "spelt.csv": "path,converted\nEmail > Direct,1\nemail,1\n",
    "cost.csv": "channel,cost\ntv,10\n",
    "refund.csv": "channel,cost\ntv,-10\n",
    "spend.csv": "channel,spend\ntv,10\n",
    "e-mail.csv": "channel,cost\nEMAIL,10\n",
    "torn.sketch": "no sketch at all",
  ]

  private static let head = """
    seen = load journeys t.csv
    log = load journeys log.csv windows=30,7
    made = simulate journeys count=200 seed=1
    revealed = truth made
    retail = simulate retail
    other = truth retail
    sampled = attribute last seen bootstrap=20
    chain = attribute markov seen bootstrap=0
    aged = attribute linear log bootstrap=0
    credited = attribute last made bootstrap=0
    learned = attribute logistic made bootstrap=0 folds=0

    """

  /// What must be refused before anything runs: statement, words pointed at, part of the sentence.
  private static let refusedByCheck: [(String, String, String)] = [
    ("q = load journeys t.csv path=path customer=who", "who", "give those of one kind"),
    ("q = load journeys t.csv nulls=a count=b", "b", "give one of the three"),
    ("q = load journeys t.csv count=a journeys=b", "b", "give one of the three"),
    ("q = load journeys t.csv convertd=x", "convertd", "did you mean \"converted\"?"),
    ("q = load journeys t.csv sales=old", "old", "one of new, shared"),
    ("q = load journeys t.csv direct=drop", "drop", "one of alone, keep"),
    ("q = load journeys log.csv windows=0", "0", "from 0.001 to 36500"),
    ("q = load journeys log.csv gap=soon", "soon", "a duration such as 8 weeks"),
    ("q = load journeys log.csv holdout=2026-02-30", "2026-02-30", "date"),
    ("q = attribute frist seen", "frist", "did you mean \"first\"?"),
    ("q = attribute first", "attribute first", "attribute first seen"),
    ("q = attribute first sen", "sen", "did you mean \"seen\"?"),
    ("q = attribute first retail", "retail", "is a table, where journeys must be journeys"),
    ("q = attribute first seen bootstrap=5", "5", "20 or more give an interval and 0 none"),
    ("q = attribute first seen level=95", "95", "from 0.01 to 0.999"),
    ("q = attribute position seen weights=1,2", "1,2", "2 weights, where three are due"),
    ("q = attribute position seen weights=0,0,0", "0,0,0", "credit nobody"),
    ("q = attribute position seen weights=1,2,3 shape=u", "u", "keep one"),
    ("q = attribute position seen weights=1,2,3 lead=C1", "C1", "only shape=w has a lead"),
    ("q = attribute position seen lead=C1", "C1", "only shape=w has a lead"),
    ("q = attribute markov seen order=5", "5", "best, or a whole number from 1 to 4"),
    ("q = attribute markov seen order=bset", "bset", "did you mean \"best\"?"),
    ("q = attribute markov seen removal=drop", "drop", "one of redirect, fail, refit, detour"),
    ("q = attribute shapley seen game=total", "total", "one of sum, rate"),
    ("q = attribute logistic seen features=presence, cuonts", "cuonts", "\"counts\"?"),
    ("q = attribute logistic seen features=counts, counts", "counts", "listed twice"),
    ("q = attribute trees seen folds=1", "1", "one fold leaves nothing to learn from"),
    ("q = roas sampled", "roas", "needs costs="),
    ("ranks seen", "seen", "is journeys, where attribution must be an attribution"),
    ("compare sampled", "sampled", "2 results or more"),
    ("compare sampled, retail", "retail", "must be a fit or an attribution"),
    ("plot credit sampled, sampled", "sampled", "listed twice"),
    ("plot agreement chain", "chain", "2 attributions or more"),
    ("plot calibration learned, learned", "learned", "listed twice"),
    ("plot shap learned kind=bars journey=\"Email\"", "\"Email\"", "only kind=waterfall"),
    ("plot transitions seen kind=heat least=0.1", "0.1", "least is for kind=graph"),
    ("plot paths seen steps=9", "9", "from 1 to 8"),
    ("q = plot credit sampled", "q", "gives no value to name"),
  ]

  @Test("A mistake is found before anything runs, at the word", arguments: refusedByCheck)
  func check(statement: String, place: String, part: String) throws {
    let complaints = try ModelNotebook(Self.head + statement, files: Self.files).complaints
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.place == place)
    #expect(complaints.first?.sentence.contains(part) ?? false, "\(complaints)")
  }

  /// What only files and results show: statements, words pointed at, part of the sentence.
  private static let refusedByRun: [(String, String, String)] = [
    ("q = load journeys t.csv path=paht", "paht", "did you mean \"path\"?"),
    ("q = load journeys log.csv customer=client", "client", "it has customer_id, timestamp"),
    ("q = load journeys t.csv windows=30", "30", "a table of paths has no times"),
    ("q = load journeys t.csv sales=shared", "shared", "a table of paths has no times"),
    ("q = load journeys many.csv count=n", "n", "many.csv:3:3: \"2\" in column converted"),
    ("q = load journeys many.csv journeys=n", "n", "many.csv:4:5: \"1\" journeys, of which 3"),
    ("q = load journeys t.csv separator=\"\"", "\"\"", "cannot separate channels"),
    ("q = load journeys t.csv converted=path", "path", "t.csv:2:1: \"C1 > C2 > C3\""),
    ("q = load journeys log.csv time=channel", "channel", "log.csv:2:14: \"tv\""),
    ("q = load journeys cost.csv", "cost.csv", "no column for the paths"),
    ("q = load journeys empty.csv", "empty.csv", "the file is empty"),
    ("q = load journeys hollow.csv", "hollow.csv", "hollow.csv:4:1: touch 2 of the path"),
    ("q = load journeys below.csv", "below.csv", "below.csv:3:5: \"-5\" in column value"),
    ("q = load journeys clock.csv", "clock.csv", "clock.csv:3:1: an event without a customer"),
    ("q = load journeys torn.sketch", "torn.sketch", "no sketch of journeys"),
    (
      "q = load journeys log.csv windows=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
      "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", "the number of windows: 17"
    ),
    ("q = load journeys header.csv\nattribute last q", "q", "the table has no journey"),
    ("q = load journeys none.csv\nattribute last q", "q", "none of 2 journeys converted"),
    ("q = load journeys all.csv\nattribute logistic q", "q", "all 2 journeys converted"),
    ("attribute first seen window=30", "30", "the journeys were read for no window"),
    ("attribute first log window=2 weeks", "2 weeks", "windows of 30 and 7 days, not for 14"),
    ("attribute last seen except=c1", "c1", "did you mean \"C1\"?"),
    ("attribute position seen shape=w lead=C9", "C9", "no channel \"C9\""),
    ("attribute decay log halflife=3", "3", "read for half-lives of 7 days, not for 3"),
    ("attribute decay log step=2", "2", "step is for journeys without times"),
    ("q = load journeys log.csv holdout=2030-01-01\nattribute trees q", "q", "on or after"),
    ("events log", "log", "only simulated journeys keep their touches"),
    ("costs log", "log", "only simulated journeys know their costs"),
    ("truth log", "log", "only what comes straight from `simulate` has a truth"),
    ("c = load refund.csv\nroas aged costs=c", "c", "the cost of \"tv\" is below 0"),
    ("c = load spend.csv\nroas aged costs=c", "c", "the table has channel, spend"),
    ("c = load cost.csv\nroas sampled costs=c", "c", "names one of the channels C1, C2, C3"),
    ("roas aged costs=retail", "retail", "the table has none, only week, tv"),
    (
      "q = load journeys spelt.csv\na = attribute last q bootstrap=0\nc = load e-mail.csv\nroas a costs=c",
      "c", "can mean each of Email, email"
    ),
    ("ranks chain", "chain", "take bootstrap=500 there"),
    ("score credited against=other", "other", "is not the truth of journeys"),
    ("score sampled against=revealed", "sampled", "\"C1\" is no channel of the truth"),
    ("plot credit sampled truth=revealed", "revealed", "share no channel"),
    ("plot credit credited truth=other", "other", "is not the truth of journeys"),
    ("compare credited, chain", "credited, chain", "compare results of the same journeys"),
    ("plot removal sampled", "sampled", "attribute markov"),
    ("plot lags seen", "seen", "a log of events does"),
    ("q = load journeys headerlog.csv\nplot lags q", "q", "no journey converted"),
    ("plot shap chain", "chain", "which learns nothing"),
    ("plot calibration chain", "chain", "predicts nothing"),
    (
      "plot shap learned kind=waterfall journey=\"Emial\"", "\"Emial\"",
      "did you mean \"Email\"?"
    ),
    ("claim chain.credit.c9 > 0", "chain.credit.c9", "did you mean \"credit.c1\"?"),
    ("claim sampled.removal_effect.c1 > 0", "sampled.removal_effect.c1", "it has total"),
  ]

  @Test("What only files and results show is refused at the word", arguments: refusedByRun)
  func run(statement: String, place: String, part: String) async throws {
    let notebook = try ModelNotebook(Self.head + statement, files: Self.files)
    #expect(notebook.complaints == [])
    let failure = try await notebook.failure()
    #expect(failure?.place == place)
    #expect(
      failure?.sentence.contains(part) ?? false, "\(failure?.sentence ?? "nothing was refused")")
  }

  @Test("A sketch takes no options of files")
  func sketches() async throws {
    let folder = ScratchFolder()
    var request = SketchRequest()
    try Files.write(Array((Self.files["log.csv"] ?? "").utf8), to: "\(folder.path)/log.csv")
    request.files = ["\(folder.path)/log.csv"]
    request.output = "\(folder.path)/log.sketch"
    request.windows = "30,7"
    request.isQuiet = true
    #expect(try await SketchRun(request, on: .current).run())
    let bytes = try #require(Files.bytes(request.output))
    let empty = try ModelNotebook("x = compute 1")
    try Files.write(bytes, to: "\(empty.folder)/log.sketch")
    let asked = try ModelNotebook("q = load journeys log.sketch windows=30", beside: empty)
    let failure = try await asked.failure()
    #expect(failure?.place == "30")
    #expect(failure?.sentence.contains("give windows where it is made") ?? false)
    let right = try ModelNotebook(
      "q = load journeys log.sketch\na = attribute linear q window=7 bootstrap=0", beside: empty)
    #expect(try await right.fields()["a"]?["total"] == 2)
    // Changed bytes are found, wherever they are.
    for place in [12, bytes.count / 2, bytes.count - 1] {
      var damaged = bytes
      damaged[place] ^= 0x55
      try Files.write(damaged, to: "\(empty.folder)/log.sketch")
      let failure = try await ModelNotebook("q = load journeys log.sketch", beside: empty)
        .failure()
      #expect(failure?.sentence.contains("sketch") ?? false, "\(String(describing: failure))")
    }
  }
}
