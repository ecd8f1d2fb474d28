public import Tables

/// Reads journeys from a CSV file of paths, plain or gzip, in one parallel pass that holds distinct paths only.
///
///     path,conversions,value,nulls
///     search > email,3,120.0,17
///     email,1,15.5,4
///
/// A row is one journey (conversions 0 or 1) or many along the same path; equal paths are added up. Where the file has no
/// column of nulls, a row with 0 conversions is one journey that did not convert. A value without a conversion is left
/// out, and counted in ``JourneyReading/notes``.
///
/// Columns are known by their usual names (`path`, `total_conversions`, `converted`, `revenue`, …) unless they are named
/// here; without regard to capitals, blanks and signs. Blanks around channels are dropped.
///
/// The result is the same, bit for bit, whatever the number of workers: sums are exact before they are rounded once, and
/// paths stand in the order of the file.
public struct JourneyFile: Sendable, Hashable {
  /// The column of paths, or nil to look for a usual name.
  public var pathColumn: String?
  /// The column of conversions, or nil to look for a usual name.
  public var conversionsColumn: String?
  /// The column of what conversions were worth, or nil to look for a usual name; not every file has one.
  public var valueColumn: String?
  /// The column of journeys without a conversion, or nil to look for a usual name; not every file has one.
  public var nullsColumn: String?
  /// The column of how many journeys a row stands for, all of which converted or none did; nil where there is none.
  ///
  /// Conversions are then 0 or 1, and another number is a problem.
  public var countColumn: String?
  /// The column of how many journeys a row stands for, of which conversions are a part; nil where there is none.
  ///
  /// More conversions than journeys are a problem.
  public var journeysColumn: String?
  /// What stands between channels, blanks around it not counted.
  public var separator: String
  /// What stands between columns, or nil to tell from the first lines.
  public var columnSeparator: CSV.Separator?
  /// How many problems to collect before giving up.
  public var problemLimit: Int
  /// How many workers read, or nil for as many as there are cores.
  public var workers: Int?
  /// How many bytes a worker takes at once.
  public var chunkSize: Int

  /// A reader; every option has a default.
  public init(
    pathColumn: String? = nil, conversionsColumn: String? = nil, valueColumn: String? = nil,
    nullsColumn: String? = nil, countColumn: String? = nil, journeysColumn: String? = nil,
    separator: String = ">", columnSeparator: CSV.Separator? = nil,
    problemLimit: Int = 20, workers: Int? = nil, chunkSize: Int = CSVChunks.defaultChunkSize
  ) {
    self.pathColumn = pathColumn
    self.conversionsColumn = conversionsColumn
    self.valueColumn = valueColumn
    self.nullsColumn = nullsColumn
    self.countColumn = countColumn
    self.journeysColumn = journeysColumn
    self.separator = separator
    self.columnSeparator = columnSeparator
    self.problemLimit = max(1, problemLimit)
    self.workers = workers
    self.chunkSize = chunkSize
  }

  /// Reads a file; its path is the name in errors.
  ///
  /// - Complexity: O(bytes) time, memory for the distinct paths once a worker.
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
    _ bytes: [UInt8], name: String = "journeys.csv"
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
    let mark = try separatorBytes(file.file)
    try checkColumns(file.file)
    var finder = JourneyColumns(file: file.file, names: file.names)
    let path = finder.needed("paths", pathColumn, JourneyColumns.paths)
    let conversions = finder.needed("conversions", conversionsColumn, JourneyColumns.conversions)
    let value = finder.optional(valueColumn, JourneyColumns.value)
    let isCounted = countColumn != nil || journeysColumn != nil
    let nulls = isCounted ? nil : finder.optional(nullsColumn, JourneyColumns.nulls)
    let count = finder.optional(countColumn ?? journeysColumn, [])
    try finder.check()
    // Path and conversions first, then value, then nulls or the journeys, as far as they are there.
    var fields = [path, conversions]
    if let value { fields.append(value) }
    if let last = nulls ?? count { fields.append(last) }
    let last = value == nil ? 2 : 3
    let plan = PathCounter.Plan(
      names: fields.map { file.names[$0] }, separator: mark, value: value == nil ? nil : 2,
      nulls: nulls == nil ? nil : last, journeys: count == nil ? nil : last,
      isAllOrNone: countColumn != nil)
    let (workers, counts) = try await Marketing.read(
      file, fields: fields, workers: workers, problemLimit: problemLimit
    ) { PathCounter(plan) }
    var tallies = JourneyTallies()
    tallies.rows = counts.rows
    tallies.blankLines = counts.blankLines
    tallies.strayValues = workers.reduce(0) { $0 + $1.valuesWithoutConversion }
    tallies.hasCounts = workers.contains(where: \.hasCounts)
    tallies.hasZerosAsNulls = (nulls ?? count) == nil && workers.contains(where: \.hasZeros)
    return JourneyReading(try PathCounter.sketch(workers, tallies, file: file.file))
  }

  /// Refuses two columns that say the same in two ways.
  private func checkColumns(_ file: String) throws(JourneyError) {
    let given = [("nulls", nullsColumn), ("count", countColumn), ("journeys", journeysColumn)]
      .filter { $0.1 != nil }.map(\.0)
    guard given.count > 1 else { return }
    throw JourneyError(
      file: file,
      .badOption(
        "what a row stands for", found: given.joined(separator: " and "),
        allowed: "only one of nulls, count and journeys is"))
  }

  /// The separator without its blanks.
  private func separatorBytes(_ file: String) throws(JourneyError) -> [UInt8] {
    var bytes = Array(separator.utf8)[...]
    while bytes.first == 32 || bytes.first == 9 { bytes = bytes.dropFirst() }
    while bytes.last == 32 || bytes.last == 9 { bytes = bytes.dropLast() }
    guard !bytes.isEmpty, !bytes.contains(where: { $0 == 10 || $0 == 13 || $0 == 34 }) else {
      throw JourneyError(file: file, .badSeparator(separator))
    }
    return Array(bytes)
  }
}
