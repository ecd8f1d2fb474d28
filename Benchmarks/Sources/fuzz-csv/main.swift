// Tortures the CSV reader: mutates a corpus at random and checks that nothing crashes, that every problem has a place
// within the file, and that whatever is read comes back the same when it is written and read again.
//
//   fuzz-csv CORPUS-FOLDER [cases, default 1000000] [seed, default 42]
//
// Exits 1 with the case's seed and bytes at the first failure.

import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    // SplitMix64: Steele, Lea, Flood (2014).
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

func contents(of path: String) -> [UInt8] {
  guard let file = fopen(path, "rb") else { return [] }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
  return bytes
}

func corpus(in folder: String) -> [[UInt8]] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted().map { contents(of: "\(folder)/\($0)") }.filter { !$0.isEmpty }
}

let words = [
  "\"", "\"\"", ",", ";", "\t", "|", "\r\n", "\r", "\n", "NA", "NaN", "1e999", "-", "+", ".", "e",
  "2024-01-31",
  "31/12/2024", "05/06/2024", "Jan 5, 2024", " ", "\0", "\u{FEFF}", "é", "0x1p3", "inf", "1,234.5",
  "",
  "99999999999999999999", "0.000000000000000000000000000000000001", "a,a,a", ",,,,,,,,,,,,,,,,",
  "2024-02-30",
].map { Array($0.utf8) }

func mutated(_ seed: [UInt8], _ generator: inout Generator) -> [UInt8] {
  var bytes = seed
  for _ in 0..<Int.random(in: 1...6, using: &generator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes.insert(contentsOf: words.randomElement(using: &generator) ?? [], at: place)
    case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2 where place < bytes.count: bytes.remove(at: place)
    case 3:
      let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
      bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    case 4:
      let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
      bytes.removeSubrange(place..<end)
    default:
      if let word = words.randomElement(using: &generator), place + word.count <= bytes.count {
        bytes.replaceSubrange(place..<place + word.count, with: word)
      }
    }
  }
  return bytes
}

func options(_ generator: inout Generator) -> CSV {
  var csv = CSV()
  switch Int.random(in: 0..<8, using: &generator) {
  case 0: csv.missing = ["NA", "x"]
  case 1: csv.separator = CSV.Separator.allCases.randomElement(using: &generator)
  case 2: csv.numberStyle = .decimalComma
  case 3: csv.numberStyle = .commaThousands
  case 4: csv.dateOrder = .dayFirst
  case 5: csv.columns = ["b", "sales", "a"]
  case 6: csv.problemLimit = 3
  default: break
  }
  return csv
}

/// The cells as the writer spells them: equality that takes NaN for NaN.
func spelling(_ table: Table) -> [String] {
  table.columns.map { column in
    var text = column.name
    for row in 0..<column.count {
      let cell = column[row]
      text += cell == .missing ? "\u{1}\u{2}" : "\u{1}\(cell)"
    }
    return text
  }
}

func failure(of bytes: [UInt8], _ csv: CSV) -> String? {
  do {
    let reading = try csv.read(bytes)
    let kinds = Dictionary(uniqueKeysWithValues: reading.table.columns.map { ($0.name, $0.kind) })
    for column in reading.table.columns where column.count != reading.table.rowCount {
      return "column \(column.name) has \(column.count) rows"
    }
    let written = CSVWriter().bytes(reading.table)
    let again = try CSV(separator: .comma, kinds: kinds, names: nil).read(written)
    return spelling(again.table) == spelling(reading.table) ? nil : "comes back differently"
  } catch {
    let lines = bytes.count + 1
    for problem in error.problems where problem.line > lines || problem.sentence.isEmpty {
      return "no such place: \(error)"
    }
    return error.problems.isEmpty ? "an error without a problem" : nil
  }
}

let arguments = CommandLine.arguments.dropFirst()
let seeds = corpus(in: arguments.first ?? "Tests/TablesTests/Corpus")
let cases = arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let seed = arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? 42
guard !seeds.isEmpty else {
  print("no corpus in \(arguments.first ?? "Tests/TablesTests/Corpus")")
  exit(2)
}
var read = 0
for index in 0..<cases {
  var generator = Generator(state: seed &+ UInt64(index) &* 0x2545_F491_4F6C_DD1D)
  let bytes = mutated(seeds[index % seeds.count], &generator)
  let csv = options(&generator)
  if (try? csv.read(bytes)) != nil { read += 1 }
  if let failure = failure(of: bytes, csv) {
    print(
      "case \(index) of seed \(seed): \(failure)\n\(csv)\n\(String(decoding: bytes, as: UTF8.self))"
    )
    exit(1)
  }
}
print(
  "\(cases) cases, \(read) accepted and read back the same, \(cases - read) refused with a place, 0 crashes"
)
