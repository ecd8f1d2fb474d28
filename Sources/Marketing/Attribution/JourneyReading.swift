/// Journeys read from a file, and what the reader noticed on the way.
public struct JourneyReading: Sendable, Hashable, Codable {
  /// The distinct journeys.
  public let table: JourneyTable
  /// How many rows the file has, the line of names not counted.
  public let rows: Int
  /// Everything that a reader of the results should know, as sentences.
  public let notes: [String]

  /// Journeys with notes.
  public init(table: JourneyTable, rows: Int, notes: [String]) {
    self.table = table
    self.rows = rows
    self.notes = notes
  }
}

/// "1 row", "3 rows".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

extension JourneyTable {
  /// A note for each group of channel names that differ only in spelling.
  var spellingNotes: [String] {
    spellingVariants.map { names in
      "channels \(names.map { "\"\($0)\"" }.joined(separator: ", ")) differ only in spelling and are "
        + "counted apart"
    }
  }
}
