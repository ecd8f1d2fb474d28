public import Tables

/// How well cleaning undid what a simulator planted.
///
/// Only the simulator's own raw rows can be scored: places are compared by row.
public struct CleaningScore: Sendable, Hashable {
  /// What became of one kind of problem.
  public struct Kind: Sendable, Hashable {
    /// What was planted.
    public let kind: AdsTruth.Problem.Kind
    /// How often.
    public let planted: Int
    /// How many of them cleaning changed.
    public let found: Int
    /// The mean of |planted − truth| / truth over cells that hold a number; nil where none does.
    public let errorBefore: Double?
    /// The mean of |mended − truth| / truth over the cells that were found; nil where none was.
    public let errorAfter: Double?
  }

  /// By kind, in the order of the simulator; kinds that were not planted left out.
  public let kinds: [Kind]
  /// Changes where nothing was planted.
  public let falseAlarms: Int
  /// Cells and rows that were planted.
  public var planted: Int { kinds.reduce(0) { $0 + $1.planted } }
  /// Of them, those that were found.
  public var found: Int { kinds.reduce(0) { $0 + $1.found } }
  /// The share of planted problems that was found.
  public var recall: Double { planted == 0 ? 1 : Double(found) / Double(planted) }
  /// The share of changes that had a planted problem under them.
  public var precision: Double {
    found + falseAlarms == 0 ? 1 : Double(found) / Double(found + falseAlarms)
  }

  private struct Cell: Hashable {
    let day: Day?
    let campaign: String?
    let row: Int?
    let column: String?
  }

  /// Scores a cleaning of the simulator's rows.
  public init(_ cleaning: CampaignCleaning, _ truth: AdsTruth) throws(TableError) {
    var changes: [Cell: CampaignChange] = [:]
    for change in cleaning.changes {
      // Rows that were put in are known by their day and campaign, all others by their number.
      let isPutIn = change.row == nil
      let column =
        change.rule == .duplicate || change.rule == .unplaced ? nil : change.column?.rawValue
      changes[
        Cell(
          day: isPutIn ? change.day : nil, campaign: isPutIn ? change.campaign : nil,
          row: change.row, column: column)] = change
    }
    let clean = try CleanCells(truth.clean)
    var hit: Set<Cell> = []
    kinds = AdsTruth.Problem.Kind.allCases.compactMap { kind in
      let problems = truth.problems.filter { $0.kind == kind }
      guard !problems.isEmpty else { return nil }
      var found = 0
      var (before, after): ([Double], [Double]) = ([], [])
      for problem in problems {
        let columns =
          kind == .missingDay ? CampaignColumn.measures.map(\.rawValue) : [problem.column]
        var isFound = false
        for column in columns {
          let isRowless = problem.row == nil
          let cell = Cell(
            day: isRowless ? problem.day : nil, campaign: isRowless ? problem.campaign : nil,
            row: problem.row, column: column)
          let was = column.flatMap { clean.value(problem.day, problem.campaign, $0) }
          if let planted = problem.planted, let was, was != 0 {
            before.append(abs(planted / was - 1))
          }
          guard let change = changes[cell] else { continue }
          isFound = true
          hit.insert(cell)
          if let was, was != 0, let new = change.newNumber { after.append(abs(new / was - 1)) }
        }
        if isFound { found += 1 }
      }
      func mean(_ errors: [Double]) -> Double? {
        errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
      }
      return Kind(
        kind: kind, planted: problems.count, found: found, errorBefore: mean(before),
        errorAfter: mean(after))
    }
    falseAlarms = Set(changes.keys).subtracting(hit).count
  }

  /// One row a kind: `problem planted found error_before error_after`.
  public var table: Table {
    Table([
      Column("problem", texts: kinds.map(\.kind.rawValue)),
      Column("planted", numbers: kinds.map { Double($0.planted) }),
      Column("found", numbers: kinds.map { Double($0.found) }),
      Column("error_before", numbers: kinds.map { $0.errorBefore ?? .nan }),
      Column("error_after", numbers: kinds.map { $0.errorAfter ?? .nan }),
    ])
  }
}

/// The values of rows before anything was planted.
private struct CleanCells {
  private struct Key: Hashable {
    let day: Day
    let campaign: String
  }
  private var rows: [Key: Int] = [:]
  private var columns: [String: [Double]] = [:]

  init(_ table: Table) throws(TableError) {
    let days = try table.days(CampaignColumn.date.rawValue)
    let names = try table.texts(CampaignColumn.campaign.rawValue)
    for row in days.indices {
      if let day = days[row], let campaign = names[row] {
        rows[Key(day: day, campaign: campaign)] = row
      }
    }
    for measure in CampaignColumn.measures {
      columns[measure.rawValue] = try table.numbers(measure.rawValue)
    }
  }

  func value(_ day: Day, _ campaign: String, _ column: String) -> Double? {
    rows[Key(day: day, campaign: campaign)].flatMap { columns[column]?[$0] }
  }
}
