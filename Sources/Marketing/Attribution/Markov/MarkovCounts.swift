/// The states and transitions that the paths of a table go through, made ready for any counts of these paths.
///
/// A state of order k is a window of k touches; a path shorter than k is one shorter state. Consecutive equal states
/// count as one, so that staying costs nothing. State 0 is the start. This is how ChannelAttribution counts, whose
/// credits these are without its simulation.
struct MarkovCounts: Sendable {
  let channelCount: Int
  /// Where the channels of each state begin in ``members``; one more than there are states.
  private(set) var memberOffsets = [0, 0]
  /// The distinct channels of every state.
  private(set) var members: [UInt16] = []
  /// The touches of every state but the start, packed 16 bits each, the first one highest, plus 1 each.
  private var packed: [UInt64] = []
  /// Where the transitions out of each state begin, which are sorted by state.
  private(set) var rowStart: [Int] = []
  /// Where each transition leads.
  private(set) var target: [Int32] = []
  private var pathOffsets = [0]
  private var pathEdges: [Int32] = []
  private var lastState: [Int32] = []

  var stateCount: Int { memberOffsets.count - 1 }

  /// The touches of a state, 0 for the first after the start.
  func window(_ index: Int) -> [UInt16] {
    [48, 32, 16, 0].compactMap { shift in
      let touch = UInt16(truncatingIfNeeded: packed[index] >> UInt64(shift))
      return touch == 0 ? nil : touch - 1
    }
  }

  init(_ table: JourneyTable, order: Int) {
    channelCount = table.channels.count
    var states = NumberIndex()
    var edges = NumberIndex()
    let mask = order == 4 ? UInt64.max : (1 << UInt64(16 * order)) - 1
    pathOffsets.reserveCapacity(table.count + 1)
    lastState.reserveCapacity(table.count)
    for path in 0..<table.count {
      let touches = table.path(path)
      var (window, state) = (UInt64(0), UInt64(0))
      for (place, channel) in touches.enumerated() {
        window = (window << 16 | UInt64(channel) + 1) & mask
        guard place + 1 >= min(order, touches.count) else { continue }
        let number = states.number(of: window)
        if number + 1 == memberOffsets.count - 1 { addState(window) }
        let next = UInt64(number + 1)
        guard next != state else { continue }
        pathEdges.append(Int32(edges.number(of: state << 32 | next)))
        state = next
      }
      pathOffsets.append(pathEdges.count)
      lastState.append(Int32(state))
    }
    packed = states.keys
    sortEdges(edges.keys)
  }

  private mutating func addState(_ window: UInt64) {
    let start = members.count
    var rest = window
    while rest != 0 {
      let channel = UInt16(rest & 0xFFFF) - 1
      if !members[start...].contains(channel) { members.append(channel) }
      rest >>= 16
    }
    memberOffsets.append(members.count)
  }

  /// Numbers the transitions by the state they leave, in the order of first appearance within each.
  private mutating func sortEdges(_ keys: [UInt64]) {
    rowStart = [Int](repeating: 0, count: stateCount + 1)
    for key in keys { rowStart[Int(key >> 32) + 1] += 1 }
    for state in 0..<stateCount { rowStart[state + 1] += rowStart[state] }
    var next = rowStart
    target = [Int32](repeating: 0, count: keys.count)
    let places = keys.map { key in
      let place = next[Int(key >> 32)]
      next[Int(key >> 32)] += 1
      target[place] = Int32(truncatingIfNeeded: key & 0xFFFF_FFFF)
      return Int32(place)
    }
    for edge in pathEdges.indices { pathEdges[edge] = places[Int(pathEdges[edge])] }
  }

  /// The flows along transitions and out of the chain if the paths happened so often.
  func flows(_ weights: PathWeights, usesNulls: Bool) -> MarkovFlows {
    var flow = [Double](repeating: 0, count: target.count)
    var ended = [Double](repeating: 0, count: stateCount)
    var converted = ended
    var value = ended
    flow.withUnsafeMutableBufferPointer { flow in
      pathEdges.withUnsafeBufferPointer { edges in
        pathOffsets.withUnsafeBufferPointer { offsets in
          for (path, last) in lastState.enumerated() {
            let conversions = weights.conversions[path]
            let journeys = usesNulls ? conversions + weights.nulls[path] : conversions
            guard journeys > 0 else { continue }
            for edge in offsets[path]..<offsets[path &+ 1] {
              flow[Int(edges[edge])] += journeys
            }
            ended[Int(last)] += journeys
            converted[Int(last)] += conversions
            value[Int(last)] += weights.value[path]
          }
        }
      }
    }
    return MarkovFlows(flow: flow, ended: ended, converted: converted, value: value)
  }

  /// The chain whose probabilities are the shares of the flows.
  func chain(_ flows: MarkovFlows) -> AbsorbingChain {
    var share = flows.flow
    var (converted, value) = (flows.converted, flows.value)
    for state in 0..<stateCount {
      let row = rowStart[state]..<rowStart[state + 1]
      let outflow = share[row].reduce(flows.ended[state], +)
      guard outflow > 0 else { continue }
      for edge in row { share[edge] /= outflow }
      converted[state] /= outflow
      value[state] /= outflow
    }
    return AbsorbingChain(
      channelCount: channelCount, rowStart: rowStart, target: target, share: share,
      conversion: converted, value: value,
      memberOffsets: memberOffsets, members: members)
  }
}

/// Journeys along the transitions of a ``MarkovCounts`` and out of its states.
struct MarkovFlows: Sendable {
  /// Along each transition, in the order of `target`.
  var flow: [Double]
  /// Journeys that ended in each state.
  var ended: [Double]
  /// Those of them that converted.
  var converted: [Double]
  /// What these were worth.
  var value: [Double]
}
