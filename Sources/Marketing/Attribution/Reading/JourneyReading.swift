/// Journeys read from a file, and what the reader noticed on the way.
public struct JourneyReading: Sendable, Hashable {
  /// What one pass over the file left: all windows and eras, mergeable.
  public let sketch: JourneySketch
  /// The distinct journeys of the longest window.
  public let table: JourneyTable
  /// Everything that a reader of the results should know, as sentences.
  public let notes: [String]

  /// How many rows the file has, the line of names not counted.
  public var rows: Int { sketch.rows }

  /// A sketch with its notes.
  public init(_ sketch: JourneySketch) {
    self.sketch = sketch
    table = sketch.table
    notes = sketch.notes
  }
}

extension JourneyReading: Codable {
  /// Reads what was encoded, which is the sketch alone; the rest follows from it.
  public init(from decoder: any Decoder) throws { self.init(try JourneySketch(from: decoder)) }

  /// Writes the sketch.
  public func encode(to encoder: any Encoder) throws { try sketch.encode(to: encoder) }
}

/// "1 row", "3 rows".
func counted(_ count: Int, _ noun: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : many ?? noun + "s")"
}

extension JourneyTable {
  /// A note for each group of channel names that differ only in spelling.
  static func spellingNotes(of channels: [String]) -> [String] {
    spellingVariants(of: channels).map { names in
      "channels \(names.map { "\"\($0)\"" }.joined(separator: ", ")) differ only in spelling and are "
        + "counted apart"
    }
  }
}
