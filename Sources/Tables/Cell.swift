/// One cell of a table, of whatever kind.
public enum Cell: Sendable, Hashable, Codable {
  /// A number; never NaN where the cell comes from a table.
  case number(Double)
  /// A date.
  case day(Day)
  /// A text.
  case text(String)
  /// Nothing.
  case missing
}

extension Cell: Comparable, CustomStringConvertible {
  /// Numbers before dates before texts (by their UTF-8 bytes), and missing cells last.
  public static func < (left: Cell, right: Cell) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): a < b
    case (.day(let a), .day(let b)): a < b
    case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .number: 0
    case .day: 1
    case .text: 2
    case .missing: 3
    }
  }

  /// The cell as a CSV file has it; "" where missing.
  public var description: String {
    switch self {
    case .number(let number): CSVWriter.spelling(number)
    case .day(let day): day.description
    case .text(let text): text
    case .missing: ""
    }
  }
}

extension Column {
  /// The cell of a row, from 0.
  public subscript(row: Int) -> Cell {
    switch values {
    case .numbers(let numbers): numbers[row].isNaN ? .missing : .number(numbers[row])
    case .days(let days): days[row].map { .day($0) } ?? .missing
    case .texts(let texts): texts[row].map { .text($0) } ?? .missing
    }
  }

  /// The same column with only these rows, in this order.
  public func rows(_ indices: [Int]) -> Column {
    switch values {
    case .numbers(let numbers): Column(name, numbers: indices.map { numbers[$0] })
    case .days(let days): Column(name, days: indices.map { days[$0] })
    case .texts(let texts): Column(name, texts: indices.map { texts[$0] })
    }
  }

  /// The same column with missing cells where an index is nil.
  func rows(_ indices: [Int?]) -> Column {
    switch values {
    case .numbers(let numbers):
      Column(name, numbers: indices.map { index in index.map { numbers[$0] } ?? .nan })
    case .days(let days): Column(name, days: indices.map { index in index.flatMap { days[$0] } })
    case .texts(let texts):
      Column(name, texts: indices.map { index in index.flatMap { texts[$0] } })
    }
  }

  /// How many cells are missing.
  public var missingCount: Int {
    switch values {
    case .numbers(let numbers): numbers.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
    case .days(let days): days.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
    case .texts(let texts): texts.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
    }
  }
}
