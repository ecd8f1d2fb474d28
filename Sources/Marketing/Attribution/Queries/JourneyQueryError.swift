/// Why a query cannot be written: an option that has no meaning, a name that could not be one.
public enum JourneyQueryError: Error, Sendable, Hashable {
  /// A name of a table or a column that is none.
  case badName(String, role: String, String)
  /// A name that the engine would cut off.
  case longName(String, role: String, limit: Int, SQLDialect)
  /// A separator that could not be told from the channels beside it.
  case badSeparator(String)
  /// A number of days outside the range.
  case badDays(Double, option: String)
  /// Direct visits dropped, and no name for them.
  case noDirectName
  /// Touches that several conversions share, which the query cannot give.
  case sharedConversions
  /// A name of direct visits that cannot be seen.
  case badDirectName(String)
  /// A name of direct visits with a backslash, which means something else by a setting of the engine.
  case backslash(String, SQLDialect)
}

extension JourneyQueryError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .badName(let name, let role, let flaw): "the \(role) \"\(shown(name))\" has \(flaw)"
    case .longName(let name, let role, let limit, let dialect):
      "the \(role) \"\(shown(name))\" is longer than \(limit) bytes, which \(dialect.title) would cut off"
    case .badSeparator(let text):
      "\"\(shown(text))\" cannot separate channels; a sign such as > is due, and blanks around one of several signs"
    case .badDays(let days, let option):
      "\(option) is \(days) days, where more than 0 and at most 36,500 are due, or none"
    case .noDirectName: "direct visits are to be dropped, and no channel is named that they go by"
    case .sharedConversions:
      "conversions that share touches are not what the query makes; read a log of events for that, or give every "
        + "conversion the touches since the one before"
    case .backslash(let name, let dialect):
      "the name of direct visits \"\(shown(name))\" has a backslash, which a setting of \(dialect.title) may take "
        + "for another sign; rename the channel in a view"
    case .badDirectName(let name):
      "\"\(shown(name))\" is no name of direct visits: it is empty or has a character that cannot be seen"
    }
  }

  private func shown(_ text: String) -> String {
    var found = ""
    for sign in text.unicodeScalars.prefix(80) {
      found +=
        sign.properties.generalCategory == .control
        ? "\\u{\(String(sign.value, radix: 16))}" : String(sign)
    }
    return text.unicodeScalars.count > 80 ? found + "…" : found
  }
}
