/// What came of running a notebook: everything that a report, the artifacts and the terminal need, and nothing that
/// differs between two runs of the same work (no clock, no duration, no path of this machine).
public struct NotebookResult: Sendable {
  /// The notebook that ran.
  public var notebook: Notebook
  /// One for each of the notebook's cells.
  public var cells: [CellResult]
  /// One for each of the notebook's inline values.
  public var inlineValues: [InlineResult]
  /// The names that the cells bound, in the order of binding.
  public var names: [NamedResult]
  /// The first statement that failed, or nil.
  public var failure: Diagnostic?
  /// The index of the cell that failed, or nil.
  public var failedCell: Int?
  /// What the report's foot says of where it comes from.
  public var provenance: Provenance

  /// What came of a notebook.
  public init(
    notebook: Notebook, cells: [CellResult], inlineValues: [InlineResult],
    names: [NamedResult], failure: Diagnostic? = nil, failedCell: Int? = nil,
    provenance: Provenance
  ) {
    self.notebook = notebook
    self.cells = cells
    self.inlineValues = inlineValues
    self.names = names
    self.failure = failure
    self.failedCell = failedCell
    self.provenance = provenance
  }

  /// Every claim of the notebook with its verdict, in source order.
  public var claims: [ClaimVerdict] {
    cells.flatMap(\.statements).flatMap(\.outputs).compactMap { output in
      if case .claim(let verdict) = output { verdict } else { nil }
    }
  }
}

/// What came of a cell.
public struct CellResult: Sendable {
  /// What became of it.
  public enum State: Sendable, Hashable {
    /// Every statement ran.
    case done
    /// A statement failed; those before it have results.
    case failed(Diagnostic)
    /// It had to fail (`fails="…"`) and did so.
    case failedAsExpected(Diagnostic)
    /// A cell before it failed, or it is an exercise, a hint, or a check that isn't run.
    case notRun
  }

  /// What became of it.
  public var state: State
  /// The statements that ran, in order.
  public var statements: [StatementResult]
  /// Whether every statement's result came from the cache.
  public var isFromCache: Bool

  /// What came of a cell.
  public init(
    state: State = .notRun, statements: [StatementResult] = [], isFromCache: Bool = false
  ) {
    self.state = state
    self.statements = statements
    self.isFromCache = isFromCache
  }
}

/// What came of a statement.
public struct StatementResult: Sendable {
  /// Where it stands.
  public var span: SourceSpan
  /// The name that it bound, or nil.
  public var name: String?
  /// What it shows.
  public var outputs: [Output]

  /// What came of a statement.
  public init(span: SourceSpan, name: String? = nil, outputs: [Output] = []) {
    self.span = span
    self.name = name
    self.outputs = outputs
  }
}

/// What an inline value prints, and where it comes from.
public struct InlineResult: Sendable, Hashable {
  /// As the prose shows it: `0.93`; nil where the notebook failed before.
  public var text: String?
  /// For the reader who asks: `carried.r2 = 0.9273…, cell 4`.
  public var origin: String

  /// An inline value as printed.
  public init(text: String?, origin: String) {
    self.text = text
    self.origin = origin
  }
}

/// A bound name, for the machine-readable record.
public struct NamedResult: Sendable {
  /// The name.
  public var name: String
  /// The kind of its value: `table`, `fit`.
  public var kind: String
  /// Its scalar fields, in the order in which the kind lists them.
  public var fields: [(name: String, value: Scalar)]

  /// A bound name.
  public init(name: String, kind: String, fields: [(name: String, value: Scalar)]) {
    self.name = name
    self.kind = kind
    self.fields = fields
  }
}

/// Where a report comes from: nothing that changes from run to run or from machine to machine.
public struct Provenance: Sendable, Hashable {
  /// The engine's version: `0.1.0`.
  public var engineVersion: String
  /// The digest of the notebook's bytes, hexadecimal.
  public var sourceDigest: String
  /// The files that the notebook read, relative to the project, with their digests.
  public var data: [DataFile]
  /// The seeds that its statements used, in order, each once.
  public var seeds: [Int]

  /// A file that was read.
  public struct DataFile: Sendable, Hashable {
    /// Relative to the project folder; only the file's name where it lies outside.
    public var path: String
    /// The digest of its bytes, hexadecimal.
    public var digest: String

    /// A file that was read.
    public init(path: String, digest: String) {
      self.path = path
      self.digest = digest
    }
  }

  /// Where a report comes from.
  public init(
    engineVersion: String, sourceDigest: String, data: [DataFile] = [], seeds: [Int] = []
  ) {
    self.engineVersion = engineVersion
    self.sourceDigest = sourceDigest
    self.data = data
    self.seeds = seeds
  }
}
