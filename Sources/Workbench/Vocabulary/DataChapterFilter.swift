import Notebooks
import Tables

extension Vocabulary {
  static let filter = Command(
    "filter", in: shapingChapter, "Keeps the rows for which a condition holds.",
    operands: [
      tableOperand,
      Parameter(
        "condition", .condition(of: "table"),
        "Columns compared with values or columns; joined by and, or. `tv == missing` finds gaps."),
    ],
    gives: "table", example: "late = filter retail week >= 2023-06-01 and tv > 0",
    infer: { inference throws(CommandError) in
      let columns = inference.columns()
      if let columns, let condition = inference.arguments.optionalExpression("condition") {
        try requireComparable(condition, columns)
      }
      return inference.table(columns)
    },
    run: { invocation in
      let value = try invocation.tableValue()
      guard let condition = invocation.arguments.optionalExpression("condition") else {
        throw CommandError("a condition is due", parameter: "condition")
      }
      let rows = try RowCondition(table: value.table, invocation: invocation).rows(condition)
      return Outcome(value: TableValue(value.table.rows(rows), formats: value.formats))
    })

  /// Sees before the run what can't be compared.
  private static func requireComparable(
    _ condition: Expression, _ columns: [ColumnShape]
  ) throws(CommandError) {
    switch condition {
    case .both(let left, let right), .either(let left, let right):
      try requireComparable(left, columns)
      try requireComparable(right, columns)
    case .comparison(let comparison, .bare(let name, let span), let right):
      if comparison == .near {
        throw CommandError("~ compares in claims only; use < and > here", place: right.span)
      }
      guard let column = columns.first(where: { $0.name == name }) else { return }
      let other = RowCondition.holds(right, among: columns)
      guard column.holds != .unknown, other != .unknown, column.holds != other else { return }
      throw CommandError(
        "column \"\(name)\" holds \(column.holds.rawValue), which \(right.described) can't be "
          + "compared with", place: span.joined(with: right.span))
    default: return
    }
  }
}

/// The rows of a table for which a condition of the cell language holds.
private struct RowCondition {
  let table: Table
  let invocation: Invocation

  /// The word for a cell without a value.
  static let missing = "missing"

  /// What a right side is, as far as it can be known.
  static func holds(_ right: Expression, among columns: [ColumnShape]) -> ColumnShape.Holds {
    switch right {
    case .number, .percent: .numbers
    case .day: .dates
    case .text: .texts
    case .bare(let word, _): columns.first { $0.name == word }?.holds ?? .unknown
    default: .unknown
    }
  }

  /// The numbers of the rows, in order.
  func rows(_ condition: Expression) throws -> [Int] {
    let holds = try holds(condition)
    return holds.indices.filter { holds[$0] }
  }

  private func holds(_ condition: Expression) throws -> [Bool] {
    switch condition {
    case .both(let left, let right):
      return zip(try holds(left), try holds(right)).map { $0 && $1 }
    case .either(let left, let right):
      return zip(try holds(left), try holds(right)).map { $0 || $1 }
    case .comparison(let comparison, .bare(let name, _), let right):
      return try compared(name, comparison, right)
    default:
      throw Diagnostic("a comparison is due here, such as sales > 100", at: condition.span)
    }
  }

  private func compared(
    _ name: String, _ comparison: Expression.Comparison, _ right: Expression
  ) throws -> [Bool] {
    guard let comparison = Condition.Comparison(rawValue: comparison.rawValue) else {
      throw Diagnostic("~ compares in claims only; use < and > here", at: right.span)
    }
    let left: Column
    do throws(TableError) {
      left = try table.column(name)
    } catch {
      throw CommandError.of(error, parameter: "condition")
    }
    if case .bare(let word, _) = right {
      if let column = table.columns.first(where: { $0.name == word }) {
        return try compared(left, comparison, column, right)
      }
      if word == RowCondition.missing, comparison == .equal || comparison == .unequal {
        return (0..<left.count).map { (left[$0] == .missing) == (comparison == .equal) }
      }
    }
    do throws(TableError) {
      return try Condition.compare(name, comparison, try constant(right, for: left))
        .holds(in: table)
    } catch {
      throw Diagnostic(
        "column \"\(name)\" holds \(left.kindName), which \(right.described) can't be compared with",
        at: right.span)
    }
  }

  private func constant(_ right: Expression, for left: Column) throws(TableError) -> Tables.Cell {
    switch right {
    case .text(let text, _): return .text(text)
    case .bare(let word, _) where left.kind == .texts && !word.contains("."): return .text(word)
    default: break
    }
    switch try? invocation.scalar(right) {
    case .number(let number)?: return .number(number)
    case .day(let day)?: return .day(day)
    case .text(let text)?: return .text(text)
    default:
      throw .unlikeConstant(
        column: left.name, holds: left.kindName, constant: right.described)
    }
  }

  private func compared(
    _ left: Column, _ comparison: Condition.Comparison, _ right: Column, _ place: Expression
  ) throws -> [Bool] {
    guard left.kind == right.kind else {
      throw Diagnostic(
        "column \"\(left.name)\" holds \(left.kindName), \"\(right.name)\" \(right.kindName)",
        at: place.span)
    }
    return (0..<left.count).map { row in
      let (a, b) = (left[row], right[row])
      guard a != .missing, b != .missing else { return false }
      return switch comparison {
      case .equal: a == b
      case .unequal: a != b
      case .less: a < b
      case .atMost: !(b < a)
      case .more: b < a
      case .atLeast: !(a < b)
      }
    }
  }
}
