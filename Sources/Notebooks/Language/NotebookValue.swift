public import Tables

/// What a name of a notebook can stand for: a table, a fit, a truth.
///
/// A value knows its kind, its scalar fields and what to show; it is `Codable` so that the cache can keep it. Kinds are
/// listed in the `CommandRegistry`, so that the cache can read them back.
public protocol NotebookValue: Sendable, Codable {
  /// What kind of value it is.
  static var kind: Kind { get }
  /// The scalar fields, in the order in which the kind lists them.
  var fields: [Field] { get }
  /// What a statement without a name, and `show`, print.
  var shown: [Output] { get }
  /// The columns, where it has some that later statements name.
  var columns: [ColumnShape]? { get }
  /// Whether its computation was stopped before the end: such a value is shown and never kept for the next run.
  var isPartial: Bool { get }
}

extension NotebookValue {
  /// No columns.
  public var columns: [ColumnShape]? { nil }
  /// Complete.
  public var isPartial: Bool { false }
  /// The value of a field, or nil.
  public func field(_ path: String) -> Scalar? { fields.first { $0.path == path }?.value }
}

/// A kind of values, as the reference describes it.
public struct Kind: Sendable, Hashable {
  /// One word: `table`, `fit`.
  public let name: String
  /// One sentence.
  public let summary: String
  /// Its fields, as patterns: `r2`, `roi.<channel>`.
  public let fields: [FieldPattern]

  /// A field or a family of fields.
  public struct FieldPattern: Sendable, Hashable {
    /// `r2`, `roi.<channel>`.
    public let pattern: String
    /// What it says, with its unit.
    public let summary: String

    /// A field or a family of fields.
    public init(_ pattern: String, _ summary: String) {
      self.pattern = pattern
      self.summary = summary
    }
  }

  /// A kind of values.
  public init(_ name: String, _ summary: String, fields: [FieldPattern]) {
    self.name = name
    self.summary = summary
    self.fields = fields
  }

  /// Whether a field of that name can be there, going by the patterns: `<…>` stands for any one part between dots.
  public func mayHave(_ path: String) -> Bool {
    fields.contains { Kind.matches(path, $0.pattern) }
  }

  /// Whether a path is the one of a pattern, in which `<…>` stands for any one part between dots.
  static func matches(_ path: String, _ pattern: String) -> Bool {
    guard pattern.contains("<") else { return path == pattern }
    let wanted = pattern.split(separator: ".", omittingEmptySubsequences: false)
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    return wanted.count == parts.count
      && zip(wanted, parts).allSatisfy { $0.hasPrefix("<") ? !$1.isEmpty : $0 == $1 }
  }
}

/// A scalar field of a value.
public struct Field: Sendable, Hashable, Codable {
  /// `r2`, `roi.tv`.
  public let path: String
  /// What it is.
  public let value: Scalar

  /// A scalar field.
  public init(_ path: String, _ value: Scalar) {
    self.path = path
    self.value = value
  }

  /// A numeric field.
  public init(_ path: String, _ number: Double) {
    self.init(path, .number(number))
  }
}

extension Field {
  /// A channel's, column's or row's name as a part of a path: lower case, runs of other characters as `_`.
  public static func part(_ name: String) -> String {
    var part = ""
    for scalar in name.lowercased().unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        part.unicodeScalars.append(scalar)
      } else if part.last != "_" {
        part += "_"
      }
    }
    let trimmed = part.drop { $0 == "_" }
    return trimmed.last == "_" ? String(trimmed.dropLast()) : String(trimmed)
  }
}

/// What is known of a column before anything has run.
public struct ColumnShape: Sendable, Hashable, Codable {
  /// What it holds.
  public enum Holds: String, Sendable, Hashable, Codable {
    /// Numbers.
    case numbers
    /// Civil dates.
    case dates
    /// Texts.
    case texts
    /// Not known before it runs.
    case unknown
  }

  /// The column's name.
  public let name: String
  /// What it holds.
  public let holds: Holds

  /// What is known of a column.
  public init(_ name: String, _ holds: Holds) {
    self.name = name
    self.holds = holds
  }

  /// The columns of a table.
  public static func columns(of table: Table) -> [ColumnShape] {
    table.columns.map { column in
      switch column.values {
      case .numbers: ColumnShape(column.name, .numbers)
      case .days: ColumnShape(column.name, .dates)
      case .texts: ColumnShape(column.name, .texts)
      }
    }
  }
}

/// What is known of a value before anything has run.
public struct Shape: Sendable, Hashable {
  /// The kind's name; nil where a mistake before makes it unknowable.
  public var kind: String?
  /// The columns, or nil where they are known only after running.
  public var columns: [ColumnShape]?
  /// The fields' paths, or nil where they are known only after running.
  ///
  /// `<…>` stands for a part that the data decide, such as a region's name.
  public var fields: [String]?

  /// What is known of a value.
  public init(kind: String?, columns: [ColumnShape]? = nil, fields: [String]? = nil) {
    self.kind = kind
    self.columns = columns
    self.fields = fields
  }

  /// Whether a field of that path can be there; nil where no field is known yet.
  func mayHave(_ path: String) -> Bool? {
    fields.map { known in known.contains { Kind.matches(path, $0) } }
  }

  /// What a run found out.
  public init(of value: any NotebookValue) {
    self.init(
      kind: type(of: value).kind.name, columns: value.columns, fields: value.fields.map(\.path))
  }
}

/// A plain number, text, date or yes/no as the value of a name: a parameter of the front matter.
public struct PlainValue: NotebookValue {
  /// The value.
  public let scalar: Scalar

  /// A plain value.
  public init(_ scalar: Scalar) { self.scalar = scalar }

  /// The field that a name without a path means.
  static let fieldName = "value"

  /// `value`.
  public static let kind = Kind(
    "value", "A number, a text, a date or yes/no: a parameter, or the result of a calculation.",
    fields: [Kind.FieldPattern(fieldName, "The value itself; the name alone means the same.")])
  /// The value itself.
  public var fields: [Field] { [Field(PlainValue.fieldName, scalar)] }
  /// The value as text.
  public var shown: [Output] { [.text(Canonical.text(scalar))] }
}
