/// Models whose credit of a path is a fixed division among its channels.
struct LinearKernel: CreditKernel {
  private let channelCount: Int
  private var offsets = [0]
  private var channels: [UInt16] = []
  /// What each touch gets of the path's conversions and of its value.
  private var shares: [SIMD2<Double>] = []

  /// A kernel without a path; there will be so many, with so many touches at most.
  init(channelCount: Int, paths: Int, touches: Int) {
    self.channelCount = channelCount
    offsets.reserveCapacity(paths + 1)
    channels.reserveCapacity(touches)
    shares.reserveCapacity(touches)
  }

  /// A touch of the path at hand; shares of a channel that comes twice add up.
  @inline(__always)
  mutating func append(_ channel: UInt16, _ share: Double) {
    append(channel, SIMD2(repeating: share))
  }

  /// A touch that gets other shares of conversions and of value.
  @inline(__always)
  mutating func append(_ channel: UInt16, _ share: SIMD2<Double>) {
    channels.append(channel)
    shares.append(share)
  }

  /// Ends the path at hand.
  @inline(__always)
  mutating func close() { offsets.append(channels.count) }

  func credit(_ weights: PathWeights) -> Credit {
    var credit = [SIMD2<Double>](repeating: .zero, count: channelCount)
    credit.withUnsafeMutableBufferPointer { credit in
      for path in 0..<(offsets.count - 1) {
        let amount = SIMD2(weights.conversions[path], weights.value[path])
        guard amount != .zero else { continue }
        for place in offsets[path]..<offsets[path + 1] {
          credit[Int(channels[place])] += amount * shares[place]
        }
      }
    }
    return Credit(conversions: credit.map(\.x), value: credit.map(\.y))
  }
}

/// Models whose division of a path's credit follows from how many touches it has.
struct LengthKernel: CreditKernel {
  private let table: JourneyTable
  /// By length, where its shares begin; −1 where no path is so long.
  private var starts: [Int]
  /// The shares of all lengths that occur, one length after the other.
  private var shares: [Double] = []

  /// The kernel of a table's paths, by the shares of so many touches.
  init(_ table: JourneyTable, shares ofLength: (Int) -> [Double]) {
    self.table = table
    let offsets = table.offsets
    var longest = 0
    for path in 0..<table.count { longest = max(longest, offsets[path + 1] - offsets[path]) }
    starts = [Int](repeating: -1, count: longest + 1)
    for path in 0..<table.count {
      let length = offsets[path + 1] - offsets[path]
      guard starts[length] < 0 else { continue }
      starts[length] = shares.count
      shares += ofLength(length)
    }
  }

  func credit(_ weights: PathWeights) -> Credit {
    var credit = [SIMD2<Double>](repeating: .zero, count: table.channels.count)
    credit.withUnsafeMutableBufferPointer { credit in
      table.steps.withUnsafeBufferPointer { steps in
        for path in 0..<table.count {
          let amount = SIMD2(weights.conversions[path], weights.value[path])
          guard amount != .zero else { continue }
          let (begin, end) = (table.offsets[path], table.offsets[path + 1])
          let start = starts[end - begin] - begin
          for step in begin..<end { credit[Int(steps[step])] += amount * shares[start + step] }
        }
      }
    }
    return Credit(conversions: credit.map(\.x), value: credit.map(\.y))
  }
}
