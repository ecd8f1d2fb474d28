import Figures
import Testing

@Suite("Labels pushed apart") struct SpreadingTests {
  @Test("At least the gap apart, within the bounds, in order", arguments: 0..<200)
  func law(seed: UInt64) {
    let count = Int(seed % 17) + 1
    let wanted = Gallery.noise(count, seed: seed).map { 130 + 90 * $0 }
    let places = Spreading.places(wanted, gap: 15, within: 0...260)
    let sorted = places.sorted()
    #expect(places.count == count)
    #expect(places.allSatisfy { $0 >= -1e-9 && $0 <= 260 + 1e-9 })
    #expect(zip(sorted.dropFirst(), sorted).allSatisfy { $0 - $1 >= 15 - 1e-9 })
    let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
    #expect(zip(order.dropFirst(), order).allSatisfy { places[$0] > places[$1] })
  }

  @Test("Labels that are apart stay where they are")
  func still() {
    #expect(Spreading.places([10, 100, 50], gap: 15, within: 0...200) == [10, 100, 50])
  }

  @Test("Too many for the bounds: the gap shrinks")
  func crowded() {
    let places = Spreading.places([5, 5, 5, 5, 5], gap: 15, within: 0...20)
    #expect(places == [0, 5, 10, 15, 20])
  }

  @Test("Names at line ends of a drawing do not overlap and are not cut")
  func drawing() {
    for seed in 0..<40 as Range<UInt64> {
      let ends = Gallery.noise(7, seed: seed)
      let marks = ends.enumerated().map { index, end in
        Mark.line(.init("Series \(index)", x: .numbers([0, 1]), y: [0, end]))
      }
      let svg = Chart("", marks: marks).standaloneSVG()
      let names = texts(of: svg).filter { $0.words.hasPrefix("Series") }
      #expect(names.count == 7)
      let ys = names.map(\.y).sorted()
      #expect(zip(ys.dropFirst(), ys).allSatisfy { $0 - $1 >= 14.8 })
      #expect(names.allSatisfy { $0.x + 50 <= 640 })
    }
  }
}

/// The texts of a drawing with their places.
func texts(of svg: String) -> [(words: String, x: Double, y: Double)] {
  svg.split(separator: "<text ").dropFirst().compactMap { part in
    func number(_ name: String) -> Double? {
      part.firstRange(of: "\(name)=\"").flatMap { found in
        Double(part[found.upperBound...].prefix { $0 != "\"" })
      }
    }
    guard let x = number("x"), let y = number("y"), let start = part.firstIndex(of: ">") else {
      return nil
    }
    return (String(part[part.index(after: start)...].prefix { $0 != "<" }), x, y)
  }
}
