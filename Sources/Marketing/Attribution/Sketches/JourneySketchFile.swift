/// The file of a sketch: `mixsktch`, the format's number, the rules, counts, channels, paths, numbers, and a check of all
/// bytes before it.
///
/// Whole numbers take seven bits a byte, so that a path of three touches that happened ten times takes some ten bytes.
extension JourneySketch {
  private static let magic = Array("mixsktch".utf8)
  private static let version = 2

  /// Whether bytes begin as a sketch's do.
  public static func isSketch(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: magic) }

  /// The sketch as the bytes of a file; the same sketch has the same bytes.
  public func encoded() -> [UInt8] {
    var writer = SketchWriter()
    writer.put(raw: JourneySketch.magic)
    writer.put(JourneySketch.version)
    rules.write(to: &writer)
    tallies.write(to: &writer)
    writer.put(channels.count)
    for channel in channels { writer.put(channel) }
    writer.put(count)
    for index in 0..<count {
      writer.put(offsets[index + 1] - offsets[index])
      for step in path(index) { writer.put(step) }
    }
    for slice in slices {
      for column in [slice.conversions, slice.value, slice.nulls] { writer.put(column) }
      for decay in slice.decays {
        writer.put(decay.credit)
        writer.put(decay.value)
      }
      writer.put(slice.lags.count)
      for lag in slice.lags {
        writer.put(lag.day)
        writer.put(lag.conversions)
      }
    }
    writer.put(word: sketchDigest(writer.bytes[...]))
    return writer.bytes
  }

  /// Reads the bytes of a file; its name is for errors.
  ///
  /// - Throws: ``JourneyError`` for bytes that are no sketch, of another format, cut off or changed. Whatever the bytes,
  /// memory stays in proportion to their number.
  public init(encoded bytes: [UInt8], name: String) throws(JourneyError) {
    guard JourneySketch.isSketch(bytes) else { throw JourneyError(file: name, .noSketch) }
    let body = bytes.dropLast(8)
    var reader = SketchReader(body.dropFirst(JourneySketch.magic.count))
    guard let version = try? reader.number() else {
      throw JourneyError(file: name, .damagedSketch("it ends too early"))
    }
    guard version == JourneySketch.version else {
      throw JourneyError(
        file: name,
        .unknownSketchVersion(found: Int(clamping: version), known: JourneySketch.version))
    }
    var check = SketchReader(bytes.suffix(8))
    guard body.count + 8 == bytes.count, (try? check.word()) == sketchDigest(body) else {
      throw JourneyError(
        file: name, .damagedSketch("its bytes were cut off or changed since it was written"))
    }
    do throws(SketchDamage) { try self.init(&reader) } catch {
      throw JourneyError(file: name, .damagedSketch(error.what))
    }
  }

  private init(_ reader: inout SketchReader) throws(SketchDamage) {
    let rules = try JourneyRules(&reader)
    let tallies = try JourneyTallies(&reader, windows: rules.windowsInDays.count)
    // Channels and paths, each once.
    var channels: [String] = []
    for _ in 0..<(try reader.count("channels", atMost: JourneyTable.channelLimit)) {
      channels.append(try reader.text())
    }
    guard Set(channels).count == channels.count else {
      throw SketchDamage(what: "two channels have the same name")
    }
    var index = PathIndex()
    var steps: [UInt16] = []
    let paths = try reader.count("paths")
    guard paths == 0 || !channels.isEmpty else {
      throw SketchDamage(what: "paths without channels")
    }
    for path in 0..<paths {
      steps.removeAll(keepingCapacity: true)
      let length = try reader.count("touches")
      for _ in 0..<length {
        steps.append(UInt16(try reader.number(atMost: channels.count - 1, "as a channel")))
      }
      guard length > 0 else { throw SketchDamage(what: "a path without a touch") }
      guard steps.withUnsafeBufferPointer({ index.place(of: $0) }) == path else {
        throw SketchDamage(what: "a path that comes twice")
      }
    }
    // Numbers.
    var slices: [JourneySlice] = []
    for _ in 0..<rules.sliceCount {
      slices.append(
        try JourneySlice(&reader, index.offsets, halfLives: rules.halfLivesInDays.count))
    }
    guard reader.left == 0 else { throw SketchDamage(what: "\(reader.left) bytes too many") }
    self.init(
      rules: rules, channels: channels, steps: index.steps, offsets: index.offsets, slices: slices,
      tallies: tallies)
  }
}

extension JourneySketch: Codable {
  /// Reads the bytes of a file of a sketch.
  public init(from decoder: any Decoder) throws {
    let bytes = try decoder.singleValueContainer().decode([UInt8].self)
    try self.init(encoded: bytes, name: "a sketch of journeys")
  }

  /// Writes the bytes of a file of the sketch.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(encoded())
  }
}

// MARK: - The parts

