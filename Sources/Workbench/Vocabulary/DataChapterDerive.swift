import Notebooks
import Tables

extension Vocabulary {
  static let derive = Command(
    "derive", in: shapingChapter,
    "Adds columns that are calculated from others; a column of the same name is replaced.",
    operands: [tableOperand],
    openOptions: Command.OpenOptions(
      keyName: "new column", type: .text,
      summary: "A calculation over columns: + - * / ^, log, log1p, exp, sqrt, abs, round, "
        + "lag(x, 1), diff(x), cumsum(x), rolling(x, 4), sum, mean, sd, min, max of a column, "
        + "year, month, day, weekday of dates. Later ones may use earlier ones."),
    gives: "table", example: "wide = derive retail media=\"tv + radio\" log_sales=\"log(sales)\"",
    infer: { inference throws(CommandError) in
      guard !inference.arguments.open.isEmpty else { throw nothingToDerive }
      var columns = inference.columns()
      for open in inference.arguments.open {
        let derived = try DerivedColumn(open)
        if let known = columns { try derived.requireColumns(known) }
        let made = ColumnShape(derived.name, .numbers)
        if let index = columns?.firstIndex(where: { $0.name == made.name }) {
          columns?[index] = made
        } else {
          columns?.append(made)
        }
      }
      return inference.table(columns)
    },
    run: { invocation in
      guard !invocation.arguments.open.isEmpty else { throw nothingToDerive }
      let value = try invocation.tableValue()
      var table = value.table
      for open in invocation.arguments.open {
        let derived = try DerivedColumn(open)
        do throws(TableError) {
          table = try table.derive(derived.name, derived.expression)
        } catch {
          throw derived.complaint(error)
        }
      }
      return Outcome(value: TableValue(table, formats: value.formats))
    })

  private static let nothingToDerive = CommandError(
    "say which column to make: NAME=\"tv + radio\"")
}

/// One calculation of `derive`, and where its text stands in the notebook.
private struct DerivedColumn {
  let name: String
  let expression: ColumnExpression
  private let text: String
  private let place: QuotedPlace

  init(_ open: Arguments.OpenArgument) throws(CommandError) {
    guard case .text(let text) = open.bound.value else {
      throw CommandError("a calculation in quotes is due", place: open.bound.span)
    }
    name = open.key
    self.text = text
    place = QuotedPlace(text, endingWith: open.bound.span)
    do throws(TableError) {
      expression = try ColumnExpression(parsing: text)
    } catch {
      guard case .badExpression(_, let position, let reason) = error else {
        throw CommandError("\(error)", place: open.bound.span)
      }
      throw CommandError(reason, place: place.character(position))
    }
  }

  /// Sees before the run which columns are not there or hold something else.
  func requireColumns(_ columns: [ColumnShape]) throws(CommandError) {
    for (name, isDate) in expression.mentioned {
      guard let column = columns.first(where: { $0.name == name }) else {
        throw complaint(.noColumn(name, among: columns.map(\.name)))
      }
      let wanted: ColumnShape.Holds = isDate ? .dates : .numbers
      if column.holds != .unknown, column.holds != wanted {
        throw complaint(
          .wrongKind(column: name, found: column.holds.rawValue, expected: wanted.rawValue))
      }
    }
  }

  /// The error at the column's name within the text.
  func complaint(_ error: TableError) -> CommandError {
    let span = error.word.map { place.word($0) } ?? place.whole
    if case .noColumn(let name, let names) = error {
      let near = NearestName.suggestion(for: name, among: names)
      let listed = names.prefix(12).joined(separator: ", ")
      return CommandError(
        "no column \"\(name)\"" + (near == nil ? "; it has \(listed)" : ""), suggestion: near,
        place: span)
    }
    return CommandError("\(error)", place: span)
  }
}

extension ColumnExpression {
  /// The columns that it mentions, in order, and whether dates are due there.
  fileprivate var mentioned: [(name: String, isDate: Bool)] {
    switch self {
    case .constant: []
    case .column(let name): [(name, false)]
    case .datePart(_, let name): [(name, true)]
    case .arithmetic(_, let left, let right): left.mentioned + right.mentioned
    case .negative(let inner), .function(_, let inner), .lag(let inner, _), .cumulative(let inner),
      .rollingMean(let inner, _), .whole(_, let inner):
      inner.mentioned
    }
  }
}

/// Where the characters of a quoted text stand in the notebook.
struct QuotedPlace {
  private let text: [Character]
  /// The text without its quotes, or the whole argument where it cannot be told.
  let whole: SourceSpan
  private let isExact: Bool

  /// The place of a text that ends, quote included, where a span ends.
  ///
  /// A text that holds an escaped sign stands there longer than it is; then only the whole is pointed at.
  init(_ text: String, endingWith span: SourceSpan) {
    self.text = Array(text)
    let length = text.utf8.count
    let hasEscapes = text.utf8.contains { [0x22, 0x5C, 0x0A].contains($0) }
    isExact = !hasEscapes && span.end - 1 - length >= span.start
    whole = isExact ? SourceSpan(span.end - 1 - length, span.end - 1) : span
  }

  /// The character of a number, from 0; the closing quote behind the last.
  func character(_ position: Int) -> SourceSpan { stretch(position, 1) }

  /// The first place where a word stands as a whole word.
  func word(_ word: String) -> SourceSpan {
    let wanted = Array(word)
    guard !wanted.isEmpty, wanted.count <= text.count else { return whole }
    func isPart(_ place: Int) -> Bool {
      text.indices.contains(place)
        && (text[place].isLetter || text[place].isNumber || text[place] == "_")
    }
    for start in 0...(text.count - wanted.count)
    where text[start..<start + wanted.count].elementsEqual(wanted) {
      if !isPart(start - 1), !isPart(start + wanted.count) { return stretch(start, wanted.count) }
    }
    return whole
  }

  /// Some characters from a number on.
  func stretch(_ start: Int, _ count: Int) -> SourceSpan {
    guard isExact else { return whole }
    let first = min(max(0, start), text.count)
    let last = min(first + max(0, count), text.count)
    let before = text[..<first].reduce(0) { $0 + String($1).utf8.count }
    let inside = text[first..<last].reduce(0) { $0 + String($1).utf8.count }
    return SourceSpan(whole.start + before, whole.start + before + max(1, inside))
  }
}
