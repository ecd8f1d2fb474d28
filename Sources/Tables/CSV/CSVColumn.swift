/// What the reader knows of one wanted column so far.
struct CSVColumn {
  /// How the next cell of a field is treated; the raw values steer the loop over fields.
  enum Treatment: UInt8 {
    /// Passed over.
    case skip
    /// Only missing cells so far.
    case undecided
    /// Numbers in plain style.
    case number
    /// Numbers in another style.
    case styledNumber
    case date
    case text
  }

  /// The cell that showed that the column is texts after all.
  struct Contradiction {
    let found: String
    let line: Int
    let expected: ColumnKind
    let row: Int
  }

  let name: String
  /// The field in the record, from 0.
  let field: Int
  let isForced: Bool
  var treatment: Treatment
  /// Numbers, or dates as days since 1970, or dates whose order is open as `CSVDate.packed`.
  var numbers: [Double] = []
  var texts: [String?] = []
  var emptyCount = 0
  var markerCounts: [String: Int] = [:]
  /// Whether a quoted marker came before the kind was known: missing in numbers, a text in texts.
  var hasQuotedMarkers = false
  var quotedEmptyTexts = 0
  var contradiction: Contradiction?
  var dateForm: CSVDate.Form?
  var dateOrder: CSV.DateOrder
  /// The first date that could be read in two ways.
  var firstAmbiguous: CSVProblem?
  var hadTimes = false

  /// Whether the column must be read again as texts, since the spelling of its first cells is gone.
  var needsSpelling: Bool {
    contradiction != nil || (treatment == .undecided && hasQuotedMarkers)
      || (treatment == .skip && hasQuotedMarkers)
  }
}
