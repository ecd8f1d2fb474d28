public import Tables

/// Reads journeys from a log of events, plain or gzip: one row a touch, a conversion, or both at once.
///
///     customer_id,timestamp,channel,conversion,value
///     C1,2026-01-05 10:00:00,search,0,
///     C1,2026-01-07 18:30:00,email,1,49.90
///
/// A customer's events are put in the order of time (rows of the same time in that of the file). Each conversion closes a
/// journey of the touches since the one before, or with ``ConversionRule/shared`` of all touches, as far back as
/// ``windowsInDays``. Touches after the last conversion are a journey that did not convert, seen from its last touch.
/// Rows may come in any order. A row with a conversion and no channel is a conversion alone; nothing that has no place is
/// left out silently, see ``JourneyReading/notes``.
///
/// Several windows are answered by one pass, each as if it were the only one. Within a window direct visits are dropped
/// first, then credit by age (``halfLivesInDays``) is divided among the touches, then repeats become one step, whose
/// credit is that of all of them.
///
/// Two defaults are those of Google Analytics 4: 90 days (which it has for all key events but first visits), and
/// Direct only where there is nothing else. The others are not: it credits the touches of the window to each conversion
/// (``ConversionRule/shared``), where here a conversion has those since the one before; and it has no rule by age any
/// more, where here a touch counts half after a week.
public struct JourneyLog: Sendable, Hashable {
  /// The column of customers, or nil to look for a usual name.
  public var customerColumn: String?
  /// The column of times, or nil to look for a usual name.
  public var timeColumn: String?
  /// The column of channels, or nil to look for a usual name.
  public var channelColumn: String?
  /// The column of conversions (0, 1, a count, true, false or nothing), or nil to look for a usual name.
  public var conversionColumn: String?
  /// The column of what conversions were worth, or nil to look for a usual name; not every log has one.
  public var valueColumn: String?
  /// How many days before a conversion a touch counts, or nil for ever; in any order.
  ///
  /// Google offers 7, 30, 60 and 90.
  public var windowsInDays: [Double?]
  /// After how many days a touch counts half as much, for credit by age; none where there are none.
  public var halfLivesInDays: [Double]
  /// A time that parts journeys by their ends into two eras, in microseconds since 1970; nil for one era.
  ///
  /// So models fitted to what came before can be judged by what came since.
  public var split: Int64?
  /// After how many days without a touch a journey is over, or nil for never.
  public var gapInDays: Double?
  /// Which touches a conversion has.
  public var conversions: ConversionRule
  /// What becomes of visits that no channel brought.
  public var direct: DirectRule
  /// What such visits are called, without regard to capitals.
  public var directNames: [String]
  /// Whether consecutive touches of one channel are one.
  public var isCollapsed: Bool
  /// What stands between columns, or nil to tell from the first lines.
  public var columnSeparator: CSV.Separator?
  /// How many problems to collect before giving up.
  public var problemLimit: Int
  /// How many workers read, or nil for as many as there are cores.
  public var workers: Int?
  /// How many bytes a worker takes at once.
  public var chunkSize: Int

