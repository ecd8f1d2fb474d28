/// Cuts the events of customers into journeys.
struct JourneyCutter: Sendable {
  private let plan: JourneyPlan
  private var maker: JourneyCounter
  private(set) var tallies: JourneyTallies

  init(_ plan: JourneyPlan) {
    self.plan = plan
    maker = JourneyCounter(plan)
    tallies = JourneyTallies(windows: plan.lookbacks.count)
  }

  /// Whether a customer's conversions share more touches than anybody has.
  private(set) var isTooMuch = false

  /// So many touches may one customer's conversions have in all where they share them, each counted for every conversion:
  /// a log of one name would otherwise take the square of its length.
  static let sharingLimit = 1_000_000

  /// What was counted.
  var paths: CountedPaths { maker.paths }

  /// One event with the names and sales of all workers.
  struct Event {
    let time: Int64
    let order: UInt64
    let channel: UInt16
    let conversions: Double
    let value: Double
  }

  /// Groups one heap by customer and cuts every customer's events.
  mutating func cut(_ parts: [TouchGatherer], heap: Int, places: [[UInt16]]) {
    let total = parts.reduce(0) { $0 + $1.count(of: heap) }
    guard total > 0 else { return }
    // 1. The events of all workers side by side, and a chain of them a customer: `heads` by hash, `next` from event to
    // event.
    var all: [Event] = []
    var customers: [CustomerKey] = []
    all.reserveCapacity(total)
    customers.reserveCapacity(total)
    var size = 64
    while size < total * 2 { size *= 2 }
    var heads = [Int32](repeating: -1, count: size)
    var last = [Int32](repeating: -1, count: total)
    var next = [Int32](repeating: -1, count: total)
    var firsts: [Int32] = []
    for (gatherer, places) in zip(parts, places) {
      let sales = gatherer.sales
      for block in gatherer.blocks(of: heap) {
        for event in block {
          let number = Int32(all.count)
          let sale = event.sale > 0 ? sales[Int(event.sale) - 1] : (0, 0)
          all.append(
            Event(
              time: event.time, order: event.order,
              channel: event.channel == LoggedEvent.noChannel
                ? event.channel : places[Int(event.channel)],
              conversions: sale.0, value: sale.1))
          customers.append(event.customer)
          var slot = Int(truncatingIfNeeded: event.customer.spread) & (size - 1)
          while heads[slot] >= 0, customers[Int(heads[slot])] != event.customer {
            slot = (slot + 1) & (size - 1)
          }
          if heads[slot] < 0 {
            heads[slot] = number
            firsts.append(number)
          } else {
            next[Int(last[Int(heads[slot])])] = number
          }
          last[Int(heads[slot])] = number
        }
      }
    }
    // 2. Each customer's events in the order of time; of the same time in that of the file.
    var events: [Event] = []
    for first in firsts {
      events.removeAll(keepingCapacity: true)
      var number = first
      while number >= 0 {
        events.append(all[Int(number)])
        number = next[Int(number)]
      }
      if parts.count > 1 { JourneyCutter.sort(&events) { $0.order < $1.order } }
      var late = 0
      for index in events.indices.dropFirst() where events[index].time < events[index - 1].time {
        late += 1
      }
      tallies.lateRows += late
      if late > 0 {
        JourneyCutter.sort(&events) { ($0.time, $0.order) < ($1.time, $1.order) }
      }
      cut(events)
    }
    tallies.customers += firsts.count
  }

  /// Few events are put in place one by one, many sorted.
  private static func sort(_ events: inout [Event], by isBefore: (Event, Event) -> Bool) {
    guard events.count > 1 else { return }
    guard events.count <= 32 else {
      events.sort(by: isBefore)
      return
    }
    for index in 1..<events.count {
      let event = events[index]
      var place = index
      while place > 0, isBefore(event, events[place - 1]) {
        events[place] = events[place - 1]
        place -= 1
      }
      if place != index { events[place] = event }
    }
  }

  /// One customer's events, in the order of time.
  private mutating func cut(_ events: [Event]) {
    // Where touches are shared, a conversion reaches back behind the one before, to `start`; what did not convert begins
    // at `fresh`.
    var (start, fresh, lastTouch, told) = (0, 0, -1, 0)
    for index in events.indices {
      let event = events[index]
      if event.channel != LoggedEvent.noChannel {
        if let gap = plan.gap, lastTouch >= start, event.time - events[lastTouch].time > gap {
          if lastTouch >= fresh {
            close(events[fresh..<index], since: fresh, until: events[lastTouch].time)
          }
          (start, fresh) = (index, index)
        }
        lastTouch = index
      }
      if event.conversions > 0 {
        start = close(
          events[start...index], since: fresh, until: event.time, event.conversions, event.value)
        fresh = index + 1
        guard plan.isShared else {
          start = fresh
          continue
        }
        told += fresh - start
        if told > JourneyCutter.sharingLimit {
          isTooMuch = true
          return
        }
      }
    }
    if lastTouch >= fresh {
      close(events[fresh...], since: fresh, until: events[lastTouch].time)
    }
  }

  /// Adds the journey to every window that has a touch of it, and gives where the longest window begins.
  ///
  /// Touches from `fresh` on are in no earlier journey: those of them that lie before a window are in none.
  @discardableResult
  private mutating func close(
    _ events: ArraySlice<Event>, since fresh: Int, until end: Int64, _ conversions: Double = 0,
    _ value: Double = 0
  ) -> Int {
    let journey = JourneyCounter.Journey(
      end: end, era: plan.split.map { end < $0 ? 0 : 1 } ?? 0,
      conversions: ExactSum(conversions), value: ExactSum(conversions > 0 ? value : 0))
    // Windows become shorter, so that each begins where the one before did or later.
    var (start, longest, dropped, isTold) = (events.startIndex, events.startIndex, 0, false)
    for (window, lookback) in plan.lookbacks.enumerated() {
      let begin = lookback.map { end - $0 } ?? .min
      while start < events.endIndex, events[start].time < begin {
        if events[start].channel != LoggedEvent.noChannel {
          if start >= fresh { dropped += 1 }
          isTold = false
        }
        start += 1
      }
      if window == 0 { longest = start }
      tallies.windows[window].touchesBefore += dropped
      if !isTold {
        maker.gather(events[start...], journey)
        isTold = true
      }
      if !maker.add(journey, window: window) {
        tallies.windows[window].conversionsWithoutTouch.add(journey.conversions)
        tallies.windows[window].valueWithoutTouch.add(journey.value)
      }
    }
    return longest
  }
}
