import Marketing
import Tables
import TestSupport
import Testing

/// The table that a simple reading of the same rows gives.
private func plainTable(_ text: String) -> JourneyTable {
  JourneyTable(
    text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let path = cells[0].split(separator: ">").map {
        String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      return (
        path, Double(cells[1]) ?? .nan, cells[1] == "0" ? 0 : Double(cells[2]) ?? .nan,
        Double(cells[3]) ?? .nan
      )
    })
}

/// Some thousand rows whose values are sums of quarters, so that every order of adding gives the same.
private func manyRows(_ count: Int) -> String {
  var state: UInt64 = 7
  func draw(_ bound: UInt64) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % bound)
  }
  var text = "path,conversions,value,nulls\n"
  for _ in 0..<count {
    let length = 1 + draw(12) * draw(2)
    let path = (0..<length).map { _ in "Kanal \(draw(20) * draw(20))ä" }.joined(separator: " > ")
    text += "\(path),\(draw(3)),\(Double(draw(4_000)) / 4),\(draw(5))\n"
  }
  return text
}

/// A gzip file (RFC 1952) whose blocks are stored, not packed (RFC 1951, 3.2.4).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  for start in stride(from: 0, to: bytes.count, by: 65_535) {
    let block = bytes[start..<min(start + 65_535, bytes.count)]
    file += [block.endIndex == bytes.count ? 1 : 0]
    file += little(block.count, 2) + little(~block.count, 2) + block
  }
  var sum: UInt32 = .max
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return file + little(Int(~sum), 4) + little(bytes.count, 4)
}

@Suite("Journeys from a file of paths")
struct JourneyFileTests {
  private func read(
    _ text: String, _ file: JourneyFile = JourneyFile()
  ) async throws -> JourneyReading {
    try await file.read(Array(text.utf8))
  }

