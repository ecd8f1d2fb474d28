import Statistics
import TestSupport
import Testing

@Suite("Pareto archive") struct ParetoArchiveTests {
  @Test(
    "After every point it holds the first front of what came, each with its own variables",
    arguments: 1...3)
  func followsFront(width: Int) {
    var stream = RandomStream(seed: 2, stream: UInt64(width))
    var archive = ParetoArchive(dimensions: 2, objectives: width)
    var seen: [[Double]] = []
    for serial in 0..<200 {
      // Rounded for ties and repeats; the level falls so that members are replaced.
      let level = 1 + 0.01 * Double(200 - serial)
      var objectives = (0..<width).map { _ in (10 * level * stream.uniform()).rounded() }
      if serial.isMultiple(of: 17) { objectives[0] = serial.isMultiple(of: 2) ? .infinity : .nan }
      let before = ParetoFront.first(of: seen).map { seen[$0] }
      let isNew =
        objectives.allSatisfy(\.isFinite)
        && !before.contains { $0 == objectives || ParetoFront.dominates($0, objectives) }
      let point = [Double(serial), -Double(serial)]
      #expect(archive.insert(point, objectives: objectives, serial: serial) == isNew)
      seen.append(objectives)
      let front = Set(ParetoFront.first(of: seen).map { seen[$0] })
      #expect(archive.count == front.count && Set(archive.front) == front)
      for member in 0..<archive.count {
        let serial = archive.serial(member)
        #expect(archive.point(member) == [Double(serial), -Double(serial)])
        #expect(archive.objectives(member) == seen[serial])
        #expect(seen.firstIndex(of: seen[serial]) == serial)  // of equal ones the first
      }
    }
    let reference = [Double](repeating: 20, count: width)
    #expect(
      archive.hypervolume(reference: reference)
        == ParetoFront.hypervolume(archive.front, reference: reference))
    #expect(archive.front.map { $0[0] } == archive.front.map { $0[0] }.sorted())
  }
}
