import Marketing
import Testing

/// Paths that are known by the words of their names: none is taken for another.
@Suite("Spellings of paths")
struct PathSpellingTests {
  /// Reads paths, each with its number of touches as value, in several ways, and compares.
  private func check(
    _ paths: [[String]], mark: String = " > ", _ comment: Comment
  ) async throws {
    let expected = JourneyTable(
      paths.map { path in
        (
          path: path, conversions: path.count % 3 == 0 ? 1.0 : 0,
          value: path.count % 3 == 0 ? Double(path.count) : 0, nulls: path.count % 3 == 0 ? 0 : 1
        )
      })
    var text = "path,converted,value\n"
    for path in paths {
      text += path.joined(separator: mark)
      text += path.count % 3 == 0 ? ",1,\(path.count)\n" : ",0,0\n"
    }
    for (workers, chunkSize) in [(1, 1 << 18), (3, 700), (2, 20_000)] {
      let separator = mark.split(separator: " ").joined()
      let reading = try await JourneyFile(
        separator: separator, workers: workers, chunkSize: chunkSize
      ).read(Array(text.utf8))
      #expect(reading.table == expected, comment)
    }
  }

  /// So many paths over the names by a fixed generator, every path twice so that most are met again.
  private func drawn(_ count: Int, over names: [String], lengths: ClosedRange<Int>) -> [[String]] {
    var state: UInt64 = 29
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let paths = (0..<count).map { _ in
      (0..<(lengths.lowerBound + draw(lengths.count))).map { _ in names[draw(names.count)] }
    }
    return paths + paths
  }

  @Test("Names of 1 to 40 bytes that differ in one of them")
  func lengths() async throws {
    var names: [String] = []
    for length in 1...40 {
      names.append(String(repeating: "x", count: length))
      for place in Set([0, 7, 8, 12, 15, 16, length - 1]).filter({ $0 < length }).sorted() {
        names.append(
          String(repeating: "x", count: place) + "y"
            + String(repeating: "x", count: length - 1 - place))
      }
    }
    let distinct = Array(Set(names)).sorted()
    #expect(distinct.count > 200)
    try await check(drawn(4_000, over: distinct, lengths: 1...4), "all lengths")
    try await check(drawn(2_000, over: distinct.filter { $0.count < 9 }, lengths: 1...9), "short")
  }

  @Test("Letters whose bytes are those of the separator but for the first bit")
  func letters() async throws {
    let names = ["ľ", "Ծ", "aľb", "ľľľľľľľľ", "naïve ¾", "email", "e mail", "e-mail"]
    try await check(drawn(3_000, over: names, lengths: 1...8), "separator >")
    try await check(drawn(3_000, over: names, lengths: 1...8), mark: "|", "separator |")
    try await check(drawn(500, over: names, lengths: 1...8), mark: " -> ", "separator ->")
  }

  @Test(
    "Paths of eight and nine touches, some or all longer than a key, and more channels than a byte counts"
  )
  func limits() async throws {
    let names = (0..<300).map { "channel \($0)" }
    try await check(drawn(3_000, over: Array(names[..<3]), lengths: 7...9), "around eight")
    try await check(drawn(3_000, over: Array(names[..<2]), lengths: 9...12), "all longer")
    try await check(drawn(6_000, over: names, lengths: 1...3), "300 channels")
    let mixed =
      drawn(2_000, over: names, lengths: 1...3)
      + drawn(2_000, over: Array(names[..<4]), lengths: 10...14)
      + drawn(2_000, over: Array(names[..<4]), lengths: 1...3)
    try await check(mixed, "by turns")
  }

  @Test("Empty touches are found among paths that are known")
  func empty() async throws {
    for bad in ["a > > b", "> a", "a >", " ", ">"] {
      let text = "path,converted\n" + String(repeating: "a > b,0\n", count: 200) + "\(bad),0\n"
      let error = await #expect(throws: JourneyError.self) {
        try await JourneyFile().read(Array(text.utf8))
      }
      #expect(error?.problems.map(\.line) == [202], "\(bad)")
    }
  }
}
