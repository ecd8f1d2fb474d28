import Statistics
import Synchronization
import Tables

/// What one search is about: the rows, the hyperparameters and their ranges, the channels' columns, lift studies.
///
/// A candidate is a list of *values*: the parameters of the transforms in the order of the search's dimensions, the place in
/// the path of penalties, and with validation the share of rows that is trained on. Those whose range is a single number are
/// values too, but no variables of the optimiser.
struct RobynProblem: Sendable {
  /// Without a search, transforms in the middle of their ranges.
  let spec: MixSpec
  let search: TransformSearch
  let settings: RobynSearch
  /// All rows of the search: those that validate and test included, those of the specification's own hold-out not.
  let data: MixData
  /// `retention.tv`, …, `penalty`, `training_share`.
  let names: [String]
  /// The range of each value.
  let ranges: [ClosedRange<Double>]
  /// Which of the values are searched.
  let variables: [Int]
  let channels: [RobynChannel]
  let lifts: RobynLifts
  /// By study, its channel without the spend of the study's rows; nil where its scope is the total.
  let silenced: [RobynChannel?]
  private let frames: RobynFrames

  /// The problem of this search, which is that of the specification asked, in these rows.
  init(
    _ search: TransformSearch, _ settings: RobynSearch, of asked: MixSpec, for data: MixData
  ) throws {
    try settings.check(search, asked, data)
    self.search = search
    self.settings = settings
    self.data = data
    var spec = asked
    spec.search = nil
    spec.transforms = search.transforms(
      of: asked,
      at: search.dimensions.map { 0.5 * ($0.range.lowerBound + $0.range.upperBound) })
    // The penalty is a candidate's own; which coefficients it shrinks is not.
    spec.regulariser = .ridge(.fixed(1), on: asked.regulariser.scope)
    self.spec = spec
    var names = search.names(in: spec)
    var ranges = search.dimensions.map(\.range)
    names.append("penalty")
    ranges.append(settings.penaltyRange)
    if let share = settings.trainingShare {
      names.append("training_share")
      ranges.append(share)
    }
    self.names = names
    self.ranges = ranges
    variables = ranges.indices.filter { ranges[$0].lowerBound < ranges[$0].upperBound }
    func dimensions(_ channel: String) -> [(parameter: ChannelTransform.Parameter, place: Int)] {
      search.dimensions.indices.filter { search.dimensions[$0].channel == channel }.map {
        (search.dimensions[$0].parameter, $0)
      }
    }
    channels = spec.channels.enumerated().map { index, channel in
      RobynChannel(
        index, data, spec.transforms[channel] ?? ChannelTransform(),
        dimensions: dimensions(channel))
    }
    lifts = try RobynLifts(settings.lifts, for: data)
    silenced = lifts.placed.map { study in
      let channel = spec.channels[study.channel]
      return study.scope == .total
        ? nil
        : RobynChannel(
          study.channel, data, spec.transforms[channel] ?? ChannelTransform(),
          dimensions: dimensions(channel), silent: study.rows)
    }
    frames = RobynFrames(spec, data)
    // What cannot be fitted is said at once: at the fewest rows and at the most.
    let shares = settings.trainingShare ?? 1...1
    for share in [shares.lowerBound, shares.upperBound] {
      _ = try frames.made(Self.trainingRows(share, of: data.rowCount))
    }
  }

  /// How many rows a candidate is trained on.
  func trainingRows(_ values: [Double]) -> Int {
    settings.trainingShare == nil
      ? data.rowCount : Self.trainingRows(values[values.count - 1], of: data.rowCount)
  }

  /// How many of so many rows a share of them is.
  static func trainingRows(_ share: Double, of rows: Int) -> Int {
    max(1, Int((share * Double(rows)).rounded()))
  }

  /// The frame of so many rows; nil where they cannot be fitted.
  func frame(_ rows: Int) -> RobynFrame? { try? frames.made(rows) }

  /// What is wrong with the fewest of the rows that were found unfit to train on; nil where all were fit.
  var badRows: String? { frames.complaint }

  /// Where the values of a candidate begin as the middle of their ranges; the optimiser overwrites the variables.
  var middle: [Double] { ranges.map { 0.5 * ($0.lowerBound + $0.upperBound) } }

  /// Overwrites the values that are searched with those at a point of the unit cube.
  func place(_ point: [Double], into values: inout [Double]) {
    for (place, variable) in variables.enumerated() {
      let range = ranges[variable]
      values[variable] =
        range.lowerBound + min(1, max(0, point[place])) * (range.upperBound - range.lowerBound)
    }
  }

  /// The α of a candidate.
  func penalty(_ values: [Double], _ frame: RobynFrame) -> Double {
    frame.penalty.penalty(at: values[search.dimensions.count], settings.penaltyScale)
  }

  /// Spend by channel over the rows that a candidate is trained on.
  func spend(_ values: [Double]) -> [Double] {
    frame(trainingRows(values))?.spend ?? channels.map { _ in 0 }
  }

  /// A candidate's specification: what fits it as any other model is fitted.
  func settled(on values: [Double]) -> MixSpec {
    var settled = spec
    settled.transforms = search.transforms(of: spec, at: values)
    let rows = trainingRows(values)
    if let frame = frame(rows) {
      settled.regulariser = .ridge(
        .fixed(penalty(values, frame)), on: spec.regulariser.scope)
      settled.bounds = frame.spec.bounds
    }
    if settings.trainingShare != nil { settled.holdout = .rows(data.rowCount - rows) }
    return settled
  }
}

/// Frames by their number of rows, kept once made; two threads that need the same at once may both make it, and make the same.
///
/// One for each number of rows between the ends of the share trained on is kept at most: with validation a fraction of the
/// rows, otherwise one.
private final class RobynFrames: Sendable {
  private let spec: MixSpec
  private let data: MixData
  private let known = Mutex<[Int: Result<RobynFrame, any Error>]>([:])

  init(_ spec: MixSpec, _ data: MixData) {
    self.spec = spec
    self.data = data
  }

  func made(_ rows: Int) throws -> RobynFrame {
    if let frame = known.withLock({ $0[rows] }) { return try frame.get() }
    let made = Result { try RobynFrame(spec, data, count: rows) }
    known.withLock { $0[rows] = made }
    return try made.get()
  }

  /// The complaint about the fewest rows that cannot be fitted: the same whoever came first.
  var complaint: String? {
    known.withLock { known in
      for (rows, made) in known.sorted(by: { $0.key < $1.key }) {
        if case .failure(let error) = made { return "with \(rows) rows \(error)" }
      }
      return nil
    }
  }
}

extension MixSpec.Regulariser {
  /// Which coefficients a penalty shrinks; every feature's where there is no penalty.
  var scope: MixSpec.PenaltyScope {
    switch self {
    case .ols, .priors: .everyFeature
    case .ridge(_, let scope), .elasticNet(_, _, let scope): scope
    }
  }
}

extension TransformSearch {
  /// `retention.tv`, `half.tv`: the parameters' names, in the order of the dimensions.
  func names(in spec: MixSpec) -> [String] {
    dimensions.map { dimension in
      let transform = spec.transforms[dimension.channel] ?? ChannelTransform()
      return "\(transform.name(of: dimension.parameter)).\(dimension.channel)"
    }
  }
}
