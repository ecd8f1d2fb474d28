/// The whole of reading a file: tell the separator, one pass, a second for columns of texts, the table and the notes.
struct CSVReading {
  let options: CSV
  let file: String
  let origin: ByteSource.Origin

  func run() throws(CSVError) -> CSV.Reading {
    do {
      return try runPasses()
    } catch {
      throw CSVError(
        file: file, problems: error.problems, stoppedEarly: error.stoppedEarly)
    }
  }

  private struct Outcome {
    var columns: [CSVColumn]
    var rows: Int
    var notes: [CSV.Note]
    var problems: [CSVProblem]
    var stoppedEarly: Bool
  }

  private func pass(_ options: CSV, _ separator: CSV.Separator) throws(Trouble) -> Outcome {
    var pass = try CSVPass(options: options, separator: separator, origin: origin)
    try pass.run()
    var notes = pass.notes
    if pass.blankLines > 0 {
      notes.append(
        .init(
          column: nil, line: nil,
          sentence: "\(counted(pass.blankLines, "blank line")) skipped"))
    }
    return Outcome(
      columns: pass.columns, rows: pass.rowsDone, notes: notes, problems: pass.problems,
      stoppedEarly: pass.problems.count >= options.problemLimit)
  }

  private func runPasses() throws(Trouble) -> CSV.Reading {
    let separator: CSV.Separator
    if let given = options.separator {
      separator = given
    } else {
      separator = try sniffedSeparator()
    }
    var outcome = try pass(options, separator)
    let again = outcome.columns.filter(needsTexts).map(\.name)
    if !again.isEmpty, outcome.problems.isEmpty {
      var texts = options
      texts.columns = again
      texts.dateColumn = nil
      texts.kinds = Dictionary(again.map { ($0, .texts) }) { first, _ in first }
      let second = try pass(texts, separator)
      guard second.problems.isEmpty, second.rows == outcome.rows,
        second.columns.count == again.count
      else { throw Trouble(.changedWhileRead) }
      for column in second.columns {
        for slot in outcome.columns.indices where outcome.columns[slot].name == column.name {
          replace(&outcome.columns[slot], by: column)
        }
      }
    }
    outcome.problems += ambiguities(outcome.columns)
    guard outcome.problems.isEmpty else { return try fail(outcome) }
    let table = Table(outcome.columns.map { finished($0, outcome.rows) })
    var notes = outcome.notes
    if options.separator == nil, separator != .comma {
      let name = separator == .tab ? "tab" : "\"\(Character(Unicode.Scalar(separator.rawValue)))\""
      notes.append(.init(column: nil, line: 1, sentence: "the separator is \(name)"))
    }
    if outcome.rows == 0 {
      notes.append(.init(column: nil, line: nil, sentence: "the file has names but no rows"))
    }
    for column in outcome.columns { notes += CSVReading.notes(column, outcome.rows) }
    return CSV.Reading(table: table, notes: notes, separator: separator)
  }

  private func fail(_ outcome: Outcome) throws(Trouble) -> CSV.Reading {
    throw Trouble(outcome.problems, stoppedEarly: outcome.stoppedEarly)
  }

  /// Columns whose cells must be read as texts: contradicted ones, and dates that may be read in two ways.
  private func needsTexts(_ column: CSVColumn) -> Bool {
    column.needsSpelling || (!column.isForced && isOpen(column))
  }

  private func isOpen(_ column: CSVColumn) -> Bool {
    column.treatment == .date && column.dateForm == .numeric && column.dateOrder == .unambiguous
  }

  private func ambiguities(_ columns: [CSVColumn]) -> [CSVProblem] {
    columns.filter { $0.isForced && isOpen($0) }.compactMap(\.firstAmbiguous)
  }

  private func replace(_ old: inout CSVColumn, by new: CSVColumn) {
    let (contradiction, ambiguous) = (old.contradiction, isOpen(old) ? old.firstAmbiguous : nil)
    old = new
    old.contradiction = contradiction
    old.firstAmbiguous = ambiguous
  }

  private func finished(_ column: CSVColumn, _ rows: Int) -> Column {
    switch column.treatment {
    case .text: return Column(column.name, texts: column.texts)
    case .date:
      return Column(
        column.name, days: column.numbers.map { CSVDate.day($0, order: column.dateOrder) })
    case .number, .styledNumber: return Column(column.name, numbers: column.numbers)
    case .skip, .undecided:
      return Column(column.name, numbers: Array(repeating: .nan, count: rows))
    }
  }

  private static func notes(_ column: CSVColumn, _ rows: Int) -> [CSV.Note] {
    let name = column.name
    var notes: [(Int?, String)] = []
    if let contradiction = column.contradiction {
      notes.append(
        (
          contradiction.line,
          "column \(name) kept as texts: \"\(contradiction.found)\" in line \(contradiction.line) "
            + "is not a \(contradiction.expected == .dates ? "date like those" : "number like those") "
            + "above it"
        ))
    } else if let ambiguous = column.firstAmbiguous, column.treatment == .text,
      case .ambiguousDate(let found, _) = ambiguous.kind
    {
      notes.append(
        (
          ambiguous.line,
          "column \(name) kept as texts: dates such as \(found) can be day-month or month-day, "
            + "and no cell decides; say which"
        ))
    } else if column.treatment == .date {
      let form =
        switch column.dateForm {
        case .numeric: column.dateOrder == .monthFirst ? "month-day-year" : "day-month-year"
        case .named: "names of months"
        case .compact: "yyyymmdd"
        case .yearFirst, nil: "year-month-day"
        }
      let times = column.hadTimes ? "; midnights dropped" : ""
      notes.append((nil, "column \(name) read as dates (\(form)\(times))"))
    } else if column.treatment == .undecided, rows > 0 {
      notes.append((nil, "column \(name) has only missing cells and is kept as numbers"))
    }
    if column.emptyCount > 0 {
      let cells = counted(column.emptyCount, "empty cell")
      notes.append((nil, "column \(name): \(cells) read as missing"))
    }
    for (marker, count) in column.markerCounts.sorted(by: { $0.key < $1.key }) {
      notes.append((nil, "column \(name): \(counted(count, "cell")) \"\(marker)\" read as missing"))
    }
    if column.quotedEmptyTexts > 0 {
      let cells = counted(column.quotedEmptyTexts, "quoted empty cell")
      notes.append((nil, "column \(name): \(cells) kept as empty texts"))
    }
    return notes.map { .init(column: name, line: $0.0, sentence: $0.1) }
  }
}

/// "1 cell", "3 cells".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
