/// What the cache keeps of a statement, and what a session knows of one that has run.
struct StatementRecord: Sendable {
  /// The kind of its value, or nil.
  var kind: String?
  /// The value's fields.
  var fields: [Field]
  /// The value's columns.
  var columns: [ColumnShape]?
  /// What it shows where it has no name; nil means what its value shows.
  var outputs: [Output]?
  /// Files that it gives.
  var files: [OutputFile]
  /// The value, or its bytes until somebody needs it.
  var value: StoredValue
  /// Whether it came from the cache.
  var isFromCache: Bool

  /// Whether the computation was stopped before its end: such a value is shown, never kept.
  var isPartial: Bool {
    if case .live(let value) = value { value.isPartial } else { false }
  }

  /// A value that is there, or can be made from bytes.
  enum StoredValue: Sendable {
    case none
    case live(any NotebookValue)
    case encoded([UInt8])
  }

  /// The value, decoded where needed.
  func value(in registry: CommandRegistry) throws -> (any NotebookValue)? {
    switch value {
    case .none: return nil
    case .live(let value): return value
    case .encoded(let bytes):
      guard let kind, let type = registry.valueType(kind) else { throw BinaryDamage.damaged }
      return try BinaryDecoder.decodeAny(type, from: bytes)
    }
  }
}

extension StatementRecord {
  /// What a statement without a name shows in a notebook.
  func shown(in registry: CommandRegistry, of notebook: String) throws -> [Output] {
    (try outputs ?? value(in: registry)?.shown ?? [])
      + files.map { .file(path: $0.of(notebook).path) }
  }
}

/// A file that a statement gives.
public struct OutputFile: Sendable, Hashable, Codable {
  /// Relative to the artifacts folder, or to the project folder.
  ///
  /// Of an artifact that a statement gives, the notebook's folder is put behind the first part: `models/fit.json` lands in
  /// `models/<notebook>/fit.json`.
  public let path: String
  /// Whether it belongs under the artifacts folder.
  public let isArtifact: Bool
  /// Its bytes.
  public let bytes: [UInt8]

  /// A file that a statement gives.
  public init(path: String, isArtifact: Bool, bytes: [UInt8]) {
    self.path = path
    self.isArtifact = isArtifact
    self.bytes = bytes
  }

  /// The file in its notebook's folder; statements don't know which notebook they stand in, for results are shared.
  func of(_ notebook: String) -> OutputFile {
    guard isArtifact, let slash = path.firstIndex(of: "/") else { return self }
    let placed = "\(path[..<slash])/\(notebook)\(path[slash...])"
    return OutputFile(path: placed, isArtifact: true, bytes: bytes)
  }
}

extension BinaryDecoder {
  /// The value of some bytes, of a type known only when running.
  static func decodeAny(
    _ type: any NotebookValue.Type, from bytes: [UInt8]
  ) throws -> any NotebookValue {
    func opened<Value: NotebookValue>(_ type: Value.Type) throws -> any NotebookValue {
      try decode(Value.self, from: bytes)
    }
    return try opened(type)
  }
}
