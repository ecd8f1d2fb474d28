import CZlib

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stream of bytes from memory or a file, unpacked where it is gzip; opened anew for every pass.
struct ByteSource: ~Copyable {
  enum Origin: Sendable {
    case memory([UInt8])
    case file(String)
  }

  private static let packedSize = 1 << 16
  private let bytes: [UInt8]
  private var position = 0
  private var descriptor: Int32 = -1
  private var inflater: UnsafeMutablePointer<z_stream>?
  /// Bytes of the file that were read ahead: its beginning, or what waits to be unpacked.
  private let packed = UnsafeMutablePointer<UInt8>.allocate(capacity: packedSize)
  private var packedRange = 0..<0
  private var isFinished = false

  /// How many bytes the text has; 0 where unknown.
  private(set) var expectedSize = 0

  init(_ origin: Origin) throws(Trouble) {
    switch origin {
    case .memory(let bytes):
      self.bytes = bytes
      expectedSize = bytes.count
    case .file(let path):
      bytes = []
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Trouble(.unreadable(reason: systemReason())) }
      var status = stat()
      if fstat(descriptor, &status) == 0 {
        expectedSize = Int(status.st_size)
        if status.st_mode & S_IFMT == S_IFDIR {
          throw Trouble(.unreadable(reason: "it is a folder"))
        }
      }
    }
    try startInflating()
  }

  deinit {
    packed.deallocate()
    if descriptor >= 0 { close(descriptor) }
    if let inflater {
      inflateEnd(inflater)
      inflater.deallocate()
    }
  }

  /// Fills a part of the room; 0 means the end.
  mutating func read(
    into room: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(Trouble) -> Int {
    if inflater != nil { return try readInflated(into: room, count: count) }
    if packedRange.isEmpty { return try readRaw(into: room, count: count) }
    let given = min(count, packedRange.count)
    room.update(from: packed + packedRange.lowerBound, count: given)
    packedRange = packedRange.lowerBound + given..<packedRange.upperBound
    return given
  }

  private mutating func readRaw(
    into room: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(Trouble) -> Int {
    if descriptor < 0 {
      let given = min(count, bytes.count - position)
      bytes.withUnsafeBufferPointer { all in
        if let base = all.baseAddress { room.update(from: base + position, count: given) }
      }
      position += given
      return given
    }
    while true {
      let given = systemRead(descriptor, room, count)
      if given >= 0 { return given }
      if errno != EINTR { throw Trouble(.unreadable(reason: systemReason())) }
    }
  }

  /// Looks at the first two bytes; what was looked at is kept for the reader.
  private mutating func startInflating() throws(Trouble) {
    var count = 0
    while count < 2 {
      let more = try readRaw(into: packed + count, count: ByteSource.packedSize - count)
      if more == 0 { break }
      count += more
    }
    packedRange = 0..<count
    guard count >= 2, packed[0] == 0x1F, packed[1] == 0x8B else { return }
    expectedSize = 0
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    inflater = stream
    // 15 bits of window, + 16: a gzip header and nothing else.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, 15 + 16, zlibVersion(), size) == Z_OK else {
      throw Trouble(.badCompression(reason: "zlib would not start"))
    }
  }

  private mutating func refill() throws(Trouble) {
    packedRange = 0..<(try readRaw(into: packed, count: ByteSource.packedSize))
  }

  private mutating func readInflated(
    into room: UnsafeMutablePointer<UInt8>, count: Int
  ) throws(Trouble) -> Int {
    guard let inflater, !isFinished else { return 0 }
    let space = min(count, 1 << 30)
    while true {
      if packedRange.isEmpty { try refill() }
      if packedRange.isEmpty { throw Trouble(.badCompression(reason: "it ends too early")) }
      inflater.pointee.next_out = room
      inflater.pointee.avail_out = UInt32(space)
      inflater.pointee.next_in = packed + packedRange.lowerBound
      inflater.pointee.avail_in = UInt32(packedRange.count)
      let code = inflate(inflater, Z_NO_FLUSH)
      let left = Int(inflater.pointee.avail_in)
      packedRange = packedRange.upperBound - left..<packedRange.upperBound
      let written = space - Int(inflater.pointee.avail_out)
      if code == Z_STREAM_END {
        try finishMember(inflater)
      } else if code != Z_OK && code != Z_BUF_ERROR {
        let reason = inflater.pointee.msg.map { String(cString: $0) } ?? "error \(code)"
        throw Trouble(.badCompression(reason: reason))
      }
      if written > 0 || isFinished { return written }
    }
  }

  /// A gzip file may be several put together; whatever else follows the last one is padding.
  private mutating func finishMember(
    _ inflater: UnsafeMutablePointer<z_stream>
  ) throws(Trouble) {
    if packedRange.isEmpty { try refill() }
    if let next = packedRange.first, packed[next] == 0x1F {
      inflateReset(inflater)
    } else {
      isFinished = true
    }
  }
}

/// Within a type that has a method `read`, the system's needs another name.
private func systemRead(_ descriptor: Int32, _ room: UnsafeMutablePointer<UInt8>, _ count: Int)
  -> Int
{
  read(descriptor, room, count)
}

private func systemReason() -> String { String(cString: strerror(errno)) }

/// Problems with a file before there is a file name to go with them.
struct Trouble: Error {
  let problems: [CSVProblem]
  let stoppedEarly: Bool

  init(_ kind: CSVProblem.Kind) { self.init([CSVProblem(kind)], stoppedEarly: false) }

  init(_ problems: [CSVProblem], stoppedEarly: Bool) {
    self.problems = problems
    self.stoppedEarly = stoppedEarly
  }
}
