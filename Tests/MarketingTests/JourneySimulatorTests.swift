import Foundation
import Marketing
import Tables
import TestSupport
import Testing

/// FNV-1a over the bytes of the log as a file.
private func checksum(_ table: Table) -> UInt64 {
  CSVWriter().bytes(table).reduce(0xcbf2_9ce4_8422_2325) {
    ($0 ^ UInt64($1)) &* 0x100_0000_01b3
  }
}

/// The events of each customer, in the order of the log.
private func customers(_ events: Table) throws -> [String: [Int]] {
  var rows: [String: [Int]] = [:]
  for (row, customer) in try events.texts("customer_id").enumerated() {
    rows[try #require(customer), default: []].append(row)
  }
  return rows
}

@Suite("The simulated journeys")
struct JourneySimulatorTests {
  @Test("1,000 customers of 1 to 8 touches over 90 days, interleaved in the order of time")
  func shape() throws {
    let (events, truth) = try JourneySimulator().simulated()
    #expect(
      events.names == ["customer_id", "timestamp", "channel", "conversion", "value", "cost"])
    let rows = try customers(events)
    #expect(rows.count == 1_000)
    #expect(rows.values.allSatisfy { (1...8).contains($0.count) })
    let times = try events.texts("timestamp").compactMap(\.self)
    #expect(times == times.sorted())
    #expect(times.allSatisfy { $0.count == 19 && $0 >= "2026-01-01" && $0 < "2026-04-01 00:01" })
    #expect(rows.values.contains { zip($0, $0.dropFirst()).contains { $1 - $0 > 1 } })
    for rows in rows.values { #expect(Set(rows.map { times[$0] }).count == rows.count) }
    #expect(
      Set(try events.texts("channel")) == Set(truth.channels.map(\.name)))
    #expect(truth.channels.reduce(0) { $0 + $1.touches } == events.rowCount)
    let (conversions, values) = (try events.numbers("conversion"), try events.numbers("value"))
    #expect(Set(conversions) == [0, 1])
    for (conversion, value) in zip(conversions, values) {
      #expect(conversion == 1 ? value >= 5 && value < 2_000 : value.isNaN)
    }
    #expect(conversions.reduce(0, +) == Double(truth.observedConversions))
    let sold = values.filter { !$0.isNaN }.reduce(0, +)
    #expect(abs(sold - truth.observedValue) < 1e-6)
    let spent = try events.numbers("cost").reduce(0, +)
    #expect(abs(spent - truth.channels.reduce(0) { $0 + $1.cost }) < 1e-6)
  }

  @Test("Seed 42 is the course's data set, byte for byte")
  func golden() throws {
    let first = try JourneySimulator().simulated(seed: 42)
    let again = try JourneySimulator().simulated(seed: 42)
    #expect(checksum(first.events) == 15_388_886_828_763_313_865)
    #expect(CSVWriter().bytes(again.events) == CSVWriter().bytes(first.events))
    #expect(again.truth == first.truth)
    let other = try JourneySimulator().simulated(seed: 43)
    #expect(CSVWriter().bytes(other.events) != CSVWriter().bytes(first.events))
  }

  @Test("The first 1,000 customers of 3,000 are the same as 1,000 customers")
  func prefix() throws {
    let short = try JourneySimulator(count: 1_000).simulated(seed: 7).events
    let long = try JourneySimulator(count: 3_000).simulated(seed: 7).events
    func lines(_ events: Table) throws -> [String] {
      CSVWriter().text(events).split(separator: "\n").dropFirst().map(String.init)
    }
    let kept = try lines(long).filter { line in
      (Int(line.dropFirst().prefix { $0 != "," }) ?? .max) <= 1_000
    }
    #expect(try lines(short) == kept)
  }

  @Test("Some customers buy twice, none more often, and some are touched after they bought")
  func purchases() throws {
    let events = try JourneySimulator(count: 5_000).simulated().events
    let bought = try events.numbers("conversion")
    let rows = try customers(events).values
    let counts = rows.map { $0.reduce(0) { $0 + Int(bought[$1]) } }
    #expect(counts.max() == 2)
    #expect(counts.count { $0 == 2 } > 20)
    #expect(rows.count { $0.contains { bought[$0] == 1 } && bought[$0[$0.count - 1]] == 0 } > 50)
  }

  @Test("One pass over the log gives back the journeys", arguments: [1, 42] as [UInt64])
  func roundTrip(seed: UInt64) async throws {
    let (events, truth) = try JourneySimulator(count: 2_000).simulated(seed: seed)
    let reading = try await JourneyLog(lookbackInDays: nil, direct: .keep)
      .read(CSVWriter().bytes(events))
    #expect(reading.notes.isEmpty)
    #expect(reading.rows == events.rowCount)
    let channels = try events.texts("channel").compactMap(\.self)
    let bought = try events.numbers("conversion")
    var expected: [String: [Double]] = [:]
    for rows in try customers(events).values {
      var path: [String] = []
      for row in rows {
        path.append(channels[row])
        if bought[row] == 1 {
          expected[path.joined(separator: " > "), default: [0, 0]][0] += 1
          path = []
        }
      }
      if !path.isEmpty { expected[path.joined(separator: " > "), default: [0, 0]][1] += 1 }
    }
    let table = reading.table
    let read = Dictionary(
      uniqueKeysWithValues: (0..<table.count).map {
        (table.written($0), [table.conversions[$0], table.nulls[$0]])
      })
    #expect(read == expected)
    let rate = table.totalConversions / (table.totalConversions + table.totalNulls)
    #expect(rate > 0.1 && rate < 0.16)
    #expect(table.totalConversions == Double(truth.observedConversions))
    #expect(abs(table.totalValue - truth.observedValue) < 1e-6)
  }

  @Test("Windows of 7, 30 and 90 days see different journeys")
  func windows() async throws {
    let bytes = CSVWriter().bytes(try JourneySimulator(count: 5_000).simulated().events)
    var touches: [Double] = []
    for days in [7.0, 30, 90] {
      let table = try await JourneyLog(lookbackInDays: days, direct: .keep).read(bytes).table
      touches.append(
        (0..<table.count).reduce(0) {
          $0 + Double(table.path($1).count) * (table.conversions[$1] + table.nulls[$1])
        })
    }
    #expect(touches[0] < 0.8 * touches[1])
    #expect(touches[1] < 0.99 * touches[2])
  }

  @Test(
    "Options out of range are refused, and said to be",
    arguments: [
      (JourneySimulator(count: 0), "count is 0; allowed is 1 to 5,000,000 customers"),
      (JourneySimulator(count: 5_000_001), "count is 5000001; allowed is 1 to 5,000,000 customers"),
      (JourneySimulator(days: 6), "days is 6; allowed is 7 to 3,650"),
      (JourneySimulator(confounding: 1.5), "confounding is 1.5; allowed is 0 to 1"),
      (JourneySimulator(confounding: .nan), "confounding is nan; allowed is 0 to 1"),
      (
        JourneySimulator(start: Day(daysSinceEpoch: 2_900_000)),
        "start is 9909; allowed is a date from 1583-01-01 through 9900-12-31"
      ),
    ])
  func refused(simulator: JourneySimulator, message: String) {
    let error = #expect(throws: AttributionError.self) { try simulator.simulated() }
    #expect(error?.description == message)
  }

  @Test("The smallest simulations hold together", arguments: [1, 2, 3] as [UInt64])
  func smallest(seed: UInt64) throws {
    let (events, truth) = try JourneySimulator(count: 1, days: 7).simulated(seed: seed)
    #expect((1...8).contains(events.rowCount))
    #expect(truth.expectedConversions > 0 && truth.expectedConversions < 2)
  }
}
