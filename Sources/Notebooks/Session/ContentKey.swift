/// Everything that a statement's result depends on, and the digest of it: the key under which the cache keeps the result.
///
/// Prose, labels, captions and the name that the result is bound to are not part of it: changing them recomputes nothing.
/// The names that the statement mentions are, because tables and charts show them.
public struct ContentKey: Sendable, Hashable, Codable {
  /// The command's words: `fit ridge`.
  public let command: String
  /// Each parameter with its canonical text, defaults included, in the command's order.
  public let arguments: [Part]
  /// Each file that it reads with its digest.
  public let files: [Part]
  /// Each name that it mentions with the digest of the key of what the name stands for.
  public let inputs: [Part]
  /// The engine's build.
  public let engine: String
  /// The digest of all of it.
  public let digest: Digest

  /// A named part of a key.
  public struct Part: Sendable, Hashable, Codable {
    /// What it is.
    public let name: String
    /// What it is worth.
    public let value: String
  }

  init(command: String, arguments: [Part], files: [Part], inputs: [Part], engine: String) {
    self.command = command
    self.arguments = arguments
    self.files = files
    self.inputs = inputs
    self.engine = engine
    // Lengths before texts, so that no two different keys spell the same.
    var spelled = ""
    func add(_ text: String) { spelled += "\(text.utf8.count):\(text);" }
    add(engine)
    add(command)
    for (title, parts) in [
      ("arguments", arguments), ("files", files), ("inputs", inputs),
    ] {
      add("\(title) \(parts.count)")
      for part in parts {
        add(part.name)
        add(part.value)
      }
    }
    digest = Digest(of: spelled)
  }

  /// What is different from an earlier key of the same statement, in words; empty where nothing is.
  public func differences(from earlier: ContentKey) -> [String] {
    var found: [String] = []
    if engine != earlier.engine { found.append("the engine is another build than it was") }
    if command != earlier.command {
      found.append("the command was \"\(earlier.command)\" and is \"\(command)\"")
    }
    found += ContentKey.differences("option", arguments, earlier.arguments) {
      "was \($0) and is \($1)"
    }
    found += ContentKey.differences("file", files, earlier.files) {
      "has other content (digest \($0.prefix(10)) was, \($1.prefix(10)) is)"
    }
    found += ContentKey.differences("input", inputs, earlier.inputs) { _, _ in "was computed anew" }
    return found
  }

  private static func differences(
    _ what: String, _ now: [Part], _ earlier: [Part], _ sentence: (String, String) -> String
  ) -> [String] {
    var found: [String] = []
    for part in now {
      guard let old = earlier.first(where: { $0.name == part.name }) else {
        found.append("the \(what) \(part.name) is new")
        continue
      }
      if old.value != part.value {
        found.append("the \(what) \(part.name) \(sentence(old.value, part.value))")
      }
    }
    for old in earlier where !now.contains(where: { $0.name == old.name }) {
      found.append("the \(what) \(old.name) is gone")
    }
    return found
  }
}

extension BoundValue {
  /// The one spelling of a value; names are written as their place among the inputs.
  func canonical(inputs: [String]) -> String {
    switch self {
    case .number(let number): Canonical.text(number)
    case .flag(let flag): flag ? "yes" : "no"
    case .text(let text): Canonical.quoted(text)
    case .word(let word): word
    case .day(let day): String(describing: day)
    case .duration(let length): "\(length.count) \(length.unit.rawValue)"
    case .path(let path, _): Canonical.quoted(path)
    case .name(let name): BoundValue.place(of: name, among: inputs)
    case .column(let column): Canonical.quoted(column)
    case .condition(let expression), .expression(let expression):
      expression.canonical(inputs: inputs)
    case .range(let low, let high): "\(Canonical.text(low))..\(Canonical.text(high))"
    case .list(let items): items.map { $0.canonical(inputs: inputs) }.joined(separator: ", ")
    case .percent(let share): "share \(Canonical.text(share))"
    case .days(let first, let last): "\(first)..\(last)"
    case .call(let call): call.canonical(inputs: inputs)
    case .keyed(let items):
      items.map { item in
        (item.key.map { "\(Canonical.quoted($0)): " } ?? "") + item.value.canonical(inputs: inputs)
      }.joined(separator: ", ")
    }
  }

  fileprivate static func place(of name: String, among inputs: [String]) -> String {
    inputs.firstIndex(of: name).map { "input \($0 + 1)" } ?? name
  }
}

extension Expression {
  /// The one spelling of a calculation; names are written as their place among the inputs.
  func canonical(inputs: [String]) -> String {
    switch self {
    case .number(let number, _), .percent(let number, _): return Canonical.text(number)
    case .day(let day, _): return String(describing: day)
    case .duration(let length, _): return "\(length.count) \(length.unit.rawValue)"
    case .text(let text, _): return Canonical.quoted(text)
    case .bare(let word, _):
      let (root, path) = FieldPath.split(word)
      let place = BoundValue.place(of: root, among: inputs)
      return path.map { "\(place).\($0)" } ?? place
    case .list(let items, _):
      return items.map { $0.canonical(inputs: inputs) }.joined(separator: ", ")
    case .keyed(let key, let value):
      return "\(Canonical.quoted(key.text)): \(value.canonical(inputs: inputs))"
    case .range(let low, let high, _):
      return "\(Canonical.text(low))..\(Canonical.text(high))"
    case .dayRange(let first, let last, _): return "\(first)..\(last)"
    case .call(let word, let arguments, _):
      let listed = arguments.map { argument in
        (argument.key.map { "\($0.text): " } ?? "") + argument.value.canonical(inputs: inputs)
      }
      return "\(word.text)(\(listed.joined(separator: ", ")))"
    case .arithmetic(let operation, let left, let right):
      return
        "(\(left.canonical(inputs: inputs)) \(operation.rawValue) \(right.canonical(inputs: inputs)))"
    case .comparison(let comparison, let left, let right):
      return
        "(\(left.canonical(inputs: inputs)) \(comparison.rawValue) \(right.canonical(inputs: inputs)))"
    case .both(let left, let right):
      return "(\(left.canonical(inputs: inputs)) and \(right.canonical(inputs: inputs)))"
    case .either(let left, let right):
      return "(\(left.canonical(inputs: inputs)) or \(right.canonical(inputs: inputs)))"
    }
  }
}
