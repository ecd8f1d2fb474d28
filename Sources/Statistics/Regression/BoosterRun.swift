/// Rows of the boosting library, freed with their owner.
final class BoosterRows {
  let handle: BoostingLibrary.Handle
  private let library: BoostingLibrary
  let count: Int

  /// Rows of the given places with all their zeros: to the library what is not stored would be missing, which trees
  /// treat otherwise than 0.
  init(
    _ library: BoostingLibrary, _ rows: SparseRows, places: [Int]
  ) throws(StatisticsError) {
    let width = rows.columnCount
    var values = [Float](repeating: 0, count: places.count * width)
    for (line, row) in places.enumerated() {
      for place in rows.starts[row]..<rows.starts[row + 1] {
        values[line * width + Int(rows.columns[place])] = Float(rows.values[place])
      }
    }
    var made: BoostingLibrary.Handle?
    try library.check(
      library.makeRows(values, UInt64(places.count), UInt64(width), .nan, &made, 1))
    guard let made else { throw .library(name: BoostingLibrary.name, message: "made no rows") }
    handle = made
    self.library = library
    count = places.count
  }

  deinit { _ = library.freeRows(handle) }

  /// Sets one number a row, such as `label` and `weight`.
  func set(_ name: String, _ numbers: [Double]) throws(StatisticsError) {
    try library.check(
      library.setFloats(handle, name, numbers.map { Float($0) }, UInt64(numbers.count)))
  }
}

/// A booster of the library, freed with its owner; each task has its own.
final class BoosterRun {
  private let handle: BoostingLibrary.Handle
  private let library: BoostingLibrary

  /// What is asked of a prediction, by the library's numbers.
  enum Kind: Int {
    case margin = 1
    case contributions = 2
  }

  /// A booster that will grow on the rows, or one to load a model into.
  init(_ library: BoostingLibrary, _ rows: BoosterRows? = nil) throws(StatisticsError) {
    var made: BoostingLibrary.Handle?
    let known = [rows?.handle]
    try library.check(library.makeBooster(known, rows == nil ? 0 : 1, &made))
    guard let made else { throw .library(name: BoostingLibrary.name, message: "made no booster") }
    handle = made
    self.library = library
    // One thread: sums of floats then have one order, on every machine.
    try set("nthread", "1")
    try set("verbosity", "0")
  }

  deinit { _ = library.freeBooster(handle) }

  func set(_ name: String, _ value: String) throws(StatisticsError) {
    try library.check(library.setOption(handle, name, value))
  }

  func grow(_ rows: BoosterRows, trees: Int) throws(StatisticsError) {
    for tree in 0..<trees { try library.check(library.grow(handle, Int32(tree), rows.handle)) }
  }

  func load(_ model: [UInt8]) throws(StatisticsError) {
    let code = model.withUnsafeBytes { bytes in
      bytes.baseAddress.map { library.load(handle, $0, UInt64(bytes.count)) } ?? -1
    }
    try library.check(code)
    try set("nthread", "1")
  }

  /// The model in the library's binary JSON.
  func saved() throws(StatisticsError) -> [UInt8] {
    var (length, bytes): (UInt64, BoostingLibrary.Text?) = (0, nil)
    try library.check(library.save(handle, #"{"format": "ubj"}"#, &length, &bytes))
    guard let bytes else { throw .library(name: BoostingLibrary.name, message: "saved no model") }
    return UnsafeBufferPointer(start: bytes, count: Int(length)).map { UInt8(bitPattern: $0) }
  }

  /// One or more numbers a row, row after row.
  func predicted(_ kind: Kind, _ rows: BoosterRows) throws(StatisticsError) -> [Float] {
    let options =
      #"{"type": \#(kind.rawValue), "training": false, "iteration_begin": 0, "#
      + #""iteration_end": 0, "strict_shape": false}"#
    var (shape, dimensions): (BoostingLibrary.Lengths?, UInt64) = (nil, 0)
    var numbers: BoostingLibrary.Floats?
    try library.check(
      library.predict(handle, rows.handle, options, &shape, &dimensions, &numbers))
    guard let shape, let numbers else {
      throw .library(name: BoostingLibrary.name, message: "predicted nothing")
    }
    let count = (0..<Int(dimensions)).reduce(1) { $0 * Int(shape[$1]) }
    return Array(UnsafeBufferPointer(start: numbers, count: count))
  }
}