  /// Which touches of a customer with several conversions each of them has.
  public enum ConversionRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// Those since the conversion before: every touch is in one journey.
    case afterTheLast
    /// All in its window, those before an earlier conversion too, as Google Analytics 4, Google Ads and Adobe Analytics
    /// have it: a touch may be in several journeys.
    ///
    /// A journey that did not convert still has only touches since the last conversion, and a gap still parts.
    case shared
  }

  /// What becomes of visits that no channel brought.
  public enum DirectRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// Direct is a channel like the others.
    case keep
    /// Direct counts only where the whole journey is direct.
    case onlyAlone
  }

  /// A reader; every option has a default.
  public init(
    customerColumn: String? = nil, timeColumn: String? = nil, channelColumn: String? = nil,
    conversionColumn: String? = nil, valueColumn: String? = nil,
    windowsInDays: [Double?] = [90], halfLivesInDays: [Double] = [7], split: Int64? = nil,
    gapInDays: Double? = nil, conversions: ConversionRule = .afterTheLast,
    direct: DirectRule = .onlyAlone, directNames: [String] = JourneyTable.directNames,
    isCollapsed: Bool = false,
    columnSeparator: CSV.Separator? = nil, problemLimit: Int = 20, workers: Int? = nil,
    chunkSize: Int = CSVChunks.defaultChunkSize
  ) {
    self.customerColumn = customerColumn
    self.timeColumn = timeColumn
    self.channelColumn = channelColumn
    self.conversionColumn = conversionColumn
    self.valueColumn = valueColumn
    self.windowsInDays = windowsInDays
    self.halfLivesInDays = halfLivesInDays
    self.split = split
    self.gapInDays = gapInDays
    self.conversions = conversions
    self.direct = direct
    self.directNames = directNames
    self.isCollapsed = isCollapsed
    self.columnSeparator = columnSeparator
    self.problemLimit = max(1, problemLimit)
    self.workers = workers
    self.chunkSize = chunkSize
  }

  /// A reader of one window.
  public init(
    lookbackInDays: Double?, gapInDays: Double? = nil, direct: DirectRule = .onlyAlone,
    isCollapsed: Bool = false, workers: Int? = nil
  ) {
    self.init(
      windowsInDays: [lookbackInDays], gapInDays: gapInDays, direct: direct,
      isCollapsed: isCollapsed, workers: workers)
  }

  /// The beginning of a day in universal time, as ``split`` takes it.
  public static func time(of day: Day) -> Int64 { Int64(day.daysSinceEpoch) * EventTime.day }

  /// Reads a file; its path is the name in errors.
  ///
  /// - Complexity: O(bytes) time, memory for 40 bytes a row; with shared touches also a step for each touch of each
  ///   conversion.
  public func read(path: String) async throws(JourneyError) -> JourneyReading {
    let file: CSVChunks
    do {
      file = try CSVChunks(
        path: path, separator: columnSeparator, problemLimit: problemLimit, chunkSize: chunkSize)
    } catch { throw JourneyError(error) }
    return try await read(file)
  }

  /// Reads bytes that are in memory; the name is for errors.
  public func read(
    _ bytes: [UInt8], name: String = "events.csv"
  ) async throws(JourneyError) -> JourneyReading {
    let file: CSVChunks
    do {
      file = try CSVChunks(
        bytes, name: name, separator: columnSeparator, problemLimit: problemLimit,
        chunkSize: chunkSize)
    } catch { throw JourneyError(error) }
    return try await read(file)
  }

  private func read(_ file: CSVChunks) async throws(JourneyError) -> JourneyReading {
    let rules = try rules(file.file)
    var finder = JourneyColumns(file: file.file, names: file.names)
    var fields = [
      finder.needed("customers", customerColumn, JourneyColumns.customers),
      finder.needed("times", timeColumn, JourneyColumns.times),
      finder.needed("channels", channelColumn, JourneyColumns.channels),
      finder.needed("conversions", conversionColumn, JourneyColumns.conversions),
    ]
    let value = finder.optional(valueColumn, JourneyColumns.value)
    try finder.check()
    if let value { fields.append(value) }
    let plan = TouchGatherer.Plan(
      names: fields.map { file.names[$0] }, value: value == nil ? nil : 4)
    let (parts, counts) = try await Marketing.read(
      file, fields: fields, workers: workers, problemLimit: problemLimit
    ) { TouchGatherer(plan) }
    var names = ChannelNames()
    var places: [[UInt16]] = []
    for part in parts {
      places.append(try names.places(of: part.channels.names, file: file.file))
    }
    let cutters = await cut(parts, places, JourneyPlan(rules, channels: names.all))
    if cutters.contains(where: \.isTooMuch) {
      throw JourneyError(file: file.file, .sharedTooOften(limit: JourneyCutter.sharingLimit))
    }
    var tallies = JourneyTallies(windows: rules.windowsInDays.count)
    for cutter in cutters { tallies.add(cutter.tallies) }
    tallies.rows = counts.rows
    tallies.blankLines = counts.blankLines
    tallies.strayValues = parts.reduce(0) { $0 + $1.valuesWithoutConversion }
    return JourneyReading(
      try CountedPaths.sketch(
        cutters.map { ($0.paths, names.all) }, rules, tallies, file: file.file))
  }

  /// Cuts the heaps of all customers into journeys, some heaps a worker.
  private func cut(
    _ parts: [TouchGatherer], _ places: [[UInt16]], _ plan: JourneyPlan
  ) async -> [JourneyCutter] {
    await withTaskGroup(of: JourneyCutter.self) { group in
      for worker in parts.indices {
        group.addTask {
          var cutter = JourneyCutter(plan)
          for heap in stride(from: worker, to: TouchGatherer.heapCount, by: parts.count) {
            cutter.cut(parts, heap: heap, places: places)
          }
          return cutter
        }
      }
      var cutters: [JourneyCutter] = []
      for await cutter in group { cutters.append(cutter) }
      return cutters
    }
  }

  /// The options as rules: windows and half-lives sorted, each once; those out of range are refused.
  private func rules(_ file: String) throws(JourneyError) -> JourneyRules {
    var problems: [JourneyProblem] = []
    func check(_ name: String, _ days: [Double]) {
      for number in days where !(number > 0 && number <= JourneyRules.longestInDays) {
        problems.append(
          JourneyProblem(
            .badOption(
              name, found: "\(JourneyRules.written(number)) days",
              allowed: "more than 0 and at most 36500 are")))
      }
    }
    func count(_ name: String, _ count: Int, from least: Int, to most: Int) {
      guard count < least || count > most else { return }
      problems.append(
        JourneyProblem(.badOption(name, found: "\(count)", allowed: "\(least) to \(most) are")))
    }
    check("the window", windowsInDays.compactMap { $0 })
    check("the half-life", halfLivesInDays)
    check("the gap", [gapInDays].compactMap { $0 })
    let windows = Set(windowsInDays).sorted { ($0 ?? .infinity) > ($1 ?? .infinity) }
    let halfLives = Set(halfLivesInDays).sorted()
    count("the number of windows", windows.count, from: 1, to: JourneyRules.windowLimit)
    count("the number of half-lives", halfLives.count, from: 0, to: JourneyRules.halfLifeLimit)
    if !problems.isEmpty { throw JourneyError(file: file, problems: problems) }
    let directNames = direct == .keep ? [] : Set(directNames.map { $0.lowercased() }).sorted()
    return JourneyRules(
      hasTimes: true, windowsInDays: windows, halfLivesInDays: halfLives, split: split,
      gapInDays: gapInDays, conversions: conversions, direct: direct, directNames: directNames,
      isCollapsed: isCollapsed)
  }
}
