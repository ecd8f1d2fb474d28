import Tables
import TestSupport
import Testing

@Suite("CSV: numbers and the way there and back")
struct CSVRoundTripTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// A number as some program may write it.
  private func spelling(_ generator: inout Generator) -> String {
    func digits(_ range: ClosedRange<Int>) -> String {
      let count = Int.random(in: range, using: &generator)
      return String((0..<count).map { _ in "0123456789".randomElement(using: &generator) ?? "0" })
    }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return "\(Double(bitPattern: generator.next() & 0x7FDF_FFFF_FFFF_FFFF))"
    case 1: return "\(Double.random(in: -1...1, using: &generator))"
    case 2: return digits(1...5) + "." + digits(1...2)
    case 3: return "-" + digits(1...25) + "." + digits(0...25)
    case 4: return digits(1...22) + "e" + String(Int.random(in: -330...280, using: &generator))
    default:
      // Halfway between two neighbours, or a digit off.
      let low = Double(generator.next() >> 11)
      return "\(UInt64(low) * 1000 + 500).\(digits(0...3))e-3"
    }
  }

  @Test("A number is what the standard library reads, to the bit")
  func numbers() throws {
    var generator = Generator(state: 7)
    let spellings = (0..<300_000).map { _ in spelling(&generator) }
    let text = "n\n" + spellings.joined(separator: "\n")
    let numbers = try CSV(kinds: ["n": .numbers]).read(text: text).table.numbers("n")
    let wrong = zip(spellings, numbers).filter { Double($0)?.bitPattern != $1.bitPattern }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    #expect(numbers.count == spellings.count)
  }

  @Test(
    "What is no number is text",
    arguments: [
      "0x1p3", "inf", "-", "+", ".", "1e", "1e+", "1.2.3", "1 2", "--1", "1,5", "١", "1_000",
    ])
  func notNumbers(cell: String) throws {
    let table = try CSV(separator: .tab).read(text: "a\tb\n\(cell)\t1\n").table
    #expect(try table.texts("a") == [cell])
  }

  private func table(_ generator: inout Generator) -> Table {
    let rows = Int.random(in: 0...12, using: &generator)
    let pieces = [
      "a", "ß", "\"", ",", "\n", "\r\n", " ", "NA", "7", ";", "\t", "=", "👩‍👧", "-", "\r",
    ]
    func text() -> String? {
      let count = Int.random(in: -1...5, using: &generator)
      guard count >= 0 else { return nil }
      return (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
    return Table(
      (0..<Int.random(in: 1...5, using: &generator)).map { index in
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
          Column(
            "n\(index)",
            numbers: (0..<rows).map { _ in
              let number = Double(bitPattern: generator.next())
              return number.isFinite ? number : .nan
            })
        case 1:
          Column(
            "d, \(index)",
            days: (0..<rows).map { _ in
              Bool.random(using: &generator)
                ? nil : Day(daysSinceEpoch: .random(in: -700_000...2_900_000, using: &generator))
            })
        default: Column("t\"\(index)", texts: (0..<rows).map { _ in text() })
        }
      })
  }

  @Test("Written and read again a table is itself", arguments: CSV.Separator.allCases)
  func roundTrip(separator: CSV.Separator) throws {
    var generator = Generator(state: UInt64(separator.rawValue))
    for _ in 0..<2_000 {
      let table = table(&generator)
      let kinds = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.kind) })
      let bytes = CSVWriter(separator: separator).bytes(table)
      let again = try CSV(separator: separator, kinds: kinds).read(bytes).table
      // NaN differs from itself, its spelling doesn't.
      #expect(again.names == table.names)
      #expect(CSVWriter(separator: separator).bytes(again) == bytes)
      for (column, old) in zip(again.columns, table.columns) where column.kind != .numbers {
        #expect(column == old)
      }
    }
  }

  @Test("Formulas are guarded only where asked for")
  func formulas() {
    let table = Table([Column("a", texts: ["=1+1", "x"]), Column("b", numbers: [-1, 2])])
    #expect(CSVWriter().text(table) == "a,b\n=1+1,-1\nx,2\n")
    #expect(CSVWriter(guardsFormulas: true).text(table) == "a,b\n'=1+1,-1\nx,2\n")
  }
}
