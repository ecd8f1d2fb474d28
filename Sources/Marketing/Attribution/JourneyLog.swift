public import Tables

/// Reads journeys from a log of events, plain or gzip: one row a touch, a conversion, or both at once.
///
///     customer_id,timestamp,channel,conversion,value
///     C1,2026-01-05 10:00:00,search,0,
///     C1,2026-01-07 18:30:00,email,1,49.90
///
/// A customer's events are put in the order of time (rows of the same time in that of the file). Each conversion closes a
/// journey of the touches since the one before, as far back as ``lookbackInDays``; later touches begin a new journey.
/// Touches after the last conversion are a journey that did not convert, seen from its last touch. Rows may come in any
/// order. A row with a conversion and no channel is a conversion alone; nothing that has no place is left out silently,
/// see ``JourneyReading/notes``.
///
/// Defaults are those of Google Analytics 4: 90 days, Direct only where there is nothing else.
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
  /// How many days before a conversion a touch counts, or nil for ever; Google offers 7, 30, 60 and 90.
  public var lookbackInDays: Double?
  /// After how many days without a touch a journey is over, or nil for never.
  public var gapInDays: Double?
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
    conversionColumn: String? = nil, valueColumn: String? = nil, lookbackInDays: Double? = 90,
    gapInDays: Double? = nil, direct: DirectRule = .onlyAlone,
    directNames: [String] = JourneyTable.directNames, isCollapsed: Bool = false,
    columnSeparator: CSV.Separator? = nil, problemLimit: Int = 20, workers: Int? = nil,
    chunkSize: Int = CSVChunks.defaultChunkSize
  ) {
    self.customerColumn = customerColumn
    self.timeColumn = timeColumn
    self.channelColumn = channelColumn
    self.conversionColumn = conversionColumn
    self.valueColumn = valueColumn
    self.lookbackInDays = lookbackInDays
    self.gapInDays = gapInDays
    self.direct = direct
    self.directNames = directNames
    self.isCollapsed = isCollapsed
    self.columnSeparator = columnSeparator
    self.problemLimit = max(1, problemLimit)
    self.workers = workers
    self.chunkSize = chunkSize
  }

  /// Reads a file; its path is the name in errors.
  ///
  /// - Complexity: O(bytes) time, memory for 40 bytes a row.
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
    for days in [lookbackInDays, gapInDays].compactMap({ $0 }) {
      precondition(days > 0 && days <= 36_500, "\(days) days, where 0 to 36,500 are due")
    }
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
    for part in parts { places.append(part.channels.names.map { names.index(of: $0) }) }
    let cutters = await cut(parts, places)
    var found = JourneyLogCounts()
    for cutter in cutters { found.add(cutter.counts) }
    let strayValues = parts.reduce(0) { $0 + $1.valuesWithoutConversion }
    guard var table = CountedPaths.merged(cutters.map { ($0.paths, names.all) }) else {
      throw JourneyError(file: file.file, .sumTooLarge)
    }
    if direct == .onlyAlone { table = table.withoutDirect(named: directNames) }
    if isCollapsed { table = table.collapsed() }
    return JourneyReading(
      table: table, rows: counts.rows,
      notes: notes(counts, found, strayValues) + table.spellingNotes)
  }

  /// Cuts the heaps of all customers into journeys, some heaps a worker.
  private func cut(_ parts: [TouchGatherer], _ places: [[UInt16]]) async -> [JourneyCutter] {
    let cutter = JourneyCutter(
      lookback: lookbackInDays.map { Int64($0 * Double(EventTime.day)) },
      gap: gapInDays.map { Int64($0 * Double(EventTime.day)) })
    return await withTaskGroup(of: JourneyCutter.self) { group in
      for worker in parts.indices {
        group.addTask {
          var cutter = cutter
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

  private func notes(
    _ counts: ReadCounts, _ found: JourneyLogCounts, _ strayValues: Int
  ) -> [String] {
    var notes: [String] = []
    if counts.rows == 0 { notes.append("the file has names but no rows") }
    if counts.blankLines > 0 { notes.append("\(counted(counts.blankLines, "blank line")) skipped") }
    if found.lateRows > 0 {
      notes.append(
        "\(counted(found.lateRows, "row")) earlier than the row before of the same customer; put in the "
          + "order of time")
    }
    if found.touchesBeforeWindow > 0 {
      notes.append(
        "touches before the window, which are in no journey: \(found.touchesBeforeWindow)")
    }
    let alone = found.conversionsWithoutTouch.value
    if alone > 0 {
      notes.append(
        "conversions without a touch in the window: \(alone), worth \(found.valueWithoutTouch.value); "
          + "they are in no journey")
    }
    if strayValues > 0 {
      notes.append(
        "\(counted(strayValues, "row")) with a value but no conversion; the value is not counted")
    }
    return notes
  }
}
