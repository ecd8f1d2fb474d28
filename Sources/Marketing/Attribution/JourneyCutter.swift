/// Cuts the events of customers into journeys.
struct JourneyCutter: Sendable {
  /// How far before a conversion touches count, in microseconds, or nil for ever.
  let lookback: Int64?
  /// After how long without a touch a journey is over, in microseconds, or nil for never.
  let gap: Int64?

  private(set) var paths = CountedPaths()
  private(set) var counts = JourneyLogCounts()
  private var steps: [UInt16] = []

  init(lookback: Int64?, gap: Int64?) {
    self.lookback = lookback
    self.gap = gap
  }

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
    let total = parts.reduce(0) { $0 + $1.heaps[heap].count }
    guard total > 0 else { return }
    // 1. A chain of events a customer: `heads` by hash, `next` from event to event.
    var size = 64
    while size < total * 2 { size *= 2 }
    var heads = [Int32](repeating: -1, count: size)
    var last = [Int32](repeating: -1, count: total)
    var next = [Int32](repeating: -1, count: total)
    var firsts: [Int32] = []
    var owners: [(part: Int, event: Int)] = []
    owners.reserveCapacity(total)
    for (part, gatherer) in parts.enumerated() {
      let events = gatherer.heaps[heap]
      for event in events.indices {
        let number = Int32(owners.count)
        owners.append((part, event))
        let customer = events[event].customer
        var slot = Int(truncatingIfNeeded: customer.spread) & (size - 1)
        while heads[slot] >= 0 {
          let owner = owners[Int(heads[slot])]
          if parts[owner.part].heaps[heap][owner.event].customer == customer { break }
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
    // 2. Each customer's events in the order of time; of the same time in that of the file.
    var events: [Event] = []
    for first in firsts {
      events.removeAll(keepingCapacity: true)
      var number = first
      while number >= 0 {
        let owner = owners[Int(number)]
        let part = parts[owner.part]
        let event = part.heaps[heap][owner.event]
        let sale = event.sale > 0 ? part.sales[Int(event.sale) - 1] : (0, 0)
        events.append(
          Event(
            time: event.time, order: event.order,
            channel: event.channel == LoggedEvent.noChannel
              ? event.channel : places[owner.part][Int(event.channel)],
            conversions: sale.0, value: sale.1))
        number = next[Int(number)]
      }
      if parts.count > 1 { JourneyCutter.sort(&events) { $0.order < $1.order } }
      var late = 0
      for index in events.indices.dropFirst() where events[index].time < events[index - 1].time {
        late += 1
      }
      counts.lateRows += late
      if late > 0 {
        JourneyCutter.sort(&events) { ($0.time, $0.order) < ($1.time, $1.order) }
      }
      cut(events)
    }
    counts.customers += firsts.count
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
    var (start, lastTouch) = (0, -1)
    for index in events.indices {
      let event = events[index]
      if event.channel != LoggedEvent.noChannel {
        if let gap, lastTouch >= start, event.time - events[lastTouch].time > gap {
          close(events[start..<index], until: events[lastTouch].time)
          start = index
        }
        lastTouch = index
      }
      if event.conversions > 0 {
        close(events[start...index], until: event.time, event.conversions, event.value)
        start = index + 1
      }
    }
    if lastTouch >= start { close(events[start...], until: events[lastTouch].time) }
  }

  /// Adds the journey of the touches within the window before its end.
  private mutating func close(
    _ events: ArraySlice<Event>, until end: Int64, _ conversions: Double = 0, _ value: Double = 0
  ) {
    steps.removeAll(keepingCapacity: true)
    let begin = lookback.map { end - $0 } ?? .min
    var first = UInt64.max
    for event in events where event.channel != LoggedEvent.noChannel {
      if event.time < begin {
        counts.touchesBeforeWindow += 1
      } else {
        steps.append(event.channel)
        first = min(first, event.order)
      }
    }
    guard !steps.isEmpty else {
      counts.conversionsWithoutTouch.add(conversions)
      counts.valueWithoutTouch.add(value)
      return
    }
    let place = paths.place(of: steps, first: first)
    if conversions > 0 {
      paths.sums[place].conversions.add(conversions)
      paths.sums[place].value.add(value)
    } else {
      paths.sums[place].nulls.add(whole: 1)
    }
  }
}

/// What a log holds besides its journeys.
struct JourneyLogCounts: Sendable {
  var customers = 0
  var lateRows = 0
  var touchesBeforeWindow = 0
  var conversionsWithoutTouch = ExactSum()
  var valueWithoutTouch = ExactSum()

  mutating func add(_ other: JourneyLogCounts) {
    customers += other.customers
    lateRows += other.lateRows
    touchesBeforeWindow += other.touchesBeforeWindow
    conversionsWithoutTouch.add(other.conversionsWithoutTouch)
    valueWithoutTouch.add(other.valueWithoutTouch)
  }
}
