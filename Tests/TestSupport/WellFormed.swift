/// What is wrong with a piece of XML, or nil.
///
/// Finds tags that do not match, bare ampersands, characters that XML forbids and attributes twice. Enough for what this library writes; not a parser for other people's files.
public func xmlFault(_ text: String) -> String? {
  var open: [String] = []
  let bytes = Array(text.utf8)
  var index = 0
  var roots = 0
  if text.unicodeScalars.contains(where: { $0.value < 0x20 && ![9, 10, 13].contains($0.value) }) {
    return "control character"
  }
  while index < bytes.count {
    guard bytes[index] == UInt8(ascii: "<") else {
      if bytes[index] == UInt8(ascii: "&"), let fault = referenceFault(bytes, index) {
        return fault
      }
      index += 1
      continue
    }
    guard let close = bytes[index...].firstIndex(of: UInt8(ascii: ">")) else { return "open tag" }
    let tag = String(decoding: bytes[(index + 1)..<close], as: UTF8.self)
    index = close + 1
    if tag.hasPrefix("?") { continue }
    if tag.hasPrefix("/") {
      guard open.popLast() == String(tag.dropFirst()) else { return "</\(tag.dropFirst())>" }
      continue
    }
    let isEmpty = tag.hasSuffix("/")
    let body = isEmpty ? String(tag.dropLast()) : tag
    if let fault = tagFault(body) { return fault }
    if open.isEmpty { roots += 1 }
    if !isEmpty { open.append(String(body.prefix { $0 != " " })) }
  }
  return open.isEmpty && roots == 1 ? nil : "\(roots) roots, \(open) not closed"
}

private func referenceFault(_ bytes: [UInt8], _ index: Int) -> String? {
  let end = bytes[index...].prefix(10).firstIndex(of: UInt8(ascii: ";"))
  guard let end else { return "bare &" }
  let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
  return ["amp", "lt", "gt", "quot", "#39"].contains(name) ? nil : "&\(name);"
}

private func tagFault(_ body: String) -> String? {
  var rest = Substring(body.drop { $0 != " " })
  var seen: Set<String> = []
  while let first = rest.first {
    guard first == " ", let equals = rest.firstIndex(of: "=") else { return "<\(body)>" }
    let name = String(rest[rest.index(after: rest.startIndex)..<equals])
    guard !name.isEmpty, !name.contains(" "), seen.insert(name).inserted else {
      return "attribute \(name) of <\(body)>"
    }
    rest = rest[rest.index(after: equals)...]
    guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
      return "value of \(name)"
    }
    let value = rest[rest.index(after: rest.startIndex)..<end]
    if value.contains("<") { return "< in \(name)" }
    if ["d", "x", "y", "width", "height", "cx", "cy", "r"].contains(name),
      value.contains("nan") || value.contains("inf")
    {
      return "\(name)=\(value)"
    }
    rest = rest[rest.index(after: end)...]
  }
  return nil
}

/// One element on each line, so that a difference of two drawings can be read.
public func onePerLine(_ svg: String) -> String {
  var lines = ""
  var before: Character = "\n"
  for character in svg {
    if character == "<", before == ">" { lines.append("\n") }
    lines.append(character)
    before = character
  }
  return lines
}
