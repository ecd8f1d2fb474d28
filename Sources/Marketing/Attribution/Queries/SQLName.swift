/// The name of a table or a column in a database, of one part or several: `events`, `shop.events`, `"my.shop".events`.
///
/// A point parts; what stands in double quotes or backticks is one part, points and all, with the quote itself written
/// twice. Every part is quoted where it is used, so that no sign in it can mean anything else.
public struct SQLName: Sendable, Hashable {
  /// The parts, from the outermost.
  public let parts: [String]

  /// A name as written; `role` says in an error what it names.
  ///
  /// - Throws: Where a part is empty or holds a control character, a quote is not closed, or there are more parts than
  ///   a catalogue, a schema and a table.
  public init(_ written: String, role: String) throws(JourneyQueryError) {
    var parts: [String] = []
    var part = ""
    var quote: Unicode.Scalar?
    var isClosed = false
    var rest = Array(written.unicodeScalars)[...]
    while let sign = rest.popFirst() {
      if let open = quote {
        if sign != open {
          part.unicodeScalars.append(sign)
        } else if rest.first == open {
          rest.removeFirst()
          part.unicodeScalars.append(sign)
        } else {
          (quote, isClosed) = (nil, true)
        }
      } else if sign == "." {
        parts.append(part)
        (part, isClosed) = ("", false)
      } else if sign == "\"" || sign == "`", part.isEmpty, !isClosed {
        quote = sign
      } else if isClosed || sign == "\"" || sign == "`" {
        throw .badName(
          written, role: role, "a quote inside a part, which must be around the whole part")
      } else {
        part.unicodeScalars.append(sign)
      }
    }
    if quote != nil { throw .badName(written, role: role, "a quote that is not closed") }
    parts.append(part)
    if parts.contains("") { throw .badName(written, role: role, "an empty part") }
    if parts.count > 3 {
      throw .badName(
        written, role: role,
        "\(parts.count) parts, more than catalogue, schema and name; put what is one name in quotes"
      )
    }
    let isPlain = written.unicodeScalars.allSatisfy { sign in
      sign.properties.generalCategory != .control
        && sign.properties.generalCategory != .lineSeparator
        && sign.properties.generalCategory != .paragraphSeparator
        && sign.properties.generalCategory != .format
    }
    if !isPlain { throw .badName(written, role: role, "a character that cannot be seen") }
    self.parts = parts
  }
}
