import Tables
import Testing

@Suite("CSV: what is refused, and where")
struct CSVErrorTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let message: String
    var csv = CSV()
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ message: String, _ csv: CSV = CSV()) {
      self.name = name
      self.bytes = Array(text.utf8)
      self.message = message
      self.csv = csv
    }
  }

  @Test(
    "The bad inputs",
    arguments: [
      Refusal("empty", "", "t.csv: the file is empty; a line of column names is due"),
      Refusal("too few", "a,b,c\n1,2,3\n1,2\n", "t.csv:3:4: 2 fields, where the header has 3"),
      Refusal(
        "too many", "a,b\r\n1,2,3,4\r\n",
        "t.csv:2:5: 4 fields, where the header has 2; a text that holds the separator must be quoted"
      ),
      Refusal("open quote", "a,b\n1,2\né,\"x\n3,4\n", "t.csv:3:3: this quote is never closed"),
      Refusal(
        "after quote", "a,b\n\"x\"y,2\n",
        "t.csv:2:4: text after the closing quote of field 1; "
          + "a quote inside a quoted field is written twice"),
      Refusal(
        "stray quote", "a,b\n1,5\"\n",
        "t.csv:2:4: a quote inside field 2; put the whole field in quotes and write inner quotes twice"
      ),
      Refusal(
        "text for a number", "a,sales\n1,2\n3,abc\n",
        "t.csv:3:3: \"abc\" in column sales (field 2), where a number is due",
        CSV(kinds: ["sales": .numbers])),
      Refusal(
        "overflow", "a\n1e999\n",
        "t.csv:2:1: \"1e999\" in column a (field 1) is too large for a number",
        CSV(kinds: ["a": .numbers])),
      Refusal(
        "not a date", "d\n2024-02-30\n",
        "t.csv:2:1: \"2024-02-30\" in column d (field 1), where a date such as 2024-01-31 is due",
        CSV(dateColumn: "d")),
      Refusal(
        "no column", "date,spend_tv\n1,2\n",
        "t.csv:1: no column \"tv_spend\"; did you mean \"spend_tv\"?",
        CSV(columns: ["tv_spend"])),
      Refusal(
        "no header", "1,2\n3,4\n",
        "t.csv:1:1: the first line holds values, where column names are due; add a line of names"),
      Refusal(
        "duplicate", "a,b,a\n1,2,3\n",
        "t.csv:1:5: field 3 is named \"a\", as field 1 is; names must differ"),
      Refusal(
        "unnamed", "a,,c\n1,2,3\n", "t.csv:1:3: column 2 has no name; write one in the first line"),
      Refusal("zero byte", "a\n1\0\n", "t.csv:2:2: a byte 0 at offset 3: this is no text file"),
      Refusal(
        "many columns", String(repeating: ",", count: 3_000_000),
        "t.csv:1:100001: more than 100000 columns; is the separator or the line ending right?"),
    ])
  func refusals(refusal: Refusal) {
    let error = #expect(throws: CSVError.self) {
      try refusal.csv.read(refusal.bytes, name: "t.csv")
    }
    #expect(error?.description == refusal.message)
  }

  @Test("Bytes that are not UTF-8 are refused with their offset")
  func encoding() {
    let error = #expect(throws: CSVError.self) {
      try CSV().read(Array("a\nM".utf8) + [0xFC, 0x0A])
    }
    #expect(
      error?.problems == [CSVProblem(.invalidUTF8(byteOffset: 3, byte: 0xFC), line: 2, column: 2)])
    #expect(throws: CSVError.self) { try CSV().read([0xFF, 0xFE, 0x61, 0]) }
  }

  @Test("Problems are collected up to the bound")
  func collected() {
    let text = "a,b\n" + String(repeating: "1\n", count: 50)
    let error = #expect(throws: CSVError.self) { try CSV().read(text: text) }
    #expect(error?.problems.count == 20)
    #expect(error?.problems.map(\.line) == Array(2...21))
    #expect(error?.stoppedEarly == true)
  }

  @Test("A date that no cell decides is an error where dates are due")
  func ambiguous() {
    let error = #expect(throws: CSVError.self) {
      try CSV(dateColumn: "d").read(text: "d\n03/04/2024\n")
    }
    #expect(error?.problems.first?.line == 2)
  }

  @Test("A field and a line have bounds", arguments: [true, false])
  func bounds(isQuoted: Bool) {
    let long = String(repeating: "x", count: 17 << 20)
    let text = "a,b\n1,\(isQuoted ? "\"\(long)\"" : long)\n"
    let error = #expect(throws: CSVError.self) { try CSV().read(text: text) }
    #expect(error?.problems.first?.kind == .fieldTooLong(limit: CSV.fieldLimit))
  }

  @Test("Files that are not there, and folders, are refused")
  func files() {
    #expect(throws: CSVError.self) { try CSV().read(path: "/no/such/file.csv") }
    #expect(throws: CSVError.self) { try CSV().read(path: "/") }
  }

  @Test("Gzip of two members is read, and refused where it is cut")
  func gzipMembers() throws {
    let packed: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 212, 73, 226, 50, 212,
      49, 226, 2, 0, 123, 7, 151, 10, 8, 0, 0, 0, 31, 139, 8, 0,
      0, 0, 0, 0, 2, 3, 51, 214, 49, 225, 2, 0, 62, 45, 114, 169,
      4, 0, 0, 0,
    ]
    #expect(try CSV().read(packed).table.numbers("b") == [2, 4])
    for cut in [10, 20, packed.count - 9] {
      let error = #expect(throws: CSVError.self) { try CSV().read(Array(packed.prefix(cut))) }
      #expect(error?.problems == [CSVProblem(.badCompression(reason: "it ends too early"))])
    }
  }

  @Test("Damaged gzip is refused")
  func gzip() {
    #expect(throws: CSVError.self) { try CSV().read([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7]) }
  }
}