  @Test("Counts are added up and channels numbered by first appearance")
  func counts() async throws {
    let reading = try await read(
      """
      path,conversions,value,nulls
      search > email,3,120.5,17
      email,1,15.5,4
      search>email,2,0.25,1
       search  >\temail ,0,0,2

      """)
    #expect(reading.rows == 4)
    #expect(reading.notes.isEmpty)
    #expect(
      reading.table
        == JourneyTable(
          channels: ["search", "email"], steps: [0, 1, 1], offsets: [0, 2, 3],
          conversions: [5, 1], value: [120.75, 15.5], nulls: [20, 4]))
  }

  @Test("A row without nulls is a journey, converted or not")
  func journeys() async throws {
    let reading = try await read(
      "customer_id,Path,Converted\n1,a > b,1\n2,a > b,0\n3,b,0\n4,a > b,0\n")
    #expect(reading.table.conversions == [1, 0])
    #expect(reading.table.nulls == [2, 1])
    #expect(reading.table.value == [0, 0])
    #expect(reading.notes.isEmpty)
    let mixed = try await read("path,conversions\na,5\nb,0\n")
    #expect(mixed.table.nulls == [0, 1])
    #expect(mixed.notes.count == 1)
  }

  @Test("Quotes, doubled quotes and line ends inside them are part of a channel")
  func quotes() async throws {
    let text = "path;conversions;value\r\n\"a;b > \"\"c\"\" > d\r\ne\";1;\"2.5\"\r\n"
    let error = await #expect(throws: JourneyError.self) {
      try await read(text + "\"a;b\" ;1;1\r\n")
    }
    #expect(
      error?.description == "journeys.csv:4:6: text after the closing quote of field 1; "
        + "a quote inside a quoted field is written twice")
    let good = try await read(text)
    #expect(good.table.channels == ["a;b", "\"c\"", "d\r\ne"])
    #expect(good.table.value == [2.5])
  }

  @Test("Other separators of channels", arguments: ["->", " | ", "→", "/"])
  func separators(separator: String) async throws {
    let reading = try await read(
      "path,conversions\na \(separator) b-c \(separator)d,1\nd,1\n",
      JourneyFile(separator: separator))
    #expect(reading.table.channels == ["a", "b-c", "d"])
    #expect(reading.table.offsets == [0, 3, 4])
  }

  @Test("All that is wrong is told at once, with its place")
  func problems() async throws {
    let error = await #expect(throws: JourneyError.self) {
      try await read(
        """
        id,path,conversions,value,nulls
        1,a > b,1,5,0
        2,,1,0,0
        3,a > > b,1,0,0
        4,a >,1,0,0
        5,a,-1,0,0
        6,ä > b,x,0,0
        7,a,1,,0
        8,a,1,1e16,0
        9,a,1
        10,a,1,nan,0,0

        """)
    }
    #expect(
      error?.description == """
        journeys.csv:3:3: a journey without any touch; drop the row, or name what was touched
        journeys.csv:4:3: touch 2 of the path has no channel
        journeys.csv:5:3: touch 2 of the path has no channel
        journeys.csv:6:5: "-1" in column conversions, where a number from 0 on is due
        journeys.csv:7:9: "x" in column conversions (field 3), where a number is due
        journeys.csv:8:7: "" in column value (field 4), where a number is due
        journeys.csv:9:7: "1e16" in column value, where a number below 1000000000000000 is due
        journeys.csv:10:1: 3 fields, where the header has 5
        journeys.csv:11:14: 6 fields, where the header has 5; a text that holds the separator must be quoted
        """)
  }

  @Test("The first problems are the same whoever finds them", arguments: [64, 100, 1_000, 100_000])
  func problemBound(chunkSize: Int) async throws {
    var text = "path,conversions\n"
    for row in 0..<3_000 { text += row % 7 == 3 ? "a,-\(row)\n" : "a > b,1\n" }
    for workers in [1, 2, 5] {
      let error = await #expect(throws: JourneyError.self) {
        try await read(
          text, JourneyFile(problemLimit: 10, workers: workers, chunkSize: chunkSize))
      }
      #expect(error?.problems.map(\.line) == (0..<10).map { $0 * 7 + 5 })
      #expect(error?.stoppedEarly == true)
    }
  }

  @Test("Columns that are missing, doubled or misspelt")
  func columns() async throws {
    let none = await #expect(throws: JourneyError.self) { try await read("a,b\n1,2\n") }
    #expect(none?.problems.count == 2)
    let twice = await #expect(throws: JourneyError.self) {
      try await read("path,value,path,conversions\na,1,b,1\n")
    }
    #expect(twice?.description.contains("named \"path\", as field 1 is") == true)
    let near = await #expect(throws: JourneyError.self) {
      try await read("path,conversions\na,1\n", JourneyFile(pathColumn: "pth"))
    }
    #expect(near?.description.contains("did you mean \"path\"") == true)
    let blank = await #expect(throws: JourneyError.self) {
      try await read("path,conversions\na,1\n", JourneyFile(separator: "  "))
    }
    #expect(blank?.problems.map(\.kind) == [.badSeparator("  ")])
    await #expect(throws: JourneyError.self) { try await read("") }
    let missing = await #expect(throws: JourneyError.self) {
      try await JourneyFile().read(path: "/no/such/file.csv")
    }
    #expect(missing?.description.contains("cannot be read") == true)
  }

  @Test("Bytes that no text has, and a gzip file that was cut off")
  func damage() async throws {
    var bytes = Array("path,conversions\nä > b,1\nc".utf8)
    bytes += [0xE4] + Array(",1\n".utf8)
    let error = await #expect(throws: JourneyError.self) { try await JourneyFile().read(bytes) }
    #expect(error?.problems.map(\.line) == [3])
    let packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]
    let cut = await #expect(throws: JourneyError.self) { try await JourneyFile().read(packed) }
    #expect(cut?.description.contains("gzip") == true)
    await #expect(throws: JourneyError.self) {
      try await read("path,conversions\n\"a > b,1\nc,1\n")
    }
  }

  @Test("Workers and chunks change nothing", arguments: [64, 300, 4_096, 1 << 18])
  func chunks(chunkSize: Int) async throws {
    let text = manyRows(3_000)
    let expected = plainTable(text)
    for workers in [1, 2, 3, 8] {
      let reading = try await read(text, JourneyFile(workers: workers, chunkSize: chunkSize))
      #expect(reading.table == expected)
      #expect(reading.rows == 3_000)
    }
    #expect(expected.channels.count > 100)
    #expect(expected.count > 1_000)
  }

  @Test("Sums are exact before they are rounded once")
  func exactSums() async throws {
    // Adding doubles one by one gives 999999999999999 + 8 × 0.125 as 1e15 only by luck, and ten tenths never as 1.
    var text = "path,conversions,value,nulls\na,1,999999999999999,0\n"
    for _ in 0..<8 { text += "a,0.125,0.125,0\n" }
    for _ in 0..<10 { text += "b,0.1,0.1,0\n" }
    text += "c,1,0.000000001,0\nc,1,1e-300,0\n"
    let table = try await read(text).table
    #expect(table.conversions == [2, 1, 2])
    #expect(table.value[0] == 1_000_000_000_000_000)
    #expect(table.value[1] == 1)
    #expect(abs(table.value[2] - 1e-9) < 1e-19)
  }

  @Test("A path of ten thousand touches and one with hundreds of channels")
  func longPaths() async throws {
    let long = (0..<10_000).map { "c\($0 % 700)" }
    let row = long.joined(separator: " > ")
    let table = try await read("path,conversions\n\(row),1\nc1,1\n\(row),0\n").table
    #expect(table.count == 2)
    #expect(table.channels.count == 700)
    #expect(table.path(0).map { table.channels[Int($0)] } == long)
    #expect(table.conversions == [1, 1])
    #expect(table.nulls == [1, 0])
  }

  @Test("A gzip file is read like a plain one", arguments: [100, 1 << 18])
  func gzip(chunkSize: Int) async throws {
    let text = manyRows(700)
    let reading = try await JourneyFile(workers: 3, chunkSize: chunkSize).read(
      stored(Array(text.utf8)))
    #expect(reading.table == plainTable(text))
  }

  @Test("No row, blank rows, spelling variants and stray values are noted")
  func notes() async throws {
    #expect(try await read("path,conversions\n").table.count == 0)
    let reading = try await read("path,conversions,value\nEmail > E-mail,0,5\n\n\nEmail,1,1\n")
    #expect(reading.rows == 2)
    #expect(reading.table.totalValue == 1)
    #expect(reading.notes.count == 3)
    #expect(reading.notes.last?.contains("\"Email\", \"E-mail\"") == true)
  }

  @Test(
    "ChannelAttribution's example data",
    .enabled(if: OutsideData.has("mta/channelattribution_Data.csv"), "outside data not here"))
  func channelAttribution() async throws {
    let bytes = OutsideData.bytes("mta/channelattribution_Data.csv")
    let reading = try await JourneyFile(workers: 2, chunkSize: 20_000).read(bytes)
    let table = reading.table
    #expect(reading.rows == 10_000)
    #expect(table.count == 5_408)
    #expect(table.collapsed().count == 3_456)
    #expect(table.channels.count == 12)
    #expect(table.totalConversions == 19_785)
    #expect(table.totalNulls == 68_602)
    #expect(abs(table.totalValue - 74_802.971587) < 1e-6)
  }
}

