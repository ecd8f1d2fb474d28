import Notebooks
import Testing

@Suite("The runner")
struct RunnerTests {
  @Test("Names are bound once and flow downwards; a statement without a name shows its value")
  func flow() async throws {
    let place = Playground()
    place.notebook("a", "x = number 2 times=3\nsum x x", "claim x.value == 6\nclaim x.value > 7")
    let result = try #require(await place.run("a").first)
    #expect(result.number("x") == 6)
    #expect(result.cells[0].statements.map(\.outputs) == [[], [.text("12.0")]])
    #expect(result.claims.map(\.holds) == [true, false])
    #expect(result.claims.map(\.actual) == ["6 == 6", "6 > 7"])
    #expect(result.failure == nil)
  }

  @Test("A failing statement stops the notebook; what ran before is kept")
  func failure() async throws {
    let place = Playground()
    place.notebook("a", "x = number 1\nshow x", "fail", "show x")
    let result = try #require(await place.run("a").first)
    #expect(result.failedCell == 1)
    #expect(result.failure?.message == "it fails on purpose")
    #expect(result.cells[0].state == .done)
    #expect(result.cells[2].state == .notRun)
    #expect(result.number("x") == 1)
  }

  @Test("A cell that must fail and does not is a failure")
  func unexpectedSuccess() async throws {
    let place = Playground()
    place.write(
      "a.md",
      "---\ntitle: a\n---\n\n```mix fails=\"purpose\"\nfail\n```\n\n```mix fails=\"no\"\nnumber 1\n```\n"
    )
    let result = try #require(await place.run("a").first)
    guard case .failedAsExpected = result.cells[0].state else {
      Issue.record("the first cell should have failed as expected")
      return
    }
    #expect(result.failure?.message.contains("but it ran") == true)
  }

  @Test("Unchanged work comes from the cache; prose, labels and bound names change nothing")
  func cache() async throws {
    let place = Playground()
    place.notebook("a", "x = number 2\nshow x")
    let cold = try #require(await place.run("a").first)
    #expect(!cold.cells[0].isFromCache)
    place.notebook("a", "x = number 2\nshow x", prose: "Other prose, *much* longer.")
    let warm = try #require(await place.run("a").first)
    #expect(warm.cells[0].isFromCache)
    #expect(warm.number("x") == 2)
    let fresh = try #require(await place.run("a", fresh: true).first)
    #expect(!fresh.cells[0].isFromCache)
    place.notebook("a", "x = number 3\nshow x")
    let changed = try #require(await place.run("a").first)
    #expect(!changed.cells[0].isFromCache)
    #expect(changed.cells[0].statements.last?.outputs == [.text("3.0")])
  }

  @Test("A damaged entry is computed anew, never trusted")
  func damage() async throws {
    let place = Playground()
    place.notebook("a", "x = number 2\nshow x")
    _ = try await place.run("a")
    let cache = "\(place.folder)/.mixbook/cache"
    var entries = 0
    for folder in Files.names(in: cache) where folder.count == 2 {
      for name in Files.names(in: "\(cache)/\(folder)") {
        var bytes = try #require(Files.bytes("\(cache)/\(folder)/\(name)"))
        entries += 1
        // One entry is cut short as by a kill in mid-write, the others have a bit turned.
        if entries == 1 { bytes.removeLast(bytes.count / 2) } else { bytes[bytes.count - 3] ^= 4 }
        try Files.write(bytes, to: "\(cache)/\(folder)/\(name)")
      }
    }
    #expect(entries == 2)
    let result = try #require(await place.run("a").first)
    #expect(!result.cells[0].isFromCache)
    #expect(result.number("x") == 2)
    #expect(try #require(await place.run("a").first).cells[0].isFromCache)
  }

  @Test("A changed file is noticed by its content")
  func files() async throws {
    let place = Playground()
    place.write("data.txt", "12345")
    place.notebook("a", "n = length data.txt\nshow n")
    #expect(try #require(await place.run("a").first).number("n") == 5)
    place.write("data.txt", "123456")
    #expect(try #require(await place.run("a").first).number("n") == 6)
  }

  @Test(
    "Files outside the project are refused", arguments: ["/etc/passwd", "../x", "../../etc/hosts"])
  func outside(path: String) async throws {
    let place = Playground()
    place.notebook("a", "n = length \(path)")
    let result = try #require(await place.run("a").first)
    #expect(result.failure?.message.contains("--allow-read") == true)
    #expect(result.failure.map { result.notebook.source.text($0.span) } == path)
  }

  @Test("An imported name is the same value, computed once")
  func imports() async throws {
    let place = Playground()
    place.notebook("a", "x = number 5\ny = sum x x")
    place.notebook("b", "twice = import y from=a\nz = sum twice twice\nshow z")
    let results = try await place.run("b")
    #expect(results.count == 1)
    #expect(results[0].number("z") == 20)
    #expect(results[0].number("twice") == 10)
  }

  @Test("Exercises run their solution in a branch that later cells do not see")
  func exercises() async throws {
    let place = Playground()
    place.write(
      "a.md",
      """
      ---
      title: a
      ---

      ```mix
      x = number 2
      ```

      ```mix #try exercise
      y = number ___
      ```

      ```mix solution for=try
      y = sum x x
      ```

      ```mix check for=try
      claim y.value == 4
      ```

      ```mix
      y = number 9
      claim y.value == 9
      ```
      """)
    let result = try #require(await place.run("a").first)
    #expect(result.failure == nil)
    #expect(result.claims.map(\.holds) == [true, true])
    #expect(result.number("y") == 9)
  }

  @Test("why says what has changed")
  func why() async throws {
    let place = Playground()
    place.notebook("a", "x = number 2\ny = sum x x\nshow y")
    _ = try await place.run("a")
    let same = Freshness(try place.library("a"), with: Toy.registry).verdicts(on: "a")
    #expect(same.map(\.isFresh) == [true, true, true])
    place.notebook("a", "x = number 3\ny = sum x x\nshow y")
    let changed = Freshness(try place.library("a"), with: Toy.registry).verdicts(on: "a")
    #expect(changed.map(\.isFresh) == [false, false, false])
    #expect(changed[0].reasons == ["the option amount was 2 and is 3"])
    #expect(changed[1].reasons == ["the input x was computed anew"])
  }

  @Test("The same results on one core and on many")
  func parallel() async throws {
    let place = Playground()
    for index in 0..<6 { place.notebook("n\(index)", "x = number \(index)\ny = sum x x\nshow y") }
    let names = (0..<6).map { "\(place.folder)/n\($0).md" }
    func records(jobs: Int) async throws -> [String] {
      let library = try LibraryReader.read(
        names, in: Project(folder: place.folder), with: Toy.registry)
      var options = Runner.Options()
      options.jobs = jobs
      options.isFresh = true
      return await Runner(library, with: Toy.registry, options: options).run()
        .map { RunRecord($0).json }
    }
    #expect(try await records(jobs: 1) == records(jobs: 6))
  }
}
