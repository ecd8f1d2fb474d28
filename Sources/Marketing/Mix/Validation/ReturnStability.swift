import Statistics
public import Tables

/// How far returns move when nothing changes but the seed.
///
/// A search that is not finished, chains that do not mix: what the seed decides is not in the data. A fit without anything
/// random does not move at all, which says nothing about its returns.
public struct ReturnStability: Sendable, Hashable, Codable {
  /// One channel over the seeds.
  public struct Channel: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// Its return under each seed; nil where nothing was spent.
    public let roi: [Double?]

    private var known: [Double] { roi.compactMap(\.self) }
    /// The mean; nil where nothing was spent.
    public var mean: Double? { known.isEmpty ? nil : Statistics.mean(known) }
    /// The standard deviation; nil below two seeds.
    public var deviation: Double? { known.count > 1 ? standardDeviation(known) : nil }
    /// The least.
    public var low: Double? { known.min() }
    /// The largest.
    public var high: Double? { known.max() }
    /// The standard deviation over the mean without its sign; nil where the mean is 0 and the returns are not all.
    public var spread: Double? {
      guard let mean, let deviation else { return nil }
      return deviation == 0 ? 0 : mean == 0 ? nil : deviation / abs(mean)
    }
  }

  /// The seeds, the fit's own first.
  public let seeds: [UInt64]
  /// The channels.
  public let channels: [Channel]

  /// Whether no return moved at all.
  public var isExact: Bool { channels.allSatisfy { $0.low == $0.high } }

  /// One row a channel: `channel mean sd low high spread`.
  public var table: Table {
    func numbers(_ name: String, _ value: (Channel) -> Double?) -> Column {
      Column(name, numbers: channels.map { value($0) ?? .nan })
    }
    return Table([
      Column("channel", texts: channels.map(\.name)), numbers("mean", \.mean),
      numbers("sd", \.deviation), numbers("low", \.low), numbers("high", \.high),
      numbers("spread", \.spread),
    ])
  }

  /// `seeds`, `spread` (the largest of all channels), and by channel `spread.<channel> mean.<channel> low.<channel>
  /// high.<channel>`.
  public var scalarFields: [ScalarField] {
    var fields = [ScalarField("seeds", Double(seeds.count))]
    if let most = channels.compactMap(\.spread).max() { fields.append(ScalarField("spread", most)) }
    for channel in channels {
      let part = FieldName.part(channel.name)
      for (name, value) in [
        ("spread", channel.spread), ("mean", channel.mean), ("low", channel.low),
        ("high", channel.high),
      ] {
        if let value, value.isFinite { fields.append(ScalarField("\(name).\(part)", value)) }
      }
    }
    return fields
  }
}

extension MixFit {
  /// Fits what was asked again with the seeds seed, seed + 1, …, the fit's own first, at full length.
  ///
  /// - Parameters:
  ///   - count: How many seeds, 2 or more.
  ///   - workers: Most threads at once; nil for one a core. Results do not depend on it.
  /// - Returns: The returns under each seed.
  /// - Throws: What a fit throws; `MixError.notForRegions` for a model of regions; `MixError.noDraws` where it was stopped.
  public func stability(seeds count: Int = 5, workers: Int? = nil) throws -> ReturnStability {
    precondition(count > 1, "\(count) seeds")
    guard posterior?.regions.isEmpty ?? true else {
      throw MixError.notForRegions("fits over several seeds; take a national model")
    }
    let seeds = (0..<UInt64(count)).map { asked.seed &+ $0 }
    let results = ParallelWork.results(count, workers: workers, unit: "fits") { number in
      var question = asked
      question.seed = seeds[number]
      // What a posterior's length leaves to chance is part of the question.
      return try question.fitted(to: data, drawsIntervals: posterior != nil)
        .training.channelResults.map(\.roi)
    }
    let returns = try results.map { result -> [Double?] in
      guard let result else {
        throw MixError.noDraws(why: "it was stopped before its fits were done")
      }
      return try result.get()
    }
    return ReturnStability(
      seeds: seeds,
      channels: channelNames.enumerated().map { index, name in
        .init(name: name, roi: returns.map { $0[index] })
      })
  }
}