extension JourneyRules {
  fileprivate func write(to writer: inout SketchWriter) {
    writer.put(hasTimes)
    writer.put(windowsInDays.count)
    for days in windowsInDays { writer.put(days: days) }
    writer.put(halfLivesInDays.count)
    for days in halfLivesInDays { writer.put(days: days) }
    writer.put(split != nil)
    if let split { writer.put(UInt64(bitPattern: split)) }
    writer.put(days: gapInDays)
    writer.put(conversions == .shared)
    writer.put(direct == .onlyAlone)
    writer.put(directNames.count)
    for name in directNames { writer.put(name) }
    writer.put(isCollapsed)
  }

  fileprivate init(_ reader: inout SketchReader) throws(SketchDamage) {
    hasTimes = try reader.flag()
    var windows: [Double?] = []
    for _ in 0..<(try reader.count("windows", atMost: JourneyRules.windowLimit)) {
      let days = try reader.days("a window")
      if let last = windows.last, (days ?? .infinity) >= (last ?? .infinity) {
        throw SketchDamage(what: "windows that do not become shorter")
      }
      windows.append(days)
    }
    guard !windows.isEmpty else { throw SketchDamage(what: "no window") }
    windowsInDays = windows
    var halfLives: [Double] = []
    for _ in 0..<(try reader.count("half-lives", atMost: JourneyRules.halfLifeLimit)) {
      guard let days = try reader.days("a half-life"), days > halfLives.last ?? 0 else {
        throw SketchDamage(what: "half-lives that do not become longer")
      }
      halfLives.append(days)
    }
    halfLivesInDays = halfLives
    split = try reader.flag() ? try reader.signed() : nil
    gapInDays = try reader.days("a gap")
    conversions = try reader.flag() ? .shared : .afterTheLast
    direct = try reader.flag() ? .onlyAlone : .keep
    var names: [String] = []
    for _ in 0..<(try reader.count("names of direct visits")) { names.append(try reader.text()) }
    directNames = names
    isCollapsed = try reader.flag()
  }
}

extension JourneyTallies {
  fileprivate func write(to writer: inout SketchWriter) {
    for count in [rows, blankLines, customers, lateRows, strayValues] { writer.put(count) }
    writer.put(hasCounts)
    writer.put(hasZerosAsNulls)
    for window in windows {
      writer.put(window.touchesBefore)
      writer.put(window.conversionsWithoutTouch)
      writer.put(window.valueWithoutTouch)
    }
  }

  /// More rows than any file has; counts of so many parts can still be added.
  private static let most = 1 << 56

  fileprivate init(_ reader: inout SketchReader, windows: Int) throws(SketchDamage) {
    self.init(windows: windows)
    rows = try reader.number(atMost: JourneyTallies.most, "rows")
    blankLines = try reader.number(atMost: JourneyTallies.most, "blank lines")
    customers = try reader.number(atMost: JourneyTallies.most, "customers")
    lateRows = try reader.number(atMost: JourneyTallies.most, "late rows")
    strayValues = try reader.number(atMost: JourneyTallies.most, "stray values")
    hasCounts = try reader.flag()
    hasZerosAsNulls = try reader.flag()
    for window in 0..<windows {
      self.windows[window].touchesBefore = try reader.number(
        atMost: JourneyTallies.most, "touches before the window")
      self.windows[window].conversionsWithoutTouch = try reader.sum()
      self.windows[window].valueWithoutTouch = try reader.sum()
    }
  }
}

extension JourneySlice {
  /// More days than lie between any two times that can be read, from the year 0 to the year 9999.
  private static let longestLag = 4_000_000

  fileprivate init(
    _ reader: inout SketchReader, _ offsets: [Int], halfLives: Int
  ) throws(SketchDamage) {
    let paths = offsets.count - 1
    self.init(
      conversions: try reader.column(paths), value: try reader.column(paths),
      nulls: try reader.column(paths))
    let converted = (0..<paths).filter { conversions[$0].bits > 0 }
    let length = converted.reduce(0) { $0 + offsets[$1 + 1] - offsets[$1] }
    for _ in 0..<halfLives {
      let decay = Decay(credit: try reader.column(length), value: try reader.column(length))
      var step = 0
      for path in converted {
        var (credit, worth) = (ExactSum(), ExactSum())
        for _ in offsets[path]..<offsets[path + 1] {
          credit.add(decay.credit[step])
          worth.add(decay.value[step])
          step += 1
        }
        guard credit == conversions[path], worth == value[path] else {
          throw SketchDamage(
            what: "credits by age that do not sum to the conversions of their path")
        }
      }
      decays.append(decay)
    }
    for _ in 0..<(try reader.count("days")) {
      let day = try reader.number(atMost: JourneySlice.longestLag, "as a day")
      guard day > lags.last?.day ?? -1 else { throw SketchDamage(what: "days in disorder") }
      lags.append(Lag(day: day, conversions: try reader.sum()))
    }
  }
}
