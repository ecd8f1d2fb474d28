public import Tables

/// What kind of file journeys come from, told by the names of its columns.
public enum JourneySource: String, Sendable, Hashable, Codable, CaseIterable {
  /// One row a path: see ``JourneyFile``.
  case paths
  /// One row an event: see ``JourneyLog``.
  case events

  /// Looks at the first line of a CSV file, plain or gzip.
  ///
  /// A file with a column of customers and one of times is a log of events, another with a column of paths a file of
  /// paths.
  ///
  /// - Parameters:
  ///   - path: The file; its name in errors.
  ///   - pathColumn: The column of paths where its name is not a usual one.
  ///   - customerColumn: The column of customers, likewise.
  ///   - timeColumn: The column of times, likewise.
  ///   - columnSeparator: What stands between columns, or nil to tell from the first lines.
  /// - Returns: What the file holds.
  /// - Throws: ``JourneyError`` for a file that cannot be read or is neither.
  public static func of(
    path: String, pathColumn: String? = nil, customerColumn: String? = nil,
    timeColumn: String? = nil, columnSeparator: CSV.Separator? = nil
  ) throws(JourneyError) -> JourneySource {
    let names: [String]
    do {
      names = try CSVChunks(path: path, separator: columnSeparator).names
    } catch { throw JourneyError(error) }
    if pathColumn != nil { return .paths }
    if customerColumn != nil || timeColumn != nil { return .events }
    var finder = JourneyColumns(file: path, names: names)
    let isLog =
      finder.optional(nil, JourneyColumns.customers) != nil
      && finder.optional(nil, JourneyColumns.times) != nil
    if isLog { return .events }
    if finder.optional(nil, JourneyColumns.paths) != nil { return .paths }
    throw JourneyError(
      file: path,
      .noUsualColumn(role: "paths, and none for customers and times of events,", among: names))
  }
}
