/// What one pass over journeys leaves: distinct paths with their numbers for every window and era.
///
/// Every model of attribution and every window is then answered without reading again, and sketches of parts merge into
/// that of the whole:
///
///     let part = try await JourneyLog(windowsInDays: [90, 30, 7]).read(path: "customers-0.csv").sketch
///     let whole = try part.merged(with: other)
///     let month = whole.table(window: 30)
///
/// Parts must be cut by customer, not by day: a journey whose touches lie in two parts is two journeys. Sums are kept
/// exactly, so that merging in any order gives the same bits as reading all at once, paths and channels sorted by name
/// (``sorted()``); a sketch fresh from a file has both in the order of the file.
///
/// Its size grows with the distinct paths, not with the journeys.
public struct JourneySketch: Sendable, Hashable {
  /// By what rules journeys were cut from events.
  public let rules: JourneyRules
  /// The names of the channels.
  public let channels: [String]
  /// The channel indices of all paths, one after the other, and where each begins; as in a table.
  let steps: [UInt16]
  let offsets: [Int]
  /// The numbers of each window, before and since the split where there is one; the longest window first.
  let slices: [JourneySlice]
  let tallies: JourneyTallies

  /// Which journeys, by the time of their end; known only where a split was given.
  public enum Era: String, Sendable, Hashable, Codable, CaseIterable {
    /// All of them.
    case all
    /// Those that ended before the split.
    case before
    /// Those that ended at the split or later.
    case since
  }

  init(
    rules: JourneyRules, channels: [String], steps: [UInt16], offsets: [Int],
    slices: [JourneySlice], tallies: JourneyTallies
  ) {
    self.rules = rules
    self.channels = channels
    self.steps = steps
    self.offsets = offsets
    self.slices = slices
    self.tallies = tallies
  }

  /// The sketch of a table, without times: one window, for ever, one era, no credits by age.
  public init(_ table: JourneyTable) {
    var tallies = JourneyTallies()
    tallies.rows = table.count
    self.init(
      rules: .ofPaths, channels: table.channels, steps: table.steps, offsets: table.offsets,
      slices: [
        JourneySlice(
          conversions: ExactColumn(table.conversions.map { ExactSum($0) }),
          value: ExactColumn(table.value.map { ExactSum($0) }),
          nulls: ExactColumn(table.nulls.map { ExactSum($0) }))
      ], tallies: tallies)
  }

  /// The windows in days, the longest first; nil is for ever, or for a file without times.
  public var windows: [Double?] { rules.windowsInDays }
  /// How many distinct paths there are, in any window.
  public var count: Int { offsets.count - 1 }
  /// How many rows were read.
  public var rows: Int { tallies.rows }
  /// How many customers there were; 0 for a file of paths, which does not say.
  public var customers: Int { tallies.customers }

  /// Everything that a reader of the results should know, as sentences.
  public var notes: [String] {
    tallies.notes(rules) + JourneyTable.spellingNotes(of: channels)
  }

  /// The channel indices along one path.
  func path(_ index: Int) -> ArraySlice<UInt16> { steps[offsets[index]..<offsets[index + 1]] }

  /// The numbers of a window and an era: two slices where eras are parted and all is asked for; nil for one that the
  /// sketch was not made for.
  func slices(_ window: Double?, _ era: Era) -> [JourneySlice]? {
    guard let place = windows.firstIndex(of: window) else { return nil }
    guard rules.split != nil else { return era == .all ? [slices[place]] : nil }
    switch era {
    case .all: return [slices[place * 2], slices[place * 2 + 1]]
    case .before: return [slices[place * 2]]
    case .since: return [slices[place * 2 + 1]]
    }
  }
}

/// What a sketch keeps of one window in one era.
struct JourneySlice: Sendable, Hashable {
  /// One number a path.
  var conversions: ExactColumn
  var value: ExactColumn
  var nulls: ExactColumn
  /// By half-life, one number for each step of the paths that converted in this slice.
  var decays: [Decay] = []
  /// Conversions by whole days since the first touch, in rising order.
  var lags: [Lag] = []

  struct Decay: Sendable, Hashable {
    var credit: ExactColumn
    var value: ExactColumn
  }

  struct Lag: Sendable, Hashable {
    var day: Int
    var conversions: ExactSum
  }
}

// MARK: - What it answers

