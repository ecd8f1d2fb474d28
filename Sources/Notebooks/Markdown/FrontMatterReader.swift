import Tables
import Yams

/// The YAML block at the head of a notebook, with the place of every word in it.
struct FrontMatterReader {
  /// The largest front matter, in bytes.
  static let sizeLimit = 16 << 10
  private static let keys = ["title", "summary", "minutes", "after", "languages", "parameters"]

  private let source: SourceText
  private var diagnostics: [Diagnostic] = []
  private var matter = FrontMatter()

  /// What was read, what was wrong, and the line (from 0) on which the text begins.
  static func read(
    _ source: SourceText
  ) -> (matter: FrontMatter, diagnostics: [Diagnostic], textLine: Int) {
    var reader = FrontMatterReader(source: source)
    let line = reader.read()
    return (reader.matter, reader.diagnostics, line)
  }

  private init(source: SourceText) {
    self.source = source
  }

  private mutating func read() -> Int {
    let bom = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let head = source.lineSpan(0)
    let opening = SourceSpan(min(bom, head.end), head.end)
    guard isMark(opening) else {
      diagnostics.append(
        Diagnostic(
          .error,
          "a notebook begins with front matter: a line ---, then title: and a closing line ---",
          at: SourceSpan(opening.start, opening.start)))
      return 0
    }
    guard let last = (1..<max(1, source.lineStarts.count)).first(where: closes) else {
      diagnostics.append(
        Diagnostic(.error, "the front matter is never closed; end it with a line ---", at: opening))
      return source.lineStarts.count
    }
    let yaml = SourceSpan(source.lineStarts[1], source.lineStarts[last])
    if yaml.end - yaml.start > FrontMatterReader.sizeLimit {
      diagnostics.append(
        Diagnostic(.error, "the front matter is longer than 16 KB", at: opening))
    } else {
      readYAML(yaml, opening: opening)
    }
    return last + 1
  }

  private func isMark(_ span: SourceSpan) -> Bool {
    let text = source.text(span)
    return text.hasPrefix("---") && text.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
  }

  private func closes(_ line: Int) -> Bool { isMark(source.lineSpan(line)) }

  // MARK: - YAML

  private mutating func readYAML(_ span: SourceSpan, opening: SourceSpan) {
    let text = source.text(span)
    if let deep = tooDeep(span) {
      diagnostics.append(Diagnostic(.error, "the front matter is nested too deeply", at: deep))
      return
    }
    do {
      guard let node = try Yams.compose(yaml: text), node.null == nil else {
        return missingTitle(opening)
      }
      guard case .mapping(let mapping) = node else {
        return report("the front matter must be a list of key: value", node)
      }
      guard !refusesAnchors(node, depth: 0) else { return }
      for (key, value) in mapping { read(key, value) }
      if mapping["title"] == nil { missingTitle(opening) }
    } catch let error as YamlError {
      report(error, opening: opening)
    } catch {
      diagnostics.append(Diagnostic(.error, "the front matter is not YAML", at: opening))
    }
  }

  private mutating func missingTitle(_ opening: SourceSpan) {
    diagnostics.append(Diagnostic(.error, "the front matter has no title", at: opening))
  }

  /// Brackets, or marks of nested lists in one line, beyond any use; the parser behind recurses.
  private func tooDeep(_ span: SourceSpan) -> SourceSpan? {
    var brackets = 0
    var marks = 0
    var previous: UInt8 = 0x0A
    for offset in span.start..<span.end {
      let byte = source.bytes[offset]
      if byte == 0x5B || byte == 0x7B { brackets += 1 }
      if byte == 0x0A { marks = 0 }
      if byte == 0x20 || byte == 0x09, previous == 0x2D || previous == 0x3F || previous == 0x3A {
        marks += 1
      }
      if brackets > 200 || marks > 50 { return SourceSpan(offset, offset + 1) }
      previous = byte
    }
    return nil
  }

  /// Reports the first anchor; aliases need one.
  private mutating func refusesAnchors(_ node: Node, depth: Int) -> Bool {
    guard depth < 40 else {
      report("the front matter is nested too deeply", node)
      return true
    }
    // The library keeps no anchors of scalars, but a node's place is that of its `&`, and no plain text begins so.
    let start = span(of: node).start
    let hasAnchor =
      node.mark != nil && start < source.bytes.count
      && (source.bytes[start] == 0x26 || source.bytes[start] == 0x2A)
    var children: [Node] = []
    switch node {
    case .mapping(let mapping): children = mapping.flatMap { [$0.key, $0.value] }
    case .sequence(let sequence): children = Array(sequence)
    case .scalar, .alias: break
    }
    if hasAnchor {
      report("anchors and aliases are not allowed in front matter", node)
      return true
    }
    for child in children where refusesAnchors(child, depth: depth + 1) { return true }
    return false
  }

