extension CountedPaths {
  /// In what order a sketch has its paths and channels.
  enum Order {
    /// By first appearance in the file.
    case ofFile
    /// Channels by name, paths by their channels: wherever the parts were cut, the whole is the same.
    case byName
  }

  /// All workers' paths as one sketch in the order of the file, each part with the names of its channels.
  static func sketch(
    _ parts: [(paths: CountedPaths, channels: [String])], _ rules: JourneyRules,
    _ tallies: JourneyTallies, file: String
  ) throws(JourneyError) -> JourneySketch {
    let sorted = parts.sorted { $0.paths.count > $1.paths.count }
    var names = ChannelNames()
    var places: [[UInt16]] = []
    for part in sorted { places.append(try names.places(of: part.channels, file: file)) }
    // The largest part is taken as it is, unless two of its names are the same letters in other bytes.
    let isPlain = places.first.map { $0.indices.elementsEqual($0.map(Int.init)) } ?? false
    var all =
      isPlain
      ? sorted[0].paths
      : CountedPaths(slices: rules.sliceCount, halfLives: rules.halfLivesInDays.count)
    for (part, places) in zip(sorted, places).dropFirst(isPlain ? 1 : 0) {
      all.add(part.paths, places: places)
    }
    return try all.sketch(names.all, rules, tallies, .ofFile, file: file)
  }

  /// The sketch of all that was counted.
  func sketch(
    _ names: [String], _ rules: JourneyRules, _ tallies: JourneyTallies, _ order: Order,
    file: String
  ) throws(JourneyError) -> JourneySketch {
    if isTooLarge { throw JourneyError(file: file, .sumTooLarge) }
    let ranks = CountedPaths.ranks(names)
    let paths = self.order(order, ranks)
    var places = [UInt16?](repeating: nil, count: names.count)
    var channels: [String] = []
    if order == .byName {
      channels = names
      for (channel, rank) in ranks.enumerated() {
        channels[rank] = names[channel]
        places[channel] = UInt16(rank)
      }
    }
    var steps: [UInt16] = []
    steps.reserveCapacity(index.steps.count)
    var offsets = [0]
    offsets.reserveCapacity(paths.count + 1)
    for path in paths {
      for position in index.offsets[path]..<index.offsets[path + 1] {
        let channel = Int(index.steps[position])
        if let place = places[channel] {
          steps.append(place)
        } else {
          places[channel] = UInt16(channels.count)
          steps.append(UInt16(channels.count))
          channels.append(names[channel])
        }
      }
      offsets.append(steps.count)
    }
    return JourneySketch(
      rules: rules, channels: channels, steps: steps, offsets: offsets,
      slices: (0..<rules.sliceCount).map { slice($0, paths) }, tallies: tallies)
  }

  /// The place of each name among all names sorted by their bytes.
  private static func ranks(_ names: [String]) -> [Int] {
    let sorted = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    var ranks = [Int](repeating: 0, count: names.count)
    for (rank, channel) in sorted.enumerated() { ranks[channel] = rank }
    return ranks
  }

  private func order(_ order: Order, _ ranks: [Int]) -> [Int] {
    let offsets = index.offsets
    let ranked = index.steps.map { ranks[Int($0)] }
    func isBefore(_ path: Int, _ other: Int) -> Bool {
      ranked[offsets[path]..<offsets[path + 1]].lexicographicallyPrecedes(
        ranked[offsets[other]..<offsets[other + 1]])
    }
    switch order {
    case .byName: return (0..<count).sorted(by: isBefore)
    case .ofFile:
      // Two windows of one journey can begin with the same row; then names decide, since places are chance.
      let firsts = (0..<count).map { (first: sums[$0 * slices].first, path: $0) }
      return firsts.sorted {
        $0.first != $1.first ? $0.first < $1.first : isBefore($0.path, $1.path)
      }.map(\.path)
    }
  }
}

extension ChannelNames {
  /// The numbers of a part's names; new ones get the next, as long as there is room.
  mutating func places(of channels: [String], file: String) throws(JourneyError) -> [UInt16] {
    var places: [UInt16] = []
    for channel in channels {
      guard let place = place(of: channel) else {
        throw JourneyError(file: file, .tooManyChannels(limit: JourneyTable.channelLimit))
      }
      places.append(place)
    }
    return places
  }
}
