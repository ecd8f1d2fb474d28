import Tables

/// Events as they are generated, customer by customer.
struct JourneyEventLog {
  private struct Event {
    let customer: Int32
    let channel: UInt8
    let cents: Int32
  }

  private var events: [Event] = []
  /// Seconds, then the number of the event: equal times stay in the order of customers.
  private var order: [UInt64] = []
  /// Touches by channel.
  private(set) var touches = [Int](repeating: 0, count: JourneyChannel.all.count)
  /// All conversions.
  private(set) var conversions = 0
  /// Their value.
  private(set) var cents = 0

  /// Adds the next touch of a customer.
  mutating func append(_ touch: JourneyCustomer.Touch, customer: Int, buys: Bool) {
    order.append(UInt64(touch.second) << 32 | UInt64(events.count))
    events.append(
      Event(
        customer: Int32(customer), channel: UInt8(touch.channel),
        cents: buys ? Int32(touch.cents) : 0))
    touches[touch.channel] += 1
    if buys {
      conversions += 1
      cents += touch.cents
    }
  }

  /// The log in the order of time.
  func table(_ laws: [JourneyChannel], start: Day, days: Int) -> Table {
    let clock = JourneyClock(start: start, days: days)
    var customers: [String?] = []
    var (times, channels) = (customers, customers)
    var (conversion, value, cost): ([Double], [Double], [Double]) = ([], [], [])
    customers.reserveCapacity(events.count)
    times.reserveCapacity(events.count)
    channels.reserveCapacity(events.count)
    conversion.reserveCapacity(events.count)
    value.reserveCapacity(events.count)
    cost.reserveCapacity(events.count)
    for key in order.sorted() {
      let event = events[Int(key & 0xFFFF_FFFF)]
      let law = laws[Int(event.channel)]
      customers.append("C\(event.customer + 1)")
      times.append(clock.written(Int(key >> 32)))
      channels.append(law.name)
      conversion.append(event.cents > 0 ? 1 : 0)
      value.append(event.cents > 0 ? Double(event.cents) / 100 : .nan)
      cost.append(law.costPerTouch)
    }
    return Table([
      Column("customer_id", texts: customers), Column("timestamp", texts: times),
      Column("channel", texts: channels), Column("conversion", numbers: conversion),
      Column("value", numbers: value), Column("cost", numbers: cost),
    ])
  }
}

/// Writes seconds since a day's midnight as `2026-01-05 10:00:00`.
struct JourneyClock {
  private let dates: [[UInt8]]

  init(start: Day, days: Int) {
    // A touch that gives way by a second may fall on the day after the last.
    dates = (0...days).map { Array("\(start.advanced(by: $0)) ".utf8) }
  }

  func written(_ second: Int) -> String {
    let date = dates[second / 86_400]
    let rest = second % 86_400
    return String(unsafeUninitializedCapacity: 24) { buffer in
      _ = buffer.initialize(from: date)
      var place = date.count
      for (number, isLast) in [(rest / 3_600, false), (rest / 60 % 60, false), (rest % 60, true)] {
        buffer[place] = UInt8(48 + number / 10)
        buffer[place + 1] = UInt8(48 + number % 10)
        place += 2
        if !isLast {
          buffer[place] = 58
          place += 1
        }
      }
      return place
    }
  }
}
