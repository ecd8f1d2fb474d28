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
  /// What a statement without a name shows.
  func shown(in registry: CommandRegistry) throws -> [Output] {
    (try outputs ?? value(in: registry)?.shown ?? []) + files.map { .file(path: $0.path) }
  }
}

/// A file that a statement gives.
public struct OutputFile: Sendable, Hashable, Codable {
  /// Relative to the artifacts folder, or to the project folder.
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