extension JourneySketch {
  /// The journeys of the longest window, all eras.
  public var table: JourneyTable {
    guard let table = table(window: windows[0]) else {
      preconditionFailure("a sketch has a table for each of its windows")
    }
    return table
  }

  /// The journeys of a window and an era; nil for one that the sketch was not made for.
  ///
  /// All tables of a sketch have its channels, so that results of different windows compare; a channel may have no touch
  /// in a short one.
  ///
  /// - Parameters:
  ///   - window: One of ``windows``; nil is the window for ever.
  ///   - era: Before or since the split that the log was read with.
  /// - Returns: The distinct journeys, those that do not happen in the window left out.
  /// - Complexity: O(touches of distinct paths).
  public func table(window: Double?, era: Era = .all) -> JourneyTable? {
    guard let found = slices(window, era) else { return nil }
    if slices.count == 1, rules.halfLivesInDays.isEmpty {
      return JourneyTable(
        channels: channels, steps: steps, offsets: offsets,
        conversions: found[0].conversions.rounded, value: found[0].value.rounded,
        nulls: found[0].nulls.rounded)
    }
    var table = TableParts(halfLives: rules.halfLivesInDays.count)
    var cursors = [Int](repeating: 0, count: found.count)
    for index in 0..<count {
      let path = path(index)
      var sums = PathSums(first: 0)
      for slice in found {
        sums.conversions.add(slice.conversions[index])
        sums.value.add(slice.value[index])
        sums.nulls.add(slice.nulls[index])
      }
      let isThere = [sums.conversions, sums.value, sums.nulls].contains { $0.bits > 0 }
      guard isThere || slices.count == 1 else { continue }
      table.append(path, sums)
      for (place, slice) in found.enumerated() where slice.conversions[index].bits > 0 {
        table.credit(slice.decays, from: cursors[place], path.count)
        cursors[place] += path.count
      }
      table.close(path.count)
    }
    return table.table(channels, rules.halfLivesInDays)
  }

  /// How long conversions take from the first touch in the window; nil for a window or an era that the sketch was not made
  /// for, and for a file without times.
  public func lags(window: Double?, era: Era = .all) -> JourneyLags? {
    guard rules.hasTimes, let found = slices(window, era) else { return nil }
    var bins: [Int: ExactSum] = [:]
    for lag in found.flatMap(\.lags) { bins[lag.day, default: ExactSum()].add(lag.conversions) }
    return JourneyLags(bins.sorted { $0.key < $1.key }.map { (day: $0.key, conversions: $0.value) })
  }
}

/// The growing arrays of a table.
private struct TableParts {
  var (steps, offsets): ([UInt16], [Int]) = ([], [0])
  var (conversions, value, nulls): ([Double], [Double], [Double]) = ([], [], [])
  var decays: [(credit: [Double], value: [Double])]
  /// The exact credits of the path at hand, one half-life after the other.
  var own: [StepSums] = []

  init(halfLives: Int) { decays = Array(repeating: ([], []), count: halfLives) }

  mutating func append(_ path: ArraySlice<UInt16>, _ sums: PathSums) {
    steps.append(contentsOf: path)
    offsets.append(steps.count)
    conversions.append(sums.conversions.value)
    value.append(sums.value.value)
    nulls.append(sums.nulls.value)
    own.removeAll(keepingCapacity: true)
    for _ in 0..<(path.count * decays.count) { own.append(StepSums()) }
  }

  /// Adds one slice's credits to the path at hand.
  mutating func credit(_ decays: [JourneySlice.Decay], from cursor: Int, _ length: Int) {
    for (number, decay) in decays.enumerated() {
      for step in 0..<length {
        own[number * length + step].credit.add(decay.credit[cursor + step])
        own[number * length + step].value.add(decay.value[cursor + step])
      }
    }
  }

  /// Rounds the credits of the path at hand.
  mutating func close(_ length: Int) {
    for number in decays.indices {
      for step in own[(number * length)..<((number + 1) * length)] {
        decays[number].credit.append(step.credit.value)
        decays[number].value.append(step.value.value)
      }
    }
  }

  func table(_ channels: [String], _ halfLives: [Double]) -> JourneyTable {
    JourneyTable(
      channels: channels, steps: steps, offsets: offsets, conversions: conversions, value: value,
      nulls: nulls,
      decays: zip(halfLives, decays).map {
        JourneyDecay(halfLifeInDays: $0, credit: $1.credit, value: $1.value)
      })
  }
}
