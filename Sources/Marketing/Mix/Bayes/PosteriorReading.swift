import Dispatch
import Statistics

/// What draws of the parameters mean for the fitted rows, read once and kept by what is asked of it.
///
/// Draws are read in a fixed number of blocks, each with a reader of its own, and sums are added up in the order of the blocks:
/// the same bits on any number of threads.
struct PosteriorReading {
  /// What is wanted of which draws.
  struct Wish {
    /// The parts of sales, in the order of ``PosteriorReader/contributions``.
    var parts: [SalesPart]
    /// The number of channels.
    var channels: Int
    /// The seed of replicates.
    var seed: UInt64
    /// Streams of random numbers are told apart by this name.
    var name: String
    /// One in so many draws is replicated.
    var replicateEvery = 1
    /// One in so many draws of each chain has its log-likelihood kept; nil for none.
    var likelihoodEvery: Int?
    /// The draws of a chain.
    var length = 1
    /// Draws whose responses and coefficients are kept.
    var kept: [Int] = []
    /// Whether coefficients of all draws are kept.
    var wantsCoefficients = false
  }

  /// The mean contribution of each part, row by row.
  let contributions: [[Double]]
  /// Draws by quantity: returns, marginal returns and contributions by channel, then the baseline.
  let derived: [[Double]]
  /// Draws by coefficient, the intercept first; empty where not wanted.
  let coefficients: [[Double]]
  /// Replicated series.
  let replicates: [[Double]]
  /// The log-likelihood of each observation by the draws wanted, observation by observation.
  let logLikelihood: [[Double]]
  /// Models of single draws.
  let kept: [MixPosterior.Kept]
  /// Draws of which some contribution is no finite number; they are in no mean.
  let unusable: Int

  private static let blocks = 32
}

extension PosteriorReading {
  /// Reads all draws.
  init(_ model: any PosteriorModel, _ draws: Draws, rows: Int, _ wish: Wish) {
    let count = draws.count
    let width = model.parameterNames.count
    let blocks = min(Self.blocks, max(1, count))
    let collectors = (0..<blocks).map { block in
      Collector(
        range: (block * count / blocks)..<((block + 1) * count / blocks), rows: rows, wish: wish)
    }
    let values = draws.values
    DispatchQueue.concurrentPerform(iterations: blocks) { block in
      let collector = collectors[block]
      let reader = model.makeReader()
      var parameters = [Double](repeating: 0, count: width)
      for draw in collector.range {
        for place in 0..<width { parameters[place] = values[place * count + draw] }
        reader.read(parameters)
        collector.take(draw, reader)
      }
    }
    // In the order of the blocks, whoever was done first.
    var sums = wish.parts.map { _ in [Double](repeating: 0, count: rows) }
    var usable = 0
    for collector in collectors {
      usable += collector.usable
      for part in sums.indices {
        for row in 0..<rows { sums[part][row] += collector.sums[part * rows + row] }
      }
    }
    let divisor = Double(max(1, usable))
    contributions = sums.map { $0.map { $0 / divisor } }
    unusable = count - usable
    func joined(_ columns: Int, _ of: (Collector) -> [Double]) -> [[Double]] {
      // Each block has its draws one after the other, each with all columns.
      var found = (0..<columns).map { _ in [Double]() }
      for column in 0..<columns { found[column].reserveCapacity(count) }
      for collector in collectors {
        let values = of(collector)
        for start in stride(from: 0, to: values.count, by: max(1, columns)) {
          for column in 0..<columns { found[column].append(values[start + column]) }
        }
      }
      return found
    }
    derived = joined(3 * wish.channels + 1, \.derived)
    coefficients = joined(
      collectors.map(\.coefficientCount).max() ?? 0, \.coefficients)
    logLikelihood = joined(collectors.map(\.observations).max() ?? 0, \.logLikelihood)
    replicates = collectors.flatMap(\.replicates)
    kept = collectors.flatMap(\.kept)
  }
}

/// What one block of draws gives; used by one thread.
private final class Collector: @unchecked Sendable {
  let range: Range<Int>
  private let wish: PosteriorReading.Wish
  private let rows: Int
  private let keeps: Set<Int>
  private(set) var sums: [Double]
  private(set) var usable = 0
  private(set) var derived: [Double] = []
  private(set) var coefficients: [Double] = []
  private(set) var coefficientCount = 0
  private(set) var logLikelihood: [Double] = []
  private(set) var observations = 0
  private(set) var replicates: [[Double]] = []
  private(set) var kept: [MixPosterior.Kept] = []

  init(range: Range<Int>, rows: Int, wish: PosteriorReading.Wish) {
    self.range = range
    self.rows = rows
    self.wish = wish
    keeps = Set(wish.kept.filter(range.contains))
    sums = [Double](repeating: 0, count: wish.parts.count * rows)
    derived.reserveCapacity(range.count * (3 * wish.channels + 1))
  }

  func take(_ draw: Int, _ reader: any PosteriorReader) {
    let contributions = reader.contributions
    precondition(
      contributions.count == wish.parts.count,
      "\(contributions.count) parts of sales for \(wish.parts.count)")
    let totals = contributions.map { $0.reduce(0, +) }
    if totals.allSatisfy(\.isFinite) {
      usable += 1
      for (part, values) in contributions.enumerated() {
        for row in 0..<rows { sums[part * rows + row] += values[row] }
      }
    }
    var byChannel = [Double](repeating: 0, count: wish.channels)
    var baseline = 0.0
    for (part, total) in zip(wish.parts, totals) {
      if case .channel(let index) = part { byChannel[index] += total } else { baseline += total }
    }
    derived += reader.roi
    derived += reader.mroi
    derived += byChannel
    derived.append(baseline)
    if wish.wantsCoefficients {
      let values = reader.coefficients
      coefficientCount = values.count
      coefficients += values
    }
    if let every = wish.likelihoodEvery, (draw % wish.length).isMultiple(of: every) {
      let values = reader.logLikelihood
      observations = values.count
      logLikelihood += values
    }
    if draw.isMultiple(of: wish.replicateEvery) {
      var stream = RandomStream(seed: wish.seed, named: "\(wish.name).\(draw)")
      replicates.append(reader.replicate(using: &stream))
    }
    if keeps.contains(draw) {
      kept.append(
        MixPosterior.Kept(
          draw: draw, coefficients: reader.coefficients, responses: reader.responses))
    }
  }
}
