#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Arithmetic over the columns of a table, a value for every row.
///
///     let total = try ColumnExpression(parsing: "tv + digital * 1.1")
///     let table = try sales.derive("total", total)
///
/// A missing operand makes a missing result; so does what has no answer, such as `log(0)`, `sqrt(-1)` and `1 / 0`: a derived
/// column never holds an infinity.
public indirect enum ColumnExpression: Sendable, Hashable, Codable {
  /// The same number in every row.
  case constant(Double)
  /// A column of numbers.
  case column(String)
  /// A number of a date: its year, month, ISO weekday or day of the month.
  case datePart(DatePart, column: String)
  /// The negative.
  case negative(ColumnExpression)
  /// Two operands.
  case arithmetic(Operator, ColumnExpression, ColumnExpression)
  /// A function of one row's value.
  case function(Function, ColumnExpression)
  /// The value so many rows above; negative looks below. Missing where there is no such row.
  case lag(ColumnExpression, by: Int)
  /// The sum from the first row to this one; missing from the first missing value on.
  case cumulative(ColumnExpression)
  /// The mean of this row and those above it, so many in all; missing where there are fewer.
  case rollingMean(ColumnExpression, rows: Int)
  /// One number of the whole column, in every row; missing values are left out.
  case whole(Whole, ColumnExpression)

  /// The operators.
  public enum Operator: String, Sendable, Hashable, Codable, CaseIterable {
    /// +
    case plus = "+"
    /// −
    case minus = "-"
    /// ×
    case times = "*"
    /// ÷
    case over = "/"
    /// to the power of
    case power = "^"
  }

  /// Functions of one value.
  public enum Function: String, Sendable, Hashable, Codable, CaseIterable {
    /// The natural logarithm.
    case log
    /// log(1 + x), exact for small x.
    case log1p
    /// The exponential.
    case exp
    /// The square root.
    case sqrt
    /// The absolute value.
    case abs
    /// To the nearest whole number, halves away from 0.
    case round
  }

  /// Numbers that a whole column has.
  public enum Whole: String, Sendable, Hashable, Codable, CaseIterable {
    /// The sum.
    case sum
    /// The mean.
    case mean
    /// The sample standard deviation.
    case sd
    /// The smallest.
    case min
    /// The largest.
    case max
  }

  /// Numbers that a date has.
  public enum DatePart: String, Sendable, Hashable, Codable, CaseIterable {
    /// The calendar year.
    case year
    /// 1...12.
    case month
    /// 1...31.
    case day
    /// Monday is 1, Sunday 7.
    case weekday
  }

  /// The value in every row.
  ///
  /// - Complexity: O(rows × parts).
  public func evaluate(in table: Table) throws(TableError) -> [Double] {
    switch self {
    case .constant(let number): return Array(repeating: number, count: table.rowCount)
    case .column(let name): return try table.numbers(name)
    case .datePart(let part, let name):
      return try table.days(name).map { $0.map { part.number(of: $0) } ?? .nan }
    case .negative(let operand): return try operand.evaluate(in: table).map { -$0 }
    case .arithmetic(let operation, let left, let right):
      let (a, b) = (try left.evaluate(in: table), try right.evaluate(in: table))
      return zip(a, b).map { finite(operation.apply($0, $1)) }
    case .function(let function, let operand):
      return try operand.evaluate(in: table).map { finite(function.apply($0)) }
    case .lag(let operand, let count):
      let values = try operand.evaluate(in: table)
      return values.indices.map { row in
        let (source, isTooFar) = row.subtractingReportingOverflow(count)
        return !isTooFar && values.indices.contains(source) ? values[source] : .nan
      }
    case .cumulative(let operand):
      var sum = 0.0
      return try operand.evaluate(in: table).map {
        sum += $0
        return finite(sum)
      }
    case .rollingMean(let operand, let rows):
      guard rows >= 1 else {
        throw .badArgument("rows of a rolling mean", found: "\(rows)", expected: "1 or more")
      }
      let values = try operand.evaluate(in: table)
      return values.indices.map { row in
        row + 1 < rows
          ? .nan : finite(exactSum(Array(values[(row + 1 - rows)...row])) / Double(rows))
      }
    case .whole(let whole, let operand):
      let values = try operand.evaluate(in: table)
      return Array(repeating: finite(whole.apply(values.filter { !$0.isNaN })), count: values.count)
    }
  }

  /// The columns that it reads, in order of appearance.
  public var columnNames: [String] {
    switch self {
    case .constant: []
    case .column(let name), .datePart(_, let name): [name]
    case .negative(let operand), .function(_, let operand), .lag(let operand, _),
      .cumulative(let operand), .rollingMean(let operand, _), .whole(_, let operand):
      operand.columnNames
    case .arithmetic(_, let left, let right):
      left.columnNames + right.columnNames.filter { !left.columnNames.contains($0) }
    }
  }
}

extension Table {
  /// The table with a column computed from others; one of the same name is replaced.
  public func derive(_ name: String, _ expression: ColumnExpression) throws(TableError) -> Table {
    replacing(Column(name, numbers: try expression.evaluate(in: self)))
  }
}

/// NaN for what has no finite answer.
private func finite(_ number: Double) -> Double { number.isFinite ? number : .nan }

extension ColumnExpression.Operator {
  fileprivate func apply(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .plus: a + b
    case .minus: a - b
    case .times: a * b
    case .over: a / b
    case .power: a.isNaN || b.isNaN ? .nan : pow(a, b)
    }
  }
}

extension ColumnExpression.Function {
  fileprivate func apply(_ x: Double) -> Double {
    switch self {
    case .log: naturalLogarithm(x)
    case .log1p: logarithmOfOnePlus(x)
    case .exp: exponential(x)
    case .sqrt: x.squareRoot()
    case .abs: Swift.abs(x)
    case .round: x.rounded()
    }
  }
}

extension ColumnExpression.Whole {
  fileprivate func apply(_ values: [Double]) -> Double {
    switch self {
    case .sum: exactSum(values)
    case .mean: exactSum(values) / Double(values.count)
    case .sd: Moments(values).deviation
    case .min: values.min() ?? .nan
    case .max: values.max() ?? .nan
    }
  }
}

extension ColumnExpression.DatePart {
  fileprivate func number(of day: Day) -> Double {
    switch self {
    case .year: Double(day.year)
    case .month: Double(day.month)
    case .day: Double(day.day)
    case .weekday: Double(day.weekday)
    }
  }
}

// Inside the enum, whose cases have the same names, the functions of the system need others.
private func naturalLogarithm(_ x: Double) -> Double { log(x) }
private func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
private func exponential(_ x: Double) -> Double { exp(x) }
