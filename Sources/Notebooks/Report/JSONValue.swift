#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A JSON value that is written the same way every time: members in the order given, two blanks of indentation.
public indirect enum JSONValue: Sendable, Hashable {
  /// Nothing.
  case null
  /// Yes or no.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// A number, written with 17 significant digits; null where it isn't finite, for JSON has no word for that.
  case number(Double)
  /// Text.
  case text(String)
  /// Values in order.
  case array([JSONValue])
  /// Named values in order.
  case object([Member])

  /// A named value.
  public struct Member: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value.
    public var value: JSONValue

    /// A named value.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// An object of the members, in the order written.
  public static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member($0.key, $0.value) })
  }

  /// Text, or null.
  public static func optionalText(_ text: String?) -> JSONValue {
    text.map(JSONValue.text) ?? .null
  }

  /// The document, with a new line at its end.
  public var document: String {
    var output = ""
    write(to: &output, indentation: 0)
    output += "\n"
    return output
  }

  private func write(to output: inout String, indentation: Int) {
    switch self {
    case .null: output += "null"
    case .flag(let flag): output += flag ? "true" : "false"
    case .integer(let integer): output += String(integer)
    case .number(let number): output += JSONValue.digits(number)
    case .text(let text): JSONValue.quote(text, into: &output)
    case .array(let values):
      JSONValue.list(values, "[", "]", to: &output, indentation) { value, output in
        value.write(to: &output, indentation: indentation + 2)
      }
    case .object(let members):
      JSONValue.list(members, "{", "}", to: &output, indentation) { member, output in
        JSONValue.quote(member.name, into: &output)
        output += ": "
        member.value.write(to: &output, indentation: indentation + 2)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], _ opening: String, _ closing: String, to output: inout String,
    _ indentation: Int, write: (Element, inout String) -> Void
  ) {
    output += opening
    for (index, element) in elements.enumerated() {
      output += index == 0 ? "\n" : ",\n"
      output += String(repeating: " ", count: indentation + 2)
      write(element, &output)
    }
    if !elements.isEmpty { output += "\n" + String(repeating: " ", count: indentation) }
    output += closing
  }

  /// As C's `%.17g` writes it: enough digits to give the same number back.
  private static func digits(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    // No -0: two runs that differ in the sign of nothing are the same.
    let number = number == 0 ? 0 : number
    var buffer = [CChar](repeating: 0, count: 40)
    let count = withVaList([number]) { vsnprintf(&buffer, buffer.count, "%.17g", $0) }
    let length = max(0, min(Int(count), buffer.count))
    return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func quote(_ text: String, into output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      // JavaScript once took U+2028 and U+2029 for line ends; the bidirectional controls mislead a reader.
      case _ where scalar.value < 0x20 || isMisleading(scalar):
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }

  private static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
