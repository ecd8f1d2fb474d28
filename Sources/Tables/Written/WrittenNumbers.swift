/// Numbers as people and advertising platforms write them: `$1,234.50`, `1.234,50 €`, `(12.00)`, `1 234`, `USD 5`, `12.–`.
///
/// Whether a point or a comma ends the whole part is decided for the column: cells that can be read in one way only
/// (`1,234.50`, `12,5`, `1.234.567`) outvote the open ones (`1,234`). Numbers of things are whole, so that open cells of
/// theirs hold thousands. Where nothing decides, `1,234` is read as 1234 and `1.234` as itself, and ``isAssumed`` says so.
/// Blanks, dashes and the usual words for nothing are missing; what is left is listed in ``unread``, never guessed: so are
/// two signs, signs of money between digits, groups of other than two or three digits.
///
/// Cost: O(characters).
public struct WrittenNumbers: Sendable, Hashable {
  /// One number a cell; NaN where the cell is missing or unread.
  public let values: [Double]
  /// The places, from 0, of cells that hold something but no number.
  public let unread: [Int]
  /// Whether open cells were read without any cell that decides.
  public let isAssumed: Bool

  /// Reads a column.
  ///
  /// - Parameters:
  ///   - cells: The cells as written; nil is missing.
  ///   - style: How numbers are written; nil lets the column decide.
  ///   - isCount: Whether the numbers are of things, which have no fractions.
  public init(_ cells: [String?], style: CSV.NumberStyle? = nil, isCount: Bool = false) {
    let bodies = cells.map { $0.map(WrittenNumber.init) ?? .blank }
    let evidence = Evidence(bodies, isCount: isCount)
    let commaEnds = style.map { $0 == .decimalComma } ?? evidence.commaEnds
    isAssumed = style == nil && commaEnds == nil && evidence.open > 0
    var values: [Double] = []
    var unread: [Int] = []
    values.reserveCapacity(bodies.count)
    for (place, body) in bodies.enumerated() {
      let number = body.number(commaEnds: commaEnds ?? false)
      values.append(number ?? .nan)
      if number == nil { unread.append(place) }
    }
    self.values = values
    self.unread = unread
  }

  /// How numbers are written in columns of one file, for those columns that do not tell themselves.
  ///
  /// - Parameter columns: The cells of each column, and whether they count things.
  /// - Returns: The style of most columns that tell; nil where none does, or as many tell the other.
  public static func style(
    of columns: [(cells: [String?], isCount: Bool)]
  ) -> CSV.NumberStyle? {
    let votes = columns.compactMap { column in
      Evidence(column.cells.map { $0.map(WrittenNumber.init) ?? .blank }, isCount: column.isCount)
        .commaEnds
    }
    let commas = votes.count { $0 }
    guard 2 * commas != votes.count else { return nil }
    return 2 * commas > votes.count ? .decimalComma : .commaThousands
  }

  /// What the cells of a column say of its points and commas.
  private struct Evidence {
    /// Whether a comma ends the whole part; nil where nothing decides.
    let commaEnds: Bool?
    /// Cells that can be read in two ways.
    let open: Int

    init(_ bodies: [WrittenNumber], isCount: Bool) {
      var (points, commas, openPoints, openCommas) = (0, 0, 0, 0)
      for case .digits(let digits) in bodies {
        switch digits.reading {
        case .decimalPoint: points += 1
        case .decimalComma: commas += 1
        case .openPoint: openPoints += 1
        case .openComma: openCommas += 1
        case .whole: break
        }
      }
      open = openPoints + openCommas
      if points != commas {
        commaEnds = commas > points
      } else if isCount, openPoints != openCommas {
        // What groups the thousands of a count does not end its whole part.
        commaEnds = openPoints > openCommas
      } else {
        commaEnds = nil
      }
    }
  }
}
