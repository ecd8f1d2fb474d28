import Marketing
import Notebooks
import Tables

/// What the user asks of `mixbook sketch`, as typed.
public struct SketchRequest: Sendable {
  /// Files of paths or logs of events; sketches where they are to be merged.
  public var files: [String] = []
  /// Where the sketch goes.
  public var output = ""
  /// Whether the files are sketches.
  public var merges = false
  /// `customer=client_id`: where a column comes from.
  public var columns: [String] = []
  /// What stands between the channels of a path.
  public var separator: String?
  /// Days before a conversion, such as `90,30,7`, or `ever`.
  public var windows: String?
  /// After how long without a touch a journey is over: `30`, `12h`, `30min`.
  public var gap: String?
  /// Which touches a conversion has: `new` or `shared`.
  public var sales: String?
  /// `alone` or `keep`.
  public var direct: String?
  /// Whether repeated touches are one.
  public var collapses = false
  /// Days after which a touch counts half as much, such as `7,14`, or `none`.
  public var halfLives: String?
  /// The first day of the later era.
  public var split: String?
  /// Whether to print only what went wrong.
  public var isQuiet = false

  /// Nothing yet.
  public init() {}
}

/// A request whose every word has been understood.
struct SketchQuestion {
  let log: JourneyLog
  let file: JourneyFile
  /// The options that were given and mean something for logs alone.
  let logOptions: [String]

  private static let roles = [
    "customer", "time", "channel", "conversion", "value", "path", "nulls", "count", "journeys",
  ]

  init(_ request: SketchRequest) throws(UsageError) {
    guard !request.files.isEmpty else { throw UsageError("name a file, or several") }
    guard !request.output.isEmpty else { throw UsageError("--output takes the file to write") }
    let columns = try SketchQuestion.columns(request.columns)
    file = JourneyFile(
      pathColumn: columns["path"], conversionsColumn: columns["conversion"],
      valueColumn: columns["value"], nullsColumn: columns["nulls"], countColumn: columns["count"],
      journeysColumn: columns["journeys"],
      separator: request.separator ?? ">")
    var log = JourneyLog(
      customerColumn: columns["customer"], timeColumn: columns["time"],
      channelColumn: columns["channel"], conversionColumn: columns["conversion"],
      valueColumn: columns["value"], isCollapsed: request.collapses)
    if let windows = request.windows {
      log.windowsInDays = try SketchQuestion.list(windows) { text throws(UsageError) in
        text == "ever" ? nil : try SketchQuestion.days(text, "--windows", or: "ever")
      }
    }
    if let halfLives = request.halfLives {
      log.halfLivesInDays =
        halfLives == "none"
        ? []
        : try SketchQuestion.list(halfLives) { text throws(UsageError) in
          try SketchQuestion.days(text, "--half-lives", or: "none")
        }
    }
    if let gap = request.gap {
      log.gapInDays = gap == "none" ? nil : try SketchQuestion.days(gap, "--gap", or: "none")
    }
    switch request.sales {
    case nil, "new": log.conversions = .afterTheLast
    case "shared": log.conversions = .shared
    case let word?:
      throw UsageError(
        "--sales takes new (a conversion has the touches since the one before) or shared (all in its window), "
          + "not \"\(word)\"")
    }
    switch request.direct {
    case nil, "alone": log.direct = .onlyAlone
    case "keep": log.direct = .keep
    case let word?:
      throw UsageError(
        "--direct takes alone (direct counts where there is nothing else) or keep, not \"\(word)\"")
    }
    if let split = request.split {
      guard let day = Day(split) else {
        throw UsageError("--split takes a day such as 2026-03-01, not \"\(split)\"")
      }
      log.split = Int64(day.daysSinceEpoch) * 86_400_000_000
    }
    self.log = log
    let given: [(String, Bool)] = [
      ("--windows", request.windows != nil), ("--gap", request.gap != nil),
      ("--sales", request.sales != nil),
      ("--direct", request.direct != nil), ("--collapse", request.collapses),
      ("--half-lives", request.halfLives != nil), ("--split", request.split != nil),
    ]
    logOptions = given.filter(\.1).map(\.0)
    guard request.merges else { return }
    let others =
      logOptions + (request.columns.isEmpty ? [] : ["--column"])
      + (request.separator == nil ? [] : ["--separator"])
    if let first = others.first {
      throw UsageError("\(first) is for making sketches; --merge takes them as they are")
    }
  }

  // MARK: - Words

  private static func list<Element>(
    _ text: String, _ read: (String) throws(UsageError) -> Element
  ) throws(UsageError) -> [Element] {
    var found: [Element] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      found.append(try read(part.filter { $0 != " " }))
    }
    return found
  }

  /// Days, hours or minutes as days.
  private static func days(
    _ text: String, _ option: String, or word: String
  ) throws(UsageError) -> Double {
    let units: [(String, Double)] = [("min", 1_440), ("h", 24), ("d", 1), ("", 1)]
    for (unit, parts) in units where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number > 0, number.isFinite else {
        continue
      }
      return number / parts
    }
    throw UsageError(
      "\(option) takes days such as 30, or 12h, 30min, \(word); not \"\(text)\"")
  }

  private static func columns(_ texts: [String]) throws(UsageError) -> [String: String] {
    var columns: [String: String] = [:]
    for text in texts {
      // The first "=" parts: what follows is the file's own name.
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex,
        text.index(after: equals) != text.endIndex
      else {
        throw UsageError("--column takes column=name such as customer=client_id, not \"\(text)\"")
      }
      let name = String(text[..<equals])
      guard roles.contains(name) else {
        let near = NearestName.suggestion(for: name, among: roles)
        throw UsageError(
          "--column \(text): the columns are \(roles.joined(separator: ", "))"
            + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
      }
      if columns[name] != nil { throw UsageError("--column \(name) is given twice") }
      columns[name] = String(text[text.index(after: equals)...])
    }
    return columns
  }
}
