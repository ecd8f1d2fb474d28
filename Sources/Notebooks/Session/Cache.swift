/// Results of statements on disk, by the digest of their content key.
///
/// An entry is `magic · digest of the rest · the rest`. It is written beside its place and renamed, so that two runs and a
/// kill in mid-write can do no harm; it is read only where its digest fits, so that a damaged one is computed anew,
/// never trusted. Losing the folder costs time, nothing else.
public struct Cache: Sendable {
  /// The folder, `.mixbook/cache` of a project.
  public let folder: String

  /// A cache in a folder.
  public init(folder: String) { self.folder = folder }

  private static let magic = Array("mixbook cache 1\n".utf8)

  /// What was kept under a key, or nil.
  func record(for key: Digest) -> StatementRecord? {
    guard let bytes = Files.bytes(path(of: key)), let payload = Cache.payload(of: bytes) else {
      return nil
    }
    guard let entry = try? BinaryDecoder.decode(Entry.self, from: payload) else { return nil }
    return StatementRecord(
      kind: entry.kind, fields: entry.fields, columns: entry.columns, outputs: entry.outputs,
      files: entry.files, value: entry.value.map { .encoded($0) } ?? .none, isFromCache: true)
  }

  /// Whether something sound is kept under a key.
  func has(_ key: Digest) -> Bool {
    Files.bytes(path(of: key)).flatMap(Cache.payload(of:)) != nil
  }

  /// Keeps a record; a full disk or a read-only folder only means that nothing is kept.
  func keep(_ record: StatementRecord, for key: Digest) {
    var value: [UInt8]?
    if case .live(let live) = record.value {
      guard let encoded = try? Cache.encode(live) else { return }
      value = encoded
    }
    let entry = Entry(
      kind: record.kind, fields: record.fields, columns: record.columns, outputs: record.outputs,
      files: record.files, value: value)
    guard let payload = try? BinaryEncoder.encode(entry) else { return }
    keep(payload, at: path(of: key))
  }

  /// What was kept under a name, for small notes such as the last run's keys.
  public func note<Note: Decodable>(_ name: String, as type: Note.Type) -> Note? {
    guard let bytes = Files.bytes("\(folder)/\(name)"), let payload = Cache.payload(of: bytes)
    else {
      return nil
    }
    return try? BinaryDecoder.decode(type, from: payload)
  }

  /// Keeps a small note under a name.
  public func keep(_ note: some Encodable, named name: String) {
    guard let payload = try? BinaryEncoder.encode(note) else { return }
    keep(payload, at: "\(folder)/\(name)")
  }

  private func keep(_ payload: [UInt8], at path: String) {
    let head = Cache.magic + Array(Digest(of: payload).description.utf8)
    try? Files.write(head + payload, to: path)
  }

  private static func payload(of bytes: [UInt8]) -> [UInt8]? {
    let headCount = magic.count + 40
    guard bytes.count > headCount, bytes.starts(with: magic) else { return nil }
    let digest = String(decoding: bytes[magic.count..<headCount], as: UTF8.self)
    let payload = Array(bytes[headCount...])
    return Digest(of: payload).description == digest ? payload : nil
  }

  private static func encode(_ value: any NotebookValue) throws -> [UInt8] {
    func opened(_ value: some NotebookValue) throws -> [UInt8] {
      try BinaryEncoder.encode(value)
    }
    return try opened(value)
  }

  private func path(of key: Digest) -> String {
    "\(folder)/\(key.description.prefix(2))/\(key.description.dropFirst(2))"
  }

  private struct Entry: Codable {
    let kind: String?
    let fields: [Field]
    let columns: [ColumnShape]?
    let outputs: [Output]?
    let files: [OutputFile]
    let value: [UInt8]?
  }
}
