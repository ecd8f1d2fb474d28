import Statistics

/// Turns the touches of one journey into its path and counts it.
struct JourneyCounter: Sendable {
  private let plan: JourneyPlan
  private(set) var paths: CountedPaths
  private let eras: Int

  // The journey at hand, as one window sees it.
  private var steps: [UInt16] = []
  private var times: [Int64] = []
  private var weights: [UInt64] = []
  /// Its place among the paths, −1 without a touch.
  private var place = -1

  /// What is known of a journey besides its touches.
  struct Journey {
    let end: Int64
    let era: Int
    let conversions: ExactSum
    let value: ExactSum
  }

  init(_ plan: JourneyPlan) {
    self.plan = plan
    eras = plan.split == nil ? 1 : 2
    paths = CountedPaths(
      slices: plan.lookbacks.count * eras, halfLives: plan.halfLives.count)
  }

  /// Looks at the touches of a journey within one window, in the order of time.
  mutating func gather(_ events: ArraySlice<JourneyCutter.Event>, _ journey: Journey) {
    steps.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    // 1. Direct visits count only where there is nothing else.
    var hasOthers = plan.isDirect.isEmpty
    if !hasOthers {
      for event in events where event.channel != LoggedEvent.noChannel {
        if !plan.isDirect[Int(event.channel)] { hasOthers = true }
      }
    }
    let dropsDirect = hasOthers && !plan.isDirect.isEmpty
    var first = UInt64.max
    for event in events where event.channel != LoggedEvent.noChannel {
      first = min(first, event.order)
      if dropsDirect, plan.isDirect[Int(event.channel)] { continue }
      steps.append(event.channel)
      times.append(event.time)
    }
    guard !steps.isEmpty else {
      place = -1
      return
    }
    // 2. Weights are of touches, whether or not they become one step with the touch before.
    if journey.conversions.bits > 0, !plan.halfLives.isEmpty { weigh() }
    if plan.isCollapsed { collapse(isWeighed: journey.conversions.bits > 0) }
    place = paths.place(of: steps, first: first)
  }

  /// Counts the journey in a window as it was gathered; false where it has no touch there.
  mutating func add(_ journey: Journey, window: Int) -> Bool {
    guard place >= 0 else { return false }
    let slice = window &* eras &+ journey.era
    let slot = place &* paths.slices &+ slice
    guard journey.conversions.bits > 0 else {
      paths.sums[slot].nulls.add(whole: 1)
      return true
    }
    paths.sums[slot].conversions.add(journey.conversions)
    paths.sums[slot].value.add(journey.value)
    if !plan.halfLives.isEmpty {
      paths.credit(place, slice, journey.conversions, journey.value, weights: weights)
    }
    paths.add(
      lag: Int((journey.end - times[0]) / EventTime.day), journey.conversions, slice)
    return true
  }

  /// The weights of touches by age, 2^(−age / half-life) scaled to sum to 2⁴⁰.
  ///
  /// Ages are counted from the last touch: how long the conversion came after it changes all weights alike, and so no
  /// journey is too old to be divided.
  private mutating func weigh() {
    weights.removeAll(keepingCapacity: true)
    let last = times[times.count - 1]
    for halfLife in plan.halfLives {
      if times.count == 1 {
        weights.append(JourneyCounter.whole)
        continue
      }
      let raw = times.map { time in
        stableExp(-0.6931471805599453 * (Double(last - time) / halfLife))  // log 2
      }
      let factor = Double(JourneyCounter.whole) / raw.reduce(0, +)
      var left = JourneyCounter.whole
      for weight in raw.dropLast() {
        let part = min(left, UInt64(weight * factor))
        weights.append(part)
        left -= part
      }
      weights.append(left)
    }
  }

  /// All of a journey, in the parts that weights are counted in.
  private static let whole: UInt64 = 1 << 40

  /// Makes repeats one step, whose weight is that of all; it keeps the time of the first.
  private mutating func collapse(isWeighed: Bool) {
    let length = steps.count
    var kept = 0
    let halfLives = isWeighed ? plan.halfLives.count : 0
    for step in 0..<length {
      let isNew = step == 0 || steps[step] != steps[kept - 1]
      if isNew {
        steps[kept] = steps[step]
        times[kept] = times[step]
        kept += 1
      }
      for halfLife in 0..<halfLives {
        let weight = weights[halfLife * length + step]
        let slot = halfLife * length + kept - 1
        weights[slot] = (isNew ? 0 : weights[slot]) + weight
      }
    }
    guard kept < length else { return }
    steps.removeLast(length - kept)
    times.removeLast(length - kept)
    guard halfLives > 0 else { return }
    weights = (0..<halfLives).flatMap { weights[($0 * length)..<($0 * length + kept)] }
  }
}