@Suite("Rows that stand for many journeys")
struct JourneyCountTests {
  @Test("A yes or no is of all the row's journeys")
  func flags() async throws {
    let text = "path,converted,count\na > b,1,12\na > b,0,30\nb,0,5\n"
    let table = try await JourneyFile(countColumn: "count").read(Array(text.utf8)).table
    #expect(table.conversions == [12, 0])
    #expect(table.nulls == [30, 5])
  }

  @Test("A number is a part of the row's journeys")
  func parts() async throws {
    let text = "path,conversions,journeys\na > b,3,12\nb,1,5\nb > a,0,2\n"
    let table = try await JourneyFile(journeysColumn: "journeys").read(Array(text.utf8)).table
    #expect(table.conversions == [3, 1, 0])
    #expect(table.nulls == [9, 4, 2])
  }

  @Test("More conversions than journeys are refused with their place")
  func tooFew() async throws {
    let text = "path,conversions,journeys\na > b,3,12\nb,6,5\n"
    let error = await #expect(throws: JourneyError.self) {
      try await JourneyFile(journeysColumn: "journeys").read(Array(text.utf8))
    }
    #expect(error?.problems.first?.line == 3)
    #expect(error?.description.contains("\"5\" journeys, of which 6 converted") == true)
  }

  @Test("What 0 and 1 mean does not depend on other rows")
  func noGuess() async throws {
    let text = "path,conversions,journeys\na,1,5\nb,1,7\nc,0,4\n"
    let parts = try await JourneyFile(journeysColumn: "journeys").read(Array(text.utf8)).table
    #expect(parts.conversions == [1, 1, 0])
    #expect(parts.nulls == [4, 6, 4])
    let all = try await JourneyFile(countColumn: "journeys").read(Array(text.utf8)).table
    #expect(all.conversions == [5, 7, 0])
    #expect(all.nulls == [0, 0, 4])
  }

  @Test("A number that is no yes or no is refused with its place", arguments: ["2", "0.5", "12"])
  func notAllOrNone(found: String) async throws {
    let text = "path,converted,count\na > b,1,12\nb,\(found),5\n"
    let error = await #expect(throws: JourneyError.self) {
      try await JourneyFile(countColumn: "count").read(Array(text.utf8))
    }
    #expect(error?.problems.first?.line == 3)
    #expect(error?.problems.first?.kind == .notAllOrNone(found: found, column: "converted"))
    #expect(error?.description.contains("give journeys= instead") == true)
  }

  @Test("Two columns for one thing are refused")
  func twoColumns() async throws {
    let file = JourneyFile(nullsColumn: "nulls", countColumn: "count")
    let error = await #expect(throws: JourneyError.self) {
      try await file.read(Array("path,conversions,nulls,count\na,1,2,3\n".utf8))
    }
    #expect(error?.description.contains("nulls and count, where only one") == true)
  }
}
