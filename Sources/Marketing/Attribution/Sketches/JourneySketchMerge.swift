extension JourneySketch {
  /// The journeys of both, channels and paths sorted by name.
  ///
  /// Sums are exact, so that neither the order of merging nor where the parts were cut changes a bit: with parts cut by
  /// customer, the result is the ``sorted()`` sketch of the whole.
  ///
  /// - Throws: ``JourneyError`` where the rules differ, saying which, and where a sum grows too large.
  public func merged(with other: JourneySketch) throws(JourneyError) -> JourneySketch {
    try JourneySketch.merged([("the first sketch", self), ("the second sketch", other)])
  }

  /// The journeys of all parts, channels and paths sorted by name; the names of parts are for errors.
  ///
  /// - Complexity: O(touches of distinct paths of all parts).
  public static func merged(
    _ parts: [(name: String, sketch: JourneySketch)]
  ) throws(JourneyError) -> JourneySketch {
    precondition(!parts.isEmpty, "no sketch to merge")
    let rules = parts[0].sketch.rules
    var all = CountedPaths(slices: rules.sliceCount, halfLives: rules.halfLivesInDays.count)
    var names = ChannelNames()
    var tallies = JourneyTallies(windows: rules.windowsInDays.count)
    // Of names that are the same letters in other bytes the first by bytes stays, whatever the order of parts.
    let spellings = Set(parts.flatMap { $0.sketch.channels.map { Array($0.utf8) } })
    let sorted = spellings.sorted { $0.lexicographicallyPrecedes($1) }
    _ = try names.places(
      of: sorted.map { String(decoding: $0, as: UTF8.self) }, file: parts[0].name)
    for (name, sketch) in parts {
      if let difference = sketch.rules.difference(from: rules) {
        throw JourneyError(file: name, .otherRules(difference: difference, than: parts[0].name))
      }
      all.add(sketch, places: try names.places(of: sketch.channels, file: name))
      tallies.add(sketch.tallies)
    }
    return try all.sketch(names.all, rules, tallies, .byName, file: parts[parts.count - 1].name)
  }

  /// The same sketch with channels sorted by name, byte by byte, and paths by their channels.
  public func sorted() -> JourneySketch {
    // Nothing is added, so that nothing can be too large or differ.
    (try? JourneySketch.merged([("the sketch", self)])) ?? self
  }
}
