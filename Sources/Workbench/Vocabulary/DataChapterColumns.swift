public import Notebooks
public import Tables

// What the commands over tables share: known columns before a run, complaints that point at the right word.

extension TableError: WordNamingError {
  /// The column that the error is about, as the author wrote it.
  public var word: String? {
    switch self {
    case .noColumn(let name, _), .duplicateColumn(let name): name
    case .wrongKind(let column, _, _), .unlikeKeys(let column, _, _),
      .unlikeConstant(let column, _, _):
      column
    case .duplicateKey(let columns, _, _): columns.first
    case .badArgument(let name, _, _): name
    case .noRows, .badExpression: nil
    }
  }
}

extension CommandError {
  /// A column that is not there, among those that are.
  static func noColumn(
    _ name: String, in table: String? = nil, among names: [String], parameter: String? = nil
  ) -> CommandError {
    let near = NearestName.suggestion(for: name, among: names)
    let listed = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    let place = table.map { " in \"\($0)\"" } ?? ""
    return CommandError(
      "no column \"\(name)\"\(place)" + (near == nil ? "; it has \(listed)" : ""),
      parameter: parameter, word: name, suggestion: near)
  }

  /// An error of a table as a complaint about a parameter.
  static func of(_ error: TableError, parameter: String) -> CommandError {
    if case .noColumn(let name, let names) = error {
      return noColumn(name, among: names, parameter: parameter)
    }
    return CommandError("\(error)", parameter: parameter, word: error.word)
  }
}

extension Inference {
  /// The columns of a table operand, where they are known.
  func columns(_ parameter: String = "table") -> [ColumnShape]? { shape(parameter).columns }

  /// The first column of dates of a table operand; nil where that is not known.
  func dateColumn(_ parameter: String = "table") -> String? {
    columns(parameter)?.first { $0.holds == .dates }?.name
  }

  /// The shape of a table with these columns.
  func table(_ columns: [ColumnShape]?) -> Shape { Shape(kind: "table", columns: columns) }
}

extension Invocation {
  /// The value of a table operand.
  func tableValue(_ parameter: String = "table") throws -> TableValue { try value(parameter) }

  /// The table of a table operand.
  func table(_ parameter: String = "table") throws -> Table { try tableValue(parameter).table }

  /// The columns of numbers named in a list, or all columns of numbers where it was left out.
  func numberColumns(_ parameter: String, of table: Table, atLeast least: Int) throws -> [String] {
    let given = arguments.texts(parameter)
    let names = given.isEmpty ? table.columns.filter { $0.kind == .numbers }.map(\.name) : given
    var seen: Set<String> = []
    for name in names {
      do throws(TableError) {
        _ = try table.numbers(name)
      } catch {
        throw CommandError.of(error, parameter: given.isEmpty ? "table" : parameter)
      }
      if !seen.insert(name).inserted {
        throw CommandError(
          "column \"\(name)\" is named twice", parameter: parameter, word: name)
      }
    }
    guard names.count >= least else {
      throw CommandError(
        "\(counted(names.count, "column")) of numbers, where at least \(least) are due",
        parameter: given.isEmpty ? "table" : parameter)
    }
    return names
  }

  /// The name of the date column: the one given, else the first that holds dates; nil where there is none.
  func dateColumn(of table: Table, _ parameter: String = "date") throws -> String? {
    guard let given = arguments.optionalText(parameter) else {
      return table.columns.first { $0.kind == .dates }?.name
    }
    do throws(TableError) {
      _ = try table.days(given)
    } catch {
      throw CommandError.of(error, parameter: parameter)
    }
    return given
  }

  /// A table with at least one row.
  func filledTable(for purpose: String, _ parameter: String = "table") throws -> Table {
    let table = try table(parameter)
    guard table.rowCount > 0 else {
      throw CommandError("the table has no rows; \(purpose) needs some", parameter: parameter)
    }
    return table
  }
}

/// "1 row", "3 rows".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// "a", "a and b", "a, b and c".
func enumerated(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