  private mutating func read(_ key: Node, _ value: Node) {
    guard let name = key.string else { return report("a key must be a word", key) }
    switch name {
    case "title":
      if let text = text(value, of: name) { matter.title = text }
    case "summary": matter.summary = text(value, of: name)
    case "after": matter.after = text(value, of: name)
    case "minutes":
      guard let minutes = value.int, (1...10_000).contains(minutes) else {
        return report("minutes must be a whole number from 1", value)
      }
      matter.minutes = minutes
    case "languages": readLanguages(value)
    case "parameters": readParameters(value)
    default:
      let known = NearestName.suggestion(for: name, among: FrontMatterReader.keys)
      report(
        "front matter has no key \"\(name)\"; it has "
          + FrontMatterReader.keys.joined(separator: ", "), key, suggestion: known)
    }
  }

  private mutating func text(_ value: Node, of key: String) -> String? {
    guard case .scalar(let scalar) = value, value.null == nil,
      scalar.string.contains(where: { !$0.isWhitespace })
    else {
      report("\(key) must be text", value)
      return nil
    }
    return scalar.string
  }

  private mutating func readLanguages(_ value: Node) {
    guard case .sequence(let sequence) = value else {
      return report("languages must be a list of language codes: [en, ko]", value)
    }
    for node in sequence {
      guard let code = node.scalar?.string, PassageDirective.isLanguage(code) else {
        report("a language is a code such as en or pt-BR", node)
        continue
      }
      if matter.languages.contains(code) {
        report("the language \(code) is listed twice", node)
      } else {
        matter.languages.append(code)
      }
    }
  }

  private mutating func readParameters(_ value: Node) {
    guard case .mapping(let mapping) = value else {
      return report("parameters must be a list of name: default", value)
    }
    for (key, node) in mapping {
      guard let name = key.scalar?.string, CellInfo.isName(name) else {
        report("a parameter's name has letters, digits and _, and begins with a letter", key)
        continue
      }
      guard case .scalar(let scalar) = node, node.null == nil else {
        report("the default of \(name) must be a number, a date, a text, true or false", node)
        continue
      }
      matter.parameters.append(
        FrontMatter.Parameter(name: name, value: scalarValue(scalar), span: span(of: node)))
    }
  }

  private func scalarValue(_ scalar: Node.Scalar) -> Scalar {
    guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
    if scalar.string == "true" || scalar.string == "false" { return .flag(scalar.string == "true") }
    let text = scalar.string
    if let number = Double(text), number.isFinite { return .number(number) }
    if text.hasSuffix("%"), let number = Double(text.dropLast()), number.isFinite {
      return .number(number / 100)
    }
    if let day = Day(text) { return .day(day) }
    return .text(text)
  }

  // MARK: - Places

  private mutating func report(_ message: String, _ node: Node, suggestion: String? = nil) {
    diagnostics.append(Diagnostic(.error, message, at: span(of: node), suggestion: suggestion))
  }

  private func span(of node: Node) -> SourceSpan {
    guard let mark = node.mark else { return source.lineSpan(0) }
    let place = span(of: mark)
    guard let text = node.scalar?.string, !text.isEmpty else { return place }
    let isQuoted = node.scalar?.style == .doubleQuoted || node.scalar?.style == .singleQuoted
    let length = text.utf8.count + (isQuoted ? 2 : 0)
    let end = source.lineSpan(source.lineIndex(of: place.start)).end
    return SourceSpan(place.start, max(place.start, min(place.start + length, end)))
  }

  /// A place of the YAML text, in scalars, as one of the file, in bytes.
  private func span(of mark: Mark) -> SourceSpan {
    let line = source.lineSpan(min(max(mark.line, 0), source.lineStarts.count - 1))
    var offset = line.start
    var column = 1
    while offset < line.end, column < mark.column {
      offset += 1
      while offset < line.end, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return SourceSpan(offset, line.end)
  }

  private mutating func report(_ error: YamlError, opening: SourceSpan) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let words = [context?.text ?? "", problem].filter { !$0.isEmpty }.joined(separator: ", ")
      diagnostics.append(
        Diagnostic(.error, "the front matter is not YAML: \(words)", at: span(of: mark)))
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
      diagnostics.append(
        Diagnostic(.error, "the front matter says \(keys) twice", at: span(of: context.mark)))
    case .reader(let problem, _, _, _):
      diagnostics.append(
        Diagnostic(.error, "the front matter is not YAML: \(problem)", at: opening))
    default:
      diagnostics.append(Diagnostic(.error, "the front matter is not YAML", at: opening))
    }
  }
}
